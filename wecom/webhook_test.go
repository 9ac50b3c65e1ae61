package wecom_test

import (
	"errors"
	"strings"
	"testing"

	"duban/wecom"
)

func newHook(tb testing.TB, p *platform) *wecom.Webhook {
	tb.Helper()
	hook, err := wecom.NewWebhook(wecom.WebhookOptions{BaseURL: p.url, Key: "693a91f6-invented"})
	if err != nil {
		tb.Fatal(err)
	}
	return hook
}

func TestParseWebhook(t *testing.T) {
	t.Parallel()
	o, err := wecom.ParseWebhook("https://proxy.example:8443/wecom/cgi-bin/webhook/send?key=693a91f6")
	if err != nil || o.BaseURL != "https://proxy.example:8443/wecom" || string(o.Key) != "693a91f6" {
		t.Errorf("ParseWebhook = %s %s, %v", o.BaseURL, string(o.Key), err)
	}
	for _, address := range []string{
		"", "leak", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send", "https://qyapi.weixin.qq.com/?key=leak",
		"/cgi-bin/webhook/send?key=leak", "http://%zz/cgi-bin/webhook/send?key=leak",
	} {
		if _, err := wecom.ParseWebhook(wecom.Secret(address)); err == nil || strings.Contains(err.Error(), "leak") {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestWebhookSends(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	hook := newHook(t, p)
	p.on("webhook/send", answer(`{"errcode":0,"errmsg":"ok"}`))
	p.on("webhook/upload_media", answer(`{"errcode":0,"errmsg":"ok","type":"file","media_id":"1Gx","created_at":"1767225600"}`))
	tests := []struct {
		name string
		send func() error
		want string
	}{
		{"text", func() error { return hook.SendText(ctx, "通报<1>", "lin.qing", "@all") },
			`{"msgtype":"text","text":{"content":"通报<1>","mentioned_list":["lin.qing","@all"]}}`},
		{"plain text", func() error { return hook.SendText(ctx, "a") }, `{"msgtype":"text","text":{"content":"a"}}`},
		{"markdown", func() error { return hook.SendMarkdown(ctx, "**a** <@lin.qing>") },
			`{"markdown":{"content":"**a** <@lin.qing>"},"msgtype":"markdown"}`},
		{"markdown v2", func() error { return hook.SendMarkdownV2(ctx, "| a |") },
			`{"markdown_v2":{"content":"| a |"},"msgtype":"markdown_v2"}`},
		{"image", func() error { return hook.SendImage(ctx, []byte("png")) },
			`{"image":{"base64":"cG5n","md5":"bff139fa05ac583f685a523ab3d110a0"},"msgtype":"image"}`},
		{"file", func() error { return hook.SendFile(ctx, "台账.xlsx", strings.NewReader("content")) },
			`{"file":{"media_id":"1Gx"},"msgtype":"file"}`},
		{"raw", func() error { return hook.SendRaw(ctx, []byte(`{"raw":1}`)) }, `{"raw":1}`},
	}
	for i, tt := range tests { // one after the other: the order of the calls is checked
		if err := tt.send(); err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		c := p.seen("webhook/send")[i]
		if c.body != tt.want || c.query.Get("key") != "693a91f6-invented" || len(c.query) != 1 {
			t.Errorf("%s: %v %s\nwant %s", tt.name, c.query, c.body, tt.want)
		}
	}
	upload := p.seen("webhook/upload_media")[0]
	if name, content := formFile(t, upload); name != "台账.xlsx" || content != "content" || upload.query.Get("type") != "file" {
		t.Errorf("upload of %q as %q, %v", content, name, upload.query)
	}
}

func TestWebhookRefuses(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	hook := newHook(t, p)
	tests := []struct {
		name string
		send func() error
		want error
	}{
		{"text over 2048 bytes", func() error { return hook.SendText(ctx, strings.Repeat("a", 2049)) }, wecom.ErrTooLong},
		{"markdown over 4096 bytes", func() error { return hook.SendMarkdown(ctx, strings.Repeat("a", 4097)) }, wecom.ErrTooLong},
		{"empty text", func() error { return hook.SendText(ctx, "") }, wecom.ErrInvalid},
		{"no picture", func() error { return hook.SendImage(ctx, nil) }, wecom.ErrInvalid},
		{"picture over 2 MB", func() error { return hook.SendImage(ctx, make([]byte, 2<<20+1)) }, wecom.ErrInvalid},
		{"tiny file", func() error { return hook.SendFile(ctx, "a", strings.NewReader("12345")) }, wecom.ErrInvalid},
	}
	for _, tt := range tests {
		if err := tt.send(); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	if n := len(p.seen("webhook/send")); n != 0 {
		t.Errorf("%d calls", n)
	}
	if _, err := wecom.NewWebhook(wecom.WebhookOptions{}); err == nil {
		t.Error("a webhook without a key")
	}
	p.on("webhook/send", answer(`{"errcode":93000,"errmsg":"invalid webhook url"}`))
	var api *wecom.APIError
	if err := hook.SendText(ctx, "a"); !errors.As(err, &api) || api.Code != 93000 || api.API != "webhook/send" {
		t.Errorf("bad key: %v", err)
	}
}
