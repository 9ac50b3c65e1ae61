package campaign_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"duban/campaign"
)

func progressPlan(t testing.TB) *campaign.Plan {
	return &campaign.Plan{Zone: shanghai, Phases: []campaign.Phase{{
		From: day(t, "2011-09-01"), To: day(t, "2011-10-31"),
		Activities: []campaign.Activity{{Deliverables: []campaign.Deliverable{
			{ID: "essays", Name: "心得体会", OwedBy: campaign.OwedByMember, Due: at(t, "2011-10-31 18:00")},
			{ID: "log", Name: "日志", OwedBy: campaign.OwedByUnit, Every: campaign.EveryMonth, DueDay: campaign.LastDay, DueClock: campaign.Clock{Hour: 18}},
			{ID: "sum", Name: "总结", OwedBy: campaign.OwedByOffice, Due: at(t, "2011-10-20 18:00")},
		}}},
	}}}
}

func progressRoster() *campaign.Roster {
	m := []campaign.Role{campaign.RoleMember}
	return campaign.NewRoster([]campaign.Member{
		{UserID: "Zhang", Unit: "一中", Roles: m}, {UserID: "li", Unit: "一中", Roles: m}, {UserID: "wang", Unit: "二中", Roles: m},
		{UserID: "gone", Unit: "二中", Roles: m, Left: true}, {UserID: "boss", Unit: "三中", Roles: []campaign.Role{campaign.RoleHead}},
	})
}

func each(ds []campaign.Debt) func(func(campaign.Debt) error) error {
	return func(yield func(campaign.Debt) error) error {
		for _, d := range ds {
			if err := yield(d); err != nil {
				return err
			}
		}
		return nil
	}
}

func TestProgress(t *testing.T) {
	t.Parallel()
	key := func(d, p, who string) campaign.DebtKey {
		return campaign.DebtKey{Deliverable: d, Period: p, Debtor: who}
	}
	now := at(t, "2011-11-02 09:00")
	rows, err := campaign.Progress(progressPlan(t), progressRoster(), each([]campaign.Debt{
		{DebtKey: key("essays", "", "zhang"), SettledAt: at(t, "2011-11-01 09:00"), Late: true, Returned: 1},
		{DebtKey: key("essays", "", "wang"), Due: at(t, "2011-11-05 18:00")},
		{DebtKey: key("essays", "", "gone"), Excused: true},
		{DebtKey: key("log", "2011-09", "一中"), Nil: true},
		{DebtKey: key("log", "2011-09", "二中"), Excused: true},
		{DebtKey: key("log", "2011-09", "撤销的单位"), Nil: true},
		{DebtKey: key("sum", "", campaign.OfficeDebtor), SettledAt: at(t, "2011-10-19 09:00")},
		{DebtKey: key("removed", "", "zhang"), Excused: true},
	}), []campaign.Deadline{{Deliverable: "log", Period: "2011-10", Due: at(t, "2011-11-15 18:00")}}, now)
	if err != nil {
		t.Fatal(err)
	}
	type fig = campaign.Figures
	want := []campaign.DeliverableFigures{
		{ID: "essays", Name: "心得体会", Due: at(t, "2011-10-31 18:00"), Figures: fig{Owed: 3, Filed: 1, Late: 1, Returned: 1, Extended: 1, Overdue: 1, Week: 1}, Units: []campaign.UnitFigures{
			{Unit: "一中", Figures: fig{Owed: 2, Filed: 1, Late: 1, Returned: 1, Overdue: 1, Week: 1}},
			{Unit: "二中", Figures: fig{Owed: 1, Extended: 1}}, {Unit: "三中"}}},
		{ID: "log", Name: "日志", Period: "2011-09", Due: at(t, "2011-09-30 18:00"), Figures: fig{Owed: 3, Excused: 1, Nil: 1, Overdue: 1}, Units: []campaign.UnitFigures{
			{Unit: "一中", Figures: fig{Owed: 1, Nil: 1}}, {Unit: "二中", Figures: fig{Owed: 1, Excused: 1}}, {Unit: "三中", Figures: fig{Owed: 1, Overdue: 1}}}},
		{ID: "log", Name: "日志", Period: "2011-10", Due: at(t, "2011-11-15 18:00"), Figures: fig{Owed: 3}, Units: []campaign.UnitFigures{
			{Unit: "一中", Figures: fig{Owed: 1}}, {Unit: "二中", Figures: fig{Owed: 1}}, {Unit: "三中", Figures: fig{Owed: 1}}}},
		{ID: "sum", Name: "总结", Due: at(t, "2011-10-20 18:00"), Figures: fig{Owed: 1, Filed: 1}, Units: []campaign.UnitFigures{}},
	}
	if diff := cmp.Diff(want, rows, cmpopts.IgnoreUnexported(campaign.DeliverableFigures{})); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	running := map[string]bool{}
	for _, r := range rows {
		running[r.ID+r.Period] = r.Running(day(t, "2011-11-02"))
	}
	if diff := cmp.Diff(map[string]bool{"essays": true, "log2011-09": true, "log2011-10": true, "sum": false}, running); diff != "" {
		t.Errorf("running, -want +got:\n%s", diff)
	}
}

func TestProgressReportsTheReadersError(t *testing.T) {
	t.Parallel()
	away := errors.New("away")
	_, err := campaign.Progress(progressPlan(t), progressRoster(), func(func(campaign.Debt) error) error { return away }, nil, time.Time{})
	if !errors.Is(err, away) {
		t.Errorf("got %v, want the reader's error", err)
	}
}

func TestProgressAddsUp(t *testing.T) {
	t.Parallel()
	plan, roster := progressPlan(t), progressRoster()
	rapid.Check(t, func(rt *rapid.T) {
		var debts []campaign.Debt
		for _, who := range []string{"zhang", "li", "wang", "gone"} {
			d := campaign.Debt{DebtKey: campaign.DebtKey{Deliverable: "essays", Debtor: who}}
			d.Excused, d.Nil = rapid.Bool().Draw(rt, "excused"), rapid.Bool().Draw(rt, "nil")
			if rapid.Bool().Draw(rt, "settled") {
				d.SettledAt = at(t, "2011-10-01 10:00")
			}
			debts = append(debts, d)
		}
		rows, err := campaign.Progress(plan, roster, each(debts), nil, at(t, "2011-11-03 10:00"))
		if err != nil {
			rt.Fatal(err)
		}
		open := 0
		for _, d := range debts[:3] {
			if d.Open() {
				open++
			}
		}
		if f := rows[0]; f.Open() != open || f.Overdue != open || f.Owed != 3 {
			rt.Fatalf("%+v: want 3 owed, %d open and overdue", f.Figures, open)
		}
	})
}
