package wecom

// setContact stores a field of change_contact; other names are dropped.
func (in *Inbound) setContact(name, text string) {
	field := contactField(&Contact{}, name)
	if field == nil {
		return
	}
	if in.Contact == nil {
		in.Contact = new(Contact)
	}
	*contactField(in.Contact, name) = text
}

// contactField returns the field that the element name fills, or nil.
func contactField(c *Contact, name string) *string {
	switch name {
	case "ChangeType":
		return &c.ChangeType
	case "UserID":
		return &c.UserID
	case "NewUserID":
		return &c.NewUserID
	case "Name":
		return &c.Name
	case "Alias":
		return &c.Alias
	case "Department":
		return &c.Department
	case "MainDepartment":
		return &c.MainDepartment
	case "IsLeaderInDept":
		return &c.IsLeaderInDept
	case "DirectLeader":
		return &c.DirectLeader
	case "Position":
		return &c.Position
	case "Status":
		return &c.Status
	case "Gender":
		return &c.Gender
	case "Mobile":
		return &c.Mobile
	case "Telephone":
		return &c.Telephone
	case "Email":
		return &c.Email
	case "BizMail":
		return &c.BizMail
	case "Address":
		return &c.Address
	case "Avatar":
		return &c.Avatar
	case "Id":
		return &c.PartyID
	case "ParentId":
		return &c.ParentID
	case "Order":
		return &c.Order
	case "TagId":
		return &c.TagID
	case "AddUserItems":
		return &c.AddUserItems
	case "DelUserItems":
		return &c.DelUserItems
	case "AddPartyItems":
		return &c.AddPartyItems
	case "DelPartyItems":
		return &c.DelPartyItems
	}
	return nil
}
