package bot

import (
	"fmt"
	"time"

	"duban/campaign"
	"duban/message"
)

// comingEvents lists what is on for the person, the next first.
func (t *turn) comingEvents() error {
	shown := 0
	for _, e := range t.events {
		if e.At.Before(t.in.At.Add(-2*time.Hour)) || !e.Who.Includes(t.who) || shown == 5 {
			continue
		}
		if shown == 0 {
			t.say(message.BotEvents, nil)
		}
		shown++
		t.say(message.BotEvent, message.Args{"name": e.Name, "at": t.moment(e.At), "place": e.Place})
	}
	if shown == 0 {
		t.say(message.BotNoEvents, nil)
	}
	return nil
}

// myEvents lists what is on and says where the person's calendar can be
// subscribed to. The address is a key, so it is never said in a group.
func (t *turn) myEvents() error {
	if err := t.comingEvents(); err != nil || t.calendars == nil {
		return err
	}
	own, unit := t.calendars(t.who)
	if own != "" {
		t.say(message.BotCalendar, message.Args{"url": own})
	}
	if unit != "" {
		t.say(message.BotCalendarUnit, message.Args{"url": unit})
	}
	return nil
}

// signsBefore is how long before an event its sign-in opens.
const signsBefore = 2 * time.Hour

// signIn signs the person in to the event with the code.
func (t *turn) signIn() error {
	code := t.read.Slots["code"]
	if code == "" {
		t.need("code", message.BotNeedCode, nil)
		return nil
	}
	id, err := t.q.EventOfCode(t.ctx, code)
	if campaign.CodeOf(err) == campaign.CodeNotFound {
		t.say(message.BotNoCode, message.Args{"code": code})
		return nil
	}
	if err != nil {
		return fmt.Errorf("look for the event of a code: %w", err)
	}
	event, ok := t.eventOf(id)
	if !ok {
		t.say(message.BotNoCode, message.Args{"code": code})
		return nil
	}
	args := message.Args{"name": event.Name, "at": t.moment(event.At), "now": t.moment(t.in.At)}
	if !t.signsIn(event) {
		t.say(message.BotSignInClosed, args)
		return nil
	}
	t.step.Attendance = &campaign.Attendance{Event: event.ID, UserID: t.who.UserID, At: t.in.At}
	t.say(message.BotSignedIn, args)
	t.step.Again = []Line{{message.BotSignedInBefore, args}}
	return nil
}

// signsIn tells whether people sign in to an event now: from two hours before it
// to the end of its day, and for two hours where it begins late at night.
func (t *turn) signsIn(e campaign.Event) bool {
	return !t.in.At.Before(e.At.Add(-signsBefore)) && t.in.At.Before(t.signsUntil(e))
}

func (t *turn) signsUntil(e campaign.Event) time.Time {
	midnight := campaign.DateOf(e.At.In(t.plan.Zone)).AddDays(1).At(campaign.Clock{}, t.plan.Zone)
	if late := e.At.Add(signsBefore); late.After(midnight) {
		return late
	}
	return midnight
}

func (t *turn) eventOf(id string) (campaign.Event, bool) {
	for _, e := range t.events {
		if e.ID == id {
			return e, true
		}
	}
	return campaign.Event{}, false
}
