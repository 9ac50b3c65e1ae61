package app

import (
	"context"
	"errors"
	"io"

	"duban/campaign"
	"duban/storage/blob"
)

// files is the blob store as the fetching of attachments and the console see
// it.
type files struct{ blob.Store }

// Put implements media.Blobs.
func (f files) Put(ctx context.Context, r io.Reader) (key string, size int64, sha256 string, err error) {
	b, err := f.Store.Put(ctx, r)
	return b.Key, b.Size, b.SHA256, err
}

// Open implements console.BlobReader.
func (f files) Open(ctx context.Context, key string) (io.ReadCloser, error) {
	r, err := f.Get(ctx, key)
	if errors.Is(err, blob.ErrNotFound) {
		return nil, campaign.Errorf(campaign.CodeNotFound, "open attachment", "%w", err)
	}
	return r, err
}
