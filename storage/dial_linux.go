package storage

import (
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// giveUp makes the kernel break a connection whose peer has acknowledged nothing
// for that long: a machine that fell off the network sends no reset.
func giveUp(after time.Duration) func(network, address string, c syscall.RawConn) error {
	return func(_, _ string, c syscall.RawConn) error {
		var set error
		err := c.Control(func(fd uintptr) {
			set = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(after.Milliseconds()))
		})
		if err == nil {
			err = set
		}
		return err
	}
}
