package callback_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"duban/bot/callback"
	"duban/campaign"
	"duban/wecom"
)

const (
	corpID  = "wwd1f0c0ffee000001"
	agentID = 1000017
)

// answerer is a scripted Answerer that notes what reached it.
type answerer struct {
	answer func(ctx context.Context, in campaign.Inbound) ([]string, error)
	lateFn func(in campaign.Inbound) error

	mu   sync.Mutex
	got  []campaign.Inbound
	late []string
}

func (a *answerer) Answer(ctx context.Context, in campaign.Inbound) ([]string, error) {
	reply, err := []string{"收到：" + in.Text}, error(nil)
	if a.answer != nil {
		reply, err = a.answer(ctx, in)
	}
	if err == nil {
		a.mu.Lock()
		a.got = append(a.got, in)
		a.mu.Unlock()
	}
	return reply, err
}

func (a *answerer) Late(_ context.Context, in campaign.Inbound, reply []string) error {
	if a.lateFn != nil {
		if err := a.lateFn(in); err != nil {
			return err
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.late = append(a.late, in.UserID+"<"+strings.Join(reply, "|"))
	return nil
}

// texts returns what was answered, as "user:text", in order.
func (a *answerer) texts() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	out := []string{}
	for _, in := range a.got {
		out = append(out, in.UserID+":"+in.Text)
	}
	return out
}

func (a *answerer) lates() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]string{}, a.late...)
}

// away is the error of a store that cannot be reached.
var away = campaign.Errorf(campaign.CodeUnavailable, "answer", "database is away")

var errDefect = errors.New("a defect")

func mustCrypt(tb testing.TB) *wecom.Crypt {
	tb.Helper()
	c, err := wecom.NewCrypt("QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", corpID)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// mustHandler returns a handler that is closed at the end of the test.
func mustHandler(tb testing.TB, a callback.Answerer, change func(*callback.Options)) *callback.Handler {
	tb.Helper()
	o := callback.Options{Crypt: mustCrypt(tb), AgentID: agentID, Answerer: a, Now: time.Now, Random: rand.Reader}
	if change != nil {
		change(&o)
	}
	h, err := callback.New(o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { h.Close(context.Background()) })
	return h
}

// push returns the request of a callback with this decrypted XML.
func push(tb testing.TB, plain string) *http.Request {
	tb.Helper()
	const stamp, nonce = 1767225600, "n8f2k1"
	sealed := mustCrypt(tb).Seal([]byte(plain), stamp, nonce, [16]byte{1, 2, 3})
	_, rest, _ := strings.Cut(string(sealed), "<MsgSignature><![CDATA[")
	q := url.Values{"msg_signature": {rest[:40]}, "timestamp": {strconv.Itoa(stamp)}, "nonce": {nonce}}
	return httptest.NewRequest(http.MethodPost, "/wecom/callback?"+q.Encode(), bytes.NewReader(sealed))
}

// text is the XML of a text message.
func text(user string, id int, content string) string {
	return fmt.Sprintf("<xml><ToUserName><![CDATA[%s]]></ToUserName><FromUserName><![CDATA[%s]]></FromUserName>"+
		"<CreateTime>1767225600</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[%s]]></Content>"+
		"<MsgId>%d</MsgId><AgentID>%d</AgentID></xml>", corpID, user, content, id, agentID)
}

// event is the XML of an event with further elements.
func event(user, name, more string) string {
	return fmt.Sprintf("<xml><ToUserName><![CDATA[%s]]></ToUserName><FromUserName><![CDATA[%s]]></FromUserName>"+
		"<CreateTime>1767225600</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[%s]]></Event>%s"+
		"<AgentID>%d</AgentID></xml>", corpID, user, name, more, agentID)
}

// send serves one pushed callback.
func send(tb testing.TB, h http.Handler, plain string) *httptest.ResponseRecorder {
	tb.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, push(tb, plain))
	return w
}

// passiveText decrypts a passive reply and returns its text.
func passiveText(tb testing.TB, w *httptest.ResponseRecorder) string {
	tb.Helper()
	if w.Code != http.StatusOK {
		tb.Fatalf("status %d", w.Code)
	}
	if w.Body.Len() == 0 {
		return ""
	}
	body := w.Body.String()
	between := func(from, to string) string {
		_, rest, _ := strings.Cut(body, from)
		value, _, _ := strings.Cut(rest, to)
		return value
	}
	q := url.Values{
		"msg_signature": {between("<MsgSignature><![CDATA[", "]]")},
		"timestamp":     {between("<TimeStamp>", "<")},
		"nonce":         {between("<Nonce><![CDATA[", "]]")},
	}
	plain, err := mustCrypt(tb).Open(q, w.Body.Bytes())
	if err != nil {
		tb.Fatalf("open reply %s: %v", body, err)
	}
	in, err := wecom.Decode(plain)
	if err != nil || in.FromUserName != corpID || in.MsgType != "text" {
		tb.Fatalf("reply %s: %v", plain, err)
	}
	return in.Content
}
