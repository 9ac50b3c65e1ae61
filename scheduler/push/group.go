package push

import (
	"bytes"
	"context"

	"duban/campaign"
	"duban/message"
	"duban/scheduler"
	"duban/wecom"
)

// Webhook is what Group needs of a *wecom.Webhook.
type Webhook interface {
	SendRaw(ctx context.Context, body []byte) error
}

// Group posts to groups through their webhooks (doc 99110).
type Group struct{ webhooks map[string]Webhook }

var _ scheduler.Sender = (*Group)(nil)

// NewGroup returns the sender of these groups, by name. The map is not copied.
func NewGroup(webhooks map[string]Webhook) *Group { return &Group{webhooks} }

// Limits returns the platform's for one webhook.
func (*Group) Limits() scheduler.Limits {
	return scheduler.Limits{PerCall: 1, PerMinute: wecom.WebhookPerMinute, PerText: wecom.MaxWebhookMarkdownBytes}
}

// Body renders markdown, split where it is too long. Webhooks take no cards that
// call back, so a card is left out for its text; and they drop no repeats.
func (g *Group) Body(_ []string, text, _ string, _ bool) ([]byte, error) {
	var lines [][]byte
	for _, part := range message.Split(text, wecom.MaxWebhookMarkdownBytes) {
		line, err := wecom.WebhookMarkdown(part)
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return bytes.Join(lines, []byte("\n")), nil
}

// Send posts to the call's target what was not posted yet. A group without a
// webhook is hopeless.
func (g *Group) Send(ctx context.Context, c campaign.Call) scheduler.Result {
	hook, ok := g.webhooks[c.Target]
	if !ok {
		return scheduler.Result{Fate: scheduler.Hopeless, Answer: "no webhook is configured for this group", Trouble: scheduler.NoWebhook}
	}
	out := scheduler.Result{Fate: scheduler.Sent, Answer: "ok", Parts: c.Parts}
	for _, line := range left(c) {
		if err := hook.SendRaw(ctx, line); err != nil {
			failed(&out, err)
			out.Reached = wecom.MaybeDelivered(err)
			break
		}
		out.Parts++
	}
	return out
}
