package scheduler_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"duban/campaign"
)

func TestLongListsKeepTheirNumbers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name         string
		units, each  int
		want, absent []string
	}{
		{"all fit", 2, 3, []string{"6人\n单位0甲乙3人：某某0、某某1、某某2\n"}, []string{"等"}},
		{"names are left out", 3, 200, []string{"：600人\n", "等200人"}, []string{"另有"}},
		{"all fit without their units", 50, 3, []string{"：150人\n某某0、", "某某2"}, []string{"等", "甲乙", "回复"}},
		{"most fit without their units", 80, 3, []string{"：240人\n某某0、", "等240人\n名单"}, []string{"甲乙"}},
		{"then most names", 60, 20, []string{"：1200人\n", "\n单位0甲乙20人：某某0等20人\n", "\n单位59甲乙20人\n名单未全部列出，回复“谁没交”查看全部。"}, []string{"另有"}},
		{"then units", 500, 3, []string{"：1500人\n单位0甲乙3人、单位1甲乙3人、", "等500个单位\n名单"}, []string{"某某"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			people := []string{"o 丁 办公室 office"}
			for u := range tt.units {
				for i := range tt.each {
					people = append(people, fmt.Sprintf("u%d-%d 某某%d 单位%d甲乙 member", u, i, i, u))
				}
			}
			plan := newPlan(t, essays(t))
			plan.Reminders["standard"] = campaign.Policy{At: campaign.Clock{Hour: 9}, Escalate: []campaign.Escalation{escalate(1, campaign.RoleOffice)}}
			w := newWorld(t, plan, roster(people...))
			w.plan("2011-10-26 09:00")
			got := w.plan("2011-10-27 09:00")
			if len(got) != 1 {
				t.Fatalf("got %d messages, want one to the office", len(got))
			}
			text := got[0].Text
			if len(text) > 2048 || !utf8.ValidString(text) {
				t.Errorf("%d bytes, valid %v", len(text), utf8.ValidString(text))
			}
			for _, s := range tt.want {
				if !strings.Contains(text, s) {
					t.Errorf("%q lacks %q", text, s)
				}
			}
			for _, s := range tt.absent {
				if strings.Contains(text, s) {
					t.Errorf("%q holds %q", text, s)
				}
			}
		})
	}
}

func TestManyDebtsOfOnePerson(t *testing.T) {
	t.Parallel()
	var ds []campaign.Deliverable
	for i := range 60 {
		d := essays(t)
		d.ID, d.Name = fmt.Sprintf("d%d", i), fmt.Sprintf("第%d项学习心得体会文章", i+1)
		ds = append(ds, d)
	}
	w := newWorld(t, newPlan(t, ds...), roster("m 张三 一中 member"))
	got := w.plan("2011-10-19 09:10")
	if text := got[0].Text; len(text) > 2048 || !strings.Contains(text, "您有60项待报送") || !strings.Contains(text, "项，回复“我的任务”查看") || !strings.Contains(text, "即可提交") {
		t.Errorf("%d bytes: %q", len(text), text)
	}
}

func TestWhenTexts(t *testing.T) {
	t.Parallel()
	plan := newPlan(t, essays(t))
	for _, tt := range []struct{ at, want string }{
		{"2011-10-19 09:10", "10月26日18:00截止，还有7天。"},
		{"2011-10-25 09:10", "明天（10月26日）18:00截止。"},
		{"2011-10-26 09:10", "今天18:00截止。"},
		{"2011-10-27 09:10", "已于10月26日18:00截止，尚未完成。"},
	} {
		w := newWorld(t, plan, roster("m 张三 一中 member"))
		if got := w.plan(tt.at); len(got) != 1 || !strings.Contains(got[0].Text, tt.want) {
			t.Errorf("at %s: got %v, want %q", tt.at, got, tt.want)
		}
	}
	// After an outage the words are those of the moment of sending.
	w := newWorld(t, plan, roster("m 张三 一中 member"))
	w.plan("2011-10-26 09:00")
	if got := w.plan("2011-10-26 18:30"); len(got) != 1 || !strings.Contains(got[0].Text, "已于今天18:00截止") {
		t.Errorf("got %v", got)
	}
}

