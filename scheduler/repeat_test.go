package scheduler_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"duban/campaign"
	"duban/wecom/simulator"
)

const sendPath = "/cgi-bin/message/send"

// refusals are answers to a send that surely reached nobody.
var refusals = map[string]simulator.Fault{
	"busy": {ErrCode: -1}, "too often": {ErrCode: 45009}, "too many at once": {ErrCode: 45033}, "no token will do": {ErrCode: 40014},
	"not trusted": {ErrCode: 60020}, "rights withdrawn": {ErrCode: 48002}, "a proxy": {HTTPStatus: 403},
}

// TestARepeatIsJudged refuses a reminder, lets some of its readers settle what
// they owe, leave, or get another deadline, and looks who is told by the next try.
func TestARepeatIsJudged(t *testing.T) {
	t.Parallel()
	for name, fault := range refusals {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, newPlan(t, essays(t)), "m 张三 一中 member", "x 李四 一中 member", "gone 王五 一中 member", "later 赵六 一中 member")
			healed := h.sim.Fail(sendPath, -1, fault)
			h.tick("2011-10-19 09:10", 4)
			h.settle("essays", "m")
			h.update(func(ctx context.Context, tx campaign.Tx) error {
				left := person("gone 王五 一中 member")
				left.Left = true
				if err := tx.PutMembers(ctx, []campaign.Member{left}); err != nil {
					return err
				}
				return tx.PutDebt(ctx, campaign.Debt{DebtKey: campaign.DebtKey{Deliverable: "essays", Debtor: "later"},
					Due: at(t, "2011-11-20 18:00"), DueSince: at(t, "2011-10-19 09:12")})
			})
			healed()
			h.tick("2011-10-19 09:20", 0)
			for who, want := range map[string]int{"m": 0, "x": 1, "gone": 0, "later": 0} {
				if got := h.inbox(who); len(got) != want {
					t.Errorf("%s reads %q, want %d", who, got, want)
				}
			}
			for _, d := range h.deliveries(campaign.DeliveryFilter{}) {
				if want := map[bool]campaign.DeliveryState{true: campaign.DeliverySent, false: campaign.DeliveryDropped}[d.To == "x"]; d.State != want {
					t.Errorf("the delivery to %s is %s", d.To, d.State)
				}
			}
		})
	}
}

// TestARepeatOfUnclearFate keeps the bytes for as long as the platform drops
// their repeat, and judges what they carry when that time is over.
func TestARepeatOfUnclearFate(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]simulator.Fault{
		"a broken gateway": {HTTPStatus: 502}, "no answer": {DropConnectionBeforeAnswer: true}, "a garbled answer": {Body: `{"errcode":`},
	} {
		for _, tt := range []struct {
			healed string
			reads  map[string]int
			states []campaign.DeliveryState // of m and x
		}{
			{"2011-10-19 12:40", map[string]int{"m": 1, "x": 1}, []campaign.DeliveryState{campaign.DeliverySent, campaign.DeliverySent}},
			{"2011-10-19 15:10", map[string]int{"m": 0, "x": 1}, []campaign.DeliveryState{campaign.DeliveryDropped, campaign.DeliverySent}},
		} {
			t.Run(name+" until "+tt.healed, func(t *testing.T) {
				t.Parallel()
				h := newHouse(t, newPlan(t, essays(t)), "m 张三 一中 member", "x 李四 一中 member", "o 丁 办公室 office")
				healed := h.sim.Fail(sendPath, -1, fault)
				h.tick("2011-10-19 09:10", 2)
				h.settle("essays", "m")
				now, until := at(t, "2011-10-19 09:15"), at(t, tt.healed)
				for ; now.Before(until); now = now.Add(5 * time.Minute) {
					h.set(now)
					if _, err := h.sched.Tick(context.Background(), now); err != nil {
						t.Fatal(err)
					}
				}
				healed()
				h.tickAt(now.Add(20*time.Minute), 0)
				for who, want := range tt.reads {
					if got := h.inbox(who); len(got) != want {
						t.Errorf("%s reads %q, want %d", who, got, want)
					}
				}
				if got := h.inbox("o"); len(got) != 0 {
					t.Errorf("the office reads %q", got)
				}
				ds := h.deliveries(campaign.DeliveryFilter{})
				if got := []campaign.DeliveryState{ds[1].State, ds[0].State}; !slices.Equal(got, tt.states) {
					t.Errorf("got %s, want %s", got, tt.states)
				}
			})
		}
	}
}

