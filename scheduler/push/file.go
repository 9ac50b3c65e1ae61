package push

import (
	"bytes"
	"context"
	"encoding/json"
	"io"

	"duban/campaign"
	"duban/scheduler"
	"duban/wecom"
)

// Files has the bytes of documents.
type Files interface {
	// Open opens a document by its key; CodeNotFound where there is none.
	Open(ctx context.Context, key string) (io.ReadCloser, error)
}

// upload is the body of a call that brings a document.
type upload struct {
	Upload struct {
		Key  string   `json:"key"`
		Name string   `json:"name"`
		To   []string `json:"to"`
	} `json:"upload"`
}

// uploadMark begins every body of a document and no request of the platform.
const uploadMark = `{"upload":`

// FileBody implements scheduler.FileSender.
func (a *App) FileBody(to []string, f campaign.File) ([]byte, error) {
	var u upload
	u.Upload.Key, u.Upload.Name, u.Upload.To = f.Key, f.Name, to
	return json.Marshal(u)
}

// uploadOf reads the body of a document; ok is false for a request.
func uploadOf(line []byte) (u upload, ok bool) {
	return u, bytes.HasPrefix(line, []byte(uploadMark)) && json.Unmarshal(line, &u) == nil
}

// sendFile uploads a document (doc 90253) and sends it.
func (a *App) sendFile(ctx context.Context, u upload, out *scheduler.Result) {
	data, err := a.read(ctx, u.Upload.Key)
	if err != nil {
		out.Fate, out.Answer = scheduler.Again, err.Error()
		if campaign.CodeOf(err) == campaign.CodeNotFound {
			out.Fate = scheduler.Hopeless
		}
		return
	}
	for range 2 { // the platform may not know at once what was uploaded
		id, err := a.client.UploadMedia(ctx, wecom.MediaFile, u.Upload.Name, bytes.NewReader(data))
		if err != nil {
			failed(out, err)
			return
		}
		body, err := a.render(u.Upload.To, wecom.File{MediaID: id}, false)
		if err != nil {
			out.Fate, out.Answer = scheduler.Hopeless, err.Error()
			return
		}
		out.Fate = scheduler.Sent
		if err := a.send(ctx, body, out); wecom.ClassOf(err) != wecom.ClassReupload {
			return
		}
	}
}

// read returns a document, and one byte more than may be uploaded of one that is
// too large.
func (a *App) read(ctx context.Context, key string) ([]byte, error) {
	r, err := a.files.Open(ctx, key)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, wecom.MaxFileBytes+1))
}
