package simulator_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"duban/wecom/simulator"
)

// upload posts a file as the multipart field.
func (c *corp) upload(path, field, name string, data []byte) answer {
	c.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile(field, name)
	if err != nil {
		c.t.Fatal(err)
	}
	part.Write(data)
	form.Close()
	resp, err := http.Post(c.url+path, form.FormDataContentType(), &body)
	return c.read(resp, err)
}

func TestUpload(t *testing.T) {
	t.Parallel()
	big := func(head []byte, n int) []byte { return append(bytes.Clone(head), make([]byte, n)...) }
	tests := []struct {
		name, kind, field string
		data              []byte
		code              int
	}{
		{"image", "image", "media", pngData, 0},
		{"voice", "voice", "media", amrData, 0},
		{"video", "video", "media", mp4Data, 0},
		{"file", "file", "media", []byte("PK1234"), 0},
		{"unknown type", "poem", "media", pngData, 40005},
		{"other field", "file", "file", []byte("PK1234"), 44001},
		{"empty", "file", "media", nil, 44001},
		{"five bytes", "file", "media", []byte("12345"), 40006},
		{"text as image", "image", "media", []byte("hello world"), 40004},
		{"mp3 as voice", "voice", "media", []byte("ID3.....mp3"), 40004},
		{"text as video", "video", "media", []byte("hello world"), 40004},
		{"big image", "image", "media", big(pngData, 10<<20), 40009},
		{"big voice", "voice", "media", big(amrData, 2<<20), 45001},
		{"big video", "video", "media", big(mp4Data, 10<<20), 40011},
		{"big file", "file", "media", big(nil, 20<<20+1), 45001},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := newCorp(t, nil)
			a := c.upload(c.withToken("media/upload?type="+tt.kind), tt.field, "值班表.bin", tt.data)
			c.want(a, tt.code)
			if tt.code != 0 {
				return
			}
			if a.str("type") != tt.kind || a.str("created_at") != "1772442000" {
				t.Errorf("%v", a)
			}
			c.want(c.send(obj{"touser": "zhao_m", "msgtype": tt.kind, tt.kind: obj{"media_id": a["media_id"]}}), 0)
			if m := c.Inbox("zhao_m")[0]; m.FileName != "值班表.bin" || m.MediaID != a.str("media_id") {
				t.Errorf("%+v", m)
			}
		})
	}
}

func TestUploadWithoutBoundary(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	resp, err := http.Post(c.url+c.withToken("media/upload?type=file"), "multipart/form-data", strings.NewReader("x"))
	c.want(c.read(resp, err), 44001)
}

func TestMediaTypeMustMatch(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	id := c.upload(c.withToken("media/upload?type=image"), "media", "a.png", pngData)["media_id"]
	c.want(c.send(obj{"touser": "zhao_m", "msgtype": "file", "file": obj{"media_id": id}}), 40004)
}

func TestMediaGet(t *testing.T) {
	t.Parallel()
	data := bytes.Repeat([]byte("0123456789"), 5)
	c := newCorp(t, nil)
	client, _ := c.listen(nil)
	if _, err := client.SendFile(t.Context(), "zhao_m", "报告.pdf", data); err != nil {
		t.Fatal(err)
	}
	id := c.Inbox("zhao_m")[0].MediaID
	tests := []struct {
		name, span string
		status     int
		content    string // Content-Range
		want       string
	}{
		{"whole", "", 200, "", string(data)},
		{"part", "bytes=0-15", 206, "bytes 0-15/50", string(data[:16])},
		{"last part", "bytes=48-49", 206, "bytes 48-49/50", string(data[48:])},
		{"beyond", "bytes=48-63", 206, "bytes 48-49/50", string(data[48:])},
	}
	for _, tt := range tests {
		req, err := http.NewRequest("GET", c.url+c.withToken("media/get?media_id="+id), nil)
		if err != nil {
			t.Fatal(err)
		}
		if tt.span != "" {
			req.Header.Set("Range", tt.span)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != tt.status || string(got) != tt.want || resp.Header.Get("Content-Range") != tt.content {
			t.Errorf("%s: %d %q %q %v", tt.name, resp.StatusCode, got, resp.Header.Get("Content-Range"), err)
		}
		if resp.Header.Get("Content-Disposition") != `attachment; filename="报告.pdf"` || resp.Header.Get("Accept-Ranges") != "bytes" {
			t.Errorf("%s: header %v", tt.name, resp.Header)
		}
	}
	req, err := http.NewRequest("GET", c.url+c.withToken("media/get?media_id="+id), nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Range", "bytes=0-9")
	resp, err := http.DefaultClient.Do(req)
	c.want(c.read(resp, err), 40146)
	c.want(c.get(c.withToken("media/get?media_id=none")), 40007)
	c.want(c.get(c.withToken("media/get")), 41006)
	if name, got, ok := c.Media(id); !ok || name != "报告.pdf" || !bytes.Equal(got, data) {
		t.Errorf("%q %d bytes %v", name, len(got), ok)
	}
	c.clock.Add(72 * time.Hour)
	c.token = c.login(secret)
	c.want(c.get(c.withToken("media/get?media_id="+id)), 40007)
	if _, _, ok := c.Media(id); ok {
		t.Error("still there")
	}
}

func TestUploadImage(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	a := c.upload(c.withToken("media/uploadimg"), "media", "a.png", pngData)
	c.want(a, 0)
	if !strings.HasPrefix(a.str("url"), "https://") {
		t.Errorf("%v", a)
	}
	c.want(c.upload(c.withToken("media/uploadimg"), "media", "a.txt", []byte("not a picture")), 40004)
}

func TestFileMessagesBySwitch(t *testing.T) {
	t.Parallel()
	c := newCorp(t, func(o *simulator.Options) { o.Switches.NoFileMessages = true })
	client, got := c.listen(nil)
	reply, err := client.SendFile(t.Context(), "zhao_m", "a.xlsx", []byte("PK...."))
	if err != nil || reply.Deliveries != 0 || len(got.all()) != 0 || len(c.Inbox("zhao_m")) != 1 {
		t.Errorf("%+v %v", reply, err)
	}
	c = newCorp(t, func(o *simulator.Options) { o.FileNameElement = "Title" })
	client, got = c.listen(nil)
	if _, err := client.SendFile(t.Context(), "zhao_m", "a.xlsx", []byte("PK....")); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(got.all()[0], "<Title><![CDATA[a.xlsx]]></Title>") {
		t.Errorf("%s", got.all()[0])
	}
}
