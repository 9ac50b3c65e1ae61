package scheduler_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"duban/campaign"
	"duban/message"
	"duban/scheduler"
)

var zone = time.FixedZone("CST", 8*3600)

func at(t testing.TB, s string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func day(t testing.TB, s string) campaign.Date {
	t.Helper()
	return campaign.DateOf(at(t, s+" 00:00"))
}

func days(ns ...int) []campaign.Offset {
	var out []campaign.Offset
	for _, n := range ns {
		out = append(out, campaign.Offset{Text: fmt.Sprintf("%dd", n), Days: n})
	}
	return out
}

func escalate(after int, to campaign.Role) campaign.Escalation {
	return campaign.Escalation{After: days(after)[0], To: to}
}

// person reads "userid name unit role role …".
func person(s string) campaign.Member {
	f := strings.Fields(s)
	m := campaign.Member{UserID: f[0], Name: f[1], Unit: f[2]}
	for _, r := range f[3:] {
		m.Roles = append(m.Roles, campaign.Role(r))
	}
	return m
}

func roster(people ...string) *campaign.Roster {
	var ms []campaign.Member
	for _, p := range people {
		ms = append(ms, person(p))
	}
	return campaign.NewRoster(ms)
}

// autumn is 2011's table around the National Day.
func autumn(t testing.TB) *campaign.Calendar {
	var rows []campaign.DayKind
	for d := 1; d <= 7; d++ {
		rows = append(rows, campaign.DayKind{Date: campaign.Date{Year: 2011, Month: 10, Day: d}})
	}
	for d := 8; d <= 9; d++ {
		rows = append(rows, campaign.DayKind{Date: campaign.Date{Year: 2011, Month: 10, Day: d}, Work: true})
	}
	return campaign.NewCalendar(append(rows, campaign.DayKind{Date: campaign.Date{Year: 2012, Month: 1, Day: 1}}))
}

// standard is the ladder most tests climb.
func standard() campaign.Policy {
	return campaign.Policy{
		Before: days(14, 7, 3, 1), OnDay: true, Overdue: days(1, 3, 7), At: campaign.Clock{Hour: 9, Minute: 10},
		Escalate: []campaign.Escalation{escalate(1, campaign.RoleLiaison), escalate(3, campaign.RoleHead), escalate(7, campaign.RoleOffice)},
	}
}

// newPlan is a campaign of autumn 2011 with these deliverables.
func newPlan(t testing.TB, ds ...campaign.Deliverable) *campaign.Plan {
	for i := range ds {
		if ds[i].Policy == "" {
			ds[i].Policy = "standard"
		}
		if ds[i].Name == "" {
			ds[i].Name = ds[i].ID
		}
	}
	return &campaign.Plan{
		ID: "c", Name: "群众路线主题教育", Zone: zone,
		Hours:     campaign.Hours{From: campaign.Clock{Hour: 8, Minute: 30}, To: campaign.Clock{Hour: 17, Minute: 30}},
		Reminders: map[string]campaign.Policy{"standard": standard()},
		Phases: []campaign.Phase{{ID: "p", From: day(t, "2011-09-01"), To: day(t, "2011-12-31"),
			Activities: []campaign.Activity{{ID: "a", Deliverables: ds}}}},
	}
}

func essays(t testing.TB) campaign.Deliverable {
	return campaign.Deliverable{ID: "essays", Name: "心得体会", Kind: campaign.KindReflection, OwedBy: campaign.OwedByMember, Due: at(t, "2011-10-26 18:00")}
}

func programme(t testing.TB) campaign.Deliverable {
	return campaign.Deliverable{ID: "report", Name: "调研报告", Kind: campaign.KindReport, OwedBy: campaign.OwedByUnit, Due: at(t, "2011-10-26 18:00")}
}

// world is a ledger in memory with a planner on it.
type world struct {
	*testing.T
	planner *scheduler.Planner
	facts   scheduler.Facts
	debts   map[campaign.DebtKey]campaign.Debt
	sent    map[string]bool
	out     []campaign.Delivery
	held    []scheduler.Held
}

func newWorld(t *testing.T, plan *campaign.Plan, r *campaign.Roster) *world {
	t.Helper()
	w := &world{T: t, debts: map[campaign.DebtKey]campaign.Debt{}, sent: map[string]bool{}}
	w.replan(plan, autumn(t))
	w.facts = scheduler.Facts{Roster: r, Marks: map[string]time.Time{}, Ledger: w, Snoozes: map[string]time.Time{}}
	return w
}

func (w *world) replan(plan *campaign.Plan, cal *campaign.Calendar) {
	w.Helper()
	text, err := message.Load(message.Hans)
	if err != nil {
		w.Fatal(err)
	}
	if w.planner, err = scheduler.NewPlanner(plan, cal, text); err != nil {
		w.Fatal(err)
	}
}

// plan plans at a moment and returns what is new.
func (w *world) plan(when string) []campaign.Delivery { w.Helper(); return w.planAt(at(w, when)) }

func (w *world) planAt(now time.Time) []campaign.Delivery {
	w.Helper()
	out, err := w.planner.Plan(context.Background(), w.facts, now)
	if err != nil {
		w.Fatal(err)
	}
	maps.Copy(w.facts.Marks, out.Marks)
	w.held = append(w.held, out.Held...)
	for _, d := range out.Deliveries {
		for _, i := range d.Items {
			w.sent[campaign.ItemKey(i, d.To)] = true
		}
	}
	w.out = append(w.out, out.Deliveries...)
	return out.Deliveries
}

func (w *world) settle(deliverable, debtor string) {
	k := campaign.DebtKey{Deliverable: deliverable, Debtor: debtor}
	w.debts[k] = campaign.Debt{DebtKey: k, SettledAt: time.Unix(1, 0)}
}

func (w *world) extend(deliverable, debtor, due, since string) {
	k := campaign.DebtKey{Deliverable: deliverable, Debtor: debtor}
	d := campaign.Debt{DebtKey: k, Due: at(w, due), DueSince: at(w, since)}
	w.debts[k] = d
	w.facts.Extended = append(w.facts.Extended, d)
}

func (w *world) AllDebts(_ context.Context, deliverable string, yield func(campaign.Debt) error) error {
	for _, d := range w.debts {
		if deliverable == "" || d.Deliverable == deliverable {
			if err := yield(d); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *world) SentItems(_ context.Context, deliverable, period string, yield func(string) error) error {
	for k := range w.sent {
		if strings.HasPrefix(k, deliverable+"|"+period+"|") {
			if err := yield(k); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *world) ReminderCounts(_ context.Context, from, to time.Time) (map[string]int, error) {
	out := map[string]int{}
	for _, d := range w.out {
		if d.Purpose == campaign.PurposeReminder && !d.At.Before(from) && d.At.Before(to) {
			out[campaign.UserKey(d.To)]++
		}
	}
	return out, nil
}

// Deliveries pages as the store does.
func (w *world) Deliveries(_ context.Context, f campaign.DeliveryFilter) ([]campaign.Delivery, error) {
	var out []campaign.Delivery
	for i := len(w.out) - 1; i >= 0 && len(out) < f.Limit; i-- {
		d := w.out[i]
		d.ID = int64(i + 1)
		if d.Purpose == f.Purpose && !d.At.Before(f.Since) && !d.At.After(f.Until) && (f.Before == 0 || d.ID < f.Before) {
			out = append(out, d)
		}
	}
	return out, nil
}

// brief writes deliveries as "day to: deliverable/debtor rung, …", sorted.
func brief(ds []campaign.Delivery) []string {
	var out []string
	for _, d := range ds {
		var items []string
		for _, i := range d.Items {
			items = append(items, strings.TrimSuffix(i.Deliverable+" "+i.Rung, " "))
		}
		out = append(out, d.At.In(zone).Format("01-02 15:04")+" "+d.To+": "+strings.Join(items, ", "))
	}
	slices.Sort(out)
	return out
}

func (w *world) want(got []campaign.Delivery, want ...string) {
	w.Helper()
	if b := brief(got); !slices.Equal(b, want) {
		w.Errorf("got  %s\nwant %s", strings.Join(b, "\n     "), strings.Join(want, "\n     "))
	}
}

func (w *world) heldFor(why scheduler.Reason) bool {
	return slices.ContainsFunc(w.held, func(h scheduler.Held) bool { return h.Reason == why })
}
