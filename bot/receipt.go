package bot

import (
	"duban/campaign"
	"duban/message"
)

// receipt says what was filed: number, kind, title, characters, what it counts
// toward, the deadline and whether late, and how to take it back.
func (t *turn) receipt(w campaign.Submission, o owed, counts bool, n, files int) {
	args := message.Args{
		"kind": t.kindName(w.Kind), "number": ref(w), "title": titled(w.Title), "chars": w.Chars,
		"counts": "", "day": "", "whose": t.whose(w),
	}
	if counts {
		k := message.BotReceiptCounts
		switch {
		case w.Extra:
			k = message.BotReceiptExtra
		case w.Late:
			k = message.BotReceiptLate
		}
		args["counts"] = t.phrase(k, message.Args{
			"name": t.name(o.deliverable, o.p.Key), "n": n, "quota": o.Count.Quota(), "due": t.moment(o.due),
		})
	}
	if t.kinds[w.Kind].Log {
		args["day"] = t.logDay(w)
	}
	if fields := t.fieldsText(w); fields != "" {
		args["day"] = t.phrase(message.BotReceiptFields, message.Args{"fields": fields})
	}
	t.say(message.BotReceipt, args)
	if w.Extra && w.Late {
		t.say(message.BotReceiptExtraLate, nil)
	}
	if files > 0 {
		t.say(message.BotReceiptFiles, message.Args{"files": files})
	}
	if counts && n < o.min() {
		t.say(message.BotReceiptLeft, message.Args{"left": o.min() - n})
	}
}

// whose names the author of a work that somebody else sent in.
func (t *turn) whose(w campaign.Submission) string {
	if campaign.UserKey(w.Author) == campaign.UserKey(t.who.UserID) {
		return t.phrase(message.BotYours, nil)
	}
	m, err := t.member(w.Author)
	if err != nil {
		return w.Author
	}
	return t.phrase(message.BotOf, message.Args{"name": m.Name})
}

// logDay says which day a log is entered for, and that it was taken for granted
// where the message named none.
func (t *turn) logDay(w campaign.Submission) string {
	k := message.BotLogDay
	if w.Fields[fieldDayAssumed] != "" {
		k = message.BotLogDayAssumed
	}
	where := first(w.Place, w.Partner)
	if w.Place != "" && w.Partner != "" {
		where = w.Place + " " + w.Partner
	}
	return t.phrase(k, message.Args{"day": t.dayText(w.Date), "where": where})
}
