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
		at = campaign.DateOf(until).At(t.morning(), t.plan.Zone)
	}
	var items []campaign.Item
	var soon []Line
	text := t.phrase(message.BotSnoozed, nil)
	for _, o := range open {
		if !o.overdue(t.in.At) && o.overdue(at) {
			soon = append(soon, t.dueBefore(o))
		}
		if o.closed(at) {
			continue // no reminder would leave
		}
		items = append(items, campaign.Item{Deliverable: o.ID, Period: o.p.Key, Debtor: o.debt.Debtor, Due: o.due, Rung: t.putOff(o, at)})
		text += "\n" + t.phrase(message.BotTask, message.Args{"i": len(items), "what": t.taskAt(o, at)})
	}
	if len(items) > 0 {
		t.conv.SnoozeTo = at
		t.deliver(campaign.PurposeReminder, "snooze|"+at.UTC().Format(time.RFC3339), t.who.UserID, text, items)
		t.step.Deliveries[len(t.step.Deliveries)-1].At = at
		t.say(message.BotSnooze, message.Args{"at": t.moment(at)})
	} else if len(soon) == 0 {
		t.say(message.BotTasksNone, nil)
	}
	t.step.Reply = append(t.step.Reply, soon...)
	return nil
}

// dueBefore says that a debt is due before the moment to which its reminder was
// put off.
func (t *turn) dueBefore(o owed) Line {
	k, due := message.BotSnoozeDue, t.moment(o.due)
	if o.Late == campaign.LateClose {
		k = message.BotSnoozeLast
	}
	if day := o.due.In(t.plan.Zone); campaign.DateOf(day) == t.day() {
		due = t.phrase(message.BotToday, message.Args{"time": day.Format("15:04")})
	}
	return Line{k, message.Args{"name": t.name(o.deliverable, o.p.Key), "due": due}}
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
