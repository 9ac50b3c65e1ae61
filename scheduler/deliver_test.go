package scheduler_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"duban/campaign"
	"duban/message"
	"duban/scheduler"
	"duban/scheduler/push"
	"duban/storage"
	"duban/wecom"
	"duban/wecom/simulator"
)

const (
	corpID  = "wwd1f0c0ffee000001"
	agentID = 1000017
)

// house is a scheduler on a database and a simulated platform, all on one clock.
type house struct {
	*testing.T
	sched *scheduler.Scheduler
	store campaign.Store
	sim   *simulator.Simulator
	plan  *campaign.Plan
	text  *message.Catalog
	send  map[campaign.Channel]scheduler.Sender
	clock atomic.Int64
	sends atomic.Int64 // calls that reached the platform
}

func newHouse(t *testing.T, plan *campaign.Plan, people ...string) *house {
	t.Helper()
	h := &house{T: t, plan: plan}
	h.set(at(t, "2011-09-01 00:00"))
	var ms []campaign.Member
	opts := simulator.Options{
		CorpID: corpID, Apps: []simulator.App{{AgentID: agentID, Secret: "app-secret"}},
		Webhooks: []simulator.Webhook{{Name: "group", Key: "hook"}},
		Now:      func() time.Time { return time.Unix(0, h.clock.Load()) },
	}
	for _, p := range people {
		m := person(p)
		ms = append(ms, m)
		opts.Members = append(opts.Members, simulator.Member{UserID: m.UserID, Name: m.Name})
	}
	h.sim = simulator.New(opts)
	t.Cleanup(h.sim.Close)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/send") {
			h.sends.Add(1)
		}
		h.sim.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	h.store = openStore(t, filepath.Join(t.TempDir(), "duban.db"))
	h.update(func(ctx context.Context, tx campaign.Tx) error { return tx.PutMembers(ctx, ms) })

	client, err := wecom.NewClient(wecom.Options{BaseURL: srv.URL, CorpID: corpID, AgentID: agentID, Secret: "app-secret", Now: opts.Now})
	if err != nil {
		t.Fatal(err)
	}
	hook, err := wecom.NewWebhook(wecom.WebhookOptions{BaseURL: srv.URL, Key: "hook"})
	if err != nil {
		t.Fatal(err)
	}
	if h.text, err = message.Load(message.Hans); err != nil {
		t.Fatal(err)
	}
	h.send = map[campaign.Channel]scheduler.Sender{
		campaign.ChannelApp:   push.NewApp(client, nil),
		campaign.ChannelGroup: push.NewGroup(map[string]push.Webhook{"group": hook}),
	}
	h.sched = h.replica("one", nil)
	return h
}

