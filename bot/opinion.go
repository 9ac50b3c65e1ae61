package bot

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"duban/campaign"
	"duban/message"
)

// The opinion book: an opinion is taken as a work, assigned to a unit, answered
// and closed. Where it stands is kept in these fields of the work.
const (
	fieldAssigned   = "assigned"    // the unit that deals with it
	fieldAssignedAt = "assigned_at" // RFC 3339, as the other moments
	fieldAnswer     = "answer"
	fieldAnsweredBy = "answered_by" // user id
	fieldAnsweredAt = "answered_at"
	fieldClosedAt   = "closed_at"
)

var opinionActs = []act{
	form("opinions", `(?:查看|看看|看一下|[网網]上)*意[见見][簿薄](?:[\s：:，,]*(?P<unit>.{2,24}))?`),
	form("assign", `(?:把|将|將)?(?:意[见見]|建[议議])\s*`+formNumber+`\s*`+formHandOver),
	form("assign", `(?:把|将|將)?`+formNumber+`(?:意[见見])?\s*`+formHandOver),
	openForm("answer", `(?:答[复覆]|回[复覆]|[办辦]理[结結]果)(?:意[见見]|建[议議])?\s*`+formNumber+formText),
	openForm("close_opinion", `(?:[办辦][结結]|[结結]案|[销銷][号號])(?:意[见見]|建[议議])?\s*`+formNumber+formText),
}

const formHandOver = `[转轉](?:[给給交到由办辦]|交[给給])?\s*(?P<unit>.{2,24}?)\s*(?:[办辦]理|[处處]理|答[复覆]|研究)?`

// opinion finds the opinion that the command is about. ok is false where it is
// none or out of hand; the answer then says so.
func (t *turn) opinion() (w campaign.Submission, ok bool, err error) {
	n, err := strconv.ParseInt(t.read.Slots["number"], 10, 64)
	if err != nil {
		return w, false, t.noWork(t.read.Slots["number"])
	}
	w, err = t.q.Submission(t.ctx, n)
	if campaign.CodeOf(err) == campaign.CodeNotFound || err == nil && w.Status == campaign.StatusDraft {
		return w, false, t.noWork(t.read.Slots["number"])
	}
	if err != nil {
		return w, false, fmt.Errorf("read opinion #%d: %w", n, err)
	}
	args := message.Args{"number": n, "status": t.statusName(w.Status)}
	switch {
	case w.Kind != campaign.KindOpinion:
		t.say(message.BotNotOpinion, args)
	case t.reach < ScopeAll && w.Fields[fieldAssigned] != t.who.Unit:
		t.say(message.BotOpinionForeign, args)
	case !w.Status.Counts():
		t.say(message.BotOpinionNot, args)
	case w.Fields[fieldClosedAt] != "":
		t.say(message.BotOpinionClosed, args)
	default:
		return w, true, nil
	}
	return w, false, nil
}

// assign gives an opinion to a unit: 意见42转文化馆办理.
func (t *turn) assign() error {
	w, ok, err := t.opinion()
	if err != nil || !ok {
		return err
	}
	unit, ok, err := t.unitAsked()
	if err != nil || !ok {
		return err
	}
	before := w.Fields[fieldAssigned]
	args := message.Args{"number": w.Number, "unit": unit, "from": w.Unit, "text": message.Cut(w.Body, 1500)}
	if before == unit {
		t.say(message.BotAssignedBefore, args)
		return nil
	}
	told, err := t.speakers(unit)
	if err != nil {
		return err
	}
	if len(told) == 0 {
		t.say(message.BotUnitMute, args)
		return nil
	}
	author, err := t.member(w.Author)
	if err != nil {
		return err
	}
	args["name"] = author.Name
	t.tell("assign", told, message.BotTellAssigned, args)
	if before != "" {
		was, err := t.speakers(before)
		if err != nil {
			return err
		}
		t.tell("reassign", was, message.BotTellReassigned, args)
	}
	t.tell("opinion", []campaign.Member{author}, message.BotTellOpinionSent, args)
	t.handOver(w, unit)
	t.say(message.BotAssigned, args)
	return nil
}

// handOver writes that a unit deals with an opinion now; what another one
// answered is no longer its answer.
func (t *turn) handOver(w campaign.Submission, unit string) {
	setField(&w, fieldAssigned, unit)
	setField(&w, fieldAssignedAt, t.in.At.Format(time.RFC3339))
	for _, f := range []string{fieldAnswer, fieldAnsweredBy, fieldAnsweredAt} {
		delete(w.Fields, f)
	}
	t.put(w)
	t.audit(fmt.Sprintf("#%d", w.Number), unit)
}

// answer keeps the unit's answer to an opinion: 答复42：….
func (t *turn) answer() error {
	w, ok, err := t.opinion()
	if err != nil || !ok {
		return err
	}
	text := t.read.Slots["text"]
	args := message.Args{"number": w.Number, "unit": first(w.Fields[fieldAssigned], t.who.Unit), "text": text}
	if text == "" {
		t.need("text", message.BotNeedAnswer, args)
		return nil
	}
	author, office, err := t.authorAndOffice(w)
	if err != nil {
		return err
	}
	setField(&w, fieldAnswer, text)
	setField(&w, fieldAnsweredBy, t.who.UserID)
	setField(&w, fieldAnsweredAt, t.in.At.Format(time.RFC3339))
	t.put(w)
	t.audit(fmt.Sprintf("#%d", w.Number), text)
	t.tell("opinion", author, message.BotTellAnswer, args)
	t.tell("answer", office, message.BotTellOfficeAnswer, args)
	t.say(message.BotAnswered, args)
	return nil
}

