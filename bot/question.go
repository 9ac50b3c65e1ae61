package bot

import (
	"maps"
	"slices"
	"time"

	"duban/bot/understand"
	"duban/campaign"
	"duban/message"
)

// The open questions of a dialog.
const (
	askConfirm  = "confirm"  // file this draft?
	askDrop     = "drop"     // throw this draft away?
	askArgument = "argument" // the one missing argument of a command or a draft
	askChoice   = "choice"   // one of a list, for a command or a draft
	askNudge    = "nudge"    // remind these people?
	askAnnounce = "announce" // send this notice?
	askTrial    = "trial"    // move this deadline as foreseen?
)

// What a question is about, beside the slots of the command that asked.
const (
	argIntent = "_intent" // the command to go on with
	argNeed   = "_need"   // the slot that the answer fills
	argText   = "_text"   // the command's own text
	argAt     = "_at"     // when it was asked
	argTrial  = "_trial"  // set: the command is only tried
	argAsked  = "_asked"  // the question for an argument, as it was asked
)

// answerWithin is how long a question waits for its answer. What comes later
// stands for itself. Only the question whether to file a draft has no end: the
// draft is kept.
const answerWithin = 30 * time.Minute

// The intents that go on with something else than a command.
const (
	resumeDraft  = "_draft"  // the open draft lacks the slot
	resumeAttach = "_attach" // the files that came last belong to it
)

// ask opens a question.
func (t *turn) ask(asking string, args map[string]string, choices []string) {
	if args == nil {
		args = map[string]string{}
	}
	args[argAt] = t.in.At.Format(time.RFC3339)
	if t.cards && len(choices) > 0 {
		args[argCard] = taskOf(t.in.ID)
	}
	t.conv.Asking, t.conv.Args, t.conv.Choices = asking, args, choices
}

// expire forgets a question that was not answered in time.
func (t *turn) expire() {
	at, err := time.Parse(time.RFC3339, t.conv.Args[argAt])
	if t.conv.Asking != "" && t.conv.Asking != askConfirm && (err != nil || t.in.At.Sub(at) > answerWithin) {
		t.answered()
	}
}

// pending names the open question for the reader.
func (t *turn) pending() string {
	switch t.conv.Asking {
	case askDrop, askNudge, askAnnounce, askTrial:
		return askConfirm
	}
	return t.conv.Asking
}

// asksOfDraft tells whether the open question is what the open draft lacks.
func (t *turn) asksOfDraft() bool {
	return t.conv.Asking == askArgument && t.conv.Args[argIntent] == resumeDraft
}

// answered forgets the open question.
func (t *turn) answered() {
	t.conv.Asking, t.conv.Args, t.conv.Choices = "", nil, nil
}

// need asks for the argument that the command at hand lacks.
func (t *turn) need(slot string, k message.Key, args message.Args) {
	t.ask(askArgument, t.carry(t.read.Intent, slot), nil)
	t.conv.Args[argAsked] = t.phrase(k, args)
	t.say(k, args)
}

// waits answers small talk while an argument is asked for: it is none, and the
// question stays.
func (t *turn) waits() bool {
	question := t.conv.Args[argAsked]
	if t.conv.Asking != askArgument || question == "" || !understand.SmallTalk(t.text) {
		return false
	}
	t.outcome(campaign.OutcomeCommand)
	t.step.Inbound.Intent = "none"
	t.say(message.BotStillAsked, message.Args{"question": question})
	return true
}

// offer asks to choose; values are what the numbers stand for.
func (t *turn) offer(intent, slot string, k message.Key, args message.Args, options, values []string) {
	t.ask(askChoice, t.carry(intent, slot), values)
	if args == nil {
		args = message.Args{}
	}
	args["options"] = numbered(options)
	t.say(k, args)
}

// carry keeps the slots of the command at hand over the question.
func (t *turn) carry(intent, slot string) map[string]string {
	args := map[string]string{}
	maps.Copy(args, t.read.Slots)
	args[argIntent], args[argNeed], args[argText] = intent, slot, t.text
	if t.trial && slot != "" {
		args[argTrial] = "yes"
	}
	return args
}

// optionSaid returns which option of the open question the text repeats, else
// -1: 发出.
func (t *turn) optionSaid() int {
	said := understand.Fold(t.text)
	is := func(o string) bool { return understand.Fold(o) == said }
	k, ok := map[string]message.Key{
		askDrop: message.BotAskDrop, askNudge: message.BotNudge, askAnnounce: message.BotAnnounce, askTrial: message.BotTrial,
	}[t.conv.Asking]
	if !ok {
		return slices.IndexFunc(t.conv.Choices, is)
	}
	_, options, _ := splitChoices(t.phrase(k, nil), len(t.conv.Choices))
	return slices.IndexFunc(options, is)
}

// chosen goes on with the i-th choice of the list.
func (t *turn) chosen(i int) error {
	value := t.conv.Choices[i]
	t.outcome(campaign.OutcomeCommand)
	switch t.conv.Asking {
	case askConfirm, askDrop, askNudge, askAnnounce, askTrial:
		t.read = understand.Reading{Intent: value, Action: understand.Command, Slots: understand.Slots{}}
		t.step.Inbound.Intent = value
		return t.command()
	}
	return t.resume(value)
}

// argument goes on with what the person gave for the missing argument.
func (t *turn) argument() error {
	slot := t.conv.Args[argNeed]
	if slot == "where" && chars(t.text) > maxAnswer {
		return t.tellMore()
	}
	value, ok := t.answerFor(slot)
	if asked := mentions(t.text, []string{"?", "？"}) && slot != "body" && slot != "text"; !ok || asked {
		t.say(message.BotArgumentUnclear, nil)
		return nil
	}
	return t.resume(value)
}

// maxAnswer is how many characters the name of a place or person has at most;
// a longer answer is text.
const maxAnswer = 24

// tellMore takes a longer answer as more text of the draft, and files the draft
// if it now holds what was missing.
func (t *turn) tellMore() error {
	draft, err := t.openDraft()
	if err != nil {
		return err
	}
	if draft == nil {
		t.answered()
		return t.smallTalk()
	}
	w := *draft
	t.take(&w, t.text)
	t.answered()
	t.step.Inbound.Intent = w.Kind
	return t.file(w)
}

// resume goes on with the command or draft that asked.
func (t *turn) resume(value string) error {
	args := t.conv.Args
	intent, slot := args[argIntent], args[argNeed]
	given := t.read.Slots
	t.answered()
	slots := understand.Slots{}
	for k, v := range args {
		if k[0] != '_' {
			slots[k] = v
		}
	}
	if slot != "" {
		slots[slot] = value
	}
	t.trial = args[argTrial] != ""
	t.read = understand.Reading{Intent: intent, Action: understand.Command, Slots: slots}
	t.step.Inbound.Intent = intent
	switch intent {
	case resumeDraft:
		t.read.Slots = given
		return t.fill(slot, value)
	case resumeAttach:
		t.step.Inbound.Intent = ""
		return t.attachTo(value)
	}
	t.text = args[argText]
	return t.command()
}
