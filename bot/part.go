package bot

import (
	"sort"
	"strings"

	"duban/campaign"
)

// take adds the message to a work's text. A message that is nothing but a title
// names the work and is no part of its text.
func (t *turn) take(w *campaign.Submission, text string) {
	delete(w.Fields, fieldFinish)
	part := t.part(text)
	if title, only := titleOf(text); only {
		w.Title, part.Text = title, ""
	} else if w.Title == "" && (len(w.Parts) == 0 || title != "") {
		w.Title = first(t.read.Slots["title"], title)
	}
	w.Parts = mergeParts(w.Parts, []campaign.Part{part})
	rebuild(w)
	if t.read.Slots["date"] != "" {
		delete(w.Fields, fieldDayAssumed)
	}
	t.describe(w)
}

// version keeps the present text of a work.
func (t *turn) version(w campaign.Submission) {
	v := campaign.Version{Version: w.Version, Title: w.Title, Body: w.Body, Chars: w.Chars, At: w.FiledAt}
	for _, p := range w.Parts {
		v.MessageIDs = append(v.MessageIDs, p.MsgID)
	}
	t.step.Versions = append(t.step.Versions, Version{w.Number, v})
}

// mergeParts joins messages in the order in which they were sent.
func mergeParts(a, b []campaign.Part) []campaign.Part {
	out := append(append([]campaign.Part(nil), a...), b...)
	sort.SliceStable(out, func(i, j int) bool {
		if !out[i].At.Equal(out[j].At) {
			return out[i].At.Before(out[j].At)
		}
		return lessID(out[i].MsgID, out[j].MsgID)
	})
	return out
}

// lessID compares decimal message ids of any length.
func lessID(a, b string) bool {
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return a < b
}

// rebuild writes the text of a work from its messages.
func rebuild(w *campaign.Submission) {
	var texts []string
	w.Parts = mergeParts(w.Parts, nil)
	for _, p := range w.Parts {
		if p.Text != "" {
			texts = append(texts, p.Text)
		}
	}
	w.Body = strings.Join(texts, "\n")
	w.Chars = chars(w.Body)
}

// titleOf returns the title that the first line of a text declares; only tells
// that the text is nothing else.
func titleOf(text string) (title string, only bool) {
	line, rest, _ := strings.Cut(strings.TrimSpace(text), "\n")
	line = strings.TrimSpace(line)
	only = strings.TrimSpace(rest) == ""
	for _, word := range []string{"标题", "題目", "题目", "標題"} {
		if s, ok := strings.CutPrefix(line, word); ok {
			s = strings.TrimSpace(s)
			for _, colon := range []string{"：", ":"} {
				if v, ok := strings.CutPrefix(s, colon); ok {
					return strings.Trim(strings.TrimSpace(v), "《》"), only
				}
			}
		}
	}
	if strings.HasPrefix(line, "《") && strings.HasSuffix(line, "》") {
		return strings.Trim(line, "《》"), only
	}
	return "", false
}
