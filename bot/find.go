package bot

import (
	"fmt"
	"strconv"

	"duban/campaign"
	"duban/message"
)

// work finds the work that the command is about: by its number, else the last
// of the named kind, else the last filed or shown. ok is false where there is
// none or where it is out of reach; the answer then says so.
func (t *turn) work() (w campaign.Submission, ok bool, err error) {
	if s := t.read.Slots["number"]; s != "" {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || n <= 0 {
			return w, false, t.noWork(s)
		}
		return t.workByNumber(n)
	}
	if kind := t.read.Slots["kind"]; kind != "" || t.conv.Last == 0 {
		list, err := t.q.Submissions(t.ctx, campaign.SubmissionFilter{Author: t.who.UserID, Kind: kind, Limit: 5})
		if err != nil {
			return w, false, fmt.Errorf("look for the last work of %s: %w", t.who.UserID, err)
		}
		for _, w := range list {
			if w.Status != campaign.StatusWithdrawn {
				return w, true, nil
			}
		}
		t.say(message.BotNoLast, nil)
		return w, false, nil
	}
	return t.workByNumber(t.conv.Last)
}

func (t *turn) workByNumber(n int64) (w campaign.Submission, ok bool, err error) {
	w, err = t.q.Submission(t.ctx, n)
	if campaign.CodeOf(err) == campaign.CodeNotFound {
		return w, false, t.noWork(strconv.FormatInt(n, 10))
	}
	if err != nil {
		return w, false, fmt.Errorf("read work #%d: %w", n, err)
	}
	if w.Status == campaign.StatusDraft && !own(t.who, w) {
		return w, false, t.noWork(strconv.FormatInt(n, 10))
	}
	if !t.reach.covers(t.who, w) && !(t.read.Intent == "view" && dealsWith(t.who, w)) {
		t.say(message.BotForeign, message.Args{"number": n})
		return w, false, nil
	}
	return w, true, nil
}

func (t *turn) noWork(number string) error {
	t.say(message.BotNoWork, message.Args{"number": number})
	return nil
}

// debtOf returns the debt that a work counts toward; ok is false where it
// counts toward none.
func (t *turn) debtOf(w campaign.Submission) (o owed, ok bool, err error) {
	d, known := t.byID[w.Deliverable]
	if !known {
		return o, false, nil
	}
	p, known := d.period(w.Period)
	if !known {
		return o, false, nil
	}
	unit := w.Unit
	if d.OwedBy == campaign.OwedByUnit {
		unit = w.Debtor
	}
	o, err = t.owedBy(d, p, w.Debtor, unit)
	return o, err == nil, err
}

// statusName writes a status.
func (t *turn) statusName(s campaign.Status) string {
	return t.phrase(message.StatusKey(string(s)), nil)
}
