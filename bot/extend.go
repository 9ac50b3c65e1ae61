package bot

import (
	"fmt"
	"time"

	"duban/campaign"
	"duban/message"
)

// extend moves a deadline for everyone, or for one unit or person: 调研报告截止
// 延到3月10日, 给里岔镇的调研单独宽限到3月5日.
func (t *turn) extend() error {
	if t.read.Slots["until"] == "" {
		t.need("until", message.BotNeedDeadline, nil)
		return nil
	}
	granted, err := t.grant()
	if granted || err != nil {
		return err
	}
	if t.meansOne() {
		t.say(message.BotOwesNothing, nil)
		return nil
	}
	o, ok, err := t.movable()
	if err != nil || !ok {
		return err
	}
	due, ok := t.momentOf(t.read.Slots["until"], clockOf(o))
	args := message.Args{"name": t.name(o.deliverable, o.p.Key), "due": t.moment(due), "was": t.moment(o.due), "off": t.dayOff(due)}
	switch {
	case !ok || !due.After(t.in.At):
		t.say(message.BotDeadlinePast, message.Args{"until": t.untilText(t.read.Slots["until"])})
		return nil
	case due.Equal(o.due):
		t.say(message.BotExtendedBefore, args)
		return nil
	}
	return t.moveAll(o, due, args)
}

// moveAll moves the deadline that holds for everyone and says what that comes
// to. It is done at once: the command is explicit, 试算 shows its effect before,
// nothing has left by it yet, and 恢复原定 takes it back.
func (t *turn) moveAll(o owed, due time.Time, args message.Args) error {
	t.step.Deadlines = append(t.step.Deadlines, campaign.Deadline{Deliverable: o.ID, Period: o.p.Key, Due: due, Since: t.in.At, By: t.who.UserID})
	t.audit(o.ID, o.p.Key+" "+due.Format(time.RFC3339))
	t.sayMoved(message.BotExtended, args)
	earlier, err := t.sayWhom(o, due)
	if err != nil {
		return err
	}
	t.sayRungs(o, due, true)
	if err := t.judgeAgain(o, due); err != nil {
		return err
	}
	if !due.Equal(o.p.Due) {
		t.sayUndo(t.name(o.deliverable, o.p.Key))
	}
	t.offerLift(o, due, earlier)
	return nil
}

// meansOne tells whether the command speaks of one debtor, whom the roster does
// not have: what is granted to one must not move everyone's deadline.
func (t *turn) meansOne() bool {
	if mentions(t.text, wholeScope) || mentions(t.text, []string{"都", "各"}) {
		return false
	}
	return t.read.Slots["unit"] != "" || t.read.Slots["partner"] != "" ||
		mentions(t.text, []string{"给", "給", "单独", "單獨", "准许", "准許", "同意", "批准"})
}

func clockOf(o owed) campaign.Clock {
	return campaign.Clock{Hour: o.p.Due.Hour(), Minute: o.p.Due.Minute()}
}

// movable returns the deliverable whose deadline the command moves; where the
// command leaves it open it asks.
func (t *turn) movable() (o owed, ok bool, err error) {
	var found []owed
	for _, d := range t.all {
		if k := t.read.Slots["kind"]; k != "" && k != d.Kind && k != d.ID {
			continue
		}
		p, ok := t.currentPeriod(d)
		if !ok || t.read.Slots["kind"] == "" && !d.begun(t.day()) {
			continue
		}
		o, err := t.placed(d, p, campaign.Debt{})
		if err != nil {
			return owed{}, false, err
		}
		found = append(found, o)
	}
	switch len(found) {
	case 0:
		t.say(message.BotNoDeliverable, nil)
		return owed{}, false, nil
	case 1:
		return found[0], true, nil
	}
	var options, values []string
	for _, o := range found {
		options, values = append(options, t.name(o.deliverable, o.p.Key)), append(values, o.ID)
	}
	t.offer(t.read.Intent, "kind", message.BotWhichDeadline, nil, options, values)
	return owed{}, false, nil
}

// currentPeriod returns the period that a command without one means.
func (t *turn) currentPeriod(d deliverable) (campaign.Period, bool) {
	if p, ok := d.period(t.read.Slots["period"]); ok {
		return p, true
	}
	return d.periodOf(t.day())
}

// judgeAgain marks debts and works late or in time by the moved deadline, and
// says of how many works that is true.
func (t *turn) judgeAgain(o owed, due time.Time) error {
	own := map[string]bool{}
	err := t.q.AllDebts(t.ctx, o.ID, func(d campaign.Debt) error {
		switch {
		case d.Period != o.p.Key:
		case !d.Due.IsZero():
			own[d.Debtor] = true
		case !d.SettledAt.IsZero() && d.Late != d.SettledAt.After(due):
			d.Late = !d.Late
			t.step.Debts = append(t.step.Debts, d)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read the debts of %s: %w", o.ID, err)
	}
	works, err := t.q.Submissions(t.ctx, campaign.SubmissionFilter{Deliverable: o.ID, Limit: 1 << 20})
	if err != nil {
		return fmt.Errorf("read the works of %s: %w", o.ID, err)
	}
	n := map[bool]int{}
	for _, w := range works {
		if w.Period == o.p.Key && !own[w.Debtor] && w.Late != w.FiledAt.After(due) {
			w.Late = !w.Late
			n[w.Late]++
			t.put(w)
		}
	}
	if n[false] > 0 {
		t.say(message.BotJudgedInTime, message.Args{"n": n[false]})
	}
	if n[true] > 0 {
		t.say(message.BotJudgedLate, message.Args{"n": n[true]})
	}
	return nil
}
