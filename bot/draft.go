package bot

import (
	"fmt"
	"strings"
	"time"

	"duban/campaign"
	"duban/message"
)

// candidateFor is how long a text that merely looks like a filing takes in what
// follows it. Later texts stand for themselves; the draft is kept.
const candidateFor = 30 * time.Minute

// restsAfter is how long a draft takes in whatever is written. Later only what
// cannot stand for itself is taken as its text.
const restsAfter = 3 * time.Hour

// resting tells whether the open draft has been left alone for long.
func (t *turn) resting() bool { return t.in.At.Sub(t.conv.Touched) > restsAfter }

// openDraft returns the open draft, nil where there is none.
func (t *turn) openDraft() (*campaign.Submission, error) {
	if t.draft != nil || t.conv.Draft == 0 || t.conv.Draft == NewWork {
		return t.draft, nil
	}
	w, err := t.q.Submission(t.ctx, t.conv.Draft)
	if err != nil && campaign.CodeOf(err) != campaign.CodeNotFound {
		return nil, fmt.Errorf("read draft #%d: %w", t.conv.Draft, err)
	}
	if err != nil || w.Status != campaign.StatusDraft {
		t.conv.Draft = 0
		t.answered()
		return nil, nil
	}
	t.draft = &w
	return t.draft, nil
}

// readingDraft returns the kind of the draft that the message may belong to.
func (t *turn) readingDraft() (string, error) {
	draft, err := t.openDraft()
	if err != nil {
		return "", err
	}
	if draft != nil {
		if t.conv.Asking == askConfirm && t.in.At.Sub(t.conv.Touched) > candidateFor {
			return "", nil
		}
		return draft.Kind, nil
	}
	late, err := t.lateFor()
	if err != nil || late == nil {
		return "", err
	}
	return late.Kind, nil
}

// lateFor returns the work that the message was sent for before it was filed,
// where the platform delivered the two in the wrong order.
func (t *turn) lateFor() (*campaign.Submission, error) {
	if t.conv.Last == 0 || !t.in.At.Before(t.conv.LastFiled) || t.conv.Draft != 0 {
		return nil, nil
	}
	w, err := t.q.Submission(t.ctx, t.conv.Last)
	if err != nil {
		return nil, fmt.Errorf("read work #%d: %w", t.conv.Last, err)
	}
	if w.Status != campaign.StatusFiled || t.in.At.Before(w.CreatedAt) {
		return nil, nil
	}
	return &w, nil
}

// open begins a draft of a kind, or goes on with the one of that kind.
func (t *turn) open() error {
	kind := t.read.Intent
	draft, err := t.openDraft()
	if err != nil {
		return err
	}
	t.outcome(campaign.OutcomeCommand)
	if draft != nil && draft.Kind == kind && t.content() == "" {
		t.conv.Touched = t.in.At
		if t.in.At.Before(draft.CreatedAt) {
			draft.CreatedAt = t.in.At
			t.put(*draft)
		}
		if t.conv.Asking == askConfirm {
			t.answered()
		}
		t.step.Inbound.Number = draft.Number
		t.goOn(draft)
		return nil
	}
	w := t.workOf(kind, t.content())
	if w.Body != "" {
		return t.file(w)
	}
	w.Parts = nil
	if err := t.adoptEarly(&w); err != nil {
		return err
	}
	if _, err := t.adoptFiles(&w); err != nil {
		return err
	}
	t.keep(w)
	t.outcome(campaign.OutcomeCommand)
	if w.Title != "" {
		t.say(message.BotDraftTitle, message.Args{"title": titled(w.Title)})
		return nil
	}
	t.say(message.BotDraftOpened, message.Args{"kind": t.kindName(kind), "rule": t.rule(kind)})
	return nil
}

// content returns the text of a message that asked for a draft, "" where it
// is nothing but the wish.
func (t *turn) content() string {
	body := strings.TrimSpace(t.read.Body)
	if body == "" || body == strings.TrimSpace(t.text) && !t.kinds[t.read.Intent].Log || wish(t.text) {
		return ""
	}
	if title := t.read.Slots["title"]; title != "" && strings.Trim(body, "《》") == strings.Trim(title, "《》") {
		return ""
	}
	return t.read.Body
}

// wish tells whether a short text speaks of filing and not of what was done.
func wish(text string) bool {
	if chars(text) > 24 {
		return false
	}
	for _, w := range []string{"写", "填", "记", "登", "交", "報", "报", "补", "寫", "記", "提", "投", "申"} {
		if strings.Contains(text, w) {
			return true
		}
	}
	return chars(text) <= 8
}

