package bot

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"duban/bot/understand"
	"duban/campaign"
	"duban/message"
)

// nudgeActs are words to remind people by name: 催一下张三, 提醒李四交调研.
var nudgeActs = []act{
	form("nudge", `(?:再|[帮幫](?:我|忙)|[给給代替]我)*(?:催[办辦促催]?|提醒|督促)(?:一?下|一[催遍])?[\s：:，,]*(?P<whom>.{2,40}?)`),
	form("nudge", `(?:[帮幫]我|麻[烦煩])?(?:[给給]|向|[对對])(?P<whom>.{2,40}?)(?:再?[发發](?:一?[个個条條])?|提[个個])(?:提醒|催[办辦]|醒)`),
}

// Around the names of those to be reminded: what joins them, and what they are
// told to do.
var (
	joining = regexp.MustCompile(`同志|老[师師]|[\s、，,。：:和与與及跟]`)
	handing = regexp.MustCompile(`(?:赶[紧緊]|抓[紧緊]|尽快|儘快|快点|快點|及[时時]|按[时時]|[还還][没沒]|[没沒]|未|的|交|[报報]|[写寫]|欠).*`)
)

// byName reads of what follows a word of reminding whom it names, people of the
// roster or somebody whom it does not have, and the kind of work that they owe; ok
// is false where it says something else.
func (t *turn) byName(whom string) (s understand.Slots, ok bool, err error) {
	roster, err := t.q.Roster(t.ctx)
	if err != nil {
		return nil, false, fmt.Errorf("look for people named: %w", err)
	}
	people, err := t.named(whom, ScopeAll)
	if err != nil {
		return nil, false, err
	}
	rest := understand.Fold(whom)
	for _, m := range people {
		rest = strings.ReplaceAll(strings.ReplaceAll(rest, understand.Fold(m.Name), ""), understand.Fold(m.Unit), "")
	}
	who := handing.ReplaceAllString(joining.ReplaceAllString(rest, ""), "")
	kind := t.reader.Read(understand.Input{Text: "催办" + rest}).Slots["kind"]
	s = understand.Slots{"kind": kind}
	if understand.IsName(who) && !mentions(who, wholeScope) && len(unitsIn(roster.Units(), who, "")) == 0 {
		s["nobody"] = who
		return s, true, nil
	}
	return s, len(people) > 0 && (who == "" || kind != ""), nil
}

// people returns whom the command names, nil where it names nobody; ok is false
// where the answer asks or refuses instead.
func (t *turn) people() (found []campaign.Member, ok bool, err error) {
	if name := t.read.Slots["nobody"]; name != "" {
		t.say(message.BotNoPerson, message.Args{"name": name})
		return nil, false, nil
	}
	all, err := t.named(t.text, ScopeAll)
	if err != nil {
		return nil, false, err
	}
	for len(all) > 0 {
		name, chosen := all[0].Name, t.read.Slots["who"]
		same := slices.DeleteFunc(slices.Clone(all), func(m campaign.Member) bool {
			return m.Name != name || t.reach < ScopeAll && m.Unit != t.who.Unit
		})
		all = slices.DeleteFunc(all, func(m campaign.Member) bool { return m.Name == name })
		if i := slices.IndexFunc(same, func(m campaign.Member) bool { return campaign.UserKey(m.UserID) == chosen }); i >= 0 {
			same = same[i : i+1]
		}
		switch {
		case len(same) == 0:
			t.say(message.BotOtherUnit, message.Args{"unit": t.who.Unit})
			return nil, false, nil
		case len(same) == 1:
			found = append(found, same[0])
		case chosen == "" && len(same) <= maxChoices:
			t.askPerson(same)
			return nil, false, nil
		default:
			t.say(message.BotNamesakes, message.Args{"name": name})
			return nil, false, nil
		}
	}
	return found, true, nil
}

// askPerson asks which of several namesakes the command means, and goes on with it.
func (t *turn) askPerson(same []campaign.Member) {
	var options, values []string
	for _, m := range same {
		options = append(options, t.phrase(message.BotNameUnit, message.Args{"name": m.Name, "unit": m.Unit}))
		values = append(values, campaign.UserKey(m.UserID))
	}
	t.offer(t.read.Intent, "who", message.BotWhichPerson, nil, options, values)
}

// namesOf returns the names of people.
func namesOf(people []campaign.Member) []string {
	var out []string
	for _, m := range people {
		out = append(out, m.Name)
	}
	return out
}
