package wecom_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"duban/wecom"
)

func TestClassOfCodes(t *testing.T) {
	t.Parallel()
	tests := map[wecom.Class][]int{
		wecom.ClassRetry:        {-1, 6000, 45033, 45035, 45036},
		wecom.ClassRateLimited:  {45009},
		wecom.ClassRefreshToken: {40014, 42001},
		wecom.ClassRecipient: {40003, 40050, 40070, 46004, 49008, 50002, 60003, 60011, 60021, 60111, 60123, 81013,
			86001, 86003, 86006, 86007, 86008, 86215, 86216},
		wecom.ClassContent: {40004, 40005, 40006, 40009, 40011, 40201, 42015, 42016, 42052, 44001, 44004, 45001, 45007,
			46003, 60140, 82004, 85002, 301016, 301017},
		wecom.ClassReupload: {40007, 40145},
		wecom.ClassSplit:    {40032, 82002, 82003, 40206, 45002},
		wecom.ClassRelogin:  {40029, 42003, 42022},
		wecom.ClassPermanent: {40001, 40008, 40013, 40091, 40033, 40035, 40056, 40058, 40063, 40074, 41001, 41004, 41011, 42014, 42017,
			42020, 42027, 42031, 42051, 43012, 45008, 45032, 45034, 48002, 48004, 48005, 48006, 48009, 48010, 50001, 50003,
			60020, 60031, 80001, 81011, 81012, 82001, 85005, 93000, 93001, 93004, 93008, 93017, 93018, 301002, 301007,
			301019, 301042, 123456},
	}
	for want, codes := range tests {
		for _, code := range codes {
			err := fmt.Errorf("sending: %w", &wecom.APIError{Code: code, API: "message/send"})
			if got := wecom.ClassOf(err); got != want {
				t.Errorf("%d: %v, want %v", code, got, want)
			}
		}
	}
}

func TestClassOf(t *testing.T) {
	t.Parallel()
	transport := &wecom.TransportError{API: "a", Err: context.DeadlineExceeded}
	tests := []struct {
		name  string
		err   error
		class wecom.Class
		wait  time.Duration
		maybe bool
	}{
		{"nil", nil, wecom.ClassPermanent, 0, false},
		{"foreign", errors.New("x"), wecom.ClassPermanent, 0, false},
		{"timeout", transport, wecom.ClassRetry, 0, true},
		{"refused", &wecom.TransportError{Err: &net.OpError{Op: "dial", Err: errors.New("refused")}}, wecom.ClassRetry, 0, false},
		{"no token", &wecom.TransportError{API: "gettoken", Err: errors.New("cut")}, wecom.ClassRetry, 0, false},
		{"waiting ended", fmt.Errorf("w: %w", context.Canceled), wecom.ClassRetry, 0, false},
		{"frequency", &wecom.APIError{Code: 45009}, wecom.ClassRateLimited, time.Minute, false},
		{"HTTP 429", &wecom.StatusError{Status: 429}, wecom.ClassRateLimited, time.Minute, false},
		{"concurrency", &wecom.APIError{Code: 45033}, wecom.ClassRetry, 5 * time.Second, false},
		{"busy", &wecom.APIError{Code: -1}, wecom.ClassRetry, 0, false},
		{"a cut message", &wecom.APIError{Code: 0}, wecom.ClassPermanent, 0, true},
		{"a garbled answer", &wecom.StatusError{Status: 200, API: "message/send"}, wecom.ClassRetry, 0, true},
		{"a garbled token", &wecom.StatusError{Status: 200, API: "gettoken"}, wecom.ClassRetry, 0, false},
		{"a broken gateway", &wecom.StatusError{Status: 502, API: "message/send"}, wecom.ClassRetry, 0, true},
		{"sent elsewhere", &wecom.StatusError{Status: 302, API: "message/send"}, wecom.ClassRetry, 0, false},
		{"kept back by a proxy", &wecom.StatusError{Status: 403, API: "message/send"}, wecom.ClassRetry, 0, false},
		{"a wrong path", &wecom.StatusError{Status: 404, API: "message/send"}, wecom.ClassRetry, 0, false},
		{"too long", fmt.Errorf("x: %w", wecom.ErrTooLong), wecom.ClassSplit, 0, false},
		{"too many", wecom.ErrTooManyRecipients, wecom.ClassSplit, 0, false},
		{"too large", wecom.ErrMediaTooLarge, wecom.ClassContent, 0, false},
		{"invalid", wecom.ErrInvalid, wecom.ClassPermanent, 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := wecom.ClassOf(tt.err); got != tt.class {
				t.Errorf("class %v, want %v", got, tt.class)
			}
			if got := wecom.Wait(tt.err); got != tt.wait {
				t.Errorf("wait %v, want %v", got, tt.wait)
			}
			if got := wecom.MaybeDelivered(tt.err); got != tt.maybe {
				t.Errorf("maybe delivered %v, want %v", got, tt.maybe)
			}
		})
	}
	names := map[string]bool{}
	for c := wecom.ClassPermanent; c <= wecom.ClassRelogin; c++ {
		names[c.String()] = true
	}
	if len(names) != 9 || names["unknown"] || wecom.Class(200).String() != "unknown" {
		t.Errorf("class names %v", names)
	}
}

