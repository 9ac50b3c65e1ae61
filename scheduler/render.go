package scheduler

import (
	"slices"
	"sort"
	"strings"
	"time"

	"duban/campaign"
	"duban/message"
)

// maxAppBytes is the longest text of one app message; the platform cuts what is
// longer (doc 90236).
const maxAppBytes = 2048

// content is what a message to one person is made of.
type content struct {
	own    []*stage
	up     []*told
	events []campaign.Event
}

// render returns the text of a message as it reads at now, in at most
// maxAppBytes: the reader's own debts, what others owe, and events. Lists of
// names are shortened first, with their numbers kept.
func (p *Planner) render(c content, now time.Time) string {
	sort.SliceStable(c.own, func(i, j int) bool { return c.own[i].sooner(c.own[j]) })
	var sections []string
	for _, e := range c.events {
		sections = append(sections, p.eventText(e, now))
	}
	room := maxAppBytes - size(sections)
	if len(c.own) > 0 {
		sections = append(sections, p.ownText(c.own, room-min(len(c.up), 1)*maxAppBytes/4, now))
	}
	if len(c.up) > 0 {
		sections = append(sections, p.upText(c.up, maxAppBytes-size(sections), now))
	}
	return message.Cut(strings.Join(sections, "\n\n"), maxAppBytes)
}

// size is how many bytes the sections and the gap behind them take.
func size(sections []string) int {
	n := 0
	for _, s := range sections {
		n += len(s) + len("\n\n")
	}
	return n
}

func (s *stage) sooner(o *stage) bool {
	if !s.due.Equal(o.due) {
		return s.due.Before(o.due)
	}
	return s.order < o.order
}

// ownText lists the reader's own debts, the nearest deadline first.
func (p *Planner) ownText(own []*stage, max int, now time.Time) string {
	how := p.howText(own[0])
	if len(own) == 1 {
		s := own[0]
		w := p.wordsOf(s, now)
		return p.text.Text(message.SchedulerOwnOne, message.Args{"name": w.name, "when": w.when, "how": how})
	}
	lines := make([]string, len(own))
	for i, s := range own {
		w := p.wordsOf(s, now)
		lines[i] = p.text.Text(message.SchedulerOwnLine, message.Args{"n": i + 1, "name": w.name, "when": w.when})
	}
	var text string
	for shown := len(lines); shown > 0; shown-- {
		list := strings.Join(lines[:shown], "\n")
		if shown < len(lines) {
			list += "\n" + p.text.Text(message.SchedulerOwnMore, message.Args{"n": len(lines) - shown})
		}
		text = p.text.Text(message.SchedulerOwnMany, message.Args{"n": len(own), "list": list, "how": how})
		if len(text) <= max {
			break
		}
	}
	return text
}

// howText says how to settle a debt.
func (p *Planner) howText(s *stage) string {
	key := message.SchedulerHow
	if p.kinds[s.Kind].Log {
		key = message.SchedulerHowLog
	}
	text := p.text.Text(key, message.Args{"word": p.wordOf(s.Kind)})
	if s.Every != campaign.Once {
		text += p.text.Text(message.SchedulerHowNil, nil)
	}
	return text
}

// wordOf returns what staff call a kind.
func (p *Planner) wordOf(id string) string {
	kind := p.kinds[id]
	if len(kind.Words) > 0 {
		return kind.Words[0]
	}
	return kind.Name
}

// nameOf returns the deliverable's name with whose it is and its period.
func (p *Planner) nameOf(s *stage) string {
	name := s.Name
	if s.period.Key != "" {
		key := message.SchedulerPeriodMonth
		if s.Every == campaign.EveryQuarter {
			key = message.SchedulerPeriodQuarter
		}
		month := int(s.period.From.Month)
		name += p.text.Text(key, message.Args{"year": s.period.From.Year, "month": s.period.From.Month, "quarter": (month + 2) / 3})
	}
	if s.OwedBy == campaign.OwedByUnit {
		name += p.text.Text(message.SchedulerOfUnit, nil)
	}
	if s.Count.Min > 1 {
		name += p.text.Text(message.SchedulerCount, message.Args{"n": s.Count.Min})
	}
	return name
}

// when says how a deadline stands to now.
func (p *Planner) when(due, now time.Time) string {
	args := message.Args{"date": p.date(due, now), "time": due.Format("15:04")}
	days := campaign.DateOf(now).DaysUntil(campaign.DateOf(due))
	args["n"] = days
	key := message.SchedulerWhenDays
	switch {
	case now.After(due) && days == 0:
		key = message.SchedulerWhenPastToday
	case now.After(due):
		key = message.SchedulerWhenPast
	case days == 0:
		key = message.SchedulerWhenToday
	case days == 1:
		key = message.SchedulerWhenTomorrow
	}
	return p.text.Text(key, args)
}

// date writes a day, with its year where that is not now's.
func (p *Planner) date(t, now time.Time) string {
	key := message.SchedulerDate
	if t.Year() != now.Year() {
		key = message.SchedulerDateYear
	}
	return p.text.Text(key, message.Args{"year": t.Year(), "month": t.Month(), "day": t.Day()})
}

