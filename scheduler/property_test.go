package scheduler_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"duban/campaign"
	"duban/scheduler"
)

// drawn is a random small campaign.
func drawn(t *testing.T, rt *rapid.T) (*campaign.Plan, *campaign.Roster) {
	var ds []campaign.Deliverable
	for i := range rapid.IntRange(1, 4).Draw(rt, "deliverables") {
		d := campaign.Deliverable{
			ID: fmt.Sprintf("d%d", i), Kind: campaign.KindReflection,
			OwedBy: rapid.SampledFrom([]campaign.Audience{campaign.OwedByMember, campaign.OwedByUnit, campaign.OwedByOffice}).Draw(rt, "owed by"),
			Late:   rapid.SampledFrom([]campaign.LatePolicy{campaign.LateAccept, campaign.LateClose}).Draw(rt, "late"),
		}
		if rapid.Bool().Draw(rt, "monthly") {
			d.Every, d.DueDay, d.DueClock = campaign.EveryMonth, rapid.SampledFrom([]int{5, 15, campaign.LastDay}).Draw(rt, "due day"), campaign.Clock{Hour: 18}
		} else {
			d.Due = at(t, "2011-10-01 18:00").AddDate(0, 0, rapid.IntRange(0, 40).Draw(rt, "due"))
		}
		ds = append(ds, d)
	}
	plan := newPlan(t, ds...)
	plan.Burden.PerWeek = rapid.IntRange(0, 3).Draw(rt, "per week")
	plan.Summaries = []campaign.Summary{{ID: "weekly", Cron: "10 17 * * 5", To: []string{"group"}, NameMissing: campaign.NameMembers}}
	var people []string
	for i := range rapid.IntRange(1, 8).Draw(rt, "people") {
		roles := rapid.SliceOfNDistinct(rapid.SampledFrom(campaign.Roles()), 1, 2, rapid.ID).Draw(rt, "roles")
		p := fmt.Sprintf("u%d 某%d 单位%d", i, i, rapid.IntRange(0, 2).Draw(rt, "unit"))
		for _, r := range roles {
			p += " " + string(r)
		}
		people = append(people, p)
	}
	return plan, roster(people...)
}

// lines writes deliveries as the rehearsal does, sorted.
func lines(t *testing.T, ds []campaign.Delivery) []string {
	var out []string
	for _, d := range ds {
		for _, i := range d.Items {
			if slices.ContainsFunc(d.Items, func(o campaign.Item) bool { return nearer(o, i) }) {
				continue
			}
			l := scheduler.Line{At: d.At.In(zone).Format(time.RFC3339), To: d.To, Channel: d.Channel, Deliverable: i.Deliverable, Period: i.Period, Rung: i.Rung, Text: d.Text}
			out = append(out, line(t, l))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// nearer tells whether one item is about the same debt as another, to the debtor,
// by a rung nearer to the deadline.
func nearer(a, b campaign.Item) bool {
	days := func(rung string) int {
		var n int
		if rung == "on_day" {
			return 0
		}
		for _, form := range []string{"before:%dd", "overdue:%dd"} {
			if _, err := fmt.Sscanf(rung, form, &n); err == nil {
				return n
			}
		}
		return -1
	}
	same := a.Deliverable == b.Deliverable && a.Period == b.Period && a.Debtor == b.Debtor
	return same && days(a.Rung) >= 0 && days(a.Rung) < days(b.Rung)
}

func line(t *testing.T, l scheduler.Line) string {
	b, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func rehearse(t *testing.T, w *world, from, to time.Time) []string {
	var out []string
	for l, err := range w.planner.Rehearse(context.Background(), w.facts, from, to) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, line(t, l))
	}
	slices.Sort(out)
	return out
}

// TestRehearsalIsWhatLeaves plans at every moment something may be due, and
// finds every line of the rehearsal, no other, and none twice.
func TestRehearsalIsWhatLeaves(t *testing.T) {
	t.Parallel()
	from, to := at(t, "2011-09-20 00:00"), at(t, "2011-11-30 00:00")
	rapid.Check(t, func(rt *rapid.T) {
		plan, people := drawn(t, rt)
		w := newWorld(t, plan, people)
		want := rehearse(t, w, from, to)
		step := rapid.SampledFrom([]time.Duration{time.Hour, time.Hour * 24}).Draw(rt, "step")
		first := from.Add(10 * time.Minute)
		if step > time.Hour {
			first = from.Add(9*time.Hour + 10*time.Minute) // at the rungs' hour of each day
			if len(plan.Summaries) > 0 {
				plan.Summaries[0].Cron = "10 9 * * 5"
				w = newWorld(t, plan, people)
				want = rehearse(t, w, from, to)
			}
		}
		w.planAt(from)
		for now := first; !now.After(to); now = now.Add(step) {
			w.planAt(now)
			if again := w.planAt(now); len(again) > 0 {
				rt.Fatalf("planning twice adds %s", brief(again))
			}
		}
		if got := lines(t, w.out); !slices.Equal(got, want) {
			rt.Fatalf("sent\n%s\nrehearsed\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		keys := map[string]bool{}
		for _, d := range w.out {
			if keys[d.Key] {
				rt.Fatalf("key %s comes twice", d.Key)
			}
			keys[d.Key] = true
			if len(d.Text) > 2048 && d.Channel == campaign.ChannelApp {
				rt.Fatalf("text of %d bytes", len(d.Text))
			}
		}
	})
}

// TestBudgetHolds counts every person's weeks.
func TestBudgetHolds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		plan, people := drawn(t, rt)
		plan.Burden.PerWeek = rapid.IntRange(1, 3).Draw(rt, "limit")
		w := newWorld(t, plan, people)
		w.planAt(at(t, "2011-09-19 00:00"))
		for now := at(t, "2011-09-19 09:10"); now.Before(at(t, "2011-12-01 00:00")); now = now.AddDate(0, 0, 1) {
			w.planAt(now)
		}
		count, near := map[string]int{}, map[string]int{}
		for _, d := range w.out {
			if d.Purpose != campaign.PurposeReminder {
				continue
			}
			year, week := d.At.ISOWeek()
			k := fmt.Sprint(d.To, year, week)
			count[k]++
			for _, i := range d.Items {
				if left := i.Due.Sub(d.At); left >= 0 && left <= 24*time.Hour {
					near[k]++
					break
				}
			}
		}
		for k, n := range count {
			if n > plan.Burden.PerWeek+near[k] {
				rt.Fatalf("%s: %d messages, %d of them with a near deadline, limit %d", k, n, near[k], plan.Burden.PerWeek)
			}
		}
	})
}

func TestRehearsalOfTheSamePlanAgrees(t *testing.T) {
	t.Parallel()
	w := newWorld(t, newPlan(t, essays(t)), roster("m 张三 一中 member", "l 甲 一中 liaison"))
	got := rehearse(t, w, at(t, "2011-10-25 00:00"), at(t, "2011-10-27 09:10"))
	if len(got) != 4 {
		t.Fatalf("got %q, want before, on the day, overdue and the escalation", got)
	}
	if again := rehearse(t, w, at(t, "2011-10-25 00:00"), at(t, "2011-10-27 09:10")); !slices.Equal(got, again) {
		t.Errorf("a second rehearsal differs: %q", again)
	}
	if len(w.facts.Marks) != 0 {
		t.Error("the rehearsal left marks")
	}
}
