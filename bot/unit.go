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

// unitAsked returns the unit that the command names, "" where it names none; ok
// is false where it names one that the roster does not have, and where it asks
// which of several is meant. What is meant for one unit is never done to all.
func (t *turn) unitAsked() (unit string, ok bool, err error) {
	found, err := t.unitsNamed()
	switch {
	case err != nil:
		return "", false, err
	case len(found) == 1:
		return found[0], true, nil
	case len(found) > 1 && t.reach < ScopeAll && slices.Contains(found, t.who.Unit):
		return t.who.Unit, true, nil
	case len(found) > 1:
		t.askUnit(found)
		return "", false, nil
	case t.read.Slots["unit"] != "":
		t.say(message.BotNoUnit, message.Args{"unit": t.read.Slots["unit"]})
		return "", false, nil
	}
	return "", true, nil
}

// maxChoices is how many choices a bare digit can tell apart.
const maxChoices = 9

// askUnit asks which of several units the command means, and goes on with it.
func (t *turn) askUnit(found []string) {
	if len(found) > maxChoices {
		t.say(message.BotManyUnits, message.Args{"names": t.join(found[:3]), "n": len(found)})
		return
	}
	t.offer(t.read.Intent, "unit", message.BotWhichUnit, nil, found, found)
}

// namedUnit returns the unit of the roster that the command names, "" for none
// and for several.
func (t *turn) namedUnit() (string, error) {
	found, err := t.unitsNamed()
	if err != nil || len(found) != 1 {
		return "", err
	}
	return found[0], nil
}

// unitsNamed returns the units that the command may mean: by what was read as
// its unit, by a full name in its text, else by a short name where one stands.
func (t *turn) unitsNamed() ([]string, error) {
	roster, err := t.q.Roster(t.ctx)
	if err != nil {
		return nil, fmt.Errorf("look for the unit named: %w", err)
	}
	name := t.read.Slots["unit"]
	found := unitsIn(roster.Units(), name, t.text)
	if len(found) > 0 || name != "" {
		return found, nil
	}
	for _, form := range []*regexp.Regexp{addressed, askedAbout} {
		m := form.FindStringSubmatch(t.text)
		if m == nil || mentions(m[1], wholeScope) {
			continue
		}
		if _, kind := t.kindNamed(m[1]); kind {
			continue
		}
		if found = unitsIn(roster.Units(), m[1], ""); len(found) > 0 {
			return found, nil
		}
	}
	return nil, nil
}

// Where a short name stands: 给里岔的调研宽限…, 给里岔发个提醒, 催一下里岔的,
// 里岔进度.
var (
	addressed  = regexp.MustCompile(`(?:[给給]|催[办辦]?(?:一下)?|提醒(?:一下)?|准[许許]|同意|批准)\s*([^\s，,。：:的给給催]{2,16}?)(?:单位|單位)?(?:的|[发發](?:个|個|一)|提个|提個)`)
	askedAbout = regexp.MustCompile(`^(?:查看|看看|看一下|查一下)?\s*([^\s，,。：:的]{2,16}?)的?(?:[进進]度|完成情[况況]|情[况況]|[报報]了|交了)`)
)

// wholeScope are the words that speak of everybody.
var wholeScope = []string{"全体", "全體", "大家", "单位", "單位", "所有", "统一", "統一", "全市"}

// unitsIn returns the units that a name and a text may mean, in whatever script
// and however shortened. What fits better leaves out the rest: the name itself;
// units whose names the name or the text holds, the longest; units whose names
// hold the name; units whose names have its characters in their order.
func unitsIn(units []campaign.Unit, name, text string) []string {
	name, text = understand.Fold(name), understand.Fold(text)
	var held, holding, short []string
	longest := 0
	for _, u := range units {
		full := understand.Fold(u.Name)
		switch {
		case full == name:
			return []string{u.Name}
		case strings.Contains(name, full) || strings.Contains(text, full):
			if len(full) > longest {
				held, longest = nil, len(full)
			}
			if len(full) == longest {
				held = append(held, u.Name)
			}
		case name != "" && strings.Contains(full, name):
			holding = append(holding, u.Name)
		case shortens(name, full):
			short = append(short, u.Name)
		}
	}
	for _, found := range [][]string{held, holding, short} {
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// shortens tells whether a name of two characters or more is what is left of the
// full one when others are left out: 里岔办 of 里岔镇党政办公室.
func shortens(name, full string) bool {
	rest := []rune(name)
	if len(rest) < 2 {
		return false
	}
	for _, r := range full {
		if len(rest) > 0 && r == rest[0] {
			rest = rest[1:]
		}
	}
	return len(rest) == 0
}
