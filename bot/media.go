package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"duban/campaign"
	"duban/message"
)

// fileJoins is how long after a filing a file is taken to belong to it.
const fileJoins = 30 * time.Minute

// media keeps a photo, recording or file: in the open draft, with the work
// filed just before, or until the person says what it belongs to.
func (t *turn) media() error {
	t.step.Inbound.Intent = "attachment"
	a := t.attachment()
	draft, err := t.openDraft()
	if err != nil {
		return err
	}
	what := t.phrase(mediaName(t.in.Type), nil)
	switch {
	case draft != nil:
		a.Number = draft.Number
		w := *draft
		w.Parts = mergeParts(w.Parts, []campaign.Part{t.part("")})
		t.put(w)
		t.conv.Touched = t.in.At
		t.outcome(campaign.OutcomeDraft)
		t.step.Inbound.Number = draft.Number
		t.say(message.BotFileInDraft, message.Args{"what": what, "kind": t.kindName(draft.Kind)})
	case t.conv.Last != 0 && !t.conv.LastFiled.IsZero() && t.in.At.Sub(t.conv.LastFiled) <= fileJoins:
		if err := t.joinLast(&a, what); err != nil {
			return err
		}
	default:
		t.outcome(campaign.OutcomeOffered)
		if err := t.askOwner(what); err != nil {
			return err
		}
	}
	t.step.Attachments = append(t.step.Attachments, a)
	return nil
}

// joinLast gives a file to the work filed just before.
func (t *turn) joinLast(a *campaign.Attachment, what string) error {
	w, err := t.q.Submission(t.ctx, t.conv.Last)
	if err != nil {
		return fmt.Errorf("read work #%d: %w", t.conv.Last, err)
	}
	if !w.Status.Counts() {
		t.outcome(campaign.OutcomeOffered)
		return t.askOwner(what)
	}
	a.Number = w.Number
	w.Parts = mergeParts(w.Parts, []campaign.Part{t.part("")})
	t.put(w)
	t.outcome(campaign.OutcomeFiled)
	t.step.Inbound.Number = w.Number
	t.say(message.BotFileJoined, message.Args{"what": what, "number": w.Number, "kind": t.kindName(w.Kind)})
	return nil
}

// attachment is the file of the message at hand. Its id follows from the
// message's, so that a repeat names the same file.
func (t *turn) attachment() campaign.Attachment {
	sum := sha256.Sum256([]byte(t.in.ID))
	name := t.in.Media.Name
	if name == "" {
		name = fmt.Sprintf("%s-%s", t.in.Type, t.in.At.Format("20060102-150405"))
		if t.in.Media.Format != "" {
			name += "." + t.in.Media.Format
		}
	}
	return campaign.Attachment{
		ID: hex.EncodeToString(sum[:12]), InboundID: t.in.ID, UserID: t.who.UserID, At: t.in.At,
		Name: name, MediaID: t.in.Media.ID, State: campaign.AttachmentPending, NextAt: t.now,
	}
}

// askOwner asks once what the files that came belong to.
func (t *turn) askOwner(what string) error {
	if t.conv.Asking == askChoice && t.conv.Args[argIntent] == resumeAttach {
		t.say(message.BotFileToo, message.Args{"what": what})
		return nil
	}
	recent, err := t.q.Submissions(t.ctx, campaign.SubmissionFilter{Author: t.who.UserID, Limit: 3})
	if err != nil {
		return fmt.Errorf("look for recent works: %w", err)
	}
	var options, values []string
	for _, w := range recent {
		if !w.Status.Counts() || len(options) == 2 {
			continue
		}
		options = append(options, t.phrase(message.BotOptionWork, message.Args{"number": w.Number, "kind": t.kindName(w.Kind), "title": opening(w)}))
		values = append(values, "#"+strconv.FormatInt(w.Number, 10))
	}
	kinds := []string{campaign.KindVisit, campaign.KindPairing}
	if k, ok := t.kindNamed(t.in.Media.Name); ok && !slices.Contains(kinds, k) {
		kinds = append([]string{k}, kinds...)
	}
	for _, k := range kinds {
		options = append(options, t.phrase(message.BotOptionNew, message.Args{"kind": t.kindName(k)}))
		values = append(values, k)
	}
	options = append(options, t.phrase(message.BotOptionKeep, nil))
	t.offer(resumeAttach, "to", message.BotFileWhose, message.Args{"what": what}, options, append(values, "keep"))
	return nil
}

// attachTo gives the waiting files to what the person chose.
func (t *turn) attachTo(choice string) error {
	if choice == "keep" {
		t.say(message.BotFileKept, nil)
		return nil
	}
	if n, ok := strings.CutPrefix(choice, "#"); ok {
		number, err := strconv.ParseInt(n, 10, 64)
		if err != nil {
			return fmt.Errorf("read choice %q: %w", choice, err)
		}
		w, err := t.q.Submission(t.ctx, number)
		if err != nil {
			return fmt.Errorf("read work #%d: %w", number, err)
		}
		files, err := t.give(&w, campaign.OutcomeFiled)
		if err != nil {
			return err
		}
		t.put(w)
		t.step.Inbound.Number = number
		t.say(message.BotFilesJoined, message.Args{"files": files, "number": number})
		return nil
	}
	t.read.Intent = choice
	w := t.workOf(choice, "")
	w.Parts = nil
	files, err := t.give(&w, campaign.OutcomeDraft)
	if err != nil {
		return err
	}
	t.keep(w)
	t.outcome(campaign.OutcomeCommand)
	t.say(message.BotFilesOpen, message.Args{"files": files, "kind": t.kindName(choice)})
	return nil
}

// adoptFiles gives the files that wait for an owner to the work at hand, if the
// question whose they are is still open.
func (t *turn) adoptFiles(w *campaign.Submission) (int, error) {
	if t.conv.Args[argIntent] != resumeAttach {
		return 0, nil
	}
	t.answered()
	o := campaign.OutcomeFiled
	if w.Status == campaign.StatusDraft {
		o = campaign.OutcomeDraft
	}
	return t.give(w, o)
}

// give hands all waiting files of the person to a work.
func (t *turn) give(w *campaign.Submission, o campaign.Outcome) (int, error) {
	files, err := t.q.Attachments(t.ctx, 0, t.who.UserID)
	if err != nil {
		return 0, fmt.Errorf("look for waiting files: %w", err)
	}
	n := 0
	for _, a := range files {
		if t.in.At.Sub(a.At) > 24*time.Hour {
			continue
		}
		a.Number = ref(*w)
		t.step.Attachments = append(t.step.Attachments, a)
		in, err := t.mark(a.InboundID, o, ref(*w))
		if err != nil {
			return 0, err
		}
		w.Parts = mergeParts(w.Parts, []campaign.Part{{InboundID: in.ID, MsgID: in.MsgID, At: in.At}})
		n++
	}
	return n, nil
}

// reference keeps a location or a link: in the open draft as text, else in the
// inbox.
func (t *turn) reference() error {
	draft, err := t.openDraft()
	if err != nil {
		return err
	}
	if draft != nil && t.text != "" {
		return t.append()
	}
	t.step.Inbound.Intent = string(t.in.Type)
	t.outcome(campaign.OutcomeOffered)
	t.say(message.BotReferenceKept, nil)
	return nil
}

func mediaName(typ campaign.InboundType) message.Key {
	switch typ {
	case campaign.InboundImage:
		return message.BotImage
	case campaign.InboundVoice:
		return message.BotVoice
	case campaign.InboundVideo:
		return message.BotVideo
	}
	return message.BotFile
}
