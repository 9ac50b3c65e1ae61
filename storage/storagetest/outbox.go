package storagetest

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"duban/campaign"
)

// reminder is a planned delivery as Enqueue takes it and Deliveries returns it.
func reminder(key, to string, at time.Time) campaign.Delivery {
	return campaign.Delivery{
		Key: key, Purpose: campaign.PurposeReminder, Channel: campaign.ChannelApp, To: to, At: at,
		Items: []campaign.Item{{Deliverable: "essays", Period: "2011-10", Debtor: campaign.UserKey(to), Due: start.Add(72 * time.Hour), Rung: "before:3d"}},
		Text:  rough, Card: `{"card":"卡"}`, State: campaign.DeliveryPlanned,
	}
}

func (b *bench) enqueue(ds ...campaign.Delivery) int {
	b.Helper()
	var n int
	b.update(func(tx campaign.Tx) (err error) {
		n, err = tx.Enqueue(ctx, ds)
		return err
	})
	return n
}

// deliveries returns those of the filter, the oldest first.
func (b *bench) deliveries(f campaign.DeliveryFilter) []campaign.Delivery {
	b.Helper()
	ds := read(b, func(tx campaign.Tx) ([]campaign.Delivery, error) { return tx.Deliveries(ctx, f) })
	slices.Reverse(ds)
	return ds
}

// ids returns the ids of the first n deliveries, enqueued before.
func (b *bench) ids() (ids []int64) {
	b.Helper()
	for _, d := range b.deliveries(campaign.DeliveryFilter{Limit: 1000}) {
		ids = append(ids, d.ID)
	}
	return ids
}

func keys(ds []campaign.Delivery) (out []string) {
	for _, d := range ds {
		out = append(out, d.Key)
	}
	return out
}

func testEnqueue(b *bench) {
	a := reminder("a", "ZhangSan", start)
	equal(b, "added", b.enqueue(a, reminder("b", "LiSi", start), reminder("a", "Twice", start)), 2)
	again := reminder("a", "ZhangSan", start.Add(time.Hour))
	again.Text = "other"
	equal(b, "added again", b.enqueue(again, reminder("c", "LiSi", start)), 1)
	equal(b, "nothing", b.enqueue(), 0)
	ds := b.deliveries(campaign.DeliveryFilter{})
	equal(b, "keys", keys(ds), []string{"a", "b", "c"})
	a.ID = ds[0].ID
	equal(b, "left as it was", ds[0], a)
	var many []campaign.Delivery
	for i := range 333 {
		many = append(many, reminder(fmt.Sprint("m", i), fmt.Sprint("u", i), start))
	}
	equal(b, "many at once", b.enqueue(many...), 333)
	equal(b, "many again", b.enqueue(many...), 0)
	equal(b, "items of many", len(b.sentItems("essays", "2011-10")), 335)
}

func testPlanned(b *bench) {
	b.enqueue(reminder("late", "A", start.Add(time.Minute)), reminder("x", "A", start), reminder("y", "A", start),
		reminder("early", "A", start.Add(-time.Minute)), reminder("future", "A", start.Add(time.Hour)))
	planned := func(limit int) (out []string) {
		b.update(func(tx campaign.Tx) error {
			ds, err := tx.Planned(ctx, start.Add(time.Minute), limit)
			out = keys(ds)
			return err
		})
		return out
	}
	equal(b, "earliest first", planned(10), []string{"early", "x", "y", "late"})
	equal(b, "limited", planned(2), []string{"early", "x"})
	equal(b, "in a View", keys(read(b, func(tx campaign.Tx) ([]campaign.Delivery, error) { return tx.Planned(ctx, start, 10) })), []string{"early", "x", "y"})
}

