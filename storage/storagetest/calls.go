package storagetest

import (
	"time"

	"duban/campaign"
)

// call enqueues reminders to A, b and C and puts them into a call.
func (b *bench) call() (call int64, ids []int64) {
	b.Helper()
	b.enqueue(reminder("a", "A", start), reminder("b", "b", start), reminder("c", "C", start))
	ids = b.ids()
	b.update(func(tx campaign.Tx) (err error) {
		call, err = tx.AddCall(ctx, campaign.Call{Channel: campaign.ChannelApp, Target: "群", Body: []byte{0, 0xff, '{'}, NextAt: start, Judged: start.Add(-time.Second)}, ids)
		return err
	})
	return call, ids
}

func (b *bench) claim(now time.Time, owner string, limit int) []campaign.Call {
	b.Helper()
	var out []campaign.Call
	b.update(func(tx campaign.Tx) (err error) {
		out, err = tx.ClaimCalls(ctx, now, owner, time.Minute, limit)
		return err
	})
	return out
}

// outcome returns state and answer of each delivery of a call.
func (b *bench) outcome(call int64) (out []string) {
	for _, d := range read(b, func(tx campaign.Tx) ([]campaign.Delivery, error) { return tx.CallRecipients(ctx, call) }) {
		out = append(out, d.To+" "+string(d.State)+" "+d.Answer)
	}
	return out
}

func testAddCall(b *bench) {
	call, ids := b.call()
	equal(b, "in the call", b.outcome(call), []string{"A calling ", "b calling ", "C calling "})
	b.refused(campaign.CodeConflict, func(tx campaign.Tx) error {
		_, err := tx.AddCall(ctx, campaign.Call{Channel: campaign.ChannelApp}, ids[:1])
		return err
	})
	b.update(func(tx campaign.Tx) error {
		ds, err := tx.Planned(ctx, start, 10)
		equal(b, "still planned", len(ds), 0)
		return err
	})
	equal(b, "calls to claim", len(b.claim(start, "me", 10)), 1)
}

func testWithdrawnCall(b *bench) {
	call, ids := b.call()
	b.claim(start, "me", 1)
	withdraw := func(owner string) func(campaign.Tx) error {
		return func(tx campaign.Tx) error {
			return tx.FinishCall(ctx, owner, campaign.CallResult{CallID: call, State: campaign.CallWithdrawn, At: start, Answer: "no way out"})
		}
	}
	b.refused(campaign.CodeConflict, withdraw("another"))
	b.update(withdraw("me"))
	equal(b, "recipients of the forgotten call", b.outcome(call), nil)
	equal(b, "calls to claim", len(b.claim(start.Add(time.Hour), "me", 10)), 0)
	b.update(func(tx campaign.Tx) error {
		ds, err := tx.Planned(ctx, start, 10)
		equal(b, "planned again", keys(ds), []string{"a", "b", "c"})
		equal(b, "why", ds[0].Answer, "no way out")
		return err
	})
	b.refused(campaign.CodeConflict, withdraw("me"))
	equal(b, "tried in the forgotten call", b.attempts(), []int{1, 1, 1})

	b.update(func(tx campaign.Tx) (err error) {
		call, err = tx.AddCall(ctx, campaign.Call{Channel: campaign.ChannelApp}, ids[:2])
		return err
	})
	b.claim(start.Add(time.Hour), "me", 1)
	equal(b, "tried again", b.attempts(), []int{2, 2, 1})
	b.update(func(tx campaign.Tx) error {
		return tx.FinishCall(ctx, "me", campaign.CallResult{CallID: call, State: campaign.CallWithdrawn, At: start, Untried: true})
	})
	equal(b, "called off before it began", b.attempts(), []int{1, 1, 1})
}

// attempts returns how often each delivery was tried.
func (b *bench) attempts() (out []int) {
	for _, d := range b.deliveries(campaign.DeliveryFilter{}) {
		out = append(out, d.Attempts)
	}
	return out
}

