package storage

import (
	"context"
	"time"

	"duban/campaign"
)

var attachments = newTable("attachments", "id",
	"id, number, inbound_id, user_id, user_key, at, name, type, size, sha256, blob_key, media_id, state, text, attempts, next_at",
	func(a *campaign.Attachment) []any {
		return []any{&a.ID, &a.Number, &a.InboundID, &a.UserID, folded{&a.UserID}, stamp{&a.At}, &a.Name, &a.Type, &a.Size,
			&a.SHA256, &a.BlobKey, &a.MediaID, &a.State, &a.Text, &a.Attempts, stamp{&a.NextAt}}
	})

func (t *tx) PutAttachment(ctx context.Context, a campaign.Attachment) error {
	_, err := t.run(ctx, "put attachment", attachments.upsert, t.args(attachments.bind(&a))...)
	return err
}

func (t *tx) Attachment(ctx context.Context, id string) (campaign.Attachment, error) {
	return one(ctx, t, "find attachment", attachments.bind,
		"SELECT "+attachments.columns+" FROM attachments WHERE campaign = ? AND id = ?"+t.toChange(), t.campaign, id)
}

func (t *tx) Attachments(ctx context.Context, number int64, userID string) ([]campaign.Attachment, error) {
	w := t.where()
	w.and(true, "number = ?", number)
	w.and(number == 0, "user_key = ?", campaign.UserKey(userID))
	return all(ctx, t, "list attachments", attachments.bind,
		"SELECT "+attachments.columns+" FROM attachments"+w.text+" ORDER BY seq", w.args...)
}

func (t *tx) PendingAttachments(ctx context.Context, now time.Time, limit int) ([]campaign.Attachment, error) {
	return all(ctx, t, "list pending attachments", attachments.bind,
		"SELECT "+attachments.columns+" FROM attachments WHERE campaign = ? AND state = 'pending' AND next_at <= ? "+
			"ORDER BY seq LIMIT ?", t.campaign, micros(now), limit)
}
