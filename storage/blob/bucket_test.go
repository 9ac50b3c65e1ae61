package blob_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"duban/storage/blob"
)

// fakeS3 keeps objects by path, as much of S3 as the store speaks.
type fakeS3 struct {
	mu      sync.Mutex
	objects map[string][]byte
	keyIDs  map[string]bool
}

func (f *fakeS3) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	_, credential, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	id, _, _ := strings.Cut(credential, "/")
	f.keyIDs[id] = true
	data, ok := f.objects[r.URL.Path]
	switch {
	case id == "refused":
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `<Error><Code>AccessDenied</Code><Message>Access Denied.</Message></Error>`)
	case r.Method == http.MethodPut:
		body, err := payload(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		f.objects[r.URL.Path] = body
		w.Header().Set("ETag", `"1"`)
	case r.Method == http.MethodDelete:
		delete(f.objects, r.URL.Path)
		w.WriteHeader(http.StatusNoContent)
	case !ok:
		w.WriteHeader(http.StatusNotFound)
		if r.Method == http.MethodGet {
			fmt.Fprint(w, `<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>`)
		}
	default:
		w.Header().Set("ETag", `"1"`)
		http.ServeContent(w, r, "", time.Date(2011, 9, 20, 0, 0, 0, 0, time.UTC), bytes.NewReader(data))
	}
}

// payload undoes the signed chunks in which a body travels over plain HTTP.
func payload(r *http.Request) ([]byte, error) {
	if !strings.HasPrefix(r.Header.Get("X-Amz-Content-Sha256"), "STREAMING") {
		return io.ReadAll(r.Body)
	}
	in := bufio.NewReader(r.Body)
	var out bytes.Buffer
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return nil, err
		}
		size, _, _ := strings.Cut(strings.TrimSpace(line), ";")
		n, err := strconv.ParseInt(size, 16, 64)
		if err != nil || n == 0 {
			return out.Bytes(), err
		}
		if _, err := io.CopyN(&out, in, n); err != nil {
			return nil, err
		}
		if _, err := in.Discard(2); err != nil {
			return nil, err
		}
	}
}

func TestBucket(t *testing.T) {
	t.Parallel()
	fake := &fakeS3{objects: map[string][]byte{}, keyIDs: map[string]bool{}}
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	query := "?region=cn-north-1&insecure=true&endpoint=" + strings.TrimPrefix(server.URL, "http://")
	env := map[string]string{"AWS_ACCESS_KEY_ID": "fromenv", "AWS_SECRET_ACCESS_KEY": "hidden"}
	s, err := blob.Open("s3://files/duban/a"+query, func(k string) string { return env[k] })
	if err != nil {
		t.Fatal(err)
	}
	exercise(t, s)
	b, err := s.Put(ctx, strings.NewReader("kept"))
	if err != nil {
		t.Fatal(err)
	}
	if got := fake.objects["/files/duban/a/"+b.SHA256[:2]+"/"+b.SHA256]; string(got) != "kept" || !fake.keyIDs["fromenv"] {
		t.Errorf("the bucket holds %q of %d objects, keys used %v", got, len(fake.objects), fake.keyIDs)
	}
	if s, err = blob.Open("s3://inurl:hidden@files"+query, noenv); err != nil {
		t.Fatal(err)
	}
	if ok, err := s.Exists(ctx, b.Key); ok || err != nil || !fake.keyIDs["inurl"] {
		t.Errorf("without the prefix: %v, error %v, keys used %v", ok, err, fake.keyIDs)
	}
	if s, err = blob.Open("s3://refused:hidden@files"+query, noenv); err != nil {
		t.Fatal(err)
	}
	_, putErr := s.Put(ctx, strings.NewReader("x"))
	_, getErr := s.Get(ctx, b.Key)
	_, existsErr := s.Exists(ctx, b.Key)
	for what, err := range map[string]error{"Put": putErr, "Get": getErr, "Exists": existsErr, "Remove": s.Remove(ctx, b.Key)} {
		if err == nil || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%s, refused: %v", what, err)
		}
	}
}

func TestCheckBucket(t *testing.T) {
	t.Parallel()
	fake := &fakeS3{objects: map[string][]byte{"/files/": nil}, keyIDs: map[string]bool{}}
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	query := "?region=cn-north-1&insecure=true&endpoint=" + strings.TrimPrefix(server.URL, "http://")
	for address, want := range map[string]string{
		"s3://id:hidden@files/duban/a" + query: "",
		"s3://id:hidden@gone" + query:          "there is no bucket gone",
		"s3://refused:hidden@files" + query:    "look for the bucket files: ",
		"s3://files" + query:                   "needs a bucket, a key id and a secret",
		"file:" + t.TempDir():                  "none of S3",
	} {
		err := blob.CheckBucket(ctx, address, noenv)
		if got := fmt.Sprint(err); want == "" && err != nil || !strings.Contains(got, want) || strings.Contains(got, "hidden") {
			t.Errorf("%s: %v, want %q", address, err, want)
		}
	}
}
