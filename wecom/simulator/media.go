package simulator

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// mediaLife is how long an uploaded or received file is kept (doc 90253).
const mediaLife = 3 * 24 * time.Hour

// media is a file on the platform.
type media struct {
	kind    string // image, voice, video, file
	name    string
	data    []byte
	webhook string // key of the webhook it belongs to; empty for the corporation's
	expires time.Time
}

var errMediaID = refuse(40007, "invalid media_id")

// findMedia looks for a living file of a kind; kind "" is any.
func (s *Simulator) findMedia(id, kind string, now time.Time) (*media, error) {
	m := s.media[id]
	switch {
	case m == nil || !now.Before(m.expires):
		return nil, errMediaID
	case kind != "" && m.kind != kind:
		return nil, refuse(40004, "invalid media type")
	}
	return m, nil
}

func (s *Simulator) addMedia(m *media, now time.Time) (id string) {
	id = "3" + rand.Text() + rand.Text()
	m.expires = now.Add(mediaLife)
	s.media[id] = m
	return id
}

// Media returns a file that has not expired: what an app uploaded or a member sent.
func (s *Simulator) Media(id string) (name string, data []byte, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := s.findMedia(id, "", s.opt.Now())
	if err != nil {
		return "", nil, false
	}
	return m.name, m.data, true
}

func (s *Simulator) mediaUpload(c *call) (fields, error) {
	kind := c.query.Get("type")
	switch kind {
	case "image", "voice", "video", "file":
	default:
		return nil, refuse(40005, "invalid type")
	}
	m, err := c.upload()
	if err != nil {
		return nil, err
	}
	m.kind = kind
	if err := m.check(); err != nil {
		return nil, err
	}
	return s.uploaded(m, c.now), nil
}

func (s *Simulator) uploaded(m *media, now time.Time) fields {
	return fields{"type": m.kind, "media_id": s.addMedia(m, now), "created_at": strconv.FormatInt(now.Unix(), 10)}
}

// mediaUploadImage stores a picture for the text of an mpnews (doc 90256).
func (s *Simulator) mediaUploadImage(c *call) (fields, error) {
	m, err := c.upload()
	switch {
	case err != nil:
		return nil, err
	case len(m.data) > 2<<20:
		return nil, refuse(40009, "invalid image size")
	case !isImage(m.data):
		return nil, refuse(40004, "invalid media type")
	}
	return fields{"url": "https://wework.qpic.cn/wwpic/" + rand.Text()}, nil
}

// upload reads the part "media" of a multipart body.
func (c *call) upload() (*media, error) {
	empty := refuse(44001, "empty media data")
	kind, params, err := mime.ParseMediaType(c.header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" || params["boundary"] == "" {
		return nil, empty
	}
	parts := multipart.NewReader(bytes.NewReader(c.body), params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if err != nil {
			return nil, empty
		}
		if part.FormName() != "media" || part.FileName() == "" {
			continue
		}
		data, err := io.ReadAll(part)
		switch {
		case err != nil || len(data) == 0:
			return nil, empty
		case len(data) <= 5:
			return nil, refuse(40006, "invalid file size")
		}
		return &media{name: part.FileName(), data: data}, nil
	}
}

// check applies the limits of the file's kind (doc 90253).
func (m *media) check() error {
	size := len(m.data)
	wrongType := refuse(40004, "invalid media type")
	switch m.kind {
	case "image":
		if size > 10<<20 {
			return refuse(40009, "invalid image size")
		}
		if !isImage(m.data) {
			return wrongType
		}
	case "voice":
		if size > 2<<20 {
			return refuse(45001, "media size out of limit")
		}
		if !bytes.HasPrefix(m.data, []byte("#!AMR")) {
			return wrongType
		}
	case "video":
		if size > 10<<20 {
			return refuse(40011, "invalid video size")
		}
		if size < 8 || string(m.data[4:8]) != "ftyp" {
			return wrongType
		}
	case "file":
		if size > 20<<20 {
			return refuse(45001, "media size out of limit")
		}
	}
	return nil
}

// mediaGet sends a file (doc 90254). A part must be a multiple of 16 bytes or the
// last one.
func (s *Simulator) mediaGet(c *call) (fields, error) {
	id := c.query.Get("media_id")
	if id == "" {
		return nil, refuse(41006, "missing media_id")
	}
	m, err := s.findMedia(id, "", c.now)
	if err != nil || m.webhook != "" {
		return nil, errMediaID
	}
	spec, ranged := strings.CutPrefix(c.header.Get("Range"), "bytes=")
	var first, last int
	switch n, _ := fmt.Sscanf(spec, "%d-%d", &first, &last); {
	case n == 2 && last+1 < len(m.data) && (last-first+1)%16 != 0:
		return nil, refuse(40146, "invalid range")
	case !ranged && s.opt.WholeFileLimit > 0 && len(m.data) > s.opt.WholeFileLimit:
		return nil, refuse(830002, "file too large, range required")
	}
	c.file = m
	return nil, nil
}

// serve writes the file, or the part that the request's Range names.
func (m *media) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Disposition", `attachment; filename="`+strings.ReplaceAll(m.name, `"`, "")+`"`)
	switch m.kind {
	case "image":
		h.Set("Content-Type", http.DetectContentType(m.data))
	case "voice":
		h.Set("Content-Type", "audio/amr")
	case "video":
		h.Set("Content-Type", "video/mp4")
	default:
		h.Set("Content-Type", "application/octet-stream")
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(m.data))
}
