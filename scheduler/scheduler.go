package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"duban/campaign"
	"duban/message"
)

// Sender is the way one channel takes. It is safe for concurrent use.
type Sender interface {
	// Body returns the final bytes of a call that carries the text, or the card
	// where there is one, to these recipients; every try sends the same. With twice
	// the same left a while ago, and this must not be taken for a repeat of it.
	Body(to []string, text, card string, twice bool) ([]byte, error)
	// Send makes the call once.
	Send(ctx context.Context, c campaign.Call) Result
	// Limits returns how much the channel carries.
	Limits() Limits
}

// FileSender is a Sender that brings documents too.
type FileSender interface {
	Sender
	// FileBody is Body for a document. Its bytes are looked up at each try.
	FileBody(to []string, f campaign.File) ([]byte, error)
}

// Limits is how much a channel carries. A zero limit is none.
type Limits struct {
	PerCall   int // recipients of one call
	PerMinute int // messages to one recipient
	PerHour   int
	PerText   int // bytes of a message; a longer text is split
}

// Result is what one try of a call came to.
type Result struct {
	Fate   Fate
	Answer string            // the platform's answer, or what went wrong
	Drop   map[string]string // recipients (UserKey) that were refused, and why
	Parts  int               // of the requests in the call's body, how many are carried out by now
	Wait   time.Duration     // at least so long until the next try

	Reached bool   // some of the try reached somebody, or may have
	Trouble string // what went wrong, in a word that its every case shares; "" where it is this call's own
	Code    int    // by which the platform refused; 0 where it did not
}

// NoWebhook is the trouble of a group that nobody gave a webhook.
const NoWebhook = "no webhook"

// Fate says what to do after a try.
type Fate string

// The fates.
const (
	Sent     Fate = "sent"
	Again    Fate = "again"    // no clear answer: the same again with back-off
	Busy     Fate = "busy"     // reached nobody, for the moment: again, three times and then after longer pauses
	Wait     Fate = "wait"     // over a frequency limit: try again after Wait
	Unsent   Fate = "unsent"   // reached nobody, and no message is to blame: what waits is judged anew
	Hopeless Fate = "hopeless" // no try will do: content, or a mistake of the program
)

// Options is what a Scheduler works with. Store, Plan, Text, Senders and Owner
// are required.
type Options struct {
	Store    campaign.Store
	Plan     *campaign.Plan
	Calendar *campaign.Calendar
	Text     *message.Catalog
	Senders  map[campaign.Channel]Sender
	Owner    string        // names this process among replicas; no two may share it
	Timeline string        // "" for those who go by the machine's clock; another one remembers its last planning apart
	Cards    bool          // a reminder of one debt comes as a card with buttons
	Markdown bool          // what comes as no card comes as markdown
	Lease    time.Duration // of a call that is being tried; 0 means 90 seconds
	AtOnce   int           // deliveries that one transaction puts into calls; 0 means 10,000
	Log      *slog.Logger  // nil: no log

	// Now and After are the clock of Run; nil: the machine's.
	Now   func() time.Time
	After func(time.Duration) <-chan time.Time

	// Skew, if set, tells how far the clock that all replicas share is ahead of
	// Now. Run goes by it, so that a replica whose clock is wrong neither takes
	// others' leases nor sends early.
	Skew func(context.Context) (time.Duration, error)

	// Observe, if set, hears of every try, of several at once.
	Observe func(channel campaign.Channel, fate Fate, recipients int)
	// Fail, if set, is asked at the points "claimed" (before a try) and "sent"
	// (between the platform's answer and our record), of several calls at once; an
	// error ends the work there as a crash would.
	Fail func(point string) error
}

// Scheduler carries a campaign's messages from the plan to the platform. Its
// methods may be called from several goroutines and replicas at once; Run is
// called once.
type Scheduler struct {
	Options
	planner *Planner
	breaker *breaker
	wake    chan struct{}
	seen    *horizon
	skew    *atomic.Int64                    // of Run's clock, in nanoseconds
	known   *atomic.Pointer[campaign.Roster] // the people of the last planning that was remembered
}