func testNewerTo(b *bench) {
	nudge := reminder("nudge", "A", start.Add(time.Minute))
	nudge.Purpose = campaign.PurposeNudge
	b.enqueue(reminder("a1", "A", start), reminder("a2", "A", start.Add(time.Minute)), reminder("b2", "B", start.Add(time.Minute)),
		reminder("a3", "a", start.Add(time.Hour)), reminder("gone", "A", start.Add(time.Minute)), reminder("sent", "C", start.Add(time.Minute)),
		reminder("failed", "C", start.Add(time.Minute)), reminder("calling", "C", start.Add(time.Minute)), nudge)
	ids := b.ids()
	b.update(func(tx campaign.Tx) error {
		for i, state := range map[int]campaign.CallState{5: campaign.CallDone, 6: campaign.CallParked} {
			if _, err := tx.AddCall(ctx, campaign.Call{Channel: campaign.ChannelApp}, ids[i:i+1]); err != nil {
				return err
			}
			calls, err := tx.ClaimCalls(ctx, start, "me", time.Minute, 1)
			if err != nil {
				return err
			}
			if err := tx.FinishCall(ctx, "me", campaign.CallResult{CallID: calls[0].ID, State: state, At: start}); err != nil {
				return err
			}
		}
		_, err := tx.AddCall(ctx, campaign.Call{Channel: campaign.ChannelApp}, ids[7:8])
		return err
	})
	b.update(func(tx campaign.Tx) error { return tx.DropDelivery(ctx, ids[4], "") })
	to := func(after, until time.Time, recipients ...string) []string {
		return slices.Sorted(slices.Values(keys(read(b, func(tx campaign.Tx) ([]campaign.Delivery, error) {
			return tx.NewerTo(ctx, recipients, after, until)
		}))))
	}
	equal(b, "after one and up to the other", to(start, start.Add(time.Minute), "a"), []string{"a2"})
	equal(b, "to several", to(start.Add(-1), start.Add(time.Hour), "a", "b", "z"), []string{"a1", "a2", "a3", "b2"})
	equal(b, "that left or still may", to(start, start.Add(time.Minute), "c"), []string{"calling", "sent"})
	equal(b, "none in that time", to(start.Add(time.Hour), start.Add(2*time.Hour), "a"), nil)
	equal(b, "to nobody", to(start, start.Add(time.Hour)), nil)
	many := make([]string, 1201)
	for i := range many {
		many[i] = fmt.Sprint("nobody", i)
	}
	equal(b, "to many", to(start, start.Add(time.Hour), append(many, "b")...), []string{"b2"})
}

func testDeliveryChanges(b *bench) {
	b.enqueue(reminder("a", "A", start), reminder("b", "B", start), reminder("c", "C", start))
	ids := b.ids()
	changed := b.deliveries(campaign.DeliveryFilter{})[0]
	changed.Text, changed.Card, changed.Items = "还欠一项", "", append(changed.Items, campaign.Item{Deliverable: "pair-log", Rung: "on_day"})
	b.update(func(tx campaign.Tx) error {
		if err := tx.SetDeliveryText(ctx, changed); err != nil {
			return err
		}
		if err := tx.DropDelivery(ctx, ids[1], "已完成"); err != nil {
			return err
		}
		_, err := tx.AddCall(ctx, campaign.Call{Channel: campaign.ChannelApp}, ids[2:])
		return err
	})
	ds := b.deliveries(campaign.DeliveryFilter{})
	equal(b, "changed text", ds[0], changed)
	equal(b, "dropped", []string{string(ds[1].State), ds[1].Answer}, []string{"dropped", "已完成"})
	for i, code := range map[int]campaign.Code{1: campaign.CodeConflict, 2: campaign.CodeConflict} {
		b.refused(code, func(tx campaign.Tx) error { return tx.DropDelivery(ctx, ids[i], "") })
		b.refused(code, func(tx campaign.Tx) error { return tx.SetDeliveryText(ctx, ds[i]) })
	}
	b.refused(campaign.CodeNotFound, func(tx campaign.Tx) error { return tx.DropDelivery(ctx, 1<<40, "") })
	equal(b, "a drop frees no key", b.enqueue(reminder("b", "B", start)), 0)
}

