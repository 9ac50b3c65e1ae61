package console

import (
	"context"

	"duban/campaign"
)

type pairingBody struct {
	ID      int64  `json:"id"`
	Unit    string `json:"unit"`
	User    string `json:"user"` // "" when the unit as a whole is paired
	Place   string `json:"place"`
	Partner string `json:"partner"` // "" when paired with the place as a whole
	Since   string `json:"since"`
	Until   string `json:"until"` // "" while it lasts
	By      string `json:"by"`
}

func (a *api) pairings(ctx context.Context, tx campaign.Tx, q *query) (any, error) {
	found, err := tx.Pairings(ctx, q.text("unit"))
	if err != nil {
		return nil, err
	}
	items := make([]pairingBody, len(found))
	for i, p := range found {
		items[i] = pairingBody{p.ID, p.Unit, p.UserID, p.Place, p.Partner, p.Since.String(), p.Until.String(), p.By}
	}
	return pageOf(q, items)
}

type memberBody struct {
	UserID string          `json:"userid"`
	Name   string          `json:"name"`
	Unit   string          `json:"unit"`
	Roles  []campaign.Role `json:"roles"`
	Left   bool            `json:"left"`
}

func (a *api) members(ctx context.Context, tx campaign.Tx, q *query) (any, error) {
	roster, err := tx.Roster(ctx)
	if err != nil {
		return nil, err
	}
	unit, role := q.text("unit"), choice(q, "role", campaign.Roles()...)
	var items []memberBody
	for _, m := range roster.Members() {
		if (unit == "" || m.Unit == unit) && (role == "" || m.Has(role)) {
			items = append(items, memberBody{m.UserID, m.Name, m.Unit, append([]campaign.Role{}, m.Roles...), m.Left})
		}
	}
	return pageOf(q, items)
}

type unitBody struct {
	Name     string   `json:"name"`
	Members  int      `json:"members"` // people with the role member
	Liaisons []string `json:"liaisons"`
	Heads    []string `json:"heads"`
}

func (a *api) units(ctx context.Context, tx campaign.Tx, q *query) (any, error) {
	roster, err := tx.Roster(ctx)
	if err != nil {
		return nil, err
	}
	items := make([]unitBody, len(roster.Units()))
	for i, u := range roster.Units() {
		items[i] = unitBody{u.Name, u.Members, userIDs(roster.InUnit(u.Name, campaign.RoleLiaison)), userIDs(roster.InUnit(u.Name, campaign.RoleHead))}
	}
	return pageOf(q, items)
}

func userIDs(ms []campaign.Member) []string {
	ids := make([]string, len(ms))
	for i, m := range ms {
		ids[i] = m.UserID
	}
	return ids
}
