package e2e

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"

	"duban/bot/callback"
	"duban/campaign"
	"duban/configs"
	"duban/internal/app"
	"duban/internal/testenv"
	"duban/scheduler"
	"duban/storage/shared"
	"duban/wecom"
)

// rush is a clock that runs many times as fast as the machine's, so that pauses
// of the service take a test no time.
type rush struct {
	began, start time.Time
	speed        time.Duration
}

func newRush(start time.Time, speed int) *rush { return &rush{time.Now(), start, time.Duration(speed)} }

func (r *rush) now() time.Time { return r.start.Add(time.Since(r.began) * r.speed) }

func (r *rush) after(d time.Duration) <-chan time.Time { return time.After(d / r.speed) }

const (
	replicaPeople = 1000
	replicaNotes  = 300 // texts to ten people each
	replicaPosts  = 20
)

// TestReplicasOverBadLines lets replicas plan and deliver on one database while
// their lines to it, to Redis and to the platform are cut, slowed and reset. The
// robot's posts take a line of their own to the platform: it drops no repeats,
// so a lost answer alone could double them, which is no fault of the replicas.
func TestReplicasOverBadLines(t *testing.T) {
	t.Parallel()
	logging.Disable() // Redis is away on purpose
	for _, tt := range []struct {
		replicas  int
		redisGone bool
	}{{2, false}, {4, false}, {4, true}} {
		t.Run(fmt.Sprintf("%d replicas, Redis gone %v", tt.replicas, tt.redisGone), func(t *testing.T) {
			t.Parallel()
			f := newFleet(t, tt.replicas, tt.redisGone)
			f.load()
			stop := f.start()
			f.disturb(rand.New(rand.NewPCG(2, uint64(tt.replicas))))
			f.await()
			stop()
			f.inspect()
		})
	}
}

// fleet is several replicas on one database.
type fleet struct {
	t *testing.T
	*depot
	rush     *rush
	calm     *post // on a line that nobody disturbs
	replicas []*post
	lines    []*line // to the database, Redis and the platform
}

func newFleet(t *testing.T, replicas int, redisGone bool) *fleet {
	start := dawn.AddDate(0, 0, 1).Add(-20 * time.Second)
	f := &fleet{t: t, rush: newRush(start, 20)}
	f.depot = newDepot(t, crew(replicaPeople), f.rush.now)
	database, cache := testenv.Postgres(t), testenv.Redis(t)
	ways, err := senders(f.api.URL, f.api.URL, nil, f.rush.now, nil)
	if err != nil {
		t.Fatal(err)
	}
	f.calm = mustPost(t, database, scheduler.Options{Plan: dailyPlan(1), Senders: ways, Owner: "calm"})
	for i := range replicas {
		wrong := time.Duration(i-1) * 5 * time.Minute // the clock of its machine
		store, redisLine, api := lineTo(t, database, "5432"), lineTo(t, cache, "6379"), lineTo(t, f.api.URL, "80")
		f.lines = append(f.lines, store, api)
		if redisGone {
			redisLine.cut()
		} else {
			f.lines = append(f.lines, redisLine)
		}
		o, err := redis.ParseURL(redisLine.over(cache))
		if err != nil {
			t.Fatal(err)
		}
		r := redis.NewClient(o)
		transport := &http.Transport{}
		t.Cleanup(func() {
			transport.CloseIdleConnections()
			if err := r.Close(); err != nil {
				t.Error(err)
			}
		})
		tokens := shared.FallbackTokens{Redis: shared.NewRedisTokens(r), Memory: shared.NewMemoryTokens(f.rush.now)}
		ways, err := senders(api.over(f.api.URL), f.api.URL, tokens, f.rush.now, &http.Client{Timeout: 1500 * time.Millisecond, Transport: transport})
		if err != nil {
			t.Fatal(err)
		}
		f.replicas = append(f.replicas, mustPost(t, store.over(database), scheduler.Options{
			Plan: dailyPlan(1), Senders: ways, Owner: fmt.Sprintf("replica-%d", i), After: f.rush.after,
			Now:  func() time.Time { return f.rush.now().Add(wrong) },
			Skew: func(context.Context) (time.Duration, error) { return -wrong, nil },
		}))
	}
	return f
}

// load fills the outbox for some minutes, beside the day's reminder to everyone,
// which the replicas plan by themselves.
func (f *fleet) load() {
	f.t.Helper()
	f.calm.put(f.t, dawn, func(ctx context.Context, tx campaign.Tx) error { return tx.PutMembers(ctx, crew(replicaPeople)) })
	if _, err := f.calm.Plan(context.Background(), dawn); err != nil {
		f.t.Fatal(err)
	}
	const span = 160 * time.Second
	var ds []campaign.Delivery
	for i := range replicaNotes {
		at := f.rush.start.Add(span * time.Duration(i) / replicaNotes)
		for k := range 10 {
			ds = append(ds, noteTo(fmt.Sprintf("m%05d", (i*10+k)%replicaPeople), fmt.Sprintf("第%d号通知", i), at))
		}
	}
	for i := range replicaPosts {
		ds = append(ds, toGroup(fmt.Sprintf("第%d号进度", i), f.rush.start.Add(span*time.Duration(i)/replicaPosts)))
	}
	f.calm.hand(f.t, ds...)
	f.rush.began = time.Now()
}

// start runs the replicas; the returned function stops and awaits them.
func (f *fleet) start() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	for _, r := range f.replicas {
		running.Go(func() {
			if err := r.Run(ctx); err != nil {
				f.t.Error(err)
			}
		})
	}
	stop = sync.OnceFunc(func() {
		cancel()
		running.Wait()
	})
	f.t.Cleanup(stop)
	return stop
}

