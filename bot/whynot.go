package bot

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"duban/campaign"
	"duban/message"
)

// reminders is what was sent to a person, the newest first, and what he asked for.
type reminders struct {
	who        campaign.Member
	name       string // as he is called in the answer
	sent       []campaign.Delivery
	snooze     time.Time // no reminder before it
	joined     time.Time // when he was first planned for, and when his unit was
	unitJoined time.Time
}

// explain tells how a person was reminded last and what the platform answered, how
// his debts stand, why he is or is not reminded of them, and when he will be.
func (t *turn) explain(m campaign.Member) error {
	r, err := t.remindersOf(m)
	if err != nil {
		return err
	}
	t.lastOf(r)
	if r.snooze.After(t.in.At) {
		t.say(message.BotWhySnoozed, message.Args{"name": r.name, "at": t.moment(r.snooze)})
	}
	all, err := t.seenBy(m).debtsOf(t.debtors(m), t.day())
	if err != nil {
		return err
	}
	roster, err := t.q.Roster(t.ctx)
	if err != nil {
		return fmt.Errorf("look for who is reminded: %w", err)
	}
	shown := 0
	settled := slices.DeleteFunc(slices.Clone(all), owed.open)
	slices.Reverse(settled)
	all = append(slices.DeleteFunc(all, func(o owed) bool { return !o.open() }), settled...) // what matters first
	for _, o := range all {
		if o.OwedBy == campaign.OwedByUnit && !holds(speakersOf(roster, m.Unit), m) || shown == maxDebts {
			continue
		}
		shown++
		line := t.phrase(message.BotStanding, message.Args{"name": t.name(o.deliverable, o.p.Key), "due": t.moment(o.due), "now": t.standingOf(o)})
		why, err := t.whyOfDebt(r, o)
		if err != nil {
			return err
		}
		t.say(message.BotVerbatim, message.Args{"text": line + why})
	}
	units, err := t.unitsDebts(roster, m)
	if shown == 0 && !units && err == nil {
		t.say(message.BotWhyOwesNothing, message.Args{"name": r.name})
	}
	return err
}

// maxDebts is how many debts an explanation lists.
const maxDebts = 6

func holds(list []campaign.Member, m campaign.Member) bool {
	return slices.ContainsFunc(list, func(o campaign.Member) bool { return campaign.UserKey(o.UserID) == campaign.UserKey(m.UserID) })
}

// maxReminders is how many of a person's newest messages an explanation goes by.
const maxReminders = 200

func (t *turn) remindersOf(m campaign.Member) (reminders, error) {
	r := reminders{who: m, name: m.Name}
	if campaign.UserKey(m.UserID) == campaign.UserKey(t.who.UserID) {
		r.name = t.phrase(message.BotYou, nil)
	}
	ds, err := t.q.Deliveries(t.ctx, campaign.DeliveryFilter{To: m.UserID, Limit: maxReminders})
	if err != nil {
		return r, fmt.Errorf("look for the reminders of %s: %w", m.UserID, err)
	}
	for _, d := range ds {
		switch d.Purpose {
		case campaign.PurposeReminder, campaign.PurposeNudge, campaign.PurposeEvent:
			if len(d.Items) > 0 {
				r.sent = append(r.sent, d)
			}
		}
	}
	c, err := t.q.Conversation(t.ctx, m.UserID)
	if err != nil {
		return r, fmt.Errorf("read what %s asked for: %w", m.UserID, err)
	}
	r.snooze = c.SnoozeTo
	if r.joined, err = t.marked(campaign.MarkMember + campaign.UserKey(m.UserID)); err == nil {
		r.unitJoined, err = t.marked(campaign.MarkUnit + m.Unit)
	}
	return r, err
}

// marked returns when the planner made a mark.
func (t *turn) marked(mark string) (time.Time, error) {
	seen, err := t.q.Marks(t.ctx, mark)
	if err != nil {
		return time.Time{}, fmt.Errorf("look for the mark %s: %w", mark, err)
	}
	return seen[mark], nil
}

// heldBack tells whether a reminder was held back for this week, which was full.
func (t *turn) heldBack(i campaign.Item, to string) (bool, error) {
	at, err := t.marked(campaign.MarkHeld + campaign.ItemKey(i, to))
	monday := t.day().AddDays(-(int(t.in.At.Weekday()+6) % 7)).At(campaign.Clock{}, t.plan.Zone)
	return !at.Before(monday), err
}

// lastOf says when the person was reminded last, by which rules, and what became
// of it.
func (t *turn) lastOf(r reminders) {
	i := slices.IndexFunc(r.sent, func(d campaign.Delivery) bool { return !d.At.After(t.now) })
	if i < 0 {
		t.say(message.BotWhyNotOf, message.Args{"name": r.name})
		return
	}
	d := r.sent[i]
	var rules []string
	for _, of := range d.Items {
		name := ""
		if due, ok := t.byID[of.Deliverable]; ok {
			name = t.name(due, of.Period)
		} else if e, ok := t.eventOf(of.Deliverable); ok {
			name = e.Name
		}
		rules = append(rules, t.phrase(message.BotWhyRule, message.Args{"name": name, "rule": t.ruleName(of.Rung)}))
	}
	at := d.SentAt
	if at.IsZero() {
		at = d.At
	}
	t.say(message.BotWhyOf, message.Args{"name": r.name, "at": t.moment(at), "rules": t.join(rules), "answer": t.outcomeOf(d)})
}

