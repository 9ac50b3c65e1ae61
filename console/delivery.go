package console

import (
	"context"
	"strconv"
	"time"

	"duban/campaign"
)

// deliveryBody is an outbound message. Deliverable, Rung and Reason are those
// of its first reason; they are empty for answers and notices.
type deliveryBody struct {
	ID          int64                  `json:"id"`
	To          string                 `json:"to"`
	Channel     campaign.Channel       `json:"channel"`
	Purpose     campaign.Purpose       `json:"purpose"`
	Deliverable string                 `json:"deliverable"`
	Rung        string                 `json:"rung"`
	Reason      reasonBody             `json:"reason"`
	Reasons     []reasonBody           `json:"reasons"`
	Planned     *time.Time             `json:"planned"` // the moment it is meant to leave
	Sent        *time.Time             `json:"sent"`    // null until it left
	Attempts    int                    `json:"attempts"`
	Outcome     campaign.DeliveryState `json:"outcome"`
	Answer      string                 `json:"answer"` // the platform's, or why it was not sent
	Text        string                 `json:"text"`
	File        string                 `json:"file,omitempty"` // name of the document that goes in place of the text
}

type reasonBody struct {
	Deliverable string     `json:"deliverable"`
	Rung        string     `json:"rung"`
	Period      string     `json:"period,omitempty"`
	Debtor      string     `json:"debtor,omitempty"`
	Due         *time.Time `json:"due,omitempty"`
}

func (a *api) deliveries(ctx context.Context, tx campaign.Tx, q *query) (any, error) {
	limit := q.limit()
	f := campaign.DeliveryFilter{
		To:          q.text("to"),
		Deliverable: q.text("deliverable"),
		Rung:        q.text("rung"),
		State: choice(q, "outcome", campaign.DeliveryPlanned, campaign.DeliveryCalling, campaign.DeliverySent,
			campaign.DeliveryFailed, campaign.DeliveryDropped),
		Purpose: choice(q, "purpose", campaign.PurposeReminder, campaign.PurposeEvent, campaign.PurposeSummary,
			campaign.PurposeReply, campaign.PurposeNudge, campaign.PurposeAnnounce, campaign.PurposeNotice),
		Since:  q.moment("since"),
		Until:  q.moment("until"),
		Before: q.cursorNumber(),
		Limit:  limit + 1,
	}
	if err := q.problem(); err != nil {
		return nil, err
	}
	found, err := tx.Deliveries(ctx, f)
	if err != nil {
		return nil, err
	}
	place := func(d campaign.Delivery) string { return strconv.FormatInt(d.ID, 10) }
	return newPage(found, limit, place, func(d campaign.Delivery) (deliveryBody, error) {
		return showDelivery(q, d), nil
	})
}

func showDelivery(q *query, d campaign.Delivery) deliveryBody {
	body := deliveryBody{
		ID: d.ID, To: d.To, Channel: d.Channel, Purpose: d.Purpose, Reasons: []reasonBody{},
		Planned: q.in(d.At), Sent: q.in(d.SentAt), Attempts: d.Attempts, Outcome: d.State, Answer: d.Answer, Text: d.Text, File: d.File.Name,
	}
	for _, i := range d.Items {
		body.Reasons = append(body.Reasons, reasonBody{i.Deliverable, i.Rung, i.Period, i.Debtor, q.in(i.Due)})
	}
	if len(body.Reasons) > 0 {
		body.Reason = body.Reasons[0]
		body.Deliverable, body.Rung = body.Reason.Deliverable, body.Reason.Rung
	}
	return body
}
