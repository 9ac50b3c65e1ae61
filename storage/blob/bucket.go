package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// bucket keeps each blob in an object of its own.
type bucket struct {
	client *minio.Client
	name   string
	prefix string // "" or ending in a slash
}

func openBucket(u *url.URL, getenv func(string) string) (Store, error) {
	q := u.Query()
	for k := range q {
		if k != "endpoint" && k != "region" && k != "insecure" {
			return nil, fmt.Errorf("open blobs: the S3 address knows endpoint, region and insecure, not %q", k)
		}
	}
	id, secret := getenv("AWS_ACCESS_KEY_ID"), getenv("AWS_SECRET_ACCESS_KEY")
	if u.User != nil {
		id = u.User.Username()
		secret, _ = u.User.Password()
	}
	if u.Host == "" || id == "" || secret == "" {
		return nil, errors.New("open blobs: S3 needs a bucket, a key id and a secret")
	}
	endpoint := q.Get("endpoint")
	if endpoint == "" {
		endpoint = "s3.amazonaws.com"
	}
	client, err := minio.New(endpoint, &minio.Options{
		Creds:  credentials.NewStaticV4(id, secret, ""),
		Region: q.Get("region"),
		Secure: q.Get("insecure") != "true",
	})
	if err != nil {
		return nil, fmt.Errorf("open blobs: %w", err)
	}
	prefix := strings.Trim(u.Path, "/")
	if prefix != "" {
		prefix += "/"
	}
	return &bucket{client, u.Host, prefix}, nil
}

// CheckBucket finds out whether the bucket of an S3 address is there and lets us
// in. It changes nothing.
func CheckBucket(ctx context.Context, address string, getenv func(string) string) error {
	s, err := Open(address, getenv)
	if err != nil {
		return err
	}
	b, ok := s.(*bucket)
	if !ok {
		return errors.New("look for the bucket: the address is none of S3")
	}
	there, err := b.client.BucketExists(ctx, b.name)
	switch {
	case err != nil:
		return fmt.Errorf("look for the bucket %s: %w", b.name, err)
	case !there:
		return fmt.Errorf("there is no bucket %s", b.name)
	}
	return nil
}

// Put goes through a temporary file: the name is known only when all bytes have
// passed.
func (b *bucket) Put(ctx context.Context, r io.Reader) (_ Blob, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("keep blob: %w", err)
		}
	}()
	tmp, err := os.CreateTemp("", "duban-blob-*")
	if err != nil {
		return Blob{}, err
	}
	defer func() {
		_ = tmp.Close()
		_ = os.Remove(tmp.Name())
	}()
	blob, err := summed(tmp, watched{ctx, r})
	if err != nil {
		return Blob{}, err
	}
	if _, err := tmp.Seek(0, io.SeekStart); err != nil {
		return Blob{}, err
	}
	name, err := path(blob.Key)
	if err != nil {
		return Blob{}, err
	}
	_, err = b.client.PutObject(ctx, b.name, b.prefix+name, tmp, blob.Size, minio.PutObjectOptions{ContentType: "application/octet-stream"})
	return blob, err
}

func (b *bucket) Get(ctx context.Context, key string) (io.ReadCloser, error) {
	name, err := path(key)
	if err != nil {
		return nil, err
	}
	object, err := b.client.GetObject(ctx, b.name, b.prefix+name, minio.GetObjectOptions{})
	if err == nil {
		if _, err = object.Stat(); err != nil { // asks now, so that a missing one is told now
			_ = object.Close()
		}
	}
	if missing(err) {
		err = ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("open blob %s: %w", key, err)
	}
	return object, nil
}

func (b *bucket) Exists(ctx context.Context, key string) (bool, error) {
	name, err := path(key)
	if err != nil {
		return false, nil
	}
	_, err = b.client.StatObject(ctx, b.name, b.prefix+name, minio.StatObjectOptions{})
	if missing(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for blob %s: %w", key, err)
	}
	return true, nil
}

func (b *bucket) Remove(ctx context.Context, key string) error {
	name, err := path(key)
	if err != nil {
		return nil
	}
	if err := b.client.RemoveObject(ctx, b.name, b.prefix+name, minio.RemoveObjectOptions{}); err != nil && !missing(err) {
		return fmt.Errorf("remove blob %s: %w", key, err)
	}
	return nil
}

func missing(err error) bool {
	var r minio.ErrorResponse
	return errors.As(err, &r) && r.StatusCode == http.StatusNotFound && r.Code != minio.NoSuchBucket
}
