package push

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"duban/campaign"
	"duban/message"
	"duban/scheduler"
	"duban/wecom"
)

// Client is what App needs of a *wecom.Client.
type Client interface {
	AgentID() int64
	SendRaw(ctx context.Context, body []byte) (wecom.SendResult, error)
	UploadMedia(ctx context.Context, kind wecom.MediaType, name string, r io.Reader) (mediaID string, err error)
}

// App sends private messages of the self-built app (doc 90236).
type App struct {
	client Client
	files  Files
}

var _ scheduler.FileSender = (*App)(nil)

// NewApp returns the sender of a client's app, which takes documents from files.
func NewApp(c Client, files Files) *App { return &App{c, files} }

// Limits returns the platform's: the surplus vanishes without an error.
func (*App) Limits() scheduler.Limits {
	return scheduler.Limits{PerCall: wecom.MaxRecipients, PerMinute: wecom.MemberPerMinute, PerHour: wecom.MemberPerHour, PerText: wecom.MaxTextBytes}
}

// Body renders a text, split where it is too long, or a template card. The
// duplicate check is on, for as long as the platform allows, unless the same text
// is meant to come twice.
func (a *App) Body(to []string, text, card string, twice bool) ([]byte, error) {
	var m struct{ Markdown string }
	if card != "" {
		if err := json.Unmarshal([]byte(card), &m); err != nil {
			return nil, fmt.Errorf("read card: %w", err)
		}
	}
	switch {
	case m.Markdown != "":
		return a.render(to, wecom.Markdown{Content: m.Markdown}, twice)
	case card != "":
		c := new(wecom.TemplateCard)
		if err := json.Unmarshal([]byte(card), c); err != nil {
			return nil, fmt.Errorf("read card: %w", err)
		}
		return a.render(to, c, twice)
	}
	var lines [][]byte
	for _, part := range message.Split(text, wecom.MaxTextBytes) {
		line, err := a.render(to, wecom.Text{Content: part}, twice)
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return bytes.Join(lines, []byte("\n")), nil
}

func (a *App) render(to []string, c wecom.Content, twice bool) ([]byte, error) {
	m := wecom.Message{ToUsers: to, Content: c}
	if !twice {
		m.DedupFor = wecom.MaxDuplicateCheck
	}
	return wecom.Render(a.client.AgentID(), m)
}

// Send makes the call's requests, from the first that was not carried out yet.
// Recipients whom the platform refuses, or who lack a licence, are dropped; the
// others got the message.
func (a *App) Send(ctx context.Context, c campaign.Call) scheduler.Result {
	out := scheduler.Result{Fate: scheduler.Sent, Drop: map[string]string{}, Parts: c.Parts}
	for _, line := range left(c) {
		if u, ok := uploadOf(line); ok {
			a.sendFile(ctx, u, &out)
		} else {
			a.send(ctx, line, &out)
		}
		if out.Fate != scheduler.Sent {
			break
		}
		out.Parts++
	}
	return out
}

// left returns the requests of a call that are still to be made.
func left(c campaign.Call) [][]byte {
	lines := bytes.Split(c.Body, []byte("\n"))
	return lines[min(c.Parts, len(lines)):]
}

// codeAllInvalid refuses a message of which no recipient is valid.
const codeAllInvalid = 81013

// send makes one request. Where it is refused as a whole for the sake of a
// recipient who is not named, its halves are sent apart, so that he alone is
// dropped. It returns the platform's refusal.
func (a *App) send(ctx context.Context, body []byte, out *scheduler.Result) error {
	r, err := a.client.SendRaw(ctx, body)
	for _, id := range r.InvalidUsers {
		out.Drop[campaign.UserKey(id)] = "invalid or out of the app's range"
	}
	for _, id := range r.UnlicensedUsers {
		out.Drop[campaign.UserKey(id)] = "no API licence"
	}
	out.Answer = answer(err, r.MsgID)
	out.Reached = out.Reached || err == nil || wecom.MaybeDelivered(err)
	switch {
	case err == nil:
	case wecom.ClassOf(err) == wecom.ClassRecipient:
		head, to, tail := recipients(body)
		var api *wecom.APIError
		if len(to) < 2 || errors.As(err, &api) && api.Code == codeAllInvalid {
			for _, id := range to {
				if key := campaign.UserKey(id); out.Drop[key] == "" {
					out.Drop[key] = out.Answer
				}
			}
			return err
		}
		for _, half := range [][]string{to[:len(to)/2], to[len(to)/2:]} {
			if out.Fate == scheduler.Sent {
				_ = a.send(ctx, []byte(head+strings.Join(half, "|")+tail), out)
			}
		}
	default:
		failed(out, err)
	}
	return err
}

// recipients cuts a request around its list of recipients, which hold no
// character that JSON would escape.
func recipients(body []byte) (head string, to []string, tail string) {
	const field = `{"touser":"`
	rest, ok := strings.CutPrefix(string(body), field)
	list, tail, closed := strings.Cut(rest, `"`)
	if !ok || !closed {
		return "", nil, ""
	}
	return field, strings.Split(list, "|"), `"` + tail
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
