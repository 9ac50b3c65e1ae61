package message

// StatusKey returns the key of a work's state, which is called as in the
// database: draft, filed, returned, approved, selected or withdrawn.
func StatusKey(status string) Key {
	switch status {
	case "draft":
		return BotStatusDraft
	case "returned":
		return BotStatusReturned
	case "approved":
		return BotStatusApproved
	case "selected":
		return BotStatusSelected
	case "withdrawn":
		return BotStatusWithdrawn
	}
	return BotStatusFiled
}
