package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// folder keeps each blob in a file of its own. os.Root lets no name lead out of
// it, be it through a link.
type folder struct {
	root *os.Root
	dir  string
}

func openFolder(dir string) (Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open blobs: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open blobs: %w", err)
	}
	return &folder{root, dir}, nil
}

// Put writes a temporary file beside the others and renames it once its bytes
// are on the disk.
func (f *folder) Put(ctx context.Context, r io.Reader) (_ Blob, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("keep blob: %w", err)
		}
	}()
	tmp, err := os.CreateTemp(f.dir, ".part-*")
	if err != nil {
		return Blob{}, err
	}
	name := filepath.Base(tmp.Name())
	defer func() {
		if err != nil {
			_ = f.root.Remove(name)
		}
	}()
	b, err := summed(tmp, watched{ctx, r})
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return Blob{}, err
	}
	to, err := path(b.Key)
	if err != nil {
		return Blob{}, err
	}
	if err := f.root.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return Blob{}, err
	}
	if err := f.root.Rename(name, to); err != nil {
		return Blob{}, err
	}
	return b, errors.Join(f.sync(filepath.Dir(to)), f.sync("."))
}

// sync makes the names in a folder durable.
func (f *folder) sync(dir string) error {
	d, err := f.root.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func (f *folder) Get(_ context.Context, key string) (io.ReadCloser, error) {
	name, err := path(key)
	if err != nil {
		return nil, err
	}
	file, err := f.root.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("open blob %s: %w", key, ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("open blob %s: %w", key, err)
	}
	return file, nil
}

func (f *folder) Exists(_ context.Context, key string) (bool, error) {
	name, err := path(key)
	if err != nil {
		return false, nil
	}
	_, err = f.root.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for blob %s: %w", key, err)
	}
	return true, nil
}

func (f *folder) Remove(_ context.Context, key string) error {
	name, err := path(key)
	if err != nil {
		return nil
	}
	if err := f.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove blob %s: %w", key, err)
	}
	return nil
}
