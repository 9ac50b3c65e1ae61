package scheduler

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/robfig/cron/v3"

	"duban/campaign"
	"duban/message"
)

// Planner decides which messages are due. It is read-only after NewPlanner, so
// it may be used from many goroutines.
type Planner struct {
	plan  *campaign.Plan
	cal   *campaign.Calendar
	text  *message.Catalog
	base  []stage // every deliverable and period, without what was moved
	crons []cron.Schedule
	kinds map[string]campaign.Kind
	begin campaign.Date // first day of the campaign
	end   campaign.Date // its last
	reach campaign.Date // its last, or that of the last reminder where it lies beyond
}

// NewPlanner prepares a plan. An error names the summary whose cron expression
// is wrong.
func NewPlanner(plan *campaign.Plan, cal *campaign.Calendar, text *message.Catalog) (*Planner, error) {
	p := &Planner{plan: plan, cal: cal, text: text, kinds: map[string]campaign.Kind{}}
	for _, k := range plan.AllKinds() {
		p.kinds[k.ID] = k
	}
	for _, d := range plan.Deliverables() {
		for _, period := range d.Periods(plan.Zone) {
			p.base = append(p.base, stage{Placed: d, period: period, due: period.Due.In(plan.Zone), order: len(p.base)})
		}
	}
	for _, s := range plan.Summaries {
		schedule, err := cron.ParseStandard(s.Cron)
		if err != nil {
			return nil, fmt.Errorf("summary %s: cron %q: %w", s.ID, s.Cron, err)
		}
		p.crons = append(p.crons, byTheWall{schedule})
	}
	p.begin, p.end = plan.Span()
	p.reach = p.end
	for _, s := range p.base {
		p.climb(&s)
		for _, rungs := range [][]campaign.Rung{s.own, s.up} {
			if n := len(rungs); n > 0 && campaign.DateOf(rungs[n-1].At).After(p.reach) {
				p.reach = campaign.DateOf(rungs[n-1].At)
			}
		}
	}
	return p, nil
}

// Plan returns what became due since the last planning, up to now. A moment
// before the last planning yields nothing. The errors are those of the ledger.
func (p *Planner) Plan(ctx context.Context, f Facts, now time.Time) (Outcome, error) {
	r, err := p.prepare(ctx, f, now)
	if err != nil || r == nil {
		return Outcome{}, err
	}
	var all []campaign.Delivery
	err = r.write(0, func(ds []campaign.Delivery) error {
		all = ds
		return nil
	})
	r.out.Deliveries = all
	return r.out, err
}

// prepare reads all that a planning needs of the ledger and decides what is due.
// It returns nil for a moment before the last planning.
func (p *Planner) prepare(ctx context.Context, f Facts, now time.Time) (*run, error) {
	now = now.In(p.plan.Zone)
	if now.Before(f.Marks[f.planned()]) {
		return nil, nil
	}
	r := p.newRun(f, now)
	r.remember()
	r.due, r.events = r.dueStages(), r.dueEvents()
	r.release = r.releases()
	if len(r.due) > 0 || len(r.events) > 0 || r.release {
		r.people = newPeople(f.Roster)
	}
	if err := r.load(ctx, r.due, r.events); err != nil {
		return nil, err
	}
	if err := r.summarise(ctx); err != nil {
		return nil, err
	}
	return r, r.notices(ctx)
}

// write gives the deliveries to yield, as many at a time as have about so many
// reasons, or all at once where most is 0. Unless it is the last, a list is overwritten once yield has
// returned. The outcome is complete, but for the deliveries, when write returns.
func (r *run) write(most int, yield func([]campaign.Delivery) error) error {
	r.pile = pile{most: most, yield: yield}
	if err := r.remind(); err != nil {
		return err
	}
	for _, d := range r.reports {
		if err := r.pile.add(d); err != nil {
			return err
		}
	}
	return r.pile.flush()
}

// run is the working state of one planning.
type run struct {
	*Planner
	facts     Facts
	now, lo   time.Time // due is what lies in (lo, now]
	all       []*stage
	people    *people
	due       []*stage
	events    []*recall
	reports   []campaign.Delivery // summaries and notices, which follow the reminders
	pile      pile
	own       []int32   // what everybody is told now of his own debts, by combo
	weekEnd   time.Time // the last moment of now's week
	ahead     []*stage  // with something to tell later this week
	aheadUp   map[int][]*told
	counts    map[string]int       // reminder messages of this week, by UserKey
	release   bool                 // what was held back may leave
	held      map[string]time.Time // when the budget held something back, by ItemKey
	holders   map[string]bool      // for whom, by UserKey
	heldBack  []*stage             // that they may be of
	closed    map[string]map[standing]standingState
	members   map[string][]debtor // every unit's, as owingOf lists them
	anyNew    bool                // some person was never seen before
	refs      []*ref
	refID     map[refKey]*ref
	combos    combos
	texts     map[int32]string // of own debts alone, by combo
	last      letter           // written last, of those that tell of others' debts and no event
	lastText  string
	stamped   time.Time // what stamp wrote last
	stampText string
	out       Outcome
}

type refKey struct {
	*stage
	rung string
	at   time.Time
}

// standing names a debt within a deliverable.
type standing struct{ period, debtor string }

type standingState uint8

