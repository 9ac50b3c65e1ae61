package message

// The texts of the calendar feeds.
const (
	CalendarName   Key = "calendar.name"
	CalendarDue    Key = "calendar.due"
	CalendarDone   Key = "calendar.done"
	CalendarPeriod Key = "calendar.period"
)
