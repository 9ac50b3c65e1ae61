package bot

import (
	"fmt"
	"strings"
	"time"

	"duban/bot/understand"
	"duban/campaign"
	"duban/message"
)

// nilReport says that there is nothing to report for a period: 零报告.
func (t *turn) nilReport() error {
	found, err := t.recurring(t.read.Slots["kind"])
	if err == nil && len(found) == 0 {
		found, err = t.recurring("")
	}
	if err != nil {
		return err
	}
	if len(found) > 1 {
		if open := stillOpen(found); len(open) > 0 {
			found = open
		}
	}
	switch {
	case len(found) == 0:
		t.say(message.BotNilNothing, nil)
		return nil
	case len(found) > 1:
		var options, values []string
		for _, o := range found {
			options, values = append(options, t.name(o.deliverable, o.p.Key)), append(values, o.ID)
		}
		t.offer("nil", "kind", message.BotNilWhich, nil, options, values)
		return nil
	}
	return t.reportNil(found[0])
}

// recurring returns the person's debts of recurring deliverables for the period
// of the command, of one kind or deliverable, or of all.
func (t *turn) recurring(kind string) ([]owed, error) {
	var found []owed
	for _, d := range t.all {
		if d.Every == campaign.Once || kind != "" && d.Kind != kind && d.ID != kind {
			continue
		}
		debtor, ok := debtorOf(d, t.who)
		if !ok || !d.begun(t.day()) {
			continue
		}
		p, ok := d.period(t.read.Slots["period"])
		if !ok {
			if p, ok = d.periodOf(t.day()); !ok {
				continue
			}
		}
		o, err := t.owedBy(d, p, debtor, t.who.Unit)
		if err != nil {
			return nil, err
		}
		found = append(found, o)
	}
	return found, nil
}

func stillOpen(list []owed) []owed {
	var open []owed
	for _, o := range list {
		if o.open() {
			open = append(open, o)
		}
	}
	return open
}

func (t *turn) reportNil(o owed) error {
	args := message.Args{"name": t.name(o.deliverable, o.p.Key), "n": o.debt.Count}
	if o.OwedBy == campaign.OwedByUnit && !speaksForUnit(t.who) {
		spoken, err := t.unitSpeaks()
		if err != nil {
			return err
		}
		if spoken {
			t.say(message.BotNilLiaison, args)
			return nil
		}
	}
	switch {
	case o.debt.Count > 0:
		t.say(message.BotNilFiled, args)
		return nil
	case o.debt.Nil:
		t.say(message.BotNilBefore, args)
		return nil
	}
	o.debt.Nil, o.debt.Reason = true, t.text
	t.step.Debts = append(t.step.Debts, o.debt)
	t.audit(o.ID, o.p.Key)
	t.say(message.BotNil, args)
	return nil
}

// unitSpeaks tells whether the person's unit has somebody to speak for it.
func (t *turn) unitSpeaks() (bool, error) {
	roster, err := t.q.Roster(t.ctx)
	if err != nil {
		return false, fmt.Errorf("look for the liaison of %s: %w", t.who.Unit, err)
	}
	return len(roster.InUnit(t.who.Unit, campaign.RoleLiaison))+len(roster.InUnit(t.who.Unit, campaign.RoleHead)) > 0, nil
}

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
	names := make([]string, len(open))
	for i, o := range open {
		names[i] = t.name(o.deliverable, o.p.Key)
	}
	what := t.phrase(message.BotExcuseFree, nil)
	if until != "" {
		what = t.phrase(message.BotExcuseMore, message.Args{"until": t.untilText(until)})
	}
	grant := t.phrase(message.BotHowToFree, message.Args{"name": t.who.Name, "what": open[0].Name})
	if until != "" {
		grant = t.phrase(message.BotHowToExtend, message.Args{"name": t.who.Name, "what": open[0].Name, "until": t.untilText(until)})
	}
	told, err := t.tellOffice(message.Args{
		"name": t.who.Name, "unit": t.who.Unit, "what": what, "names": t.join(names), "reason": first(reason, t.text), "grant": grant,
	})
	if err != nil {
		return err
	}
	t.say(message.BotExcuseSent, message.Args{"what": what, "names": t.join(names), "told": told})
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

