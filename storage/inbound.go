package storage

import (
	"context"

	"duban/campaign"
)

var inbounds = newTable("inbounds", "id",
	"id, msg_id, user_id, user_key, at, received_at, type, text, media, event, event_key, task_id, response, "+
		"outcome, intent, number, reply",
	func(in *campaign.Inbound) []any {
		return []any{&in.ID, &in.MsgID, &in.UserID, folded{&in.UserID}, stamp{&in.At}, stamp{&in.ReceivedAt},
			&in.Type, &in.Text, object(&in.Media), &in.Event, &in.EventKey, &in.TaskID, &in.Response,
			&in.Outcome, &in.Intent, &in.Number, list(&in.Reply)}
	})

// Inbound in an Update makes the transactions of one id follow one another, so
// that a repeat finds what the first came to.
func (t *tx) Inbound(ctx context.Context, id string) (campaign.Inbound, error) {
	if err := t.lock(ctx, "inbound", id); err != nil {
		return campaign.Inbound{}, err
	}
	return one(ctx, t, "find inbound", inbounds.bind,
		"SELECT "+inbounds.columns+" FROM inbounds WHERE campaign = ? AND id = ?", t.campaign, id)
}

func (t *tx) AddInbound(ctx context.Context, in campaign.Inbound) error {
	const op = "add inbound"
	n, err := t.run(ctx, op, inbounds.insert+" ON CONFLICT (campaign, id) DO NOTHING", t.args(inbounds.bind(&in))...)
	if err == nil && n == 0 {
		err = campaign.Errorf(campaign.CodeConflict, op, "message %q is already recorded", in.ID)
	}
	return err
}

func (t *tx) SetInbound(ctx context.Context, in campaign.Inbound) error {
	return t.change(ctx, "set inbound",
		"UPDATE inbounds SET outcome = ?, intent = ?, number = ?, reply = ? WHERE campaign = ? AND id = ?",
		&in.Outcome, &in.Intent, in.Number, list(&in.Reply), t.campaign, in.ID)
}

func (t *tx) Inbounds(ctx context.Context, f campaign.InboundFilter) ([]campaign.Inbound, error) {
	w := t.where()
	w.and(f.UserID != "", "user_key = ?", campaign.UserKey(f.UserID))
	w.and(f.Outcome != "", "outcome = ?", string(f.Outcome))
	w.and(!f.Since.IsZero(), "at >= ?", micros(f.Since))
	w.and(f.Before != "", "seq < (SELECT seq FROM inbounds WHERE campaign = ? AND id = ?)", t.campaign, f.Before)
	query := "SELECT " + inbounds.columns + " FROM inbounds" + w.newest("seq", f.Limit)
	return all(ctx, t, "list inbounds", inbounds.bind, query, w.args...)
}
