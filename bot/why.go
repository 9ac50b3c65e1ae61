package bot

import (
	"fmt"
	"strings"

	"duban/campaign"
	"duban/message"
)

// why tells by which rule the last reminder left, and how the matter stands. Of
// another person those who see to it that he files hear how he was reminded, and
// so does everybody of himself who asks why he was not.
func (t *turn) why() error {
	who, asked := t.read.Slots["who"]
	if !asked && t.reach > ScopeOwn {
		found, err := t.named(t.text, ScopeAll)
		if err != nil {
			return err
		}
		who, asked = t.text, len(found) > 0
		if t.read.Slots["nobody"] != "" {
			who, asked = "", true
		}
	}
	if asked {
		m, ok, err := t.askedAfter(who)
		if err != nil || !ok {
			return err
		}
		return t.explain(m)
	}
	last, found, err := t.lastReminder(t.who)
	if err != nil {
		return err
	}
	if !found {
		return t.explain(t.who)
	}
	at := last.SentAt
	if at.IsZero() {
		at = last.At
	}
	t.say(message.BotWhy, message.Args{"at": t.moment(at)})
	for _, i := range last.Items {
		line, err := t.whyItem(i)
		if err != nil {
			return err
		}
		t.say(message.BotVerbatim, message.Args{"text": line})
	}
	return nil
}

// lastReminder returns the newest reminder that has left for a person.
func (t *turn) lastReminder(m campaign.Member) (campaign.Delivery, bool, error) {
	ds, err := t.q.Deliveries(t.ctx, campaign.DeliveryFilter{To: m.UserID, Until: t.now, Limit: 30})
	if err != nil {
		return campaign.Delivery{}, false, fmt.Errorf("look for the reminders of %s: %w", m.UserID, err)
	}
	for _, d := range ds {
		switch d.Purpose {
		case campaign.PurposeReminder, campaign.PurposeNudge, campaign.PurposeEvent:
			if d.State != campaign.DeliveryDropped && d.State != campaign.DeliveryFailed && len(d.Items) > 0 {
				return d, true, nil
			}
		}
	}
	return campaign.Delivery{}, false, nil
}

// whyItem says why one item was in a reminder, and how it stands now.
func (t *turn) whyItem(i campaign.Item) (string, error) {
	d, ok := t.byID[i.Deliverable]
	p, known := d.period(i.Period)
	if !ok || !known {
		e, _ := t.eventOf(i.Deliverable)
		return t.phrase(message.BotWhyEvent, message.Args{"name": e.Name, "rule": t.ruleName(i.Rung)}), nil
	}
	args := message.Args{"name": t.name(d, i.Period), "due": t.moment(i.Due), "rule": t.ruleName(i.Rung), "now": ""}
	if strings.HasPrefix(i.Rung, "escalate:") {
		args["debtor"] = i.Debtor
		return t.phrase(message.BotWhyEscalated, args), nil
	}
	o, err := t.owedBy(d, p, i.Debtor, t.who.Unit)
	if err != nil {
		return "", err
	}
	args["now"] = t.standingOf(o)
	return t.phrase(message.BotWhyItem, args), nil
}

// ruleName writes a rung as staff say it.
func (t *turn) ruleName(rung string) string {
	name, span, _ := strings.Cut(rung, ":")
	args := message.Args{"days": strings.TrimRight(span, "dhmw"), "unit": ""}
	if span != "" {
		args["unit"] = t.phrase(spanUnit(span), nil)
	}
	switch name {
	case "before":
		return t.phrase(message.BotRuleBefore, args)
	case "on_day":
		return t.phrase(message.BotRuleOnDay, nil)
	case "overdue":
		return t.phrase(message.BotRuleOverdue, args)
	case "escalate":
		return t.phrase(message.BotRuleEscalate, nil)
	case "event":
		return t.phrase(message.BotRuleEvent, args)
	case "nudge":
		return t.phrase(message.BotRuleNudge, nil)
	case "snooze":
		return t.phrase(message.BotRuleSnooze, nil)
	}
	return rung
}

func spanUnit(span string) message.Key {
	switch span[len(span)-1] {
	case 'h':
		return message.BotHours
	case 'm':
		return message.BotMinutes
	case 'w':
		return message.BotWeeks
	}
	return message.BotDays
}

// standingOf says how a debt stands.
func (t *turn) standingOf(o owed) string {
	args := message.Args{"n": o.debt.Count, "min": o.min(), "at": ""}
	switch {
	case !o.debt.SettledAt.IsZero():
		args["at"] = t.moment(o.debt.SettledAt)
		return t.phrase(message.BotStandsFiled, args)
	case o.debt.Excused:
		return t.phrase(message.BotStandsExcused, args)
	case o.debt.Nil:
		return t.phrase(message.BotStandsNil, args)
	case o.debt.Returned > 0:
		return t.phrase(message.BotStandsReturned, args)
	}
	return t.phrase(message.BotStandsOpen, args)
}
