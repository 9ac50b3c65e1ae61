package storage

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"sync"

	"duban/campaign"
)

// roster remembers a campaign's people between transactions. The version is a
// random token, written with each change: a change that was taken back leaves
// a token that never comes again.
type roster struct {
	mu      sync.Mutex
	version int64
	people  *campaign.Roster
}

func (r *roster) at(version int64) *campaign.Roster {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.people == nil || r.version != version {
		return nil
	}
	return r.people
}

func (r *roster) keep(version int64, people *campaign.Roster) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.version, r.people = version, people
}

var members = newTable("members", "user_key", "user_key, user_id, name, unit, roles, gone, pos",
	func(m *ranked) []any {
		return []any{folded{&m.UserID}, &m.UserID, &m.Name, &m.Unit, list(&m.Roles), flag{&m.Left}, &m.pos}
	})

// ranked is a member with its place in the order of the roster.
type ranked struct {
	campaign.Member
	pos int64
}

func (t *tx) Roster(ctx context.Context) (*campaign.Roster, error) {
	const op = "read roster"
	version, known := recall[int64](t, "roster")
	if !known {
		if _, err := t.row(ctx, op, []any{&version}, "SELECT roster_version FROM campaigns WHERE campaign = ?", t.campaign); err != nil {
			return nil, err
		}
		t.remember("roster", version)
	}
	if r := t.people.at(version); r != nil {
		return r, nil
	}
	rows, err := all(ctx, t, op, members.bind,
		"SELECT "+members.columns+" FROM members WHERE campaign = ? ORDER BY pos, user_key", t.campaign)
	if err != nil {
		return nil, err
	}
	people := make([]campaign.Member, len(rows))
	for i, m := range rows {
		people[i] = m.Member
	}
	r := campaign.NewRoster(people)
	t.people.keep(version, r)
	return r, nil
}

func (t *tx) Member(ctx context.Context, userID string) (campaign.Member, error) {
	r, err := t.Roster(ctx)
	if err != nil {
		return campaign.Member{}, err
	}
	m, ok := r.Member(userID)
	if !ok {
		err = campaign.Errorf(campaign.CodeNotFound, "find member", "no %q on the roster", userID)
	}
	return m, err
}

// PutMembers keeps the place of those who are there and puts new ones last.
func (t *tx) PutMembers(ctx context.Context, ms []campaign.Member) error {
	const op = "put members"
	if len(ms) == 0 {
		return nil
	}
	if err := t.lock(ctx, "roster", ""); err != nil {
		return err
	}
	var last int64
	if _, err := t.row(ctx, op, []any{&last}, "SELECT coalesce(max(pos), 0) FROM members WHERE campaign = ?", t.campaign); err != nil {
		return err
	}
	for i, m := range ms {
		if m.UserID == "" {
			return campaign.Errorf(campaign.CodeInvalid, op, "member %d has no user id", i+1)
		}
		_, err := t.run(ctx, op, members.insert+" ON CONFLICT (campaign, user_key) DO UPDATE SET user_id = excluded.user_id, "+
			"name = excluded.name, unit = excluded.unit, roles = excluded.roles, gone = excluded.gone",
			t.args(members.bind(&ranked{m, last + int64(i) + 1}))...)
		if err != nil {
			return err
		}
	}
	t.forget("roster")
	var token [8]byte
	_, _ = rand.Read(token[:]) // never fails
	_, err := t.run(ctx, op, "INSERT INTO campaigns (campaign, roster_version) VALUES (?, ?) "+
		"ON CONFLICT (campaign) DO UPDATE SET roster_version = excluded.roster_version",
		t.campaign, int64(binary.BigEndian.Uint64(token[:])))
	return err
}
