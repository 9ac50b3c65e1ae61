package scheduler

import (
	"slices"
	"sort"
	"strings"
	"time"

	"duban/campaign"
	"duban/message"
)

// debtsOf is one deliverable of an escalation with those who owe it, by unit.
type debtsOf struct {
	*stage
	units []*told
}

// group joins the escalations of one deliverable and deadline, the nearest
// deadline first. Of a unit that comes at several rungs those who owe are
// listed once.
func group(up []*told) []debtsOf {
	type key struct {
		slot
		due int64
	}
	var out []debtsOf
	at := map[key]int{}
	for _, t := range up {
		k := key{slot{t.ID, t.period.Key}, t.due.Unix()}
		i, ok := at[k]
		if !ok {
			i = len(out)
			at[k] = i
			out = append(out, debtsOf{stage: t.stage})
		}
		u := slices.IndexFunc(out[i].units, func(o *told) bool { return o.unit == t.unit })
		if u < 0 {
			out[i].units = append(out[i].units, t)
		} else {
			out[i].units[u] = out[i].units[u].with(t.owing)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].sooner(out[j].stage) })
	return out
}

// with returns the escalation with those of owing that it lacks.
func (t *told) with(owing []debtor) *told {
	all := slices.Clip(t.owing)
	for _, d := range owing {
		if !slices.Contains(t.owing, d) {
			all = append(all, d)
		}
	}
	return &told{stage: t.stage, rung: t.rung, unit: t.unit, owing: all}
}

// upText lists who still owes, in at most room bytes where a line and the hint
// fit in. All are named where that is possible at all, if need be without their
// units. Else every deliverable keeps its number, they share what room there is
// for names, and the reader is told how to get the whole list.
func (p *Planner) upText(up []*told, room int, now time.Time) string {
	groups := group(up)
	room -= len(p.text.Text(message.SchedulerUp, message.Args{"list": ""}))
	units, flat := p.byUnit(groups, room), p.flat(groups, room)
	heads := p.heads(groups, now, false)
	for _, lists := range [][][]*nameList{units, flat} {
		if lists == nil || !fitsAll(lists, room) {
			continue
		}
		for _, heads := range [][]string{heads, p.heads(groups, now, true)} {
			if fitsAll(lists, room-lineSize(heads)) {
				nameAll(lists)
				return p.upOf(heads, lists)
			}
		}
	}
	hint := p.text.Text(message.SchedulerUpHint, nil)
	room -= len("\n") + len(hint)
	if lineSize(heads) > room {
		heads = p.heads(groups, now, true)
	}
	heads, n := p.fit(heads, room)
	return p.upOf(append(heads, hint), p.choose(groups, units, flat, n, room-lineSize(heads)))
}

// fit returns the first n lines, as many as room has, with a line behind them that
// counts the others.
func (p *Planner) fit(lines []string, room int) (kept []string, n int) {
	kept = slices.Clip(lines)
	for n = len(lines); n > 0 && lineSize(kept) > room; {
		n--
		kept = append(slices.Clip(lines[:n]), p.text.Text(message.SchedulerRest, message.Args{"n": len(lines) - n}))
	}
	return kept, n
}

// mostNamed is of how many owing one has to be named for units to be left out.
const mostNamed = 4

// choose names in room whom the first n items are about: people without their
// units where these cost too many names, else by their units, and where not even
// the units have room, some of these.
func (p *Planner) choose(groups []debtsOf, units, flat [][]*nameList, n, room int) [][]*nameList {
	flat = flat[:n]
	named, owing := share(flat, room), 0
	for _, l := range slices.Concat(flat...) {
		owing += l.n
	}
	left, byUnit := room, 0
	if units != nil {
		units = units[:n]
		for _, l := range slices.Concat(units...) {
			left -= len(l.bare)
		}
		byUnit = share(units, left)
	}
	switch {
	case named > 2*byUnit && named*mostNamed > owing:
		return flat
	case units != nil && left >= 0:
		return units
	}
	counts := make([][]*nameList, n)
	for i, g := range groups[:n] {
		counts[i] = p.unitNames(g, p.mostNames(room))
	}
	share(counts, room)
	return counts
}

// upOf writes an escalation of these lines, with the names behind the first.
func (p *Planner) upOf(lines []string, names [][]*nameList) string {
	for i, lists := range names {
		for _, l := range lists {
			lines[i] += p.listText(l)
		}
	}
	return p.text.Text(message.SchedulerUp, message.Args{"list": strings.Join(lines, "\n")})
}

