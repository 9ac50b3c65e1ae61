package bot

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"duban/bot/understand"
)

// act is a command with a form of its own, such as 办结42. It is recognised
// before the reader is asked; the named groups of the form are its slots.
type act struct {
	intent string
	form   *regexp.Regexp
	open   bool // ends with a text of any length
}

// acts are tried in this order.
var acts = slices.Concat(opinionActs, eventActs, foreseeActs, nudgeActs, pairingActs, requestActs, restoreActs, reviewActs, whyActs)

// The pieces that forms are made of.
const (
	formNumber = `(?:第\s*)?[#＃]?\s*(?P<number>[0-9０-９]{1,18})\s*[号號]?`
	formText   = `(?:[\s：:，,。]+(?P<text>.+))?`
	formPlease = `(?s)^(?:[请請]|麻[烦煩])?\s*`
)

func form(intent, expr string) act {
	return act{intent: intent, form: regexp.MustCompile(formPlease + expr + `[。！!\s]*$`)}
}

// openForm is a form that ends with a text of any length.
func openForm(intent, expr string) act {
	a := form(intent, expr)
	a.open = true
	return a
}

// maxForm is the length of the longest command whose form has no open end. Most
// messages are works, far longer than that.
const maxForm = 120

// maxForbidden is how long an act that the person may not do can be and still
// be taken for one; a longer text is prose.
const maxForbidden = 24

// act recognises a command with a form of its own.
func (t *turn) act() (understand.Reading, bool, error) {
	for _, r := range t.formal(t.text) {
		if reachOf(t.who, r.Intent) == ScopeNone && chars(t.text) > maxForbidden {
			continue
		}
		r.Slots = maps.Clone(r.Slots)
		if meant, err := t.meant(&r); err != nil {
			return r, false, err
		} else if !meant {
			continue
		}
		return r, true, nil
	}
	return understand.Reading{}, false, nil
}

// meant tells whether a text that has the form of a command is one, where the form
// alone does not say, and completes the command.
func (t *turn) meant(r *understand.Reading) (ok bool, err error) {
	switch r.Intent {
	case "foresee":
		_, ok = t.foreseen(r.Slots["what"])
		return ok, nil
	case "nudge":
		if t.conv.Draft != 0 && reachOf(t.who, "nudge") == ScopeNone {
			return false, nil // text of the draft
		}
		r.Slots, ok, err = t.byName(r.Slots["whom"])
		return ok, err
	case "decide":
		if r.Slots["number"] == "" && r.Slots["who"] == "" {
			return t.decides()
		}
	}
	return true, nil
}

// formal returns the commands whose form a text has, in the order of acts.
func formal(text string) (found []understand.Reading) {
	text = strings.TrimSpace(text)
	long := utf8.RuneCountInString(text) > maxForm
	for _, a := range acts {
		if long && !a.open {
			continue
		}
		m := a.form.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		r := understand.Reading{Intent: a.intent, Action: understand.Command, Slots: understand.Slots{}, Why: "the form of " + a.intent}
		for i, name := range a.form.SubexpNames() {
			if v := strings.TrimSpace(m[i]); name != "" && v != "" {
				r.Slots[name] = v
			}
		}
		if n := r.Slots["number"]; n != "" {
			r.Slots["number"] = digits(n)
		}
		found = append(found, r)
	}
	return found
}
