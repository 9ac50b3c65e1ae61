package scheduler_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"duban/campaign"
	"duban/message"
	"duban/scheduler"
)

// none is a ledger of a campaign in which nothing was filed or sent.
type none struct{}

func (none) AllDebts(context.Context, string, func(campaign.Debt) error) error { return nil }
func (none) SentItems(context.Context, string, string) (map[string]bool, error) {
	return nil, nil
}
func (none) ReminderCounts(context.Context, time.Time, time.Time) (map[string]int, error) {
	return nil, nil
}

func (none) Deliveries(context.Context, campaign.DeliveryFilter) ([]campaign.Delivery, error) {
	return nil, nil
}

func crowd(n int) *campaign.Roster {
	ms := make([]campaign.Member, n)
	for i := range ms {
		roles := []campaign.Role{campaign.RoleMember}
		switch i % 200 {
		case 0:
			roles = append(roles, campaign.RoleHead)
		case 1:
			roles = append(roles, campaign.RoleLiaison)
		}
		ms[i] = campaign.Member{UserID: fmt.Sprintf("user%06d", i), Name: fmt.Sprintf("某%d", i), Unit: fmt.Sprintf("单位%d", i/200), Roles: roles}
	}
	return campaign.NewRoster(ms)
}

// BenchmarkPlan plans twelve deliverables for a crowd: for the first time, at a
// moment at which all of them are due, and at one at which nothing is.
func BenchmarkPlan(b *testing.B) {
	text, err := message.Load(message.Hans)
	if err != nil {
		b.Fatal(err)
	}
	var ds []campaign.Deliverable
	for i := range 12 {
		d := essays(b)
		d.ID, d.Due = fmt.Sprintf("d%02d", i), d.Due.Add(time.Duration(i)*time.Minute)
		ds = append(ds, d)
	}
	plan := newPlan(b, ds...)
	plan.Burden.PerWeek = 3
	p, err := scheduler.NewPlanner(plan, autumn(b), text)
	if err != nil {
		b.Fatal(err)
	}
	for _, n := range []int{1_000, 10_000, 100_000, 1_000_000} {
		facts := scheduler.Facts{Roster: crowd(n), Ledger: none{}}
		cold, err := p.Plan(context.Background(), facts, at(b, "2011-10-10 09:00"))
		if err != nil {
			b.Fatal(err)
		}
		for _, tt := range []struct{ name, at string }{{"cold", "2011-10-10 09:00"}, {"due", "2011-10-27 09:10"}, {"quiet", "2011-10-10 09:05"}} {
			b.Run(fmt.Sprintf("%s/%d", tt.name, n), func(b *testing.B) {
				b.ReportAllocs()
				if facts.Marks = cold.Marks; tt.name == "cold" {
					facts.Marks = nil
				}
				for b.Loop() {
					out, err := p.Plan(context.Background(), facts, at(b, tt.at))
					if err != nil || tt.name == "due" && len(out.Deliveries) < n {
						b.Fatal(len(out.Deliveries), err)
					}
					if tt.name == "due" && !strings.Contains(out.Deliveries[0].Text, "12项") {
						b.Fatal(out.Deliveries[0].Text)
					}
				}
			})
		}
	}
}
