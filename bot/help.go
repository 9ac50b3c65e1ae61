package bot

import (
	"unicode/utf8"

	"duban/bot/understand"
	"duban/campaign"
	"duban/message"
)

// help tells what a person of this role can do here.
func (t *turn) help() error {
	switch t.who.Top() {
	case campaign.RoleLeader:
		t.say(message.BotHelpLeader, nil)
	case campaign.RoleOffice:
		t.say(message.BotHelpOffice, nil)
	case campaign.RoleLiaison, campaign.RoleHead:
		t.say(message.BotHelpUnit, nil)
	default:
		t.say(message.BotHelpMember, nil)
	}
	return nil
}

// noteRunes is the length from which a text may be something to file, however
// it was taken.
const noteRunes = 12

// ends tells whether the text would end a dialog if there were one.
func (t *turn) ends() bool {
	switch t.reader.Read(understand.Input{Text: t.text, At: t.in.At, Pending: askConfirm}).Intent {
	case "done", "cancel":
		return true
	}
	return false
}

// smallTalk answers what asks for nothing: nothing is filed, and what could be
// filed later is kept in the inbox.
func (t *turn) smallTalk() error {
	t.step.Inbound.Intent = "none"
	long := utf8.RuneCountInString(t.text) > noteRunes
	t.outcome(campaign.OutcomeCommand)
	if long {
		t.outcome(campaign.OutcomeOffered)
	}
	draft, err := t.openDraft()
	if err != nil {
		return err
	}
	switch {
	case greeting(t.text) && !long:
		t.say(message.BotGreeting, message.Args{"name": t.who.Name})
	case thanks(t.text) && !long:
		t.say(message.BotWelcome, nil)
	case draft != nil && !long:
		t.goOn(draft)
	case !long && t.ends():
		t.say(message.BotNoDraft, nil)
	case question(t.text) && utf8.RuneCountInString(t.text) <= 3*noteRunes:
		t.say(message.BotQuestion, nil)
	case long:
		t.say(message.BotKept, nil)
		return t.remindOfDraft()
	default:
		t.say(message.BotNoted, nil)
	}
	return nil
}