func testDeliveryLists(b *bench) {
	for i := range 60 {
		d := reminder(fmt.Sprint(i), "ZhangSan", start.Add(time.Duration(i)*time.Minute))
		if i%2 == 1 {
			d.To, d.Purpose, d.Channel = "全体群", campaign.PurposeSummary, campaign.ChannelGroup
			d.Items = []campaign.Item{{Rung: "summary:weekly"}}
		}
		if i%3 == 0 {
			d.Items = append(d.Items, campaign.Item{Deliverable: "pair-log", Rung: "on_day"})
		}
		b.enqueue(d)
	}
	ids := b.ids()
	for _, tt := range []struct {
		name   string
		filter campaign.DeliveryFilter
		want   []string
	}{
		{"newest", campaign.DeliveryFilter{Limit: 2}, []string{"59", "58"}},
		{"next page", campaign.DeliveryFilter{Limit: 2, Before: ids[58]}, []string{"57", "56"}},
		{"recipient in any case", campaign.DeliveryFilter{To: "zhangsan", Limit: 2}, []string{"58", "56"}},
		{"deliverable", campaign.DeliveryFilter{Deliverable: "pair-log", Limit: 2}, []string{"57", "54"}},
		{"rung", campaign.DeliveryFilter{Rung: "summary:weekly", Limit: 2}, []string{"59", "57"}},
		{"rung of a deliverable", campaign.DeliveryFilter{Deliverable: "essays", Rung: "on_day"}, nil},
		{"state", campaign.DeliveryFilter{State: campaign.DeliverySent}, nil},
		{"purpose", campaign.DeliveryFilter{Purpose: campaign.PurposeSummary, Limit: 1}, []string{"59"}},
		{"span", campaign.DeliveryFilter{Since: start.Add(5 * time.Minute), Until: start.Add(7 * time.Minute)}, []string{"7", "6", "5"}},
	} {
		equal(b, tt.name, keys(read(b, func(tx campaign.Tx) ([]campaign.Delivery, error) { return tx.Deliveries(ctx, tt.filter) })), tt.want)
	}
}

func testSentItems(b *bench) {
	d := reminder("a", "ZhangSan", start)
	d.Items = append(d.Items, campaign.Item{Deliverable: "essays", Period: "2011-11", Rung: "on_day"}, campaign.Item{Deliverable: "lecture", Rung: "event:1d"})
	b.enqueue(d)
	b.update(func(tx campaign.Tx) error { return tx.DropDelivery(ctx, b0(tx), "") })
	equal(b, "of a period, though dropped", b.sentItems("essays", "2011-10"), map[string]bool{campaign.ItemKey(d.Items[0], "zhangsan"): true})
	equal(b, "of an event", b.sentItems("lecture", ""), map[string]bool{campaign.ItemKey(d.Items[2], "ZHANGSAN"): true})
	equal(b, "of nothing", b.sentItems("essays", ""), map[string]bool{})
	stop := errors.New("enough")
	b.view(func(tx campaign.Tx) error {
		if err := tx.SentItems(ctx, "essays", "2011-10", func(string) error { return stop }); !errors.Is(err, stop) {
			b.Errorf("the error of yield came back as %v", err)
		}
		return nil
	})
}

// sentItems collects what SentItems yields.
func (b *bench) sentItems(deliverable, period string) map[string]bool {
	out := map[string]bool{}
	b.view(func(tx campaign.Tx) error {
		return tx.SentItems(ctx, deliverable, period, func(key string) error {
			out[key] = true
			return nil
		})
	})
	return out
}

// b0 returns the id of the first planned delivery.
func b0(tx campaign.Tx) int64 {
	ds, err := tx.Planned(ctx, start.Add(1000*time.Hour), 1)
	if err != nil || len(ds) == 0 {
		return 0
	}
	return ds[0].ID
}

