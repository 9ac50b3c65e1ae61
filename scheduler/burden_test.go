package scheduler_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"duban/campaign"
)

// TestBurdenReport tells the office once a month, on its first workday, what the
// month before asked people to read.
func TestBurdenReport(t *testing.T) {
	t.Parallel()
	second := essays(t)
	second.ID, second.Name = "second", "第二篇"
	second.Due = second.Due.AddDate(0, 0, 7)
	plan := newPlan(t, essays(t), second)
	plan.Burden.PerWeek = 50
	people := roster("o 丁 办公室 office", "m 张三 一中 member", "x 李四 二中 member")
	w := newWorld(t, plan, people)
	w.settle("essays", "x")
	rehearsed := rehearse(t, w, at(t, "2011-09-01 00:00"), at(t, "2012-01-20 00:00"))
	var got []campaign.Delivery
	for now := at(t, "2011-09-01 00:00"); now.Before(at(t, "2012-01-20 00:00")); now = now.Add(30 * 60e9) {
		for _, d := range append(w.planAt(now), w.planAt(now)...) {
			if strings.HasPrefix(d.Key, "notice|burden|") {
				got = append(got, d)
			}
		}
	}
	// November's and December's: 1 October is a holiday, and September was quiet.
	w.want(got, "11-01 08:50 o:  notice:burden", "12-01 08:50 o:  notice:burden")
	want := "【系统提示】“群众路线主题教育”2011年10月提醒情况：共提醒3人13条，人均4.3条，最多的一人8条（一中），另有2条已合并发送。"
	if got[0].Text != want {
		t.Errorf("got  %s\nwant %s", got[0].Text, want)
	}
	found := slices.ContainsFunc(rehearsed, func(l string) bool {
		return strings.Contains(l, "2011-11-01T08:50:00+08:00") && strings.Contains(l, want)
	})
	if !found {
		t.Error("the rehearsal tells another report")
	}
}

// TestBurdenOfManyPages counts a month of more messages than one look-up returns.
func TestBurdenOfManyPages(t *testing.T) {
	t.Parallel()
	people := []string{"o 丁 办公室 office"}
	for i := range 6000 {
		people = append(people, fmt.Sprintf("m%d 某 一中 member", i))
	}
	plan := newPlan(t, essays(t))
	plan.Burden.PerWeek = 50
	plan.Reminders["standard"] = campaign.Policy{Before: days(14), OnDay: true, At: campaign.Clock{Hour: 9}}
	w := newWorld(t, plan, roster(people...))
	for _, now := range []string{"2011-10-12 08:00", "2011-10-12 09:00", "2011-10-26 09:00", "2011-11-01 09:00"} {
		w.plan(now)
	}
	if text := w.out[len(w.out)-1].Text; !strings.Contains(text, "共提醒6000人12000条，人均2.0条，最多的一人2条（一中），另有0条") {
		t.Errorf("the office reads %q", text)
	}
}
