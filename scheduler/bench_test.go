package scheduler_test

import (
	"context"
	"fmt"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"duban/campaign"
	"duban/message"
	"duban/scheduler"
)

// none is the store of a campaign in which nothing was filed or sent, as far as a
// planning needs one. It keeps nothing but marks.
type none struct {
	campaign.Tx // nil
	roster      *campaign.Roster
	marks       map[string]map[string]time.Time // by what their subjects begin with
}

func (s *none) View(_ context.Context, fn func(campaign.Tx) error) error { return fn(s) }
func (s *none) Update(_ context.Context, _ time.Time, fn func(campaign.Tx) error) error {
	return fn(s)
}

func (s *none) Roster(context.Context) (*campaign.Roster, error) { return s.roster, nil }
func (s *none) Marks(_ context.Context, prefix string) (map[string]time.Time, error) {
	return s.marks[prefix], nil
}
func (s *none) PutMarks(_ context.Context, marks map[string]time.Time) error {
	s.marks = map[string]map[string]time.Time{}
	for subject, at := range marks {
		of, name, _ := strings.Cut(subject, ":")
		if name != "" {
			of += ":"
		}
		if s.marks[of] == nil {
			s.marks[of] = map[string]time.Time{}
		}
		s.marks[of][subject] = at
	}
	return nil
}

func (*none) Deadlines(context.Context) ([]campaign.Deadline, error) { return nil, nil }
func (*none) ExtendedDebts(context.Context) ([]campaign.Debt, error) { return nil, nil }
func (*none) Snoozes(context.Context, time.Time) (map[string]time.Time, error) {
	return nil, nil
}
func (*none) AllDebts(context.Context, string, func(campaign.Debt) error) error   { return nil }
func (*none) SentItems(context.Context, string, string, func(string) error) error { return nil }
func (*none) ReminderCounts(context.Context, time.Time, time.Time) (map[string]int, error) {
	return nil, nil
}

func (*none) Enqueue(_ context.Context, ds []campaign.Delivery) (int, error) {
	for _, d := range ds {
		if len(d.Items) < 12 || d.Text == "" {
			return 0, fmt.Errorf("%s is told of %d debts", d.To, len(d.Items))
		}
	}
	return len(ds), nil
}

func crowd(n int) *campaign.Roster {
	ms := make([]campaign.Member, n)
	for i := range ms {
		roles := []campaign.Role{campaign.RoleMember}
		switch i % 200 {
		case 0:
			roles = append(roles, campaign.RoleHead)
		case 1:
			roles = append(roles, campaign.RoleLiaison)
		}
		ms[i] = campaign.Member{UserID: fmt.Sprintf("user%06d", i), Name: fmt.Sprintf("某%d", i), Unit: fmt.Sprintf("单位%d", i/200), Roles: roles}
	}
	return campaign.NewRoster(ms)
}

// BenchmarkPlan plans twelve deliverables for a crowd: for the first time, at a
// moment at which all of them are due; when everybody is known, with the liaisons
// told of their units; and with nothing due. Beside the time it tells how much
// memory the process needed for it at its peak, the crowd's own not counted.
func BenchmarkPlan(b *testing.B) {
	first, known, quiet := at(b, "2011-10-25 09:10"), at(b, "2011-10-27 09:10"), at(b, "2011-10-10 09:05")
	for _, n := range []int{1_000, 10_000, 100_000, 1_000_000} {
		store := &none{roster: crowd(n)}
		s := planning(b, store)
		if _, err := s.Plan(context.Background(), at(b, "2011-10-10 09:00")); err != nil {
			b.Fatal(err)
		}
		seen := store.marks
		for _, tt := range []struct {
			name  string
			at    time.Time
			marks map[string]map[string]time.Time
			least int
		}{{"cold", first, nil, n}, {"due", known, seen, n}, {"quiet", quiet, seen, 0}} {
			b.Run(fmt.Sprintf("%s/%d", tt.name, n), func(b *testing.B) {
				b.ReportAllocs()
				plan := func() {
					if store.marks = tt.marks; tt.marks == nil {
						s = planning(b, store)
					}
					if got, err := s.Plan(context.Background(), tt.at); err != nil || got < tt.least {
						b.Fatal(got, err)
					}
				}
				for b.Loop() {
					plan()
				}
				b.ReportMetric(peak(plan)/1e6, "peak-MB")
			})
		}
	}
}

// planning returns a scheduler of twelve deliverables that all fall due on the
// same days.
func planning(b *testing.B, store campaign.Store) *scheduler.Scheduler {
	text, err := message.Load(message.Hans)
	if err != nil {
		b.Fatal(err)
	}
	var ds []campaign.Deliverable
	for i := range 12 {
		d := essays(b)
		d.ID, d.Due = fmt.Sprintf("d%02d", i), d.Due.Add(time.Duration(i)*time.Minute)
		ds = append(ds, d)
	}
	plan := newPlan(b, ds...)
	plan.Burden.PerWeek = 3
	s, err := scheduler.New(scheduler.Options{Store: store, Plan: plan, Calendar: autumn(b), Text: text,
		Senders: map[campaign.Channel]scheduler.Sender{campaign.ChannelApp: nil}, Owner: "me"})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// peak returns how many more bytes the process holds at most while fn runs than
// before.
func peak(fn func()) float64 {
	debug.FreeOSMemory()
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	held := func() float64 {
		metrics.Read(sample)
		return float64(sample[0].Value.Uint64()) - float64(sample[1].Value.Uint64())
	}
	before := held()
	most := before
	done, watched := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(watched)
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				most = max(most, held())
			case <-done:
				return
			}
		}
	}()
	fn()
	close(done)
	<-watched
	return max(most, held()) - before
}
