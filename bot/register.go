package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"duban/campaign"
	"duban/message"
)

var pairingActs = []act{
	form("pairings", `(?:查看|看看|看一下)?(?P<mine>我的)[结結][对對](?:[帮幫]扶)?(?:名[单單]|台[账賬帳]|[户戶])?`),
	form("pairings", `(?:查看|看看|看一下)?(?:我们|我們|本)?(?:[单單]位)?的?[结結][对對](?:[帮幫]扶)?(?:名[单單]|台[账賬帳]|登[记記]表)`),
	form("pairings", `(?:查看|看看|看一下)?[结結][对對](?:[帮幫]扶)?(?:名[单單]|台[账賬帳]|登[记記]表|[户戶]名[单單])[\s：:，,]+(?P<unit>.{2,24})`),
	form("end_pair", `(?:[结結]束|[终終]止|解除|注[销銷])[结結][对對](?:[帮幫]扶)?[\s：:，,]*(?:`+formNumber+`|(?P<pair>.{0,40}?))`),
	form("transfer_pair", `(?:更[换換]|[变變]更|[换換])[结結][对對](?:人|[帮幫]扶人|[责責]任人)?[\s：:，,]*(?:`+formNumber+`)?`),
	form("transfer_pair", `(?:把|将|將)?[结結][对對](?:[户戶])?\s*`+formNumber+`\s*(?:[转轉][给給交到由]?|交[给給]|移交[给給]?|改由|[换換]成)\s*(?P<to>.{2,12}?)(?:[负負][责責]|[结結][对對]|[帮幫]扶)?`),
}

// entry is a pairing of the register with the name of the person paired.
func (t *turn) entry(p campaign.Pairing) message.Args {
	args := message.Args{"id": p.ID, "unit": p.Unit, "with": strings.TrimSpace(p.Place + " " + p.Partner), "who": p.Unit}
	if p.UserID != "" {
		args["who"] = p.UserID
		if m, err := t.member(p.UserID); err == nil {
			args["who"] = m.Name
		}
	}
	return args
}

// lasting returns the pairings within reach that last: one's own and those of
// the unit as a whole, the unit's, or all.
func (t *turn) lasting(unit string) ([]campaign.Pairing, error) {
	if t.reach < ScopeAll {
		unit = t.who.Unit
	}
	all, err := t.q.Pairings(t.ctx, unit)
	if err != nil {
		return nil, fmt.Errorf("read the pairings of %s: %w", unit, err)
	}
	return slices.DeleteFunc(all, func(p campaign.Pairing) bool {
		return !p.Until.IsZero() || t.reach < ScopeUnit && p.UserID != "" && campaign.UserKey(p.UserID) != campaign.UserKey(t.who.UserID)
	}), nil
}

// maxPairings is how many pairings a list shows.
const maxPairings = 50

// pairings lists the register: 我的结对, 结对名单.
func (t *turn) pairings() error {
	unit, ok, err := t.unitAsked()
	if err != nil || !ok {
		return err
	}
	list, err := t.lasting(unit)
	if err != nil {
		return err
	}
	if t.read.Slots["mine"] != "" {
		list = slices.DeleteFunc(list, func(p campaign.Pairing) bool {
			return campaign.UserKey(p.UserID) != campaign.UserKey(t.who.UserID) && (p.UserID != "" || p.Unit != t.who.Unit)
		})
	}
	if len(list) == 0 {
		t.say(message.BotPairingsNone, nil)
		return nil
	}
	t.say(message.BotPairings, message.Args{"n": len(list)})
	for _, p := range list[:min(len(list), maxPairings)] {
		k := message.BotPairing
		if t.reach == ScopeAll && p.UserID != "" {
			k = message.BotPairingUnit
		}
		t.say(k, t.entry(p))
	}
	if n := len(list) - maxPairings; n > 0 {
		t.say(message.BotPairingsMore, message.Args{"n": n})
	}
	return nil
}

