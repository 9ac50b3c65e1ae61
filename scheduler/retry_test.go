package scheduler

import (
	"testing"
	"time"

	"duban/campaign"
)

// TestEveryTryFallsIntoTheDuplicateCheck adds up the longest pauses that a call
// of unclear fate may have.
func TestEveryTryFallsIntoTheDuplicateCheck(t *testing.T) {
	t.Parallel()
	var longest time.Duration
	for id := range int64(200) {
		var total time.Duration
		for n := 1; n < maxTries; n++ {
			total += backOff(campaign.Call{ID: id, Attempts: n})
		}
		longest = max(longest, total)
	}
	if limit := 4*time.Hour - maxTries*90*time.Second; longest > limit {
		t.Errorf("the last try comes after %v, want at most %v", longest, limit)
	}
}

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
		{"no answer for long", campaign.Call{Attempts: maxTries}, Result{Fate: Again}, campaign.CallParked, 0},
		{"busy for the first time, after other troubles", campaign.Call{Attempts: 9}, Result{Fate: Busy}, campaign.CallReady, 10 * time.Second},
		{"busy for the fourth time", campaign.Call{Attempts: 4, Busy: 3}, Result{Fate: Busy}, campaign.CallParked, 0},
		{"no answer, after much waiting", campaign.Call{Attempts: maxTries, Waited: maxTries - 1}, Result{Fate: Again}, campaign.CallReady, 10 * time.Second},
		{"too often, however often", campaign.Call{Attempts: 99, Waited: 98}, Result{Fate: Wait, Wait: time.Minute}, campaign.CallReady, time.Minute},
		{"hopeless", campaign.Call{Attempts: 1}, Result{Fate: Hopeless}, campaign.CallParked, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			out := outcomeOf(tt.call, tt.r, now)
			if out.State != tt.want || out.NextAt.Sub(now) < tt.wait && tt.wait > 0 {
				t.Errorf("got %s after %v, want %s", out.State, out.NextAt.Sub(now), tt.want)
			}
		})
	}
}
