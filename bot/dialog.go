package bot

import (
	"slices"
	"time"

	"duban/campaign"
	"duban/message"
)

// finishDraft files the open draft: 完成.
func (t *turn) finishDraft() error {
	draft, err := t.openDraft()
	if err != nil {
		return err
	}
	switch {
	case draft == nil:
		t.say(message.BotNoDraft, nil)
		return nil
	case draft.Body == "":
		return t.finishEmpty(draft)
	}
	t.read.Slots = nil
	return t.file(*draft)
}

// finishEmpty answers 完成 for a draft without a text: it is filed by itself
// when the text of its file has been read.
func (t *turn) finishEmpty(draft *campaign.Submission) error {
	name, err := t.awaited(draft)
	if err != nil {
		return err
	}
	if name == "" {
		t.goOn(draft)
		return nil
	}
	w := *draft
	setField(&w, fieldFinish, t.in.At.Format(time.RFC3339))
	t.put(w)
	t.say(message.BotFileAwaited, message.Args{"name": message.Cut(name, 120), "kind": t.kindName(w.Kind)})
	return nil
}

// yes agrees to the open question.
func (t *turn) yes() error {
	switch t.conv.Asking {
	case askConfirm:
		return t.finishDraft()
	case askDrop:
		return t.drop(message.BotDropped)
	case askNudge:
		return t.sendNudges()
	case askAnnounce:
		return t.sendAnnouncement()
	case askTrial:
		return t.resume("")
	case askChoice:
		if said := t.conv.Args[t.conv.Args[argNeed]]; said != "" {
			return t.resume(said)
		}
	}
	return t.unasked()
}

// no declines the open question. Of a draft that names another kind it is a
// correction: the draft is filed as that kind.
func (t *turn) no() error {
	draft, err := t.openDraft()
	if err != nil {
		return err
	}
	switch asking := t.conv.Asking; {
	case draft != nil && t.isKind(t.read.Slots["kind"]) && draft.Body != "":
		w := *draft
		w.Kind = t.read.Slots["kind"]
		delete(t.read.Slots, "kind")
		t.answered()
		t.describe(&w)
		return t.file(w)
	case asking == askConfirm:
		return t.drop(message.BotNotFiled)
	case asking == askDrop:
		t.answered()
		t.goOn(draft)
		return nil
	case asking == askChoice && slices.Contains(t.conv.Choices, "no"):
		return t.resume("no")
	case asking != "":
		t.answered()
		t.say(message.BotNotSent, nil)
		return nil
	}
	return t.unasked()
}

// cancel drops the open question, or the open draft after one confirmation.
func (t *turn) cancel() error {
	draft, err := t.openDraft()
	if err != nil {
		return err
	}
	switch t.conv.Asking {
	case askConfirm:
		return t.drop(message.BotNotFiled)
	case askDrop:
		return t.drop(message.BotDropped)
	case askNudge, askAnnounce, askTrial:
		t.answered()
		t.say(message.BotNotSent, nil)
		return nil
	case askArgument, askChoice:
		if draft == nil {
			t.answered()
			t.say(message.BotNotSent, nil)
			return nil
		}
	}
	if draft == nil {
		t.say(message.BotNoDraft, nil)
		return nil
	}
	if draft.Body == "" && len(draft.Parts) == 0 {
		return t.drop(message.BotDropped)
	}
	t.ask(askDrop, nil, []string{"yes", "no"})
	t.say(message.BotAskDrop, message.Args{"kind": t.kindName(draft.Kind), "chars": draft.Chars})
	return nil
}

// drop takes the open draft back. Its messages stay in the inbox.
func (t *turn) drop(k message.Key) error {
	draft, err := t.openDraft()
	if err != nil {
		return err
	}
	if draft == nil {
		t.answered()
		t.say(message.BotNoDraft, nil)
		return nil
	}
	w := *draft
	w.Status = campaign.StatusWithdrawn
	t.put(w)
	if err := t.markParts(w, campaign.OutcomeOffered); err != nil {
		return err
	}
	t.say(k, message.Args{"kind": t.kindName(w.Kind)})
	return t.closeDraft()
}

// unasked answers yes or no where nothing was asked.
func (t *turn) unasked() error {
	draft, err := t.openDraft()
	if err != nil {
		return err
	}
	if draft != nil {
		t.goOn(draft)
		return nil
	}
	t.say(message.BotNothingAsked, nil)
	return nil
}
