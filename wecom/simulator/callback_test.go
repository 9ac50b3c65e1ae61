package simulator_test

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"duban/wecom"
	"duban/wecom/simulator"
)

// inbox of an app: what its callback received, decrypted.
type pushed struct {
	mu       sync.Mutex
	xml      []string
	envelope []string
	query    []string
}

func (p *pushed) all() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.xml...)
}

func crypt(t *testing.T) *wecom.Crypt {
	t.Helper()
	c, err := wecom.NewCrypt(token, aesKey, corpID)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// listen receives callbacks and answers each with what answer returns.
func (c *corp) listen(answer func(n int, w http.ResponseWriter, message string)) (*simulator.Client, *pushed) {
	c.t.Helper()
	cr, p := crypt(c.t), &pushed{}
	return c.receiver(func(w http.ResponseWriter, r *http.Request) {
		body := readAll(c.t, r.Body)
		message, err := cr.Open(r.URL.Query(), body)
		if err != nil {
			c.t.Error(err)
		}
		p.mu.Lock()
		p.xml = append(p.xml, string(message))
		p.envelope = append(p.envelope, string(body))
		p.query = append(p.query, r.URL.RawQuery)
		n := len(p.xml)
		p.mu.Unlock()
		if answer != nil {
			answer(n, w, string(message))
		}
	}), p
}

// passive encrypts a reply to a member.
func passive(t *testing.T, to, own string) []byte {
	t.Helper()
	plain := "<xml><ToUserName><![CDATA[" + to + "]]></ToUserName><FromUserName><![CDATA[" + corpID +
		"]]></FromUserName><CreateTime>1767225601</CreateTime>" + own + "</xml>"
	return crypt(t).Seal([]byte(plain), 1767225601, "n8f2k1", [16]byte{1})
}

func TestTextCallback(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	client, got := c.listen(func(_ int, w http.ResponseWriter, _ string) {
		w.Write(passive(t, "lin.qing", "<MsgType>text</MsgType><Content><![CDATA["+strings.Repeat("值", 700)+"]]></Content>"))
	})
	in := client.Text("LIN.QING", "fixed ]]> login")
	in.MsgID = 7590000000000000101
	reply, err := client.Deliver(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	want := `<xml><ToUserName><![CDATA[wwd1f0c0ffee000001]]></ToUserName><FromUserName><![CDATA[lin.qing]]></FromUserName>` +
		`<CreateTime>1772442000</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[fixed ]]]]><![CDATA[> login]]></Content>` +
		`<MsgId>7590000000000000101</MsgId><AgentID>1000017</AgentID></xml>`
	if got.all()[0] != want {
		t.Errorf("got  %s\nwant %s", got.all()[0], want)
	}
	if !strings.Contains(got.envelope[0], "<AgentID><![CDATA[1000017]]></AgentID></xml>") {
		t.Errorf("envelope %s", got.envelope[0])
	}
	if reply.Text != strings.Repeat("值", 682) || reply.Deliveries != 1 {
		t.Errorf("reply %d bytes, %d deliveries", len(reply.Text), reply.Deliveries)
	}
	window := c.Inbox("lin.qing")
	if len(window) != 2 || !window[0].Mine || window[0].Text != "fixed ]]> login" || !window[1].Passive {
		t.Errorf("window %+v", window)
	}
}

func TestMessageKinds(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	client, got := c.listen(nil)
	ctx := t.Context()
	acts := []struct {
		act  func() (simulator.Reply, error)
		want []string
	}{
		{func() (simulator.Reply, error) { return client.SendImage(ctx, "zhao_m", "a.png", pngData) },
			[]string{"<MsgType><![CDATA[image]]>", "<PicUrl>", "<MediaId>", "<MsgId>"}},
		{func() (simulator.Reply, error) { return client.SendVoice(ctx, "zhao_m", "a.amr", amrData) },
			[]string{"<MsgType><![CDATA[voice]]>", "<Format><![CDATA[amr]]>"}},
		{func() (simulator.Reply, error) { return client.SendVideo(ctx, "zhao_m", "a.mp4", mp4Data, pngData) },
			[]string{"<MsgType><![CDATA[video]]>", "<ThumbMediaId>"}},
		{func() (simulator.Reply, error) { return client.SendFile(ctx, "zhao_m", "a.xlsx", []byte("PK....")) },
			[]string{"<MsgType><![CDATA[file]]>", "<FileName><![CDATA[a.xlsx]]>"}},
		{func() (simulator.Reply, error) { return client.SendLocation(ctx, "zhao_m", 22.5431, 113.953, "gate") },
			[]string{"<Location_X>22.5431<", "<Location_Y>113.953<", "<Scale>15<", "<AppType><![CDATA[wxwork]]>"}},
		{func() (simulator.Reply, error) { return client.SendLink(ctx, "zhao_m", "T", "D", "https://a.example") },
			[]string{"<MsgType><![CDATA[link]]>", "<Url><![CDATA[https://a.example]]>"}},
		{func() (simulator.Reply, error) { return client.Click(ctx, "zhao_m", "HELP") },
			[]string{"<Event><![CDATA[click]]>", "<EventKey><![CDATA[HELP]]>"}},
		{func() (simulator.Reply, error) { return client.View(ctx, "zhao_m", "https://a.example/me") },
			[]string{"<Event><![CDATA[view]]>", "<EventKey><![CDATA[https://a.example/me]]>"}},
		{func() (simulator.Reply, error) { return client.Scan(ctx, "zhao_m", "seat", "42") },
			[]string{"<Event><![CDATA[scancode_waitmsg]]>", "<ScanCodeInfo><ScanType><![CDATA[qrcode]]>"}},
		{func() (simulator.Reply, error) { return client.Locate(ctx, "zhao_m", 22.5, 113.9, 40) },
			[]string{"<Event><![CDATA[LOCATION]]></Event><Latitude>22.5<", "<Precision>40.000<"}},
		{func() (simulator.Reply, error) { return client.EnterAgent(ctx, "zhao_m") },
			[]string{"<Event><![CDATA[enter_agent]]></Event><EventKey><![CDATA[]]></EventKey><AgentID>1000017</AgentID></xml>"}},
		{func() (simulator.Reply, error) { return client.Unsubscribe(ctx, "zhao_m") },
			[]string{"<Event><![CDATA[unsubscribe]]>"}},
		{func() (simulator.Reply, error) { return client.Subscribe(ctx, "zhao_m") },
			[]string{"<Event><![CDATA[subscribe]]></Event><AgentID>"}},
	}
	for i, a := range acts {
		if _, err := a.act(); err != nil {
			t.Fatal(err)
		}
		message := got.all()[i]
		for _, part := range a.want {
			if !strings.Contains(message, part) {
				t.Errorf("%s misses %s", message, part)
			}
		}
		if strings.Contains(message, "<MsgId>") == strings.Contains(message, "<Event>") {
			t.Errorf("%s: MsgId is for messages only", message)
		}
	}
}

func TestVisibleRange(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	client, _ := c.listen(nil)
	if _, err := client.SendText(t.Context(), "ghost", "x"); !errors.Is(err, simulator.ErrNotVisible) {
		t.Errorf("unknown member: %v", err)
	}
	if _, err := client.Unsubscribe(t.Context(), "zhao_m"); err != nil {
		t.Fatal(err)
	}
	if _, err := client.SendText(t.Context(), "zhao_m", "x"); !errors.Is(err, simulator.ErrNotVisible) {
		t.Errorf("after unsubscribe: %v", err)
	}
	c.want(c.send(text("zhao_m", "x")), 81013)
	if _, err := client.Subscribe(t.Context(), "zhao_m"); err != nil {
		t.Fatal(err)
	}
	c.want(c.send(text("zhao_m", "x")), 0)
}

func TestRetries(t *testing.T) {
	t.Parallel()
	fail := func(status int) func(int, http.ResponseWriter, string) {
		return func(_ int, w http.ResponseWriter, _ string) { w.WriteHeader(status) }
	}
	tests := []struct {
		name       string
		switches   simulator.Switches
		answer     func(int, http.ResponseWriter, string)
		deliveries int
		fails      bool
	}{
		{"taken", simulator.Switches{}, nil, 1, false},
		{"three in total", simulator.Switches{}, fail(500), 3, true},
		{"redirects are not followed", simulator.Switches{}, fail(302), 3, true},
		{"one more by switch", simulator.Switches{OneMoreDelivery: true}, fail(500), 4, true},
		{"status is final by switch", simulator.Switches{RetryOnlyOnTimeout: true}, fail(500), 1, true},
		{"broken connection", simulator.Switches{RetryOnlyOnTimeout: true},
			func(int, http.ResponseWriter, string) { panic(http.ErrAbortHandler) }, 3, true},
		{"second succeeds", simulator.Switches{}, func(n int, w http.ResponseWriter, _ string) {
			if n == 1 {
				w.WriteHeader(503)
			}
		}, 2, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := newCorp(t, func(o *simulator.Options) { o.Switches = tt.switches })
			client, got := c.listen(tt.answer)
			reply, err := client.SendText(t.Context(), "lin.qing", "x")
			if errors.Is(err, simulator.ErrUndelivered) != tt.fails || reply.Deliveries != tt.deliveries || len(got.all()) != tt.deliveries {
				t.Errorf("%d deliveries, %v", reply.Deliveries, err)
			}
			for _, message := range got.all() {
				if message != got.all()[0] {
					t.Error("a repeat differs")
				}
			}
			if n := len(c.Inbox("lin.qing")); n != 1 {
				t.Errorf("%d entries in the window", n)
			}
			if d := c.Deliveries(); len(d) != 1 || d[0].Attempts != tt.deliveries {
				t.Errorf("records %+v", d)
			}
		})
	}
}

func TestSlowAppTimesOut(t *testing.T) {
	t.Parallel()
	c := newCorp(t, func(o *simulator.Options) { o.CallbackTimeout = time.Second })
	release := make(chan struct{})
	client, got := c.listen(func(n int, _ http.ResponseWriter, _ string) {
		if n < 3 {
			<-release
		}
	})
	defer close(release)
	if reply, err := client.SendText(t.Context(), "lin.qing", "x"); err != nil || reply.Deliveries != 3 {
		t.Errorf("%d deliveries, %v", reply.Deliveries, err)
	}
	if len(got.all()) != 3 {
		t.Errorf("got %d", len(got.all()))
	}
}

func TestNonceOfRetries(t *testing.T) {
	t.Parallel()
	for _, fresh := range []bool{false, true} {
		c := newCorp(t, func(o *simulator.Options) { o.Switches.FreshNonceOnRetry = fresh })
		client, got := c.listen(func(n int, w http.ResponseWriter, _ string) {
			if n == 1 {
				w.WriteHeader(500)
			}
		})
		if _, err := client.SendText(t.Context(), "lin.qing", "x"); err != nil {
			t.Fatal(err)
		}
		if same := got.query[0] == got.query[1] && got.envelope[0] == got.envelope[1]; same == fresh {
			t.Errorf("fresh %v: same %v", fresh, same)
		}
	}
}

func TestOutOfOrderAndRedeliver(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	client, got := c.listen(nil)
	a, b := client.Text("lin.qing", "a"), client.Text("lin.qing", "b")
	if a.MsgID >= b.MsgID || len(fmt.Sprint(a.MsgID)) != 19 {
		t.Errorf("ids %d, %d", a.MsgID, b.MsgID)
	}
	for _, in := range []*simulator.Inbound{b, a} {
		if _, err := client.Deliver(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := client.Redeliver(t.Context()); err != nil {
		t.Fatal(err)
	}
	all := got.all()
	if len(all) != 3 || !strings.Contains(all[0], "[b]") || !strings.Contains(all[1], "[a]") || all[1] != all[2] {
		t.Errorf("%q", all)
	}
	if n := len(c.Inbox("lin.qing")); n != 2 {
		t.Errorf("%d entries in the window, want 2", n)
	}
}

func TestPassiveReplies(t *testing.T) {
	t.Parallel()
	text := "<MsgType>text</MsgType><Content>hi</Content>"
	tests := []struct {
		name    string
		act     func(*simulator.Client, context.Context) (simulator.Reply, error)
		body    func(t *testing.T) []byte
		bad     bool
		ignored bool
		shown   int // passive entries in the window
	}{
		{name: "empty", body: func(t *testing.T) []byte { return nil }},
		{name: "text", body: func(t *testing.T) []byte { return passive(t, "zhao_m", text) }, shown: 1},
		{name: "news", body: func(t *testing.T) []byte {
			return passive(t, "zhao_m", "<MsgType>news</MsgType><ArticleCount>1</ArticleCount><Articles><item><Title>T</Title><Description>D</Description><PicUrl>p</PicUrl><Url>u</Url></item></Articles>")
		}, shown: 1},
		{name: "wrong count", body: func(t *testing.T) []byte {
			return passive(t, "zhao_m", "<MsgType>news</MsgType><ArticleCount>2</ArticleCount><Articles><item><Title>T</Title></item></Articles>")
		}, bad: true},
		{name: "unknown image", body: func(t *testing.T) []byte {
			return passive(t, "zhao_m", "<MsgType>image</MsgType><Image><MediaId>nope</MediaId></Image>")
		}, bad: true},
		{name: "markdown", body: func(t *testing.T) []byte { return passive(t, "zhao_m", "<MsgType>markdown</MsgType>") }, bad: true},
		{name: "other member", body: func(t *testing.T) []byte { return passive(t, "lin.qing", text) }, bad: true},
		{name: "plain", body: func(t *testing.T) []byte { return []byte("success") }, bad: true},
		{name: "wrong signature", body: func(t *testing.T) []byte {
			return []byte(strings.Replace(string(passive(t, "zhao_m", text)), "<MsgSignature><![CDATA[", "<MsgSignature><![CDATA[0", 1))
		}, bad: true},
		{name: "misspelt TimeStamp", body: func(t *testing.T) []byte {
			return []byte(strings.ReplaceAll(string(passive(t, "zhao_m", text)), "TimeStamp", "Timestamp"))
		}, bad: true},
		{name: "menu click", act: func(c *simulator.Client, ctx context.Context) (simulator.Reply, error) {
			return c.Click(ctx, "zhao_m", "K")
		}, body: func(t *testing.T) []byte { return passive(t, "zhao_m", text) }, shown: 1},
		{name: "event that takes no reply", act: func(c *simulator.Client, ctx context.Context) (simulator.Reply, error) {
			return c.Deliver(ctx, c.Event("zhao_m", "location_select", "K"))
		}, body: func(t *testing.T) []byte { return passive(t, "zhao_m", text) }, ignored: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := newCorp(t, nil)
			client, _ := c.listen(func(_ int, w http.ResponseWriter, _ string) { w.Write(tt.body(t)) })
			act := tt.act
			if act == nil {
				act = func(c *simulator.Client, ctx context.Context) (simulator.Reply, error) {
					return c.SendText(ctx, "zhao_m", "x")
				}
			}
			reply, err := act(client, t.Context())
			if errors.Is(err, simulator.ErrBadReply) != tt.bad || err != nil && !tt.bad {
				t.Fatalf("error %v, want bad %v", err, tt.bad)
			}
			shown := 0
			for _, m := range c.Inbox("zhao_m") {
				if m.Passive {
					shown++
				}
			}
			if shown != tt.shown || reply.Ignored != tt.ignored {
				t.Errorf("%d shown, ignored %v", shown, reply.Ignored)
			}
		})
	}
}

func TestVerifyURL(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		tail string
		ok   bool
	}{{"exact", "", true}, {"newline", "\n", false}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := newCorp(t, nil)
			cr := crypt(t)
			var together sync.WaitGroup
			together.Add(3)
			client := c.receiver(func(w http.ResponseWriter, r *http.Request) {
				together.Done()
				together.Wait() // all three arrive before any is answered
				plain, err := cr.EchoString(r.URL.Query())
				if err != nil {
					t.Error(err)
				}
				fmt.Fprintf(w, "%s%s", plain, tt.tail)
			})
			if err := client.VerifyURL(t.Context()); (err == nil) != tt.ok {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestCloseEndsDeliveries(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	arrived := make(chan struct{})
	client := c.receiver(func(_ http.ResponseWriter, r *http.Request) {
		readAll(t, r.Body)
		close(arrived)
		<-r.Context().Done()
	})
	failed := make(chan error)
	go func() {
		_, err := client.SendText(context.Background(), "lin.qing", "x")
		failed <- err
	}()
	<-arrived
	c.Close()
	if err := <-failed; !errors.Is(err, simulator.ErrUndelivered) {
		t.Errorf("under way: %v", err)
	}
	if _, err := client.SendText(t.Context(), "lin.qing", "x"); !errors.Is(err, simulator.ErrClosed) {
		t.Errorf("after: %v", err)
	}
}

func TestCallbackIsWellFormed(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	client, got := c.listen(nil)
	if _, err := client.SendText(t.Context(), "lin.qing", "<b>&]]>值班🚨"); err != nil {
		t.Fatal(err)
	}
	var m struct{ Content string }
	if err := xml.Unmarshal([]byte(got.all()[0]), &m); err != nil || m.Content != "<b>&]]>值班🚨" {
		t.Errorf("%q, %v", m.Content, err)
	}
}
