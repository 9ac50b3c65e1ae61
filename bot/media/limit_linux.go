package media

import "syscall"

// limitMemory bounds what the process may allocate: beyond that it falls.
func limitMemory(bytes uint64) error {
	return syscall.Setrlimit(syscall.RLIMIT_DATA, &syscall.Rlimit{Cur: bytes, Max: bytes})
}
