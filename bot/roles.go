package bot

import "duban/campaign"

// Scope is how far a role reaches with an act.
type Scope int

// The scopes, each containing the one before.
const (
	ScopeNone Scope = iota
	ScopeOwn        // one's own works and debts
	ScopeUnit       // those of one's unit
	ScopeAll
)

// intentFile stands for every kind of work in the table of permissions.
const intentFile = "file"

var (
	everyone  = reaches(ScopeOwn, ScopeOwn, ScopeOwn, ScopeOwn, ScopeOwn)
	unitUp    = reaches(ScopeOwn, ScopeUnit, ScopeUnit, ScopeAll, ScopeAll)
	officeAct = reaches(ScopeNone, ScopeNone, ScopeNone, ScopeAll, ScopeNone)
)

// permissions is the one table of who may do what, and how far. It is enforced
// in turn.allowed alone.
var permissions = map[string]map[campaign.Role]Scope{
	intentFile:      reaches(ScopeOwn, ScopeUnit, ScopeUnit, ScopeAll, ScopeOwn),
	"tasks":         reaches(ScopeOwn, ScopeUnit, ScopeUnit, ScopeOwn, ScopeOwn),
	"progress":      reaches(ScopeUnit, ScopeUnit, ScopeUnit, ScopeAll, ScopeAll),
	"missing":       reaches(ScopeNone, ScopeUnit, ScopeUnit, ScopeAll, ScopeAll),
	"view":          unitUp,
	"withdraw":      everyone,
	"amend":         everyone,
	"file_last":     everyone,
	"register_pair": reaches(ScopeOwn, ScopeUnit, ScopeUnit, ScopeAll, ScopeOwn),
	"nil":           reaches(ScopeOwn, ScopeUnit, ScopeUnit, ScopeAll, ScopeOwn),
	"excuse":        reaches(ScopeOwn, ScopeUnit, ScopeUnit, ScopeAll, ScopeOwn),
	"snooze":        everyone,
	"why":           unitUp,
	"signin":        everyone,
	"events":        everyone,
	"nudge":         reaches(ScopeNone, ScopeUnit, ScopeUnit, ScopeAll, ScopeNone),
	"review":        reaches(ScopeNone, ScopeNone, ScopeUnit, ScopeAll, ScopeNone),
	"extend":        officeAct,
	"lift":          officeAct,
	"restore":       officeAct,
	"foresee":       officeAct,
	"announce":      officeAct,
	"bulletin":      reaches(ScopeNone, ScopeNone, ScopeNone, ScopeAll, ScopeAll),
	"export":        reaches(ScopeNone, ScopeUnit, ScopeUnit, ScopeAll, ScopeAll),
	"compile":       reaches(ScopeNone, ScopeNone, ScopeNone, ScopeAll, ScopeAll),
	"opinions":      reaches(ScopeOwn, ScopeUnit, ScopeUnit, ScopeAll, ScopeAll),
	"assign":        officeAct,
	"answer":        reaches(ScopeNone, ScopeUnit, ScopeUnit, ScopeAll, ScopeNone),
	"close_opinion": officeAct,
	"issue_code":    officeAct,
	"attendance":    reaches(ScopeNone, ScopeUnit, ScopeUnit, ScopeAll, ScopeAll),
	"pairings":      reaches(ScopeOwn, ScopeUnit, ScopeUnit, ScopeAll, ScopeAll),
	"transfer_pair": reaches(ScopeOwn, ScopeUnit, ScopeUnit, ScopeAll, ScopeNone),
	"end_pair":      reaches(ScopeOwn, ScopeUnit, ScopeUnit, ScopeAll, ScopeNone),
	"requests":      officeAct,
	"decide":        officeAct,
	"done":          everyone,
	"cancel":        everyone,
	"yes":           everyone,
	"no":            everyone,
	"help":          everyone,
}

func reaches(member, liaison, head, office, leader Scope) map[campaign.Role]Scope {
	return map[campaign.Role]Scope{
		campaign.RoleMember: member, campaign.RoleLiaison: liaison, campaign.RoleHead: head,
		campaign.RoleOffice: office, campaign.RoleLeader: leader,
	}
}

// reachOf returns how far the roles of a person reach for an intent.
func reachOf(who campaign.Member, intent string) Scope {
	var best Scope
	for _, r := range who.Roles {
		best = max(best, permissions[intent][r])
	}
	return best
}

// speaksForUnit tells whether the person reports on the unit's behalf.
func speaksForUnit(m campaign.Member) bool {
	return m.Has(campaign.RoleLiaison) || m.Has(campaign.RoleHead)
}

// own tells whether a work is the person's own: written or sent in by him, or
// owed by the unit or the office for which he speaks.
func own(who campaign.Member, w campaign.Submission) bool {
	key := campaign.UserKey(who.UserID)
	switch {
	case campaign.UserKey(w.Author) == key, campaign.UserKey(w.FiledBy) == key:
		return true
	case w.Debtor == campaign.OfficeDebtor:
		return who.Has(campaign.RoleOffice)
	}
	return w.Debtor != "" && w.Debtor == who.Unit && speaksForUnit(who)
}

// covers tells whether a reach includes a work.
func (s Scope) covers(who campaign.Member, w campaign.Submission) bool {
	switch s {
	case ScopeAll:
		return true
	case ScopeUnit:
		return w.Unit == who.Unit || own(who, w)
	case ScopeOwn:
		return own(who, w)
	}
	return false
}
