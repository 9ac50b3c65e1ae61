package scheduler_test

import (
	"context"
	"slices"
	"testing"

	"duban/campaign"
	"duban/message"
	"duban/scheduler"
)

func TestCompare(t *testing.T) {
	t.Parallel()
	text, err := message.Load(message.Hans)
	if err != nil {
		t.Fatal(err)
	}
	moved := essays(t)
	moved.Due = moved.Due.AddDate(0, 0, 1)
	oldPlan, newPlan := newPlan(t, essays(t)), newPlan(t, moved, programme(t))
	oldPlan.Reminders["standard"] = campaign.Policy{Before: days(3, 1), At: campaign.Clock{Hour: 9}}
	newPlan.Reminders["standard"] = oldPlan.Reminders["standard"]
	people := roster("m 张三 一中 member", "l 李四 一中 member liaison", "h 王五 二中 head")
	w := newWorld(t, oldPlan, people)
	other, err := scheduler.NewPlanner(newPlan, autumn(t), text)
	if err != nil {
		t.Fatal(err)
	}
	from, to := at(t, "2011-10-15 00:00"), at(t, "2011-10-31 00:00")
	ctx := context.Background()
	e, err := scheduler.Compare(w.planner.Rehearse(ctx, w.facts, from, to), other.Rehearse(ctx, w.facts, from, to))
	if err != nil {
		t.Fatal(err)
	}
	want := []scheduler.Affected{{To: "h", Before: 0, After: 2}, {To: "l", Before: 2, After: 4}, {To: "m", Before: 2, After: 2}}
	if !slices.Equal(e.Each, want) || e.More != 2 || e.Other != 1 || e.Fewer != 0 || e.Before != 4 || e.After != 8 {
		t.Errorf("got %+v", e)
	}
	if got, want := e.String(), "messages: 8 instead of 4; people: 2 get more, 0 fewer, 1 as many but others"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	var lines []string
	for _, d := range e.Lines {
		if d.To == "m" {
			lines = append(lines, d.Change+d.At[:10]+" "+d.Deliverable+" "+d.Rung)
		}
	}
	// before:3d stands on Friday the 21st for the old deadline, on Monday the 24th for the new.
	if want := []string{"-2011-10-21 essays before:3d", "+2011-10-24 essays before:3d", "-2011-10-25 essays before:1d", "+2011-10-26 essays before:1d"}; !slices.Equal(lines, want) {
		t.Errorf("got %q, want %q", lines, want)
	}
	if e.Lines[0].Text == "" {
		t.Error("a line lacks its text")
	}
	same, err := scheduler.Compare(w.planner.Rehearse(ctx, w.facts, from, to), w.planner.Rehearse(ctx, w.facts, from, to))
	if err != nil || len(same.Lines) != 0 || same.Before != same.After || same.More+same.Fewer+same.Other != 0 {
		t.Errorf("a plan differs from itself: %+v, %v", same, err)
	}
}
