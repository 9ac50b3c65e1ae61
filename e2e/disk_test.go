package e2e

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"
)

// mountable is the condition "mount" of the scripts: small disks can be made,
// which takes a superuser and the right to mount.
func mountable(cond string) (bool, error) {
	if cond != "mount" {
		return false, fmt.Errorf("unknown condition %q", cond)
	}
	dir, err := os.MkdirTemp("", "duban-mount-")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(dir)
	if exec.Command("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", dir).Run() != nil {
		return false, nil
	}
	return true, exec.Command("umount", dir).Run()
}

// disk makes a disk of its own at DIR, or makes it readable only.
func (w *world) disk(ts *testscript.TestScript, args []string) error {
	dir := ts.MkAbs(args[1])
	if args[0] == "ro" {
		return exec.Command("mount", "-o", "remount,ro", dir).Run()
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	ts.Defer(func() {
		w.close() // what still runs keeps it busy
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			ts.Logf("umount %s: %s", dir, out)
		}
	})
	return exec.Command("mount", "-t", "tmpfs", "-o", "size="+args[0], "tmpfs", dir).Run()
}

// fill leaves no room on the disk of DIR: it writes DIR/filler.
func (w *world) fill(ts *testscript.TestScript, args []string) error {
	f, err := os.Create(filepath.Join(ts.MkAbs(args[0]), "filler"))
	if err != nil {
		return err
	}
	block := make([]byte, 4096)
	for err == nil {
		_, err = f.Write(block)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		return errors.Join(err, f.Close())
	}
	return f.Close()
}
