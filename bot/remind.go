package bot

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"duban/campaign"
	"duban/message"
)

// draftRests is how long a draft may rest before its author is asked about it.
const draftRests = 24 * time.Hour

// Remind asks about drafts that nobody has touched for a day, once for each
// time they were touched; it returns how many questions it put into the outbox.
// Nothing is thrown away. The scheduler's loop calls it.
func (e *Engine) Remind(ctx context.Context, tx campaign.Tx, now time.Time) (int, error) {
	resting, err := tx.Conversations(ctx, now.Add(-draftRests))
	if err != nil {
		return 0, fmt.Errorf("look for resting drafts: %w", err)
	}
	var ds []campaign.Delivery
	for _, c := range resting {
		w, err := tx.Submission(ctx, c.Draft)
		if err != nil {
			return 0, fmt.Errorf("read draft #%d: %w", c.Draft, err)
		}
		if w.Status != campaign.StatusDraft {
			continue
		}
		ds = append(ds, campaign.Delivery{
			Key:     "draft|" + strconv.FormatInt(w.Number, 10) + "|" + strconv.FormatInt(c.Touched.Unix(), 10),
			Purpose: campaign.PurposeReply, Channel: campaign.ChannelApp, To: c.UserID, At: e.plan.Hours.Clamp(now.In(e.plan.Zone)), State: campaign.DeliveryPlanned,
			Text: e.phrase(message.BotDraftRests, message.Args{"kind": e.kindName(w.Kind), "title": titled(w.Title), "chars": w.Chars}),
		})
	}
	if len(ds) == 0 {
		return 0, nil
	}
	n, err := tx.Enqueue(ctx, ds)
	if err != nil {
		return 0, fmt.Errorf("ask about resting drafts: %w", err)
	}
	return n, nil
}
