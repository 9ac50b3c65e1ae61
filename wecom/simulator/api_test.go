package simulator_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"duban/wecom/simulator"
)

func TestGetTokenErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		query string
		code  int
	}{
		{"", 41004},
		{"corpid=" + corpID, 41004},
		{"corpsecret=" + secret, 41002},
		{"corpid=ww0&corpsecret=" + secret, 40013},
		{"corpid=" + corpID + "&corpsecret=wrong", 40001},
		{"corpid=" + corpID + "&corpsecret=" + secret, 0},
	}
	c := newCorp(t, nil)
	for _, tt := range tests {
		a := c.get("gettoken?" + tt.query)
		c.want(a, tt.code)
		if _, ok := a["expires_in"]; !ok {
			t.Errorf("%s: answer lacks its fields: %v", tt.query, a)
		}
	}
}

func TestTokenChecks(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	c.want(c.get("department/list"), 41001)
	c.want(c.post("message/send", `{"access_token":"`+c.token+`"}`), 41001)
	bare := c.post("message/send?access_token=x", "broken") // before the body is looked at
	c.want(bare, 40014)
	if bare.str("errmsg") != "invalid access_token" || bare["invaliduser"] != "" {
		t.Errorf("%v", bare)
	}
	a := c.get("user/get?access_token=" + c.token)
	c.want(a, 41009)
	for _, part := range []string{"missing userid, hint: [", "from ip: 127.0.0.1", "query?e=41009"} {
		if !strings.Contains(a.str("errmsg"), part) {
			t.Errorf("errmsg %q misses %q", a.str("errmsg"), part)
		}
	}
}

func TestErrorTextSwitches(t *testing.T) {
	t.Parallel()
	c := newCorp(t, func(o *simulator.Options) { o.Switches.BareErrors = true })
	if got := c.get(c.withToken("user/get")).str("errmsg"); got != "missing userid" {
		t.Errorf("%q", got)
	}
	c = newCorp(t, func(o *simulator.Options) { o.Switches.FullTokenErrors = true })
	if got := c.get("user/get?access_token=x").str("errmsg"); !strings.Contains(got, "invalid access_token, hint: [") {
		t.Errorf("%q", got)
	}
}

func TestTokenLife(t *testing.T) {
	t.Parallel()
	for _, as40014 := range []bool{false, true} {
		want := 42001
		if as40014 {
			want = 40014
		}
		c := newCorp(t, func(o *simulator.Options) { o.Switches.ExpiredAs40014 = as40014 })
		c.clock.Add(7199 * time.Second)
		c.want(c.get(c.withToken("getcallbackip")), 0)
		c.clock.Add(time.Second)
		c.want(c.get(c.withToken("getcallbackip")), want)
		c.token = c.login(secret)
		c.InvalidateTokens()
		c.want(c.get(c.withToken("getcallbackip")), want)
	}
}

func TestSameToken(t *testing.T) {
	t.Parallel()
	for _, same := range []bool{false, true} {
		c := newCorp(t, func(o *simulator.Options) { o.Switches.SameTokenOnRepeat = same })
		if (c.login(secret) == c.token) != same {
			t.Errorf("same %v: not so", same)
		}
		c.want(c.get(c.withToken("getcallbackip")), 0) // the old one lives on
	}
}

func TestBanAfterBadSecrets(t *testing.T) {
	t.Parallel()
	c := newCorp(t, func(o *simulator.Options) { o.BanAfter = 2 })
	bad, good := "gettoken?corpid="+corpID+"&corpsecret=x", "gettoken?corpid="+corpID+"&corpsecret="+secret
	c.want(c.get(bad), 40001)
	c.want(c.get(good), 0)
	c.want(c.get(bad), 40001)
	c.want(c.get(good), 45009)
	c.clock.Add(time.Hour)
	c.want(c.get(good), 0)
}

func TestUnknownPath(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	resp, err := http.Get(c.url + "message/sent?access_token=" + c.token)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != 404 || len(body) != 0 {
		t.Errorf("%d %q %v", resp.StatusCode, body, err)
	}
}

func TestBaseLimitAndTrustedIPs(t *testing.T) {
	t.Parallel()
	c := newCorp(t, func(o *simulator.Options) { o.BaseLimit = 2 })
	c.want(c.get(c.withToken("getcallbackip")), 0)
	c.want(c.get(c.withToken("getcallbackip")), 0)
	c.want(c.get(c.withToken("getcallbackip")), 45009)
	c.want(c.get(c.withToken("get_api_domain_ip")), 0)
	c.clock.Add(time.Minute)
	c.want(c.get(c.withToken("getcallbackip")), 0)

	c = newCorp(t, func(o *simulator.Options) { o.TrustedIPs = []string{"192.0.2.1"} })
	c.want(c.get(c.withToken("getcallbackip")), 60020)
}