func testClaimCalls(b *bench) {
	call, _ := b.call()
	var later int64
	b.update(func(tx campaign.Tx) (err error) {
		later, err = tx.AddCall(ctx, campaign.Call{Channel: campaign.ChannelGroup, Target: "全体群", NextAt: start.Add(time.Hour)}, nil)
		return err
	})
	want := campaign.Call{ID: call, Channel: campaign.ChannelApp, Target: "群", Body: []byte{0, 0xff, '{'}, State: campaign.CallLeased,
		Attempts: 1, NextAt: start, Judged: start.Add(-time.Second), LeaseOwner: "one", LeaseUntil: start.Add(time.Minute)}
	equal(b, "too early", len(b.claim(start.Add(-time.Second), "one", 10)), 0)
	equal(b, "claimed", b.claim(start, "one", 10), []campaign.Call{want})
	equal(b, "claimed by another", len(b.claim(start.Add(59*time.Second), "two", 10)), 0)
	want.Attempts, want.LeaseOwner, want.LeaseUntil = 2, "two", start.Add(2*time.Minute)
	equal(b, "after its lease ran out", b.claim(start.Add(time.Minute), "two", 10), []campaign.Call{want})
	both := b.claim(start.Add(time.Hour), "three", 1)
	equal(b, "limited", len(both), 1)
	both = append(both, b.claim(start.Add(time.Hour), "three", 10)...)
	equal(b, "each once", []int64{both[0].ID, both[1].ID}, []int64{call, later})
	b.refused(campaign.CodeInvalid, func(tx campaign.Tx) error { _, err := tx.ClaimCalls(ctx, start, "", time.Minute, 1); return err })
}

func testSameCall(b *bench) {
	b.call()
	body := []byte{0, 0xff, '{'}
	same := func(body []byte, after time.Time) bool {
		return read(b, func(tx campaign.Tx) (bool, error) { return tx.SameCall(ctx, body, after) })
	}
	equal(b, "one that waits", same(body, start.Add(time.Hour)), true)
	equal(b, "other bytes", same(body[1:], time.Time{}), false)
	call := b.claim(start, "me", 1)[0]
	equal(b, "one that is tried", same(body, start.Add(time.Hour)), true)
	b.update(func(tx campaign.Tx) error {
		return tx.FinishCall(ctx, "me", campaign.CallResult{CallID: call.ID, State: campaign.CallDone, At: start})
	})
	equal(b, "one that was tried", same(body, start.Add(-time.Second)), true)
	equal(b, "one of long ago", same(body, start), false)
}

func testFinishCall(b *bench) {
	call, _ := b.call()
	done := campaign.CallResult{CallID: call, State: campaign.CallDone, At: start.Add(time.Second), Answer: "ok", Drop: map[string]string{"B": "unknown", "c": "no right", "z": "?"}}
	b.refused(campaign.CodeConflict, func(tx campaign.Tx) error { return tx.FinishCall(ctx, "one", done) })
	b.claim(start, "one", 1)
	b.refused(campaign.CodeConflict, func(tx campaign.Tx) error { return tx.FinishCall(ctx, "two", done) })
	b.update(func(tx campaign.Tx) error { return tx.FinishCall(ctx, "one", done) })
	equal(b, "sent and refused", b.outcome(call), []string{"A sent ok", "b failed unknown", "C failed no right"})
	ds := b.deliveries(campaign.DeliveryFilter{})
	equal(b, "sent at", []time.Time{ds[0].SentAt, ds[1].SentAt}, []time.Time{start.Add(time.Second), {}})
	b.refused(campaign.CodeConflict, func(tx campaign.Tx) error { return tx.FinishCall(ctx, "one", done) })
	equal(b, "nothing left", len(b.claim(start.Add(time.Hour), "one", 10)), 0)
}

func testFinishCallAgain(b *bench) {
	call, _ := b.call()
	first := b.claim(start, "one", 1)
	b.update(func(tx campaign.Tx) error {
		return tx.FinishCall(ctx, "one", campaign.CallResult{CallID: call, State: campaign.CallReady, NextAt: start.Add(time.Hour), At: start,
			Judged: start.Add(time.Second), Answer: "busy", Drop: map[string]string{"a": "unknown"}})
	})
	equal(b, "to be tried again", b.outcome(call), []string{"A failed unknown", "b calling ", "C calling "})
	equal(b, "not yet", len(b.claim(start.Add(time.Minute), "one", 1)), 0)
	second := b.claim(start.Add(time.Hour), "two", 1)
	equal(b, "the same bytes", second[0].Body, first[0].Body)
	equal(b, "tries, last answer, judged", []any{second[0].Attempts, second[0].Answer, second[0].Judged}, []any{2, "busy", start.Add(time.Second)})
	b.update(func(tx campaign.Tx) error {
		return tx.FinishCall(ctx, "two", campaign.CallResult{CallID: call, State: campaign.CallParked, At: start, Answer: "given up"})
	})
	equal(b, "given up", b.outcome(call), []string{"A failed unknown", "b failed given up", "C failed given up"})
	equal(b, "never again", len(b.claim(start.Add(1000*time.Hour), "one", 1)), 0)
}
