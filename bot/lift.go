package bot

import (
	"strings"
	"time"

	"duban/campaign"
	"duban/message"
)

// earlierThan returns those of the debtors whose own deadline comes before one that
// holds for everyone.
func earlierThan(due time.Time, open []debtor) []debtor {
	var out []debtor
	for _, d := range open {
		if !d.debt.Due.IsZero() && d.debt.Due.Before(due) {
			out = append(out, d)
		}
	}
	return out
}

// offerLift says who was given time of his own that is now less than everyone's,
// and asks whether to give him as much. A trial only says it.
func (t *turn) offerLift(o owed, due time.Time, earlier []debtor) {
	if len(earlier) == 0 {
		return
	}
	var names []string
	for _, d := range earlier[:min(len(earlier), 5)] {
		names = append(names, d.name)
	}
	etc := ""
	if len(earlier) > len(names) {
		etc = t.phrase(message.BotNudgeMore, nil)
	}
	args := message.Args{"n": len(earlier), "names": t.join(names), "etc": etc, "due": t.moment(due)}
	t.say(message.BotMoveEarlier, args)
	if t.trial {
		return
	}
	t.read.Slots["debt"], t.read.Slots["lift"] = debtID(o), "yes"
	options := []string{t.phrase(message.BotLiftYes, args), t.phrase(message.BotLiftNo, nil)}
	t.offer("lift", "lift", message.BotLift, nil, options, []string{"yes", "no"})
}

// lift gives those whose own deadline comes before everyone's as much time as
// everyone has. It stays their own: when everyone's is moved back they keep it.
func (t *turn) lift() error {
	if t.read.Slots["lift"] != "yes" {
		t.say(message.BotLiftLeft, nil)
		return nil
	}
	id, period, _ := strings.Cut(t.read.Slots["debt"], "|")
	d := t.byID[id]
	p, ok := d.period(period)
	if !ok {
		t.say(message.BotNoDeliverable, nil)
		return nil
	}
	o, err := t.placed(d, p, campaign.Debt{})
	if err != nil {
		return err
	}
	_, open, err := t.stillOwing(o)
	if err != nil {
		return err
	}
	earlier := earlierThan(o.due, open)
	for _, x := range earlier {
		if err := t.judgeWorks(x.debt, o.due); err != nil {
			return err
		}
		t.step.Debts = append(t.step.Debts, extended(x.debt, o.due, t.in.At))
		t.tell("grant", x.tell, message.BotTellGranted, message.Args{"name": t.name(d, p.Key), "due": t.moment(o.due)})
		t.audit(id, period+" "+x.debt.Debtor+" "+o.due.Format(time.RFC3339))
	}
	t.say(message.BotLifted, message.Args{"n": len(earlier), "due": t.moment(o.due)})
	return nil
}
