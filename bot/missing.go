package bot

import (
	"fmt"

	"duban/campaign"
	"duban/message"
)

// debtor is one who still owes, with the people who are told about it.
type debtor struct {
	owed
	name string
	unit string
	tell []campaign.Member
}

// missing lists who has not filed yet.
func (t *turn) missing() error {
	unit, ok, err := t.unitInReach()
	if err != nil || !ok {
		return err
	}
	list, err := t.owing(unit, t.read.Slots["kind"], "")
	if err != nil {
		return err
	}
	if len(list) == 0 {
		t.say(message.BotMissingNone, nil)
		return nil
	}
	last, k, names := "", message.BotMissing, []string(nil)
	flush := func() {
		if len(names) > 0 {
			t.say(k, message.Args{"name": last, "n": len(names), "names": t.join(names)})
		}
		names = nil
	}
	for _, d := range list {
		if n := t.name(d.deliverable, d.p.Key); n != last {
			flush()
			last, k = n, missingOf(d.OwedBy)
		}
		name := d.name
		if unit == "" && d.OwedBy == campaign.OwedByMember {
			name = t.phrase(message.BotNameUnit, message.Args{"name": d.name, "unit": d.unit})
		}
		names = append(names, name)
	}
	flush()
	return nil
}

// missingOf returns how those who owe are listed.
func missingOf(a campaign.Audience) message.Key {
	switch a {
	case campaign.OwedByUnit:
		return message.BotMissingUnits
	case campaign.OwedByOffice:
		return message.BotMissingOffice
	}
	return message.BotMissing
}

// unitInReach returns the unit that the command is about, "" for all; ok is
// false where the person may not ask for it.
func (t *turn) unitInReach() (unit string, ok bool, err error) {
	if t.reach == ScopeAll {
		return t.unitAsked()
	}
	if t.read.Slots["unit"] != "" {
		if unit, ok, err = t.unitAsked(); err != nil || !ok {
			return "", false, err
		}
		if unit != t.who.Unit {
			t.say(message.BotOtherUnit, message.Args{"unit": t.who.Unit})
			return "", false, nil
		}
	}
	return t.who.Unit, true, nil
}

// owing returns who owes what has begun: of one unit or of all, of one kind or
// of every; a person's id narrows it to him.
func (t *turn) owing(unit, kind, person string) ([]debtor, error) {
	roster, err := t.q.Roster(t.ctx)
	if err != nil {
		return nil, fmt.Errorf("read the roster: %w", err)
	}
	var out []debtor
	for _, d := range t.all {
		if !d.begun(t.day()) || kind != "" && d.Kind != kind {
			continue
		}
		known := map[campaign.DebtKey]campaign.Debt{}
		if err := t.q.AllDebts(t.ctx, d.ID, func(x campaign.Debt) error { known[x.DebtKey] = x; return nil }); err != nil {
			return nil, fmt.Errorf("read the debts of %s: %w", d.ID, err)
		}
		for _, p := range d.periods {
			if p.From.After(t.day()) {
				continue
			}
			found, err := t.owingOf(d, p, known, everyDebtor(roster, d, unit))
			if err != nil {
				return nil, err
			}
			for _, x := range found {
				if person == "" || x.debt.Debtor == person {
					out = append(out, x)
				}
			}
		}
	}
	return out, nil
}

func (t *turn) owingOf(d deliverable, p campaign.Period, known map[campaign.DebtKey]campaign.Debt, all []debtor) ([]debtor, error) {
	var out []debtor
	for _, x := range all {
		key := campaign.DebtKey{Deliverable: d.ID, Period: p.Key, Debtor: x.debt.Debtor}
		debt, ok := known[key]
		if !ok {
			debt = campaign.Debt{DebtKey: key, Unit: x.unit}
		}
		o, err := t.placed(d, p, debt)
		if err != nil {
			return nil, err
		}
		if x.owed = o; o.open() {
			out = append(out, x)
		}
	}
	return out, nil
}

// everyDebtor returns the debtors of a deliverable in one unit, or in all.
func everyDebtor(r *campaign.Roster, d deliverable, unit string) []debtor {
	var out []debtor
	if d.OwedBy == campaign.OwedByOffice {
		if unit == "" {
			out = append(out, debtor{owed: owed{debt: campaign.Debt{DebtKey: campaign.DebtKey{Debtor: campaign.OfficeDebtor}}}, name: d.Name, tell: r.WithRole(campaign.RoleOffice)})
		}
		return out
	}
	for _, u := range r.Units() {
		if unit != "" && u.Name != unit {
			continue
		}
		if d.OwedBy == campaign.OwedByUnit {
			out = append(out, debtor{owed: owed{debt: campaign.Debt{DebtKey: campaign.DebtKey{Debtor: u.Name}}}, name: u.Name, unit: u.Name, tell: speakersOf(r, u.Name)})
			continue
		}
		for _, m := range r.InUnit(u.Name, campaign.RoleMember) {
			out = append(out, debtor{
				owed: owed{debt: campaign.Debt{DebtKey: campaign.DebtKey{Debtor: campaign.UserKey(m.UserID)}}},
				name: m.Name, unit: u.Name, tell: []campaign.Member{m},
			})
		}
	}
	return out
}
