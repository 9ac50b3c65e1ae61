package wecom

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
)

// MediaType is the kind of an uploaded file.
type MediaType string

// Media types of doc 90253.
const (
	MediaImage MediaType = "image" // JPG or PNG
	MediaVoice MediaType = "voice" // AMR, at most 60 s
	MediaVideo MediaType = "video" // MP4
	MediaFile  MediaType = "file"
)

var mediaLimits = map[MediaType]int{
	MediaImage: MaxImageBytes, MediaVoice: MaxVoiceBytes, MediaVideo: MaxVideoBytes, MediaFile: MaxFileBytes,
}

// UploadMedia uploads r under name, which members see, and returns the media
// id, valid for MediaLife (doc 90253). The file is read into memory.
func (c *Client) UploadMedia(ctx context.Context, kind MediaType, name string, r io.Reader) (mediaID string, err error) {
	body, contentType, err := multipartFile(kind, name, r)
	if err != nil {
		return "", err
	}
	var answer struct {
		MediaID string `json:"media_id"`
	}
	err = c.call(ctx, request{
		api: "media/upload", query: url.Values{"type": {string(kind)}}, body: body, content: contentType,
	}, &answer)
	return answer.MediaID, err
}

// multipartFile builds the upload form. The file name goes out as raw UTF-8,
// the only form the platform reads.
func multipartFile(kind MediaType, name string, r io.Reader) (body []byte, contentType string, err error) {
	limit, ok := mediaLimits[kind]
	if !ok || name == "" {
		return nil, "", fmt.Errorf("%w: media type %q, name %q", ErrInvalid, kind, name)
	}
	var buf bytes.Buffer
	form := multipart.NewWriter(&buf)
	part, err := form.CreateFormFile("media", name)
	if err != nil {
		return nil, "", err
	}
	n, err := io.Copy(part, io.LimitReader(r, int64(limit)+1))
	switch {
	case err != nil:
		return nil, "", fmt.Errorf("wecom: read %s: %w", name, err)
	case n < MinMediaBytes:
		return nil, "", fmt.Errorf("%w: %s has only %d bytes", ErrInvalid, name, n)
	case n > int64(limit):
		return nil, "", fmt.Errorf("%w: %s is over %d bytes", ErrMediaTooLarge, name, limit)
	}
	if err := form.Close(); err != nil {
		return nil, "", err
	}
	return buf.Bytes(), form.FormDataContentType(), nil
}

// Media describes a downloaded file.
type Media struct {
	FileName    string // base name, empty if the platform told none
	ContentType string
	Size        int64 // bytes written
}

// rangeBytes is the part size of a long download, a multiple of 16 as
// encrypted files need.
const rangeBytes = 8 << 20

// DownloadMedia writes the file of a media id to w (doc 90254), in parts if
// the platform wants it. It stops with ErrMediaTooLarge beyond limit bytes.
// After an error w may hold a part of the file.
func (c *Client) DownloadMedia(ctx context.Context, mediaID string, w io.Writer, limit int64) (Media, error) {
	d := download{client: c, id: mediaID, w: w, limit: limit}
	_, err := d.part(ctx, nil)
	if api, ok := errors.AsType[*APIError](err); ok && api.Code == codeNeedRange {
		err = d.parts(ctx)
	}
	return d.media, err
}

type download struct {
	client *Client
	id     string
	w      io.Writer
	limit  int64
	media  Media
}

// parts fetches the file range by range.
func (d *download) parts(ctx context.Context) error {
	for {
		from := d.media.Size
		total, err := d.part(ctx, http.Header{"Range": {fmt.Sprintf("bytes=%d-%d", from, from+rangeBytes-1)}})
		if err != nil {
			return err
		}
		switch {
		case total == 0, d.media.Size == from:
			return &StatusError{Status: http.StatusPartialContent, API: apiMediaGet}
		case d.media.Size >= total:
			return nil
		}
	}
}

const apiMediaGet = "media/get"

// part makes one request, appends its bytes and returns the size of the whole
// file, 0 if it was not told.
func (d *download) part(ctx context.Context, header http.Header) (total int64, err error) {
	r := request{api: apiMediaGet, query: url.Values{"media_id": {d.id}}, header: header}
	err = d.client.withToken(ctx, r, func(r request) error {
		r.header = r.header.Clone()
		res, err := d.client.transport.send(ctx, r)
		if err != nil {
			return err
		}
		defer res.Body.Close()
		if isRefusal(res) {
			return refusal(res, r)
		}
		total = totalSize(res.Header.Get("Content-Range"))
		return d.copy(res, r)
	})
	return total, err
}

func (d *download) copy(res *http.Response, r request) error {
	d.media.FileName = fileName(res.Header.Get("Content-Disposition"))
	d.media.ContentType = res.Header.Get("Content-Type")
	body := &readErrors{r: res.Body}
	n, err := io.Copy(d.w, io.LimitReader(body, d.limit-d.media.Size+1))
	d.media.Size += n
	switch {
	case d.media.Size > d.limit:
		return fmt.Errorf("%w: over %d bytes", ErrMediaTooLarge, d.limit)
	case body.err != nil:
		return transportError(r.api, body.err, r.secrets...)
	case err != nil:
		return fmt.Errorf("wecom: write media: %w", err)
	}
	return nil
}

// readErrors keeps the error of reading apart from that of writing.
type readErrors struct {
	r   io.Reader
	err error
}

func (r *readErrors) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	if err != nil && err != io.EOF {
		r.err = err
	}
	return n, err
}

// isRefusal tells an answer that carries an error from one with a file: files
// have a Content-Disposition, even JSON ones.
func isRefusal(res *http.Response) bool {
	switch res.StatusCode {
	case http.StatusPartialContent:
		return false
	case http.StatusOK:
		kind, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
		texty := kind == "application/json" || kind == "text/plain" || kind == ""
		return texty && res.Header.Get("Content-Disposition") == ""
	}
	return true
}

// refusal reads the error; a body without an error code is no file either.
func refusal(res *http.Response, r request) error {
	if err := decodeAnswer(res, r, nil); err != nil {
		return err
	}
	return &StatusError{Status: res.StatusCode, API: r.api}
}

// fileName returns the base name in a Content-Disposition; raw UTF-8 and
// percent-encoding both occur.
func fileName(disposition string) string {
	name := ""
	if _, params, err := mime.ParseMediaType(disposition); err == nil {
		name = params["filename"]
	} else if _, rest, ok := strings.Cut(disposition, "filename="); ok {
		name, _, _ = strings.Cut(rest, ";")
		name = strings.Trim(strings.TrimSpace(name), `"`)
	}
	if decoded, err := url.PathUnescape(name); err == nil {
		name = decoded
	}
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	if name == "." || name == "/" || name == ".." {
		return ""
	}
	return name
}

// totalSize reads the size in "bytes a-b/size".
func totalSize(contentRange string) int64 {
	_, size, _ := strings.Cut(contentRange, "/")
	n, err := strconv.ParseInt(size, 10, 64)
	if err != nil {
		return 0
	}
	return n
}
