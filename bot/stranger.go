package bot

import (
	"fmt"

	"duban/campaign"
	"duban/message"
)

// stranger answers somebody who is not on the roster, or no longer: what he
// sent is kept, nothing is filed, and he hears whom to ask.
func (t *turn) stranger() (Step, error) {
	t.outcome(campaign.OutcomeUnknown)
	if t.in.Type == campaign.InboundEvent && t.in.EventKey == "" {
		return t.done(), nil
	}
	roster, err := t.q.Roster(t.ctx)
	if err != nil {
		return Step{}, fmt.Errorf("look for whom %s may ask: %w", t.in.UserID, err)
	}
	office := roster.WithRole(campaign.RoleOffice)
	if len(office) == 0 {
		t.say(message.BotStranger, nil)
		return t.done(), nil
	}
	t.say(message.BotStrangerAsk, message.Args{"name": office[0].Name})
	return t.done(), nil
}

// event answers an event of the platform. Menu keys hold the text of a command.
func (t *turn) event() error {
	t.outcome(campaign.OutcomeEvent)
	switch t.in.Event {
	case "click", "template_card_event", "template_card_menu_event":
		if t.in.EventKey == "" {
			return nil
		}
		t.text = t.in.EventKey
		answer := t.converse
		if t.in.Event != "click" {
			answer = t.press
		}
		err := answer()
		if t.step.Inbound.Outcome == campaign.OutcomeCommand || t.step.Inbound.Outcome == campaign.OutcomeOffered {
			t.outcome(campaign.OutcomeEvent)
		}
		return err
	case "subscribe", "enter_agent":
		return t.greet()
	}
	return nil
}

// intentGreet marks an event that was answered with the greeting.
const intentGreet = "greet"

// greet welcomes a person, at most once a day.
func (t *turn) greet() error {
	midnight := t.day().At(campaign.Clock{}, t.plan.Zone)
	seen, err := t.q.Inbounds(t.ctx, campaign.InboundFilter{UserID: t.who.UserID, Outcome: campaign.OutcomeEvent, Since: midnight, Limit: 100})
	if err != nil {
		return fmt.Errorf("look for today's greeting: %w", err)
	}
	for _, in := range seen {
		if in.Intent == intentGreet {
			return nil
		}
	}
	t.step.Inbound.Intent = intentGreet
	t.say(message.BotHello, message.Args{"name": t.who.Name, "campaign": t.plan.Name})
	return nil
}
