package storage

import (
	"context"
	"time"

	"duban/campaign"
)

var calls = newTable("calls", "id", "channel, target, body, state, attempts, busy, waited, parts, next_at, judged_at, lease_owner, lease_until, answer, sum",
	func(c *campaign.Call) []any {
		return []any{&c.Channel, &c.Target, &c.Body, &c.State, &c.Attempts, &c.Busy, &c.Waited, &c.Parts,
			stamp{&c.NextAt}, stamp{&c.Judged}, &c.LeaseOwner, stamp{&c.LeaseUntil}, &c.Answer, digest{&c.Body}}
	})

// AddCall stores the call as ready. A delivery that is no longer planned is a
// CodeConflict.
func (t *tx) AddCall(ctx context.Context, c campaign.Call, ids []int64) (int64, error) {
	const op = "add call"
	c.State, c.LeaseOwner, c.LeaseUntil = campaign.CallReady, "", time.Time{}
	c.Attempts, c.Busy, c.Waited, c.Parts = 0, 0, 0, 0
	if c.Body == nil {
		c.Body = []byte{}
	}
	if _, err := t.row(ctx, op, []any{&c.ID}, calls.insert+" RETURNING id", t.args(calls.bind(&c))...); err != nil {
		return 0, err
	}
	for len(ids) > 0 {
		n := min(len(ids), 500)
		args := []any{c.ID, t.campaign}
		for _, id := range ids[:n] {
			args = append(args, id)
		}
		// The empty texts keep SQLite from walking all that is planned.
		moved, err := t.run(ctx, op, "UPDATE deliveries SET state = 'calling', call_id = ? "+
			"WHERE campaign || '' = ? AND state || '' = 'planned' AND id IN "+tuple(n), args...)
		if err != nil {
			return 0, err
		}
		if moved != n {
			return 0, campaign.Errorf(campaign.CodeConflict, op, "%d of %d deliveries are no longer planned", n-moved, n)
		}
		ids = ids[n:]
	}
	return c.ID, nil
}

func (t *tx) SameCall(ctx context.Context, body []byte, after time.Time) (bool, error) {
	var id int64
	return t.row(ctx, "look for the same call", []any{&id}, "SELECT id FROM calls WHERE campaign = ? AND sum = ? AND sum <> '' "+
		"AND (tried_at > ? OR state = 'ready' OR state = 'leased') LIMIT 1", t.campaign, sumOf(body), micros(after))
}

