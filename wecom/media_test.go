package wecom_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"duban/wecom"
)

func formFile(tb testing.TB, c call) (name, content string) {
	tb.Helper()
	_, params, err := mime.ParseMediaType(c.header.Get("Content-Type"))
	if err != nil {
		tb.Fatal(err)
	}
	if !strings.Contains(c.body, `name="media"; filename="`) || strings.Contains(c.body, "filename*") {
		tb.Errorf("form %q", c.body)
	}
	part, err := multipart.NewReader(strings.NewReader(c.body), params["boundary"]).NextPart()
	if err != nil {
		tb.Fatal(err)
	}
	data, err := io.ReadAll(part)
	if err != nil {
		tb.Fatal(err)
	}
	return part.FileName(), string(data)
}

func TestUploadMedia(t *testing.T) {
	t.Parallel()
	s := newSetup(t)
	s.on("media/upload", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("access_token") == "token-1" {
			answer(`{"errcode":42001,"errmsg":"expired"}`)(w, r)
			return
		}
		answer(`{"errcode":0,"errmsg":"ok","type":"file","media_id":"m-1","created_at":"1767225600"}`)(w, r)
	})
	id, err := s.client.UploadMedia(ctx, wecom.MediaFile, "台账.xlsx", strings.NewReader("content"))
	if err != nil || id != "m-1" {
		t.Fatalf("UploadMedia = %s, %v", id, err)
	}
	for _, c := range s.seen("media/upload") { // the refused one and its repetition
		if name, content := formFile(t, c); name != "台账.xlsx" || content != "content" || c.query.Get("type") != "file" {
			t.Errorf("uploaded %q as %q, %v", content, name, c.query)
		}
	}
	tests := []struct {
		name string
		kind wecom.MediaType
		size int
		want error
	}{
		{"5 bytes", wecom.MediaFile, 5, wecom.ErrInvalid},
		{"voice over 2 MB", wecom.MediaVoice, 2<<20 + 1, wecom.ErrMediaTooLarge},
		{"unknown kind", "hologram", 10, wecom.ErrInvalid},
	}
	for _, tt := range tests {
		_, err := s.client.UploadMedia(ctx, tt.kind, "a", bytes.NewReader(make([]byte, tt.size)))
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	broken := errors.New("disk")
	if _, err := s.client.UploadMedia(ctx, wecom.MediaFile, "a", io.MultiReader(strings.NewReader("1234567"), errReader{broken})); !errors.Is(err, broken) {
		t.Errorf("reader that fails: %v", err)
	}
}

type errReader struct{ err error }

func (r errReader) Read([]byte) (int, error) { return 0, r.err }

func media(disposition, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if disposition != "" {
			w.Header().Set("Content-Disposition", disposition)
		}
		w.Header().Set("Content-Type", contentType)
		_, _ = io.WriteString(w, body)
	}
}