// disturb spoils one line after the other for some seconds.
func (f *fleet) disturb(random *rand.Rand) {
	for until := time.Now().Add(8 * time.Second); time.Now().Before(until); {
		l := f.lines[random.IntN(len(f.lines))]
		pause := time.After(time.Duration(100+random.IntN(400)) * time.Millisecond)
		switch random.IntN(4) {
		case 0:
			l.cut()
			<-pause
			l.mend()
			continue
		case 1:
			l.slow(30 * time.Millisecond)
		case 2:
			l.reset()
		case 3:
			l.swallow()
		}
		<-pause
		l.heal()
	}
}

// await returns when everything has left, or fails.
func (f *fleet) await() {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
	defer cancel()
	look := time.NewTicker(100 * time.Millisecond)
	defer look.Stop()
	for {
		left := f.calm.unsettled(f.t)
		if len(left) == 0 {
			return
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			f.t.Fatalf("%d deliveries have not left, such as %+v", len(left), left[0])
		}
	}
}

// inspect wants everything read once.
func (f *fleet) inspect() {
	f.t.Helper()
	for i := range replicaPeople {
		got, want := f.read(fmt.Sprintf("m%05d", i)), 1+replicaNotes*10/replicaPeople
		if len(got) != want {
			f.t.Errorf("member %d reads %d texts, want %d: %v", i, len(got), want, got)
		}
		for text, n := range got {
			if n != 1 {
				f.t.Errorf("member %d reads %d times %q", i, n, text)
			}
		}
	}
	posted := f.posted()
	if len(posted) != replicaPosts {
		f.t.Errorf("the group reads %d texts, want %d", len(posted), replicaPosts)
	}
	for text, n := range posted {
		if n != 1 {
			f.t.Errorf("the group reads %d times %q", n, text)
		}
	}
	for _, s := range f.sim.Sent() {
		if len(s.Dropped) > 0 {
			f.t.Errorf("over the platform's limit: %q to %v", s.Text, s.Dropped)
		}
	}
	f.t.Logf("%d messages in %d calls, %d repeats dropped by the platform, %v after the first",
		(1+replicaNotes*10/replicaPeople)*replicaPeople+replicaPosts, len(f.sends()), len(f.sim.Suppressed()), time.Since(f.rush.began).Round(time.Millisecond))
}

// TestTheEdgeKeepsWhatTheDatabaseCannot cuts the database off while members
// write, and wants every message answered at once and worked off in its order
// when the database is back.
func TestTheEdgeKeepsWhatTheDatabaseCannot(t *testing.T) {
	t.Parallel()
	const writers, before, during = 5, 2, 12
	database := testenv.Postgres(t)
	wire := lineTo(t, database, "5432")
	d := newDepot(t, crew(writers), time.Now)
	c := configs.Config{
		DatabaseURL: configs.Secret(wire.over(database)), BlobURL: configs.Secret("file:" + t.TempDir()), Campaign: "three-everything",
		Listen: "127.0.0.1:0", WeCom: configs.WeCom{APIBase: d.api.URL, CorpID: corpID, AgentID: agentID, Secret: secret, Token: appToken, AESKey: aesKey},
	}
	a, err := app.Open(t.Context(), app.Options{Config: c, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	if err := a.Store.Update(t.Context(), time.Now(), func(tx campaign.Tx) error { return tx.PutMembers(t.Context(), crew(writers)) }); err != nil {
		t.Fatal(err)
	}
	crypt, err := wecom.NewCrypt(appToken, aesKey, corpID)
	if err != nil {
		t.Fatal(err)
	}
	edge, err := callback.New(callback.Options{Crypt: crypt, AgentID: agentID, Answerer: a, Now: time.Now, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Random: rand.NewChaCha8([32]byte{}), Spool: filepath.Join(t.TempDir(), "spool")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := edge.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	server := httptest.NewServer(edge)
	t.Cleanup(server.Close)
	d.sim.SetCallbackURL(agentID, server.URL)

	var slowest atomic.Int64
	write := func(n, from int) {
		var writing sync.WaitGroup
		for w := range writers {
			writing.Go(func() {
				for i := range n {
					began := time.Now()
					r, err := d.sim.Client(agentID).SendText(t.Context(), fmt.Sprintf("m%05d", w), fmt.Sprintf("第%02d条", from+i))
					if err != nil || r.Deliveries != 1 {
						t.Errorf("message %d of %d was delivered %d times: %v", from+i, w, r.Deliveries, err)
					}
					slowest.Store(max(slowest.Load(), int64(time.Since(began))))
				}
			})
		}
		writing.Wait()
	}
	write(before, 0)
	wire.cut()
	write(during, before)
	wire.mend()
	write(1, before+during)

	deadline := time.After(30 * time.Second)
	for {
		got := map[string][]string{}
		err := a.Store.View(t.Context(), func(tx campaign.Tx) error {
			ins, err := tx.Inbounds(t.Context(), campaign.InboundFilter{Limit: 1000})
			for _, in := range slices.Backward(ins) {
				got[in.UserID] = append(got[in.UserID], in.Text)
			}
			return err
		})
		n := 0
		for _, texts := range got {
			n += len(texts)
		}
		if err == nil && n == writers*(before+during+1) {
			for who, texts := range got {
				if !slices.IsSorted(texts) || len(slices.Compact(texts)) != before+during+1 {
					t.Errorf("%s's messages were worked off as %q", who, texts)
				}
			}
			t.Logf("%d messages while the database was away, the slowest answered after %v", writers*during, time.Duration(slowest.Load()).Round(time.Millisecond))
			return
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-deadline:
			t.Fatalf("%d of %d messages are recorded: %v", n, writers*(before+during+1), err)
		}
	}
}
