package callback_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duban/bot/callback"
	"duban/campaign"
)

func TestVerification(t *testing.T) {
	t.Parallel()
	const echo = "4518273640912837465"
	c := mustCrypt(t)
	// The random prefix is chosen so that the ciphertext holds a '+'.
	var encrypted string
	for i := byte(0); !strings.Contains(encrypted, "+"); i++ {
		encrypted = c.Encrypt([]byte(echo), [16]byte{i})
	}
	q := url.Values{"timestamp": {"1767225600"}, "nonce": {"1767301244"}, "echostr": {encrypted}}
	q.Set("msg_signature", c.Signature("1767225600", "1767301244", encrypted))
	good := q.Encode()
	tests := []struct {
		name, query string
		status      int
		body        string
	}{
		{"as sent", good, 200, echo},
		{"plus left bare by a proxy", strings.ReplaceAll(good, "%2B", "+"), 200, echo},
		{"wrong nonce", strings.Replace(good, "1767301244", "1767301245", 1), 403, ""},
		{"no query", "", 403, ""},
	}
	h := mustHandler(t, &answerer{}, nil)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/wecom/callback?"+tt.query, nil))
			if w.Code != tt.status || w.Body.String() != tt.body {
				t.Fatalf("%d %q, want %d %q", w.Code, w.Body, tt.status, tt.body)
			}
		})
	}
}

func TestPassiveReply(t *testing.T) {
	t.Parallel()
	a := &answerer{}
	w := send(t, mustHandler(t, a, nil), text("Lin.Qing", 7590000000000000101, "心得]]]]><![CDATA[>：一"))
	if got := passiveText(t, w); got != "收到：心得]]>：一" {
		t.Fatalf("reply %q", got)
	}
	want := []campaign.Inbound{{
		ID: "m:7590000000000000101:Lin.Qing:1767225600", MsgID: "7590000000000000101", UserID: "Lin.Qing",
		At: time.Unix(1767225600, 0).UTC(), Type: campaign.InboundText, Text: "心得]]>：一",
	}}
	a.got[0].ReceivedAt = time.Time{}
	if diff := cmp.Diff(want, a.got); diff != "" {
		t.Fatal(diff)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	good := func(t *testing.T) *http.Request { return push(t, text("lin.qing", 1, "你好")) }
	tests := []struct {
		name    string
		request func(t *testing.T) *http.Request
		status  int
	}{
		{"method", func(t *testing.T) *http.Request { r := good(t); r.Method = http.MethodPut; return r }, 405},
		{"signature", func(t *testing.T) *http.Request {
			r := good(t)
			r.URL.RawQuery = strings.Replace(r.URL.RawQuery, "nonce=n", "nonce=m", 1)
			return r
		}, 403},
		{"no envelope", func(t *testing.T) *http.Request {
			r := good(t)
			r.Body = io.NopCloser(strings.NewReader("hello"))
			return r
		}, 400},
		{"body beyond 1 MiB", func(t *testing.T) *http.Request {
			r := good(t)
			r.Body = io.NopCloser(io.MultiReader(r.Body, strings.NewReader(strings.Repeat(" ", 1<<20))))
			return r
		}, 413},
		{"other app", func(t *testing.T) *http.Request {
			return push(t, strings.Replace(text("lin.qing", 1, "你好"), "<AgentID>1000017", "<AgentID>1000018", 1))
		}, 403},
		{"no sender", func(t *testing.T) *http.Request { return push(t, "<xml><MsgType>text</MsgType></xml>") }, 400},
		{"not XML inside", func(t *testing.T) *http.Request { return push(t, "<xml><a>") }, 400},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := &answerer{}
			w := httptest.NewRecorder()
			mustHandler(t, a, nil).ServeHTTP(w, tt.request(t))
			if w.Code != tt.status || w.Body.Len() > 0 || len(a.texts()) > 0 {
				t.Fatalf("%d %q after %v, want %d and silence", w.Code, w.Body, a.texts(), tt.status)
			}
		})
	}
}

