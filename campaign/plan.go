package campaign

import "time"

// Plan is one campaign as its file declares it: what is collected from whom
// and when, and how people are reminded. A loaded plan is never changed, so it
// may be read from many goroutines.
type Plan struct {
	ID        string
	Name      string
	Zone      *time.Location // in which every day and hour of the plan is meant
	Calendar  string         // name of the holiday table; "none": every day is a workday
	Hours     Hours          // reminders leave inside these
	Burden    Burden
	Phases    []Phase
	Kinds     []Kind // the campaign's own, beside BuiltinKinds
	Reminders map[string]Policy
	Summaries []Summary
	Public    Public
}

// Public is what may be shown of people beyond their own chat. All of it is off
// unless the campaign file turns it on and says why.
type Public struct{ Names, Ranking, Votes Switch }

// Switches returns the switches with their names, in a fixed order.
func (p Public) Switches() []Switch {
	p.Names.Name, p.Ranking.Name, p.Votes.Name = "names", "ranking", "votes"
	return []Switch{p.Names, p.Ranking, p.Votes}
}

// Switch is one choice of Public. Name is set by Switches alone.
type Switch struct {
	Name   string
	On     bool
	Reason string // not blank where it is on
}

// Hours is the span of a day in which reminders may leave, ends included.
type Hours struct{ From, To Clock }

// Burden limits what one person is asked to read. PerWeek is the most reminder
// messages from Monday to Sunday; 0 means no limit.
type Burden struct{ PerWeek int }

// Phase is one stage of the campaign. From and To are inclusive days.
type Phase struct {
	ID, Name   string
	From, To   Date
	Activities []Activity
}

// Activity groups the deliverables and events of one line of the plan.
type Activity struct {
	ID, Name     string
	Deliverables []Deliverable
	Events       []Event
}

// Deliverable is something owed: so many works of one kind by each debtor, by
// one moment or once in every period.
type Deliverable struct {
	ID, Name string
	Kind     string // id of a Kind
	OwedBy   Audience
	Count    Count
	Every    Every
	Due      time.Time // of a deliverable owed once; zero when Every is set
	DueDay   int       // of a recurring one: day of the month 1..31, LastDay for the last
	DueClock Clock     // of a recurring one: the time of day
	Late     LatePolicy
	MinChars int
	Review   Review
	Policy   string // key of Plan.Reminders; "" means no reminders
}

// LastDay as Deliverable.DueDay means the last day of the month.
const LastDay = -1

// Count is how many works settle a debt (Min) and how many are asked for at
// the most (Max; 0 means no upper bound was given).
type Count struct{ Min, Max int }

// Quota returns the number that a receipt shows as the denominator: the upper
// bound where there is one, else the lower.
func (c Count) Quota() int {
	if c.Max > 0 {
		return c.Max
	}
	return c.Min
}

// Audience is who owes a deliverable.
type Audience string

// The audiences.
const (
	OwedByMember Audience = "member" // each person with the role member
	OwedByUnit   Audience = "unit"   // each unit
	OwedByOffice Audience = "office" // the office, once
)

// Every is the rhythm of a recurring deliverable.
type Every string

// The rhythms.
const (
	Once         Every = ""
	EveryMonth   Every = "month"
	EveryQuarter Every = "quarter"
)

// LatePolicy says what becomes of works that arrive after the deadline.
type LatePolicy string

// The policies.
const (
	LateAccept LatePolicy = "accept" // filed and marked late
	LateClose  LatePolicy = "close"  // no longer taken
)

// Review says who has to approve a work.
type Review string

// The reviews.
const (
	ReviewNone   Review = "none"
	ReviewUnit   Review = "unit"
	ReviewOffice Review = "office"
)

// Event is something to attend.
type Event struct {
	ID, Name string
	At       time.Time
	Place    string
	Who      Who
	SignIn   bool
	Remind   []Offset // how long before At a reminder leaves
}

// Who selects people: those with one of Roles and, where Units is not empty,
// in one of Units. An empty Roles means everybody.
type Who struct {
	Roles []Role
	Units []string
}

// Includes tells whether m belongs to the selection.
func (w Who) Includes(m Member) bool {
	if len(w.Units) > 0 && !contains(w.Units, m.Unit) {
		return false
	}
	if len(w.Roles) == 0 {
		return true
	}
	for _, r := range w.Roles {
		if m.Has(r) {
			return true
		}
	}
	return false
}

// Policy is a ladder of reminders around a deadline.
type Policy struct {
	Before   []Offset
	OnDay    bool
	Overdue  []Offset
	At       Clock
	Escalate []Escalation
}

