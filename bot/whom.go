package bot

import (
	"fmt"
	"regexp"

	"duban/campaign"
	"duban/message"
)

// The pieces of a question for the reminders of somebody.
const (
	formWhy    = `(?:[为為](?:什么|什麼|啥|何)|怎么|怎麼|咋)`
	formNot    = `(?:一直|[还還都又]|今天|昨天|上次|[这這]次)*(?:[没沒]有?|未|不)(?:被|收到)?`
	formRemind = `(?:[发發]|做)?(?:提醒|催[办辦促交]?|通知)(?:[过過到])?`
	formWhom   = `(?P<who>我|俺|咱|(?:我|俺|咱)[们們]?[单單]位|[^我俺咱].{0,15}?)(?:同志|老[师師])?`
	formAsk    = `[啊呀呢吗嗎嘛了]*[\s?？]*`
)

var whyActs = []act{
	form("why", formWhy+formNot+formRemind+formWhom+formAsk),
	form("why", formWhy+formNot+`[给給向](?P<who>我|[^我俺咱].{0,15}?)(?:同志)?`+formRemind+formAsk),
	form("why", `(?P<who>我|[^我俺咱].{0,15}?)(?:同志)?`+formWhy+formNot+formRemind+formAsk),
	form("why", formWhy+formNot+`(?P<nobody>`+formRemind+`)`+formAsk),
}

// How people are spoken of without a name, and the form of a name.
var (
	oneself = regexp.MustCompile(`^(?:我|俺|咱)`)
	another = regexp.MustCompile(`^(?:他|她|TA|ta|Ta|他[们們]|她[们們]|某某|某人|人家|[这這那][位个個]?(?:人|同志)?)?$`)
	aName   = regexp.MustCompile(`^[\p{Han}·]{2,4}$`)
)

// askedAfter returns the person whose reminders are asked about; ok is false where
// the answer asks for the name or says why there is none to tell of.
func (t *turn) askedAfter(who string) (m campaign.Member, ok bool, err error) {
	if oneself.MatchString(who) {
		return t.who, true, nil
	}
	if t.reach <= ScopeOwn && who != t.who.Name {
		t.forbid()
		return m, false, nil
	}
	found, err := t.named(who, ScopeAll)
	if err != nil {
		return m, false, err
	}
	if len(found) == 0 && !another.MatchString(who) {
		if found, err = t.speakersNamed(who); err != nil {
			return m, false, err
		}
	}
	switch {
	case len(found) > 1 && found[0].Name == found[1].Name:
		t.say(message.BotNamesakes, message.Args{"name": found[0].Name})
	case len(found) == 0 && aName.MatchString(who) && !another.MatchString(who):
		t.say(message.BotNoPerson, message.Args{"name": who})
	case len(found) != 1:
		t.need("who", message.BotNeedPerson, nil)
	case t.reach < ScopeAll && found[0].Unit != t.who.Unit:
		t.say(message.BotOtherUnit, message.Args{"unit": t.who.Unit})
	default:
		return found[0], true, nil
	}
	return m, false, nil
}

// speakersNamed returns who is reminded for the one unit that a text names.
func (t *turn) speakersNamed(text string) ([]campaign.Member, error) {
	roster, err := t.q.Roster(t.ctx)
	if err != nil {
		return nil, fmt.Errorf("look for the unit named: %w", err)
	}
	units := unitsIn(roster.Units(), "", text)
	if len(units) != 1 {
		return nil, nil
	}
	told := speakersOf(roster, units[0])
	return told[:min(1, len(told))], nil
}