func TestSummary(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name campaign.NameMissing
		want string
	}{
		{campaign.NameNone, ""},
		{campaign.NameUnits, "\n> 待交：二中、三中"},
		{campaign.NameMembers, "\n> 待交：王五、赵六"},
	} {
		t.Run(string(tt.name), func(t *testing.T) {
			t.Parallel()
			plan := newPlan(t, essays(t))
			plan.Summaries = []campaign.Summary{{ID: "weekly", Cron: "10 17 * * 5", To: []string{"一群", "二群"}, NameMissing: tt.name}}
			w := newWorld(t, plan, roster("a 张三 一中 member", "b 李四 一中 member", "c 王五 二中 member", "d 赵六 三中 member", "h 乙 四中 head"))
			k := campaign.DebtKey{Deliverable: "essays", Debtor: "a"}
			w.debts[k] = campaign.Debt{DebtKey: k, SettledAt: at(t, "2011-10-20 10:00")}
			k.Debtor = "b"
			w.debts[k] = campaign.Debt{DebtKey: k, Excused: true}
			w.plan("2011-10-01 09:00")
			got := w.plan("2011-10-21 17:10")
			got = slices.DeleteFunc(got, func(d campaign.Delivery) bool { return d.Channel != campaign.ChannelGroup })
			w.want(got, "10-21 17:10 一群:  summary:weekly", "10-21 17:10 二群:  summary:weekly")
			want := "**群众路线主题教育**\n10月21日报送情况\n\n**心得体会**（10月26日18:00截止）\n" +
				"> 应交4，已交<font color=\"info\">1</font>（逾期0），待交<font color=\"warning\">2</font>\n> 缓交0，免交1，零报告0，退回0；本周新交1" +
				tt.want + "\n\n**近期截止**\n> 心得体会：10月26日18:00截止"
			if got[0].Text != want {
				t.Errorf("got  %q\nwant %q", got[0].Text, want)
			}
			// Three Fridays were missed: the newest report alone leaves.
			w.want(slices.DeleteFunc(w.plan("2011-11-12 09:00"), func(d campaign.Delivery) bool { return d.Channel != campaign.ChannelGroup }),
				"11-11 17:10 一群:  summary:weekly", "11-11 17:10 二群:  summary:weekly")
		})
	}
}

// TestSummariesEndWithTheCampaign has a week's summary after the last day, and no
// other.
func TestSummariesEndWithTheCampaign(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, moved string
		outage      int // days without a planning from the last day on
		want        []string
	}{
		{"with its last phase", "", 0, []string{"12-30 17:10 群:  summary:w", "01-06 17:10 群:  summary:w"}},
		{"with a deadline that was moved beyond it", "2012-01-10 18:00", 0,
			[]string{"12-30 17:10 群:  summary:w", "01-06 17:10 群:  summary:w", "01-13 17:10 群:  summary:w"}},
		{"late, after an outage", "", 20, []string{"12-30 17:10 群:  summary:w", "01-06 17:10 群:  summary:w"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			plan := newPlan(t, essays(t))
			plan.Reminders = nil
			plan.Summaries = []campaign.Summary{{ID: "w", Cron: "10 17 * * 5", To: []string{"群"}}}
			w := newWorld(t, plan, roster("m 张三 一中 member"))
			w.replan(plan, campaign.EveryDay())
			if tt.moved != "" {
				w.facts.Deadlines = []campaign.Deadline{{Deliverable: "essays", Due: at(t, tt.moved), Since: at(t, "2011-12-01 09:00")}}
			}
			end := at(t, "2012-02-20 00:00")
			rehearsed := rehearse(t, w, at(t, "2011-12-26 00:00"), end)
			for now := at(t, "2011-12-26 17:10"); now.Before(end); now = now.AddDate(0, 0, 1) {
				w.planAt(now)
				if now.Equal(at(t, "2011-12-31 17:10")) {
					now = now.AddDate(0, 0, tt.outage)
				}
			}
			got := brief(w.out)
			slices.SortStableFunc(got, func(a, b string) int { return strings.Compare(b[:1], a[:1]) }) // December first
			if !slices.Equal(got, tt.want) || len(rehearsed) != len(tt.want) {
				t.Errorf("got %q and rehearsed %d lines, want %q", got, len(rehearsed), tt.want)
			}
			if next, ok := w.planner.Next(w.facts, end); ok {
				t.Errorf("the planner wakes up at %s", next)
			}
		})
	}
}

