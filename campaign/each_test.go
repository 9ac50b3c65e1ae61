package campaign_test

import (
	"context"
	"errors"
	"testing"

	"duban/campaign"
)

func TestEachWork(t *testing.T) {
	t.Parallel()
	for _, n := range []int64{0, 1, 499, 500, 501, 1000, 1203} {
		calls := 0
		list := func(_ context.Context, f campaign.SubmissionFilter) (out []campaign.Submission, _ error) {
			calls++
			last := n
			if f.Before > 0 {
				last = f.Before - 1
			}
			for ; last > 0 && len(out) < f.Limit; last-- {
				out = append(out, campaign.Submission{Number: last, Kind: f.Kind})
			}
			return out, nil
		}
		next := n
		err := campaign.EachWork(context.Background(), list, campaign.SubmissionFilter{Kind: "work", Limit: 3, Before: 7}, func(w campaign.Submission) {
			if w.Number != next || w.Kind != "work" {
				t.Fatalf("of %d: got #%d, want #%d", n, w.Number, next)
			}
			next--
		})
		if err != nil || next != 0 || calls != int(n/500)+1 {
			t.Errorf("of %d: %d left out, %d calls, %v", n, next, calls, err)
		}
	}
	broken := errors.New("the store is away")
	err := campaign.EachWork(context.Background(), func(context.Context, campaign.SubmissionFilter) ([]campaign.Submission, error) { return nil, broken },
		campaign.SubmissionFilter{}, func(campaign.Submission) { t.Error("a work of a broken store") })
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}