// ClaimCalls counts a try for each call it leases, so that one that was cut off
// counts too.
func (t *tx) ClaimCalls(ctx context.Context, now time.Time, owner string, lease time.Duration, limit int) ([]campaign.Call, error) {
	const op = "claim calls"
	if owner == "" {
		return nil, campaign.Errorf(campaign.CodeInvalid, op, "a lease needs an owner")
	}
	ids, err := all(ctx, t, op, func(id *int64) []any { return []any{id} },
		"SELECT id FROM calls WHERE campaign = ? AND (state = 'ready' AND next_at <= ? OR state = 'leased' AND lease_until <= ?) "+
			"ORDER BY id LIMIT ?"+t.skipLocked, t.campaign, micros(now), micros(now), limit)
	if err != nil {
		return nil, err
	}
	bind := func(c *campaign.Call) []any { return append([]any{&c.ID}, calls.bind(c)...) }
	out := make([]campaign.Call, 0, len(ids))
	for _, id := range ids {
		c, err := one(ctx, t, op, bind, "UPDATE calls SET state = 'leased', attempts = attempts + 1, tried_at = ?, lease_owner = ?, "+
			"lease_until = ? WHERE campaign = ? AND id = ? RETURNING id, "+calls.columns,
			micros(now), owner, micros(now.Add(lease)), t.campaign, id)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// withdraw forgets a call and plans its deliveries again, which keep the number
// of its tries.
func (t *tx) withdraw(ctx context.Context, owner string, r campaign.CallResult) error {
	const op = "withdraw call"
	var tries int
	found, err := t.row(ctx, op, []any{&tries}, "DELETE FROM calls WHERE campaign = ? AND id = ? AND state = 'leased' AND lease_owner = ? "+
		"RETURNING attempts", t.campaign, r.CallID, owner)
	if err != nil {
		return err
	}
	if !found {
		return campaign.Errorf(campaign.CodeConflict, op, "call %d is not leased to %q", r.CallID, owner)
	}
	_, err = t.run(ctx, op, "UPDATE deliveries SET state = 'planned', call_id = 0, answer = ?, tries = tries + ?, "+
		"unclear_at = CASE WHEN unclear_at > ? THEN unclear_at ELSE ? END WHERE campaign = ? AND call_id = ? AND call_id <> 0 AND state = 'calling'",
		r.Answer, tries-untried(r), t.unclear(r), t.unclear(r), t.campaign, r.CallID)
	return err
}

// untried returns how many of a call's counted tries a result takes back.
func untried(r campaign.CallResult) int {
	if r.Untried {
		return 1
	}
	return 0
}

// unclear returns the moment at which a result's messages may have been read.
func (t *tx) unclear(r campaign.CallResult) int64 {
	if !r.Unclear {
		return 0
	}
	return micros(t.at(r))
}

// at returns the moment of a result.
func (t *tx) at(r campaign.CallResult) time.Time {
	if r.At.IsZero() {
		return t.now
	}
	return r.At
}

// FinishCall leaves the deliveries of a call that is to be tried again as they
// are, those of a parked one fail, and so do the dropped ones of any.
func (t *tx) FinishCall(ctx context.Context, owner string, r campaign.CallResult) error {
	const op = "finish call"
	if r.State == campaign.CallWithdrawn {
		return t.withdraw(ctx, owner, r)
	}
	n, err := t.run(ctx, op, "UPDATE calls SET state = ?, next_at = ?, judged_at = ?, answer = ?, busy = ?, waited = ?, parts = ?, "+
		"attempts = attempts - ?, lease_owner = '', lease_until = 0 "+
		"WHERE campaign = ? AND id = ? AND state = 'leased' AND lease_owner = ?",
		string(r.State), micros(r.NextAt), micros(r.Judged), r.Answer, r.Busy, r.Waited, r.Parts, untried(r), t.campaign, r.CallID, owner)
	if err != nil {
		return err
	}
	if n == 0 {
		return campaign.Errorf(campaign.CodeConflict, op, "call %d is not leased to %q", r.CallID, owner)
	}
	if err := t.refuse(ctx, op, r); err != nil {
		return err
	}
	switch r.State {
	case campaign.CallDone:
		_, err = t.run(ctx, op, "UPDATE deliveries SET state = 'sent', sent_at = ?, answer = ? "+
			"WHERE campaign = ? AND call_id = ? AND call_id <> 0 AND state = 'calling'", micros(t.at(r)), r.Answer, t.campaign, r.CallID)
	case campaign.CallParked:
		_, err = t.run(ctx, op, "UPDATE deliveries SET state = 'failed', answer = ?, unclear_at = ? "+
			"WHERE campaign = ? AND call_id = ? AND call_id <> 0 AND state = 'calling'", r.Answer, t.unclear(r), t.campaign, r.CallID)
	}
	return err
}

// refuse fails the deliveries whose recipients the platform refused.
func (t *tx) refuse(ctx context.Context, op string, r campaign.CallResult) error {
	if len(r.Drop) == 0 {
		return nil
	}
	ds, err := t.CallRecipients(ctx, r.CallID)
	if err != nil {
		return err
	}
	why := make(map[string]string, len(r.Drop))
	for who, reason := range r.Drop {
		why[campaign.UserKey(who)] = reason
	}
	for _, d := range ds {
		reason, dropped := why[campaign.UserKey(d.To)]
		if !dropped || d.State != campaign.DeliveryCalling {
			continue
		}
		if _, err := t.run(ctx, op, "UPDATE deliveries SET state = 'failed', answer = ? WHERE campaign = ? AND id = ?",
			reason, t.campaign, d.ID); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) CallRecipients(ctx context.Context, callID int64) ([]campaign.Delivery, error) {
	return all(ctx, t, "list recipients of a call", bindDelivery,
		selectDeliveries+" WHERE campaign = ? AND call_id = ? AND call_id <> 0 ORDER BY id", t.campaign, callID)
}

func (t *tx) NextMoment(ctx context.Context) (first time.Time, ok bool, err error) {
	for _, query := range []string{
		"SELECT at FROM deliveries WHERE campaign = ? AND state = 'planned'" + fileReady + " ORDER BY at LIMIT 1",
		"SELECT next_at FROM calls WHERE campaign = ? AND state = 'ready' ORDER BY next_at LIMIT 1",
		"SELECT lease_until FROM calls WHERE campaign = ? AND state = 'leased' ORDER BY lease_until LIMIT 1",
	} {
		var at time.Time
		found, err := t.row(ctx, "find the next moment", []any{stamp{&at}}, query, t.campaign)
		if err != nil {
			return time.Time{}, false, err
		}
		if found && (!ok || at.Before(first)) {
			first, ok = at, true
		}
	}
	return first, ok, nil
}

func (t *tx) Backlog(ctx context.Context) (b campaign.Backlog, err error) {
	const op = "read the backlog"
	for _, q := range []struct {
		into  any
		query string
	}{
		{stamp{&b.Oldest}, "SELECT at FROM deliveries WHERE campaign = ? AND state = 'planned' ORDER BY at LIMIT 1"},
		{&b.Waiting, "SELECT count(*) FROM calls WHERE campaign = ? AND state = 'ready'"},
		{&b.Parked, "SELECT count(*) FROM calls WHERE campaign = ? AND state = 'parked'"},
	} {
		if _, err := t.row(ctx, op, []any{q.into}, q.query, t.campaign); err != nil {
			return campaign.Backlog{}, err
		}
	}
	return b, nil
}