func TestInboundOfEveryType(t *testing.T) {
	t.Parallel()
	media := func(kind, more string) string {
		return strings.NewReplacer("<MsgType><![CDATA[text]]>", "<MsgType><![CDATA["+kind+"]]>",
			"<Content><![CDATA[]]></Content>", more).Replace(text("lin", 5, ""))
	}
	tests := []struct {
		name, xml string
		want      campaign.Inbound
	}{
		{"image", media("image", "<MediaId>1aB-cD</MediaId>"),
			campaign.Inbound{Type: "image", Media: campaign.Media{ID: "1aB-cD"}}},
		{"file", media("file", "<MediaId>f1</MediaId><FileName>体会.docx</FileName>"),
			campaign.Inbound{Type: "file", Media: campaign.Media{ID: "f1", Name: "体会.docx"}}},
		{"voice", media("voice", "<MediaId>v1</MediaId><Format>amr</Format>"),
			campaign.Inbound{Type: "voice", Media: campaign.Media{ID: "v1", Format: "amr"}}},
		{"location", media("location", "<Location_X>36.2</Location_X><Label>里岔镇</Label>"),
			campaign.Inbound{Type: "location", Text: "里岔镇"}},
		{"link", media("link", "<Title>学习资料</Title>"), campaign.Inbound{Type: "link", Text: "学习资料"}},
		{"type of later times", media("sticker", ""), campaign.Inbound{Type: "sticker"}},
		{"menu", event("lin", "click", "<EventKey>tasks</EventKey>"),
			campaign.Inbound{Type: "event", Event: "click", EventKey: "tasks"}},
		{"scan", event("lin", "scancode_waitmsg", "<EventKey>signin</EventKey><ScanCodeInfo><ScanResult>5821</ScanResult></ScanCodeInfo>"),
			campaign.Inbound{Type: "event", Event: "scancode_waitmsg", EventKey: "signin", Text: "5821"}},
		{"card", event("lin", "template_card_event", "<EventKey>done</EventKey><TaskId>t1</TaskId><ResponseCode>rc</ResponseCode>"+
			"<SelectedItems><SelectedItem><QuestionKey>q</QuestionKey><OptionIds><OptionId>a</OptionId><OptionId>b</OptionId></OptionIds></SelectedItem></SelectedItems>"),
			campaign.Inbound{Type: "event", Event: "template_card_event", EventKey: "done", TaskID: "t1", Response: "rc", Text: "q=a,b"}},
		{"contact", event("sys", "change_contact", "<ChangeType>update_user</ChangeType><UserID>new.hire</UserID><NewUserID>hire</NewUserID>"),
			campaign.Inbound{Type: "event", Event: "change_contact", EventKey: "update_user", Text: "new.hire hire"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := &answerer{answer: func(context.Context, campaign.Inbound) ([]string, error) { return nil, nil }}
			if w := send(t, mustHandler(t, a, nil), tt.xml); w.Code != 200 || w.Body.Len() > 0 {
				t.Fatalf("%d %q", w.Code, w.Body)
			}
			got := a.got[0]
			if got.ID == "" || got.UserID == "" || got.ReceivedAt.IsZero() {
				t.Errorf("incomplete: %+v", got)
			}
			got.ID, got.MsgID, got.UserID, got.At, got.ReceivedAt = "", "", "", time.Time{}, time.Time{}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The platform drops the passive reply to most events, so it leaves late.
func TestReplyToEvents(t *testing.T) {
	t.Parallel()
	a := &answerer{answer: func(_ context.Context, in campaign.Inbound) ([]string, error) {
		return []string{in.Event}, nil
	}}
	h := mustHandler(t, a, nil)
	if got := passiveText(t, send(t, h, event("lin", "enter_agent", ""))); got != "enter_agent" {
		t.Errorf("reply %q", got)
	}
	if got := passiveText(t, send(t, h, event("lin", "template_card_event", ""))); got != "" {
		t.Errorf("reply %q", got)
	}
	if diff := cmp.Diff([]string{"lin<template_card_event"}, a.lates()); diff != "" {
		t.Error(diff)
	}
}

func TestDefectsAreRepeated(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]func() ([]string, error){
		"error": func() ([]string, error) { return nil, errDefect },
		"panic": func() ([]string, error) { panic("index out of range") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := t.TempDir() + "/spool"
			a := &answerer{answer: func(context.Context, campaign.Inbound) ([]string, error) { return fail() }}
			h := mustHandler(t, a, func(o *callback.Options) { o.Spool = path })
			if w := send(t, h, text("lin", 1, "一")); w.Code != http.StatusServiceUnavailable {
				t.Fatalf("status %d", w.Code)
			}
			if err := h.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
			// What a defect kept from being recorded waits for a mended program.
			mended := &answerer{}
			h = mustHandler(t, mended, func(o *callback.Options) { o.Spool = path })
			waitFor(t, func() bool { return len(mended.lates()) == 1 })
			if diff := cmp.Diff([]string{"lin:一"}, mended.texts()); diff != "" {
				t.Fatal(diff)
			}
			if err := h.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestNewNeedsItsParts(t *testing.T) {
	t.Parallel()
	if _, err := callback.New(callback.Options{}); err == nil {
		t.Fatal("a handler without parts")
	}
}

func BenchmarkCallback(b *testing.B) {
	h := mustHandler(b, nobody{}, nil)
	r := push(b, text("lin.qing", 7590000000000000101, strings.Repeat("深入学习贯彻。", 60)))
	body, _ := io.ReadAll(r.Body)
	b.ReportAllocs()
	for b.Loop() {
		again := r.Clone(r.Context())
		again.Body = io.NopCloser(strings.NewReader(string(body)))
		w := httptest.NewRecorder()
		h.ServeHTTP(w, again)
		if w.Code != http.StatusOK || w.Body.Len() == 0 {
			b.Fatalf("status %d", w.Code)
		}
	}
}

// nobody answers every message at once.
type nobody struct{}

func (nobody) Answer(context.Context, campaign.Inbound) ([]string, error) {
	return []string{"已收到。"}, nil
}
func (nobody) Late(context.Context, campaign.Inbound, []string) error { return nil }
