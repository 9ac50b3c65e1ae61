package bot

import (
	"fmt"
	"slices"
	"strings"

	"duban/campaign"
	"duban/message"
)

// verdict is what a reviewer says of a work.
type verdict int

const (
	approve verdict = iota
	sendBack
	choose
	score
)

// verdictOf reads the reviewer's word; a refusal wins over everything.
func verdictOf(text string) verdict {
	switch {
	case mentions(text, []string{"退", "不通过", "不通過", "不合格", "打回", "驳回", "駁回", "重写", "重寫"}):
		return sendBack
	case mentions(text, []string{"选用", "選用", "采用", "採用", "录用", "錄用", "入选", "入選"}):
		return choose
	case mentions(text, []string{"通过", "通過", "同意", "合格"}):
		return approve
	}
	return score
}

var reviewActs = []act{
	openForm("review", `(?:[审審]核)?(?:通[过過]|[选選]用|退回)[\s：:]*(?P<numbers>[#＃]?[0-9０-９]{1,18}[号號]?(?:[\s、，,和]+[#＃]?[0-9０-９]{1,18}[号號]?)+)(?:[\s：:，,]+(?P<reason>[^0-9０-９#＃\s].*))?`),
}

// maxReviewed is how many works one message judges.
const maxReviewed = 50

// review judges a work: 通过42, 退回42 缺少数据, 选用42, 评分42 95, or several:
// 通过42 43 45.
func (t *turn) review() error {
	if t.noVerdict() {
		return nil
	}
	all := t.read.Slots["numbers"]
	if all == "" {
		return t.reviewOne()
	}
	var judged []string
	for _, n := range strings.FieldsFunc(all, func(r rune) bool { return strings.ContainsRune(" 　\t\n、，,和#＃号號", r) }) {
		if n = digits(n); slices.Contains(judged, n) {
			continue
		}
		if len(judged) == maxReviewed {
			t.say(message.BotReviewMany, message.Args{"max": maxReviewed})
			return nil
		}
		judged = append(judged, n)
		t.read.Slots["number"] = n
		if err := t.reviewOne(); err != nil {
			return err
		}
	}
	return nil
}

// noVerdict tells whether the message holds no verdict, such as a number alone;
// the answer then says how one is passed.
func (t *turn) noVerdict() bool {
	if verdictOf(t.text) != score || t.read.Slots["score"] != "" {
		return false
	}
	t.say(message.BotNeedVerdict, message.Args{"number": first(t.read.Slots["number"], "42")})
	return true
}

func (t *turn) reviewOne() error {
	if t.read.Slots["number"] == "" {
		t.need("number", message.BotNeedNumber, nil)
		return nil
	}
	w, ok, err := t.work()
	if err != nil || !ok {
		return err
	}
	v := verdictOf(t.text)
	if !t.mayReview(w, v) {
		return nil
	}
	before := w.Status
	w.Score = first(t.read.Slots["score"], w.Score)
	switch v {
	case sendBack:
		w.Status, w.Reason = campaign.StatusReturned, t.read.Slots["reason"]
	case choose:
		w.Status = campaign.StatusSelected
	case approve:
		w.Status = campaign.StatusApproved
	}
	if w.Status == before && v != score {
		t.say(message.BotReviewedBefore, message.Args{"number": w.Number, "status": t.statusName(w.Status)})
		return nil
	}
	if w.Status != before && !before.Next(w.Status) {
		t.say(message.BotReviewNot, message.Args{"number": w.Number, "status": t.statusName(before)})
		return nil
	}
	t.put(w)
	if err := t.resettle(w); err != nil {
		return err
	}
	t.audit(fmt.Sprintf("#%d", w.Number), strings.TrimSpace(string(w.Status)+" "+w.Reason+" "+w.Score))
	return t.tellAuthor(w, v)
}

// mayReview tells whether this reviewer may pass this verdict on this work; a
// head reviews what the plan leaves to the unit.
func (t *turn) mayReview(w campaign.Submission, v verdict) bool {
	if t.reach == ScopeAll {
		return true
	}
	d, ok := t.byID[w.Deliverable]
	if v == choose || !ok || d.Review != campaign.ReviewUnit {
		t.say(message.BotReviewOffice, message.Args{"number": w.Number})
		return false
	}
	return true
}

// resettle settles the debt that a changed work counts toward.
func (t *turn) resettle(w campaign.Submission) error {
	o, counts, err := t.debtOf(w)
	if err != nil || !counts {
		return err
	}
	_, err = t.settle(o, w)
	return err
}

// tellAuthor tells the one whose work was judged, and the reviewer that he was.
func (t *turn) tellAuthor(w campaign.Submission, v verdict) error {
	args := message.Args{
		"number": w.Number, "kind": t.kindName(w.Kind), "title": titled(w.Title), "reason": w.Reason, "score": w.Score,
	}
	author, err := t.member(w.Author)
	if err != nil {
		return err
	}
	args["name"] = author.Name
	toAuthor, toReviewer := message.BotTellApproved, message.BotApproved
	switch v {
	case sendBack:
		toAuthor, toReviewer = message.BotTellReturned, message.BotReturned
		if w.Reason == "" {
			toAuthor = message.BotTellReturnedBare
		}
	case choose:
		toAuthor, toReviewer = message.BotTellSelected, message.BotSelected
	case score:
		toAuthor, toReviewer = message.BotTellScored, message.BotScored
	}
	t.deliver(campaign.PurposeNotice, fmt.Sprintf("review|%s|%d", t.in.ID, w.Number), w.Author, t.phrase(toAuthor, args), nil)
	if campaign.UserKey(w.FiledBy) != campaign.UserKey(w.Author) {
		t.deliver(campaign.PurposeNotice, fmt.Sprintf("review|%s|%d", t.in.ID, w.Number), w.FiledBy, t.phrase(toAuthor, args), nil)
	}
	t.say(toReviewer, args)
	return nil
}
