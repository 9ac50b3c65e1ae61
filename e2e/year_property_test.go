package e2e

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"duban/campaign"
	"duban/configs"
	"duban/message"
	"duban/scheduler"
)

// TestPlannerAgainstTheRules plays random small campaigns: people come and go,
// file, are excused, get other deadlines, and now and then the service is away.
// At every moment the planner says what the rules say.
func TestPlannerAgainstTheRules(t *testing.T) {
	t.Parallel()
	text, err := message.Load(message.Hans)
	if err != nil {
		t.Fatal(err)
	}
	cal, err := configs.LoadCalendar("cn")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		plan := drawPlan(rt)
		people := drawPeople(rt)
		planner, err := scheduler.NewPlanner(plan, cal, text)
		if err != nil {
			rt.Fatal(err)
		}
		g := &game{oracle: newOracle(t, plan, people), planner: planner, debts: map[campaign.DebtKey]campaign.Debt{}, sent: map[string]bool{}}
		g.facts = scheduler.Facts{Ledger: g, Marks: map[string]time.Time{}}
		g.play(rt)
	})
}

var shanghai = time.FixedZone("CST", 8*3600)

// The span that random campaigns are played over has the National Day's week
// with its adjusted workdays in it.
var (
	curtainUp   = time.Date(2011, 9, 20, 0, 0, 0, 0, shanghai)
	curtainDown = time.Date(2011, 12, 5, 0, 0, 0, 0, shanghai)
)

func drawDays(rt *rapid.T, label string, from ...int) []campaign.Offset {
	var out []campaign.Offset
	for _, n := range rapid.SliceOfNDistinct(rapid.SampledFrom(from), 0, len(from), rapid.ID).Draw(rt, label) {
		out = append(out, campaign.Offset{Text: fmt.Sprintf("%dd", n), Days: n})
	}
	return out
}

func drawPlan(rt *rapid.T) *campaign.Plan {
	plan := &campaign.Plan{
		ID: "drawn", Name: "活动", Zone: shanghai, Calendar: "cn",
		Hours:     campaign.Hours{From: campaign.Clock{Hour: 8, Minute: 30}, To: campaign.Clock{Hour: 17, Minute: 30}},
		Burden:    campaign.Burden{PerWeek: rapid.IntRange(0, 3).Draw(rt, "per week")},
		Reminders: map[string]campaign.Policy{},
	}
	for _, name := range []string{"a", "b"} {
		p := campaign.Policy{
			Before: drawDays(rt, "before", 1, 2, 3, 7), OnDay: rapid.Bool().Draw(rt, "on day"), Overdue: drawDays(rt, "overdue", 1, 2, 3, 7),
			At: rapid.SampledFrom([]campaign.Clock{{Hour: 9, Minute: 10}, {Hour: 6}, {Hour: 20}}).Draw(rt, "at"),
		}
		for _, to := range rapid.SliceOfNDistinct(rapid.SampledFrom(campaign.Roles()[1:]), 0, 4, rapid.ID).Draw(rt, "escalate") {
			n := rapid.IntRange(1, 5).Draw(rt, "after")
			p.Escalate = append(p.Escalate, campaign.Escalation{After: campaign.Offset{Text: fmt.Sprintf("%dd", n), Days: n}, To: to})
		}
		plan.Reminders[name] = p
	}
	var a campaign.Activity
	for i := range rapid.IntRange(1, 4).Draw(rt, "deliverables") {
		d := campaign.Deliverable{
			ID: fmt.Sprintf("d%d", i), Name: fmt.Sprintf("任务%d", i), Kind: campaign.KindReflection,
			OwedBy: rapid.SampledFrom([]campaign.Audience{campaign.OwedByMember, campaign.OwedByUnit, campaign.OwedByOffice}).Draw(rt, "owed by"),
			Late:   rapid.SampledFrom([]campaign.LatePolicy{campaign.LateAccept, campaign.LateClose}).Draw(rt, "late"),
			Policy: rapid.SampledFrom([]string{"a", "b", ""}).Draw(rt, "policy"),
		}
		clock := rapid.SampledFrom([]campaign.Clock{{Hour: 18}, {Hour: 9}}).Draw(rt, "clock")
		d.Every = rapid.SampledFrom([]campaign.Every{campaign.Once, campaign.EveryMonth, campaign.EveryQuarter}).Draw(rt, "every")
		if d.Every == campaign.Once {
			d.Due = campaign.DateOf(curtainUp).AddDays(rapid.IntRange(3, 65).Draw(rt, "due")).At(clock, shanghai)
		} else {
			d.DueDay, d.DueClock = rapid.SampledFrom([]int{5, 15, 31, campaign.LastDay}).Draw(rt, "due day"), clock
		}
		a.Deliverables = append(a.Deliverables, d)
	}
	for i := range rapid.IntRange(0, 2).Draw(rt, "events") {
		a.Events = append(a.Events, campaign.Event{
			ID: fmt.Sprintf("e%d", i), Name: fmt.Sprintf("会议%d", i), At: curtainUp.AddDate(0, 0, rapid.IntRange(1, 70).Draw(rt, "event")).Add(9*time.Hour + 10*time.Minute),
			Who:    campaign.Who{Roles: rapid.SliceOfNDistinct(rapid.SampledFrom(campaign.Roles()), 0, 2, rapid.ID).Draw(rt, "who")},
			Remind: []campaign.Offset{{Text: "3d", Days: 3}, {Text: "1d", Days: 1}, {Text: "1h", Rest: time.Hour}},
		})
	}
	from, to := campaign.DateOf(curtainUp), campaign.DateOf(curtainDown)
	plan.Phases = []campaign.Phase{{ID: "p", From: from, To: to, Activities: []campaign.Activity{a}}}
	return plan
}