// lineSize is how many bytes the lines take, with what joins them.
func lineSize(lines []string) int {
	n := len(lines) - 1
	for _, l := range lines {
		n += len(l)
	}
	return n
}

// heads returns the line of each item: what it is, its deadline and how many owe
// it.
func (p *Planner) heads(groups []debtsOf, now time.Time, short bool) []string {
	out := make([]string, len(groups))
	for i, g := range groups {
		w := p.wordsOf(g.stage, now)
		args := message.Args{"name": w.plain, "when": w.when}
		if short {
			args["when"] = p.text.Text(message.SchedulerUpDue, message.Args{"date": p.date(g.due, now)})
		}
		key := message.SchedulerUpMembers
		switch g.OwedBy {
		case campaign.OwedByOffice:
			key = message.SchedulerUpOffice
		case campaign.OwedByUnit:
			key, args["n"] = message.SchedulerUpUnits, len(g.units)
		default:
			args["n"] = g.people()
		}
		out[i] = p.text.Text(key, args)
	}
	return out
}

func (g debtsOf) people() int {
	n := 0
	for _, t := range g.units {
		n += len(t.owing)
	}
	return n
}

// byUnit returns the lists of each item, one for each unit whose people owe it;
// nil where the units alone take more than room.
func (p *Planner) byUnit(groups []debtsOf, room int) [][]*nameList {
	out := p.lists(groups, room, func(g debtsOf) (lists []*nameList) {
		for _, t := range g.units {
			if room < 0 {
				break
			}
			l := &nameList{names: t.owing, n: len(t.owing), more: message.SchedulerNamesMore}
			args := message.Args{"unit": t.unit, "n": l.n}
			if len(g.units) > 1 {
				l.bare = "\n" + p.text.Text(message.SchedulerUpUnitCount, args)
			}
			l.line = func(names string) string {
				args["names"] = names
				return "\n" + p.text.Text(message.SchedulerUpUnit, args)
			}
			lists = append(lists, p.measured(l))
			room -= len(l.bare)
		}
		return lists
	})
	if room < 0 {
		return nil
	}
	return out
}

// flat returns one list for each item, in which the units of those who owe it
// take turns.
func (p *Planner) flat(groups []debtsOf, room int) [][]*nameList {
	most := p.mostNames(room)
	return p.lists(groups, room, func(g debtsOf) []*nameList {
		l := &nameList{names: g.units[0].owing, n: g.people(), more: message.SchedulerNamesMore, line: ownLine}
		if len(g.units) > 1 {
			l.names = g.byTurns(min(l.n, most))
		}
		return []*nameList{p.measured(l)}
	})
}

// lists returns the lists of each item: of people as members has them, of units
// one list.
func (p *Planner) lists(groups []debtsOf, room int, members func(debtsOf) []*nameList) [][]*nameList {
	most := p.mostNames(room)
	out := make([][]*nameList, len(groups))
	for i, g := range groups {
		if g.OwedBy == campaign.OwedByMember {
			out[i] = members(g)
		} else {
			out[i] = p.unitNames(g, most)
		}
	}
	return out
}

// byTurns returns at least the first most of those who owe, of each unit one by
// turns.
func (g debtsOf) byTurns(most int) []debtor {
	out := make([]debtor, 0, most+len(g.units))
	for turn := 0; len(out) < most; turn++ {
		for _, t := range g.units {
			if turn < len(t.owing) {
				out = append(out, t.owing[turn])
			}
		}
	}
	return out
}

// unitNames returns the list of the units that owe an item themselves, or whose
// people do; what the office owes has none.
func (p *Planner) unitNames(g debtsOf, most int) []*nameList {
	if g.OwedBy == campaign.OwedByOffice {
		return nil
	}
	l := &nameList{n: len(g.units), more: message.SchedulerUnitsMore, line: ownLine}
	for _, t := range g.units[:min(l.n, most)] {
		name := t.unit
		if g.OwedBy == campaign.OwedByMember {
			name = p.text.Text(message.SchedulerUpUnitCount, message.Args{"unit": t.unit, "n": len(t.owing)})
		}
		l.names = append(l.names, debtor{name: name})
	}
	return []*nameList{p.measured(l)}
}

// ownLine puts names into a line of their own.
func ownLine(names string) string { return "\n" + names }
