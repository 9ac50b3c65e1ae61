package bot

import (
	"context"
	"fmt"
	"strings"
	"time"

	"duban/bot/understand"
	"duban/campaign"
	"duban/message"
)

// GroupStep decides what a message comes to that addresses the bot in a group.
// A group hears figures and dates, never names; whatever is somebody's own is
// answered with a pointer to the private chat, where a text to be filed can
// then be filed as the last message.
func (e *Engine) GroupStep(ctx context.Context, q Facts, in campaign.Inbound, now time.Time) (Step, error) {
	t := e.newTurn(ctx, q, in, now)
	t.text = withoutMention(in.Text)
	t.in.Text = t.text // the mention is the platform's way of addressing, no part of what is said
	who, err := q.Member(ctx, in.UserID)
	if campaign.CodeOf(err) == campaign.CodeNotFound || err == nil && who.Left {
		return t.stranger()
	}
	if err != nil {
		return Step{}, fmt.Errorf("look up %s: %w", in.UserID, err)
	}
	t.who = who
	t.read = t.understand("", "")
	t.step.Inbound.Intent = t.read.Intent
	t.outcome(campaign.OutcomeCommand)
	if err := t.tellGroup(); err != nil {
		return Step{}, err
	}
	return t.done(), nil
}

func (t *turn) tellGroup() error {
	switch t.read.Intent {
	case "progress", "missing":
		return t.figures("")
	case "events":
		return t.comingEvents()
	case "help":
		t.say(message.BotGroupHelp, nil)
		return nil
	}
	if t.isKind(t.read.Intent) && t.read.Action != understand.Ask {
		t.outcome(campaign.OutcomeOffered)
		t.say(message.BotGroupFiling, message.Args{"kind": t.kindName(t.read.Intent)})
		return nil
	}
	if t.read.Intent == "none" {
		t.say(message.BotGroupHelp, nil)
		return nil
	}
	t.say(message.BotGroupPrivate, nil)
	return nil
}

// withoutMention returns a text without the mention of the bot at its head.
func withoutMention(text string) string {
	rest, ok := strings.CutPrefix(strings.TrimSpace(text), "@")
	if !ok {
		return text
	}
	if i := strings.IndexAny(rest, " \u2005\u3000\n"); i >= 0 {
		return strings.TrimLeft(rest[i:], " \u2005\u3000\n")
	}
	return ""
}
