package demo

import (
	"duban/campaign"
	"duban/message"
)

// roleKeys names the roles on the page.
var roleKeys = map[campaign.Role]message.Key{
	campaign.RoleMember:  message.RoleMember,
	campaign.RoleLiaison: message.RoleLiaison,
	campaign.RoleHead:    message.RoleHead,
	campaign.RoleOffice:  message.RoleOffice,
	campaign.RoleLeader:  message.RoleLeader,
}