func TestWrongMethod(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	c.want(c.get(c.withToken("message/send")), 40058)
	if got := c.Calls()["/cgi-bin/message/send"]; got != 1 {
		t.Errorf("%d calls", got)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	const path = "/cgi-bin/message/send"
	c := newCorp(t, nil)
	target := c.url + "message/send?access_token=" + c.token
	body := `{"touser":"lin.qing","agentid":1000017,"msgtype":"text","text":{"content":"x"}}`
	try := func() (int, string, error) {
		resp, err := http.Post(target, "application/json", strings.NewReader(body))
		if err != nil {
			return 0, "", err
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		return resp.StatusCode, string(b), err
	}

	c.Fail(path, 1, simulator.Fault{ErrCode: -1})
	a := c.post(c.withToken("message/send"), body)
	c.want(a, -1)
	if a["invaliduser"] != "" {
		t.Errorf("%v", a)
	}

	c.Fail(path, 1, simulator.Fault{HTTPStatus: 502, Body: "<html>"})
	if status, text, err := try(); status != 502 || text != "<html>" {
		t.Errorf("%d %q %v", status, text, err)
	}

	c.Fail(path, 1, simulator.Fault{DropConnectionBeforeAnswer: true})
	if _, _, err := try(); err == nil {
		t.Error("connection was not dropped")
	}
	if n := len(c.Sent()); n != 0 {
		t.Errorf("%d sends before the loss of the answer", n)
	}

	c.Fail(path, 1, simulator.Fault{DropAfterProcessing: true, Delay: time.Millisecond})
	if _, _, err := try(); err == nil {
		t.Error("answer was not lost")
	}
	if n := len(c.Sent()); n != 1 {
		t.Errorf("%d sends after the loss of the answer", n)
	}

	withdraw := c.Fail("", -1, simulator.Fault{ErrCode: 45009})
	for range 3 {
		c.want(c.get(c.withToken("getcallbackip")), 45009)
	}
	withdraw()
	c.want(c.get(c.withToken("getcallbackip")), 0)

	c.FailFunc(func(_ string, b []byte) bool { return strings.Contains(string(b), "zhao_m") }, 1, simulator.Fault{ErrCode: 60011})
	c.want(c.send(text("lin.qing", "x")), 0)
	c.want(c.send(text("zhao_m", "x")), 60011)
	c.want(c.send(text("zhao_m", "x")), 0)
}

// FuzzBody feeds bytes to the calls that read a body; the answer must be JSON.
func FuzzBody(f *testing.F) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	sim := simulator.New(simulator.Options{
		CorpID: corpID, Apps: []simulator.App{{AgentID: agentID, Secret: secret, CallbackURL: "http://127.0.0.1:1/"}},
		Members: []simulator.Member{{UserID: "a"}}, Webhooks: []simulator.Webhook{{Name: "g", Key: "k"}}, Keep: 5,
		Now: func() time.Time { now = now.Add(time.Minute); return now }, Switches: simulator.Switches{SameTokenOnRepeat: true},
	})
	f.Add(`{"touser":"a","agentid":1000017,"msgtype":"text","text":{"content":"say "hi""}}`)
	f.Add(`{"touser":"a","agentid":"1000017","msgtype":"template_card","template_card":{"card_type":"button_interaction"}}`)
	f.Add(`{"a":"\`)
	f.Add(`[[[{`)
	f.Fuzz(func(t *testing.T, body string) {
		w := httptest.NewRecorder()
		sim.ServeHTTP(w, httptest.NewRequest("GET", "/cgi-bin/gettoken?corpid="+corpID+"&corpsecret="+secret, nil))
		_, rest, _ := strings.Cut(w.Body.String(), `"access_token":"`)
		token, _, _ := strings.Cut(rest, `"`)
		for _, path := range []string{"message/send?", "message/update_template_card?", "webhook/send?key=k&", "appchat/create?", "menu/create?agentid=1000017&"} {
			w := httptest.NewRecorder()
			sim.ServeHTTP(w, httptest.NewRequest("POST", "/cgi-bin/"+path+"access_token="+token, strings.NewReader(body)))
			if w.Code != 200 || !strings.Contains(w.Body.String(), `"errcode":`) {
				t.Errorf("%s: %d %q", path, w.Code, w.Body)
			}
		}
	})
}
