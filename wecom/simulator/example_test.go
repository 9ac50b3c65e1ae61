package simulator_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"duban/wecom/simulator"
)

// A corporation of one member and one app: the app sends a text, the member
// answers, and the answer reaches the app's callback.
func Example() {
	sim := simulator.New(simulator.Options{
		CorpID: corpID,
		Apps: []simulator.App{{
			AgentID: agentID, Secret: secret, Token: token, AESKey: aesKey,
		}},
		Members: []simulator.Member{{UserID: "lin.qing", Name: "Lin Qing"}},
		Now:     func() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) },
	})
	defer sim.Close()
	api := httptest.NewServer(sim)
	defer api.Close()
	app := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		fmt.Println("callback:", r.Method, r.URL.Path)
	}))
	defer app.Close()
	sim.SetCallbackURL(agentID, app.URL+"/wecom/callback")

	resp, err := http.Get(api.URL + "/cgi-bin/gettoken?corpid=" + corpID + "&corpsecret=" + secret)
	if err != nil {
		fmt.Println(err)
		return
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil {
		fmt.Println(err)
		return
	}
	_, rest, _ := strings.Cut(string(body), `"access_token":"`)
	accessToken, _, _ := strings.Cut(rest, `"`)
	resp, err = http.Post(api.URL+"/cgi-bin/message/send?access_token="+accessToken, "application/json",
		strings.NewReader(`{"touser":"lin.qing","agentid":1000017,"msgtype":"text","text":{"content":"hello"}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	resp.Body.Close()

	if _, err := sim.Client(agentID).SendText(context.Background(), "lin.qing", "good morning"); err != nil {
		fmt.Println(err)
	}
	for _, m := range sim.Inbox("lin.qing") {
		fmt.Println(m.Mine, m.Text)
	}
	// Output:
	// callback: POST /wecom/callback
	// false hello
	// true good morning
}