// deliver puts a message to a person into the outbox.
func (t *turn) deliver(why campaign.Purpose, key, to, text string, items []campaign.Item) {
	t.step.Deliveries = append(t.step.Deliveries, campaign.Delivery{
		Key: key + "|" + campaign.UserKey(to), Purpose: why, Channel: campaign.ChannelApp, To: to, At: t.now,
		Items: items, Text: text, State: campaign.DeliveryPlanned,
	})
}

// snooze puts reminders off and reminds once at the moment asked for.
func (t *turn) snooze() error {
	until, ok := t.momentOf(t.read.Slots["until"], campaign.Clock{})
	if !ok || !until.After(t.in.At) {
		t.need("until", message.BotNeedUntil, nil)
		return nil
	}
	open, err := t.openDebts(t.debtors(t.who), t.day())
	if err != nil {
		return err
	}
	if len(open) == 0 {
		t.say(message.BotTasksNone, nil)
		return nil
	}
	at := until
	if !strings.Contains(t.read.Slots["until"], "T") {
		at = campaign.DateOf(until).At(t.morning(), t.plan.Zone)
	}
	t.conv.SnoozeTo = at
	var items []campaign.Item
	text := t.phrase(message.BotSnoozed, nil)
	for i, o := range open {
		items = append(items, campaign.Item{Deliverable: o.ID, Period: o.p.Key, Debtor: o.debt.Debtor, Due: o.due, Rung: t.putOff(o, at)})
		text += "\n" + t.phrase(message.BotTask, message.Args{"i": i + 1, "what": t.taskAt(o, at)})
	}
	t.deliver(campaign.PurposeReminder, "snooze|"+t.in.ID, t.who.UserID, text, items)
	t.step.Deliveries[len(t.step.Deliveries)-1].At = at
	t.say(message.BotSnooze, message.Args{"at": t.moment(at)})
	return nil
}

// putOff names the newest rung of a debt that stands between now and the moment
// asked for, so that the reminder then takes its place; else it is a rung of
// its own.
func (t *turn) putOff(o owed, at time.Time) string {
	name := "snooze"
	for _, r := range campaign.Rungs(t.plan.Reminders[o.Policy], o.due, o.Late, t.plan.Hours, t.calendar, t.plan.Zone) {
		if r.To == "" && r.At.After(t.in.At) && !r.At.After(at) {
			name = r.Name
		}
	}
	return name
}

// taskAt writes a debt as it stands at a later moment.
func (t *turn) taskAt(o owed, at time.Time) string {
	now := t.in.At
	t.in.At = at
	defer func() { t.in.At = now }()
	return t.task(o)
}

// morning is the hour at which reminders leave.
func (t *turn) morning() campaign.Clock {
	for _, p := range t.plan.Reminders {
		if p.At != (campaign.Clock{}) {
			return p.At
		}
	}
	if t.plan.Hours.From != (campaign.Clock{}) {
		return t.plan.Hours.From
	}
	return campaign.Clock{Hour: 9}
}

// momentOf reads a day, or a day with an hour, as the reader writes it. A day
// alone means the given clock.
func (t *turn) momentOf(s string, c campaign.Clock) (time.Time, bool) {
	if d, err := campaign.ParseDate(s); err == nil {
		return d.At(c, t.plan.Zone), true
	}
	at, err := time.ParseInLocation("2006-01-02T15:04", s, t.plan.Zone)
	return at, err == nil
}

// untilText writes a day or moment as the reader gave it.
func (t *turn) untilText(s string) string {
	if d, err := campaign.ParseDate(s); err == nil {
		return t.dayText(d)
	}
	if at, ok := t.momentOf(s, campaign.Clock{}); ok {
		return t.moment(at)
	}
	return s
}

// input is an earlier message as the reader meets it, led by a word.
func (t *turn) input(in campaign.Inbound, word string) understand.Input {
	return understand.Input{Text: word + in.Text, Role: understand.Role(t.who.Top()), At: in.At.In(t.plan.Zone)}
}
