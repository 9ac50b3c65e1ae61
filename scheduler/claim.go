package scheduler

import (
	"context"
	"fmt"
	"slices"
	"time"

	"duban/campaign"
)

const (
	// dropsRepeats is for how long the platform drops a repeat of a message (doc
	// 90236).
	dropsRepeats = 4 * time.Hour
	// freshFor is for how long nobody asks again whether a call is called for. No
	// second try comes that soon.
	freshFor = firstBackOff
)

// claim leases one call that may be tried now, and names its readers: who share
// one are told one after the other. All groups count as one, since their webhooks
// know no duplicate check and a crash is to leave one post in doubt at most. A
// call that was composed a while ago is judged again: what it carries is planned
// anew, less what is no longer called for, where that differs from its bytes and
// they may change, and found is true for a call that is withdrawn.
func (s *Scheduler) claim(ctx context.Context, now time.Time) (c campaign.Call, readers []string, found bool, err error) {
	err = s.Store.Update(ctx, now, func(tx campaign.Tx) error {
		calls, err := tx.ClaimCalls(ctx, now, s.Owner, s.Lease, 1)
		if found = len(calls) > 0; err != nil || !found {
			return err
		}
		c = calls[0]
		ds, err := tx.CallRecipients(ctx, c.ID)
		if err != nil {
			return err
		}
		readers = make([]string, len(ds))
		for i, d := range ds {
			if readers[i] = string(d.Channel); d.Channel != campaign.ChannelGroup {
				readers[i] += "/" + campaign.UserKey(d.To)
			}
		}
		if now.Sub(c.Judged) < freshFor {
			return nil
		}
		return s.judgeCall(ctx, tx, &c, ds, now)
	})
	if err != nil {
		return c, nil, false, fmt.Errorf("claim a call: %w", err)
	}
	return c, readers, found, nil
}

// judgeCall judges a claimed call. The bytes of one that somebody may have read
// stay as they are for as long as the platform drops their repeat, unless nothing
// that they tell is called for.
func (s *Scheduler) judgeCall(ctx context.Context, tx campaign.Tx, c *campaign.Call, ds []campaign.Delivery, now time.Time) error {
	ds = slices.DeleteFunc(ds, func(d campaign.Delivery) bool { return d.State != campaign.DeliveryCalling })
	verdicts, err := s.planner.judge(ctx, tx, ds, now)
	if err != nil {
		return err
	}
	still, dropped := true, 0
	for _, v := range verdicts {
		still = still && v.drop == "" && !v.changed
		if v.drop != "" {
			dropped++
		}
	}
	free := untouched(*c) || now.Sub(c.Judged) >= dropsRepeats-s.Lease
	if still || !free && dropped < len(verdicts) {
		if free {
			c.Judged = now
		}
		return nil
	}
	c.State = campaign.CallWithdrawn
	err = tx.FinishCall(ctx, s.Owner, campaign.CallResult{
		CallID: c.ID, State: c.State, At: now, Answer: c.Answer, Untried: true, Unclear: !untouched(*c),
	})
	for _, v := range verdicts {
		if err == nil {
			err = v.settle(ctx, tx)
		}
	}
	return err
}