// TestALongOutage is over after several rungs, whatever its kind: the newest is
// told, once, as of the day on which it leaves.
func TestALongOutage(t *testing.T) {
	t.Parallel()
	faults := map[string]simulator.Fault{"broken": {HTTPStatus: 500}, "cut": {DropConnectionBeforeAnswer: true}, "garbled": {Body: "{"}, "elsewhere": {HTTPStatus: 302}}
	for name, fault := range refusals {
		faults[name] = fault
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, newPlan(t, essays(t)), "m 张三 一中 member", "o 丁 办公室 office")
			h.tick("2011-10-19 09:00", 0)
			healed := h.sim.Fail(sendPath, -1, fault)
			for now := at(t, "2011-10-19 09:10"); now.Before(at(t, "2011-10-22 10:00")); now = now.Add(30 * time.Minute) {
				h.set(now)
				if _, err := h.sched.Tick(context.Background(), now); err != nil {
					t.Fatal(err)
				}
			}
			healed()
			h.tick("2011-10-22 10:30", 0)
			if got := h.inbox("m"); len(got) != 1 || !strings.Contains(got[0], "还有4天") {
				t.Errorf("read %q, want one that counts four days", got)
			}
			if got := h.inbox("o"); len(got) != 0 {
				t.Errorf("the office reads %q", got)
			}
		})
	}
}

// TestANudgeIsJudged drops what somebody was to be nudged about and has filed.
func TestANudgeIsJudged(t *testing.T) {
	t.Parallel()
	h := newHouse(t, newPlan(t, essays(t)), "m 张三 一中 member", "x 李四 一中 member")
	h.update(func(ctx context.Context, tx campaign.Tx) error {
		var ds []campaign.Delivery
		for _, who := range []string{"m", "x"} {
			ds = append(ds, campaign.Delivery{Key: "nudge|" + who, Purpose: campaign.PurposeNudge, Channel: campaign.ChannelApp, To: who, At: at(t, "2011-10-10 10:00"),
				Text:  "请尽快报送",
				Items: []campaign.Item{{Deliverable: "essays", Debtor: who, Due: at(t, "2011-10-26 18:00"), Rung: "nudge"}}})
		}
		_, err := tx.Enqueue(ctx, ds)
		return err
	})
	h.settle("essays", "m")
	h.tick("2011-10-10 10:00", 0)
	if m, x := h.inbox("m"), h.inbox("x"); len(m) != 0 || !slices.Equal(x, []string{"请尽快报送"}) {
		t.Errorf("who has filed reads %q, who owes %q", m, x)
	}
}

// TestTheSameSaidTwice lets equal texts of different deliveries arrive, and a
// repeat of one of them not.
func TestTheSameSaidTwice(t *testing.T) {
	t.Parallel()
	h := newHouse(t, newPlan(t), "m 张三 一中 member")
	h.sim.Fail(sendPath, 1, simulator.Fault{DropAfterProcessing: true})
	h.enqueue("2011-10-10 10:00", "m", "下午三点开会", "下午三点开会")
	h.tick("2011-10-10 10:00", 1)
	h.tick("2011-10-10 10:01", 0)
	h.enqueue("2011-10-10 11:00", "m", "下午三点开会")
	h.tick("2011-10-10 11:00", 0)
	h.enqueue("2011-10-10 16:00", "m", "下午三点开会")
	h.tick("2011-10-10 16:00", 0)
	if got := h.inbox("m"); len(got) != 4 {
		t.Errorf("read %d times, want 4", len(got))
	}
	if n := len(h.sim.Suppressed()); n != 1 {
		t.Errorf("the platform dropped %d repeats, want that of the lost answer", n)
	}
	checked := 0
	for _, s := range h.sim.Sent() {
		if strings.Contains(string(s.Body), `"enable_duplicate_check":1,"duplicate_check_interval":14400`) {
			checked++
		}
	}
	if checked != 2 {
		t.Errorf("%d went with the duplicate check, want the first and that of the afternoon", checked)
	}
}

