package scheduler_test

import (
	"strings"
	"testing"

	"duban/campaign"
	"duban/scheduler"
)

func TestTheBudgetNeverWithholdsADeadlineWithinADay(t *testing.T) {
	t.Parallel()
	work := func(id, due string) campaign.Deliverable {
		return campaign.Deliverable{ID: id, Kind: campaign.KindWork, OwedBy: campaign.OwedByMember, Due: at(t, due), Policy: "day"}
	}
	plan := newPlan(t, work("a", "2011-10-18 18:00"), work("b", "2011-10-19 18:00"), work("c", "2011-10-28 18:00"))
	plan.Reminders["day"] = campaign.Policy{Before: days(7), OnDay: true, At: campaign.Clock{Hour: 9, Minute: 10}}
	plan.Burden.PerWeek = 1
	w := newWorld(t, plan, roster("m 张三 一中 member"))
	for now := at(t, "2011-10-17 09:10"); now.Before(at(t, "2011-10-24 00:00")); now = now.AddDate(0, 0, 1) {
		w.planAt(now)
	}
	w.want(w.out, "10-18 09:10 m: a on_day, c before:7d", "10-19 09:10 m: b on_day")
}

// TestWhatComesAfterTheDigestLeavesWithTheNextWeek adds deadlines when a person's
// week is full.
func TestWhatComesAfterTheDigestLeavesWithTheNextWeek(t *testing.T) {
	t.Parallel()
	work := func(id, due string) campaign.Deliverable {
		return campaign.Deliverable{ID: id, Kind: campaign.KindWork, OwedBy: campaign.OwedByMember, Due: at(t, due), Policy: "week"}
	}
	first := []campaign.Deliverable{work("a", "2011-10-24 18:00"), work("next", "2011-11-01 18:00")}
	later := append(first, work("b", "2011-10-27 18:00"), work("filed", "2011-10-28 18:00"), work("near", "2011-10-26 18:00"))
	with := func(ds []campaign.Deliverable) *campaign.Plan {
		plan := newPlan(t, ds...)
		plan.Reminders["week"] = campaign.Policy{Before: days(7, 1), At: campaign.Clock{Hour: 9, Minute: 10}}
		plan.Burden.PerWeek = 1
		return plan
	}
	w := newWorld(t, with(first), roster("m 张三 一中 member"))
	for now := at(t, "2011-10-16 09:10"); now.Before(at(t, "2011-10-30 00:00")); now = now.AddDate(0, 0, 1) {
		switch {
		case now.Equal(at(t, "2011-10-18 09:10")):
			w.replan(with(later), autumn(t))
		case now.Equal(at(t, "2011-10-23 09:10")):
			w.settle("filed", "m")
		}
		w.planAt(now)
	}
	// The digest of the 17th takes in the week as it stood then; what came up on
	// the 18th to the 21st was held. Of it b and near, still owed, leave when the
	// next week begins, with what that week brings; filed is filed.
	w.want(w.out, "10-17 09:10 m: a before:7d, a before:1d", "10-24 09:10 m: b before:7d, near before:7d, next before:7d, near before:1d, b before:1d")
	if !w.heldFor(scheduler.HeldBudget) {
		t.Error("nothing was held back")
	}
}

// TestWhatAHeadWasNotToldLeavesWithTheNextWeek lets deadlines pass that were set
// when the week of their unit's head was full.
func TestWhatAHeadWasNotToldLeavesWithTheNextWeek(t *testing.T) {
	t.Parallel()
	work := func(id, due string) campaign.Deliverable {
		return campaign.Deliverable{ID: id, Kind: campaign.KindWork, OwedBy: campaign.OwedByMember, Due: at(t, due), Policy: "up"}
	}
	first := []campaign.Deliverable{work("a", "2011-10-16 18:00"), work("next", "2011-10-24 18:00"), work("later", "2011-11-01 18:00")}
	added := append(first, work("open", "2011-10-18 18:00"), work("filed", "2011-10-19 18:00"), work("newer", "2011-10-18 18:00"))
	added[5].Policy = "twice"
	with := func(ds []campaign.Deliverable) *campaign.Plan {
		plan := newPlan(t, ds...)
		once := campaign.Policy{At: campaign.Clock{Hour: 9, Minute: 10}, Escalate: []campaign.Escalation{escalate(1, campaign.RoleHead)}}
		plan.Reminders["up"] = once
		once.Escalate = append(once.Escalate, escalate(6, campaign.RoleHead))
		plan.Reminders["twice"] = once
		plan.Burden.PerWeek = 1
		return plan
	}
	w := newWorld(t, with(first), roster("m 张三 一中 member", "h 乙 一中 head", "other 丙 二中 head", "x 李四 二中 member"))
	w.settle("a", "x") // whose head's week is free
	for now := at(t, "2011-10-16 09:10"); now.Before(at(t, "2011-11-05 00:00")); now = now.AddDate(0, 0, 1) {
		switch {
		case now.Equal(at(t, "2011-10-18 09:10")):
			w.replan(with(added), autumn(t))
		case now.Equal(at(t, "2011-10-23 09:10")):
			w.settle("filed", "m")
		}
		w.planAt(now)
	}
	w.want(w.out,
		"10-17 09:10 h: a escalate:head",
		"10-20 09:10 other: filed escalate:head, open escalate:head, newer escalate:head",
		"10-25 09:10 h: next escalate:head, open escalate:head, newer escalate:head:6d",
		"10-25 09:10 other: next escalate:head, newer escalate:head:6d",
		"11-02 09:10 h: later escalate:head", "11-02 09:10 other: later escalate:head")
}

