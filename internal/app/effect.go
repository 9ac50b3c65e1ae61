package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"duban/campaign"
	"duban/configs"
	"duban/scheduler"
)

// Effect is what a change does to the messages of a span of time.
type Effect = scheduler.Effect

// Change is what an office is about to change; its zero value is nothing.
type Change struct {
	Campaign  string // another campaign file, or another embedded campaign
	Holidays  string // another holiday table in place of the configured one
	Roster    configs.Changes
	Deadlines []Move
}

// Move is a deadline that is moved for everyone.
type Move struct {
	What string // a deliverable's id, for a recurring one with its period: pair-log@2011-10
	Due  time.Time
}

// Effect says what a change would do to the messages from one moment to another,
// changing nothing. Problems of its files and unknown deliverables are a
// CodeInvalid.
func (a *App) Effect(ctx context.Context, c Change, from, to time.Time) (Effect, error) {
	plan, planner, err := a.planAfter(c)
	if err != nil {
		return Effect{}, err
	}
	moved, err := deadlines(plan, c.Deadlines, from)
	if err != nil {
		return Effect{}, err
	}
	var out Effect
	err = a.Store.View(ctx, func(tx campaign.Tx) error {
		before, err := a.planner.RehearsalFacts(ctx, tx, "", from, to)
		if err != nil {
			return err
		}
		after, err := planner.RehearsalFacts(ctx, tx, "", from, to)
		if err != nil {
			return err
		}
		after.Deadlines = append(slices.Clone(after.Deadlines), moved...)
		people(&after, put(c.Roster))
		out, err = scheduler.Compare(a.planner.Rehearse(ctx, before, from, to), planner.Rehearse(ctx, after, from, to))
		return err
	})
	return out, err
}

// planAfter returns the campaign after a change, and its planner.
func (a *App) planAfter(c Change) (*campaign.Plan, *scheduler.Planner, error) {
	if c.Campaign == "" && c.Holidays == "" {
		return a.Plan, a.planner, nil
	}
	config := a.config
	if c.Campaign != "" {
		config.Campaign = c.Campaign
	}
	if c.Holidays != "" {
		config.Holidays = c.Holidays
	}
	plan, calendar, err := LoadPlan(config, campaign.DateOf(a.now()))
	if err != nil {
		return nil, nil, err
	}
	planner, err := scheduler.NewPlanner(plan, calendar, a.Catalog)
	return plan, planner, err
}

// deadlines returns the moves as they would be stored at a moment.
func deadlines(plan *campaign.Plan, moves []Move, at time.Time) ([]campaign.Deadline, error) {
	periods := map[string]campaign.Deadline{}
	var known []string
	for _, d := range plan.Deliverables() {
		for _, p := range d.Periods(plan.Zone) {
			what := d.ID
			if p.Key != "" {
				what += "@" + p.Key
			}
			known = append(known, what)
			periods[what] = campaign.Deadline{Deliverable: d.ID, Period: p.Key, Since: at}
		}
	}
	var out []campaign.Deadline
	for _, m := range moves {
		d, ok := periods[m.What]
		if !ok {
			return nil, campaign.Errorf(campaign.CodeInvalid, "move a deadline", "there is no %q; allowed: %s", m.What, strings.Join(known, ", "))
		}
		d.Due = m.Due
		out = append(out, d)
	}
	return out, nil
}

// people makes the facts those after people came, changed or left.
func people(facts *scheduler.Facts, changed []campaign.Member) {
	taken := map[string]bool{}
	for _, m := range changed {
		taken[campaign.UserKey(m.UserID)] = true
	}
	for _, m := range facts.Roster.Members() {
		if !taken[campaign.UserKey(m.UserID)] {
			changed = append(changed, m)
		}
	}
	facts.Roster = campaign.NewRoster(changed)
	facts.Waiting = slices.DeleteFunc(slices.Clone(facts.Waiting), func(d campaign.Delivery) bool {
		m, known := facts.Roster.Member(d.To)
		return d.Channel == campaign.ChannelApp && known && m.Left
	})
}

// afterwards is how long after the campaign's last day reminders of what is
// overdue may still leave.
const afterwards = 60

// Rest returns the moment by which the campaign's last reminder has left.
func (a *App) Rest() time.Time {
	_, last := a.Plan.Span()
	return last.AddDays(afterwards).At(campaign.Clock{}, a.Plan.Zone)
}
