package bot

import (
	"strings"
	"time"

	"duban/campaign"
	"duban/message"
)

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
		at = campaign.DateOf(until).At(t.morning(open), t.plan.Zone)
	}
	var items []campaign.Item
	var soon []Line
	silent := true // no reminder leaves before
	text := t.phrase(message.BotSnoozed, nil)
	for _, o := range open {
		last, before := t.lastCall(o, at)
		if silent = silent && !before; before || !o.overdue(t.in.At) && o.overdue(at) {
			soon = append(soon, t.dueBefore(o, at, last))
		}
		if o.closed(at) {
			continue // no reminder would leave
		}
		items = append(items, campaign.Item{Deliverable: o.ID, Period: o.p.Key, Debtor: o.debt.Debtor, Due: o.due, Rung: t.putOff(o, at)})
		text += "\n" + t.phrase(message.BotTask, message.Args{"i": len(items), "what": t.taskAt(o, at)})
	}
	switch {
	case len(items) > 0:
		t.conv.SnoozeTo = at
		t.deliver(campaign.PurposeReminder, "snooze|"+at.UTC().Format(time.RFC3339), t.who.UserID, text, items)
		t.step.Deliveries[len(t.step.Deliveries)-1].At = at
		k := message.BotSnooze
		if !silent {
			k = message.BotSnoozeAgain
		}
		t.say(k, message.Args{"at": t.moment(at)})
	case len(soon) == 0:
		t.say(message.BotTasksNone, nil)
	}
	t.step.Reply = append(t.step.Reply, soon...)
	return nil
}

// dueBefore says whether a debt is due before the moment to which its reminder was
// put off, and when its last reminder leaves, if any does.
func (t *turn) dueBefore(o owed, until, last time.Time) Line {
	k, due, told := message.BotSnoozeDue, t.momentSoon(o.due), ""
	if o.Late == campaign.LateClose {
		k = message.BotSnoozeLast
	}
	if o.overdue(until) {
		told = t.phrase(message.BotSnoozeBefore, nil)
	}
	if !last.IsZero() {
		told += t.phrase(message.BotSnoozeTold, message.Args{"at": t.momentSoon(last)})
	}
	return Line{k, message.Args{"name": t.name(o.deliverable, o.p.Key), "due": due, "told": told}}
}

// momentSoon writes a moment, one of today as such.
func (t *turn) momentSoon(at time.Time) string {
	if at = at.In(t.plan.Zone); campaign.DateOf(at) == t.day() {
		return t.phrase(message.BotToday, message.Args{"time": at.Format("15:04")})
	}
	return t.moment(at)
}

// dayOfDue is the moment on a deadline's day to which its reminders may be put off,
// and no further.
func (t *turn) dayOfDue(o owed) time.Time {
	policy := t.plan.Reminders[o.Policy]
	return t.plan.Hours.Clamp(t.calendar.Back(campaign.DateOf(o.due.In(t.plan.Zone))).At(policy.At, t.plan.Zone))
}

// lastCall returns when the reminder of a debt leaves before a moment to which it
// was put off, as the deadline comes first; ok is false where none does.
func (t *turn) lastCall(o owed, until time.Time) (at time.Time, ok bool) {
	last := t.dayOfDue(o)
	for _, r := range t.rungsAhead(o, o.due) {
		if until.After(last) && r.At.Before(until) && !r.At.After(o.due) {
			if at, ok = r.At, true; last.After(at) {
				at = last
			}
		}
	}
	return at, ok
}

// putOff names the newest rung of a debt that is put off to the moment asked for,
// so that the reminder then takes its place; else it is a rung of its own. Rungs
// up to the deadline are put off no further than to its day.
func (t *turn) putOff(o owed, at time.Time) string {
	name, late := "snooze", at.After(t.dayOfDue(o))
	for _, r := range t.rungsAhead(o, o.due) {
		if !r.At.After(at) && (!late || r.At.After(o.due)) {
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

// morning is the hour at which reminders of these debts leave, the nearest first.
func (t *turn) morning(open []owed) campaign.Clock {
	for _, o := range open {
		if p := t.plan.Reminders[o.Policy]; p.At != (campaign.Clock{}) {
			return p.At
		}
	}
	if t.plan.Hours.From != (campaign.Clock{}) {
		return t.plan.Hours.From
	}
	return campaign.Clock{Hour: 9}
}
