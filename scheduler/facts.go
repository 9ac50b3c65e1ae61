package scheduler

import (
	"context"
	"maps"
	"slices"
	"time"

	"duban/campaign"
)

// Facts is what the planner has to know beside the plan. Nothing in it is
// changed.
type Facts struct {
	Roster    *campaign.Roster
	Marks     map[string]time.Time // the planner's memory, see Outcome.Marks
	Deadlines []campaign.Deadline
	Extended  []campaign.Debt      // the open debts with a deadline of their own
	Snoozes   map[string]time.Time // UserKey to the end of the snooze, of those that end after the last planning
	Ledger    Ledger
	Waiting   []campaign.Delivery // of a rehearsal: what is in the outbox already
	Timeline  string              // whose last planning counts, see Options.Timeline

	known bool // a planning has marked everybody of the roster
}

// planned returns the mark of the last planning.
func (f Facts) planned() string { return markPlan + f.Timeline }

// Ledger is read only for what is due. campaign.Tx is one.
type Ledger interface {
	AllDebts(ctx context.Context, deliverable string, yield func(campaign.Debt) error) error
	SentItems(ctx context.Context, deliverable, period string, yield func(key string) error) error
	ReminderCounts(ctx context.Context, from, to time.Time) (map[string]int, error)
	Deliveries(ctx context.Context, f campaign.DeliveryFilter) ([]campaign.Delivery, error)
}

// ReadFacts reads the facts of a planning on a timeline from a transaction.
func ReadFacts(ctx context.Context, tx campaign.Tx, timeline string) (Facts, error) {
	return readFacts(ctx, tx, timeline, nil)
}

// readFacts is ReadFacts where known is a roster of which a planning has marked
// everybody; it is by far the longest part of the memory, and then not read.
func readFacts(ctx context.Context, tx campaign.Tx, timeline string, known *campaign.Roster) (Facts, error) {
	f := Facts{Ledger: tx, Timeline: timeline, Marks: map[string]time.Time{}}
	var err error
	if f.Roster, err = tx.Roster(ctx); err != nil {
		return f, err
	}
	f.known = f.Roster == known
	for _, of := range []string{markPlan, markUnit, markDeliverable, markEvent, markHeld, markMember} {
		if of == markMember && f.known {
			continue
		}
		marks, err := tx.Marks(ctx, of)
		if err != nil {
			return f, err
		}
		maps.Copy(f.Marks, marks)
	}
	if f.Deadlines, err = tx.Deadlines(ctx); err != nil {
		return f, err
	}
	if f.Extended, err = tx.ExtendedDebts(ctx); err != nil {
		return f, err
	}
	f.Snoozes, err = tx.Snoozes(ctx, f.Marks[f.planned()])
	return f, err
}

// RehearsalFacts reads the facts of a rehearsal: those of a planning, and what
// waits in the outbox to leave by to and is still called for.
func (p *Planner) RehearsalFacts(ctx context.Context, tx campaign.Tx, timeline string, from, to time.Time) (Facts, error) {
	f, err := ReadFacts(ctx, tx, timeline)
	if err != nil {
		return f, err
	}
	waiting, err := tx.Deliveries(ctx, campaign.DeliveryFilter{State: campaign.DeliveryPlanned, Until: to, Limit: outboxLimit})
	if err != nil {
		return f, err
	}
	verdicts, err := p.judge(ctx, tx, waiting, from)
	if err != nil {
		return f, err
	}
	for _, v := range verdicts {
		if v.drop == "" {
			v.At = later(v.At, from)
			f.Waiting = append(f.Waiting, v.Delivery)
		}
	}
	slices.SortStableFunc(f.Waiting, func(a, b campaign.Delivery) int { return a.At.Compare(b.At) })
	return f, nil
}

// outboxLimit is more than waits in any outbox.
const outboxLimit = 1_000_000

// Outcome is what one planning came to.
type Outcome struct {
	Deliveries []campaign.Delivery
	Held       []Held               // what would have left, and why it does not
	Marks      map[string]time.Time // to be remembered
}

// Held is one item that was held back. To is "" where it concerns all its
// debtors.
type Held struct {
	To     string
	Item   campaign.Item
	Reason Reason
}

// Reason says why an item was held back.
type Reason string

// The reasons.
const (
	HeldBudget   Reason = "budget"   // the person's week was full
	HeldSent     Reason = "sent"     // it left before, at another moment
	HeldNewer    Reason = "newer"    // a newer rung of the debt leaves in its place
	HeldReminded Reason = "reminded" // the person was himself reminded of these debts
	HeldClosed   Reason = "closed"   // too late to do anything about it
)

// The planner's marks.
const (
	markPlan        = "plan"
	markMember      = campaign.MarkMember
	markUnit        = campaign.MarkUnit
	markDeliverable = "deliverable:"
	markEvent       = "event:"
	markHeld        = campaign.MarkHeld
)