func testCounts(b *bench) {
	group := reminder("group", "全体群", start)
	group.Channel, group.Purpose = campaign.ChannelGroup, campaign.PurposeSummary
	b.enqueue(reminder("before", "A", start.Add(-time.Second)), reminder("first", "A", start), reminder("second", "a", start.Add(time.Hour)),
		reminder("after", "A", start.Add(2*time.Hour)), reminder("other", "B", start), reminder("gone", "C", start), group)
	ids := b.ids()
	counts := func() map[string]int {
		return read(b, func(tx campaign.Tx) (map[string]int, error) {
			return tx.ReminderCounts(ctx, start, start.Add(2*time.Hour))
		})
	}
	sent := func(c campaign.Channel, after time.Time) map[string]int {
		return read(b, func(tx campaign.Tx) (map[string]int, error) { return tx.SentCounts(ctx, c, 0, after) })
	}
	b.update(func(tx campaign.Tx) error { return tx.DropDelivery(ctx, ids[5], "") })
	equal(b, "planned", counts(), map[string]int{"a": 2, "b": 1})
	equal(b, "sent, while nothing is", sent(campaign.ChannelApp, time.Time{}), map[string]int{})
	b.update(func(tx campaign.Tx) error {
		_, err := tx.AddCall(ctx, campaign.Call{Channel: campaign.ChannelApp}, []int64{ids[1], ids[4]})
		return err
	})
	equal(b, "in a call", counts(), map[string]int{"a": 2, "b": 1})
	equal(b, "sent, in a call", sent(campaign.ChannelApp, start.Add(time.Hour)), map[string]int{"a": 1, "b": 1})
	b.update(func(tx campaign.Tx) error {
		cs, err := tx.ClaimCalls(ctx, start, "me", time.Minute, 1)
		if err != nil {
			return err
		}
		return tx.FinishCall(ctx, "me", campaign.CallResult{CallID: cs[0].ID, State: campaign.CallDone, At: start, Drop: map[string]string{"b": "no such person"}})
	})
	equal(b, "one was refused", counts(), map[string]int{"a": 2})
	long := len(reminder("first", "A", start).Text)
	equal(b, "sent, by the length of its text", read(b, func(tx campaign.Tx) (map[string]int, error) {
		return tx.SentCounts(ctx, campaign.ChannelApp, long/2, start.Add(-time.Second))
	}), map[string]int{"a": 5})
	equal(b, "sent, in one message", read(b, func(tx campaign.Tx) (map[string]int, error) {
		return tx.SentCounts(ctx, campaign.ChannelApp, long, start.Add(-time.Second))
	}), map[string]int{"a": 1})
	equal(b, "sent", sent(campaign.ChannelApp, start.Add(-time.Second)), map[string]int{"a": 1})
	equal(b, "sent at that moment", sent(campaign.ChannelApp, start), map[string]int{})
	b.update(func(tx campaign.Tx) error {
		for i, state := range map[int]campaign.CallState{0: campaign.CallParked, 2: campaign.CallWithdrawn} {
			if _, err := tx.AddCall(ctx, campaign.Call{Channel: campaign.ChannelApp}, ids[i:i+1]); err != nil {
				return err
			}
			cs, err := tx.ClaimCalls(ctx, start, "me", time.Minute, 1)
			if err != nil {
				return err
			}
			if err := tx.FinishCall(ctx, "me", campaign.CallResult{CallID: cs[0].ID, State: state, At: start.Add(time.Hour), Unclear: true}); err != nil {
				return err
			}
		}
		return nil
	})
	equal(b, "that may have been read", sent(campaign.ChannelApp, start), map[string]int{"a": 2})
	equal(b, "that may have been read at that moment", sent(campaign.ChannelApp, start.Add(time.Hour)), map[string]int{})
	equal(b, "sent to groups", sent(campaign.ChannelGroup, time.Time{}), map[string]int{})
}