// TestNothingIsToldBeforeItIsTrue fills the week of a deadline: nobody hears of a
// debt as overdue while there is time, nor anybody above him.
func TestNothingIsToldBeforeItIsTrue(t *testing.T) {
	t.Parallel()
	work := func(id, due string) campaign.Deliverable {
		return campaign.Deliverable{ID: id, Kind: campaign.KindWork, OwedBy: campaign.OwedByMember, Due: at(t, due)}
	}
	plan := newPlan(t, work("a", "2011-10-27 18:00"), work("b", "2011-11-01 18:00"))
	plan.Burden.PerWeek = 3
	w := newWorld(t, plan, roster("m 张三 一中 member", "l 甲 一中 liaison", "h 乙 一中 head"))
	for now := at(t, "2011-10-24 09:10"); now.Before(at(t, "2011-11-07 00:00")); now = now.AddDate(0, 0, 1) {
		w.planAt(now)
	}
	for _, d := range w.out {
		for _, i := range d.Items {
			if late := strings.HasPrefix(i.Rung, "overdue:") || strings.HasPrefix(i.Rung, "escalate:"); late && !d.At.After(i.Due) {
				t.Errorf("%s is told on %s of %s %s, due %s", d.To, d.At, i.Deliverable, i.Rung, i.Due)
			}
		}
	}
	w.want(w.out,
		"10-24 09:10 m: a before:3d", "10-25 09:10 m: b before:7d",
		"10-27 09:10 m: a on_day, b before:3d", // within a day, and the third: a overdue:1d finds no place
		"10-28 09:10 l: a escalate:liaison",
		"10-31 09:10 h: a escalate:head", "10-31 09:10 m: a overdue:3d, b before:1d",
		"11-01 09:10 m: b on_day",
		"11-02 09:10 l: b escalate:liaison", "11-02 09:10 m: b overdue:1d, a overdue:7d, b overdue:3d",
		"11-04 09:10 h: b escalate:head")
}

// TestTheLastMessageOfAWeekWaits lets the last message of a week wait for what is
// true only later, and leave with it, or without it where that was settled.
func TestTheLastMessageOfAWeekWaits(t *testing.T) {
	t.Parallel()
	work := func(id, due, policy string) campaign.Deliverable {
		return campaign.Deliverable{ID: id, Kind: campaign.KindWork, OwedBy: campaign.OwedByMember, Due: at(t, due), Policy: policy}
	}
	plan := newPlan(t, work("x", "2011-10-31 18:00", "week"), work("late", "2011-10-26 18:00", "after"), work("y", "2011-11-01 18:00", "week"))
	clock := campaign.Clock{Hour: 9, Minute: 10}
	plan.Reminders["week"] = campaign.Policy{Before: days(7), At: clock}
	plan.Reminders["after"] = campaign.Policy{Overdue: days(1), At: clock}
	plan.Burden.PerWeek = 2
	for settled, want := range map[string][]string{
		"":     {"10-24 09:10 m: x before:7d", "10-27 09:10 m: late overdue:1d, y before:7d"},
		"late": {"10-24 09:10 m: x before:7d", "10-26 09:10 m: y before:7d"},
	} {
		w := newWorld(t, plan, roster("m 张三 一中 member"))
		for now := at(t, "2011-10-23 09:10"); now.Before(at(t, "2011-10-31 00:00")); now = now.AddDate(0, 0, 1) {
			if settled != "" && now.Equal(at(t, "2011-10-26 09:10")) {
				w.settle(settled, "m")
			}
			w.planAt(now)
		}
		w.want(w.out, want...)
	}
}

// TestAFullWeekHearsOfADeadlineWithinADay moves a deadline into a week that is
// full: who was told nothing of it yet hears of it when it is a day off.
func TestAFullWeekHearsOfADeadlineWithinADay(t *testing.T) {
	t.Parallel()
	near := campaign.Deliverable{ID: "near", Kind: campaign.KindWork, OwedBy: campaign.OwedByMember, Due: at(t, "2011-11-20 18:00"), Policy: "three", Late: campaign.LateClose}
	full := campaign.Deliverable{ID: "full", Kind: campaign.KindWork, OwedBy: campaign.OwedByMember, Due: at(t, "2011-10-27 18:00"), Policy: "three"}
	plan := newPlan(t, full, near)
	plan.Reminders["three"] = campaign.Policy{Before: days(3), At: campaign.Clock{Hour: 9, Minute: 10}}
	plan.Burden.PerWeek = 1
	w := newWorld(t, plan, roster("m 张三 一中 member"))
	w.plan("2011-10-17 09:10")
	w.plan("2011-10-24 09:10")
	w.facts.Deadlines = []campaign.Deadline{{Deliverable: "near", Due: at(t, "2011-10-28 18:00"), Since: at(t, "2011-10-24 10:00")}}
	for now, ok := at(t, "2011-10-24 10:00"), true; ok && now.Before(at(t, "2011-11-30 00:00")); now, ok = w.planner.Next(w.facts, now) {
		w.planAt(now)
	}
	w.want(w.out, "10-24 09:10 m: full before:3d", "10-28 09:10 m: near before:3d")
}
