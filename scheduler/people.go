package scheduler

import "duban/campaign"

// people is the roster as the planner needs it. Numbers are positions in list.
type people struct {
	list            []campaign.Member
	roster          *campaign.Roster
	liaisons, heads map[string][]int // by unit
	office, leaders []int
	above           map[string]bool // those who may hear of others' debts, by UserKey
}

func newPeople(r *campaign.Roster) *people {
	p := &people{list: r.Members(), roster: r, liaisons: map[string][]int{}, heads: map[string][]int{}, above: map[string]bool{}}
	for i := range p.list {
		m := &p.list[i]
		if m.Left {
			continue
		}
		for _, role := range m.Roles {
			if role != campaign.RoleMember {
				p.above[campaign.UserKey(m.UserID)] = true
			}
			switch role {
			case campaign.RoleLiaison:
				p.liaisons[m.Unit] = append(p.liaisons[m.Unit], i)
			case campaign.RoleHead:
				p.heads[m.Unit] = append(p.heads[m.Unit], i)
			case campaign.RoleOffice:
				p.office = append(p.office, i)
			case campaign.RoleLeader:
				p.leaders = append(p.leaders, i)
			}
		}
	}
	return p
}

// debtor returns the name under which a person is reminded of a deliverable, ""
// where it is no concern of his.
func (p *people) debtor(a campaign.Audience, m *campaign.Member) string {
	switch a {
	case campaign.OwedByMember:
		if m.Has(campaign.RoleMember) {
			return campaign.UserKey(m.UserID)
		}
	case campaign.OwedByUnit:
		if m.Has(campaign.RoleLiaison) || m.Has(campaign.RoleHead) && len(p.liaisons[m.Unit]) == 0 {
			return m.Unit
		}
	case campaign.OwedByOffice:
		if m.Has(campaign.RoleOffice) {
			return campaign.OfficeDebtor
		}
	}
	return ""
}

// concern returns which debt that a unit's escalation tells of may be the
// person's own, "" for none: he may have been reminded of it while he was the
// one to remind.
func (p *people) concern(a campaign.Audience, m *campaign.Member, unit string) string {
	if a == campaign.OwedByUnit && m.Unit == unit {
		return unit
	}
	return p.debtor(a, m)
}

func (p *people) profile(unit string) profile {
	return profile{liaison: len(p.liaisons[unit]) > 0, head: len(p.heads[unit]) > 0}
}

// atOrAbove returns the lowest role at or above role that somebody holds, in a
// unit of this profile or above the units.
func (p *people) atOrAbove(role campaign.Role, has profile) campaign.Role {
	switch {
	case role == campaign.RoleLiaison && has.liaison:
		return role
	case role.Rank() <= campaign.RoleHead.Rank() && role != campaign.RoleMember && has.head:
		return campaign.RoleHead
	case role.Rank() <= campaign.RoleOffice.Rank() && role != campaign.RoleMember && len(p.office) > 0:
		return campaign.RoleOffice
	case role.Rank() > campaign.RoleMember.Rank() && len(p.leaders) > 0:
		return campaign.RoleLeader
	}
	return ""
}

// with returns the people of a role: of the unit, or of the whole campaign for
// those above the units.
func (p *people) with(role campaign.Role, unit string) []int {
	switch role {
	case campaign.RoleLiaison:
		return p.liaisons[unit]
	case campaign.RoleHead:
		return p.heads[unit]
	case campaign.RoleOffice:
		return p.office
	case campaign.RoleLeader:
		return p.leaders
	}
	return nil
}
