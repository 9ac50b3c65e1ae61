package bot

import (
	"fmt"
	"regexp"
	"slices"

	"duban/bot/understand"
	"duban/campaign"
	"duban/message"
)

// excuse asks to be excused or for more time; the office grants it so.
func (t *turn) excuse() error {
	if t.reach == ScopeAll {
		granted, err := t.grant()
		if granted || err != nil {
			return err
		}
	}
	reason, until := t.read.Slots["reason"], t.read.Slots["until"]
	if understand.AsksTime(t.text) && !t.ahead(until) {
		t.needDay(until)
		return nil
	}
	if t.asks() || reason == "" && until == "" && chars(t.text) <= 4 {
		t.need("reason", message.BotNeedReason, nil)
		return nil
	}
	open, err := t.openDebts(t.debtors(t.who), t.day())
	if err != nil {
		return err
	}
	if k := t.read.Slots["kind"]; k != "" {
		open = ofKind(open, k)
	}
	if len(open) == 0 && t.reach == ScopeAll {
		t.say(message.BotOwesNothing, nil)
		return nil
	}
	if len(open) == 0 {
		t.say(message.BotExcuseNothing, nil)
		return nil
	}
	if later := open[0]; until != "" {
		if open = t.extendable(open, until); len(open) == 0 {
			t.say(message.BotExtendedBefore, message.Args{"name": t.name(later.deliverable, later.p.Key), "due": t.moment(later.due), "off": t.dayOff(later.due)})
			return nil
		}
	}
	names := t.namesOwed(open)
	what := t.phrase(message.BotExcuseFree, nil)
	if until != "" {
		what = t.phrase(message.BotExcuseMore, message.Args{"until": t.untilText(until)})
	}
	r := campaign.Request{At: t.in.At, UserID: t.who.UserID, Unit: t.who.Unit, Until: until, Reason: first(reason, t.text), State: campaign.RequestOpen}
	for _, o := range open {
		r.Debts = append(r.Debts, o.debt.DebtKey)
	}
	t.step.Requests = append(t.step.Requests, r)
	told, err := t.tellOffice(message.Args{
		"name": t.who.Name, "unit": t.who.Unit, "what": what, "names": t.join(names), "reason": r.Reason,
	})
	if err != nil {
		return err
	}
	t.say(message.BotExcuseSent, message.Args{requestMark: newRequest, "what": what, "names": t.join(names), "told": told})
	return nil
}

// extendable returns the debts whose deadline the end of more time lies beyond.
func (t *turn) extendable(open []owed, until string) []owed {
	return slices.DeleteFunc(open, func(o owed) bool {
		due, ok := t.momentOf(until, clockOf(o))
		return ok && !due.After(o.due)
	})
}

// ahead tells whether a day or moment named as the end of more time is to come.
func (t *turn) ahead(until string) bool {
	at, ok := t.momentOf(until, campaign.Clock{Hour: 23, Minute: 59})
	return ok && at.After(t.in.At)
}

// endNamed is where a text names the end of more time.
var endNamed = regexp.MustCompile(`[到至].{1,16}$`)

// needDay asks until when more time is wanted, and says so where the day named is
// past.
func (t *turn) needDay(until string) {
	if until == "" {
		until = t.reread(message.BotDateFrame, endNamed.FindString(t.text)).Slots["date"]
	}
	if until == "" || t.ahead(until) {
		t.need("until", message.BotNeedDay, nil)
		return
	}
	t.need("until", message.BotNeedLaterDay, message.Args{"until": t.untilText(until)})
}

// tellOffice lays a request before the unit's liaisons and the office.
func (t *turn) tellOffice(args message.Args) (told string, err error) {
	roster, err := t.q.Roster(t.ctx)
	if err != nil {
		return "", fmt.Errorf("look for the office: %w", err)
	}
	text := t.phrase(message.BotExcuseNotice, args)
	to := append(roster.InUnit(t.who.Unit, campaign.RoleLiaison), roster.WithRole(campaign.RoleOffice)...)
	seen := map[string]bool{campaign.UserKey(t.who.UserID): true}
	for _, m := range to {
		if seen[campaign.UserKey(m.UserID)] {
			continue
		}
		seen[campaign.UserKey(m.UserID)] = true
		t.deliver(campaign.PurposeNotice, "excuse|"+t.in.ID, m.UserID, text, nil)
	}
	return t.phrase(message.BotOfficeName, nil), nil
}
