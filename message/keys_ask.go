package message

// What the dialog engine asks where a command leaves open what is meant.
const (
	BotNudgeNoneOf Key = "bot.nudge_none_of"
	BotWhichPerson Key = "bot.which_person"
)
