package bot

import (
	"fmt"
	"slices"
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
	if !ok || !due.After(t.in.At) {
		t.say(message.BotDeadlinePast, message.Args{"until": t.untilText(t.read.Slots["until"])})
		return nil
	}
	t.step.Deadlines = append(t.step.Deadlines, campaign.Deadline{Deliverable: o.ID, Period: o.p.Key, Due: due, Since: t.in.At, By: t.who.UserID})
	if err := t.judgeAgain(o, due); err != nil {
		return err
	}
	t.audit(o.ID, o.p.Key+" "+due.Format(time.RFC3339))
	t.say(message.BotExtended, message.Args{"name": t.name(o.deliverable, o.p.Key), "due": t.moment(due), "was": t.moment(o.due)})
	return nil
}

// meansOne tells whether the command speaks of one debtor, whom the roster does
// not have: what is granted to one must not move everyone's deadline.
func (t *turn) meansOne() bool {
	if mentions(t.text, []string{"全体", "大家", "各单位", "所有", "统一", "都", "全市", "各"}) {
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

// judgeAgain marks debts and works late or in time by the moved deadline.
func (t *turn) judgeAgain(o owed, due time.Time) error {
	err := t.q.AllDebts(t.ctx, o.ID, func(d campaign.Debt) error {
		if d.Period == o.p.Key && d.Due.IsZero() && !d.SettledAt.IsZero() && d.Late != d.SettledAt.After(due) {
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
	for _, w := range works {
		if w.Period == o.p.Key && w.Late != w.FiledAt.After(due) {
			w.Late = !w.Late
			t.put(w)
		}
	}
	return nil
}

// grant gives one person or unit more time, or excuses them where no day is
// named; granted is false where the command names nobody.
func (t *turn) grant() (granted bool, err error) {
	debtorName, key, unit, err := t.grantee()
	if err != nil || key == "" {
		return false, err
	}
	if key == namesakes {
		t.say(message.BotNamesakes, message.Args{"name": debtorName})
		return true, nil
	}
	o, ok, err := t.grantable(key, unit)
	if err != nil || !ok {
		return true, err
	}
	d := o.debt
	args := message.Args{"who": debtorName, "name": t.name(o.deliverable, o.p.Key)}
	d.Reason = first(t.read.Slots["reason"], t.text)
	if until := t.read.Slots["until"]; until != "" {
		due, ok := t.momentOf(until, clockOf(o))
		if !ok || !due.After(t.in.At) {
			t.say(message.BotDeadlinePast, message.Args{"until": t.untilText(until)})
			return true, nil
		}
		d = extended(d, due, t.in.At)
		args["due"] = t.moment(due)
		t.say(message.BotGranted, args)
	} else {
		d.Excused = true
		t.say(message.BotExcused, args)
	}
	t.step.Debts = append(t.step.Debts, d)
	t.audit(o.ID, fmt.Sprintf("%s %s %s", o.p.Key, key, t.read.Slots["until"]))
	if err := t.fulfil(d.DebtKey); err != nil {
		return true, err
	}
	return true, t.tellGrantee(o, unit, args, d)
}

// namesakes stands for a debtor of whom the roster has more than one.
const namesakes = "?"

// grantee returns the person or unit that the command names.
func (t *turn) grantee() (name, key, unit string, err error) {
	people, err := t.named(t.text, ScopeAll)
	if err != nil {
		return "", "", "", err
	}
	switch {
	case len(people) == 1:
		return people[0].Name, campaign.UserKey(people[0].UserID), people[0].Unit, nil
	case len(people) > 1 && people[0].Name == people[1].Name:
		return people[0].Name, namesakes, "", nil
	}
	if unit, err = t.namedUnit(); err != nil || unit == "" {
		return "", "", "", err
	}
	return unit, unit, unit, nil
}

// grantable returns the debt of a person or unit that the command is about.
func (t *turn) grantable(key, unit string) (o owed, ok bool, err error) {
	who := t.who
	t.who.Unit = unit
	all, err := t.debtsOf([]string{key}, t.day())
	t.who = who
	if err != nil {
		return o, false, err
	}
	if k := t.read.Slots["kind"]; k != "" {
		all = ofKind(all, k)
	}
	if open := stillOpen(all); len(open) > 0 {
		all = open
	}
	if len(all) == 0 {
		t.say(message.BotOwesNothing, nil)
		return o, false, nil
	}
	return all[0], true, nil
}

// tellGrantee tells those for whom a deadline was moved.
func (t *turn) tellGrantee(o owed, unit string, args message.Args, d campaign.Debt) error {
	roster, err := t.q.Roster(t.ctx)
	if err != nil {
		return fmt.Errorf("look for whom to tell: %w", err)
	}
	k := message.BotTellGranted
	if d.Excused {
		k = message.BotTellExcused
	}
	for _, x := range everyDebtor(roster, o.deliverable, unit) {
		if x.debt.Debtor == o.debt.Debtor {
			t.tell("grant", x.tell, k, args)
		}
	}
	if o.OwedBy != campaign.OwedByMember {
		return nil
	}
	k = message.BotTellUnitExtended
	if d.Excused {
		k = message.BotTellUnitExcused
	}
	args["unit"] = unit
	t.tell("grant", slices.DeleteFunc(speakersOf(roster, unit), func(m campaign.Member) bool {
		return campaign.UserKey(m.UserID) == o.debt.Debtor
	}), k, args)
	return nil
}
