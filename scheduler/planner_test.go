package scheduler_test

import (
	"strings"
	"testing"

	"duban/campaign"
	"duban/scheduler"
)

func TestOnlyThoseWhoOweAreReminded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, newPlan(t, essays(t)), roster("zhang 张三 一中 member", "li 李四 一中 member", "wang 王五 一中 head"))
	w.want(w.plan("2011-10-01 09:00"))
	w.settle("essays", "li")
	got := w.plan("2011-10-12 09:10")
	w.want(got, "10-12 09:10 zhang: essays before:14d")
	want := "【报送提醒】心得体会\n10月26日18:00截止，还有14天。\n直接回复“心得体会：正文”即可提交。"
	if got[0].Text != want {
		t.Errorf("got %q, want %q", got[0].Text, want)
	}
	w.want(w.plan("2011-10-12 09:10"))
}

func TestWhoHearsOfAUnitsDebt(t *testing.T) {
	t.Parallel()
	w := newWorld(t, newPlan(t, programme(t)), roster(
		"a 甲 一中 liaison", "b 乙 一中 liaison", "c 丙 一中 head", "d 丁 二中 head", "e 戊 二中 member", "f 己 三中 member", "g 庚 办 office"))
	w.plan("2011-10-11 09:10")
	w.want(w.plan("2011-10-12 09:10"), "10-12 09:10 a: report before:14d", "10-12 09:10 b: report before:14d", "10-12 09:10 d: report before:14d")
}

func TestTheOfficesDebtIsEveryonesThere(t *testing.T) {
	t.Parallel()
	d := programme(t)
	d.OwedBy = campaign.OwedByOffice
	plan := newPlan(t, d)
	plan.Reminders["standard"] = campaign.Policy{OnDay: true, Overdue: days(1), At: campaign.Clock{Hour: 9}, Escalate: []campaign.Escalation{escalate(1, campaign.RoleHead), escalate(1, campaign.RoleLeader)}}
	w := newWorld(t, plan, roster("a 甲 办 office", "b 乙 办 office head", "c 丙 组 leader"))
	w.plan("2011-10-26 08:59")
	w.want(w.plan("2011-10-26 09:00"), "10-26 09:00 a: report on_day", "10-26 09:00 b: report on_day")
	w.want(w.plan("2011-10-27 09:00"), "10-27 09:00 a: report overdue:1d", "10-27 09:00 b: report overdue:1d", "10-27 09:00 c: report escalate:leader")
}

func TestOneMessagePerPersonAndMoment(t *testing.T) {
	t.Parallel()
	second := campaign.Deliverable{ID: "work", Name: "征文", Kind: campaign.KindWork, OwedBy: campaign.OwedByMember, Due: at(t, "2011-10-19 18:00")}
	w := newWorld(t, newPlan(t, essays(t), second), roster("zhang 张三 一中 member liaison", "li 李四 一中 member"))
	w.plan("2011-10-19 09:00")
	got := w.plan("2011-10-19 09:10")
	w.want(got, "10-19 09:10 li: essays before:7d, work on_day", "10-19 09:10 zhang: essays before:7d, work on_day")
	want := "【报送提醒】您有2项待报送：\n1. 征文，今天18:00截止\n2. 心得体会，10月26日18:00截止，还有7天\n直接回复“作品：正文”即可提交。"
	if got[0].Text != want || got[1].Text != want {
		t.Errorf("got %q, want %q", got[0].Text, want)
	}
	got = w.plan("2011-10-20 09:10")
	w.want(got, "10-20 09:10 li: work overdue:1d", "10-20 09:10 zhang: work overdue:1d, work escalate:liaison")
	want = "【报送提醒】征文\n已于10月19日18:00截止，尚未完成。\n直接回复“作品：正文”即可提交。\n\n" +
		"【督办提醒】以下事项尚未报齐，请协调督促：\n◆ 征文（已于10月19日18:00截止）：1人\n一中1人：李四"
	if got[0].Text != want {
		t.Errorf("got %q, want %q", got[0].Text, want)
	}
}

