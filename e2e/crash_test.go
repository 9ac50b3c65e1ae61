package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"duban/campaign"
	"duban/scheduler"
)

// victimEnv holds the orders of a process of this test binary that is to be
// killed at its work.
const victimEnv = "DUBAN_TEST_VICTIM"

// orders tell a victim what to do.
type orders struct {
	Database, API, Owner string
	Days                 int       // of the plan
	Now                  time.Time // it plans and delivers once, as of this moment
	Point                string    // the failpoint at which it kills itself; "" for none
	Nth                  int       // the how manyth time
}

// victim does what the orders in the environment say and returns the exit code,
// if it lives to do so.
func victim() int {
	var o orders
	err := json.Unmarshal([]byte(os.Getenv(victimEnv)), &o)
	if err == nil {
		err = o.carryOut()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func (o orders) carryOut() (err error) {
	now := func() time.Time { return o.Now }
	ways, err := senders(o.API, o.API, nil, now, nil)
	if err != nil {
		return err
	}
	var passed atomic.Int64
	p, err := openPost(o.Database, scheduler.Options{
		Plan: dailyPlan(o.Days), Senders: ways, Owner: o.Owner,
		Fail: func(point string) error {
			if point == o.Point && passed.Add(1) == int64(o.Nth) {
				return syscall.Kill(os.Getpid(), syscall.SIGKILL)
			}
			return nil
		},
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.db.Close()) }()
	_, err = p.Tick(context.Background(), o.Now)
	return err
}

// The points at which a process is killed. The first and the last are its own
// failpoints; at the others the platform's side pulls the trigger.
const (
	atClaim  = "claimed"  // before the call is made
	atArrive = "arrived"  // the platform has the call and has done nothing yet
	atAccept = "accepted" // the platform has carried it out and not answered yet
	atAnswer = "sent"     // the answer is there and not recorded yet
	atRandom = "random"   // at any time, planning and recording included
)

// tally is what a proof by kills came to.
type tally struct{ rounds, kills, messages, doubles int }

// TestKilledAtEveryPoint kills processes with SIGKILL while they deliver, lets
// another take over when the lease is over, and looks at what was read: by
// members everything once, since the platform drops the same bytes; by the
// group, whose robot drops nothing, everything at least once, and twice only
// what was carried out and not recorded when the process died.
func TestKilledAtEveryPoint(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, database string) {
		c := newCrash(t, database, rounds(t, 20))
		for range c.days {
			c.round()
		}
		c.repeats()
		t.Logf("%d rounds, %d processes killed, %d messages, %d doubles (%.3f %%), all of them group posts between answer and record",
			c.rounds, c.kills, c.messages, c.doubles, 100*float64(c.doubles)/float64(c.messages))
		if c.kills < c.rounds/2 {
			t.Errorf("only %d processes died in %d rounds", c.kills, c.rounds)
		}
		if c.doubles*100 >= c.messages {
			t.Errorf("%d of %d messages came twice, want under 1 %%", c.doubles, c.messages)
		}
	})
}

const (
	crashPeople = 60 // who get the day's reminder, in one call
	crashNotes  = 9  // and so many of them a note of his own
)

// crash is the scene of the kills.
type crash struct {
	*testing.T
	*depot
	tally
	database string
	days     int
	hands    *hands
	random   *rand.Rand
	aim      atomic.Pointer[aim]
}

// aim is whom to kill, at which call and on which side of it.
type aim struct {
	process *os.Process
	point   string
	nth     int64
	seen    atomic.Int64
	posted  atomic.Bool // the platform has carried out a post of the process
}

func newCrash(t *testing.T, database string, days int) *crash {
	c := &crash{T: t, database: database, days: days, hands: &hands{}, random: rand.New(rand.NewPCG(1, uint64(days)))}
	c.hands.set(dawn)
	c.depot = newDepot(t, crew(crashPeople), c.hands.now)
	c.before = func(request) {
		if a := c.aim.Load(); a != nil && a.seen.Add(1) == a.nth && a.point == atArrive {
			a.kill()
		}
	}
	c.after = func(r request) {
		if a := c.aim.Load(); a != nil {
			if strings.Contains(r.path, "webhook") {
				a.posted.Store(true)
			}
			if a.seen.Load() == a.nth && a.point == atAccept {
				a.kill()
			}
		}
	}
	c.with(func(p *post) {
		p.put(t, dawn, func(ctx context.Context, tx campaign.Tx) error { return tx.PutMembers(ctx, crew(crashPeople)) })
		if left, err := p.Tick(context.Background(), dawn); left != 0 || err != nil {
			t.Fatalf("the first planning leaves %d: %v", left, err)
		}
	})
	return c
}

func (a *aim) kill() { _ = a.process.Kill() } // it may have ended by itself

