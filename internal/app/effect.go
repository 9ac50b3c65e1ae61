package app

import (
	"context"
	"slices"
	"time"

	"duban/campaign"
	"duban/configs"
	"duban/scheduler"
)

// Effect is what a change does to the messages of a span of time.
type Effect = scheduler.Effect

// EffectOfCampaign says what another campaign file, or another embedded
// campaign, would do to the messages from one moment to another, changing
// nothing. Problems of the file are a CodeInvalid.
func (a *App) EffectOfCampaign(ctx context.Context, name string, from, to time.Time) (Effect, error) {
	c := a.config
	c.Campaign = name
	plan, calendar, err := LoadPlan(c, campaign.DateOf(a.now()))
	if err != nil {
		return Effect{}, err
	}
	other, err := scheduler.NewPlanner(plan, calendar, a.Catalog)
	if err != nil {
		return Effect{}, err
	}
	return a.effect(ctx, from, to, func(tx campaign.Tx, _ scheduler.Facts) (*scheduler.Planner, scheduler.Facts, error) {
		facts, err := other.RehearsalFacts(ctx, tx, "", from, to)
		return other, facts, err
	})
}

// afterwards is how long after the campaign's last day reminders of what is
// overdue may still leave.
const afterwards = 60

// EffectOfRoster says what importing a roster would do to the messages of the
// rest of the campaign, changing nothing.
func (a *App) EffectOfRoster(ctx context.Context, c configs.Changes) (Effect, error) {
	_, last := a.Plan.Span()
	to := last.AddDays(afterwards).At(campaign.Clock{}, a.Plan.Zone)
	return a.effect(ctx, a.now(), to, func(_ campaign.Tx, facts scheduler.Facts) (*scheduler.Planner, scheduler.Facts, error) {
		people := put(c)
		taken := map[string]bool{}
		for _, m := range people {
			taken[campaign.UserKey(m.UserID)] = true
		}
		for _, m := range facts.Roster.Members() {
			if !taken[campaign.UserKey(m.UserID)] {
				people = append(people, m)
			}
		}
		facts.Roster = campaign.NewRoster(people)
		facts.Waiting = slices.DeleteFunc(slices.Clone(facts.Waiting), func(d campaign.Delivery) bool {
			m, known := facts.Roster.Member(d.To)
			return d.Channel == campaign.ChannelApp && known && m.Left
		})
		return a.planner, facts, nil
	})
}

// effect compares the rehearsal of the present state with that of another, which
// change makes from it.
func (a *App) effect(ctx context.Context, from, to time.Time, change func(campaign.Tx, scheduler.Facts) (*scheduler.Planner, scheduler.Facts, error)) (Effect, error) {
	var out Effect
	err := a.Store.View(ctx, func(tx campaign.Tx) error {
		facts, err := a.planner.RehearsalFacts(ctx, tx, "", from, to)
		if err != nil {
			return err
		}
		planner, changed, err := change(tx, facts)
		if err != nil {
			return err
		}
		out, err = scheduler.Compare(a.planner.Rehearse(ctx, facts, from, to), planner.Rehearse(ctx, changed, from, to))
		return err
	})
	return out, err
}
