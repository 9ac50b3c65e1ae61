package scheduler

import (
	"context"
	"slices"
	"strings"
	"time"

	"duban/campaign"
)

// outdates tells whether a delivery takes the place of the older of its kind.
func outdates(d campaign.Delivery) bool {
	return judged(d) && d.Purpose != campaign.PurposeNudge || d.Purpose == campaign.PurposeSummary
}

// newerThan reads what may take the place of the deliveries.
func newerThan(ctx context.Context, tx campaign.Tx, ds []campaign.Delivery, now time.Time) ([]campaign.Delivery, error) {
	var first time.Time
	has := map[string]bool{}
	var who []string
	for _, d := range ds {
		if !outdates(d) {
			continue
		}
		if first.IsZero() || d.At.Before(first) {
			first = d.At
		}
		if key := campaign.UserKey(d.To); !has[key] {
			has[key] = true
			who = append(who, key)
		}
	}
	if len(who) == 0 {
		return nil, nil
	}
	return tx.NewerTo(ctx, who, first, now)
}

// rank finds the latest of the deliveries about the same to the same reader: what
// could not leave for a while is not made up for one by one.
func (j *judgement) rank(lists ...[]campaign.Delivery) {
	j.newest = map[string]time.Time{}
	for _, d := range slices.Concat(lists...) {
		if !outdates(d) {
			continue
		}
		for _, i := range d.Items {
			if k := subject(d, i); d.At.After(j.newest[k]) {
				j.newest[k] = d.At
			}
		}
	}
}

// outdated tells whether a later delivery tells the same reader of the same.
func (j *judgement) outdated(d campaign.Delivery, i campaign.Item) bool {
	return j.newest[subject(d, i)].After(d.At)
}

// subject names what an item is about, to whom, and as what he reads it.
func subject(d campaign.Delivery, i campaign.Item) string {
	about, _, _ := strings.Cut(i.Rung, ":")
	switch {
	case d.Purpose == campaign.PurposeSummary:
		about = i.Rung
	case !isEscalation(i) && !isRecall(i):
		about = "own"
	}
	i.Rung = about
	return string(d.Channel) + "|" + campaign.ItemKey(i, d.To)
}
