package message

// The roles' names as staff know them.
const (
	RoleMember  Key = "role.member"
	RoleLiaison Key = "role.liaison"
	RoleHead    Key = "role.head"
	RoleOffice  Key = "role.office"
	RoleLeader  Key = "role.leader"
)