func TestEscalationsClimb(t *testing.T) {
	t.Parallel()
	// 一中 has both roles, 二中 a head alone, 三中 nobody above its member.
	w := newWorld(t, newPlan(t, essays(t)), roster(
		"m1 张三 一中 member", "l1 甲 一中 liaison", "h1 乙 一中 head",
		"m2 李四 二中 member", "h2 丙 二中 head", "m3 王五 三中 member", "o 丁 办 office"))
	w.plan("2011-10-26 09:20")
	w.want(w.plan("2011-10-27 09:10"),
		"10-27 09:10 h2: essays escalate:liaison", "10-27 09:10 l1: essays escalate:liaison",
		"10-27 09:10 m1: essays overdue:1d", "10-27 09:10 m2: essays overdue:1d", "10-27 09:10 m3: essays overdue:1d",
		"10-27 09:10 o: essays escalate:liaison")
	// The third day is a Saturday: Monday it is.
	w.settle("essays", "m3")
	w.want(w.plan("2011-10-31 09:10"),
		"10-31 09:10 h1: essays escalate:head", "10-31 09:10 h2: essays escalate:head",
		"10-31 09:10 m1: essays overdue:3d", "10-31 09:10 m2: essays overdue:3d")
	w.want(w.plan("2011-11-01 09:10"))
	got := w.plan("2011-11-02 09:10")
	w.want(got, "11-02 09:10 m1: essays overdue:7d", "11-02 09:10 m2: essays overdue:7d", "11-02 09:10 o: essays escalate:office, essays escalate:office")
	if text := got[2].Text; !strings.Contains(text, "2人\n一中1人：张三\n二中1人：李四") {
		t.Errorf("the office reads %q", text)
	}
}

func TestEscalationsThatMeetAreJoined(t *testing.T) {
	t.Parallel()
	d := essays(t)
	d.Due = at(t, "2011-09-30 18:00") // both escalations fall on the holidays
	w := newWorld(t, newPlan(t, d), roster("m 张三 一中 member", "h 乙 一中 head"))
	w.plan("2011-09-30 09:20")
	w.want(w.plan("2011-10-08 09:10"), "10-08 09:10 h: essays escalate:liaison", "10-08 09:10 m: essays overdue:1d")
}

func TestNobodyIsToldOfWhatHeWasRemindedOf(t *testing.T) {
	t.Parallel()
	w := newWorld(t, newPlan(t, programme(t)), roster("l 甲 一中 liaison", "h 乙 一中 head", "h2 丙 二中 head", "o 丁 办 office"))
	w.plan("2011-10-26 09:10")
	w.want(w.plan("2011-10-27 09:10"), "10-27 09:10 h2: report overdue:1d", "10-27 09:10 l: report overdue:1d")
	w.want(w.plan("2011-10-31 09:10"), "10-31 09:10 h2: report overdue:3d", "10-31 09:10 h: report escalate:head", "10-31 09:10 l: report overdue:3d")
	if !w.heldFor(scheduler.HeldReminded) {
		t.Error("the one who was spared is not accounted for")
	}
}

func TestAfterAnOutageTheNewestRungOfEachAudience(t *testing.T) {
	t.Parallel()
	w := newWorld(t, newPlan(t, essays(t)), roster("m 张三 一中 member", "l 甲 一中 liaison", "h 乙 一中 head"))
	w.plan("2011-10-10 09:10")
	got := w.plan("2011-11-01 10:00") // before:14d to overdue:3d, and two escalations, were missed
	// What belongs to a week that has passed leaves, and counts, now.
	w.want(got, "10-31 09:10 h: essays escalate:head", "10-31 09:10 m: essays overdue:3d", "11-01 10:00 l: essays escalate:liaison")
	if !w.heldFor(scheduler.HeldNewer) {
		t.Error("what was missed is not accounted for")
	}
	w.want(w.plan("2011-11-01 10:01"))
}

func TestTheFirstPlanning(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, at string
		want     []string
	}{
		{"a rung at that very moment is due", "2011-10-19 09:10", []string{"10-19 09:10 m: essays before:7d"}},
		{"an earlier one is past", "2011-10-19 09:11", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, newPlan(t, essays(t)), roster("m 张三 一中 member"))
			w.want(w.plan(tt.at), tt.want...)
			w.want(w.plan("2011-10-18 09:00")) // the clock set back does no harm
			w.want(w.plan("2011-10-23 09:10"), "10-21 09:10 m: essays before:3d")
		})
	}
}

func TestWhatArisesLateStartsWithTheNextRung(t *testing.T) {
	t.Parallel()
	people := []string{"m 张三 一中 member"}
	w := newWorld(t, newPlan(t, essays(t)), roster(people...))
	w.plan("2011-10-10 09:00")
	w.facts.Roster = roster(append(people, "new 李四 二中 member")...)
	w.want(w.plan("2011-10-12 10:00"), "10-12 09:10 m: essays before:14d")
	w.want(w.plan("2011-10-19 09:10"), "10-19 09:10 m: essays before:7d", "10-19 09:10 new: essays before:7d")

	added := programme(t)
	added.ID, added.OwedBy = "added", campaign.OwedByMember
	w.replan(newPlan(t, essays(t), added), autumn(t))
	w.want(w.plan("2011-10-21 09:11"), "10-21 09:10 m: essays before:3d", "10-21 09:10 new: essays before:3d")
	w.want(w.plan("2011-10-25 09:10"), "10-25 09:10 m: essays before:1d, added before:1d", "10-25 09:10 new: essays before:1d, added before:1d")
}