// adoptEarly takes in texts that were sent after the wish to write but reached
// us before it.
func (t *turn) adoptEarly(w *campaign.Submission) error {
	ins, err := t.q.Inbounds(t.ctx, campaign.InboundFilter{UserID: t.in.UserID, Outcome: campaign.OutcomeOffered, Since: t.in.At, Limit: 10})
	if err != nil {
		return fmt.Errorf("look for texts sent after %s: %w", t.in.At, err)
	}
	for _, in := range ins {
		if in.Type == campaign.InboundText && in.At.After(t.in.At) {
			w.Parts = append(w.Parts, campaign.Part{InboundID: in.ID, MsgID: in.MsgID, At: in.At, Text: in.Text})
			in.Outcome, in.Number = campaign.OutcomeDraft, NewWork
			t.step.Inbounds = append(t.step.Inbounds, in)
		}
	}
	rebuild(w)
	return nil
}

// keep makes a work the open draft; another open one is put aside.
func (t *turn) keep(w campaign.Submission) {
	if t.conv.Draft != 0 && t.conv.Draft != w.Number {
		t.suspend()
	}
	t.conv.Draft, t.conv.Touched = ref(w), t.in.At
	t.answered()
	t.put(w)
	t.step.Inbound.Number = ref(w)
	for _, p := range w.Parts {
		if p.InboundID == t.in.ID {
			t.outcome(campaign.OutcomeDraft)
		}
	}
}

func (t *turn) suspend() {
	t.conv.Suspended = append(t.conv.Suspended, t.conv.Draft)
	t.conv.Draft, t.draft = 0, nil
	t.answered()
}

// closeDraft ends the dialog of a draft and goes back to the one put aside last;
// one without any content is taken back on the way.
func (t *turn) closeDraft() error {
	t.conv.Draft, t.draft = 0, nil
	t.answered()
	for len(t.conv.Suspended) > 0 {
		last := len(t.conv.Suspended) - 1
		t.conv.Draft = t.conv.Suspended[last]
		t.conv.Suspended = t.conv.Suspended[:last]
		draft, err := t.openDraft()
		if err != nil {
			return err
		}
		if draft != nil && draft.Body == "" && len(draft.Parts) == 0 {
			draft.Status = campaign.StatusWithdrawn
			t.put(*draft)
			t.conv.Draft, t.draft = 0, nil
			continue
		}
		if draft != nil {
			t.conv.Touched = draft.UpdatedAt
			t.say(message.BotDraftResumed, message.Args{"kind": t.kindName(draft.Kind), "chars": draft.Chars})
			return nil
		}
	}
	return nil
}

// append adds the message to the open draft, in its place by the time it was sent.
func (t *turn) append() error {
	draft, err := t.openDraft()
	if err != nil {
		return err
	}
	if draft == nil {
		return t.appendLate()
	}
	w := *draft
	t.take(&w, t.text)
	t.conv.Touched = t.in.At
	t.put(w)
	t.outcome(campaign.OutcomeDraft)
	t.step.Inbound.Number, t.step.Inbound.Intent = w.Number, w.Kind
	if w.Body == "" {
		t.say(message.BotDraftTitle, message.Args{"title": titled(w.Title)})
		return nil
	}
	t.say(message.BotDraftGrew, message.Args{"kind": t.kindName(w.Kind), "chars": w.Chars})
	return nil
}

// appendLate puts a message that was sent before its work was filed, but came
// after, into that work.
func (t *turn) appendLate() error {
	w, err := t.lateFor()
	if err != nil {
		return err
	}
	if w == nil {
		return t.smallTalk()
	}
	t.version(*w)
	t.take(w, t.text)
	w.Version++
	t.put(*w)
	t.outcome(campaign.OutcomeFiled)
	t.step.Inbound.Number, t.step.Inbound.Intent = w.Number, w.Kind
	t.say(message.BotLatePiece, message.Args{"number": w.Number, "chars": w.Chars})
	return nil
}

// candidate keeps a text that looks like a filing and asks once.
func (t *turn) candidate() error {
	w := t.workOf(t.read.Intent, t.read.Body)
	if t.conv.Draft != 0 {
		t.suspend()
	}
	t.keep(w)
	t.ask(askConfirm, nil, []string{"yes", "no"})
	t.say(message.BotConfirm, message.Args{"kind": t.kindName(w.Kind), "title": titled(w.Title), "chars": w.Chars})
	return nil
}

// rule tells how long a work of a kind has to be, "" where nothing is asked.
func (t *turn) rule(kind string) string {
	for _, d := range t.byKind[kind] {
		if d.MinChars > 0 {
			return t.phrase(message.BotRule, message.Args{"min": d.MinChars})
		}
	}
	return ""
}

// goOn says how far a draft got and how it ends.
func (t *turn) goOn(draft *campaign.Submission) {
	k := message.BotDraftGoesOn
	if draft.Body == "" {
		k = message.BotDraftEmpty
	}
	t.say(k, message.Args{"kind": t.kindName(draft.Kind), "chars": draft.Chars})
}

// remindOfDraft tells a person who went on with something else that the draft
// is kept.
func (t *turn) remindOfDraft() error {
	draft, err := t.openDraft()
	if err != nil || draft == nil || t.conv.Asking != "" {
		return err
	}
	t.say(message.BotDraftKept, message.Args{"kind": t.kindName(draft.Kind)})
	return nil
}
