package e2e

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"duban/campaign"
	"duban/internal/testenv"
	"duban/message"
	"duban/scheduler"
	"duban/scheduler/push"
	"duban/storage"
	"duban/wecom"
	"duban/wecom/simulator"
)

// The proofs of delivery look at what members and groups read on a simulated
// platform while the way there is disturbed: by kills, cuts and refusals.

// rounds returns how often a proof repeats its trial: DUBAN_TEST_ROUNDS, or
// otherwise a number that fits the daily run.
func rounds(tb testing.TB, otherwise int) int {
	tb.Helper()
	v := os.Getenv("DUBAN_TEST_ROUNDS")
	if v == "" {
		return otherwise
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 {
		tb.Fatalf("DUBAN_TEST_ROUNDS is %q, not a number", v)
	}
	return n
}

const (
	pollGroup = "group"
	lease     = 90 * time.Second // of a call, the scheduler's own
)

// dawn is the day before the first deadline of a depot's plan.
var dawn = time.Date(2011, 9, 1, 9, 10, 0, 0, time.FixedZone("", 8*3600))

// dailyPlan has a deliverable due on each of so many days, of which everyone is
// reminded on the day itself at 9:10.
func dailyPlan(days int) *campaign.Plan {
	zone := dawn.Location()
	clock := campaign.Clock{Hour: 9, Minute: 10}
	var ds []campaign.Deliverable
	for i := range days {
		ds = append(ds, campaign.Deliverable{
			ID: fmt.Sprintf("d%03d", i+1), Name: fmt.Sprintf("第%d期简报", i+1), Kind: campaign.KindReflection, OwedBy: campaign.OwedByMember,
			Due: dawn.AddDate(0, 0, i+1).Add(9 * time.Hour), Policy: "daily",
		})
	}
	return &campaign.Plan{
		ID: "c", Name: "主题教育", Zone: zone,
		Hours:     campaign.Hours{From: campaign.Clock{Hour: 8, Minute: 30}, To: campaign.Clock{Hour: 18, Minute: 30}},
		Reminders: map[string]campaign.Policy{"daily": {OnDay: true, At: clock}},
		Phases: []campaign.Phase{{ID: "p", From: campaign.DateOf(dawn), To: campaign.DateOf(dawn.AddDate(0, 0, days+1)),
			Activities: []campaign.Activity{{ID: "a", Deliverables: ds}}}},
	}
}

// crew returns so many members and one of the office.
func crew(n int) []campaign.Member {
	out := []campaign.Member{{UserID: "office", Name: "办公室", Unit: "机关", Roles: []campaign.Role{campaign.RoleOffice}}}
	for i := range n {
		out = append(out, campaign.Member{UserID: fmt.Sprintf("m%05d", i), Name: fmt.Sprintf("某%d", i), Unit: "机关", Roles: []campaign.Role{campaign.RoleMember}})
	}
	return out
}

// request is one call that reached the platform.
type request struct {
	path string
	body string
	at   time.Time
}

// depot is a simulated platform that remembers what reached it.
type depot struct {
	testing.TB
	sim    *simulator.Simulator
	api    *httptest.Server
	clock  func() time.Time
	before func(request) // sees a send before the platform does
	after  func(request) // and after it did, while the answer is held back

	mu       sync.Mutex
	requests []request         // the sends
	lines    map[net.Conn]bool // connections that were opened since watch and are still served
	hungUp   *sync.Cond
}

// watch begins to follow the connections that are opened from now on.
func (d *depot) watch() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines = map[net.Conn]bool{}
}

// settle waits until the platform is done with all connections since watch: what
// a dead process had on the line is carried out by then, or never.
func (d *depot) settle() {
	d.Helper()
	late := false
	stop := time.AfterFunc(10*time.Second, func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		late = true
		d.hungUp.Broadcast()
	})
	defer stop.Stop()
	d.mu.Lock()
	defer d.mu.Unlock()
	for len(d.lines) > 0 && !late {
		d.hungUp.Wait()
	}
	if late {
		d.Fatalf("%d connections of a dead process are still served", len(d.lines))
	}
}

func (d *depot) follow(line net.Conn, state http.ConnState) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case state == http.StateNew && d.lines != nil:
		d.lines[line] = true
	case state == http.StateClosed:
		delete(d.lines, line)
		d.hungUp.Broadcast()
	}
}

// newDepot opens the platform of these people on a clock.
func newDepot(tb testing.TB, people []campaign.Member, clock func() time.Time) *depot {
	tb.Helper()
	d := &depot{TB: tb, clock: clock}
	d.hungUp = sync.NewCond(&d.mu)
	o := simulator.Options{
		CorpID: corpID, Apps: []simulator.App{{AgentID: agentID, Secret: secret, Token: appToken, AESKey: aesKey}},
		Webhooks: []simulator.Webhook{{Name: pollGroup, Key: robotKey}}, Now: clock,
	}
	for _, m := range people {
		o.Members = append(o.Members, simulator.Member{UserID: m.UserID, Name: m.Name})
	}
	d.sim = simulator.New(o)
	d.api = httptest.NewUnstartedServer(d)
	d.api.Config.ConnState = d.follow
	d.api.Start()
	tb.Cleanup(func() {
		d.api.Close()
		d.sim.Close()
	})
	return d
}