func TestAMovedDeadlineStartsWithItsNextRung(t *testing.T) {
	t.Parallel()
	w := newWorld(t, newPlan(t, essays(t)), roster("m 张三 一中 member", "x 李四 一中 member"))
	w.plan("2011-10-20 09:00")
	// Moved at ten to the 3rd: before:14d at 09:10 that morning is past.
	w.facts.Deadlines = []campaign.Deadline{{Deliverable: "essays", Due: at(t, "2011-11-03 18:00"), Since: at(t, "2011-10-20 10:00")}}
	w.extend("essays", "x", "2011-11-10 18:00", "2011-10-20 11:00")
	w.want(w.plan("2011-10-20 12:00"))
	w.want(w.plan("2011-10-27 09:10"), "10-27 09:10 m: essays before:7d", "10-27 09:10 x: essays before:14d")
	w.want(w.plan("2011-11-03 09:10"), "11-03 09:10 m: essays on_day", "11-03 09:10 x: essays before:7d")
	w.want(w.plan("2011-11-04 09:10"), "11-04 09:10 m: essays overdue:1d")
}

func TestARungIsPlannedOnceThoughItsDayMoves(t *testing.T) {
	t.Parallel()
	d := essays(t)
	d.Due = at(t, "2011-10-10 18:00")
	w := newWorld(t, newPlan(t, d), roster("m 张三 一中 member"))
	w.plan("2011-09-29 09:00")
	w.want(w.plan("2011-09-30 09:10"), "09-30 09:10 m: essays before:3d")
	w.want(w.plan("2011-10-09 09:10"), "10-09 09:10 m: essays before:1d")
	w.replan(newPlan(t, d), campaign.EveryDay())
	w.want(w.plan("2011-10-10 09:00"))
	w.replan(newPlan(t, d), campaign.NewCalendar([]campaign.DayKind{{Date: campaign.Date{Year: 2011, Month: 10, Day: 11}}}))
	w.want(w.plan("2011-10-10 09:10"), "10-10 09:10 m: essays on_day")
	w.want(w.plan("2011-10-12 09:10"), "10-12 09:10 m: essays overdue:1d")
	w.replan(newPlan(t, d), campaign.NewCalendar([]campaign.DayKind{{Date: campaign.Date{Year: 2011, Month: 10, Day: 11}}, {Date: campaign.Date{Year: 2011, Month: 10, Day: 12}}}))
	w.want(w.plan("2011-10-13 09:10")) // overdue:1d now stands here, and was sent
	w.want(w.plan("2011-10-17 09:10"), "10-17 09:10 m: essays overdue:7d")
}

func TestSnooze(t *testing.T) {
	t.Parallel()
	w := newWorld(t, newPlan(t, essays(t)), roster("m 张三 一中 member", "x 李四 一中 member", "l 甲 一中 liaison"))
	w.plan("2011-10-17 09:00")
	w.facts.Snoozes["m"] = at(t, "2011-10-20 15:00")
	w.want(w.plan("2011-10-19 09:10"), "10-19 09:10 x: essays before:7d")
	w.want(w.plan("2011-10-20 15:00"), "10-20 15:00 m: essays before:7d")
	w.facts.Snoozes["m"] = at(t, "2011-11-20 15:00") // not beyond the deadline's day
	w.want(w.plan("2011-10-21 09:10"), "10-21 09:10 x: essays before:3d")
	w.want(w.plan("2011-10-25 09:10"), "10-25 09:10 x: essays before:1d")
	w.want(w.plan("2011-10-26 09:10"), "10-26 09:10 m: essays on_day", "10-26 09:10 x: essays on_day")
	w.want(w.plan("2011-10-27 09:10"), "10-27 09:10 l: essays escalate:liaison", "10-27 09:10 x: essays overdue:1d")
}