func TestDownloadMedia(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		handle http.HandlerFunc
		file   string
		body   string
		check  func(error) bool
	}{
		{"image", media(`attachment; filename="a.jpg"`, "image/jpeg", "jpeg"), "a.jpg", "jpeg", isNil},
		{"image without a name", media("", "image/jpeg", "jpeg"), "", "jpeg", isNil},
		{"raw Chinese name", media(`attachment; filename="台账.xlsx"`, "application/octet-stream", "x"), "台账.xlsx", "x", isNil},
		{"escaped name", media(`attachment; filename="%E5%8F%B0.txt"`, "text/plain", "x"), "台.txt", "x", isNil},
		{"extended name", media(`attachment; filename*=UTF-8''%E5%8F%B0.txt`, "text/plain", "x"), "台.txt", "x", isNil},
		{"name with a path", media(`attachment; filename="../..\etc/passwd"`, "text/plain", "x"), "passwd", "x", isNil},
		{"name of dots", media(`attachment; filename=".."`, "text/plain", "x"), "", "x", isNil},
		{"file that is JSON", media(`attachment; filename="a.json"`, "application/json", `{"errcode":40007}`), "a.json", `{"errcode":40007}`, isNil},
		{"at the limit", media(`attachment; filename="a"`, "x/y", strings.Repeat("a", 64)), "a", strings.Repeat("a", 64), isNil},
		{"over the limit", media(`attachment; filename="a"`, "x/y", strings.Repeat("a", 65)), "a", strings.Repeat("a", 65),
			func(err error) bool { return errors.Is(err, wecom.ErrMediaTooLarge) }},
		{"dead id", answer(`{"errcode":40007,"errmsg":"invalid media_id"}`), "", "",
			func(err error) bool { return wecom.ClassOf(err) == wecom.ClassReupload }},
		{"error as text", media("", "text/plain", `{"errcode":40007,"errmsg":"invalid media_id"}`), "", "",
			func(err error) bool { return wecom.ClassOf(err) == wecom.ClassReupload }},
		{"JSON without a code", answer(`{}`), "", "", func(err error) bool { return err != nil }},
		{"not found", http.NotFound, "", "", func(err error) bool { return err != nil }},
		{"cut off", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "image/png")
			w.Header().Set("Content-Length", "10")
			_, _ = io.WriteString(w, "png")
		}, "", "png", func(err error) bool { return wecom.ClassOf(err) == wecom.ClassRetry }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newSetup(t)
			s.on("media/get", tt.handle)
			var got strings.Builder
			m, err := s.client.DownloadMedia(ctx, "m-1", &got, 64)
			if !tt.check(err) || m.FileName != tt.file || got.String() != tt.body || m.Size != int64(len(tt.body)) {
				t.Errorf("media %+v %q, %v", m, got.String(), err)
			}
			if id := s.seen("media/get")[0].query.Get("media_id"); id != "m-1" {
				t.Errorf("media_id %q", id)
			}
		})
	}
}

func isNil(err error) bool { return err == nil }

// ranged serves content in ranges only.
func ranged(content []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var a, b int
		if n, _ := fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-%d", &a, &b); n != 2 || (b+1-a)%16 != 0 {
			answer(`{"errcode":830002,"errmsg":"need range"}`)(w, r)
			return
		}
		b = min(b, len(content)-1)
		w.Header().Set("Content-Disposition", `attachment; filename="big.mp4"`)
		w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", a, b, len(content)))
		w.WriteHeader(http.StatusPartialContent)
		_, _ = w.Write(content[a : b+1])
	}
}

func TestDownloadMediaInRanges(t *testing.T) {
	t.Parallel()
	content := make([]byte, 17<<20+5)
	if _, err := rand.NewChaCha8([32]byte{1}).Read(content); err != nil {
		t.Fatal(err)
	}
	s := newSetup(t)
	s.on("media/get", ranged(content))
	var got bytes.Buffer
	m, err := s.client.DownloadMedia(ctx, "m", &got, 20<<20)
	if err != nil || m.FileName != "big.mp4" || m.Size != int64(len(content)) || !bytes.Equal(got.Bytes(), content) {
		t.Errorf("media %+v, %d bytes, %v", m, got.Len(), err)
	}
	if _, err := s.client.DownloadMedia(ctx, "m", io.Discard, 9<<20); !errors.Is(err, wecom.ErrMediaTooLarge) {
		t.Errorf("over the limit: %v", err)
	}
	disk := errors.New("disk full")
	if _, err := s.client.DownloadMedia(ctx, "m", errWriter{disk}, 20<<20); !errors.Is(err, disk) {
		t.Errorf("writer that fails: %v", err)
	}
	s.on("media/get", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Range") == "" {
			answer(`{"errcode":830002}`)(w, r)
			return
		}
		w.WriteHeader(http.StatusPartialContent) // no size, no end
	})
	if _, err := s.client.DownloadMedia(ctx, "m", io.Discard, 20<<20); err == nil {
		t.Error("a range without a size was accepted")
	}
}

type errWriter struct{ err error }

func (w errWriter) Write([]byte) (int, error) { return 0, w.err }