func openStore(t *testing.T, path string) campaign.Store {
	t.Helper()
	db, err := storage.Open(context.Background(), "sqlite:"+path, storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := db.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	return db.Campaign("c")
}

func (h *house) replica(owner string, fail func(string) error) *scheduler.Scheduler {
	h.Helper()
	s, err := scheduler.New(scheduler.Options{Store: h.store, Plan: h.plan, Calendar: autumn(h), Text: h.text, Senders: h.send, Owner: owner, Fail: fail})
	if err != nil {
		h.Fatal(err)
	}
	return s
}

func (h *house) set(now time.Time) { h.clock.Store(now.UnixNano()) }

func (h *house) update(fn func(context.Context, campaign.Tx) error) {
	h.Helper()
	ctx := context.Background()
	if err := h.store.Update(ctx, time.Unix(0, h.clock.Load()), func(tx campaign.Tx) error { return fn(ctx, tx) }); err != nil {
		h.Fatal(err)
	}
}

// tick ticks as of a moment and wants so many deliveries left.
func (h *house) tick(when string, left int) { h.Helper(); h.tickAt(at(h, when), left) }

func (h *house) tickAt(now time.Time, left int) {
	h.Helper()
	h.set(now)
	got, err := h.sched.Tick(context.Background(), now)
	if err != nil {
		h.Fatal(err)
	}
	if got != left {
		h.Errorf("tick at %s left %d, want %d", now.Format(time.DateTime), got, left)
	}
}

// inbox is what a member reads, the oldest first.
func (h *house) inbox(userID string) []string {
	var out []string
	for _, m := range h.sim.Inbox(userID) {
		out = append(out, m.Text)
	}
	return out
}

func (h *house) settle(deliverable, debtor string) {
	h.Helper()
	h.update(func(ctx context.Context, tx campaign.Tx) error {
		return tx.PutDebt(ctx, campaign.Debt{DebtKey: campaign.DebtKey{Deliverable: deliverable, Debtor: debtor}, SettledAt: time.Unix(0, h.clock.Load())})
	})
}

func (h *house) enqueue(now string, to string, texts ...string) {
	h.Helper()
	h.update(func(ctx context.Context, tx campaign.Tx) error {
		var ds []campaign.Delivery
		for i, text := range texts {
			ds = append(ds, campaign.Delivery{Key: fmt.Sprintf("nudge|%s|%s|%d", now, to, i), Purpose: campaign.PurposeNudge,
				Channel: campaign.ChannelApp, To: to, At: at(h, now), Text: text})
		}
		_, err := tx.Enqueue(ctx, ds)
		return err
	})
}

func (h *house) deliveries(f campaign.DeliveryFilter) []campaign.Delivery {
	h.Helper()
	var out []campaign.Delivery
	f.Limit = 10_000
	if err := h.store.View(context.Background(), func(tx campaign.Tx) (err error) {
		out, err = tx.Deliveries(context.Background(), f)
		return err
	}); err != nil {
		h.Fatal(err)
	}
	return out
}

func smallPlan(t *testing.T) *campaign.Plan {
	log := campaign.Deliverable{ID: "log", Name: "结对帮扶日志", Kind: campaign.KindPairing, OwedBy: campaign.OwedByUnit,
		Every: campaign.EveryMonth, DueDay: campaign.LastDay, DueClock: campaign.Clock{Hour: 18}}
	plan := newPlan(t, essays(t), programme(t), log)
	plan.Burden.PerWeek = 3
	plan.Summaries = []campaign.Summary{{ID: "weekly", Cron: "10 17 * * 5", To: []string{"group"}, NameMissing: campaign.NameUnits}}
	plan.Phases[0].Activities[0].Events = []campaign.Event{{ID: "lecture", Name: "专题讲座", At: at(t, "2011-10-20 14:30"), Remind: days(1)}}
	return plan
}

var smallTown = []string{
	"zhang 张三 一中 member", "li 李四 一中 member liaison", "wang 王五 一中 head", "zhao 赵六 二中 member", "qian 钱七 二中 head", "sun 孙八 办公室 office",
}

// TestAYearAsRehearsed lets a whole campaign pass, tick by tick, with trouble on
// the way, and wants in the inboxes what the rehearsal promised, each once.
func TestAYearAsRehearsed(t *testing.T) {
	t.Parallel()
	h := newHouse(t, smallPlan(t), smallTown...)
	from, to := at(t, "2011-09-01 00:00"), at(t, "2012-01-31 00:00")
	type letter struct{ to, at, text string }
	want := map[letter]int{}
	if err := h.store.View(context.Background(), func(tx campaign.Tx) error {
		f, err := scheduler.ReadFacts(context.Background(), tx, "")
		if err != nil {
			return err
		}
		for l, err := range h.sched.Planner().Rehearse(context.Background(), f, from, to) {
			if err != nil {
				return err
			}
			want[letter{l.To, l.At, l.Text}] = 1
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if len(want) < 60 {
		t.Fatalf("the rehearsal has %d messages only", len(want))
	}
	for _, f := range []simulator.Fault{{HTTPStatus: 502}, {DropAfterProcessing: true}, {DropConnectionBeforeAnswer: true}, {ErrCode: -1}, {ErrCode: 45009}} {
		n := 0
		h.sim.FailFunc(func(path string, _ []byte) bool { // now and then
			n++
			return strings.HasSuffix(path, "/message/send") && n%9 == 0
		}, 3, f)
	}
	h.tickAt(from, 0)
	for day := from.Add(9*time.Hour + 10*time.Minute); day.Before(to); day = day.AddDate(0, 0, 1) {
		for _, hour := range []time.Duration{0, 5*time.Hour + 20*time.Minute, 8 * time.Hour} {
			for _, minute := range []time.Duration{0, 2, 4, 8} { // time enough for the repeats
				now := day.Add(hour + minute*time.Minute)
				h.set(now)
				if _, err := h.sched.Tick(context.Background(), now); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	got := map[letter]int{}
	for _, d := range h.deliveries(campaign.DeliveryFilter{}) {
		if d.State != campaign.DeliverySent {
			t.Errorf("%s to %s at %s: %s, %s", d.Key, d.To, d.At, d.State, d.Answer)
		}
		got[letter{d.To, d.At.In(zone).Format(time.RFC3339), d.Text}]++
	}
	for l := range want {
		if got[l] != 1 {
			t.Errorf("rehearsed but delivered %d times: %+v", got[l], l)
		}
	}
	for l, n := range got {
		if want[l] != 1 {
			t.Errorf("delivered %d times but not rehearsed: %+v", n, l)
		}
	}
	// What members really read.
	for _, p := range smallTown {
		id := strings.Fields(p)[0]
		var texts []string
		for l := range want {
			if l.to == id {
				texts = append(texts, l.text)
			}
		}
		read := h.inbox(id)
		slices.Sort(texts)
		slices.Sort(read)
		if !slices.Equal(texts, read) {
			t.Errorf("%s reads %d messages, want %d:\n%s\nwant\n%s", id, len(read), len(texts), strings.Join(read, "\n--\n"), strings.Join(texts, "\n--\n"))
		}
	}
}

func TestEqualTextsLeaveInOneCall(t *testing.T) {
	t.Parallel()
	var people []string
	for i := range 1500 {
		people = append(people, fmt.Sprintf("m%04d 某%d 单位%d member", i, i, i/100))
	}
	h := newHouse(t, newPlan(t, essays(t)), people...)
	h.tick("2011-10-19 09:10", 0)
	if n := h.sends.Load(); n != 2 {
		t.Errorf("1500 people were reminded by %d calls, want 2", n)
	}
	h.tick("2011-10-19 09:10", 0)
	h.tick("2011-10-18 09:10", 0) // the clock set back
	if n := h.sends.Load(); n != 2 {
		t.Errorf("ticking again makes %d calls", n)
	}
}

func TestJudgedAtTheMomentOfSending(t *testing.T) {
	t.Parallel()
	second := campaign.Deliverable{ID: "work", Name: "征文", Kind: campaign.KindWork, OwedBy: campaign.OwedByMember, Due: at(t, "2011-10-26 18:00")}
	h := newHouse(t, newPlan(t, essays(t), second), "m 张三 一中 member", "x 李四 一中 member", "l 甲 一中 liaison")
	h.tick("2011-10-27 09:00", 0)
	now := at(t, "2011-10-27 09:10")
	h.set(now)
	if _, err := h.sched.Plan(context.Background(), now); err != nil {
		t.Fatal(err)
	}
	h.settle("essays", "m")
	h.settle("work", "m")
	h.settle("work", "x")
	h.tickAt(now, 0)
	if got := h.inbox("m"); len(got) != 0 {
		t.Errorf("one who owes nothing any more reads %q", got)
	}
	if got := strings.Join(h.inbox("x"), ""); !strings.Contains(got, "心得体会") || strings.Contains(got, "征文") {
		t.Errorf("one who owes half reads %q", got)
	}
	if got := strings.Join(h.inbox("l"), ""); !strings.Contains(got, "一中1人：李四") || strings.Contains(got, "张三") || strings.Contains(got, "征文") {
		t.Errorf("the liaison reads %q", got)
	}
	if ds := h.deliveries(campaign.DeliveryFilter{To: "m"}); len(ds) != 1 || ds[0].State != campaign.DeliveryDropped {
		t.Errorf("got %+v, want one dropped", ds)
	}
}

// TestTheRehearsalTellsWhatWaits holds what others put into the outbox, as far as
// it is still called for.
func TestTheRehearsalTellsWhatWaits(t *testing.T) {
	t.Parallel()
	h := newHouse(t, newPlan(t, essays(t)), "m 张三 一中 member", "x 李四 一中 member")
	h.enqueue("2011-10-20 15:00", "m", "补充通知")
	item := campaign.Item{Deliverable: "essays", Debtor: "x", Due: at(t, "2011-10-26 18:00"), Rung: "before:7d"}
	h.update(func(ctx context.Context, tx campaign.Tx) error {
		_, err := tx.Enqueue(ctx, []campaign.Delivery{{Key: "snooze", Purpose: campaign.PurposeReminder, Channel: campaign.ChannelApp,
			To: "x", At: at(t, "2011-10-20 16:00"), Items: []campaign.Item{item}, Text: "按您的要求再次提醒"}})
		return err
	})
	rehearsed := func() (texts []string) {
		if err := h.store.View(context.Background(), func(tx campaign.Tx) error {
			f, err := h.sched.Planner().RehearsalFacts(context.Background(), tx, "", at(t, "2011-10-20 09:00"), at(t, "2011-10-20 18:00"))
			if err != nil {
				return err
			}
			for l, err := range h.sched.Planner().Rehearse(context.Background(), f, at(t, "2011-10-20 09:00"), at(t, "2011-10-20 18:00")) {
				if err != nil {
					return err
				}
				texts = append(texts, l.Text)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return texts
	}
	if got := rehearsed(); !slices.Equal(got, []string{"补充通知", "按您的要求再次提醒"}) {
		t.Errorf("got %q, want both", got)
	}
	h.settle("essays", "x")
	if got := rehearsed(); !slices.Equal(got, []string{"补充通知"}) {
		t.Errorf("got %q, want no reminder of what was filed", got)
	}
	h.tick("2011-10-20 18:00", 0)
	if got := append(h.inbox("m"), h.inbox("x")...); !slices.Equal(got, []string{"补充通知"}) {
		t.Errorf("they read %q", got)
	}
}

func TestTheSurplusWaitsForTheWindow(t *testing.T) {
	t.Parallel()
	h := newHouse(t, newPlan(t), "m 张三 一中 member")
	var texts []string
	for i := range 35 {
		texts = append(texts, fmt.Sprintf("第%d条", i))
	}
	h.enqueue("2011-10-10 10:00", "m", texts...)
	h.tick("2011-10-10 10:00", 5)
	h.tick("2011-10-10 10:00", 5)
	if n := len(h.inbox("m")); n != 30 {
		t.Errorf("%d messages in the first minute, want 30", n)
	}
	h.tick("2011-10-10 10:01", 0)
	if got := h.inbox("m"); !slices.Equal(got, texts) {
		t.Errorf("got %q, want all in their order", got)
	}
}

func TestFailures(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		fault simulator.Fault
		times int
		left  int    // after the first tick
		next  string // when it gets through
		sends int64
	}{
		{"an expired token is renewed at once", simulator.Fault{ErrCode: 42001}, 1, 0, "", 2},
		{"no answer: the same bytes again", simulator.Fault{DropAfterProcessing: true}, 1, 1, "2011-10-19 09:11", 2},
		{"a proxy in between", simulator.Fault{HTTPStatus: 502}, 1, 1, "2011-10-19 09:11", 2},
		{"busy", simulator.Fault{ErrCode: -1}, 1, 1, "2011-10-19 09:11", 2},
		{"too often: a minute later", simulator.Fault{ErrCode: 45009}, 1, 1, "2011-10-19 09:11", 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, newPlan(t, essays(t)), "m 张三 一中 member")
			h.sim.Fail("/cgi-bin/message/send", tt.times, tt.fault)
			h.tick("2011-10-19 09:10", tt.left)
			if tt.next != "" {
				h.tick("2011-10-19 09:10", tt.left) // no waiting, no hurry
				h.tick(tt.next, 0)
			}
			if n := len(h.inbox("m")); n != 1 {
				t.Errorf("read %d times, want once", n)
			}
			if n := h.sends.Load(); n != tt.sends {
				t.Errorf("%d calls, want %d", n, tt.sends)
			}
		})
	}
}

func TestGivenUp(t *testing.T) {
	t.Parallel()
	h := newHouse(t, newPlan(t, essays(t)), "m 张三 一中 member", "o 丁 办公室 office")
	h.sim.FailFunc(func(_ string, body []byte) bool { return strings.Contains(string(body), `"touser":"m"`) }, -1, simulator.Fault{ErrCode: 40008})
	h.tick("2011-10-19 09:10", 0)
	if ds := h.deliveries(campaign.DeliveryFilter{To: "m"}); len(ds) != 1 || ds[0].State != campaign.DeliveryFailed {
		t.Errorf("got %+v, want one failed", ds)
	}
	got := strings.Join(h.inbox("o"), "")
	if !strings.Contains(got, "未能发出（平台拒收，错误码40008），涉及1人：张三。") || strings.Contains(got, "errcode") {
		t.Errorf("the office reads %q", got)
	}
}

// After an outage of the platform only the newest rung of a debt is told, and
// only the newest summary; a way that is mended carries all that still counts.
func TestAnOutageIsMadeUpForByTheNewest(t *testing.T) {
	t.Parallel()
	h := newHouse(t, newPlan(t, essays(t)), "m 张三 一中 member", "x 李四 一中 member", "l 甲 一中 liaison")
	mended := h.sim.Fail("/cgi-bin/message/send", -1, simulator.Fault{ErrCode: 60020})
	h.tick("2011-10-19 09:10", 2)
	h.tick("2011-10-23 09:10", 2) // before:3d falls on the Friday before
	h.settle("essays", "x")
	h.tick("2011-10-25 09:10", 1)
	mended()
	h.tick("2011-10-25 09:20", 0)
	if got := h.inbox("m"); len(got) != 1 || !strings.Contains(got[0], "明天") {
		t.Errorf("who owes reads %q, want the reminder of the day before alone", got)
	}
	if got := h.inbox("x"); len(got) != 0 {
		t.Errorf("who has filed reads %q", got)
	}
	if ds := h.deliveries(campaign.DeliveryFilter{To: "m"}); ds[len(ds)-1].State != campaign.DeliveryDropped || ds[len(ds)-1].Attempts != 1 {
		t.Errorf("the first reminder is %+v, want it dropped after one try", ds[len(ds)-1])
	}
	if n := h.sends.Load(); n > 8 {
		t.Errorf("%d calls to a platform that refused them all", n)
	}
	for _, d := range h.deliveries(campaign.DeliveryFilter{To: "m"}) {
		if d.State != campaign.DeliverySent && d.State != campaign.DeliveryDropped {
			t.Errorf("%s is %s, want it sent or dropped", d.Key, d.State)
		}
	}
}

// TestAnOutageIsMadeUpForByTheNewestOfMany takes on fewer deliveries at once than
// wait: the newest of a debt stands beyond the first of them.
func TestAnOutageIsMadeUpForByTheNewestOfMany(t *testing.T) {
	t.Parallel()
	people := make([]string, 7)
	for i := range people {
		people[i] = fmt.Sprintf("m%d 张%d 一中 member", i, i)
	}
	plan := newPlan(t, essays(t))
	plan.Summaries = []campaign.Summary{{ID: "weekly", Cron: "10 9 * * 3,5", To: []string{"group"}}}
	h := newHouse(t, plan, people...)
	h.sched.AtOnce = 4
	app := h.sim.Fail("/cgi-bin/message/send", -1, simulator.Fault{ErrCode: 60020})
	group := h.sim.Fail("/cgi-bin/webhook/send", -1, simulator.Fault{ErrCode: 60020})
	h.tick("2011-10-19 09:10", 8)
	h.tick("2011-10-21 09:10", 8)
	h.tick("2011-10-25 09:10", 8)
	app()
	group()
	h.tick("2011-10-25 09:20", 0)
	for i := range people {
		if got := h.inbox(fmt.Sprintf("m%d", i)); len(got) != 1 || !strings.Contains(got[0], "明天") {
			t.Errorf("m%d reads %q, want the reminder of the day before alone", i, got)
		}
	}
	sent := h.deliveries(campaign.DeliveryFilter{State: campaign.DeliverySent, Purpose: campaign.PurposeSummary})
	if len(sent) != 1 || !sent[0].At.Equal(at(t, "2011-10-21 09:10")) {
		t.Errorf("got the summaries %+v, want the newest alone", sent)
	}
}

// TestABusyPlatform is asked four times, left alone for a quarter of an hour and
// asked once more, and gets the message in the end.
func TestABusyPlatform(t *testing.T) {
	t.Parallel()
	h := newHouse(t, newPlan(t, essays(t)), "m 张三 一中 member", "o 丁 办公室 office")
	healed := h.sim.Fail("/cgi-bin/message/send", -1, simulator.Fault{ErrCode: -1})
	now := at(t, "2011-10-19 09:10")
	for ; now.Before(at(t, "2011-10-19 09:25")); now = now.Add(15 * time.Second) {
		h.tickAt(now, 1)
	}
	if n := h.sends.Load(); n != 4 {
		t.Errorf("%d calls in a quarter of an hour, want 4", n)
	}
	h.tickAt(now.Add(5*time.Minute), 1)
	if n := h.sends.Load(); n != 5 {
		t.Errorf("%d calls after it, want one more", n)
	}
	healed()
	h.tickAt(now.Add(25*time.Minute), 0)
	if got, told := h.inbox("m"), h.inbox("o"); len(got) != 1 || len(told) != 0 {
		t.Errorf("read %q, and the office %q", got, told)
	}
}

func TestBadRecipientsAreDroppedAlone(t *testing.T) {
	t.Parallel()
	h := newHouse(t, newPlan(t, essays(t)), "m 张三 一中 member", "Gone 李四 一中 member", "o 丁 办公室 office")
	h.sim.RemoveMember("gone")
	h.tick("2011-10-19 09:10", 0)
	if n := len(h.inbox("m")); n != 1 {
		t.Errorf("the other one reads %d messages, want 1", n)
	}
	if ds := h.deliveries(campaign.DeliveryFilter{To: "gone"}); len(ds) != 1 || ds[0].State != campaign.DeliveryFailed {
		t.Errorf("got %+v, want one failed", ds)
	}
	if got := strings.Join(h.inbox("o"), ""); !strings.Contains(got, "李四") || strings.Contains(got, "张三") {
		t.Errorf("the office reads %q", got)
	}
}

// TestACrashBetweenAnswerAndRecord sends the same bytes again, and the platform
// drops them.
func TestACrashBetweenAnswerAndRecord(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"claimed", "sent"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, newPlan(t, essays(t)), "m 张三 一中 member")
			crash := errors.New("crash")
			now := at(t, "2011-10-19 09:10")
			h.set(now)
			dying := h.replica("dying", func(p string) error {
				if p == point {
					return crash
				}
				return nil
			})
			if _, err := dying.Tick(context.Background(), now); !errors.Is(err, crash) {
				t.Fatalf("got %v, want the crash", err)
			}
			h.tickAt(now.Add(time.Minute), 1) // still leased to the dead
			h.tickAt(now.Add(2*time.Minute), 0)
			if n := len(h.inbox("m")); n != 1 {
				t.Errorf("read %d times, want once", n)
			}
		})
	}
}

func TestALongTextIsSplitInOrder(t *testing.T) {
	t.Parallel()
	h := newHouse(t, newPlan(t), "m 张三 一中 member")
	h.enqueue("2011-10-10 10:00", "m", strings.Repeat("关于开展主题教育的通知。\n", 200))
	h.tick("2011-10-10 10:00", 0)
	got := h.inbox("m")
	if len(got) < 3 || !strings.HasPrefix(got[0], "(1/") || !strings.HasPrefix(got[2], "(3/") {
		t.Errorf("got %d parts, want several in order", len(got))
	}
}

func TestAFailingEndpointIsLeftAlone(t *testing.T) {
	t.Parallel()
	h := newHouse(t, newPlan(t), "m 张三 一中 member")
	h.sim.Fail("/cgi-bin/message/send", -1, simulator.Fault{HTTPStatus: 500})
	h.enqueue("2011-10-10 10:00", "m", "一", "二", "三", "四", "五", "六", "七", "八")
	h.tick("2011-10-10 10:00", 8)
	if n := h.sends.Load(); n != 4 {
		t.Errorf("%d calls to a dead endpoint, want 4", n)
	}
	for _, d := range h.deliveries(campaign.DeliveryFilter{To: "m"})[:3] {
		if d.Attempts != 0 {
			t.Errorf("%s was never tried and has %d attempts", d.Text, d.Attempts)
		}
	}
}

// TestTwoReplicas plans and delivers on two at once.
func TestTwoReplicas(t *testing.T) {
	t.Parallel()
	h := newHouse(t, smallPlan(t), smallTown...)
	other := h.replica("two", nil)
	h.tick("2011-10-12 09:00", 0)
	now := at(t, "2011-10-12 09:10")
	h.set(now)
	done := make(chan error, 2)
	for _, s := range []*scheduler.Scheduler{h.sched, other} {
		go func() {
			_, err := s.Tick(context.Background(), now)
			done <- err
		}()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range []string{"zhang", "li", "zhao", "qian"} {
		if n := len(h.inbox(id)); n != 1 {
			t.Errorf("%s reads %d messages, want 1", id, n)
		}
	}
}

func TestRunDeliversAndStops(t *testing.T) {
	t.Parallel()
	h := newHouse(t, newPlan(t, essays(t)), "m 张三 一中 member")
	h.set(at(t, "2011-10-19 09:00"))
	slept := make(chan time.Duration)
	wake := make(chan time.Time)
	s, err := scheduler.New(scheduler.Options{Store: h.store, Plan: h.plan, Calendar: autumn(t), Text: h.text, Senders: h.send, Owner: "run",
		Now:   func() time.Time { return time.Unix(0, h.clock.Load()) },
		After: func(d time.Duration) <-chan time.Time { slept <- d; return wake },
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	<-slept
	h.set(at(t, "2011-10-19 09:09").Add(50 * time.Second))
	wake <- time.Time{}
	if d := <-slept; d != 10*time.Second {
		t.Errorf("sleeps %v, want the ten seconds until the rung", d)
	}
	h.set(at(t, "2011-10-19 09:10"))
	wake <- time.Time{}
	<-slept
	if n := len(h.inbox("m")); n != 1 {
		t.Errorf("read %d times, want once", n)
	}
	h.enqueue("2011-10-19 09:10", "m", "催办")
	s.Wake()
	<-slept
	if n := len(h.inbox("m")); n != 2 {
		t.Errorf("read %d times, want the woken one too", n)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
