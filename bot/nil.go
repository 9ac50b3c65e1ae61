package bot

import (
	"fmt"

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
