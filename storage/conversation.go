package storage

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"time"

	"duban/campaign"
)

var conversations = newTable("conversations", "user_key", "user_key, user_id, draft, touched, snooze_to, state",
	func(c *campaign.Conversation) []any {
		return []any{folded{&c.UserID}, &c.UserID, &c.Draft, stamp{&c.Touched}, stamp{&c.SnoozeTo}, dialog{c}}
	})

// dialog binds a conversation to its JSON, which lacks the user id: that has
// columns of its own.
type dialog struct{ c *campaign.Conversation }

func (d dialog) Value() (driver.Value, error) {
	b, err := json.Marshal(d.c)
	return string(b), err
}

func (d dialog) Scan(src any) error {
	s, err := text(src)
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(s), d.c)
}

func (t *tx) Conversation(ctx context.Context, userID string) (campaign.Conversation, error) {
	c := campaign.Conversation{UserID: userID}
	if err := t.lock(ctx, "person", campaign.UserKey(userID)); err != nil {
		return c, err
	}
	_, err := t.row(ctx, "find conversation", []any{dialog{&c}},
		"SELECT state FROM conversations WHERE campaign = ? AND user_key = ?", t.campaign, campaign.UserKey(userID))
	return c, err
}

func (t *tx) SaveConversation(ctx context.Context, c campaign.Conversation) error {
	_, err := t.run(ctx, "save conversation", conversations.upsert, t.args(conversations.bind(&c))...)
	return err
}

func (t *tx) Conversations(ctx context.Context, untouchedSince time.Time) ([]campaign.Conversation, error) {
	return all(ctx, t, "list conversations", conversations.bind,
		"SELECT "+conversations.columns+" FROM conversations WHERE campaign = ? AND draft <> 0 AND touched < ? ORDER BY touched, user_key",
		t.campaign, micros(untouchedSince))
}

func (t *tx) Snoozes(ctx context.Context, after time.Time) (map[string]time.Time, error) {
	type snooze struct {
		who string
		to  time.Time
	}
	rows, err := all(ctx, t, "list snoozes", func(s *snooze) []any { return []any{&s.who, stamp{&s.to}} },
		"SELECT user_key, snooze_to FROM conversations WHERE campaign = ? AND snooze_to <> 0 AND snooze_to > ?",
		t.campaign, micros(after))
	out := make(map[string]time.Time, len(rows))
	for _, s := range rows {
		out[s.who] = s.to
	}
	return out, err
}
