package bot

import (
	"fmt"
	"strings"

	"duban/campaign"
	"duban/message"
)

// fieldPartnerSure marks a log whose partner the person has confirmed.
const fieldPartnerSure = "_partner_sure"

// registerPair enters a pairing: 登记结对 里岔镇后旺村 王秀兰.
func (t *turn) registerPair() error {
	s := t.read.Slots
	if strings.ContainsAny(s["place"], " 　，,") && s["partner"] == "" {
		s = t.reread(message.BotPairFrame, s["place"]).Slots
	}
	if s["place"] == "" && s["partner"] == "" {
		t.need("place", message.BotNeedPairing, nil)
		return nil
	}
	unit := t.who.Unit
	if t.reach == ScopeAll {
		found, err := t.unitsNamed()
		if err != nil {
			return err
		}
		if len(found) > 1 {
			t.askUnit(found)
			return nil
		}
		if len(found) == 1 {
			unit = found[0]
		}
	}
	p := campaign.Pairing{Unit: unit, Place: s["place"], Partner: s["partner"], Since: t.day(), By: t.who.UserID}
	if p.Partner != "" && s["unit"] == "" {
		p.UserID = t.who.UserID
	}
	known, err := t.q.Pairings(t.ctx, unit)
	if err != nil {
		return fmt.Errorf("read the pairings of %s: %w", unit, err)
	}
	args := message.Args{"unit": unit, "with": strings.TrimSpace(p.Place + " " + p.Partner)}
	for _, k := range known {
		if k.Until.IsZero() && k.Place == p.Place && k.Partner == p.Partner && campaign.UserKey(k.UserID) == campaign.UserKey(p.UserID) {
			t.say(message.BotPairKnown, args)
			return nil
		}
	}
	t.step.Pairings = append(t.step.Pairings, p)
	t.audit(unit, strings.TrimSpace(p.Place+" "+p.Partner))
	t.say(message.BotPaired, args)
	return nil
}

// askPartner matches the partner of a pairing log against the register. Where
// only near names are known it offers them; asked tells that it did.
func (t *turn) askPartner(w campaign.Submission) (asked bool, err error) {
	if w.Fields[fieldPartnerSure] != "" {
		return false, nil
	}
	known, err := t.q.Pairings(t.ctx, w.Unit)
	if err != nil {
		return false, fmt.Errorf("read the pairings of %s: %w", w.Unit, err)
	}
	var near []string
	for _, p := range known {
		if p.Partner == w.Partner {
			return false, nil
		}
		if p.Partner != "" && similar(p.Partner, w.Partner) && len(near) < 3 {
			near = append(near, p.Partner)
		}
	}
	if len(near) == 0 {
		return false, nil
	}
	t.keep(w)
	options := append(append([]string(nil), near...), t.phrase(message.BotOptionAsWritten, message.Args{"partner": w.Partner}))
	t.offer(resumeDraft, "partner", message.BotWhichPartner, message.Args{"partner": w.Partner}, options, append(near, w.Partner))
	return true, nil
}

// similar tells whether two names may mean the same person: one character
// apart, one within the other, or the same surname with a form of address.
func similar(a, b string) bool {
	if strings.Contains(a, b) || strings.Contains(b, a) {
		return true
	}
	ra, rb := []rune(a), []rune(b)
	if len(ra) == len(rb) && len(ra) > 1 {
		differ := 0
		for i := range ra {
			if ra[i] != rb[i] {
				differ++
			}
		}
		if differ == 1 {
			return true
		}
	}
	return strings.HasPrefix(b, "老") && len(rb) == 2 && ra[0] == rb[1] ||
		ra[0] == rb[0] && mentions(b, []string{"大爷", "大娘", "大叔", "大妈", "大嫂", "大姐", "奶奶", "爷爷", "阿姨", "师傅"})
}
