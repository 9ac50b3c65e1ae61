package understand

import (
	"regexp"
	"strings"
)

// splitReply takes apart a message that answers another one, as the platform's
// client sends it: 「name：text」, a line of dashes, the sender's own words.
func splitReply(text string) (quoted, own string, ok bool) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(text), "「")
	if !ok {
		return "", "", false
	}
	quoted, rest, ok = strings.Cut(rest, "」\n")
	if !ok {
		return "", "", false
	}
	line, own, ok := strings.Cut(rest, "\n")
	if !ok || strings.Count(line, "-") < 3 || strings.Trim(line, "- \r") != "" {
		return "", "", false
	}
	return quoted, own, strings.TrimSpace(own) != ""
}

// receiptNumber is how a receipt names its work.
var receiptNumber = regexp.MustCompile(`(?:[#＃]|编号|編號)\s*([0-9]{1,18})`)

// answering completes the reading of a reply: the work it speaks of is that of
// the quoted receipt where it names none.
func answering(quoted string, r Reading) Reading {
	switch r.Intent {
	case "view", "withdraw", "amend", "review":
		found := receiptNumber.FindStringSubmatch(quoted)
		if found == nil || r.Slots["number"] != "" {
			return r
		}
		r.Slots["number"] = found[1]
		if r.Action == Ask {
			r.Action = Command
		}
	}
	return r
}
