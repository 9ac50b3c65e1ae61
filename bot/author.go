package bot

import (
	"fmt"
	"strings"

	"duban/campaign"
)

// author returns whose work the message at hand is: the sender's, or that of a
// person of his reach whom he names at the head of it (代李明交心得：…).
func (t *turn) author() (campaign.Member, error) {
	reach := reachOf(t.who, intentFile)
	if reach < ScopeUnit || !mentions(head(t.text, 6), []string{"代", "替", "帮"}) {
		return t.who, nil
	}
	named, err := t.named(head(t.text, 20), reach)
	if err != nil || len(named) != 1 {
		return t.who, err
	}
	return named[0], nil
}

// named returns the people within reach whose names a text holds.
func (t *turn) named(text string, reach Scope) ([]campaign.Member, error) {
	roster, err := t.q.Roster(t.ctx)
	if err != nil {
		return nil, fmt.Errorf("look for people named: %w", err)
	}
	people := roster.Members()
	if reach < ScopeAll {
		people = roster.InUnit(t.who.Unit, "")
	}
	var out []campaign.Member
	for _, m := range people {
		if !m.Left && m.Name != "" && strings.Contains(text, m.Name) {
			out = append(out, m)
		}
	}
	return out, nil
}

// namedUnit returns the unit that the command names, "" for none.
func (t *turn) namedUnit() (string, error) {
	roster, err := t.q.Roster(t.ctx)
	if err != nil {
		return "", fmt.Errorf("look for the unit named: %w", err)
	}
	best := ""
	slot := t.read.Slots["unit"]
	for _, u := range roster.Units() {
		if u.Name == slot {
			return u.Name, nil
		}
		if (slot != "" && strings.Contains(u.Name, slot) || strings.Contains(t.text, u.Name)) && len(u.Name) > len(best) {
			best = u.Name
		}
	}
	return best, nil
}

// head returns the first n characters of a text.
func head(text string, n int) string {
	rs := []rune(text)
	return string(rs[:min(n, len(rs))])
}
