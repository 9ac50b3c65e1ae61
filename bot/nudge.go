package bot

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"duban/campaign"
	"duban/message"
)

// nudge prepares a reminder to those who still owe and asks before it leaves.
func (t *turn) nudge() error {
	people, unit, idle, ok, err := t.nudged()
	if err != nil || !ok {
		return err
	}
	if len(idle) > 0 {
		t.say(message.BotNudgeNoneOf, message.Args{"names": t.join(namesOf(idle))})
	}
	if len(people) == 0 {
		if len(idle) == 0 {
			t.say(message.BotNudgeNone, nil)
		}
		return nil
	}
	t.ask(askNudge, t.carry("nudge", ""), []string{"yes", "no"})
	t.conv.Args["unit"] = unit
	names := make([]string, 0, 5)
	for _, p := range people[:min(5, len(people))] {
		names = append(names, p.who.Name)
	}
	etc := ""
	if len(people) > len(names) {
		etc = t.phrase(message.BotNudgeMore, nil)
	}
	t.say(message.BotNudge, message.Args{"n": len(people), "names": t.join(names), "etc": etc, "what": t.join(whatOf(people))})
	return nil
}

// addressee is one person to be reminded, with all he is reminded of.
type addressee struct {
	who  campaign.Member
	owes []owed
}

// nudged returns whom the command at hand reminds: those who owe, without what
// they were nudged about today. Where it names people it is they alone; idle are
// those of them who need no reminder.
func (t *turn) nudged() (people []addressee, unit string, idle []campaign.Member, ok bool, err error) {
	idle, ok, err = t.people()
	if err != nil || !ok {
		return nil, "", nil, false, err
	}
	named := len(idle) > 0
	if !named || t.reach < ScopeAll {
		if unit, ok, err = t.unitInReach(); err != nil || !ok {
			return nil, "", nil, false, err
		}
	}
	list, err := t.owing(unit, t.read.Slots["kind"], "")
	if err != nil {
		return nil, "", nil, false, err
	}
	told, err := t.nudgedToday()
	if err != nil {
		return nil, "", nil, false, err
	}
	at := map[string]int{}
	for _, d := range list {
		if named {
			d.tell = slices.DeleteFunc(slices.Clone(idle), func(m campaign.Member) bool { return !concerns(d, m) })
		}
		for _, m := range d.tell {
			if campaign.UserKey(m.UserID) == campaign.UserKey(t.who.UserID) || told[campaign.UserKey(m.UserID)+"|"+d.ID] || d.closed(t.in.At) {
				continue
			}
			i, seen := at[m.UserID]
			if !seen {
				i = len(people)
				at[m.UserID] = i
				people = append(people, addressee{who: m})
			}
			people[i].owes = append(people[i].owes, d.owed)
		}
	}
	idle = slices.DeleteFunc(idle, func(m campaign.Member) bool { _, owes := at[m.UserID]; return owes })
	return people, unit, idle, true, nil
}

// concerns tells whether a debt is the person's to see to: his own, or that of
// the unit or the office for which he speaks.
func concerns(d debtor, m campaign.Member) bool {
	return d.OwedBy == campaign.OwedByUnit && d.unit == m.Unit && speaksForUnit(m) ||
		slices.ContainsFunc(d.tell, func(x campaign.Member) bool { return x.UserID == m.UserID })
}

// nudgedToday returns who was nudged today about which deliverable.
func (t *turn) nudgedToday() (map[string]bool, error) {
	midnight := t.day().At(campaign.Clock{}, t.plan.Zone)
	ds, err := t.q.Deliveries(t.ctx, campaign.DeliveryFilter{Purpose: campaign.PurposeNudge, Since: midnight, Limit: 100000})
	if err != nil {
		return nil, fmt.Errorf("look for today's nudges: %w", err)
	}
	told := map[string]bool{}
	for _, d := range ds {
		for _, i := range d.Items {
			told[campaign.UserKey(d.To)+"|"+i.Deliverable] = true
		}
	}
	return told, nil
}

// sendNudges sends what nudge prepared to those who owe by now.
func (t *turn) sendNudges() error {
	t.read.Intent = "nudge"
	t.read.Slots = map[string]string{"kind": t.conv.Args["kind"], "unit": t.conv.Args["unit"], "who": t.conv.Args["who"]}
	t.text = t.conv.Args[argText]
	t.answered()
	if !t.allowed("nudge") {
		return nil
	}
	people, unit, _, ok, err := t.nudged()
	if err != nil || !ok {
		return err
	}
	for _, p := range people {
		t.remind(p)
	}
	t.audit(first(unit, "all"), strings.Join(whatOf(people), " "))
	t.say(message.BotNudged, message.Args{"n": len(people)})
	return nil
}

func (t *turn) remind(p addressee) {
	sort.SliceStable(p.owes, func(i, j int) bool { return p.owes[i].due.Before(p.owes[j].due) })
	text := t.phrase(message.BotNudgeText, message.Args{"name": p.who.Name})
	var items []campaign.Item
	var ids []string
	for i, o := range p.owes {
		text += "\n" + t.phrase(message.BotTask, message.Args{"i": i + 1, "what": t.task(o)})
		items = append(items, campaign.Item{Deliverable: o.ID, Period: o.p.Key, Debtor: o.debt.Debtor, Due: o.due, Rung: "nudge"})
		ids = append(ids, o.ID+o.p.Key)
	}
	t.deliver(campaign.PurposeNudge, "nudge|"+t.day().String()+"|"+strings.Join(ids, "+"), p.who.UserID, text, items)
}

func whatOf(people []addressee) []string {
	var out []string
	seen := map[string]bool{}
	for _, p := range people {
		for _, o := range p.owes {
			if !seen[o.Name] {
				seen[o.Name] = true
				out = append(out, o.Name)
			}
		}
	}
	return out
}
