package app

import (
	"context"
	"slices"

	"duban/campaign"
	"duban/configs"
)

// Members returns everybody of the roster who takes part.
func (a *App) Members(ctx context.Context) ([]campaign.Member, error) {
	var out []campaign.Member
	err := a.Store.View(ctx, func(tx campaign.Tx) error {
		r, err := tx.Roster(ctx)
		if err != nil {
			return err
		}
		out = nil
		for _, m := range r.Members() {
			if !m.Left {
				out = append(out, m)
			}
		}
		return nil
	})
	return out, err
}

// RosterChanges says what importing the people would do, changing nothing.
func (a *App) RosterChanges(ctx context.Context, people []campaign.Member) (configs.Changes, error) {
	old, err := a.Members(ctx)
	if err != nil {
		return configs.Changes{}, err
	}
	return configs.DiffRoster(old, people), nil
}

// ImportRoster makes the people the roster: who is not among them has left.
func (a *App) ImportRoster(ctx context.Context, c configs.Changes) error {
	if c.Empty() {
		return nil
	}
	return a.Store.Update(ctx, a.now(), func(tx campaign.Tx) error { return tx.PutMembers(ctx, put(c)) })
}

// put returns the people whom the changes touch, as they are afterwards.
func put(c configs.Changes) []campaign.Member {
	out := slices.Clone(c.Added)
	for _, ch := range c.Changed {
		out = append(out, ch.New)
	}
	for _, m := range c.Left {
		m.Left = true
		out = append(out, m)
	}
	return out
}
