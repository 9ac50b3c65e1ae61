package bot

import (
	"fmt"

	"duban/campaign"
	"duban/message"
)

// progress shows how far the person, his unit or everybody got.
func (t *turn) progress() error {
	scope := t.read.Slots["scope"]
	unit := ""
	if t.reach == ScopeAll || t.read.Slots["unit"] != "" {
		u, ok, err := t.unitAsked()
		if err != nil || !ok {
			return err
		}
		unit = u
	}
	switch {
	case unit != "" && unit != t.who.Unit && t.reach < ScopeAll, scope == "all" && t.reach < ScopeAll:
		t.say(message.BotProgressUnitOnly, nil)
		return t.figures(t.who.Unit)
	case unit != "":
		return t.figures(unit)
	case scope == "unit":
		return t.figures(t.who.Unit)
	case scope == "me", scope == "" && t.reach < ScopeAll && !speaksForUnit(t.who):
		return t.myProgress()
	case t.reach == ScopeAll:
		return t.figures("")
	}
	return t.figures(t.who.Unit)
}

// myProgress lists the person's own debts, settled ones included.
func (t *turn) myProgress() error {
	all, err := t.debtsOf(t.debtors(t.who), t.day())
	if err != nil {
		return err
	}
	if k := t.read.Slots["kind"]; k != "" {
		all = ofKind(all, k)
	}
	if len(all) == 0 {
		t.say(message.BotTasksNone, nil)
		return nil
	}
	t.say(message.BotProgressMine, nil)
	for _, o := range all {
		t.say(message.BotStanding, message.Args{"name": t.name(o.deliverable, o.p.Key), "due": t.moment(o.due), "now": t.standingOf(o)})
	}
	return nil
}

// figures writes the figures of a unit, or of everybody for "".
func (t *turn) figures(unit string) error {
	rows, err := t.rows()
	if err != nil {
		return err
	}
	title := unit
	if unit == "" {
		title = t.phrase(message.BotEverybody, nil)
	}
	t.say(message.BotFigures, message.Args{"who": title, "at": t.moment(t.in.At)})
	shown := 0
	for _, row := range rows {
		f, ok := row.Figures, true
		if unit != "" {
			f, ok = ofUnit(row, unit)
		}
		if !ok || f.Owed == 0 || !t.wanted(row) {
			continue
		}
		shown++
		t.say(message.BotFigure, message.Args{
			"name": t.name(t.byID[row.ID], row.Period), "owed": f.Owed, "filed": f.Filed, "late": f.Late, "open": f.Open(),
			"excused": f.Excused, "nil": f.Nil, "returned": f.Returned, "due": t.moment(row.Due),
			"more": t.moreFigures(f),
		})
	}
	if shown == 0 {
		t.say(message.BotNoFigures, nil)
	}
	return nil
}

// moreFigures names what is not zero beside owed and filed.
func (t *turn) moreFigures(f campaign.Figures) string {
	out := ""
	for _, x := range []struct {
		k message.Key
		n int
	}{{message.BotFigureLate, f.Late}, {message.BotFigureExcused, f.Excused}, {message.BotFigureNil, f.Nil}, {message.BotFigureReturned, f.Returned}} {
		if x.n > 0 {
			out += t.phrase(x.k, message.Args{"n": x.n})
		}
	}
	return out
}

// wanted tells whether a row is asked for: of the named kind, else one that
// concerns people now.
func (t *turn) wanted(row campaign.DeliverableFigures) bool {
	d := t.byID[row.ID]
	if k := t.read.Slots["kind"]; k != "" && d.Kind != k {
		return false
	}
	if p := t.read.Slots["period"]; p != "" && row.Period != "" {
		return row.Period == p
	}
	if t.read.Slots["kind"] != "" && row.Period == "" {
		return true
	}
	return row.Running(t.day())
}

func ofUnit(row campaign.DeliverableFigures, unit string) (campaign.Figures, bool) {
	for _, u := range row.Units {
		if u.Unit == unit {
			return u.Figures, true
		}
	}
	return campaign.Figures{}, false
}

// rows counts the progress of everything.
func (t *turn) rows() ([]campaign.DeliverableFigures, error) {
	roster, err := t.q.Roster(t.ctx)
	if err != nil {
		return nil, fmt.Errorf("read the roster: %w", err)
	}
	moved, err := t.q.Deadlines(t.ctx)
	if err != nil {
		return nil, fmt.Errorf("read moved deadlines: %w", err)
	}
	return campaign.Progress(t.plan, roster, func(yield func(campaign.Debt) error) error {
		return t.q.AllDebts(t.ctx, "", yield)
	}, moved, t.in.At)
}
