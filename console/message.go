package console

import (
	"context"
	"time"

	"duban/campaign"
)

// messageBody is an inbound message with what became of it.
type messageBody struct {
	ID         string               `json:"id"`
	MsgID      string               `json:"msg_id"`
	User       string               `json:"user"`
	At         *time.Time           `json:"at"`
	ReceivedAt *time.Time           `json:"received_at"`
	Type       campaign.InboundType `json:"type"`
	Text       string               `json:"text"`
	Media      *mediaBody           `json:"media,omitempty"`
	Event      string               `json:"event,omitempty"`
	EventKey   string               `json:"event_key,omitempty"`
	Outcome    campaign.Outcome     `json:"outcome"`
	Intent     string               `json:"intent"`
	Number     *int64               `json:"number"` // null for none
	Reply      []string             `json:"reply"`
}

type mediaBody struct {
	ID     string `json:"id"`
	Name   string `json:"name,omitempty"`
	Format string `json:"format,omitempty"`
}

func (a *api) messages(ctx context.Context, tx campaign.Tx, q *query) (any, error) {
	limit := q.limit()
	f := campaign.InboundFilter{
		UserID: q.text("user"),
		Outcome: choice(q, "outcome", campaign.OutcomeFiled, campaign.OutcomeDraft, campaign.OutcomeCommand,
			campaign.OutcomeOffered, campaign.OutcomeEvent, campaign.OutcomeUnknown),
		Since:  q.moment("since"),
		Before: q.cursor(),
		Limit:  limit + 1,
	}
	if err := q.problem(); err != nil {
		return nil, err
	}
	found, err := tx.Inbounds(ctx, f)
	if err != nil {
		return nil, err
	}
	place := func(in campaign.Inbound) string { return in.ID }
	return newPage(found, limit, place, func(in campaign.Inbound) (messageBody, error) {
		return showMessage(q, in), nil
	})
}

func showMessage(q *query, in campaign.Inbound) messageBody {
	body := messageBody{
		ID: in.ID, MsgID: in.MsgID, User: in.UserID, At: q.in(in.At), ReceivedAt: q.in(in.ReceivedAt),
		Type: in.Type, Text: in.Text, Event: in.Event, EventKey: in.EventKey,
		Outcome: in.Outcome, Intent: in.Intent, Reply: append([]string{}, in.Reply...),
	}
	if in.Media != (campaign.Media{}) {
		body.Media = &mediaBody{in.Media.ID, in.Media.Name, in.Media.Format}
	}
	if in.Number != 0 {
		body.Number = &in.Number
	}
	return body
}