// New returns a scheduler; it does nothing yet.
func New(o Options) (*Scheduler, error) {
	if o.Store == nil || o.Plan == nil || o.Text == nil || len(o.Senders) == 0 || o.Owner == "" {
		return nil, errors.New("scheduler: store, plan, texts, senders and owner are required")
	}
	planner, err := NewPlanner(o.Plan, o.Calendar, o.Text)
	if err != nil {
		return nil, fmt.Errorf("scheduler: %w", err)
	}
	if o.Lease == 0 {
		o.Lease = 90 * time.Second
	}
	if o.AtOnce == 0 {
		o.AtOnce = 10_000
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.After == nil {
		o.After = time.After
	}
	return &Scheduler{Options: o, planner: planner, breaker: newBreaker(), wake: make(chan struct{}, 1), seen: &horizon{}, skew: &atomic.Int64{}, known: &atomic.Pointer[campaign.Roster]{}}, nil
}

// Planner returns the planner that the scheduler goes by.
func (s *Scheduler) Planner() *Planner { return s.planner }

// planAtOnce is how many reasons of deliveries one transaction takes on, so that a
// large planning does not keep those who file from being answered.
const planAtOnce = 5_000

// Plan plans what is due as of now and returns how many deliveries are new.
// Planning again, here or on another replica, adds nothing: deliveries and their
// items are known by their keys, and the marks are put last, so that a planning
// that was cut off is made up for by the next.
func (s *Scheduler) Plan(ctx context.Context, now time.Time) (int, error) {
	return s.plan(ctx, now, func([]campaign.Delivery) {})
}

// plan is Plan with a last word on each delivery.
func (s *Scheduler) plan(ctx context.Context, now time.Time, put func([]campaign.Delivery)) (int, error) {
	var r *run
	err := s.Store.View(ctx, func(tx campaign.Tx) error {
		f, err := readFacts(ctx, tx, s.Timeline, s.known.Load())
		if err != nil {
			return err
		}
		r, err = s.planner.prepare(ctx, f, now)
		return err
	})
	if err != nil || r == nil {
		return 0, wrap(err, "plan as of %s", now.Format(time.RFC3339))
	}
	added := 0
	err = r.write(planAtOnce, func(ds []campaign.Delivery) error {
		n := 0
		put(ds)
		err := s.Store.Update(ctx, now, func(tx campaign.Tx) (err error) {
			n, err = tx.Enqueue(ctx, ds)
			return err
		})
		added += n
		return err
	})
	if err != nil {
		return added, fmt.Errorf("enqueue what is planned: %w", err)
	}
	for _, h := range r.out.Held {
		s.Log.DebugContext(ctx, "held back", "to", h.To, "deliverable", h.Item.Deliverable, "rung", h.Item.Rung, "reason", h.Reason)
	}
	if added > 0 {
		s.Log.InfoContext(ctx, "planned", "deliveries", added, "at", now)
	}
	err = s.Store.Update(ctx, now, func(tx campaign.Tx) error { return tx.PutMarks(ctx, r.out.Marks) })
	if err == nil {
		s.known.Store(r.facts.Roster)
	}
	return added, wrap(err, "remember the planning")
}

// wrap says what was being done when err happened; nil stays nil.
func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf(format+": %w", append(args, err)...)
}

// Tick plans and delivers, once, what is due as of now, and returns how many
// deliveries are left for a later tick: it does not wait for a rate window or a
// back-off.
func (s *Scheduler) Tick(ctx context.Context, now time.Time) (left int, err error) {
	if _, err := s.Plan(ctx, now); err != nil {
		return 0, err
	}
	if err := s.Deliver(ctx, now); err != nil {
		return 0, err
	}
	return s.left(ctx, now)
}

// Deliver sends what is planned and may leave as of now.
func (s *Scheduler) Deliver(ctx context.Context, now time.Time) error {
	return s.deliver(ctx, func() time.Time { return now })
}

// deliver is Deliver by a clock, which may go on while calls are made.
func (s *Scheduler) deliver(ctx context.Context, clock func() time.Time) error {
	for {
		if err := s.Compose(ctx, clock()); err != nil {
			return err
		}
		tried, err := s.dispatch(ctx, clock)
		if err != nil || tried == 0 {
			return err
		}
	}
}

// left counts the deliveries that should have left by now.
func (s *Scheduler) left(ctx context.Context, now time.Time) (int, error) {
	left := 0
	err := s.Store.View(ctx, func(tx campaign.Tx) error {
		planned, err := tx.Deliveries(ctx, campaign.DeliveryFilter{State: campaign.DeliveryPlanned, Until: now, Limit: outboxLimit})
		if err != nil {
			return err
		}
		calling, err := tx.Deliveries(ctx, campaign.DeliveryFilter{State: campaign.DeliveryCalling, Limit: outboxLimit})
		left = len(planned) + len(calling)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("count what is left: %w", err)
	}
	return left, nil
}
