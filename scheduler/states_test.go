package scheduler_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"duban/campaign"
)

// situation is one member's debt of two works with all that bears on it.
type situation struct {
	counted, returned int
	excused, none     bool
	own, moved        string // deadlines; "" for the plan's
	left              bool
	unit              string
	snoozed           string
	waiting           string // the rung that the snooze held back before the event
}

// open tells, by the contract's words, whether the member owes.
func (s situation) open() bool {
	return s.counted < 2 && !s.excused && !s.none && !s.left
}

// due is the day of the deadline that holds for the member.
func (s situation) due() string {
	for _, d := range []string{s.own, s.moved} {
		if d != "" {
			return d
		}
	}
	return "2011-10-26"
}

// states are what a debt may be in, events what may befall it.
var states = map[string]func(*situation){
	"open":     func(*situation) {},
	"half":     func(s *situation) { s.counted = 1 },
	"settled":  func(s *situation) { s.counted = 2 },
	"beyond":   func(s *situation) { s.counted = 3 },
	"returned": func(s *situation) { s.counted, s.returned = 1, 1 },
	"excused":  func(s *situation) { s.excused = true },
	"nil":      func(s *situation) { s.none = true },
	"extended": func(s *situation) { s.own = "2011-11-10" },
	"moved":    func(s *situation) { s.moved = "2011-11-03" },
	"left":     func(s *situation) { s.left = true },
	"snoozed":  func(s *situation) { s.snoozed, s.waiting = "2011-10-22", "before:7d" },
}

var events = map[string]func(*situation){
	"nothing":       func(*situation) {},
	"file":          func(s *situation) { s.counted, s.none = s.counted+1, false },
	"file again":    func(s *situation) { s.counted, s.returned, s.none = s.counted+s.returned, 0, false },
	"withdraw":      func(s *situation) { s.counted = max(s.counted-1, 0) },
	"return":        func(s *situation) { n := min(s.counted, 1); s.counted, s.returned = s.counted-n, s.returned+n },
	"excuse":        func(s *situation) { s.excused = true },
	"end of excuse": func(s *situation) { s.excused = false },
	"nil report":    func(s *situation) { s.none = true },
	"extend":        func(s *situation) { s.own = "2011-11-14" },
	"move":          func(s *situation) { s.moved = "2011-11-08" },
	"restore":       func(s *situation) { s.own, s.moved = "", "" },
	"leave":         func(s *situation) { s.left = true },
	"return to us":  func(s *situation) { s.left = false },
	"transfer":      func(s *situation) { s.unit = "二中" },
	"snooze":        func(s *situation) { s.snoozed = "2011-10-24" },
}

// TestEveryStateAndEvent walks the autumn for each pair: after the event those
// who owe get every rung of the deadline that holds from then on, once and on its
// day, the liaison of their unit is told the day after, and nobody else is told
// anything.
func TestEveryStateAndEvent(t *testing.T) {
	t.Parallel()
	for _, state := range slices.Sorted(maps.Keys(states)) {
		for _, event := range slices.Sorted(maps.Keys(events)) {
			t.Run(state+"/"+event, func(t *testing.T) {
				t.Parallel()
				s := situation{unit: "一中"}
				w := newWorld(t, newPlan(t, essays(t)), nil)
				w.replan(newPlan(t, essays(t)), campaign.EveryDay())
				w.put(s, "2011-09-01 09:00")
				w.walk("2011-10-10", "2011-10-18")
				states[state](&s)
				w.put(s, "2011-10-18 10:00")
				w.walk("2011-10-19", "2011-10-20")
				events[event](&s)
				w.put(s, "2011-10-20 10:00")
				told := len(w.out)
				w.walk("2011-10-21", "2011-11-30")
				if got, want := brief(w.out[told:]), w.expected(s); !slices.Equal(got, want) {
					t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
				}
			})
		}
	}
}

// put makes the world's records those of the situation.
func (w *world) put(s situation, since string) {
	w.Helper()
	k := campaign.DebtKey{Deliverable: "essays", Debtor: "m"}
	d := campaign.Debt{DebtKey: k, Unit: s.unit, Count: s.counted, Returned: s.returned, Excused: s.excused, Nil: s.none}
	if s.counted >= 2 {
		d.SettledAt = at(w, since)
	}
	w.facts.Extended, w.facts.Deadlines = nil, nil
	if s.own != "" {
		d.Due, d.DueSince = at(w, s.own+" 18:00"), at(w, since)
		w.facts.Extended = []campaign.Debt{d}
	}
	if s.moved != "" {
		w.facts.Deadlines = []campaign.Deadline{{Deliverable: "essays", Due: at(w, s.moved+" 18:00"), Since: at(w, since)}}
	}
	w.debts[k] = d
	m := person("m 张三 " + s.unit + " member")
	m.Left = s.left
	w.facts.Roster = campaign.NewRoster([]campaign.Member{m, person("l 甲 一中 liaison"), person("k 乙 二中 liaison")})
	clear(w.facts.Snoozes)
	if s.snoozed != "" {
		w.facts.Snoozes["m"] = at(w, s.snoozed+" 09:10")
	}
}

// walk plans each morning from the first day to the last.
func (w *world) walk(from, to string) {
	w.Helper()
	for d, last := day(w, from), day(w, to); !d.After(last); d = d.AddDays(1) {
		w.plan(fmt.Sprint(d, " 09:10"))
	}
}

// expected is what has to leave after the event on 20 October.
func (w *world) expected(s situation) []string {
	w.Helper()
	if !s.open() {
		return nil
	}
	var out []string
	line := func(d campaign.Date, to, rung string) {
		out = append(out, d.At(campaign.Clock{Hour: 9, Minute: 10}, zone).Format("01-02 15:04")+" "+to+": essays "+rung)
	}
	event, due := day(w, "2011-10-20"), day(w, s.due())
	wake := event
	if s.snoozed != "" {
		wake = day(w, s.snoozed)
	}
	late := "" // the newest rung that waits for the end of the snooze
	if due == day(w, "2011-10-26") {
		late = s.waiting
	}
	for _, r := range []struct {
		days int
		rung string
	}{{-14, "before:14d"}, {-7, "before:7d"}, {-3, "before:3d"}, {-1, "before:1d"}, {0, "on_day"}, {1, "overdue:1d"}, {3, "overdue:3d"}, {7, "overdue:7d"}} {
		d := due.AddDays(r.days)
		switch {
		case !d.After(event):
		case d.Before(wake):
			late = r.rung
		case d == wake && late != "":
			late = ""
			line(d, "m", r.rung)
		default:
			if late != "" {
				line(wake, "m", late)
				late = ""
			}
			line(d, "m", r.rung)
		}
	}
	liaison := map[string]string{"一中": "l", "二中": "k"}[s.unit]
	line(due.AddDays(1), liaison, "escalate:liaison")
	slices.Sort(out)
	return out
}
