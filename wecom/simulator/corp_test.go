package simulator_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"duban/wecom/simulator"
)

const (
	corpID  = "wwd1f0c0ffee000001"
	agentID = 1000017
	secret  = "app-secret"
	token   = "QDG6eK"
	aesKey  = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
	hookKey = "0b1d-hook"
)

var (
	pngData = []byte("\x89PNG\r\n\x1a\n0123456789abcdef")
	amrData = []byte("#!AMR\n0123456789")
	mp4Data = []byte("\x00\x00\x00\x18ftypmp42....")
)

// clock is a virtual clock.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// corp is a simulated corporation behind a server, and a caller with its token.
type corp struct {
	*simulator.Simulator
	t     *testing.T
	clock *clock
	url   string
	token string
}

func newCorp(t *testing.T, change func(*simulator.Options)) *corp {
	t.Helper()
	ck := &clock{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	opt := simulator.Options{
		CorpID: corpID,
		Apps: []simulator.App{
			{AgentID: agentID, Secret: secret, Token: token, AESKey: aesKey, CallbackURL: "http://127.0.0.1:1/unused"},
			{AgentID: 1000018, Secret: "narrow", VisibleUserIDs: []string{"zhao_m"}},
			{Secret: "sync", ContactSync: true},
		},
		Members: []simulator.Member{
			{UserID: "lin.qing", Name: "Lin Qing", DepartmentIDs: []int{3, 7}, LeaderOf: []int{3}},
			{UserID: "zhao_m", Name: "Zhao M", DepartmentIDs: []int{4}},
			{UserID: "WuJ", Name: "Wu J", DepartmentIDs: []int{4}, Unlicensed: true},
			{UserID: "gone", Name: "Gone", DepartmentIDs: []int{4}, Status: simulator.StatusLeft},
		},
		Departments: []simulator.Department{
			{ID: 1, Name: "Head"}, {ID: 3, ParentID: 1, Name: "R&D"}, {ID: 4, ParentID: 3, Name: "Ops"},
			{ID: 7, ParentID: 1, Name: "Sales"}, {ID: 9, ParentID: 1, Name: "Empty"},
		},
		Tags:     []simulator.Tag{{ID: 5, Name: "oncall", UserIDs: []string{"lin.qing"}, DepartmentIDs: []int{4}}},
		Webhooks: []simulator.Webhook{{Name: "team", Key: hookKey}},
		Now:      ck.Now,
	}
	if change != nil {
		change(&opt)
	}
	sim := simulator.New(opt)
	server := httptest.NewServer(sim)
	t.Cleanup(func() { server.Close(); sim.Close() })
	c := &corp{Simulator: sim, t: t, clock: ck, url: server.URL + "/cgi-bin/"}
	c.token = c.login(secret)
	return c
}

// answer is a JSON answer of the API.
type answer map[string]any

func (a answer) code() int { return int(a["errcode"].(float64)) }

func (a answer) str(key string) string { return fmt.Sprint(a[key]) }

func (c *corp) login(secret string) string {
	c.t.Helper()
	a := c.get("gettoken?corpid=" + corpID + "&corpsecret=" + secret)
	c.want(a, 0)
	return a.str("access_token")
}

// withToken adds the caller's token to a path.
func (c *corp) withToken(path string) string {
	if strings.Contains(path, "?") {
		return path + "&access_token=" + c.token
	}
	return path + "?access_token=" + c.token
}

func (c *corp) get(path string) answer {
	c.t.Helper()
	resp, err := http.Get(c.url + path)
	return c.read(resp, err)
}

// post sends a body: a string as it is, anything else as JSON.
func (c *corp) post(path string, body any) answer {
	c.t.Helper()
	text, ok := body.(string)
	if !ok {
		b, err := json.Marshal(body)
		if err != nil {
			c.t.Fatal(err)
		}
		text = string(b)
	}
	resp, err := http.Post(c.url+path, "application/json", strings.NewReader(text))
	return c.read(resp, err)
}

func (c *corp) read(resp *http.Response, err error) answer {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	var a answer
	if err := json.Unmarshal(body, &a); err != nil {
		c.t.Fatalf("status %d, body %q: %v", resp.StatusCode, body, err)
	}
	return a
}

func (c *corp) want(a answer, code int) {
	c.t.Helper()
	if a.code() != code {
		c.t.Fatalf("errcode %d, want %d: %v", a.code(), code, a)
	}
}

// obj is a JSON object.
type obj = map[string]any

func (c *corp) send(message obj) answer {
	c.t.Helper()
	if message["agentid"] == nil {
		message["agentid"] = agentID
	}
	return c.post(c.withToken("message/send"), message)
}

func text(to, content string) obj {
	return obj{"touser": to, "msgtype": "text", "text": obj{"content": content}}
}

// receiver is the app's side of the callback for a test.
func (c *corp) receiver(handler http.HandlerFunc) *simulator.Client {
	c.t.Helper()
	server := httptest.NewServer(handler)
	c.t.Cleanup(server.Close)
	c.SetCallbackURL(agentID, server.URL+"/wecom/callback")
	return c.Client(agentID)
}

func readAll(t *testing.T, r io.Reader) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := b.ReadFrom(r); err != nil {
		t.Error(err)
	}
	return b.Bytes()
}
