package wecom

import (
	"context"
	"fmt"
	"strings"
)

// SendResult is what message/send answered. Partial failure is no error:
// InvalidUsers and the other lists name who did not get the message. Success
// does not mean delivery either, see MemberPerMinute.
type SendResult struct {
	MsgID        string // for Recall
	ResponseCode string // of interactive cards: updates the card of every recipient, once

	InvalidUsers    []string // lower case, whatever was sent
	UnlicensedUsers []string // lower case: no API licence
	InvalidParties  []string
	InvalidTags     []string
}

// Send renders and sends the message.
func (c *Client) Send(ctx context.Context, m Message) (SendResult, error) {
	body, err := Render(c.agentID, m)
	if err != nil {
		return SendResult{}, err
	}
	return c.SendRaw(ctx, body)
}

// SendRaw sends a message that Render made, so that a retry carries the same
// bytes. The lists of the result are set even when the error says that no
// recipient was valid (81013).
func (c *Client) SendRaw(ctx context.Context, body []byte) (SendResult, error) {
	var answer struct {
		InvalidUser    string `json:"invaliduser"`
		InvalidParty   string `json:"invalidparty"`
		InvalidTag     string `json:"invalidtag"`
		UnlicensedUser string `json:"unlicenseduser"`
		MsgID          string `json:"msgid"`
		ResponseCode   string `json:"response_code"`
	}
	err := c.call(ctx, request{api: "message/send", body: body, lenient: true}, &answer)
	return SendResult{
		MsgID: answer.MsgID, ResponseCode: answer.ResponseCode,
		InvalidUsers:    splitList(strings.ToLower(answer.InvalidUser)),
		UnlicensedUsers: splitList(strings.ToLower(answer.UnlicensedUser)),
		InvalidParties:  splitList(answer.InvalidParty),
		InvalidTags:     splitList(answer.InvalidTag),
	}, err
}

func splitList(joined string) []string {
	return strings.FieldsFunc(joined, func(r rune) bool { return r == '|' })
}

// Recall withdraws a message within RecallLife of its sending (doc 94867).
func (c *Client) Recall(ctx context.Context, msgID string) error {
	return c.post(ctx, "message/recall", map[string]string{"msgid": msgID}, nil)
}

// CardUpdate changes cards that were sent (doc 94888). It needs ResponseCode,
// recipients and either ReplaceName or Card.
type CardUpdate struct {
	ResponseCode string // from SendResult or Inbound; one use, ResponseCodeLife
	UserIDs      []string
	PartyIDs     []int64
	TagIDs       []int64
	ToAll        bool // every recipient of the card

	ReplaceName string        // the grey text of the button of an interactive card
	Card        *TemplateCard // or a new card
}

// UpdateTemplateCard updates the card and returns the members it could not
// reach, in lower case.
func (c *Client) UpdateTemplateCard(ctx context.Context, u CardUpdate) (invalid []string, err error) {
	type button struct {
		ReplaceName string `json:"replace_name"`
	}
	body := struct {
		UserIDs      []string      `json:"userids,omitempty"`
		PartyIDs     []int64       `json:"partyids,omitempty"`
		TagIDs       []int64       `json:"tagids,omitempty"`
		AtAll        int           `json:"atall,omitempty"`
		AgentID      int64         `json:"agentid"`
		ResponseCode string        `json:"response_code"`
		Button       *button       `json:"button,omitempty"`
		Card         *TemplateCard `json:"template_card,omitempty"`
	}{u.UserIDs, u.PartyIDs, u.TagIDs, 0, c.agentID, u.ResponseCode, nil, u.Card}
	switch {
	case u.ResponseCode == "", (u.ReplaceName == "") == (u.Card == nil):
		return nil, fmt.Errorf("%w: card update needs a response code and one change", ErrInvalid)
	case !u.ToAll && len(u.UserIDs)+len(u.PartyIDs)+len(u.TagIDs) == 0:
		return nil, fmt.Errorf("%w: no recipient", ErrInvalid)
	case len(u.UserIDs) > MaxRecipients, len(u.PartyIDs) > MaxParties, len(u.TagIDs) > MaxParties:
		return nil, ErrTooManyRecipients
	}
	if u.ReplaceName != "" {
		body.Button = &button{u.ReplaceName}
	}
	if u.ToAll {
		body.AtAll = 1
	}
	var answer struct {
		InvalidUser []string `json:"invaliduser"`
	}
	err = c.post(ctx, "message/update_template_card", body, &answer)
	for i, id := range answer.InvalidUser {
		answer.InvalidUser[i] = strings.ToLower(id)
	}
	return answer.InvalidUser, err
}