func drawPerson(rt *rapid.T, n int) campaign.Member {
	return campaign.Member{
		UserID: fmt.Sprintf("U%d", n), Name: fmt.Sprintf("某%d", n), Unit: fmt.Sprintf("单位%d", rapid.IntRange(0, 2).Draw(rt, "unit")),
		Roles: rapid.SliceOfNDistinct(rapid.SampledFrom(campaign.Roles()), 1, 3, rapid.ID).Draw(rt, "roles"),
	}
}

func drawPeople(rt *rapid.T) []campaign.Member {
	var out []campaign.Member
	for i := range rapid.IntRange(1, 8).Draw(rt, "people") {
		out = append(out, drawPerson(rt, i))
	}
	return out
}

// game is a planner and the rules side by side, and the planner's ledger.
type game struct {
	oracle  *oracle
	planner *scheduler.Planner
	facts   scheduler.Facts
	debts   map[campaign.DebtKey]campaign.Debt
	sent    map[string]bool
	out     []campaign.Delivery
}

// act is something that happens at a moment.
type act struct {
	at time.Time
	do func(rt *rapid.T, now time.Time)
}

func (g *game) play(rt *rapid.T) {
	g.refresh()
	acts := g.drawActs(rt)
	var away [][2]time.Time
	for range rapid.IntRange(0, 2).Draw(rt, "outages") {
		from := curtainUp.AddDate(0, 0, rapid.IntRange(1, 70).Draw(rt, "outage")).Add(9 * time.Hour)
		away = append(away, [2]time.Time{from, from.Add(time.Duration(rapid.IntRange(1, 240).Draw(rt, "hours")) * time.Hour)})
	}
	g.tick(rt, curtainUp)
	g.rehearse(rt, curtainUp)
	for now := curtainUp; ; {
		next, ok := g.next(now)
		if !ok || next.After(curtainDown) {
			return
		}
		for len(acts) > 0 && !acts[0].at.After(next) {
			acts[0].do(rt, acts[0].at)
			now, acts = acts[0].at, acts[1:]
			g.refresh()
			if next, ok = g.next(now); !ok {
				return
			}
		}
		for _, a := range away {
			if !next.Before(a[0]) && next.Before(a[1]) {
				next = a[1]
			}
		}
		for len(acts) > 0 && !acts[0].at.After(next) {
			acts[0].do(rt, acts[0].at)
			acts = acts[1:]
		}
		g.refresh()
		g.tick(rt, next)
		now = next
	}
}

