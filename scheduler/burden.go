package scheduler

import (
	"context"
	"fmt"
	"time"

	"duban/campaign"
	"duban/message"
)

// burdenNotices returns the moments at which the office hears what the month
// before asked people to read: on the first workday of each month. A campaign
// without a budget has nothing to account for.
func (p *Planner) burdenNotices() []campaign.Rung {
	if p.end.IsZero() || p.plan.Burden.PerWeek == 0 {
		return nil
	}
	var out []campaign.Rung
	for month := nextMonth(p.begin); !month.After(nextMonth(p.reach)); month = nextMonth(month) {
		out = append(out, campaign.Rung{Name: "burden", At: p.noticeAt(p.cal.Forward(month), burdenAfter)})
	}
	return out
}

// nextMonth returns the first day of the month after d.
func nextMonth(d campaign.Date) campaign.Date {
	return campaign.DateOf(time.Date(d.Year, d.Month+1, 1, 0, 0, 0, 0, time.UTC))
}

// burden is what a month's reminders came to.
type burden struct {
	messages, merged int            // merged: reminders that left inside another message
	each             map[string]int // messages by UserKey
}

// burdenText reports on the month before a moment, "" where nobody was reminded.
func (r *run) burdenText(ctx context.Context, at time.Time) (string, error) {
	to := campaign.Date{Year: at.Year(), Month: at.Month(), Day: 1}
	from := campaign.DateOf(time.Date(at.Year(), at.Month()-1, 1, 0, 0, 0, 0, time.UTC))
	b, err := r.burdenOf(ctx, from.At(campaign.Clock{}, r.plan.Zone), to.At(campaign.Clock{}, r.plan.Zone))
	if err != nil || b.messages == 0 {
		return "", err
	}
	most, unit := 0, ""
	for key, n := range b.each {
		m, _ := r.facts.Roster.Member(key)
		if n > most || n == most && m.Unit < unit {
			most, unit = n, m.Unit
		}
	}
	return r.text.Text(message.SchedulerNoticeBurden, message.Args{
		"campaign": r.plan.Name, "year": from.Year, "month": from.Month, "people": len(b.each), "messages": b.messages,
		"average": fmt.Sprintf("%.1f", float64(b.messages)/float64(len(b.each))), "most": most, "unit": unit, "merged": b.merged,
	}), nil
}

// burdenOf counts the reminders from one moment up to, not including, another.
func (r *run) burdenOf(ctx context.Context, from, to time.Time) (burden, error) {
	const page = 5_000
	b := burden{each: map[string]int{}}
	f := campaign.DeliveryFilter{Purpose: campaign.PurposeReminder, Since: from, Until: to, Limit: page}
	for {
		ds, err := r.facts.Ledger.Deliveries(ctx, f)
		if err != nil {
			return b, fmt.Errorf("count the month's reminders: %w", err)
		}
		stored := 0
		for _, d := range ds {
			if d.ID > 0 {
				stored++
				f.Before = d.ID // the newest come first
			}
			if d.State == campaign.DeliveryDropped || d.State == campaign.DeliveryFailed || !d.At.Before(to) {
				continue
			}
			b.messages++
			b.merged += max(len(d.Items)-1, 0)
			b.each[campaign.UserKey(d.To)]++
		}
		if stored < page {
			return b, nil
		}
	}
}
