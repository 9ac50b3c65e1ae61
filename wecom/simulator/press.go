package simulator

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrNoButton means that the member has nothing there to press: no such card, or
// the card turned grey, or it has no such button, question or option.
var ErrNoButton = errors.New("simulator: no such button")

// Selection is the answer to one question of a card.
type Selection struct {
	QuestionKey string
	OptionIDs   []string
}

// PressButton presses a button, the submit button or a menu entry of a card in the
// member's window. Questions without a selection keep what was selected at first.
func (c *Client) PressButton(ctx context.Context, userID, taskID, key string, selected ...Selection) (Reply, error) {
	in, err := c.Press(userID, taskID, key, selected...)
	if err != nil {
		return Reply{}, err
	}
	return c.Deliver(ctx, in)
}

// Press makes the event of [Client.PressButton], with a response_code of its own.
func (c *Client) Press(userID, taskID, key string, selected ...Selection) (*Inbound, error) {
	in := c.Event(userID, "template_card_event", key)
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	t := c.app.tasks[taskID]
	if t == nil || t.copies[fold(userID)] == nil || t.copies[fold(userID)].Recalled {
		return nil, fmt.Errorf("%w: %s has no card %s", ErrNoButton, userID, taskID)
	}
	card := t.copies[fold(userID)].Card
	items := ""
	named := func(b Button) bool { return b.Key == key && b.URL == "" && key != "" }
	switch {
	case slices.ContainsFunc(card.Menu, named):
		in.Event = "template_card_menu_event"
	case card.Grey != "":
		return nil, fmt.Errorf("%w: card %s is grey", ErrNoButton, taskID)
	case slices.ContainsFunc(card.Buttons, named), named(card.Submit):
		var err error
		if items, err = card.answers(selected); err != nil {
			return nil, err
		}
	default:
		return nil, fmt.Errorf("%w: %q on card %s", ErrNoButton, key, taskID)
	}
	code := c.s.newCode(t, fold(userID), c.s.opt.Now())
	in.task = t
	in.Extra = cdata("TaskId", taskID) + cdata("CardType", card.Type) + cdata("ResponseCode", code) + items
	return in, nil
}

// answers renders the selected items of a press.
func (c *Card) answers(selected []Selection) (string, error) {
	for _, sel := range selected {
		i := slices.IndexFunc(c.Questions, func(q Question) bool { return q.Key == sel.QuestionKey })
		if i < 0 || c.Questions[i].Disabled {
			return "", fmt.Errorf("%w: question %q", ErrNoButton, sel.QuestionKey)
		}
		if len(sel.OptionIDs) > 1 && !c.Questions[i].Multiple {
			return "", fmt.Errorf("%w: question %q takes one option", ErrNoButton, sel.QuestionKey)
		}
		for _, id := range sel.OptionIDs {
			if !slices.ContainsFunc(c.Questions[i].Options, func(o Option) bool { return o.ID == id }) {
				return "", fmt.Errorf("%w: option %q", ErrNoButton, id)
			}
		}
	}
	var b strings.Builder
	for _, q := range c.Questions {
		ids := q.preset()
		if i := slices.IndexFunc(selected, func(sel Selection) bool { return sel.QuestionKey == q.Key }); i >= 0 {
			ids = selected[i].OptionIDs
		}
		if len(ids) == 0 {
			continue
		}
		b.WriteString("<SelectedItem>" + cdata("QuestionKey", q.Key) + "<OptionIds>")
		for _, id := range ids {
			b.WriteString(cdata("OptionId", id))
		}
		b.WriteString("</OptionIds></SelectedItem>")
	}
	if b.Len() == 0 {
		return "", nil
	}
	return "<SelectedItems>" + b.String() + "</SelectedItems>", nil
}

// preset lists the options that are selected before the member touches any.
func (q Question) preset() []string {
	if q.Selected != "" {
		return []string{q.Selected}
	}
	var ids []string
	for _, o := range q.Options {
		if o.Checked {
			ids = append(ids, o.ID)
		}
	}
	return ids
}
