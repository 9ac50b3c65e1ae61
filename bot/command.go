package bot

import (
	"strings"

	"duban/bot/understand"
	"duban/campaign"
	"duban/message"
)

// handler returns what carries out an intent.
func handler(intent string) func(*turn) error {
	for _, of := range []func(string) func(*turn) error{ownHandler, officeHandler, registerHandler, dialogHandler} {
		if h := of(intent); h != nil {
			return h
		}
	}
	return (*turn).smallTalk
}

// ownHandler returns what carries out an intent about one's own matters, and
// about how things stand.
func ownHandler(intent string) func(*turn) error {
	switch intent {
	case "tasks":
		return (*turn).tasks
	case "progress":
		return (*turn).progress
	case "missing":
		return (*turn).missing
	case "view":
		return (*turn).view
	case "withdraw":
		return (*turn).withdraw
	case "amend":
		return (*turn).amend
	case "file_last":
		return (*turn).fileLast
	case "nil":
		return (*turn).nilReport
	case "excuse":
		return (*turn).excuse
	case "snooze":
		return (*turn).snooze
	case "why":
		return (*turn).why
	case "signin":
		return (*turn).signIn
	case "events":
		return (*turn).myEvents
	case "help":
		return (*turn).help
	}
	return nil
}

// officeHandler returns what carries out an intent of those who see to it that
// others file.
func officeHandler(intent string) func(*turn) error {
	switch intent {
	case "nudge":
		return (*turn).nudge
	case "review":
		return (*turn).review
	case "extend":
		return (*turn).extend
	case "lift":
		return (*turn).lift
	case "restore":
		return (*turn).restore
	case "foresee":
		return (*turn).foresee
	case "announce":
		return (*turn).announce
	case "bulletin":
		return (*turn).bulletin
	case "export":
		return (*turn).export
	case "compile":
		return (*turn).compile
	case "issue_code":
		return (*turn).issueCode
	case "attendance":
		return (*turn).attendance
	case "requests":
		return (*turn).requests
	case "decide":
		return (*turn).decide
	}
	return nil
}

// registerHandler returns what carries out an intent about pairings and opinions.
func registerHandler(intent string) func(*turn) error {
	switch intent {
	case "register_pair":
		return (*turn).registerPair
	case "pairings":
		return (*turn).pairings
	case "transfer_pair":
		return (*turn).transferPair
	case "end_pair":
		return (*turn).endPair
	case "opinions":
		return (*turn).opinions
	case "assign":
		return (*turn).assign
	case "answer":
		return (*turn).answer
	case "close_opinion":
		return (*turn).closeOpinion
	}
	return nil
}

// dialogHandler returns what carries out a word of the dialog.
func dialogHandler(intent string) func(*turn) error {
	switch intent {
	case "done":
		return (*turn).finishDraft
	case "cancel":
		return (*turn).cancel
	case "yes":
		return (*turn).yes
	case "no":
		return (*turn).no
	}
	return nil
}

// allowed tells whether the person's roles allow an intent, and notes how far
// they reach. This is the one place where permissions are enforced; where they
// are not enough the answer says so.
func (t *turn) allowed(intent string) bool {
	if t.isKind(intent) {
		intent = intentFile
	}
	if _, known := permissions[intent]; !known {
		return true
	}
	if t.reach = reachOf(t.who, intent); t.reach == ScopeNone {
		t.forbid()
		return false
	}
	return true
}

// command carries out a command.
func (t *turn) command() error {
	intent := t.read.Intent
	t.outcome(campaign.OutcomeCommand)
	if !t.allowed(intent) {
		return nil
	}
	if t.isKind(intent) {
		return t.open()
	}
	if _, known := permissions[intent]; !known {
		return t.smallTalk()
	}
	if dialogWord(intent) {
		return handler(intent)(t)
	}
	if t.asksOfCommand() {
		t.answered()
	}
	if err := handler(intent)(t); err != nil {
		return err
	}
	if t.trial {
		t.endTrial()
	}
	if t.step.Inbound.Outcome != campaign.OutcomeCommand {
		return nil
	}
	return t.remindOfDraft()
}

// asksOfCommand tells whether the open question is about a command that a new
// one leaves behind: a digit must not answer a list of which nobody thinks any
// more.
func (t *turn) asksOfCommand() bool {
	switch t.conv.Asking {
	case askNudge, askAnnounce, askTrial, askDrop:
		return true
	case askChoice:
		return !strings.HasPrefix(t.conv.Args[argIntent], "_")
	}
	return false
}

func dialogWord(intent string) bool {
	switch intent {
	case "done", "cancel", "yes", "no":
		return true
	}
	return false
}

// forbid refuses an act that the person's roles do not allow, and names what is
// possible.
func (t *turn) forbid() {
	may := message.BotMayMember
	switch t.who.Top() {
	case campaign.RoleLiaison, campaign.RoleHead:
		may = message.BotMayUnit
	case campaign.RoleOffice, campaign.RoleLeader:
		may = message.BotMayOffice
	}
	t.say(message.BotForbidden, message.Args{"may": t.phrase(may, nil)})
}

// asks tells whether the reader found an argument missing.
func (t *turn) asks() bool { return t.read.Action == understand.Ask }