// closeOpinion ends an opinion that was answered: 办结42, or with the outcome of
// one that needed no unit: 办结42 已当场答复.
func (t *turn) closeOpinion() error {
	w, ok, err := t.opinion()
	if err != nil || !ok {
		return err
	}
	text := t.read.Slots["text"]
	args := message.Args{"number": w.Number, "text": text}
	if w.Fields[fieldAnswer] == "" && text == "" {
		t.say(message.BotNeedClosing, args)
		return nil
	}
	author, _, err := t.authorAndOffice(w)
	if err != nil {
		return err
	}
	setField(&w, fieldClosedAt, t.in.At.Format(time.RFC3339))
	if text != "" && w.Fields[fieldAnswer] == "" {
		setField(&w, fieldAnswer, text)
		setField(&w, fieldAnsweredBy, t.who.UserID)
		setField(&w, fieldAnsweredAt, t.in.At.Format(time.RFC3339))
	}
	if w.Status == campaign.StatusFiled {
		w.Status = campaign.StatusApproved // closed, it is no longer its author's to change
	}
	t.put(w)
	t.audit(fmt.Sprintf("#%d", w.Number), text)
	k := message.BotTellClosed
	if text != "" {
		k = message.BotTellClosedWith
	}
	t.tell("opinion", author, k, args)
	if unit := w.Fields[fieldAssigned]; unit != "" {
		told, err := t.speakers(unit)
		if err != nil {
			return err
		}
		t.tell("closed", told, message.BotTellUnitClosed, args)
	}
	t.say(message.BotClosedOpinion, args)
	return nil
}

// maxOpinions is how many opinions a list shows.
const maxOpinions = 40

// opinions lists the open opinions by unit, those nobody deals with first.
func (t *turn) opinions() error {
	unit, ok, err := t.unitAsked()
	if err != nil || !ok {
		return err
	}
	all, err := t.q.Submissions(t.ctx, campaign.SubmissionFilter{Kind: campaign.KindOpinion, Limit: 1 << 20})
	if err != nil {
		return fmt.Errorf("read the opinion book: %w", err)
	}
	by := map[string][]campaign.Submission{}
	var units []string
	n, answered := 0, 0
	for _, w := range slices.Backward(all) {
		to := w.Fields[fieldAssigned]
		if !w.Status.Counts() || w.Fields[fieldClosedAt] != "" || unit != "" && to != unit || !t.reach.covers(t.who, w) && (t.reach < ScopeUnit || to != t.who.Unit) {
			continue
		}
		n++
		if w.Fields[fieldAnswer] != "" {
			answered++
		}
		if by[to] == nil {
			units = append(units, to)
		}
		by[to] = append(by[to], w)
	}
	if n == 0 {
		t.say(message.BotOpinionsNone, nil)
		return nil
	}
	t.say(message.BotOpinions, message.Args{"n": n, "new": len(by[""]), "sent": n - len(by[""]) - answered, "answered": answered})
	slices.Sort(units)
	t.listOpinions(units, by, n)
	return nil
}

func (t *turn) listOpinions(units []string, by map[string][]campaign.Submission, n int) {
	shown := 0
	for _, u := range units {
		if shown == maxOpinions {
			break
		}
		name := u
		if u == "" {
			name = t.phrase(message.BotOpinionsNew, nil)
		}
		t.say(message.BotOpinionsOf, message.Args{"unit": name, "n": len(by[u])})
		for _, w := range by[u][:min(len(by[u]), maxOpinions-shown)] {
			state := ""
			if w.Fields[fieldAnswer] != "" {
				state = t.phrase(message.BotOpinionAnswered, nil)
			}
			t.say(message.BotOpinionLine, message.Args{
				"number": w.Number, "day": t.dayText(campaign.DateOf(w.FiledAt.In(t.plan.Zone))), "title": opening(w), "state": state,
			})
			shown++
		}
	}
	if n > shown {
		t.say(message.BotOpinionsMore, message.Args{"n": n - shown, "unit": units[len(units)-1]})
	}
}

// speakers returns who is told what a unit is to do: its liaisons, else its heads.
func (t *turn) speakers(unit string) ([]campaign.Member, error) {
	roster, err := t.q.Roster(t.ctx)
	if err != nil {
		return nil, fmt.Errorf("look for the liaison of %s: %w", unit, err)
	}
	return speakersOf(roster, unit), nil
}

func speakersOf(r *campaign.Roster, unit string) []campaign.Member {
	if l := r.InUnit(unit, campaign.RoleLiaison); len(l) > 0 {
		return l
	}
	return r.InUnit(unit, campaign.RoleHead)
}

// authorAndOffice returns whose work it is, and the office.
func (t *turn) authorAndOffice(w campaign.Submission) (author, office []campaign.Member, err error) {
	roster, err := t.q.Roster(t.ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("look for whom to tell: %w", err)
	}
	m, err := t.member(w.Author)
	if err != nil {
		return nil, nil, err
	}
	return []campaign.Member{m}, roster.WithRole(campaign.RoleOffice), nil
}

// tell puts a notice to people into the outbox, except to the writer himself.
func (t *turn) tell(what string, to []campaign.Member, k message.Key, args message.Args) {
	for _, m := range to {
		if !m.Left && campaign.UserKey(m.UserID) != campaign.UserKey(t.who.UserID) {
			t.deliver(campaign.PurposeNotice, what+"|"+t.in.ID, m.UserID, t.phrase(k, args), nil)
		}
	}
}
