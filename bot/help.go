package bot

import (
	"fmt"
	"strings"
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
		return t.requirement()
	case long:
		t.say(message.BotKept, nil)
		return t.remindOfDraft()
	default:
		t.say(message.BotNoted, nil)
	}
	return nil
}

// requirement answers a question with what the plan asks of the kind that it
// names; the rest is for the office to say.
func (t *turn) requirement() error {
	kind, _ := t.kindNamed(t.text)
	for _, d := range t.byKind[kind] {
		p, ok := d.periodOf(t.day())
		if !ok {
			continue
		}
		o, err := t.placed(d, p, campaign.Debt{})
		if err != nil {
			return err
		}
		k := message.BotRequirement
		if d.MinChars > 0 {
			k = message.BotRequirementChars
		}
		n := fmt.Sprint(o.min())
		if d.Count.Max > o.min() {
			n = fmt.Sprintf("%d-%d", o.min(), d.Count.Max)
		}
		t.say(k, message.Args{"name": t.name(d, p.Key), "n": n, "chars": d.MinChars, "due": t.moment(o.due)})
		return nil
	}
	t.say(message.BotQuestion, nil)
	return nil
}

// kindNamed returns the kind that a text names by one of its words.
func (t *turn) kindNamed(text string) (id string, ok bool) {
	for _, k := range t.plan.AllKinds() {
		for _, w := range append([]string{k.Name}, k.Words...) {
			if strings.Contains(text, w) {
				return k.ID, true
			}
		}
	}
	return "", false
}
