package bot

import (
	"regexp"
	"slices"
	"strings"

	"duban/bot/understand"
)

// act is a command with a form of its own, such as 办结42. It is recognised
// before the reader is asked; the named groups of the form are its slots.
type act struct {
	intent string
	form   *regexp.Regexp
}

// acts are tried in this order.
var acts = slices.Concat(opinionActs, eventActs, pairingActs, requestActs, reviewActs)

// The pieces that forms are made of.
const (
	formNumber = `(?:第\s*)?[#＃]?\s*(?P<number>[0-9０-９]{1,18})\s*[号號]?`
	formText   = `(?:[\s：:，,。]+(?P<text>.+))?`
	formPlease = `(?s)^(?:[请請]|麻[烦煩])?\s*`
)

func form(intent, expr string) act {
	return act{intent, regexp.MustCompile(formPlease + expr + `[。！!\s]*$`)}
}

// maxForbidden is how long an act that the person may not do can be and still
// be taken for one; a longer text is prose.
const maxForbidden = 24

// act recognises a command with a form of its own.
func (t *turn) act() (understand.Reading, bool) {
	text := strings.TrimSpace(t.text)
	for _, a := range acts {
		m := a.form.FindStringSubmatch(text)
		if m == nil || reachOf(t.who, a.intent) == ScopeNone && chars(text) > maxForbidden {
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
		return r, true
	}
	return understand.Reading{}, false
}
