package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"duban/bot/understand"
	"duban/campaign"
	"duban/message"
)

// press answers a button of a card. Only what the card itself offered is done.
func (t *turn) press() error {
	t.expire()
	if strings.HasPrefix(t.in.TaskID, "ask-") {
		return t.pressChoice()
	}
	o, found, err := t.debtOfCard()
	if err != nil {
		return err
	}
	files := found && t.text == t.phrase(message.SchedulerCardFileKey, message.Args{"word": t.wordOf(o.Kind)})
	later := found && t.text == t.phrase(message.SchedulerCardLaterKey, nil)
	switch {
	case !files && !later:
		t.say(message.BotCardUnknown, nil)
		return nil
	case !o.open():
		return t.pressedLate(o)
	case o.closed(t.in.At):
		t.say(message.BotVerbatim, message.Args{"text": t.task(o)})
		return nil
	case files:
		t.read = understand.Reading{Intent: o.Kind, Action: understand.Ask, Slots: understand.Slots{}}
	default:
		t.read = t.understand("", "")
	}
	t.step.Inbound.Intent = t.read.Intent
	return t.command()
}

// pressChoice answers a button of a question's card.
func (t *turn) pressChoice() error {
	i := slices.Index(t.conv.Choices, t.in.EventKey)
	if i < 0 || t.conv.Args[argCard] != t.in.TaskID {
		t.say(message.BotCardOver, nil)
		return nil
	}
	t.text = strconv.Itoa(i + 1)
	t.read = understand.Reading{Slots: understand.Slots{}}
	return t.chosen(i)
}

// maxCards is among how many of a person's newest reminders a card is looked for.
const maxCards = 1000

// debtOfCard returns the debt that the reminder's card was about, as it stands;
// found is false where the person was sent no such card.
func (t *turn) debtOfCard() (o owed, found bool, err error) {
	ds, err := t.q.Deliveries(t.ctx, campaign.DeliveryFilter{To: t.who.UserID, Purpose: campaign.PurposeReminder, Limit: maxCards})
	if err != nil {
		return o, false, fmt.Errorf("look for the card %s: %w", t.in.TaskID, err)
	}
	for _, d := range ds {
		if len(d.Items) != 1 || !campaign.IsCardTask(t.in.TaskID, d.Text) {
			continue
		}
		i := d.Items[0]
		of, known := t.byID[i.Deliverable]
		p, placed := of.period(i.Period)
		if !known || !placed {
			return o, false, nil
		}
		o, err = t.owedBy(of, p, i.Debtor, t.who.Unit)
		return o, err == nil, err
	}
	return o, false, nil
}

// pressedLate answers a button of a debt that is no longer owed: how it stands,
// by which works, and how more is sent in.
func (t *turn) pressedLate(o owed) error {
	works, err := t.worksOf(o.debt)
	if err != nil {
		return err
	}
	args := message.Args{"name": t.name(o.deliverable, o.p.Key), "now": t.standingOf(o), "word": t.wordOf(o.Kind)}
	var numbers []string
	for _, w := range works {
		if w.Status.Counts() {
			numbers = append(numbers, fmt.Sprintf("#%d", w.Number))
			args["number"] = w.Number
		}
	}
	if numbers == nil {
		t.say(message.BotPressedFree, args)
		return nil
	}
	args["numbers"] = t.join(numbers)
	t.say(message.BotPressedFiled, args)
	return nil
}

// wordOf returns the word by which staff file a kind.
func (e *Engine) wordOf(kind string) string {
	if words := e.kinds[kind].Words; len(words) > 0 {
		return words[0]
	}
	return e.kindName(kind)
}
