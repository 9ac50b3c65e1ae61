package blob_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"duban/storage/blob"
)

var ctx = context.Background()

func noenv(string) string { return "" }

// exercise is what every store has to pass.
func exercise(t *testing.T, s blob.Store) {
	t.Helper()
	for _, data := range [][]byte{nil, []byte("照片😀"), bytes.Repeat([]byte("0123456789"), 20_000)} {
		sum := sha256.Sum256(data)
		want := blob.Blob{Key: "sha256/" + hex.EncodeToString(sum[:]), Size: int64(len(data)), SHA256: hex.EncodeToString(sum[:])}
		if ok, err := s.Exists(ctx, want.Key); ok || err != nil {
			t.Errorf("before Put: %v, error %v", ok, err)
		}
		if _, err := s.Get(ctx, want.Key); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("Get before Put: %v", err)
		}
		for range 2 { // the same content again is the same blob
			if got, err := s.Put(ctx, bytes.NewReader(data)); err != nil || got != want {
				t.Fatalf("Put: %+v, error %v, want %+v", got, err, want)
			}
		}
		r, err := s.Get(ctx, want.Key)
		if err != nil {
			t.Fatalf("Get: %v", err)
		}
		got, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(got, data) {
			t.Errorf("read %d bytes, error %v, want %d", len(got), err, len(data))
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
		if ok, err := s.Exists(ctx, want.Key); !ok || err != nil {
			t.Errorf("after Put: %v, error %v", ok, err)
		}
		for range 2 {
			if err := s.Remove(ctx, want.Key); err != nil {
				t.Errorf("Remove: %v", err)
			}
		}
		if ok, err := s.Exists(ctx, want.Key); ok || err != nil {
			t.Errorf("after Remove: %v, error %v", ok, err)
		}
	}
	for _, key := range []string{"", "x", "../../etc/passwd", "sha256/../../../etc/passwd", "sha256/" + strings.Repeat("A", 64), "sha256/" + strings.Repeat("a", 64) + "/x"} {
		if _, err := s.Get(ctx, key); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("Get %q: %v", key, err)
		}
		if ok, err := s.Exists(ctx, key); ok || err != nil {
			t.Errorf("Exists %q: %v, error %v", key, ok, err)
		}
		if err := s.Remove(ctx, key); err != nil {
			t.Errorf("Remove %q: %v", key, err)
		}
	}
	broken := errors.New("on purpose")
	if _, err := s.Put(ctx, io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Errorf("Put of a broken reader: %v", err)
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := s.Put(gone, strings.NewReader("late")); !errors.Is(err, context.Canceled) {
		t.Errorf("Put, cancelled: %v", err)
	}
}

func TestFolder(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a", "files")
	s, err := blob.Open("file:"+dir, noenv)
	if err != nil {
		t.Fatal(err)
	}
	exercise(t, s)
	left, err := filepath.Glob(filepath.Join(dir, ".part-*"))
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, error %v", left, err)
	}
	b, err := s.Put(ctx, strings.NewReader("kept"))
	if err != nil {
		t.Fatal(err)
	}
	again, err := blob.Open("file:"+dir, noenv)
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := again.Exists(ctx, b.Key); !ok || err != nil {
		t.Errorf("opened again: %v, error %v", ok, err)
	}
}

func TestFolderLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	dir, outside := t.TempDir(), t.TempDir()
	sum := strings.Repeat("ab", 32)
	if err := os.WriteFile(filepath.Join(outside, sum), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "ab")); err != nil {
		t.Fatal(err)
	}
	s, err := blob.Open("file:"+dir, noenv)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := s.Get(ctx, "sha256/"+sum); err == nil {
		_ = r.Close()
		t.Error("a link led out of the folder")
	}
}

func TestFolderConcurrently(t *testing.T) {
	t.Parallel()
	s, err := blob.Open("file:"+t.TempDir(), noenv)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			b, err := s.Put(ctx, strings.NewReader("the same"))
			if err == nil {
				var ok bool
				if ok, err = s.Exists(ctx, b.Key); !ok {
					t.Error("put and not there")
				}
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{
		"", "file:", "file:" + file, "ftp://h/", "s3://", "s3://bucket", "s3://id@bucket", "s3://id:hidden@/",
		"s3://id:hidden@bucket?zone=x", "s3://id:hidden@bucket?endpoint=http://h/x", "s3://id:hid%zzden@bucket",
	} {
		_, err := blob.Open(address, noenv)
		if err == nil || strings.Contains(err.Error(), "hid") {
			t.Errorf("%q: %v", address, err)
		}
	}
}