func (p *Planner) eventText(e campaign.Event, now time.Time) string {
	at := e.At.In(p.plan.Zone)
	when := p.date(at, now) + " " + at.Format("15:04")
	switch campaign.DateOf(now).DaysUntil(campaign.DateOf(at)) {
	case 0:
		when = p.text.Text(message.SchedulerEventToday, message.Args{"time": at.Format("15:04")})
	case 1:
		when = p.text.Text(message.SchedulerEventTomorrow, message.Args{"date": p.date(at, now), "time": at.Format("15:04")})
	}
	text := p.text.Text(message.SchedulerEvent, message.Args{"name": e.Name, "when": when})
	if e.Place != "" {
		text += "\n" + p.text.Text(message.SchedulerEventPlace, message.Args{"place": e.Place})
	}
	if e.SignIn {
		text += "\n" + p.text.Text(message.SchedulerEventSignIn, nil)
	}
	return text
}

// debtsOf is one deliverable of an escalation with those who owe it, by unit.
type debtsOf struct {
	*stage
	units []*told
}

// upText lists who still owes, in at most max bytes where the numbers alone
// allow it: first names are left out, then units.
func (p *Planner) upText(up []*told, room int, now time.Time) string {
	groups := group(up)
	longest, units := 0, 0
	for _, g := range groups {
		units = max(units, len(g.units))
		for _, t := range g.units {
			longest = max(longest, len(t.owing))
		}
		if g.OwedBy == campaign.OwedByUnit {
			longest = max(longest, len(g.units))
		}
	}
	render := func(names, units int) string {
		parts := make([]string, len(groups))
		for i, g := range groups {
			parts[i] = p.groupText(g, names, units, now)
		}
		return p.text.Text(message.SchedulerUp, message.Args{"list": strings.Join(parts, "\n")})
	}
	tooLong := func(names, units int) bool {
		return namesExceed(groups, names, units, room) || len(render(names, units)) > room
	}
	if !tooLong(longest, units) {
		return render(longest, units)
	}
	// The most names that fit, and where even none do, the most units.
	names := sort.Search(longest, func(n int) bool { return tooLong(n, units) }) - 1
	if names >= 0 {
		return render(names, units)
	}
	shown := sort.Search(units, func(n int) bool { return tooLong(0, n) }) - 1
	return render(0, max(shown, 0))
}

// namesExceed tells whether the names alone that a list of at most so many names
// and units shows are longer than room: then it need not be written to know.
func namesExceed(groups []debtsOf, names, units, room int) bool {
	for _, g := range groups {
		for i, t := range g.units {
			switch {
			case g.OwedBy == campaign.OwedByOffice:
			case g.OwedBy == campaign.OwedByUnit:
				if i < names {
					room -= len(t.unit)
				}
			case i < units:
				room -= len(t.unit)
				for _, d := range t.owing[:min(len(t.owing), names)] {
					room -= len(d.name)
				}
			}
			if room < 0 {
				return true
			}
		}
	}
	return false
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

// groupText lists who owes one deliverable, with at most so many names in each
// list and at most so many units.
func (p *Planner) groupText(g debtsOf, names, units int, now time.Time) string {
	w := p.wordsOf(g.stage, now)
	args := message.Args{"name": w.plain, "when": w.when}
	switch g.OwedBy {
	case campaign.OwedByOffice:
		return p.text.Text(message.SchedulerUpOffice, args)
	case campaign.OwedByUnit:
		list := make([]string, min(len(g.units), names))
		for i := range list {
			list[i] = g.units[i].unit
		}
		args["n"], args["names"] = len(g.units), p.names(list, len(g.units), message.SchedulerUnitsMore)
		if names == 0 {
			return p.text.Text(message.SchedulerUpUnitsCount, args)
		}
		return p.text.Text(message.SchedulerUpUnits, args)
	}
	people, lines := 0, make([]string, 0, len(g.units))
	for i, t := range g.units {
		people += len(t.owing)
		if i < units {
			lines = append(lines, p.unitText(t, names))
		}
	}
	if len(lines) < len(g.units) {
		lines = append(lines, p.text.Text(message.SchedulerUpUnitsRest, message.Args{"n": len(g.units) - len(lines)}))
	}
	args["n"] = people
	return strings.Join(append([]string{p.text.Text(message.SchedulerUpMembers, args)}, lines...), "\n")
}

func (p *Planner) unitText(t *told, names int) string {
	args := message.Args{"unit": t.unit, "n": len(t.owing)}
	if names == 0 {
		return p.text.Text(message.SchedulerUpUnitCount, args)
	}
	list := make([]string, min(len(t.owing), names))
	for i := range list {
		list[i] = t.owing[i].name
	}
	args["names"] = p.names(list, len(t.owing), message.SchedulerNamesMore)
	return p.text.Text(message.SchedulerUpUnit, args)
}

// names joins the first names of n, with the number of all where some are left
// out.
func (p *Planner) names(first []string, n int, more message.Key) string {
	list := strings.Join(first, p.text.Text(message.SchedulerNamesJoin, nil))
	if len(first) == n {
		return list
	}
	return p.text.Text(more, message.Args{"names": list, "n": n})
}

// words are what a stage is called, and how its deadline stands at a moment.
type words struct {
	name, plain, when string
	at                time.Time
}

// wordsOf returns the stage's words as of now; the stage keeps them.
func (p *Planner) wordsOf(s *stage, now time.Time) *words {
	if s.words == nil || !s.words.at.Equal(now) {
		s.words = &words{p.nameOf(s), p.plainName(s), p.when(s.due, now), now}
	}
	return s.words
}

// plainName is the deliverable's name and period, without whose it is.
func (p *Planner) plainName(s *stage) string {
	plain := *s
	d := *s.Deliverable
	d.OwedBy, d.Count = campaign.OwedByMember, campaign.Count{}
	plain.Placed.Deliverable = &d
	return p.nameOf(&plain)
}