func testBacklog(b *bench) {
	backlog := func() campaign.Backlog {
		return read(b, func(tx campaign.Tx) (campaign.Backlog, error) { return tx.Backlog(ctx) })
	}
	equal(b, "of nothing", backlog(), campaign.Backlog{})
	b.enqueue(reminder("a", "A", start.Add(time.Hour)), reminder("b", "B", start.Add(30*time.Minute)))
	equal(b, "the earliest planned", backlog(), campaign.Backlog{Oldest: start.Add(30 * time.Minute)})
	ids := b.ids()
	b.update(func(tx campaign.Tx) error {
		_, err := tx.AddCall(ctx, campaign.Call{Channel: campaign.ChannelApp}, ids[1:])
		return err
	})
	equal(b, "in a call", backlog(), campaign.Backlog{Oldest: start.Add(time.Hour), Waiting: 1})
	b.update(func(tx campaign.Tx) error {
		calls, err := tx.ClaimCalls(ctx, start, "me", time.Minute, 1)
		if err != nil {
			return err
		}
		return tx.FinishCall(ctx, "me", campaign.CallResult{CallID: calls[0].ID, State: campaign.CallParked, At: start})
	})
	equal(b, "given up", backlog(), campaign.Backlog{Oldest: start.Add(time.Hour), Parked: 1})
}

func testNextMoment(b *bench) {
	next := func() (out []time.Time) {
		b.view(func(tx campaign.Tx) error {
			at, ok, err := tx.NextMoment(ctx)
			if ok {
				out = append(out, at)
			}
			return err
		})
		return out
	}
	equal(b, "of nothing", next(), nil)
	b.enqueue(reminder("a", "A", start.Add(time.Hour)), reminder("b", "B", start.Add(30*time.Minute)))
	equal(b, "the earliest delivery", next(), []time.Time{start.Add(30 * time.Minute)})
	ids := b.ids()
	b.update(func(tx campaign.Tx) error {
		_, err := tx.AddCall(ctx, campaign.Call{Channel: campaign.ChannelApp, NextAt: start.Add(5 * time.Minute)}, ids[1:])
		return err
	})
	equal(b, "the call", next(), []time.Time{start.Add(5 * time.Minute)})
	b.update(func(tx campaign.Tx) error {
		_, err := tx.ClaimCalls(ctx, start.Add(5*time.Minute), "me", 10*time.Minute, 1)
		return err
	})
	equal(b, "the end of its lease", next(), []time.Time{start.Add(15 * time.Minute)})
	b.update(func(tx campaign.Tx) error {
		return tx.FinishCall(ctx, "me", campaign.CallResult{CallID: b.claimed(tx, ids[1]), State: campaign.CallDone, At: start})
	})
	equal(b, "the other delivery", next(), []time.Time{start.Add(time.Hour)})
}

// claimed returns the call of a delivery.
func (b *bench) claimed(tx campaign.Tx, id int64) int64 {
	ds, err := tx.Deliveries(ctx, campaign.DeliveryFilter{Before: id + 1, Limit: 1})
	if err != nil || len(ds) == 0 {
		b.Errorf("delivery %d: %v", id, err)
		return 0
	}
	return ds[0].CallID
}

func testMarks(b *bench) {
	marks := func(prefix string) map[string]time.Time {
		return read(b, func(tx campaign.Tx) (map[string]time.Time, error) { return tx.Marks(ctx, prefix) })
	}
	equal(b, "at first", marks(""), map[string]time.Time{})
	b.update(func(tx campaign.Tx) error {
		return tx.PutMarks(ctx, map[string]time.Time{"essays|": start, "专题讲座": start.Add(time.Hour)})
	})
	b.update(func(tx campaign.Tx) error {
		return tx.PutMarks(ctx, map[string]time.Time{"essays|": start.Add(time.Minute)})
	})
	b.update(func(tx campaign.Tx) error { // of a replica that began earlier and is done later
		return tx.PutMarks(ctx, map[string]time.Time{"essays|": start.Add(time.Second)})
	})
	equal(b, "remembered", marks(""), map[string]time.Time{"essays|": start.Add(time.Minute), "专题讲座": start.Add(time.Hour)})
	b.update(func(tx campaign.Tx) error {
		return tx.PutMarks(ctx, map[string]time.Time{"unit:市文联": start, "unit:": start, "unit": start, "unit;": start, "Unit:a": start, "unit-x:": start})
	})
	equal(b, "that begin so", marks("unit:"), map[string]time.Time{"unit:市文联": start, "unit:": start})
	equal(b, "of another script", marks("专题"), map[string]time.Time{"专题讲座": start.Add(time.Hour)})
}