func TestWeeklyBudget(t *testing.T) {
	t.Parallel()
	work := func(id, due string) campaign.Deliverable {
		return campaign.Deliverable{ID: id, Kind: campaign.KindWork, OwedBy: campaign.OwedByMember, Due: at(t, due), Policy: "week"}
	}
	for _, tt := range []struct {
		name  string
		limit int
		want  []string
	}{
		{"no limit", 0, []string{"10-17 09:10 m: a before:7d", "10-18 09:10 m: b before:7d", "10-19 09:10 m: c before:7d", "10-20 09:10 m: d before:7d", "10-21 09:10 m: e before:7d"}},
		{"exactly the limit", 5, []string{"10-17 09:10 m: a before:7d", "10-18 09:10 m: b before:7d", "10-19 09:10 m: c before:7d", "10-20 09:10 m: d before:7d", "10-21 09:10 m: e before:7d"}},
		{"the last takes in what is to come", 3, []string{"10-17 09:10 m: a before:7d", "10-18 09:10 m: b before:7d", "10-19 09:10 m: c before:7d, d before:7d, e before:7d"}},
		{"one message a week", 1, []string{"10-17 09:10 m: a before:7d, b before:7d, c before:7d, d before:7d, e before:7d"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			plan := newPlan(t, work("a", "2011-10-24 18:00"), work("b", "2011-10-25 18:00"), work("c", "2011-10-26 18:00"), work("d", "2011-10-27 18:00"), work("e", "2011-10-28 18:00"))
			plan.Reminders["week"] = campaign.Policy{Before: days(7), At: campaign.Clock{Hour: 9, Minute: 10}}
			plan.Burden.PerWeek = tt.limit
			w := newWorld(t, plan, roster("m 张三 一中 member"))
			for now := at(t, "2011-10-16 09:10"); now.Before(at(t, "2011-10-24 00:00")); now = now.AddDate(0, 0, 1) {
				w.planAt(now)
			}
			w.want(w.out, tt.want...)
		})
	}
}

func TestLateWorksRefused(t *testing.T) {
	t.Parallel()
	d := essays(t)
	d.Late = campaign.LateClose
	w := newWorld(t, newPlan(t, d), roster("m 张三 一中 member", "l 甲 一中 liaison"))
	w.plan("2011-10-25 09:10")
	w.want(w.plan("2011-10-27 09:10")) // on_day was missed, and nothing can be filed any more
	if !w.heldFor(scheduler.HeldClosed) {
		t.Error("the missed rung is not accounted for")
	}
}

func TestRecurringDeliverable(t *testing.T) {
	t.Parallel()
	d := campaign.Deliverable{ID: "log", Name: "结对帮扶日志", Kind: campaign.KindPairing, OwedBy: campaign.OwedByUnit,
		Every: campaign.EveryMonth, DueDay: campaign.LastDay, DueClock: campaign.Clock{Hour: 18}, Policy: "monthly"}
	plan := newPlan(t, d)
	plan.Reminders["monthly"] = campaign.Policy{Before: days(3), At: campaign.Clock{Hour: 9, Minute: 10}}
	w := newWorld(t, plan, roster("l 甲 一中 liaison"))
	w.plan("2011-09-01 09:00")
	got := w.plan("2011-09-27 09:10")
	w.want(got, "09-27 09:10 l: log before:3d")
	if i := got[0].Items[0]; i.Period != "2011-09" || i.Debtor != "一中" {
		t.Errorf("got %+v, want the unit's debt of September", i)
	}
	want := "【报送提醒】结对帮扶日志（2011年9月）（本单位）\n9月30日18:00截止，还有3天。\n直接回复“结对帮扶日志：日期、地点和情况”即可提交。本期无此项工作的，回复“零报告”即可。"
	if got[0].Text != want {
		t.Errorf("got %q, want %q", got[0].Text, want)
	}
	w.want(w.plan("2011-10-28 09:10"), "10-28 09:10 l: log before:3d")
}

func TestEvents(t *testing.T) {
	t.Parallel()
	plan := newPlan(t)
	plan.Phases[0].Activities[0].Events = []campaign.Event{{ID: "lecture", Name: "专题讲座", At: at(t, "2011-10-05 14:30"), Place: "报告厅",
		Who: campaign.Who{Roles: []campaign.Role{campaign.RoleHead}}, SignIn: true, Remind: append(days(3, 1), campaign.Offset{Text: "1h", Rest: 3600e9})}}
	w := newWorld(t, plan, roster("m 张三 一中 member", "h 乙 一中 head"))
	w.plan("2011-10-01 09:00")
	w.want(w.plan("2011-10-02 14:30"), "10-02 14:30 h: lecture event:3d")
	got := w.plan("2011-10-05 13:30")
	w.want(got, "10-05 13:30 h: lecture event:1h")
	want := "【活动提醒】专题讲座\n时间：今天14:30\n地点：报告厅\n到场后回复“签到”加现场公布的数字即可签到。"
	if got[0].Text != want || got[0].Purpose != campaign.PurposeEvent {
		t.Errorf("got %s %q, want %q", got[0].Purpose, got[0].Text, want)
	}

	late := newWorld(t, plan, roster("h 乙 一中 head"))
	late.plan("2011-10-01 09:00")
	late.want(late.plan("2011-10-05 15:00"))
}
