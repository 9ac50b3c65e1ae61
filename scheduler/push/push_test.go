package push_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duban/campaign"
	"duban/scheduler"
	"duban/scheduler/push"
	"duban/wecom"
)

// platform answers each request in turn.
type platform struct {
	answers []error
	results []wecom.SendResult
	bodies  []string
}

func (p *platform) AgentID() int64 { return 7 }

func (p *platform) SendRaw(_ context.Context, body []byte) (wecom.SendResult, error) {
	i := len(p.bodies)
	p.bodies = append(p.bodies, string(body))
	var r wecom.SendResult
	if i < len(p.results) {
		r = p.results[i]
	}
	if i < len(p.answers) {
		return r, p.answers[i]
	}
	return r, nil
}

func (p *platform) UploadMedia(context.Context, wecom.MediaType, string, io.Reader) (string, error) {
	return "", errors.New("nothing is uploaded here")
}

type webhook struct{ *platform }

func (w webhook) SendRaw(ctx context.Context, body []byte) error {
	_, err := w.platform.SendRaw(ctx, body)
	return err
}

func TestAppBody(t *testing.T) {
	t.Parallel()
	body, err := push.NewApp(&platform{}, nil).Body([]string{"zhang", "li"}, "请报送", "", false)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"touser":"zhang|li","msgtype":"text","agentid":7,"text":{"content":"请报送"},"enable_duplicate_check":1,"duplicate_check_interval":14400}`
	if string(body) != want {
		t.Errorf("got  %s\nwant %s", body, want)
	}
	card := `{"card_type":"text_notice","main_title":{"title":"催办"},"card_action":{"type":1,"url":"https://a.example/"}}`
	if body, err = push.NewApp(&platform{}, nil).Body([]string{"zhang"}, "催办", card, false); err != nil || !json.Valid(body) || !strings.Contains(string(body), `"template_card"`) {
		t.Errorf("card: %s, %v", body, err)
	}
	if _, err := push.NewApp(&platform{}, nil).Body([]string{"zhang"}, "催办", "{", false); err == nil {
		t.Error("a broken card is no error")
	}
	if _, err := push.NewApp(&platform{}, nil).Body([]string{"zhang"}, " ", "", false); !errors.Is(err, wecom.ErrInvalid) {
		t.Errorf("an empty text: %v", err)
	}
}

func TestLongTextsGoInOrderAndStopAtAFailure(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("关于开展主题教育的通知。\n", 150)
	p := &platform{answers: []error{nil, &wecom.TransportError{API: "message/send", Err: errors.New("timeout")}}}
	app := push.NewApp(p, nil)
	body, err := app.Body([]string{"zhang"}, long, "", false)
	if err != nil {
		t.Fatal(err)
	}
	r := app.Send(context.Background(), campaign.Call{Body: body})
	if r.Fate != scheduler.Again || len(p.bodies) != 2 || !strings.Contains(p.bodies[1], "(2/") {
		t.Errorf("got %+v after %d requests", r, len(p.bodies))
	}
	first := p.bodies[0]
	second := p.bodies[1]
	if r = app.Send(context.Background(), campaign.Call{Body: body, Parts: r.Parts}); r.Fate != scheduler.Sent || p.bodies[2] != second || r.Parts != strings.Count(string(body), "\n")+1 {
		t.Errorf("got %+v; the repeat does not begin with what failed", r)
	}
	p.bodies = p.bodies[:2]
	if r = app.Send(context.Background(), campaign.Call{Body: body}); r.Fate != scheduler.Sent || p.bodies[2] != first {
		t.Errorf("got %+v; the repeat differs", r)
	}
}

func TestFates(t *testing.T) {
	t.Parallel()
	api := func(code int) error { return &wecom.APIError{Code: code, Msg: "m", API: "message/send"} }
	for _, tt := range []struct {
		name string
		err  error
		want scheduler.Fate
		wait time.Duration
	}{
		{"fine", nil, scheduler.Sent, 0},
		{"busy", api(-1), scheduler.Busy, 0},
		{"too many at once", api(45033), scheduler.Busy, 5 * time.Second},
		{"too often", api(45009), scheduler.Wait, time.Minute},
		{"a token that will not live", api(42001), scheduler.Busy, 0},
		{"no such user", api(60111), scheduler.Sent, 0},
		{"all invalid", api(81013), scheduler.Sent, 0},
		{"an address that is not trusted yet", api(60020), scheduler.Unsent, 0},
		{"an API that is closed to the app", api(48002), scheduler.Unsent, 0},
		{"rights that were withdrawn", api(48004), scheduler.Unsent, 0},
		{"an API that is retired", api(48005), scheduler.Unsent, 0},
		{"an app that nobody opened", api(48006), scheduler.Unsent, 0},
		{"an app that is barred", api(60031), scheduler.Unsent, 0},
		{"a domain that is not trusted", api(50001), scheduler.Unsent, 0},
		{"a corp that is banned", api(301007), scheduler.Unsent, 0},
		{"a token refused for no known reason", &wecom.APIError{Code: 12345, API: "gettoken"}, scheduler.Unsent, 0},
		{"a bug", api(40008), scheduler.Hopeless, 0},
		{"refused words", api(40201), scheduler.Hopeless, 0},
		{"an unknown code", api(99999), scheduler.Hopeless, 0},
		{"no answer", &wecom.TransportError{API: "message/send", Err: errors.New("cut")}, scheduler.Again, 0},
		{"no connection", &wecom.TransportError{API: "message/send", Err: &net.OpError{Op: "dial", Err: errors.New("refused")}}, scheduler.Unsent, 0},
		{"no token", &wecom.TransportError{API: "gettoken", Err: errors.New("cut")}, scheduler.Unsent, 0},
		{"a broken gateway", &wecom.StatusError{Status: 502, API: "message/send"}, scheduler.Again, 0},
		{"a garbled answer", &wecom.StatusError{Status: 200, API: "message/send"}, scheduler.Again, 0},
		{"a proxy that asks to log in", &wecom.StatusError{Status: 302, API: "message/send"}, scheduler.Unsent, 0},
		{"a proxy that refuses", &wecom.StatusError{Status: 403, API: "message/send"}, scheduler.Unsent, 0},
		{"a wrong path", &wecom.StatusError{Status: 404, API: "message/send"}, scheduler.Unsent, 0},
		{"a proxy that is asked too often", &wecom.StatusError{Status: 429, API: "message/send"}, scheduler.Wait, time.Minute},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			app := push.NewApp(&platform{answers: []error{tt.err}}, nil)
			if r := app.Send(context.Background(), campaign.Call{Body: []byte(`{"touser":"a|B"}`)}); r.Fate != tt.want || r.Wait != tt.wait {
				t.Errorf("app: got %+v, want %s after %v", r, tt.want, tt.wait)
			}
			if errors.Is(tt.err, nil) || wecom.ClassOf(tt.err) == wecom.ClassRecipient {
				return
			}
			group := push.NewGroup(map[string]push.Webhook{"g": webhook{&platform{answers: []error{tt.err}}}})
			if r := group.Send(context.Background(), campaign.Call{Target: "g", Body: []byte("{}")}); r.Fate != tt.want || r.Wait != tt.wait {
				t.Errorf("group: got %+v, want %s after %v", r, tt.want, tt.wait)
			}
		})
	}
}

func TestRefusedRecipients(t *testing.T) {
	t.Parallel()
	p := &platform{results: []wecom.SendResult{{MsgID: "m1", InvalidUsers: []string{"ghost"}, UnlicensedUsers: []string{"poor"}}}}
	r := push.NewApp(p, nil).Send(context.Background(), campaign.Call{Body: []byte(`{"touser":"a|Ghost|poor"}`)})
	if diff := cmp.Diff(map[string]string{"ghost": "invalid or out of the app's range", "poor": "no API licence"}, r.Drop); diff != "" || r.Fate != scheduler.Sent || r.Answer != "ok m1" {
		t.Errorf("%+v, drop -want +got:\n%s", r, diff)
	}
	p = &platform{answers: []error{&wecom.APIError{Code: 81013, API: "message/send"}}}
	r = push.NewApp(p, nil).Send(context.Background(), campaign.Call{Body: []byte(`{"touser":"a|B"}`)})
	if len(r.Drop) != 2 || r.Drop["b"] == "" || r.Fate != scheduler.Sent {
		t.Errorf("got %+v, want both dropped", r)
	}
}

// TestOneBadRecipientOfMany finds the one for whose sake a call is refused.
func TestOneBadRecipientOfMany(t *testing.T) {
	t.Parallel()
	bad := &wecom.APIError{Code: 60111, API: "message/send"}
	p := &platform{answers: []error{bad, nil, bad, bad, nil}}
	r := push.NewApp(p, nil).Send(context.Background(), campaign.Call{Body: []byte(`{"touser":"a|b|C|d","msgtype":"text"}`)})
	if len(r.Drop) != 1 || r.Drop["c"] == "" || r.Fate != scheduler.Sent {
		t.Errorf("got %+v, want the third alone dropped", r)
	}
	want := []string{`{"touser":"a|b|C|d","msgtype":"text"}`, `{"touser":"a|b","msgtype":"text"}`, `{"touser":"C|d","msgtype":"text"}`,
		`{"touser":"C","msgtype":"text"}`, `{"touser":"d","msgtype":"text"}`}
	if diff := cmp.Diff(want, p.bodies); diff != "" {
		t.Errorf("requests, -want +got:\n%s", diff)
	}
}

func TestGroup(t *testing.T) {
	t.Parallel()
	group := push.NewGroup(nil)
	body, err := group.Body([]string{"g"}, "**进度**", "", false)
	if err != nil || string(body) != `{"markdown":{"content":"**进度**"},"msgtype":"markdown"}` {
		t.Errorf("got %s, %v", body, err)
	}
	p := &platform{answers: []error{nil, &wecom.TransportError{API: "webhook/send", Err: errors.New("reset")}}}
	two := push.NewGroup(map[string]push.Webhook{"g": webhook{p}})
	r := two.Send(context.Background(), campaign.Call{Target: "g", Body: []byte("1\n2\n3")})
	if again := two.Send(context.Background(), campaign.Call{Target: "g", Body: []byte("1\n2\n3"), Parts: r.Parts}); again.Fate != scheduler.Sent || strings.Join(p.bodies, "") != "1223" {
		t.Errorf("a post whose second part failed came as %q, then %+v", p.bodies, again)
	}
	if r := group.Send(context.Background(), campaign.Call{Target: "unknown", Body: body}); r.Fate != scheduler.Hopeless {
		t.Errorf("an unknown group: got %+v", r)
	}
	if body, err = group.Body([]string{"g"}, strings.Repeat("长", 3000), "", false); err != nil || strings.Count(string(body), "\n") != 2 {
		t.Errorf("a long post has %d lines, %v", strings.Count(string(body), "\n")+1, err)
	}
}
