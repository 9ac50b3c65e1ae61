package campaign

import (
	"sort"
	"time"
)

// Rung is one moment of a ladder of reminders.
type Rung struct {
	Name string        // before:14d, on_day, overdue:3d, escalate:head
	To   Role          // whom an escalation tells; "" for the debtor
	At   time.Time     // when it leaves
	Away time.Duration // how far from the deadline it stands, never negative
}

// Rungs returns the ladder of a debt that is due at due, the earliest first:
// days moved to workdays, moments into the hours, and those of one debt on one
// day joined, the debtor's own apart from the escalations to each role. A rung
// after the deadline is left out where late works are no longer taken.
//
// An escalation that repeats a role has its span added to its name, so that
// every name of a ladder is unique.
func Rungs(policy Policy, due time.Time, late LatePolicy, hours Hours, cal *Calendar, zone *time.Location) []Rung {
	l := ladder{due: due.In(zone), at: policy.At, hours: hours, cal: cal, zone: zone}
	for _, o := range policy.Before {
		l.add(Rung{Name: "before:" + o.Text, At: l.before(o), Away: o.Duration()})
	}
	if policy.OnDay {
		l.add(Rung{Name: "on_day", At: l.before(Offset{})})
	}
	for _, o := range policy.Overdue {
		l.add(Rung{Name: "overdue:" + o.Text, At: l.after(o), Away: o.Duration()})
	}
	told := map[Role]bool{}
	for _, e := range policy.Escalate {
		name := "escalate:" + string(e.To)
		if told[e.To] {
			name += ":" + e.After.Text
		}
		told[e.To] = true
		l.add(Rung{Name: name, To: e.To, At: l.after(e.After), Away: e.After.Duration()})
	}
	if late == LateClose {
		l.dropAfter(due)
	}
	return JoinRungs(l.rungs)
}

// JoinRungs returns the rungs with those of one role on one day joined into the
// one nearest to the deadline, the earliest first.
func JoinRungs(rungs []Rung) []Rung {
	type slot struct {
		to  Role
		day Date
	}
	best := make(map[slot]Rung, len(rungs))
	for _, r := range rungs {
		k := slot{r.To, DateOf(r.At)}
		if b, ok := best[k]; !ok || r.Away < b.Away {
			best[k] = r
		}
	}
	out := make([]Rung, 0, len(best))
	for _, r := range rungs {
		k := slot{r.To, DateOf(r.At)}
		if b, ok := best[k]; ok && b == r {
			out = append(out, r)
			delete(best, k)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].At.Before(out[j].At) })
	return out
}

// EventRungs returns the moments at which an event is recalled, the earliest
// first. They are not moved.
func EventRungs(e Event, zone *time.Location) []Rung {
	out := make([]Rung, 0, len(e.Remind))
	for _, o := range e.Remind {
		at := e.At.In(zone).AddDate(0, 0, -o.Days).Add(-o.Rest)
		out = append(out, Rung{Name: "event:" + o.Text, At: at, Away: o.Duration()})
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].At.Before(out[j].At) })
	return out
}

// Clamp returns t, moved to the nearest end of the hours of its day where it
// lies outside them. Hours that do not end after they begin hold nothing back.
func (h Hours) Clamp(t time.Time) time.Time {
	if h.To.Minutes() <= h.From.Minutes() {
		return t
	}
	day := DateOf(t)
	if from := day.At(h.From, t.Location()); t.Before(from) {
		return from
	}
	if to := day.At(h.To, t.Location()); t.After(to) {
		return to
	}
	return t
}

// ladder is the working state of Rungs.
type ladder struct {
	due   time.Time
	at    Clock
	hours Hours
	cal   *Calendar
	zone  *time.Location
	rungs []Rung
}

func (l *ladder) add(r Rung) { l.rungs = append(l.rungs, r) }

// before returns the moment o ahead of the deadline, moved back to a workday. A
// span of hours that the hours would push past the deadline ends the workday
// before instead.
func (l *ladder) before(o Offset) time.Time {
	if o.Rest == 0 {
		day := l.cal.Back(DateOf(l.due).AddDays(-o.Days))
		return l.hours.Clamp(day.At(l.at, l.zone))
	}
	t := l.due.AddDate(0, 0, -o.Days).Add(-o.Rest)
	t = l.hours.Clamp(l.onDay(t, l.cal.Back(DateOf(t))))
	if t.After(l.due) {
		t = l.cal.Back(DateOf(t).AddDays(-1)).At(l.hours.To, l.zone)
	}
	return t
}

// after returns the moment o past the deadline, moved forward to a workday. A
// span of hours that the hours would pull before the deadline opens the next
// workday instead.
func (l *ladder) after(o Offset) time.Time {
	if o.Rest == 0 {
		day := l.cal.Forward(DateOf(l.due).AddDays(o.Days))
		return l.hours.Clamp(day.At(l.at, l.zone))
	}
	t := l.due.AddDate(0, 0, o.Days).Add(o.Rest)
	t = l.hours.Clamp(l.onDay(t, l.cal.Forward(DateOf(t))))
	if t.Before(l.due) {
		t = l.cal.Forward(DateOf(t).AddDays(1)).At(l.hours.From, l.zone)
	}
	return t
}

// onDay returns t's time of day on another day.
func (l *ladder) onDay(t time.Time, day Date) time.Time {
	return day.At(Clock{t.Hour(), t.Minute()}, l.zone)
}

func (l *ladder) dropAfter(due time.Time) {
	kept := l.rungs[:0]
	for _, r := range l.rungs {
		if !r.At.After(due) {
			kept = append(kept, r)
		}
	}
	l.rungs = kept
}
