package bot

import (
	"fmt"

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
