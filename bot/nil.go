package bot

import (
	"slices"

	"duban/campaign"
	"duban/message"
)

// nilReport says that there is nothing to report for a period: 零报告. Only what the
// person may report is offered; of the rest it says who may.
func (t *turn) nilReport() error {
	kind := t.read.Slots["kind"]
	all, err := t.recurring(kind)
	if err == nil && len(all) == 0 {
		kind = ""
		all, err = t.recurring("")
	}
	if err != nil {
		return err
	}
	speakers, err := t.speakers(t.who.Unit)
	if err != nil {
		return err
	}
	found := slices.DeleteFunc(slices.Clone(all), func(o owed) bool {
		return o.OwedBy == campaign.OwedByUnit && !speaksForUnit(t.who) && len(speakers) > 0
	})
	others := len(all) - len(found)
	if open := stillOpen(found); len(found) > 1 && len(open) > 0 {
		found = open
	}
	switch {
	case len(all) == 0:
		t.say(message.BotNilNothing, nil)
		return nil
	case len(found) == 0:
		t.say(message.BotNilLiaison, message.Args{"name": t.join(t.namesOwed(all)), "who": t.join(namesOf(speakers))})
		return nil
	case len(found) > 1 || others > 0 && kind == "":
		var values []string
		for _, o := range found {
			values = append(values, o.ID)
		}
		t.offer("nil", "kind", message.BotNilWhich, nil, t.namesOwed(found), values)
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