// TestOneNoticeOfATrouble tells the office once a day what happens to many
// calls, even where the word of it is refused at first.
func TestOneNoticeOfATrouble(t *testing.T) {
	t.Parallel()
	h := newHouse(t, newPlan(t), "m 张三 一中 member", "o 丁 办公室 office")
	mended := h.sim.Fail(sendPath, -1, simulator.Fault{ErrCode: 12345})
	h.enqueue("2011-10-10 10:00", "m", "一", "二", "三", "四")
	h.tick("2011-10-10 10:00", 1)
	mended()
	h.tick("2011-10-10 10:30", 0)
	if got := h.inbox("o"); len(got) != 1 || !strings.Contains(got[0], "12345") {
		t.Errorf("the office reads %q", got)
	}
	bad := h.sim.FailFunc(func(_ string, body []byte) bool { return strings.Contains(string(body), `"touser":"m"`) }, -1, simulator.Fault{ErrCode: 82004})
	h.enqueue("2011-10-10 11:00", "m", "五", "六")
	h.tick("2011-10-10 11:00", 0)
	if got := h.inbox("o"); len(got) != 3 {
		t.Errorf("the office reads %q, want a word of each text that was refused", got)
	}
	bad()
	h.sim.FailFunc(func(_ string, body []byte) bool { return strings.Contains(string(body), `"touser":"m"`) }, -1, simulator.Fault{ErrCode: 12345})
	h.enqueue("2011-10-11 11:00", "m", "七", "八")
	h.tick("2011-10-11 11:00", 0)
	if got := h.inbox("o"); len(got) != 4 {
		t.Errorf("the office reads %q, want one more on the next day", got)
	}
}

// TestWhatMayHaveBeenReadCounts gives up messages that the platform has carried
// out, and lets no more follow than it lets through.
func TestWhatMayHaveBeenReadCounts(t *testing.T) {
	t.Parallel()
	h := newHouse(t, newPlan(t), "m 张三 一中 member")
	n := 0
	odd := func(path string, _ []byte) bool { n++; return path == sendPath && n%2 == 1 }
	lost := h.sim.FailFunc(odd, -1, simulator.Fault{DropAfterProcessing: true})
	var texts []string
	for i := range 60 {
		texts = append(texts, fmt.Sprintf("第%d条", i))
	}
	h.enqueue("2011-10-10 10:00", "m", texts...)
	h.set(at(t, "2011-10-10 10:00"))
	for i := range 4 {
		now := at(t, "2011-10-10 10:00").Add(time.Duration(i) * 14 * time.Second)
		h.set(now)
		if _, err := h.sched.Tick(context.Background(), now); err != nil {
			t.Fatal(err)
		}
		if i == 1 {
			lost()
			h.sim.Fail(sendPath, 10, simulator.Fault{ErrCode: 40008}) // some of unclear fate are given up
		}
	}
	for _, s := range h.sim.Sent() {
		if len(s.Dropped) > 0 {
			t.Errorf("over the limit: %q", s.Text)
		}
	}
	if got := len(h.inbox("m")); got < 20 || got > 30 {
		t.Errorf("%d messages within the first minute", got)
	}
}

// TestAPostCountsOnce fills the window of a robot with texts that are long, yet
// one post each.
func TestAPostCountsOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t, newPlan(t), "m 张三 一中 member")
	h.update(func(ctx context.Context, tx campaign.Tx) error {
		var ds []campaign.Delivery
		for i := range 25 {
			ds = append(ds, campaign.Delivery{Key: fmt.Sprint("post", i), Purpose: campaign.PurposeAnnounce, Channel: campaign.ChannelGroup, To: "group",
				At: at(t, "2011-10-10 10:00"), Text: fmt.Sprint(i, strings.Repeat("长", 1300))})
		}
		_, err := tx.Enqueue(ctx, ds)
		return err
	})
	h.tick("2011-10-10 10:00", 5)
	h.tick("2011-10-10 10:01", 0)
	if n := len(h.sim.GroupPosts("group")); n != 25 {
		t.Errorf("%d posts, want 25", n)
	}
}

// TestAGroupWithoutAWebhook tells the office why, in its own language, once a day.
func TestAGroupWithoutAWebhook(t *testing.T) {
	t.Parallel()
	plan := newPlan(t)
	plan.Summaries = []campaign.Summary{{ID: "s", Cron: "0 * * * *", To: []string{"二群"}}}
	h := newHouse(t, plan, "o 丁 办公室 office")
	want := "【系统提示】发往群“二群”的消息未能发出（该群尚未配置群机器人）。"
	for _, tt := range []struct {
		at   string
		read int
	}{{"2011-10-10 10:00", 1}, {"2011-10-10 11:00", 1}, {"2011-10-11 10:00", 2}} {
		h.tick(tt.at, 0)
		if got := h.inbox("o"); len(got) != tt.read || got[len(got)-1] != want {
			t.Errorf("at %s the office has read %q", tt.at, got)
		}
	}
	ds := h.deliveries(campaign.DeliveryFilter{To: "二群"})
	if len(ds) != 3 || !strings.Contains(ds[0].Answer, "no webhook is configured") {
		t.Errorf("got %+v, want the technical text in each", ds)
	}
}