// outcomeOf says what became of a message.
func (t *turn) outcomeOf(d campaign.Delivery) string {
	switch d.State {
	case campaign.DeliverySent:
		return t.phrase(message.BotAnswerTaken, nil)
	case campaign.DeliveryFailed, campaign.DeliveryDropped:
		return t.phrase(message.BotAnswerRefused, message.Args{"why": t.refusal(d.Answer)})
	}
	return t.phrase(message.BotAnswerWaits, nil)
}

var platformCode = regexp.MustCompile(`errcode (-?\d+)`)

// refusal says in the staff's language why a message did not arrive, with the
// platform's code where it gave one.
func (t *turn) refusal(answer string) string {
	code := ""
	if m := platformCode.FindStringSubmatch(answer); m != nil {
		code = m[1]
	}
	switch {
	case code == "81013" || strings.HasPrefix(answer, "invalid"):
		return t.phrase(message.BotRefusedRange, message.Args{"code": first(code, "invaliduser")})
	case strings.Contains(answer, "licence"):
		return t.phrase(message.BotRefusedLicence, message.Args{"code": first(code, "unlicenseduser")})
	case code != "":
		return t.phrase(message.BotRefusedCode, message.Args{"code": code})
	case answer == "left the campaign":
		return t.phrase(message.BotRefusedLeft, nil)
	case strings.HasPrefix(answer, "nothing owed"):
		return t.phrase(message.BotRefusedSettled, nil)
	case strings.HasPrefix(answer, "a newer one"):
		return t.phrase(message.BotRefusedNewer, nil)
	}
	return t.phrase(message.BotRefusedOther, nil)
}

// whyOfDebt says, after how a debt stands, why the person is not reminded of it or
// when he will be; "" where there is nothing to say.
func (t *turn) whyOfDebt(r reminders, o owed) (string, error) {
	if !o.open() {
		return "", nil
	}
	var out strings.Builder
	add := func(k message.Key, g campaign.Rung, at time.Time) {
		out.WriteString(t.phrase(k, message.Args{"rule": t.ruleName(g.Name), "at": t.moment(at), "n": t.plan.Burden.PerWeek}))
	}
	if !o.debt.Due.IsZero() {
		add(message.BotWhyOwnDue, campaign.Rung{}, o.due)
	}
	joined := r.joined
	if o.OwedBy == campaign.OwedByUnit {
		joined = r.unitJoined
	}
	var missed, next campaign.Rung
	ladder := campaign.Rungs(t.plan.Reminders[o.Policy], o.due, o.Late, t.plan.Hours, t.calendar, t.plan.Zone)
	ladder = slices.DeleteFunc(ladder, func(g campaign.Rung) bool { return g.To != "" })
	for _, g := range ladder {
		at, told := r.toldAt(o, g.Name)
		held, err := t.heldBack(itemOf(o, g.Name), r.who.UserID)
		switch {
		case err != nil:
			return "", err
		case held && !told:
			add(message.BotWhyHeld, g, g.At)
		case !g.At.After(t.in.At):
			if missed = (campaign.Rung{}); !told && g.At.Before(joined) {
				missed = g
			}
		case told && at.Before(g.At):
			add(message.BotWhyMerged, g, at)
		case next.Name == "" && g.At.After(r.snooze):
			next = g
		}
	}
	if missed.Name != "" {
		add(message.BotWhyJoined, missed, missed.At)
	}
	switch {
	case len(ladder) == 0:
		add(message.BotWhyNoRungs, next, o.due)
	case next.Name != "":
		add(message.BotWhyNext, next, next.At)
	default:
		add(message.BotWhyLast, next, o.due)
	}
	return out.String(), nil
}

func itemOf(o owed, rung string) campaign.Item {
	return campaign.Item{Deliverable: o.ID, Period: o.p.Key, Debtor: o.debt.Debtor, Due: o.due, Rung: rung}
}

// toldAt returns when the person was told of a debt at a rung.
func (r reminders) toldAt(o owed, rung string) (at time.Time, sent bool) {
	want := campaign.ItemKey(itemOf(o, rung), "")
	for _, d := range r.sent {
		if slices.ContainsFunc(d.Items, func(i campaign.Item) bool { return campaign.ItemKey(i, "") == want }) {
			return d.At, true
		}
	}
	return time.Time{}, false
}

// unitsDebts says who is reminded of what the person's unit owes, where it is not
// he and where it owes something.
func (t *turn) unitsDebts(roster *campaign.Roster, m campaign.Member) (said bool, err error) {
	told := speakersOf(roster, m.Unit)
	if holds(told, m) || len(told) == 0 {
		return false, nil
	}
	open, err := t.seenBy(m).openDebts([]string{m.Unit}, t.day())
	if err != nil || len(open) == 0 {
		return false, err
	}
	var names, what []string
	for _, p := range told {
		names = append(names, p.Name)
	}
	for _, o := range open[:min(maxDebts, len(open))] {
		what = append(what, t.name(o.deliverable, o.p.Key))
	}
	k := message.BotWhyLiaison
	if !told[0].Has(campaign.RoleLiaison) {
		k = message.BotWhyHead
	}
	t.say(k, message.Args{"unit": m.Unit, "n": len(open), "what": t.join(what), "who": t.join(names)})
	return true, nil
}

// seenBy returns the turn as if the person had written.
func (t *turn) seenBy(m campaign.Member) *turn {
	seen := *t
	seen.who = m
	return &seen
}
