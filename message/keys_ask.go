package message

// What the dialog engine asks where a command leaves open what is meant.
const (
	BotNeedDay      Key = "bot.need_day"
	BotNeedLaterDay Key = "bot.need_later_day"
	BotNudgeNoneOf  Key = "bot.nudge_none_of"
	BotWhichPerson  Key = "bot.which_person"
)
