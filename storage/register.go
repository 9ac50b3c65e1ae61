package storage

import (
	"context"

	"duban/campaign"
)

var pairings = newTable("pairings", "id", "unit, user_id, place, partner, since, until, put_by",
	func(p *campaign.Pairing) []any {
		return []any{&p.Unit, &p.UserID, &p.Place, &p.Partner, day{&p.Since}, day{&p.Until}, &p.By}
	})

// PutPairing adds the entry, or replaces the one with its ID.
func (t *tx) PutPairing(ctx context.Context, p campaign.Pairing) (int64, error) {
	const op = "put pairing"
	if p.ID != 0 {
		return p.ID, t.change(ctx, op, pairings.update, pairings.changes(&p, t.campaign, p.ID)...)
	}
	_, err := t.row(ctx, op, []any{&p.ID}, pairings.insert+" RETURNING id", t.args(pairings.bind(&p))...)
	return p.ID, err
}

func (t *tx) Pairings(ctx context.Context, unit string) ([]campaign.Pairing, error) {
	w := t.where()
	w.and(unit != "", "unit = ?", unit)
	bind := func(p *campaign.Pairing) []any { return append([]any{&p.ID}, pairings.bind(p)...) }
	return all(ctx, t, "list pairings", bind, "SELECT id, "+pairings.columns+" FROM pairings"+w.text+" ORDER BY id", w.args...)
}

var requests = newTable("requests", "id", "at, user_id, unit, debts, until, reason, state, closed_by, closed_at",
	func(r *campaign.Request) []any {
		return []any{stamp{&r.At}, &r.UserID, &r.Unit, list(&r.Debts), &r.Until, &r.Reason, &r.State, &r.ClosedBy, stamp{&r.ClosedAt}}
	})

// PutRequest adds the request, or replaces the one with its ID.
func (t *tx) PutRequest(ctx context.Context, r campaign.Request) (int64, error) {
	const op = "put request"
	if r.ID != 0 {
		return r.ID, t.change(ctx, op, requests.update, requests.changes(&r, t.campaign, r.ID)...)
	}
	_, err := t.row(ctx, op, []any{&r.ID}, requests.insert+" RETURNING id", t.args(requests.bind(&r))...)
	return r.ID, err
}

func (t *tx) OpenRequests(ctx context.Context) ([]campaign.Request, error) {
	bind := func(r *campaign.Request) []any { return append([]any{&r.ID}, requests.bind(r)...) }
	return all(ctx, t, "list requests", bind, "SELECT id, "+requests.columns+" FROM requests WHERE campaign = ? AND state = 'open' ORDER BY id", t.campaign)
}

// SetEventCode answers CodeConflict where another event has the code.
func (t *tx) SetEventCode(ctx context.Context, event, code string) error {
	const op = "set event code"
	if err := t.lock(ctx, "code", code); err != nil {
		return err
	}
	holder, err := t.EventOfCode(ctx, code)
	switch {
	case err == nil && holder != event:
		return campaign.Errorf(campaign.CodeConflict, op, "the code belongs to event %q", holder)
	case err != nil && campaign.CodeOf(err) != campaign.CodeNotFound:
		return err
	}
	_, err = t.run(ctx, op, "INSERT INTO event_codes (campaign, event, code) VALUES (?, ?, ?) "+
		"ON CONFLICT (campaign, event) DO UPDATE SET code = excluded.code", t.campaign, event, code)
	return err
}

func (t *tx) EventOfCode(ctx context.Context, code string) (string, error) {
	return one(ctx, t, "find event", func(s *string) []any { return []any{s} },
		"SELECT event FROM event_codes WHERE campaign = ? AND code = ?", t.campaign, code)
}

func (t *tx) EventCode(ctx context.Context, event string) (string, error) {
	return one(ctx, t, "find code", func(s *string) []any { return []any{s} },
		"SELECT code FROM event_codes WHERE campaign = ? AND event = ?", t.campaign, event)
}

var attendances = newTable("attendances", "event, user_key", "event, user_key, user_id, at",
	func(a *campaign.Attendance) []any {
		return []any{&a.Event, folded{&a.UserID}, &a.UserID, stamp{&a.At}}
	})

func (t *tx) SignIn(ctx context.Context, a campaign.Attendance) (bool, error) {
	n, err := t.run(ctx, "sign in", attendances.insert+" ON CONFLICT (campaign, event, user_key) DO NOTHING",
		t.args(attendances.bind(&a))...)
	return n > 0, err
}

func (t *tx) AttendanceOf(ctx context.Context, event string) ([]campaign.Attendance, error) {
	return all(ctx, t, "list attendance", attendances.bind,
		"SELECT "+attendances.columns+" FROM attendances WHERE campaign = ? AND event = ? ORDER BY at, user_key",
		t.campaign, event)
}

var audits = newTable("audits", "id", "at, actor, act, target, detail",
	func(a *campaign.Audit) []any {
		return []any{stamp{&a.At}, &a.Actor, &a.Act, &a.Target, &a.Detail}
	})

func (t *tx) AddAudit(ctx context.Context, a campaign.Audit) error {
	_, err := t.run(ctx, "add audit", audits.insert, t.args(audits.bind(&a))...)
	return err
}

func (t *tx) Audits(ctx context.Context, limit int) ([]campaign.Audit, error) {
	w := t.where()
	bind := func(a *campaign.Audit) []any { return append([]any{&a.ID}, audits.bind(a)...) }
	query := "SELECT id, " + audits.columns + " FROM audits" + w.newest("id", limit)
	return all(ctx, t, "list audits", bind, query, w.args...)
}
