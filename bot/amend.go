package bot

import (
	"fmt"
	"strings"

	"duban/campaign"
	"duban/message"
)

// amend changes a work before review; the earlier text is kept as a version.
// 修改42：… replaces it, 补充42：… adds to it, a title alone renames it.
func (t *turn) amend() error {
	w, ok, err := t.work()
	if err != nil || !ok {
		return err
	}
	if w.Status != campaign.StatusFiled && w.Status != campaign.StatusReturned {
		t.say(message.BotNoAmend, message.Args{"number": w.Number, "status": t.workStatus(w)})
		return nil
	}
	next := w
	if !t.rewrite(&next) {
		t.read.Slots["number"] = fmt.Sprint(w.Number)
		delete(t.read.Slots, "body")
		t.need("body", message.BotNeedText, message.Args{"number": w.Number, "kind": t.kindName(w.Kind), "title": opening(w)})
		return nil
	}
	o, counts, err := t.debtOf(w)
	if err != nil {
		return err
	}
	if counts && next.Chars < o.MinChars && next.Chars < w.Chars {
		t.say(message.BotAmendShort, message.Args{"number": w.Number, "chars": next.Chars, "min": o.MinChars})
		return nil
	}
	t.version(w)
	next.Version++
	next.Parts = append(append([]campaign.Part(nil), w.Parts...), t.part(""))
	args := message.Args{"number": w.Number, "version": next.Version, "title": titled(next.Title), "chars": next.Chars}
	t.audit(fmt.Sprintf("#%d", w.Number), "")
	t.outcome(campaign.OutcomeFiled)
	t.step.Inbound.Number = w.Number
	t.conv.Last = w.Number
	if w.Status == campaign.StatusReturned {
		return t.refile(next, o, counts, args)
	}
	t.conv.LastFiled = w.FiledAt
	t.put(next)
	t.say(message.BotAmended, args)
	return nil
}

// refile files a returned work again.
func (t *turn) refile(w campaign.Submission, o owed, counts bool, args message.Args) error {
	w.Status, w.FiledAt, w.Reason = campaign.StatusFiled, t.in.At, ""
	t.conv.LastFiled = w.FiledAt
	if !counts {
		t.put(w)
		t.say(message.BotRefiled, args)
		return nil
	}
	before, err := t.counted(o, w.Number)
	if err != nil {
		return err
	}
	w.Late = o.overdue(w.FiledAt)
	w.Extra = o.Count.Max > 0 && before >= o.Count.Max
	t.put(w)
	d, err := t.settle(o, w)
	if err != nil {
		return err
	}
	args["name"], args["n"], args["quota"], args["due"] = t.name(o.deliverable, o.p.Key), d.Count, o.Count.Quota(), t.moment(o.due)
	t.say(message.BotRefiledCounts, args)
	if w.Late {
		t.say(message.BotRefiledLate, nil)
	}
	if w.Extra {
		t.say(message.BotRefiledExtra, nil)
	}
	return nil
}

// rewrite puts the change into the work; false where the message does not hold
// the new text.
func (t *turn) rewrite(w *campaign.Submission) bool {
	s := t.read.Slots
	if title := s["title"]; title != "" {
		w.Title = strings.Trim(title, "《》")
		if s["body"] == "" || strings.Trim(s["body"], "《》“”。 ") == w.Title || len(s["body"]) < 3*len(title) {
			return true
		}
	}
	body := s["body"]
	if said, rest := t.fieldLines(w.Kind, body); len(said) > 0 && rest == "" {
		t.setFields(w, said)
		return true
	}
	switch old, fresh, ok := swap(t.text); {
	case ok && strings.Contains(w.Body, old):
		w.Body = strings.Replace(w.Body, old, fresh, 1)
	case strings.TrimSpace(body) == "":
		return false
	case mentions(head(t.text, 8), []string{"补充", "補充", "追加", "加上", "加一句", "补一句"}):
		w.Body += "\n" + body
	case ok:
		return false
	default:
		w.Body = body
		if title, _ := titleOf(body); title != "" {
			w.Title = title
		}
	}
	w.Chars = chars(w.Body)
	return true
}

// swap reads 里的A改成B: what is to be replaced and by what.
func swap(text string) (old, fresh string, ok bool) {
	for _, word := range []string{"改成", "改为", "换成", "更正为", "应为", "应该是"} {
		before, after, found := strings.Cut(text, word)
		if !found || strings.ContainsAny(after, "\n") {
			continue
		}
		for _, in := range []string{"里的", "中的", "里头的", "的"} {
			if i := strings.Index(before, in); i >= 0 {
				before = before[i+len(in):]
				break
			}
		}
		fresh, _, _ = strings.Cut(after, "，")
		old, fresh = strings.Trim(before, " “”\"，"), strings.Trim(fresh, " “”\"。，")
		return old, fresh, old != "" && fresh != ""
	}
	return "", "", false
}
