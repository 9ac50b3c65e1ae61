package console

import (
	"io"
	"mime"
	"net/http"
	"strconv"

	"duban/campaign"
)

// attachment sends the bytes of an attachment. A browser must save them: they
// came from outside.
func (a *api) attachment(w http.ResponseWriter, r *http.Request) {
	var f campaign.Attachment
	err := a.Store.View(r.Context(), func(tx campaign.Tx) (err error) {
		f, err = tx.Attachment(r.Context(), r.PathValue("id"))
		return err
	})
	if err == nil && (f.State != campaign.AttachmentStored || a.Blobs == nil) {
		err = newProblem(http.StatusNotFound, "the bytes of this attachment are not here: its state is %s", f.State)
	}
	if err != nil {
		problemOf(err, a.log).write(w)
		return
	}
	h := w.Header()
	tag := `"` + f.SHA256 + `"`
	h.Set("ETag", tag)
	h.Set("Cache-Control", "private, no-cache")
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	data, err := a.Blobs.Open(r.Context(), f.BlobKey)
	if err != nil {
		h.Del("ETag")
		problemOf(err, a.log).write(w)
		return
	}
	defer data.Close()
	media := f.Type
	if media == "" {
		media = "application/octet-stream"
	}
	h.Set("Content-Type", media)
	h.Set("Content-Length", strconv.FormatInt(f.Size, 10))
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	if r.Method == http.MethodHead {
		return
	}
	if _, err := io.Copy(w, data); err != nil {
		a.log.Warn("attachment was not sent in full", "attachment", f.ID, "err", err)
	}
}
