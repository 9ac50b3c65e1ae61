package scheduler

import (
	"time"

	"duban/campaign"
)

// recall is an event with the rung at which it is recalled now.
type recall struct {
	campaign.Event
	rung    campaign.Rung
	exact   bool // the rung stands at this very moment, so newcomers hear it too
	sent    map[string]bool
	ordinal int
}

func eventMark(e campaign.Event) string {
	return markEvent + e.ID + "@" + e.At.UTC().Format(time.RFC3339)
}

// dueEvents returns the events to recall. One that has begun is not.
func (r *run) dueEvents() []*recall {
	var out []*recall
	for i, e := range r.plan.Events() {
		_, seen := r.facts.Marks[eventMark(e)]
		rung, ok := within(campaign.EventRungs(e, r.plan.Zone), r.from(!seen), r.now)
		if !ok {
			continue
		}
		c := &recall{Event: e, rung: rung, exact: rung.At.Equal(r.now), ordinal: i}
		if r.now.After(e.At) {
			r.hold("", c.item(), HeldClosed)
			continue
		}
		out = append(out, c)
	}
	return out
}

func (c *recall) item() campaign.Item {
	return campaign.Item{Deliverable: c.ID, Due: c.At, Rung: c.rung.Name}
}

// recalls returns the events of which the person is to be reminded.
func (r *run) recalls(m *campaign.Member, fresh bool, events []*recall) []*recall {
	var out []*recall
	for _, e := range events {
		if !e.Who.Includes(*m) || fresh && !e.exact {
			continue
		}
		if len(e.sent) > 0 && e.sent[campaign.ItemKey(e.item(), m.UserID)] {
			continue
		}
		out = append(out, e)
	}
	return out
}
