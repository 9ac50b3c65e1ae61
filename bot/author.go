package bot

import (
	"fmt"
	"slices"
	"strings"

	"duban/bot/understand"
	"duban/campaign"
)

// author returns whose work the message at hand is.
func (t *turn) author() campaign.Member {
	if t.by != nil {
		return *t.by
	}
	return t.who
}

// proxy reads who files for whom: 代李明交心得：…. What follows the name is read
// as if that person had written it.
func (t *turn) proxy() error {
	reach := reachOf(t.who, intentFile)
	if reach < ScopeUnit {
		return nil
	}
	text := strings.TrimSpace(t.text)
	for _, word := range []string{"代", "替", "帮"} {
		rest, ok := strings.CutPrefix(text, word)
		if !ok {
			continue
		}
		people, err := t.named(head(rest, 6), reach)
		if err != nil {
			return err
		}
		for _, m := range people {
			if act, ok := strings.CutPrefix(rest, m.Name); ok {
				t.by, t.text = &m, strings.TrimPrefix(act, "同志")
				return nil
			}
		}
	}
	return nil
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
	folded := understand.Fold(text)
	for _, m := range people {
		if !m.Left && m.Name != "" && (strings.Contains(text, m.Name) || strings.Contains(folded, m.Name)) {
			out = append(out, m)
		}
	}
	return distinct(out, text), nil
}

// distinct drops people whose name is only a part of another one's that the
// text holds, and of namesakes those whose unit it does not name where it names
// that of another.
func distinct(people []campaign.Member, text string) []campaign.Member {
	var out []campaign.Member
	for _, m := range people {
		if !slices.ContainsFunc(people, func(o campaign.Member) bool {
			return o.Name != m.Name && strings.Contains(o.Name, m.Name) ||
				o.Name == m.Name && strings.Contains(text, o.Unit) && !strings.Contains(text, m.Unit)
		}) {
			out = append(out, m)
		}
	}
	return out
}

// head returns the first n characters of a text.
func head(text string, n int) string {
	rs := []rune(text)
	return string(rs[:min(n, len(rs))])
}