// with opens the database, which no other process has open then.
func (c *crash) with(fn func(*post)) {
	c.T.Helper()
	ways, err := senders(c.api.URL, c.api.URL, nil, c.hands.now, nil)
	if err != nil {
		c.T.Fatal(err)
	}
	p, err := openPost(c.database, scheduler.Options{Plan: dailyPlan(c.days), Senders: ways, Owner: "heir"})
	if err != nil {
		c.T.Fatal(err)
	}
	defer func() {
		if err := p.db.Close(); err != nil {
			c.T.Error(err)
		}
	}()
	fn(p)
}

// round lets a day's messages leave over one or two dead processes.
func (c *crash) round() {
	c.T.Helper()
	c.rounds++
	now := dawn.AddDate(0, 0, c.rounds)
	c.hands.set(now)
	groupText := c.groupText()
	c.with(func(p *post) {
		ds := []campaign.Delivery{toGroup(groupText, now)}
		for i := range crashNotes {
			ds = append(ds, noteTo(fmt.Sprintf("m%05d", i), fmt.Sprintf("第%d日第%d条", c.rounds, i), now))
		}
		p.hand(c.T, ds...)
	})
	window := 0 // kills between the platform's deed and our record of a post
	for range 1 + c.random.IntN(2) {
		if c.attack(now) {
			window++
		}
		now = now.Add(lease + time.Second)
		c.hands.set(now)
	}
	c.with(func(p *post) {
		if left, err := p.Tick(context.Background(), now); left != 0 || err != nil {
			c.T.Fatalf("round %d: the heir leaves %d: %v", c.rounds, left, err)
		}
	})
	c.inspect(groupText, window)
}

// attack runs a process and kills it; it reports whether that happened between
// a post's being carried out and recorded.
func (c *crash) attack(now time.Time) (inWindow bool) {
	c.T.Helper()
	point := []string{atClaim, atArrive, atAccept, atAnswer, atRandom}[c.random.IntN(5)]
	nth := 1 + c.random.IntN(crashNotes+2)
	o := orders{Database: c.database, API: c.api.URL, Owner: fmt.Sprintf("victim-%d-%d", c.rounds, c.random.Uint64()), Days: c.days, Now: now}
	if point == atClaim || point == atAnswer {
		o.Point, o.Nth = point, nth
	}
	text, err := json.Marshal(o)
	if err != nil {
		c.T.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		c.T.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), victimEnv+"="+string(text))
	var said strings.Builder
	cmd.Stderr = &said
	a := &aim{point: point, nth: int64(nth)}
	c.watch()
	if err := cmd.Start(); err != nil {
		c.T.Fatal(err)
	}
	a.process = cmd.Process
	c.aim.Store(a)
	if point == atRandom {
		timer := time.AfterFunc(time.Duration(c.random.IntN(250))*time.Millisecond, a.kill)
		defer timer.Stop()
	}
	err = cmd.Wait()
	c.settle()
	c.aim.Store(nil)
	var exit *exec.ExitError
	switch {
	case err == nil: // it was done before its time came
		return false
	case errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL:
		c.kills++
	default:
		c.T.Fatalf("a process at %s ended with %v: %s", point, err, said.String())
	}
	c.with(func(p *post) {
		inWindow = a.posted.Load() && slices.ContainsFunc(p.unsettled(c.T), func(d campaign.Delivery) bool { return d.Text == c.groupText() })
	})
	return inWindow
}

// groupText is the day's post.
func (c *crash) groupText() string { return fmt.Sprintf("第%d日进度", c.rounds) }

// inspect compares what was read with what had to be.
func (c *crash) inspect(groupText string, window int) {
	c.T.Helper()
	c.messages += crashPeople + crashNotes + 1
	for i := range crashPeople {
		reminders, notes := 0, 0
		for text, n := range c.read(fmt.Sprintf("m%05d", i)) {
			switch {
			case n != 1:
				c.T.Errorf("round %d: member %d reads %d times %q", c.rounds, i, n, text)
			case strings.Contains(text, "简报"):
				reminders++
			default:
				notes++
			}
		}
		if reminders != c.rounds || i < crashNotes && notes != c.rounds {
			c.T.Errorf("round %d: member %d has %d reminders and %d notes", c.rounds, i, reminders, notes)
		}
	}
	n := c.posted()[groupText]
	if n < 1 || n > 1+window {
		c.T.Errorf("round %d: the group reads its text %d times after %d kills in the window", c.rounds, n, window)
	}
	c.doubles += n - 1
}

// repeats wants every repeat of a call to have been the same bytes. A call of a
// dead process may reach the platform late, in a later round.
func (c *crash) repeats() {
	c.T.Helper()
	bodies := map[string]bool{}
	for _, r := range c.sends() {
		if !strings.Contains(r.body, `"touser":"office"`) { // the system's own notices, a few a month
			bodies[r.body] = true
		}
	}
	if want := c.rounds * (1 + crashNotes + 1); len(bodies) != want {
		c.T.Errorf("%d different bodies reached the platform, want %d: a repeat differs", len(bodies), want)
	}
}