// ServeHTTP passes calls on to the platform.
func (d *depot) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.HasSuffix(r.URL.Path, "/send") {
		d.sim.ServeHTTP(w, r)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the sender is gone
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	req := request{r.URL.Path, string(body), d.clock()}
	if d.before != nil {
		d.before(req)
	}
	d.mu.Lock()
	d.requests = append(d.requests, req)
	d.mu.Unlock()
	if d.after == nil {
		d.sim.ServeHTTP(w, r)
		return
	}
	held := httptest.NewRecorder()
	d.sim.ServeHTTP(held, r)
	d.after(req)
	w.WriteHeader(held.Code)
	_, _ = w.Write(held.Body.Bytes()) // fails where the sender is gone
}

// sends returns the calls that reached the platform.
func (d *depot) sends() []request {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.requests)
}

// read counts how often a member reads each text.
func (d *depot) read(userID string) map[string]int {
	out := map[string]int{}
	for _, m := range d.sim.Inbox(userID) {
		if !m.Mine {
			out[m.Text]++
		}
	}
	return out
}

// posted counts how often the group reads each text.
func (d *depot) posted() map[string]int {
	out := map[string]int{}
	for _, p := range d.sim.GroupPosts(pollGroup) {
		out[p.Text]++
	}
	return out
}

// senders returns the ways to the platform: the app's to one address, the
// group's to another.
func senders(app, group string, tokens wecom.Cache, now func() time.Time, client *http.Client) (map[campaign.Channel]scheduler.Sender, error) {
	c, err := wecom.NewClient(wecom.Options{BaseURL: app, CorpID: corpID, AgentID: agentID, Secret: secret, Now: now, Cache: tokens, HTTPClient: client})
	if err != nil {
		return nil, err
	}
	hook, err := wecom.NewWebhook(wecom.WebhookOptions{BaseURL: group, Key: robotKey, HTTPClient: client})
	if err != nil {
		return nil, err
	}
	return map[campaign.Channel]scheduler.Sender{
		campaign.ChannelApp:   push.NewApp(c, nil),
		campaign.ChannelGroup: push.NewGroup(map[string]push.Webhook{pollGroup: hook}),
	}, nil
}

// post is a scheduler on an open database.
type post struct {
	*scheduler.Scheduler
	db    *storage.DB
	store campaign.Store
}

// openPost opens a database that is migrated, and a scheduler on it.
func openPost(database string, o scheduler.Options) (*post, error) {
	db, err := storage.Open(context.Background(), database, storage.Options{})
	if err != nil {
		return nil, err
	}
	p := &post{db: db, store: db.Campaign(o.Plan.ID)}
	o.Store, o.Calendar = p.store, campaign.EveryDay()
	if o.Text, err = message.Load(message.Hans); err == nil {
		err = db.Migrate(context.Background())
	}
	if err == nil {
		p.Scheduler, err = scheduler.New(o)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return p, nil
}

// mustPost is openPost, closed with the test.
func mustPost(tb testing.TB, database string, o scheduler.Options) *post {
	tb.Helper()
	p, err := openPost(database, o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := p.db.Close(); err != nil {
			tb.Error(err)
		}
	})
	return p
}

// put changes the store as of a moment.
func (p *post) put(tb testing.TB, now time.Time, fn func(context.Context, campaign.Tx) error) {
	tb.Helper()
	ctx := context.Background()
	if err := p.store.Update(ctx, now, func(tx campaign.Tx) error { return fn(ctx, tx) }); err != nil {
		tb.Fatal(err)
	}
}

// hand puts messages that are nobody's debt into the outbox.
func (p *post) hand(tb testing.TB, ds ...campaign.Delivery) {
	tb.Helper()
	p.put(tb, ds[0].At, func(ctx context.Context, tx campaign.Tx) error {
		n, err := tx.Enqueue(ctx, ds)
		if err == nil && n != len(ds) {
			err = fmt.Errorf("%d of %d deliveries are new", n, len(ds))
		}
		return err
	})
}

// noteTo is a message to one person, toGroup one to the group.
func noteTo(to, text string, at time.Time) campaign.Delivery {
	return campaign.Delivery{Key: "note|" + to + "|" + text, Purpose: campaign.PurposeNudge, Channel: campaign.ChannelApp, To: to, At: at, Text: text}
}

func toGroup(text string, at time.Time) campaign.Delivery {
	return campaign.Delivery{Key: "post|" + text, Purpose: campaign.PurposeSummary, Channel: campaign.ChannelGroup, To: pollGroup, At: at, Text: text}
}

// unsettled lists the deliveries that are neither sent nor dropped.
func (p *post) unsettled(tb testing.TB) []campaign.Delivery {
	tb.Helper()
	var out []campaign.Delivery
	for _, state := range []campaign.DeliveryState{campaign.DeliveryPlanned, campaign.DeliveryCalling, campaign.DeliveryFailed} {
		if err := p.store.View(context.Background(), func(tx campaign.Tx) error {
			ds, err := tx.Deliveries(context.Background(), campaign.DeliveryFilter{State: state, Limit: 100_000})
			out = append(out, ds...)
			return err
		}); err != nil {
			tb.Fatal(err)
		}
	}
	return out
}

// onEach runs a proof on SQLite and on PostgreSQL.
func onEach(t *testing.T, prove func(t *testing.T, database string)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		prove(t, "sqlite:"+filepath.Join(t.TempDir(), "duban.db"))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		prove(t, testenv.Postgres(t))
	})
}

// hands is a clock that a test moves.
type hands struct{ nanos atomic.Int64 }

func (h *hands) now() time.Time  { return time.Unix(0, h.nanos.Load()).In(dawn.Location()) }
func (h *hands) set(t time.Time) { h.nanos.Store(t.UnixNano()) }