// failing is a round tripper that returns errors as chatty as they come.
type failing func(*http.Request) error

func (f failing) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Path == "/cgi-bin/gettoken" && r.Header.Get("let-token") == "" {
		if token := tokenAnswer(r); token != nil {
			return token, nil
		}
	}
	return nil, f(r)
}

func tokenAnswer(r *http.Request) *http.Response {
	if r.URL.Query().Get("corpid") != testCorp {
		return nil
	}
	return &http.Response{StatusCode: 200, Header: http.Header{}, Request: r,
		Body: readCloser(`{"access_token":"` + leakToken + `","expires_in":7200}`)}
}

const (
	leakToken = "tk-leak-me-not"
	leakKey   = "693a91f6-leak-key"
)

// TestNothingLeaks runs every call against servers and networks that repeat
// what they were told, and looks for secrets in all that comes out.
func TestNothingLeaks(t *testing.T) {
	t.Parallel()
	echo := func(w http.ResponseWriter, r *http.Request) {
		answer(`{"errcode":40058,"errmsg":`+strconv.Quote("bad "+r.URL.String())+`}`)(w, r)
	}
	networks := map[string]http.RoundTripper{
		"quotes the URL": failing(func(r *http.Request) error { return fmt.Errorf("cannot reach %s", r.URL) }),
		"wraps the URL": failing(func(r *http.Request) error {
			return &url.Error{Op: "Get", URL: r.URL.String(), Err: errors.New("refused")}
		}),
		"nothing there": failing(func(*http.Request) error { return &net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded} }),
		"server echoes": handlerTripper{http.HandlerFunc(echo)},
		"server redirects": handlerTripper{http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://%zz/"+r.URL.RawQuery, http.StatusFound)
		})},
	}
	for name, network := range networks {
		for _, corp := range []string{testCorp, "another-corp"} { // only the first gets a token
			t.Run(name+" "+corp, func(t *testing.T) {
				t.Parallel()
				leakTest(t, network, corp)
			})
		}
	}
}

func leakTest(t *testing.T, network http.RoundTripper, corp string) {
	log := new(lockedBuilder)
	logger := slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	hc := &http.Client{Transport: network}
	client, err := wecom.NewClient(wecom.Options{CorpID: corp, AgentID: 1, Secret: testSecret, HTTPClient: hc, Logger: logger})
	if err != nil {
		t.Fatal(err)
	}
	hook, err := wecom.NewWebhook(wecom.WebhookOptions{Key: leakKey, HTTPClient: hc, Logger: logger})
	if err != nil {
		t.Fatal(err)
	}
	_, sent := client.SendRaw(ctx, []byte(`{}`))
	_, updated := client.UpdateTemplateCard(ctx, wecom.CardUpdate{ResponseCode: "rc", ToAll: true, ReplaceName: "a"})
	_, uploaded := client.UploadMedia(ctx, wecom.MediaFile, "a.txt", strings.NewReader("content"))
	_, downloaded := client.DownloadMedia(ctx, "m", new(strings.Builder), 10)
	_, listed := client.DepartmentList(ctx, 1)
	_, hooked := hook.Upload(ctx, "a.txt", strings.NewReader("content"))
	errs := []error{sent, updated, uploaded, downloaded, listed, hooked,
		client.Recall(ctx, "m"), client.CreateMenu(ctx, []wecom.MenuButton{{Type: "click", Name: "a", Key: "k"}}),
		hook.SendText(ctx, "a"), hook.SendMarkdown(ctx, "a"), hook.SendImage(ctx, []byte("a"))}
	secret := regexp.MustCompile(`tk-leak|leak-key|s3cr3t|access_token=[^*]|corpsecret=[^*]|key=[^*]`)
	for i, err := range errs {
		if err == nil {
			t.Errorf("call %d succeeded", i)
			continue
		}
		for e := err; e != nil; e = errors.Unwrap(e) {
			if text := fmt.Sprintf("%v %+v %#v", e, e, e); secret.MatchString(text) {
				t.Errorf("call %d tells a secret: %s", i, text)
			}
			if _, ok := e.(*url.Error); ok {
				t.Errorf("call %d carries the URL", i)
			}
		}
		logger.Error("failed", "err", err, "client", client, "webhook", hook, "secret", wecom.Secret(testSecret))
	}
	logger.Info("values", "text", fmt.Sprintf("%v %+v %#v %v", client, client, client, hook))
	if line := secret.FindString(log.String()); line != "" {
		t.Errorf("the log tells %q", line)
	}
}