// next returns when the planner or the rules have something to say.
func (g *game) next(now time.Time) (time.Time, bool) {
	at, ok := g.planner.Next(g.facts, now)
	if o, some := g.oracle.next(now); some && (!ok || o.Before(at)) {
		return o, true
	}
	return at, ok
}

// drawActs draws what happens, in order of time.
func (g *game) drawActs(rt *rapid.T) []act {
	var out []act
	ds := g.oracle.plan.Deliverables()
	for range rapid.IntRange(0, 10).Draw(rt, "acts") {
		at := curtainUp.AddDate(0, 0, rapid.IntRange(0, 70).Draw(rt, "day")).
			Add(rapid.SampledFrom([]time.Duration{8 * time.Hour, 9*time.Hour + 10*time.Minute, 18 * time.Hour}).Draw(rt, "hour"))
		d := rapid.SampledFrom(ds).Draw(rt, "deliverable")
		var do func(*rapid.T, time.Time)
		switch what := rapid.SampledFrom([]string{"file", "file", "extend", "move", "join", "leave"}).Draw(rt, "what"); what {
		case "file", "extend":
			by := rapid.IntRange(1, 15).Draw(rt, "days")
			do = func(rt *rapid.T, now time.Time) {
				var keys []campaign.DebtKey
				for _, p := range g.oracle.periods[d.ID] {
					for _, debtor := range slices.Sorted(maps.Keys(g.oracle.debtors(d))) {
						keys = append(keys, campaign.DebtKey{Deliverable: d.ID, Period: p.Key, Debtor: debtor})
					}
				}
				if len(keys) == 0 {
					return
				}
				k := rapid.SampledFrom(keys).Draw(rt, what)
				debt := g.debts[k]
				debt.DebtKey = k
				if what == "file" {
					debt.SettledAt = now
					g.oracle.done[k] = true
				} else {
					debt.Due, debt.DueSince = campaign.DateOf(now).AddDays(by).At(campaign.Clock{Hour: 18}, shanghai), now
					g.oracle.own[k] = move{debt.Due, now}
				}
				g.debts[k] = debt
			}
		case "move":
			by := rapid.IntRange(-3, 15).Draw(rt, "days")
			do = func(rt *rapid.T, now time.Time) {
				if len(g.oracle.periods[d.ID]) == 0 {
					return
				}
				p := rapid.SampledFrom(g.oracle.periods[d.ID]).Draw(rt, "period")
				m := move{campaign.DateOf(now).AddDays(by).At(campaign.Clock{Hour: 18}, shanghai), now}
				g.oracle.moved[campaign.DebtKey{Deliverable: d.ID, Period: p.Key}] = m
				g.facts.Deadlines = slices.DeleteFunc(g.facts.Deadlines, func(x campaign.Deadline) bool { return x.Deliverable == d.ID && x.Period == p.Key })
				g.facts.Deadlines = append(g.facts.Deadlines, campaign.Deadline{Deliverable: d.ID, Period: p.Key, Due: m.due, Since: m.since})
			}
		case "join":
			do = func(rt *rapid.T, _ time.Time) {
				g.oracle.people = append(g.oracle.people, drawPerson(rt, len(g.oracle.people)))
			}
		case "leave":
			do = func(rt *rapid.T, _ time.Time) {
				g.oracle.people[rapid.IntRange(0, len(g.oracle.people)-1).Draw(rt, "who")].Left = true
			}
		}
		out = append(out, act{at, do})
	}
	slices.SortStableFunc(out, func(a, b act) int { return a.at.Compare(b.at) })
	return out
}

// refresh brings the planner's facts up to date.
func (g *game) refresh() {
	g.facts.Roster = campaign.NewRoster(slices.Clone(g.oracle.people))
	g.facts.Extended = nil
	for _, d := range g.debts {
		if !d.Due.IsZero() && d.Open() {
			g.facts.Extended = append(g.facts.Extended, d)
		}
	}
	slices.SortFunc(g.facts.Extended, func(a, b campaign.Debt) int { return strings.Compare(fmt.Sprint(a.DebtKey), fmt.Sprint(b.DebtKey)) })
}

