package configs

import (
	"fmt"
	"slices"
	"strings"

	"duban/campaign"
)

// Changes is what an import would do to a roster.
type Changes struct {
	Added   []campaign.Member
	Changed []Change
	Left    []campaign.Member // in the old roster, taking part, and not in the new
}

// Change is a person whose entry differs. What names each difference as
// "unit: old -> new".
type Change struct {
	Old, New campaign.Member
	What     []string
}

// Empty tells whether nothing would change.
func (c Changes) Empty() bool { return len(c.Added)+len(c.Changed)+len(c.Left) == 0 }

// DiffRoster compares two rosters by user id, whose case does not count. Who
// had left and stands in the new one counts as added.
func DiffRoster(old, new []campaign.Member) Changes {
	var c Changes
	before := make(map[string]campaign.Member, len(old))
	for _, m := range old {
		before[campaign.UserKey(m.UserID)] = m
	}
	kept := make(map[string]bool, len(new))
	for _, m := range new {
		key := campaign.UserKey(m.UserID)
		was, known := before[key]
		kept[key] = true
		if !known || was.Left {
			c.Added = append(c.Added, m)
		} else if what := differences(was, m); len(what) > 0 {
			c.Changed = append(c.Changed, Change{was, m, what})
		}
	}
	for _, m := range old {
		if !m.Left && !kept[campaign.UserKey(m.UserID)] {
			c.Left = append(c.Left, m)
		}
	}
	return c
}

func differences(old, new campaign.Member) []string {
	var out []string
	for _, d := range [][3]string{
		{"userid", old.UserID, new.UserID},
		{"name", old.Name, new.Name},
		{"unit", old.Unit, new.Unit},
		{"roles", joinRoles(old.Roles), joinRoles(new.Roles)},
	} {
		if d[1] != d[2] {
			out = append(out, fmt.Sprintf("%s: %s -> %s", d[0], d[1], d[2]))
		}
	}
	return out
}

// joinRoles writes roles as the roster does, the lowest first.
func joinRoles(roles []campaign.Role) string {
	var out []string
	for _, r := range campaign.Roles() {
		if slices.Contains(roles, r) {
			out = append(out, string(r))
		}
	}
	return strings.Join(out, "|")
}

// String previews the changes: one line per person, + joins, ~ changes, -
// leaves, and a line of totals.
func (c Changes) String() string {
	var b strings.Builder
	line := func(sign string, m campaign.Member, rest string) {
		fmt.Fprintf(&b, "%s %s %s (%s)", sign, m.UserID, m.Name, m.Unit)
		if rest != "" {
			b.WriteString(" " + rest)
		}
		b.WriteByte('\n')
	}
	for _, m := range c.Added {
		line("+", m, joinRoles(m.Roles))
	}
	for _, ch := range c.Changed {
		line("~", ch.Old, strings.Join(ch.What, "; "))
	}
	for _, m := range c.Left {
		line("-", m, "")
	}
	fmt.Fprintf(&b, "%d join, %d change, %d leave\n", len(c.Added), len(c.Changed), len(c.Left))
	return b.String()
}