const (
	settled  standingState = 1 << iota // nothing is owed (any more)
	extended                           // by another deadline
)

func (p *Planner) newRun(f Facts, now time.Time) *run {
	r := &run{Planner: p, facts: f, now: now, closed: map[string]map[standing]standingState{}, refID: map[refKey]*ref{}, texts: map[int32]string{}}
	r.lo = f.Marks[f.planned()]
	if _, ok := f.Marks[f.planned()]; !ok {
		r.lo = now.Add(-time.Nanosecond) // the first planning: what is due at this very moment
	}
	r.weekEnd = monday(campaign.DateOf(now)).AddDays(7).At(campaign.Clock{}, p.plan.Zone).Add(-time.Nanosecond)
	r.all = p.stages(f, now)
	r.out.Marks = map[string]time.Time{f.planned(): now}
	return r
}

// monday returns the Monday of d's week.
func monday(d campaign.Date) campaign.Date { return d.AddDays(-(int(d.Weekday()) + 6) % 7) }

// dueStages returns the stages with a rung in the window, for somebody.
func (r *run) dueStages() []*stage {
	var due []*stage
	for _, s := range r.all {
		if s.Late == campaign.LateClose && r.now.After(s.due) {
			if rung, ok := within(s.own, r.from(s.fresh), r.now); ok {
				r.hold("", s.item("", rung.Name), HeldClosed)
			}
			continue
		}
		if rung, ok := within(s.own, r.from(s.fresh), r.now); ok {
			s.newest = r.ref(s, rung)
			r.heldOlder(s, rung)
		}
		if rung, ok := within(s.own, r.from(true), r.now); ok {
			s.exact = r.ref(s, rung)
		}
		_, up := within(s.up, r.lo, r.now)
		if s.newest != nil || up || r.released(s) {
			due = append(due, s)
		}
	}
	return due
}

// released tells whether a snooze that ends lets a rung of the stage go.
func (r *run) released(s *stage) bool {
	for _, until := range r.facts.Snoozes {
		if _, ok := within(s.snoozed(until), r.lo, r.now); ok {
			return true
		}
	}
	return false
}

// heldOlder notes the rungs of the window that the newest replaces.
func (r *run) heldOlder(s *stage, newest campaign.Rung) {
	for _, o := range s.own {
		if o.At.After(r.from(s.fresh)) && o.At.Before(newest.At) {
			r.hold("", s.item("", o.Name), HeldNewer)
		}
	}
}

func (r *run) hold(to string, i campaign.Item, why Reason) {
	r.out.Held = append(r.out.Held, Held{to, i, why})
}

func (r *run) ref(s *stage, rung campaign.Rung) *ref {
	k := refKey{s, rung.Name, rung.At}
	if out, ok := r.refID[k]; ok {
		return out
	}
	out := &ref{s, rung, int32(len(r.refs))}
	r.refs = append(r.refs, out)
	r.refID[k] = out
	return out
}

// week returns the stages with a rung later this week, or one that a snooze may
// put off into it.
func (r *run) week() []*stage {
	var out []*stage
	for _, s := range r.all {
		if s.Late == campaign.LateClose && r.now.After(s.due) {
			continue
		}
		_, own := within(s.own, r.now, r.weekEnd)
		_, up := within(s.up, r.now, r.weekEnd)
		if own || up || len(r.facts.Snoozes) > 0 && len(s.own) > 0 && s.own[0].At.Before(r.weekEnd) {
			out = append(out, s)
		}
	}
	return out
}

// load reads what the ledger knows of the stages and, under a budget, of those
// of the rest of the week.
func (r *run) load(ctx context.Context, due []*stage, events []*recall) error {
	if r.plan.Burden.PerWeek > 0 && (len(due) > 0 || r.release) {
		r.ahead = r.week()
		due = append(due[:len(due):len(due)], r.ahead...)
		due = append(due, r.findHeld()...)
		end := r.weekEnd.Add(time.Nanosecond)
		counts, err := r.facts.Ledger.ReminderCounts(ctx, end.AddDate(0, 0, -7), end)
		if err != nil {
			return fmt.Errorf("count the week's reminders: %w", err)
		}
		r.counts = counts
	}
	for _, s := range due {
		if err := r.standings(ctx, s.ID); err != nil {
			return err
		}
	}
	if err := r.records(ctx, due); err != nil {
		return err
	}
	return r.recalled(ctx, events)
}

// standings reads which debts of a deliverable are not simply open.
func (r *run) standings(ctx context.Context, deliverable string) error {
	if _, ok := r.closed[deliverable]; ok {
		return nil
	}
	closed := map[standing]standingState{}
	err := r.facts.Ledger.AllDebts(ctx, deliverable, func(d campaign.Debt) error {
		if st := stateOf(d); st != 0 {
			closed[standing{d.Period, d.Debtor}] = st
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read the debts of %s: %w", deliverable, err)
	}
	r.closed[deliverable] = closed
	return nil
}

// owes tells whether the debtor still owes what the stage is about, by the
// stage's deadline.
func (r *run) owes(s *stage, debtor string) bool {
	st := r.closed[s.ID][standing{s.period.Key, debtor}]
	if s.debtors != nil {
		return st&settled == 0 && slices.Contains(s.debtors, debtor)
	}
	return st == 0
}