func TestSummaryFitsItsGroup(t *testing.T) {
	t.Parallel()
	var people []string
	for i := range 2000 {
		people = append(people, fmt.Sprintf("u%d 某某某%d 第%d单位 member", i, i, i/4))
	}
	var ds []campaign.Deliverable
	for i := range 90 {
		d := essays(t)
		d.ID, d.Name = fmt.Sprintf("d%d", i), fmt.Sprintf("第%d项学习心得体会文章", i+1)
		ds = append(ds, d)
	}
	const hint = "\n\n内容较多，未全部列出，可在应用中发送“进度”“谁没交”查看。\n\n**近期截止**\n> 第1项"
	for _, tt := range []struct {
		n, rows int
		want    []string
	}{
		{1, 1, []string{"零报告0", "\n> 待交：某某某0、某某某1、", "等2000人" + hint}},
		{25, 25, []string{"截止）：应交2000，已交0，待交2000\n> 待交：某某某0", "等2000人" + hint}},
		{90, 0, []string{"截止）：应交2000，已交0，待交2000\n**", "\n另有"}},
	} {
		plan := newPlan(t, ds[:tt.n]...)
		plan.Reminders = nil
		plan.Summaries = []campaign.Summary{{ID: "w", Cron: "10 17 * * 5", To: []string{"群"}, NameMissing: campaign.NameMembers}}
		w := newWorld(t, plan, roster(people...))
		got := w.plan("2011-10-21 17:10")
		if len(got) != 1 || len(got[0].Text) > 4096 || !utf8.ValidString(got[0].Text) {
			t.Fatalf("%d deliverables: %d messages", tt.n, len(got))
		}
		text := got[0].Text
		for _, want := range append(tt.want, hint) {
			if !strings.Contains(text, want) {
				t.Errorf("%d deliverables: %q lacks %q", tt.n, text, want)
			}
		}
		rows := strings.Count(text, "**（10月26日") // of each its name
		left := tt.n - rows
		if tt.rows > 0 && rows != tt.rows || left > 0 && !strings.Contains(text, fmt.Sprintf("\n另有%d项"+hint, left)) {
			t.Errorf("%d deliverables: %d rows in %q", tt.n, rows, text)
		}
	}
}

func TestNamesReadAsWrittenInGroups(t *testing.T) {
	t.Parallel()
	d := essays(t)
	d.Name = "[心得](http://x)`体会`"
	plan := newPlan(t, d)
	plan.Name = "> **主题**教育"
	plan.Summaries = []campaign.Summary{{ID: "w", Cron: "10 17 * * 5", To: []string{"群"}, NameMissing: campaign.NameMembers}}
	w := newWorld(t, plan, roster("m <@all> 一中 member", "n _李四_ 二中 member"))
	text := w.plan("2011-10-21 17:10")[0].Text
	for _, want := range []string{"**＞ ＊＊主题＊＊教育**\n", "**［心得］(http://x)｀体会｀**（", "> 待交：＜@all＞、＿李四＿\n", "> ［心得］(http://x)｀体会｀："} {
		if !strings.Contains(text, want) {
			t.Errorf("%q lacks %q", text, want)
		}
	}
}

