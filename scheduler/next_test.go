package scheduler_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"duban/campaign"
)

// TestASummaryLeavesOnceWhenTheClocksArePutBack has a zone whose clocks are put
// back at three in the night, and a summary within that hour.
func TestASummaryLeavesOnceWhenTheClocksArePutBack(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	plan := newPlan(t)
	plan.Zone = berlin
	plan.Phases[0].From, plan.Phases[0].To = day(t, "2024-10-01"), day(t, "2024-11-30")
	plan.Summaries = []campaign.Summary{{ID: "w", Cron: "30 2 * * *", To: []string{"群"}}}
	w := newWorld(t, plan, roster("m 张三 一中 member"))
	var got []string
	from := time.Date(2024, 10, 26, 12, 0, 0, 0, berlin)
	for l, err := range w.planner.Rehearse(context.Background(), w.facts, from, from.AddDate(0, 0, 2)) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, l.At)
	}
	if want := []string{"2024-10-27T02:30:00+02:00", "2024-10-28T02:30:00+01:00"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
