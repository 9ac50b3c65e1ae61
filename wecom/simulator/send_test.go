package simulator_test

import (
	"strings"
	"testing"
	"time"

	"duban/wecom/simulator"
)

func TestSendRecipients(t *testing.T) {
	t.Parallel()
	many := strings.Repeat("x|", 1001)
	tests := []struct {
		name    string
		to      obj
		code    int
		invalid string
		got     string // recipients
	}{
		{"one", obj{"touser": "lin.qing"}, 0, "", "lin.qing"},
		{"case does not matter", obj{"touser": "LIN.QING"}, 0, "", "lin.qing"},
		{"partly invalid, lower-cased", obj{"touser": "lin.qing|Ghost|GONE"}, 0, "ghost|gone", "lin.qing"},
		{"none valid", obj{"touser": "Ghost"}, 81013, "ghost", ""},
		{"nobody", obj{}, 82001, "", ""},
		{"all", obj{"touser": "@all", "toparty": "99"}, 0, "", "lin.qing zhao_m"},
		{"department with those below", obj{"toparty": "3"}, 0, "", "lin.qing zhao_m"},
		{"tag", obj{"totag": "5"}, 0, "", "lin.qing zhao_m"},
		{"each once", obj{"touser": "zhao_m", "toparty": "4", "totag": "5"}, 0, "", "zhao_m lin.qing"},
		{"too many", obj{"touser": many}, 40032, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := newCorp(t, nil)
			m := text("", "hello")
			delete(m, "touser")
			for k, v := range tt.to {
				m[k] = v
			}
			a := c.send(m)
			c.want(a, tt.code)
			if a.str("invaliduser") != tt.invalid {
				t.Errorf("invaliduser %q, want %q", a.str("invaliduser"), tt.invalid)
			}
			got := ""
			for _, s := range c.Sent() {
				got = strings.Join(s.Recipients, " ")
			}
			if got != tt.got {
				t.Errorf("recipients %q, want %q", got, tt.got)
			}
		})
	}
}

func TestSendPartlyInvalidPartiesAndUnlicensed(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	a := c.send(obj{"touser": "wuj", "toparty": "4|9|x", "totag": "6", "msgtype": "text", "text": obj{"content": "x"}})
	c.want(a, 0)
	if a.str("invalidparty") != "9|x" || a.str("invalidtag") != "6" || a.str("unlicenseduser") != "wuj" {
		t.Errorf("%v", a)
	}
	if len(c.Inbox("WuJ")) != 0 || len(c.Inbox("zhao_m")) != 1 {
		t.Error("unlicensed member got it, or the other did not")
	}
}

func TestSendContent(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("值", 700)
	tests := []struct {
		name string
		m    obj
		code int
		text string
	}{
		{"text", obj{"msgtype": "text", "text": obj{"content": "a<b&c"}}, 0, "a<b&c"},
		{"quoted agentid", obj{"agentid": "1000017", "msgtype": "text", "text": obj{"content": "x"}}, 0, "x"},
		{"empty", obj{"msgtype": "text", "text": obj{"content": ""}}, 44004, ""},
		{"cut", obj{"msgtype": "text", "text": obj{"content": long}}, 0, strings.Repeat("值", 682)},
		{"markdown", obj{"msgtype": "markdown", "markdown": obj{"content": "**x**"}}, 0, "**x**"},
		{"markdown cut", obj{"msgtype": "markdown", "markdown": obj{"content": long}}, 0, strings.Repeat("值", 682)},
		{"markdown_v2 is for groups", obj{"msgtype": "markdown_v2", "markdown_v2": obj{"content": "x"}}, 40008, ""},
		{"textcard", obj{"msgtype": "textcard", "textcard": obj{"title": "T", "description": "D", "url": "https://a.example"}}, 0, "D"},
		{"textcard without url", obj{"msgtype": "textcard", "textcard": obj{"title": "T", "description": "D"}}, 41010, ""},
		{"textcard without title", obj{"msgtype": "textcard", "textcard": obj{"description": "D", "url": "https://a.example"}}, 41016, ""},
		{"url without scheme", obj{"msgtype": "textcard", "textcard": obj{"title": "T", "description": "D", "url": "a.example/x"}}, 45034, ""},
		{"news", obj{"msgtype": "news", "news": obj{"articles": []obj{{"title": "N", "url": "https://a.example"}}}}, 0, "N"},
		{"nine articles", obj{"msgtype": "news", "news": obj{"articles": make([]obj, 9)}}, 45008, ""},
		{"no articles", obj{"msgtype": "news", "news": obj{}}, 40063, ""},
		{"safe news", obj{"msgtype": "news", "safe": 1, "news": obj{}}, 40074, ""},
		{"unknown type", obj{"msgtype": "poem"}, 40008, ""},
		{"capital key is not read", obj{"MsgType": "text", "text": obj{"content": "x"}}, 40008, ""},
		{"capital inner key is not read", obj{"msgtype": "text", "text": obj{"Content": "x"}}, 44004, ""},
		{"unknown media", obj{"msgtype": "image", "image": obj{"media_id": "nope"}}, 40007, ""},
		{"wrong app", obj{"agentid": 1000018, "msgtype": "text", "text": obj{"content": "x"}}, 301002, ""},
		{"wrong JSON type", obj{"msgtype": "text", "text": "x"}, 40058, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := newCorp(t, nil)
			tt.m["touser"] = "lin.qing"
			a := c.send(tt.m)
			c.want(a, tt.code)
			inbox := c.Inbox("lin.qing")
			if tt.code != 0 {
				if len(inbox) != 0 || len(c.Sent()) != 0 {
					t.Error("a refused message was delivered")
				}
				return
			}
			if len(inbox) != 1 || inbox[0].Text != tt.text || inbox[0].ID != a.str("msgid") {
				t.Errorf("inbox %+v", inbox)
			}
		})
	}
}

