package bot

import (
	"regexp"
	"strings"

	"duban/campaign"
	"duban/message"
)

func setField(w *campaign.Submission, id, value string) {
	fields := map[string]string{}
	for k, v := range w.Fields {
		fields[k] = v
	}
	fields[id] = value
	w.Fields = fields
}

// withoutMarks returns the fields without the dialog's own marks, which begin
// with an underscore.
func withoutMarks(fields map[string]string) map[string]string {
	var out map[string]string
	for k, v := range fields {
		if k[0] == '_' {
			continue
		}
		if out == nil {
			out = map[string]string{}
		}
		out[k] = v
	}
	return out
}

// fieldForm finds the names of a kind's fields in a line, each before a colon; nil
// where the kind has none.
func fieldForm(k campaign.Kind) *regexp.Regexp {
	var names []string
	for _, f := range k.Fields {
		names = append(names, regexp.QuoteMeta(f.Name))
	}
	if names == nil {
		return nil
	}
	return regexp.MustCompile(`(?:^|[\s，,；;。、])(` + strings.Join(names, "|") + `)\s*[：:]`)
}

// fieldLines parts a text into what its lines say of a kind's fields, by the name
// that they begin with, and the other lines.
func (e *Engine) fieldLines(kind, text string) (said map[string]string, rest string) {
	form := e.fieldForms[kind]
	if form == nil {
		return nil, text
	}
	said = map[string]string{}
	var other []string
	for _, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		found := form.FindAllStringSubmatchIndex(line, -1)
		if len(found) == 0 || found[0][0] > 0 {
			other = append(other, line)
			continue
		}
		for i, m := range found {
			end := len(line)
			if i+1 < len(found) {
				end = found[i+1][0]
			}
			said[line[m[2]:m[3]]] = strings.Trim(line[m[1]:end], " \t，,；;。、")
		}
	}
	return said, strings.TrimSpace(strings.Join(other, "\n"))
}

// setFields puts what was said of fields, by name, into a work.
func (t *turn) setFields(w *campaign.Submission, said map[string]string) {
	for _, f := range t.kinds[w.Kind].Fields {
		if v, ok := t.fieldValue(f, said[f.Name]); ok {
			setField(w, f.ID, v)
		}
	}
}

// describeFields puts what a work's text says of its kind's fields into them.
func (t *turn) describeFields(w *campaign.Submission) {
	for _, f := range t.kinds[w.Kind].Fields {
		if v, ok := t.fieldValue(f, first(fieldIn(w.Body, f.Name), fieldIn(t.text, f.Name))); ok {
			setField(w, f.ID, v)
		} else if day := t.read.Slots["date"]; f.Date && w.Fields[f.ID] == "" && day != "" {
			setField(w, f.ID, day)
		}
	}
}

// fieldIn returns what follows a field's name and a colon, at the head of a line
// rather than within it, "" where nothing does.
func fieldIn(text, name string) string {
	for _, lead := range []string{"\n", ""} {
		for _, colon := range []string{"：", ":"} {
			if _, rest, ok := strings.Cut("\n"+text, lead+name+colon); ok {
				if end := strings.IndexAny(rest, "\n\r，,；;。"); end >= 0 {
					rest = rest[:end]
				}
				return strings.TrimSpace(rest)
			}
		}
	}
	return ""
}

// fieldValue reads what was said of a field; of a date it is the ISO day.
func (t *turn) fieldValue(f campaign.Field, said string) (value string, ok bool) {
	if f.Date && said != "" {
		said = t.nearest(t.reread(message.BotDateFrame, said).Slots["date"], t.reread(message.BotUntilFrame, said).Slots["until"])
	}
	return said, said != ""
}

// nearest returns of the days that a text may mean, past and to come, the one
// nearest to the message's, "" where it means none.
func (t *turn) nearest(days ...string) string {
	best, least := "", 0
	for _, s := range days {
		s, _, _ = strings.Cut(s, "T")
		d, err := campaign.ParseDate(s)
		if away := max(t.day().DaysUntil(d), d.DaysUntil(t.day())); err == nil && (best == "" || away < least) {
			best, least = s, away
		}
	}
	return best
}

// fieldsText writes what a work says in its kind's fields, "" where it says
// nothing there.
func (t *turn) fieldsText(w campaign.Submission) string {
	var out []string
	for _, f := range t.kinds[w.Kind].Fields {
		v := w.Fields[f.ID]
		if v == "" {
			continue
		}
		if d, err := campaign.ParseDate(v); err == nil && f.Date {
			v = t.dayText(d)
		}
		out = append(out, t.phrase(message.BotField, message.Args{"name": f.Name, "value": message.Cut(v, 60)}))
	}
	return t.join(out)
}

// fillLines takes a message that names fields of the open draft's kind at the head
// of its lines: the fields are filled, and what else it says is text of the draft.
// handled is false for any other message, and for one that goes on with the text.
func (t *turn) fillLines() (handled bool, err error) {
	draft, err := t.openDraft()
	if draft == nil || err != nil {
		return false, err
	}
	asked := t.asksOfDraft()
	said, rest := t.fieldLines(draft.Kind, t.text)
	if len(said) == 0 || rest != "" && !asked {
		return false, nil
	}
	w := *draft
	t.setFields(&w, said)
	w.Parts = mergeParts(w.Parts, []campaign.Part{t.part(rest)})
	rebuild(&w)
	t.step.Inbound.Intent, t.read.Slots = w.Kind, nil
	t.conv.Touched = t.in.At
	if asked {
		t.answered()
		return true, t.file(w)
	}
	t.put(w)
	t.outcome(campaign.OutcomeDraft)
	t.step.Inbound.Number = w.Number
	if fields := t.fieldsText(w); fields != "" {
		t.say(message.BotFieldsNoted, message.Args{"fields": fields})
	}
	t.goOn(&w)
	return true, nil
}