// pairing finds the pairing that the command names by its number or by words of
// it. Where several fit it asks.
func (t *turn) pairing() (p campaign.Pairing, ok bool, err error) {
	list, err := t.lasting("")
	if err != nil {
		return p, false, err
	}
	number, words := t.read.Slots["number"], t.read.Slots["pair"]
	if number != "" {
		id, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			id = 0
		}
		if i := slices.IndexFunc(list, func(p campaign.Pairing) bool { return p.ID == id }); i >= 0 {
			return list[i], true, nil
		}
		t.say(message.BotNoPairing, message.Args{"with": number})
		return p, false, nil
	}
	list = slices.DeleteFunc(list, func(p campaign.Pairing) bool { return !fits(p, words) })
	switch {
	case len(list) == 0 && words == "":
		t.say(message.BotPairingsNone, nil)
		return p, false, nil
	case len(list) == 0:
		t.say(message.BotNoPairing, message.Args{"with": words})
		return p, false, nil
	case len(list) == 1:
		return list[0], true, nil
	}
	var options, values []string
	for _, p := range list[:min(len(list), 9)] {
		options, values = append(options, t.phrase(message.BotOptionPairing, t.entry(p))), append(values, strconv.FormatInt(p.ID, 10))
	}
	t.offer(t.read.Intent, "number", message.BotWhichPairing, nil, options, values)
	return p, false, nil
}

// fits tells whether every word names the pairing's place or partner.
func fits(p campaign.Pairing, words string) bool {
	for _, w := range strings.FieldsFunc(words, func(r rune) bool { return strings.ContainsRune(" 　，,、", r) }) {
		if !strings.Contains(p.Place, w) && !strings.Contains(p.Partner, w) {
			return false
		}
	}
	return true
}

// endPair ends a pairing: 结束结对 王秀兰. The entry stays in the register.
func (t *turn) endPair() error {
	p, ok, err := t.pairing()
	if err != nil || !ok {
		return err
	}
	p.Until = t.day()
	t.step.Pairings = append(t.step.Pairings, p)
	args := t.entry(p)
	t.audit(fmt.Sprintf("pairing %d", p.ID), fmt.Sprint(args["with"]))
	if p.UserID != "" {
		m, err := t.member(p.UserID)
		if err != nil {
			return err
		}
		t.tell("pairing", []campaign.Member{m}, message.BotTellPairEnded, args)
	}
	t.say(message.BotPairEnded, args)
	return nil
}

// transferPair gives a pairing into other hands: 结对42转给李明.
func (t *turn) transferPair() error {
	p, ok, err := t.pairing()
	if err != nil || !ok {
		return err
	}
	t.read.Slots["number"] = strconv.FormatInt(p.ID, 10)
	args := t.entry(p)
	name := t.read.Slots["to"]
	if name == "" {
		t.need("to", message.BotNeedHands, args)
		return nil
	}
	people, err := t.named(name, ScopeAll)
	if err != nil {
		return err
	}
	people = slices.DeleteFunc(people, func(m campaign.Member) bool { return m.Unit != p.Unit })
	args["to"] = name
	if len(people) != 1 {
		t.say(message.BotNoHands, args)
		return nil
	}
	to := people[0]
	before := p.UserID
	args["to"] = to.Name
	p.UserID = to.UserID
	t.step.Pairings = append(t.step.Pairings, p)
	t.audit(fmt.Sprintf("pairing %d", p.ID), to.UserID)
	t.tell("pairing", []campaign.Member{to}, message.BotTellPairTaken, args)
	if before != "" && campaign.UserKey(before) != campaign.UserKey(to.UserID) {
		was, err := t.member(before)
		if err != nil {
			return err
		}
		t.tell("unpaired", []campaign.Member{was}, message.BotTellPairGiven, args)
	}
	t.say(message.BotPairMoved, args)
	return nil
}
