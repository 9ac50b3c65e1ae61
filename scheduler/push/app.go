package push

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"duban/campaign"
	"duban/message"
	"duban/scheduler"
	"duban/wecom"
)

// Client is what App needs of a *wecom.Client.
type Client interface {
	AgentID() int64
	SendRaw(ctx context.Context, body []byte) (wecom.SendResult, error)
}

// App sends private messages of the self-built app (doc 90236).
type App struct{ client Client }

var _ scheduler.Sender = (*App)(nil)

// NewApp returns the sender of a client's app.
func NewApp(c Client) *App { return &App{c} }

// Limits returns the platform's: the surplus vanishes without an error.
func (*App) Limits() scheduler.Limits {
	return scheduler.Limits{PerCall: wecom.MaxRecipients, PerMinute: wecom.MemberPerMinute, PerHour: wecom.MemberPerHour}
}

// Body renders a text, split where it is too long, or a template card. The
// duplicate check is on, for as long as the platform allows.
func (a *App) Body(to []string, text, card string) ([]byte, error) {
	if card != "" {
		c := new(wecom.TemplateCard)
		if err := json.Unmarshal([]byte(card), c); err != nil {
			return nil, fmt.Errorf("read card: %w", err)
		}
		return a.render(to, c)
	}
	var lines [][]byte
	for _, part := range message.Split(text, wecom.MaxTextBytes) {
		line, err := a.render(to, wecom.Text{Content: part})
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return bytes.Join(lines, []byte("\n")), nil
}

func (a *App) render(to []string, c wecom.Content) ([]byte, error) {
	return wecom.Render(a.client.AgentID(), wecom.Message{ToUsers: to, Content: c, DedupFor: wecom.MaxDuplicateCheck})
}

// Send makes the call. Recipients whom the platform refuses, or who lack a
// licence, are dropped; the others got the message.
func (a *App) Send(ctx context.Context, c campaign.Call) scheduler.Result {
	out := scheduler.Result{Fate: scheduler.Sent, Drop: map[string]string{}}
	for _, line := range bytes.Split(c.Body, []byte("\n")) {
		r, err := a.client.SendRaw(ctx, line)
		for _, id := range r.InvalidUsers {
			out.Drop[campaign.UserKey(id)] = "invalid or out of the app's range"
		}
		for _, id := range r.UnlicensedUsers {
			out.Drop[campaign.UserKey(id)] = "no API licence"
		}
		out.Answer = answer(err, r.MsgID)
		if err == nil {
			continue
		}
		if wecom.ClassOf(err) == wecom.ClassRecipient {
			dropAll(line, out.Answer, out.Drop)
			return out
		}
		out.Fate, out.Wait = fate(err), wecom.Wait(err)
		if out.Fate != scheduler.Hopeless {
			out.Drop = nil // the next try names them again
		}
		return out
	}
	return out
}

// dropAll drops every recipient of a request.
func dropAll(body []byte, why string, drop map[string]string) {
	var request struct {
		ToUser string `json:"touser"`
	}
	if json.Unmarshal(body, &request) != nil {
		return
	}
	for _, id := range bytes.Split([]byte(request.ToUser), []byte("|")) {
		if key := campaign.UserKey(string(id)); drop[key] == "" {
			drop[key] = why
		}
	}
}

func answer(err error, msgID string) string {
	switch {
	case err != nil:
		return err.Error()
	case msgID != "":
		return "ok " + msgID
	}
	return "ok"
}
