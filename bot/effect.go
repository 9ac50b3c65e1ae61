package bot

import (
	"fmt"
	"time"

	"duban/campaign"
	"duban/message"
)

// dayOff is the remark that a deadline stands on a day off, else "".
func (t *turn) dayOff(due time.Time) string {
	if t.calendar.Workday(campaign.DateOf(due.In(t.plan.Zone))) {
		return ""
	}
	return t.phrase(message.BotDayOff, nil)
}

// stillOwing returns the debtors of a deliverable in its period, and those of them
// who still owe.
func (t *turn) stillOwing(o owed) (all, open []debtor, err error) {
	roster, err := t.q.Roster(t.ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("read the roster: %w", err)
	}
	known := map[campaign.DebtKey]campaign.Debt{}
	if err := t.q.AllDebts(t.ctx, o.ID, func(d campaign.Debt) error { known[d.DebtKey] = d; return nil }); err != nil {
		return nil, nil, fmt.Errorf("read the debts of %s: %w", o.ID, err)
	}
	all = everyDebtor(roster, o.deliverable, "")
	open, err = t.owingOf(o.deliverable, o.p, known, all)
	return all, open, err
}

// sayWhom says how many a deadline for everyone concerns, and returns those who
// keep an earlier one of their own.
func (t *turn) sayWhom(o owed, due time.Time) (earlier []debtor, err error) {
	if o.OwedBy == campaign.OwedByOffice {
		return nil, nil
	}
	all, open, err := t.stillOwing(o)
	if err != nil {
		return nil, err
	}
	own := 0
	for _, d := range open {
		if !d.debt.Due.IsZero() {
			own++
		}
	}
	k := message.BotMovePeople
	if o.OwedBy == campaign.OwedByUnit {
		k = message.BotMoveUnits
	}
	t.say(k, message.Args{"n": len(all), "open": len(open)})
	earlier = earlierThan(due, open)
	if own -= len(earlier); own > 0 {
		t.say(message.BotMoveOwn, message.Args{"n": own})
	}
	return earlier, nil
}

// sayRungs says what becomes of a debtor's reminders that are still to come
// when the deadline is moved; held: they were to come.
func (t *turn) sayRungs(o owed, due time.Time, held bool) {
	var was []campaign.Rung
	if held {
		was = t.rungsAhead(o, o.due)
	}
	will := t.rungsAhead(o, due)
	switch {
	case len(will) > 0 && len(will) == len(was):
		t.say(message.BotRungsShifted, message.Args{"n": len(will), "next": t.moment(will[0].At)})
	case len(will) > 0:
		t.say(message.BotRungsMoved, message.Args{"was": len(was), "n": len(will), "next": t.moment(will[0].At)})
	case len(was) > 0:
		t.say(message.BotRungsDropped, message.Args{"n": len(was)})
	}
}

// rungsAhead returns the debtor's own reminders that a deadline has still to
// come.
func (t *turn) rungsAhead(o owed, due time.Time) []campaign.Rung {
	var out []campaign.Rung
	for _, r := range campaign.Rungs(t.plan.Reminders[o.Policy], due, o.Late, t.plan.Hours, t.calendar, t.plan.Zone) {
		if r.To == "" && r.At.After(t.in.At) {
			out = append(out, r)
		}
	}
	return out
}
