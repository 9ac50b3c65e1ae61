package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strings"
)

// ErrNotFound says that there is no blob of that key.
var ErrNotFound = errors.New("no such blob")

// Store keeps blobs. It is safe for concurrent use.
type Store interface {
	// Put reads r to its end and keeps what it read. Nothing is kept when r or
	// the store fails.
	Put(ctx context.Context, r io.Reader) (Blob, error)
	// Get opens a blob; the caller closes it. ErrNotFound where there is none.
	Get(ctx context.Context, key string) (io.ReadCloser, error)
	// Exists tells whether there is a blob of that key.
	Exists(ctx context.Context, key string) (bool, error)
	// Remove deletes a blob; one that is not there is no error.
	Remove(ctx context.Context, key string) error
}

// Blob tells what was put: the key to get it with, its size in bytes, and the
// SHA-256 of its content in lower-case hex.
type Blob struct {
	Key    string
	Size   int64
	SHA256 string
}

// Open opens file:DIR, which is created where it is missing, or
// s3://BUCKET/PREFIX?endpoint=HOST&region=NAME. The keys for S3 stand before the
// bucket, as in s3://ID:SECRET@BUCKET, or in AWS_ACCESS_KEY_ID and
// AWS_SECRET_ACCESS_KEY, read with getenv; insecure=true speaks plain HTTP.
// Errors do not tell the secret.
func Open(address string, getenv func(string) string) (Store, error) {
	scheme, rest, _ := strings.Cut(address, ":")
	switch {
	case scheme == "file" && rest != "":
		return openFolder(rest)
	case scheme == "s3":
		u, err := url.Parse(address)
		if err != nil {
			return nil, errors.New("open blobs: the S3 address is no URL") // the cause would quote it
		}
		return openBucket(u, getenv)
	}
	return nil, errors.New("open blobs: the address must be file:DIR or s3://BUCKET")
}

var validKey = regexp.MustCompile(`^sha256/[0-9a-f]{64}$`)

// path returns where a blob lies below the root: aa/aabb….
func path(key string) (string, error) {
	if !validKey.MatchString(key) {
		return "", fmt.Errorf("blob key %.80q: %w", key, ErrNotFound)
	}
	sum := strings.TrimPrefix(key, "sha256/")
	return sum[:2] + "/" + sum, nil
}

// summed copies r and tells size and sum of what passed.
func summed(w io.Writer, r io.Reader) (Blob, error) {
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(w, h), r)
	if err != nil {
		return Blob{}, err
	}
	sum := hex.EncodeToString(h.Sum(nil))
	return Blob{Key: "sha256/" + sum, Size: n, SHA256: sum}, nil
}

// watched stops reading when the context ends.
type watched struct {
	ctx context.Context
	r   io.Reader
}

func (w watched) Read(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.r.Read(p)
}