// Escalation tells role To who still owes, After the deadline.
type Escalation struct {
	After Offset
	To    Role
}

// Offset is a span as the campaign file writes it, for example 14d, 1h or 30m.
// Text is that writing and names the rung.
type Offset struct {
	Text string
	Days int           // of a span in days or weeks
	Rest time.Duration // of a span in hours or minutes
}

// Duration returns the span with days of 24 hours.
func (o Offset) Duration() time.Duration { return time.Duration(o.Days)*24*time.Hour + o.Rest }

// Summary is a standing report to groups. Cron is a five-field expression in
// the plan's zone; To names group webhooks.
type Summary struct {
	ID          string
	Cron        string
	To          []string
	NameMissing NameMissing
}

// NameMissing says whom a summary may name as still owing.
type NameMissing string

// The choices; naming nobody is the default.
const (
	NameNone    NameMissing = "none"
	NameUnits   NameMissing = "units"
	NameMembers NameMissing = "members"
)

// Span returns the campaign's first day and its last, zero without phases.
func (p *Plan) Span() (from, to Date) {
	for _, ph := range p.Phases {
		if from.IsZero() || ph.From.Before(from) {
			from = ph.From
		}
		if ph.To.After(to) {
			to = ph.To
		}
	}
	return from, to
}

// Deliverables returns all deliverables with the phase each belongs to, in the
// order of the file.
func (p *Plan) Deliverables() []Placed {
	var out []Placed
	for i := range p.Phases {
		for j := range p.Phases[i].Activities {
			a := &p.Phases[i].Activities[j]
			for k := range a.Deliverables {
				out = append(out, Placed{&a.Deliverables[k], a, &p.Phases[i]})
			}
		}
	}
	return out
}

// Placed is a deliverable in its place in the plan.
type Placed struct {
	*Deliverable
	Activity *Activity
	Phase    *Phase
}

// Deliverable returns the deliverable with this id.
func (p *Plan) Deliverable(id string) (Placed, bool) {
	for _, d := range p.Deliverables() {
		if d.ID == id {
			return d, true
		}
	}
	return Placed{}, false
}

// Events returns all events in the order of the file.
func (p *Plan) Events() []Event {
	var out []Event
	for _, ph := range p.Phases {
		for _, a := range ph.Activities {
			out = append(out, a.Events...)
		}
	}
	return out
}

// Period is one span in which a debt of a deliverable arises. Key is "" for a
// deliverable owed once, "2011-10" for a month, "2011-Q4" for a quarter.
type Period struct {
	Key      string
	From, To Date
	Due      time.Time
}

// Periods returns the periods of d, earliest first. A recurring deliverable
// has one for each month or quarter whose due day lies within the phase.
func (d Placed) Periods(zone *time.Location) []Period {
	if d.Every == Once {
		return []Period{{From: d.Phase.From, To: d.Phase.To, Due: d.Due}}
	}
	months := 1
	if d.Every == EveryQuarter {
		months = 3
	}
	var out []Period
	y, m := d.Phase.From.Year, int(d.Phase.From.Month)
	m -= (m - 1) % months
	for {
		first := Date{y, time.Month(m), 1}
		if first.After(d.Phase.To) {
			return out
		}
		next := DateOf(time.Date(y, time.Month(m+months), 1, 0, 0, 0, 0, time.UTC))
		last := next.AddDays(-1)
		due := dueDay(last, d.DueDay)
		if !due.Before(d.Phase.From) && !due.After(d.Phase.To) {
			out = append(out, Period{periodKey(d.Every, first), first, last, due.At(d.DueClock, zone)})
		}
		y, m = next.Year, int(next.Month)
	}
}

// PeriodOf returns the period of d to which a work of day belongs: the one
// that contains the day, else the nearest that the deliverable has.
func (d Placed) PeriodOf(day Date, zone *time.Location) (Period, bool) {
	ps := d.Periods(zone)
	if len(ps) == 0 {
		return Period{}, false
	}
	best := ps[0]
	for _, p := range ps {
		if !p.From.After(day) {
			best = p
		}
	}
	return best, true
}

// dueDay returns day n of the month whose last day is last, never beyond it.
func dueDay(last Date, n int) Date {
	if n == LastDay || n > last.Day {
		return last
	}
	return Date{last.Year, last.Month, n}
}

func periodKey(e Every, first Date) string {
	if e == EveryQuarter {
		return first.String()[:5] + "Q" + string(rune('1'+(int(first.Month)-1)/3))
	}
	return first.String()[:7]
}

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}
