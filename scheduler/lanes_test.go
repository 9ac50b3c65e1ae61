package scheduler_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"duban/campaign"
	"duban/scheduler"
	"duban/wecom/simulator"
)

// gate is a sender that stops at each call.
type gate struct {
	scheduler.Sender
	before, after func(campaign.Call)
}

func (g gate) Send(ctx context.Context, c campaign.Call) scheduler.Result {
	g.before(c)
	defer g.after(c)
	return g.Sender.Send(ctx, c)
}

// TestAHangingCallHoldsUpNobodyElse hangs until the others have left.
func TestAHangingCallHoldsUpNobodyElse(t *testing.T) {
	t.Parallel()
	h := newHouse(t, newPlan(t), "a 张三 一中 member", "b 李四 一中 member", "c 王五 一中 member")
	var others sync.WaitGroup
	others.Add(6)
	h.send[campaign.ChannelApp] = gate{h.send[campaign.ChannelApp],
		func(c campaign.Call) {
			if strings.Contains(string(c.Body), `"touser":"a"`) {
				others.Wait()
			}
		},
		func(c campaign.Call) {
			if !strings.Contains(string(c.Body), `"touser":"a"`) {
				others.Done()
			}
		}}
	h.enqueue("2011-10-10 10:00", "a", "甲")
	h.enqueue("2011-10-10 10:00", "b", "一", "二", "三")
	h.enqueue("2011-10-10 10:00", "c", "四", "五", "六")
	h.sched = h.replica("gated", nil)
	h.tick("2011-10-10 10:00", 0)
	if b, c := h.inbox("b"), h.inbox("c"); !slices.Equal(b, []string{"一", "二", "三"}) || !slices.Equal(c, []string{"四", "五", "六"}) {
		t.Errorf("one reads %q, another %q", b, c)
	}
}

// TestAPersonGetsHisMessagesInOrder lets several calls be under way, of which no
// two have the same reader.
func TestAPersonGetsHisMessagesInOrder(t *testing.T) {
	t.Parallel()
	people := many(7)
	h := newHouse(t, newPlan(t), people...)
	var mu sync.Mutex
	reading := map[string]int{}
	note := func(c campaign.Call, by int) {
		mu.Lock()
		defer mu.Unlock()
		_, rest, _ := strings.Cut(string(c.Body), `"touser":"`)
		to, _, _ := strings.Cut(rest, `"`)
		for _, who := range strings.Split(to, "|") {
			if reading[who] += by; reading[who] > 1 {
				t.Errorf("two calls to %s at once", who)
			}
		}
	}
	h.send[campaign.ChannelApp] = gate{h.send[campaign.ChannelApp], func(c campaign.Call) { note(c, 1) }, func(c campaign.Call) { note(c, -1) }}
	var want []string
	for i := range 20 {
		text := fmt.Sprintf("第%d条", i)
		want = append(want, text)
		h.update(func(ctx context.Context, tx campaign.Tx) error {
			var ds []campaign.Delivery
			for k := range people {
				own := text
				if i%3 > 0 { // every third goes to all in one call
					own += fmt.Sprint("致", k)
				}
				ds = append(ds, campaign.Delivery{Key: fmt.Sprint("note", i, "-", k), Purpose: campaign.PurposeNudge, Channel: campaign.ChannelApp,
					To: fmt.Sprint("m", k), At: at(t, "2011-10-10 10:00").Add(time.Duration(i)), Text: own})
			}
			_, err := tx.Enqueue(ctx, ds)
			return err
		})
	}
	h.sched = h.replica("watched", nil)
	h.tick("2011-10-10 10:01", 0)
	for k := range people {
		got := h.inbox(fmt.Sprint("m", k))
		for i := range got {
			got[i], _, _ = strings.Cut(got[i], "致")
		}
		if !slices.Equal(got, want) {
			t.Errorf("m%d reads %q", k, got)
		}
	}
}

// TestABurstOnADeadEndpoint sends to many people at once and stops after four.
func TestABurstOnADeadEndpoint(t *testing.T) {
	t.Parallel()
	people := many(9)
	h := newHouse(t, newPlan(t), people...)
	h.sim.Fail(sendPath, -1, simulator.Fault{ErrCode: -1})
	for i := range people {
		h.enqueue("2011-10-10 10:00", fmt.Sprint("m", i), fmt.Sprint("致", i))
	}
	h.tick("2011-10-10 10:00", 9)
	if n := h.sends.Load(); n != 4 {
		t.Errorf("%d calls, want 4", n)
	}
}

// many returns n people of one unit, as newHouse takes them.
func many(n int) []string {
	people := make([]string, n)
	for i := range people {
		people[i] = fmt.Sprintf("m%d 张%d 一中 member", i, i)
	}
	return people
}
