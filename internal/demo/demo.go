package demo

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"duban/campaign"
	"duban/message"
	"duban/wecom/simulator"
)

// Service is what the demo drives: the real service on the demo's clock.
type Service interface {
	// Tick plans and delivers what is due; left counts what has to wait.
	Tick(ctx context.Context, now time.Time) (left int, err error)
	// Next returns the first moment after t at which a message may leave.
	Next(ctx context.Context, t time.Time) (at time.Time, ok bool, err error)
	// Progress returns the figures as of now.
	Progress(ctx context.Context) ([]campaign.DeliverableFigures, error)
	// Handler serves the service's own addresses.
	Handler() http.Handler
}

// Options are the parts of a demo.
type Options struct {
	Service  Service
	Platform *simulator.Simulator
	AgentID  int
	Clock    *Clock
	Plan     *campaign.Plan
	Members  []campaign.Member
	Groups   []string
	Catalog  *message.Catalog
	Log      *slog.Logger
}

// Demo is the page's server. Start runs what happens by itself; Close ends it.
type Demo struct {
	Options
	member *simulator.Client
	mu     sync.Mutex // one tick or move at a time
	ending <-chan struct{}
	stop   context.CancelFunc
	done   sync.WaitGroup
}

// New returns a demo that stands still until Start.
func New(o Options) *Demo {
	return &Demo{Options: o, member: o.Platform.Client(o.AgentID)}
}

// Start lets time pass, until ctx ends or Close: what comes due while nobody
// moves the clock leaves too. The streams of open pages end with it.
func (d *Demo) Start(ctx context.Context) {
	ctx, d.stop = context.WithCancel(ctx)
	d.ending = ctx.Done()
	d.done.Go(func() {
		beat := time.NewTicker(time.Second)
		defer beat.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-beat.C:
				if err := d.tick(ctx); err != nil && ctx.Err() == nil {
					d.Log.Error("tick", "error", err)
				}
			}
		}
	})
}

// Close ends what Start began and waits for it.
func (d *Demo) Close() {
	d.stop()
	d.done.Wait()
}

// tick delivers what is due now.
func (d *Demo) tick(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, err := d.Service.Tick(ctx, d.Clock.Now())
	return err
}

// end returns the moment at which the campaign is over.
func (d *Demo) end() time.Time {
	var last campaign.Date
	for _, p := range d.Plan.Phases {
		if p.To.After(last) {
			last = p.To
		}
	}
	return last.AddDays(1).At(campaign.Clock{}, d.Plan.Zone)
}

// Moved says what a move of the clock brought about.
type Moved struct {
	Now    time.Time `json:"now"`
	Sent   int       `json:"sent"`   // messages that arrived, group posts included
	People int       `json:"people"` // who got one
}

// forward moves the clock to until, stopping on the way at every moment at
// which something may leave. With first it stays where something left.
func (d *Demo) forward(ctx context.Context, until time.Time, first bool) (Moved, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	calls, posts := len(d.Platform.Sent()), d.posts()
	for {
		at, ok, err := d.Service.Next(ctx, d.Clock.Now())
		if err != nil {
			return Moved{}, err
		}
		if !ok || at.After(until) {
			d.Clock.Forward(until)
			break
		}
		d.Clock.Forward(at)
		if err := d.deliver(ctx); err != nil {
			return Moved{}, err
		}
		if first && len(d.Platform.Sent())+d.posts() > calls+posts {
			break
		}
	}
	out := Moved{Now: d.Clock.Now(), Sent: d.posts() - posts}
	people := map[string]bool{}
	for _, s := range d.Platform.Sent()[calls:] {
		out.Sent += len(s.Recipients)
		for _, id := range s.Recipients {
			people[id] = true
		}
	}
	out.People = len(people)
	return out, nil
}

// window is the length of the platform's shortest rate window (doc 90312).
const window = time.Minute

// deliver ticks until nothing waits, moving the clock past rate windows.
func (d *Demo) deliver(ctx context.Context) error {
	for {
		left, err := d.Service.Tick(ctx, d.Clock.Now())
		if err != nil || left == 0 {
			return err
		}
		d.Clock.Forward(d.Clock.Now().Add(window))
	}
}

// posts counts the messages in all groups.
func (d *Demo) posts() int {
	n := 0
	for _, g := range d.Groups {
		n += len(d.Platform.GroupPosts(g))
	}
	return n
}
