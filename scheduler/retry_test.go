package scheduler

import (
	"testing"
	"time"

	"duban/campaign"
)

func TestOutcomes(t *testing.T) {
	t.Parallel()
	now := time.Date(2011, 10, 19, 9, 10, 0, 0, time.UTC)
	for _, tt := range []struct {
		name string
		call campaign.Call
		r    Result
		want campaign.CallState
		wait time.Duration // at least
	}{
		{"sent", campaign.Call{Attempts: 1}, Result{Fate: Sent}, campaign.CallDone, 0},
		{"no answer", campaign.Call{Attempts: 1}, Result{Fate: Again}, campaign.CallReady, 10 * time.Second},
		{"no answer for long", campaign.Call{Attempts: 999}, Result{Fate: Again}, campaign.CallReady, maxBackOff},
		{"busy for the first time, after other troubles", campaign.Call{Attempts: 9}, Result{Fate: Busy}, campaign.CallReady, 10 * time.Second},
		{"busy for the third time", campaign.Call{Attempts: 3, Busy: 2}, Result{Fate: Busy}, campaign.CallReady, 40 * time.Second},
		{"busy for the fourth time", campaign.Call{Attempts: 4, Busy: 3}, Result{Fate: Busy}, campaign.CallReady, maxBackOff},
		{"busy for long", campaign.Call{Attempts: 999, Busy: 998}, Result{Fate: Busy}, campaign.CallReady, maxBackOff},
		{"too often, however often", campaign.Call{Attempts: 99, Waited: 98}, Result{Fate: Wait, Wait: time.Minute}, campaign.CallReady, time.Minute},
		{"no way", campaign.Call{Attempts: 5, Waited: 2, Busy: 2}, Result{Fate: Unsent}, campaign.CallWithdrawn, 0},
		{"no way, after a try without an answer", campaign.Call{Attempts: 2}, Result{Fate: Unsent}, campaign.CallReady, 10 * time.Second},
		{"no way any more for the rest of it", campaign.Call{Attempts: 1}, Result{Fate: Unsent, Parts: 1}, campaign.CallReady, 10 * time.Second},
		{"no way any more for half of it", campaign.Call{Attempts: 1}, Result{Fate: Unsent, Reached: true}, campaign.CallReady, 10 * time.Second},
		{"hopeless", campaign.Call{Attempts: 1}, Result{Fate: Hopeless}, campaign.CallParked, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			out := outcomeOf(tt.call, tt.r, now)
			if out.State != tt.want || out.NextAt.Sub(now) < tt.wait && tt.wait > 0 {
				t.Errorf("got %s after %v, want %s", out.State, out.NextAt.Sub(now), tt.want)
			}
			unclear := tt.r.Fate == Again || tt.r.Parts > 0 || tt.r.Reached || tt.call.Attempts-tt.call.Waited-tt.call.Busy > 1
			if out.Unclear != unclear {
				t.Errorf("unclear %v, want %v", out.Unclear, unclear)
			}
		})
	}
}

// TestTheBreakerWaitsLonger adds up how often an endpoint that only fails is
// asked within an hour.
func TestTheBreakerWaitsLonger(t *testing.T) {
	t.Parallel()
	now := time.Date(2011, 10, 19, 9, 10, 0, 0, time.UTC)
	for fate, want := range map[Fate]int{Again: 21, Busy: 21, Unsent: 18} {
		b, asked := newBreaker(), 0
		for at := now; at.Before(now.Add(time.Hour)); at = at.Add(time.Second) {
			if _, open := b.open("app", at); !open {
				asked++
				b.note("app", Result{Fate: fate}, at)
			}
		}
		if asked != want {
			t.Errorf("%s: asked %d times, want %d", fate, asked, want)
		}
		b.note("app", Result{Fate: Sent}, now.Add(2*time.Hour))
		b.note("app", Result{Fate: fate}, now.Add(2*time.Hour))
		if until, open := b.open("app", now.Add(2*time.Hour)); open && until.Sub(now) > 2*time.Hour+breakFor {
			t.Errorf("%s: a success is not remembered", fate)
		}
	}
}
