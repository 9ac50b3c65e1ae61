package bot

import (
	"fmt"
	"strings"

	"duban/bot/understand"
	"duban/campaign"
	"duban/message"
)

// unitAsked returns the unit that the command names, "" where it names none; ok
// is false where it names one that the roster does not have, or one of several.
// What is meant for one unit is never done to all.
func (t *turn) unitAsked() (unit string, ok bool, err error) {
	found, err := t.unitsNamed()
	switch {
	case err != nil:
		return "", false, err
	case len(found) == 1:
		return found[0], true, nil
	case len(found) > 1:
		t.say(message.BotWhichUnit, message.Args{"unit": t.read.Slots["unit"], "names": t.join(found[:min(len(found), 6)])})
		return "", false, nil
	case t.read.Slots["unit"] != "":
		t.say(message.BotNoUnit, message.Args{"unit": t.read.Slots["unit"]})
		return "", false, nil
	}
	return "", true, nil
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

func (t *turn) unitsNamed() ([]string, error) {
	roster, err := t.q.Roster(t.ctx)
	if err != nil {
		return nil, fmt.Errorf("look for the unit named: %w", err)
	}
	return unitsIn(roster.Units(), t.read.Slots["unit"], t.text), nil
}

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