// tick plans at a moment and compares.
func (g *game) tick(rt *rapid.T, now time.Time) {
	out, err := g.planner.Plan(context.Background(), g.facts, now)
	if err != nil {
		rt.Fatal(err)
	}
	maps.Copy(g.facts.Marks, out.Marks)
	var got []told
	seen := map[string]bool{}
	for _, d := range out.Deliveries {
		if d.Purpose != campaign.PurposeReminder && d.Purpose != campaign.PurposeEvent {
			continue
		}
		if seen[d.To] {
			rt.Fatalf("%s gets two messages at %s", d.To, now)
		}
		seen[d.To] = true
		g.out = append(g.out, d)
		for _, i := range d.Items {
			g.sent[campaign.ItemKey(i, d.To)] = true
			got = append(got, told{now, d.To, i.Deliverable, i.Period, i.Debtor, i.Rung, i.Due.UTC()})
		}
	}
	compare(rt, now, got, g.oracle.tick(now))
}

// rehearse compares what the planner foresees with what the rules do.
func (g *game) rehearse(rt *rapid.T, now time.Time) {
	from := now.Add(time.Second)
	c := g.oracle.clone()
	c.last = from.Add(-1)
	want := map[scheduler.Line]bool{}
	for at, ok := from, true; ok && !at.After(curtainDown); at, ok = c.next(at) {
		for _, t := range lined(c.tick(at)) {
			want[scheduler.Line{At: t.At.Format(time.RFC3339), To: t.To, Channel: campaign.ChannelApp, Deliverable: t.Deliverable, Period: t.Period, Rung: t.Rung}] = true
		}
	}
	got := map[scheduler.Line]bool{}
	for l, err := range g.planner.Rehearse(context.Background(), g.facts, from, curtainDown) {
		if err != nil {
			rt.Fatal(err)
		}
		l.Text = ""
		if !strings.HasPrefix(l.Rung, "notice:") {
			got[l] = true
		}
	}
	for l := range want {
		if !got[l] {
			rt.Fatalf("the rehearsal lacks %+v", l)
		}
	}
	for l := range got {
		if !want[l] {
			rt.Fatalf("the rehearsal has beyond the rules %+v", l)
		}
	}
}

// failer is a test or a property.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// compare fails with what is missing and what is too much.
func compare(t failer, now time.Time, got, want []told) {
	t.Helper()
	has := map[told]int{}
	for _, w := range want {
		has[w]++
	}
	var lines []string
	for _, g := range got {
		if has[g]--; has[g] < 0 {
			lines = append(lines, "too much "+g.String())
		}
	}
	for w, n := range has {
		if n > 0 {
			lines = append(lines, "missing  "+w.String())
		}
	}
	if len(lines) > 0 {
		slices.Sort(lines)
		t.Fatalf("%s: %d against the rules' %d\n%s", now.Format(time.RFC3339), len(got), len(want), strings.Join(lines[:min(len(lines), 40)], "\n"))
	}
}

func (t told) String() string {
	return fmt.Sprintf("%s: %s %s of %q, due %s, %s", t.To, t.Deliverable, t.Period, t.Debtor, t.Due.In(shanghai).Format("01-02 15:04"), t.Rung)
}

func (g *game) AllDebts(_ context.Context, deliverable string, yield func(campaign.Debt) error) error {
	for _, d := range g.debts {
		if deliverable == "" || d.Deliverable == deliverable {
			if err := yield(d); err != nil {
				return err
			}
		}
	}
	return nil
}

func (g *game) SentItems(_ context.Context, deliverable, period string, yield func(string) error) error {
	for k := range g.sent {
		if strings.HasPrefix(k, deliverable+"|"+period+"|") {
			if err := yield(k); err != nil {
				return err
			}
		}
	}
	return nil
}

// Deliveries tells the planner of no message, so that it has no month to report.
func (g *game) Deliveries(context.Context, campaign.DeliveryFilter) ([]campaign.Delivery, error) {
	return nil, nil
}

func (g *game) ReminderCounts(_ context.Context, from, to time.Time) (map[string]int, error) {
	out := map[string]int{}
	for _, d := range g.out {
		if d.Purpose == campaign.PurposeReminder && !d.At.Before(from) && d.At.Before(to) {
			out[campaign.UserKey(d.To)]++
		}
	}
	return out, nil
}