func TestSendWithoutAgentID(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	c.want(c.post(c.withToken("message/send"), text("lin.qing", "x")), 41011)
}

func TestSendSwitches(t *testing.T) {
	t.Parallel()
	c := newCorp(t, func(o *simulator.Options) {
		o.Switches = simulator.Switches{RawCut: true, RefuseLongMarkdown: true, NoRecipientAs81012: true}
	})
	long := strings.Repeat("值", 700)
	c.want(c.send(text("lin.qing", long)), 0)
	if got := c.Inbox("lin.qing")[0].Text; len(got) != 2048 {
		t.Errorf("raw cut left %d bytes", len(got))
	}
	c.want(c.send(obj{"touser": "lin.qing", "msgtype": "markdown", "markdown": obj{"content": long}}), 40058)
	c.want(c.send(text("", "x")), 81012)
}

func TestBrokenJSONIsCutAndWarnedOf(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	a := c.post(c.withToken("message/send"),
		`{"touser":"lin.qing","agentid":1000017,"msgtype":"text","text":{"content":"say "hi" now"}}`)
	c.want(a, 0)
	if a.str("errmsg") != "ok. Warning: wrong json format. " {
		t.Errorf("errmsg %q", a.str("errmsg"))
	}
	if got := c.Inbox("lin.qing")[0].Text; got != "say " {
		t.Errorf("text %q", got)
	}
	c.want(c.post(c.withToken("message/send"), "not json"), 40058)
	c.want(c.post(c.withToken("message/send"), ""), 40058)
}

func TestMemberLimitsDropSilently(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	for range 31 {
		c.want(c.send(text("lin.qing", "x")), 0)
	}
	if n := len(c.Inbox("lin.qing")); n != 30 {
		t.Errorf("%d messages in a minute, want 30", n)
	}
	sent := c.Sent()
	if last := sent[30]; len(last.Recipients) != 0 || len(last.Dropped) != 1 {
		t.Errorf("last %+v", last)
	}
	c.clock.Add(time.Minute)
	c.want(c.send(text("lin.qing", "x")), 0)
	if n := len(c.Inbox("lin.qing")); n != 31 {
		t.Errorf("%d messages after a minute, want 31", n)
	}
	for range 1000 {
		c.clock.Add(2 * time.Second)
		c.want(c.send(text("lin.qing", "x")), 0)
	}
	if n := len(c.Inbox("lin.qing")); n != 1000 {
		t.Errorf("%d messages in an hour, want 1000", n)
	}
}

func TestDailyQuota(t *testing.T) {
	t.Parallel()
	c := newCorp(t, func(o *simulator.Options) { o.AccountLimit = 1 })
	for range 100 {
		c.want(c.send(text("lin.qing|zhao_m", "x")), 0)
	}
	c.want(c.send(text("lin.qing", "x")), 45009)
	c.clock.Add(24 * time.Hour)
	c.token = c.login(secret)
	c.want(c.send(text("lin.qing", "x")), 0)
}

func TestDuplicateCheck(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	m := text("lin.qing", "x")
	m["enable_duplicate_check"], m["duplicate_check_interval"] = 1, 600
	first, second := c.send(m), c.send(m)
	c.want(second, 0)
	if first.str("msgid") != second.str("msgid") || len(c.Sent()) != 1 || len(c.Suppressed()) != 1 {
		t.Errorf("first %v, second %v", first, second)
	}
	m["duplicate_check_interval"] = 601 // another request
	c.want(c.send(m), 0)
	m["duplicate_check_interval"] = 600
	c.clock.Add(10 * time.Minute)
	c.want(c.send(m), 0)
	if n := len(c.Inbox("lin.qing")); n != 3 {
		t.Errorf("%d messages, want 3", n)
	}
}

func TestRecall(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	id := c.send(text("lin.qing", "x")).str("msgid")
	c.want(c.post(c.withToken("message/recall"), obj{"msgid": "none"}), 40058)
	c.want(c.post(c.withToken("message/recall"), obj{"msgid": id}), 0)
	if !c.Inbox("lin.qing")[0].Recalled {
		t.Error("still shown")
	}
	id = c.send(text("lin.qing", "y")).str("msgid")
	c.clock.Add(25 * time.Hour)
	c.token = c.login("narrow")
	c.want(c.post(c.withToken("message/recall"), obj{"msgid": id}), 40058)
	c.token = c.login(secret)
	c.want(c.post(c.withToken("message/recall"), obj{"msgid": id}), 42052)
}

func TestSuppressedAnswerWithoutID(t *testing.T) {
	t.Parallel()
	c := newCorp(t, func(o *simulator.Options) { o.Switches.DuplicateWithoutID = true })
	m := text("lin.qing", "x")
	m["enable_duplicate_check"] = 1
	c.want(c.send(m), 0)
	a := c.send(m)
	c.want(a, 0)
	if _, has := a["msgid"]; has {
		t.Errorf("%v", a)
	}
	c.clock.Add(30 * time.Minute) // the interval when none is named
	c.want(c.send(m), 0)
	if n := len(c.Sent()); n != 2 {
		t.Errorf("%d sends, want 2", n)
	}
}
