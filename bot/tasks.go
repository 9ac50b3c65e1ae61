package bot

import (
	"sort"
	"strings"

	"duban/campaign"
	"duban/message"
)

// tasks lists what the person still owes, and what his unit does where he
// speaks for it, the nearest deadline first.
func (t *turn) tasks() error {
	open, err := t.openDebts(t.debtors(t.who), t.day())
	if err != nil {
		return err
	}
	if k := t.read.Slots["kind"]; k != "" {
		open = ofKind(open, k)
	}
	if len(open) == 0 {
		t.say(message.BotTasksNone, nil)
		t.nextTask()
		return nil
	}
	t.say(message.BotTasks, message.Args{"n": len(open)})
	for i, o := range open {
		t.say(message.BotTask, message.Args{"i": i + 1, "what": t.task(o)})
	}
	return nil
}

// task writes one debt with its deadline.
func (t *turn) task(o owed) string {
	left := t.day().DaysUntil(campaign.DateOf(o.due.In(t.plan.Zone)))
	k, args := message.BotTaskDue, message.Args{
		"name": t.name(o.deliverable, o.p.Key), "n": o.debt.Count, "min": o.min(), "due": t.moment(o.due), "days": left,
		"whose": "",
	}
	switch o.OwedBy {
	case campaign.OwedByUnit:
		args["whose"] = t.phrase(message.BotTaskUnit, nil)
	case campaign.OwedByOffice:
		args["whose"] = t.phrase(message.BotTaskOffice, nil)
	}
	switch {
	case o.debt.Returned > 0:
		k = message.BotTaskReturned
	case o.closed(t.in.At):
		k = message.BotTaskClosed
	case o.overdue(t.in.At):
		k = message.BotTaskOverdue
		args["days"] = -left
	case left == 0:
		k = message.BotTaskToday
	}
	return t.phrase(k, args)
}

// nextTask names the deliverable that begins next.
func (t *turn) nextTask() {
	var next *deliverable
	for i, d := range t.all {
		if _, ok := debtorOf(d, t.who); !ok || d.begun(t.day()) {
			continue
		}
		if next == nil || d.Phase.From.Before(next.Phase.From) {
			next = &t.all[i]
		}
	}
	if next != nil && len(next.periods) > 0 {
		t.say(message.BotTasksNext, message.Args{"name": next.Name, "from": t.dayText(next.Phase.From), "due": t.moment(next.periods[0].Due)})
	}
}

// debtors returns the debtors for whom a person answers.
func (t *turn) debtors(m campaign.Member) []string {
	var out []string
	if m.Has(campaign.RoleMember) {
		out = append(out, campaign.UserKey(m.UserID))
	}
	if speaksForUnit(m) {
		out = append(out, m.Unit)
	}
	if m.Has(campaign.RoleOffice) {
		out = append(out, campaign.OfficeDebtor)
	}
	return out
}

// openDebts returns what these debtors owe of all that has begun by day, the
// nearest deadline first.
func (t *turn) openDebts(debtors []string, day campaign.Date) ([]owed, error) {
	all, err := t.debtsOf(debtors, day)
	if err != nil {
		return nil, err
	}
	var open []owed
	for _, o := range all {
		if o.open() {
			open = append(open, o)
		}
	}
	return open, nil
}

// debtsOf returns all debts of these debtors that have arisen by day.
func (t *turn) debtsOf(debtors []string, day campaign.Date) ([]owed, error) {
	records, err := t.q.DebtsOf(t.ctx, debtors)
	if err != nil {
		return nil, err
	}
	known := make(map[campaign.DebtKey]campaign.Debt, len(records))
	for _, d := range records {
		known[d.DebtKey] = d
	}
	var out []owed
	for _, debtor := range debtors {
		for _, d := range t.all {
			if !d.begun(day) || !owes(d, debtor, t.who.Unit) {
				continue
			}
			for _, p := range d.periods {
				if p.From.After(day) {
					continue
				}
				key := campaign.DebtKey{Deliverable: d.ID, Period: p.Key, Debtor: debtor}
				debt, ok := known[key]
				if !ok {
					debt = campaign.Debt{DebtKey: key, Unit: t.who.Unit}
				}
				o, err := t.placed(d, p, debt)
				if err != nil {
					return nil, err
				}
				out = append(out, o)
			}
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].due.Before(out[j].due) })
	return out, nil
}

// owes tells whether a debtor may owe a deliverable: ids of people, the unit's
// name and the office are told apart by the audience.
func owes(d deliverable, debtor, unit string) bool {
	switch d.OwedBy {
	case campaign.OwedByOffice:
		return debtor == campaign.OfficeDebtor
	case campaign.OwedByUnit:
		return debtor == unit
	}
	return debtor != unit && debtor != campaign.OfficeDebtor
}

func ofKind(list []owed, kind string) []owed {
	var out []owed
	for _, o := range list {
		if o.Kind == kind {
			out = append(out, o)
		}
	}
	return out
}

// namesOwed returns the names of debts.
func (t *turn) namesOwed(list []owed) []string {
	var out []string
	for _, o := range list {
		out = append(out, t.name(o.deliverable, o.p.Key))
	}
	return out
}

// join lists names.
func (t *turn) join(names []string) string {
	return strings.Join(names, t.phrase(message.BotComma, nil))
}
