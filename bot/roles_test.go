package bot

import (
	"os"
	"regexp"
	"testing"

	"duban/campaign"
)

func TestReach(t *testing.T) {
	t.Parallel()
	is := func(roles ...campaign.Role) campaign.Member { return campaign.Member{Roles: roles} }
	for _, tt := range []struct {
		who    campaign.Member
		intent string
		want   Scope
	}{
		{is(campaign.RoleMember), "view", ScopeOwn},
		{is(campaign.RoleLiaison), "view", ScopeUnit},
		{is(campaign.RoleOffice), "view", ScopeAll},
		{is(campaign.RoleMember), "missing", ScopeNone},
		{is(campaign.RoleMember, campaign.RoleHead), "missing", ScopeUnit},
		{is(campaign.RoleLeader), "missing", ScopeAll},
		{is(campaign.RoleLeader), "nudge", ScopeNone},
		{is(campaign.RoleLiaison), "review", ScopeNone},
		{is(campaign.RoleHead), "review", ScopeUnit},
		{is(campaign.RoleHead), "extend", ScopeNone},
		{is(campaign.RoleOffice), "extend", ScopeAll},
		{is(campaign.RoleLeader), "announce", ScopeNone},
		{is(), "tasks", ScopeNone},
		{is(campaign.RoleOffice), "no such intent", ScopeNone},
	} {
		if got := reachOf(tt.who, tt.intent); got != tt.want {
			t.Errorf("%v may %s as far as %d, want %d", tt.who.Roles, tt.intent, got, tt.want)
		}
	}
}

// Every intent that has a handler stands in the table of permissions, and the
// other way round.
func TestEveryIntentHasItsPermission(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile("command.go")
	if err != nil {
		t.Fatal(err)
	}
	handled := map[string]bool{intentFile: true}
	for _, m := range regexp.MustCompile(`case ((?:"[a-z_]+"(?:, )?)+):\n\t\treturn \(\*turn\)`).FindAllSubmatch(src, -1) {
		for _, name := range regexp.MustCompile(`[a-z_]+`).FindAll(m[1], -1) {
			handled[string(name)] = true
		}
	}
	for intent := range handled {
		if permissions[intent] == nil {
			t.Errorf("%s is handled and not in the table", intent)
		}
	}
	for intent := range permissions {
		if !handled[intent] {
			t.Errorf("%s is in the table and not handled", intent)
		}
	}
}

func TestCovers(t *testing.T) {
	t.Parallel()
	liaison := campaign.Member{UserID: "l", Unit: "文化馆", Roles: []campaign.Role{campaign.RoleLiaison}}
	member := campaign.Member{UserID: "M", Unit: "文化馆", Roles: []campaign.Role{campaign.RoleMember}}
	office := campaign.Member{UserID: "o", Unit: "办公室", Roles: []campaign.Role{campaign.RoleOffice}}
	for _, tt := range []struct {
		name  string
		scope Scope
		who   campaign.Member
		work  campaign.Submission
		want  bool
	}{
		{"one's own, in another case", ScopeOwn, member, campaign.Submission{Author: "m", FiledBy: "m"}, true},
		{"a colleague's", ScopeOwn, member, campaign.Submission{Author: "x", FiledBy: "x", Unit: "文化馆"}, false},
		{"sent in for a colleague", ScopeOwn, member, campaign.Submission{Author: "x", FiledBy: "M"}, true},
		{"the unit's, by a member", ScopeOwn, member, campaign.Submission{Author: "x", Debtor: "文化馆"}, false},
		{"the unit's, by the liaison", ScopeOwn, liaison, campaign.Submission{Author: "x", Debtor: "文化馆"}, true},
		{"a colleague's, by the liaison", ScopeUnit, liaison, campaign.Submission{Author: "x", Unit: "文化馆"}, true},
		{"another unit's, by the liaison", ScopeUnit, liaison, campaign.Submission{Author: "x", Unit: "图书馆"}, false},
		{"the office's", ScopeOwn, office, campaign.Submission{Author: "x", Debtor: campaign.OfficeDebtor}, true},
		{"anybody's, by the office", ScopeAll, office, campaign.Submission{Author: "x"}, true},
		{"out of reach", ScopeNone, office, campaign.Submission{Author: "o"}, false},
	} {
		if got := tt.scope.covers(tt.who, tt.work); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}
