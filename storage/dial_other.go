//go:build !linux

package storage

import (
	"syscall"
	"time"
)

// giveUp does nothing where the system has no such setting.
func giveUp(time.Duration) func(network, address string, c syscall.RawConn) error { return nil }
