package scheduler_test

import (
	"context"
	"testing"
	"time"

	"duban/campaign"
	"duban/scheduler"
)

// TestNobodyIsWokenByWhatAnOutageDelayed lets the service come back at night.
func TestNobodyIsWokenByWhatAnOutageDelayed(t *testing.T) {
	t.Parallel()
	near := campaign.Deliverable{ID: "near", Kind: campaign.KindWork, OwedBy: campaign.OwedByUnit, Due: at(t, "2011-10-20 07:00")}
	h := newHouse(t, newPlan(t, essays(t), near), "m 张三 一中 member", "l 甲 一中 liaison")
	slept, wake := make(chan time.Duration), make(chan time.Time)
	s, err := scheduler.New(scheduler.Options{Store: h.store, Plan: h.plan, Calendar: autumn(t), Text: h.text, Senders: h.send, Owner: "run",
		Now:   func() time.Time { return time.Unix(0, h.clock.Load()) },
		After: func(d time.Duration) <-chan time.Time { slept <- d; return wake },
	})
	if err != nil {
		t.Fatal(err)
	}
	h.set(at(t, "2011-10-18 09:20"))
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	<-slept
	for _, step := range []struct {
		when string
		m, l int
	}{
		{"2011-10-19 23:40", 0, 1}, // a deadline before the morning is told at once
		{"2011-10-20 08:29", 0, 1},
		{"2011-10-20 08:30", 1, 1},
	} {
		h.set(at(t, step.when))
		wake <- time.Time{}
		<-slept
		if m, l := len(h.inbox("m")), len(h.inbox("l")); m != step.m || l != step.l {
			t.Errorf("%s: %d and %d messages, want %d and %d", step.when, m, l, step.m, step.l)
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
