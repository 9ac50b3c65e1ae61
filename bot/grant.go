package bot

import (
	"fmt"
	"slices"
	"time"

	"duban/bot/understand"
	"duban/campaign"
	"duban/message"
)

// grantee is one person or unit that a command of the office is about.
type grantee struct {
	name string
	key  string // as a debtor
	unit string // his, or itself
}

// grantee returns whom the command names; named is false where it names nobody.
// Where it names several the answer says so, and g is empty.
func (t *turn) grantee() (g grantee, named bool, err error) {
	people, err := t.named(t.text, ScopeAll)
	if err != nil {
		return g, false, err
	}
	switch {
	case len(people) == 1:
		return grantee{people[0].Name, campaign.UserKey(people[0].UserID), people[0].Unit}, true, nil
	case len(people) > 1 && people[0].Name == people[1].Name:
		t.say(message.BotNamesakes, message.Args{"name": people[0].Name})
		return g, true, nil
	case len(people) > 1:
		t.say(message.BotOneGrantee, nil)
		return g, true, nil
	}
	found, err := t.unitsNamed()
	switch {
	case err != nil || len(found) == 0:
		return g, false, err
	case len(found) == 1:
		return grantee{found[0], found[0], found[0]}, true, nil
	}
	t.askUnit(found)
	return g, true, nil
}

// called returns how the bot finds the grantee again: by the name, with the
// unit where others have it too.
func (t *turn) called(g grantee) (string, error) {
	roster, err := t.q.Roster(t.ctx)
	if err != nil {
		return "", fmt.Errorf("look for namesakes of %s: %w", g.name, err)
	}
	for _, m := range roster.Members() {
		if m.Name == g.name && !m.Left && campaign.UserKey(m.UserID) != g.key {
			return g.unit + " " + g.name, nil
		}
	}
	return g.name, nil
}

// grant gives one person or unit more time, or excuses them where no day is
// named; granted is false where the command names nobody.
func (t *turn) grant() (granted bool, err error) {
	g, named, err := t.grantee()
	if err != nil || !named || g.key == "" {
		return named, err
	}
	o, ok, err := t.grantable(g)
	if err != nil || !ok {
		return true, err
	}
	until := t.read.Slots["until"]
	switch {
	case until == "" && understand.AsksTime(t.text):
		t.needDay("")
		return true, nil
	case until == "":
		return true, t.excuseOne(o, g)
	}
	due, ok := t.momentOf(until, clockOf(o))
	if !ok || !due.After(t.in.At) {
		t.say(message.BotDeadlinePast, message.Args{"until": t.untilText(until)})
		return true, nil
	}
	return true, t.extendOne(o, due, g)
}

// extendOne gives a debtor a deadline of his own and says what that comes to.
func (t *turn) extendOne(o owed, due time.Time, g grantee) error {
	d := extended(o.debt, due, t.in.At)
	d.Reason, d.Excused = first(t.read.Slots["reason"], t.text), false
	args := message.Args{"who": g.name, "name": t.name(o.deliverable, o.p.Key), "due": t.moment(due), "was": t.moment(o.due), "off": t.dayOff(due)}
	t.sayMoved(message.BotGranted, args)
	if d.Open() {
		t.sayRungs(o, due, o.open())
	} else {
		t.say(message.BotGrantedSettled, message.Args{"now": t.standingOf(owed{o.deliverable, o.p, d, due})})
	}
	return t.granted(o, d, g, message.BotTellGranted, message.BotTellUnitExtended, args)
}

// excuseOne excuses a debtor and says what that comes to.
func (t *turn) excuseOne(o owed, g grantee) error {
	d := o.debt
	d.Reason, d.Excused = first(t.read.Slots["reason"], t.text), true
	args := message.Args{"who": g.name, "name": t.name(o.deliverable, o.p.Key)}
	t.say(message.BotExcused, args)
	if n := len(t.rungsAhead(o, o.due)); n > 0 && o.open() {
		t.say(message.BotRungsDropped, message.Args{"n": n})
	}
	return t.granted(o, d, g, message.BotTellExcused, message.BotTellUnitExcused, args)
}

// granted writes the debt of one debtor, tells him and his unit, and says how
// the grant is taken back.
func (t *turn) granted(o owed, d campaign.Debt, g grantee, toOne, toUnit message.Key, args message.Args) error {
	if err := t.fulfil(d.DebtKey); err != nil {
		return err
	}
	name, err := t.called(g)
	if err != nil {
		return err
	}
	t.sayUndo(fmt.Sprint(name, " ", args["name"]))
	t.audit(o.ID, fmt.Sprintf("%s %s %s", o.p.Key, d.Debtor, t.read.Slots["until"]))
	return t.putGrant(o, d, g, toOne, toUnit, args)
}

// putGrant writes what holds for one debtor, with his works late or in time by
// it, and tells him and those who speak for his unit.
func (t *turn) putGrant(o owed, d campaign.Debt, g grantee, toOne, toUnit message.Key, args message.Args) error {
	now, err := t.placed(o.deliverable, o.p, d)
	if err != nil {
		return err
	}
	if err := t.judgeWorks(d, now.due); err != nil {
		return err
	}
	d.Late = !d.SettledAt.IsZero() && d.SettledAt.After(now.due)
	t.step.Debts = append(t.step.Debts, d)
	return t.tellGrantee(o, g, toOne, toUnit, args)
}

// judgeWorks marks the works of a debt late or in time by a deadline.
func (t *turn) judgeWorks(d campaign.Debt, due time.Time) error {
	works, err := t.worksOf(d)
	if err != nil {
		return err
	}
	for _, x := range works {
		w, err := t.newest(x.Number, nil)
		if err != nil {
			return err
		}
		if w.Status.Counts() && w.Late != w.FiledAt.After(due) {
			w.Late = !w.Late
			t.put(w)
		}
	}
	return nil
}

// grantable returns the debt of a person or unit that the command is about.
func (t *turn) grantable(g grantee) (o owed, ok bool, err error) {
	all, err := t.debtsFor(g)
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

// debtsFor returns the debts of a person or unit that have begun.
func (t *turn) debtsFor(g grantee) ([]owed, error) {
	as := t.who
	t.who.Unit = g.unit
	defer func() { t.who = as }()
	return t.debtsOf([]string{g.key}, t.day())
}

// tellGrantee tells those for whom a deadline was moved, and who speaks for
// their unit.
func (t *turn) tellGrantee(o owed, g grantee, toOne, toUnit message.Key, args message.Args) error {
	roster, err := t.q.Roster(t.ctx)
	if err != nil {
		return fmt.Errorf("look for whom to tell: %w", err)
	}
	for _, x := range everyDebtor(roster, o.deliverable, g.unit) {
		if x.debt.Debtor == g.key {
			t.tell("grant", x.tell, toOne, args)
		}
	}
	if o.OwedBy != campaign.OwedByMember {
		return nil
	}
	args["unit"] = g.unit
	t.tell("grant", slices.DeleteFunc(speakersOf(roster, g.unit), func(m campaign.Member) bool {
		return campaign.UserKey(m.UserID) == g.key
	}), toUnit, args)
	return nil
}