func TestTheHolidayTableEnds(t *testing.T) {
	t.Parallel()
	plan := newPlan(t)
	plan.Phases[0].To = day(t, "2012-03-31")
	w := newWorld(t, plan, roster("o 丁 办公室 office", "m 张三 一中 member"))
	w.replan(plan, campaign.NewCalendar([]campaign.DayKind{{Date: day(t, "2011-10-01")}}))
	var got []string
	for now := at(t, "2011-09-01 08:40"); now.Before(at(t, "2012-04-30 00:00")); now = now.AddDate(0, 0, 1) {
		got = append(got, brief(w.planAt(now))...)
	}
	want := []string{"11-02 08:40 o:  notice:calendar", "11-16 08:40 o:  notice:calendar", "11-30 08:40 o:  notice:calendar", // from 60 days ahead
		"12-14 08:40 o:  notice:calendar", "12-28 08:40 o:  notice:calendar",
		"01-02 08:40 o:  notice:calendar", "01-09 08:40 o:  notice:calendar", "01-16 08:40 o:  notice:calendar", "01-23 08:40 o:  notice:calendar",
		"01-30 08:40 o:  notice:calendar", "02-06 08:40 o:  notice:calendar", "02-13 08:40 o:  notice:calendar", "02-20 08:40 o:  notice:calendar",
		"02-27 08:40 o:  notice:calendar", "03-05 08:40 o:  notice:calendar", "03-12 08:40 o:  notice:calendar", "03-19 08:40 o:  notice:calendar",
		"03-26 08:40 o:  notice:calendar"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if text := w.out[0].Text; !strings.Contains(text, "只到2011年12月31日") {
		t.Errorf("ahead the office reads %q", text)
	}
	if text := w.out[5].Text; !strings.Contains(text, "请尽快补上2012年的节假日表") {
		t.Errorf("beyond the table the office reads %q", text)
	}
	for _, cal := range []*campaign.Calendar{campaign.EveryDay(), autumn(t)} {
		w := newWorld(t, plan, roster("o 丁 办公室 office"))
		w.replan(plan, cal)
		w.plan("2011-09-01 09:00")
		w.want(w.plan("2012-03-30 09:00"))
	}
}

// TestAYearThatTheTableLeavesOut tells the office of a hole as of an end.
func TestAYearThatTheTableLeavesOut(t *testing.T) {
	t.Parallel()
	plan := newPlan(t)
	plan.Phases[0].To = day(t, "2013-01-31")
	w := newWorld(t, plan, roster("o 丁 办公室 office"))
	w.replan(plan, campaign.NewCalendar([]campaign.DayKind{{Date: day(t, "2011-10-01")}, {Date: day(t, "2013-01-01")}}))
	w.plan("2011-12-31 09:00")
	got := w.plan("2012-01-02 09:00")
	w.want(got, "01-02 08:40 o:  notice:calendar")
	if !strings.Contains(got[0].Text, "没有2012年的内容") {
		t.Errorf("the office reads %q", got[0].Text)
	}
}

// TestNewYearBeyondTheTable goes on by Monday to Friday where the table ends, and
// by the new table once there is one.
func TestNewYearBeyondTheTable(t *testing.T) {
	t.Parallel()
	table := []campaign.DayKind{{Date: day(t, "2011-12-31"), Work: true}}
	for _, tt := range []struct {
		name  string
		table []campaign.DayKind
		want  []string
	}{
		{"the year is not in the table", table, []string{"12-30 09:10 m: essays before:7d", "01-03 09:10 m: essays before:3d", "01-05 09:10 m: essays before:1d"}},
		{"it has come", append(table, campaign.DayKind{Date: day(t, "2012-01-02")}, campaign.DayKind{Date: day(t, "2012-01-03")}),
			[]string{"12-30 09:10 m: essays before:7d", "12-31 09:10 m: essays before:3d", "01-05 09:10 m: essays before:1d"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := essays(t)
			d.Due = at(t, "2012-01-06 18:00")
			plan := newPlan(t, d)
			plan.Phases[0].To = day(t, "2012-01-31")
			plan.Reminders["standard"] = campaign.Policy{Before: days(7, 3, 1), At: campaign.Clock{Hour: 9, Minute: 10}}
			w := newWorld(t, plan, roster("m 张三 一中 member"))
			w.replan(plan, campaign.NewCalendar(tt.table))
			var got []string
			for now := at(t, "2011-12-26 09:10"); now.Before(d.Due); now = now.AddDate(0, 0, 1) {
				got = append(got, brief(w.planAt(now))...)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestAReminderAndARecallAtOneMomentAreOneMessage(t *testing.T) {
	t.Parallel()
	plan := newPlan(t, essays(t))
	plan.Phases[0].Activities[0].Events = []campaign.Event{{ID: "e", Name: "党课", At: at(t, "2011-10-20 09:10"), Remind: days(1)}}
	w := newWorld(t, plan, roster("m 张三 一中 member"))
	got := w.plan("2011-10-19 09:10")
	w.want(got, "10-19 09:10 m: essays before:7d, e event:1d")
	if !strings.HasPrefix(got[0].Text, "【活动提醒】党课\n时间：明天（10月20日）09:10\n\n【报送提醒】") {
		t.Errorf("got %q", got[0].Text)
	}
}

func TestALongOutageOfAMinutelySummary(t *testing.T) {
	t.Parallel()
	plan := newPlan(t)
	plan.Summaries = []campaign.Summary{{ID: "s", Cron: "* * * * *", To: []string{"群"}}}
	w := newWorld(t, plan, roster("m 张三 一中 member"))
	w.plan("2011-09-01 09:00")
	start := time.Now()
	w.want(w.plan("2011-12-01 09:00"), "12-01 09:00 群:  summary:s")
	if took := time.Since(start); took > time.Second {
		t.Errorf("took %v", took)
	}
}
