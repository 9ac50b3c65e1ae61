package campaign

import "strings"

// Role is what a person may do and is told in a campaign.
type Role string

// The roles, from the bottom of the ladder to its top.
const (
	RoleMember  Role = "member"  // 干部职工
	RoleLiaison Role = "liaison" // 联络员
	RoleHead    Role = "head"    // 主要负责同志
	RoleOffice  Role = "office"  // 领导小组办公室
	RoleLeader  Role = "leader"  // 领导小组
)

// Roles returns all roles, the lowest first.
func Roles() []Role {
	return []Role{RoleMember, RoleLiaison, RoleHead, RoleOffice, RoleLeader}
}

// Rank returns the height of the role on the ladder: 1 for a member, 5 for the
// leading group, 0 for no role.
func (r Role) Rank() int {
	for i, v := range Roles() {
		if v == r {
			return i + 1
		}
	}
	return 0
}

// Member is a person of the roster. UserID is the platform's id, case
// preserved; ids that differ only in case are the same person (doc 90196).
type Member struct {
	UserID string
	Name   string
	Unit   string // the unit's name, which is its key
	Roles  []Role
	Left   bool // no longer taking part: owes and hears nothing
}

// Has tells whether the person holds the role.
func (m Member) Has(r Role) bool {
	for _, v := range m.Roles {
		if v == r {
			return true
		}
	}
	return false
}

// Top returns the highest role of the person, "" where there is none.
func (m Member) Top() Role {
	var top Role
	for _, r := range m.Roles {
		if r.Rank() > top.Rank() {
			top = r
		}
	}
	return top
}

// UserKey folds a user id to the form in which ids are compared.
func UserKey(userID string) string { return strings.ToLower(userID) }

// Unit is a reporting body of the roster.
type Unit struct {
	Name    string
	Members int  // people with the role member
	Owes    bool // it has a member, a liaison or a head
}

// Roster is the people of a campaign, indexed. It is built once and then only
// read.
type Roster struct {
	members []Member
	byKey   map[string]int
	units   []Unit
	inUnit  map[string][]int
	office  []Member
	leaders []Member
}

// NewRoster indexes the people; those who left are kept for look-up only. The
// order of people and of units' first appearance is preserved.
func NewRoster(members []Member) *Roster {
	r := &Roster{members: members, byKey: make(map[string]int, len(members)), inUnit: map[string][]int{}}
	at := map[string]int{}
	for i, m := range members {
		r.byKey[UserKey(m.UserID)] = i
		if m.Left {
			continue
		}
		u, ok := at[m.Unit]
		if !ok {
			u = len(r.units)
			at[m.Unit] = u
			r.units = append(r.units, Unit{Name: m.Unit})
		}
		r.inUnit[m.Unit] = append(r.inUnit[m.Unit], i)
		if m.Has(RoleMember) {
			r.units[u].Members++
		}
		if m.Has(RoleMember) || m.Has(RoleLiaison) || m.Has(RoleHead) {
			r.units[u].Owes = true
		}
		if m.Has(RoleOffice) {
			r.office = append(r.office, m)
		}
		if m.Has(RoleLeader) {
			r.leaders = append(r.leaders, m)
		}
	}
	owing := r.units[:0:0]
	for _, u := range r.units {
		if u.Owes {
			owing = append(owing, u)
		}
	}
	r.units = owing
	return r
}

// Members returns everybody, those who left included. Do not change it.
func (r *Roster) Members() []Member { return r.members }

// Units returns the units that owe. Do not change it.
func (r *Roster) Units() []Unit { return r.units }

// Member returns the person with this id, in any case, left or not.
func (r *Roster) Member(userID string) (Member, bool) {
	i, ok := r.byKey[UserKey(userID)]
	if !ok {
		return Member{}, false
	}
	return r.members[i], true
}

// InUnit returns the people of a unit who take part and hold the role; an empty
// role means all of them.
func (r *Roster) InUnit(unit string, role Role) []Member {
	var out []Member
	for _, i := range r.inUnit[unit] {
		if role == "" || r.members[i].Has(role) {
			out = append(out, r.members[i])
		}
	}
	return out
}

// WithRole returns the people who take part and hold the role. For office and
// leader it costs nothing; for the others it walks the roster.
func (r *Roster) WithRole(role Role) []Member {
	switch role {
	case RoleOffice:
		return r.office
	case RoleLeader:
		return r.leaders
	}
	var out []Member
	for _, m := range r.members {
		if !m.Left && m.Has(role) {
			out = append(out, m)
		}
	}
	return out
}
