package message

// What the dialog engine asks where a command leaves open what is meant, and says
// where it can do only a part of it.
const (
	BotStillAsked   Key = "bot.still_asked"
	BotMoveEarlier  Key = "bot.move_earlier"
	BotLift         Key = "bot.lift"
	BotLiftYes      Key = "bot.lift_yes"
	BotLiftNo       Key = "bot.lift_no"
	BotLifted       Key = "bot.lifted"
	BotLiftLeft     Key = "bot.lift_left"
	BotSnoozeAgain  Key = "bot.snooze_again"
	BotSnoozeBefore Key = "bot.snooze_before"
	BotSnoozeTold   Key = "bot.snooze_told"
	BotWhichVerdict Key = "bot.which_verdict"
	BotVerdictYes   Key = "bot.verdict_yes"
	BotVerdictNo    Key = "bot.verdict_no"
	BotNeedDay      Key = "bot.need_day"
	BotNeedLaterDay Key = "bot.need_later_day"
	BotNudgeNoneOf  Key = "bot.nudge_none_of"
	BotWhichPerson  Key = "bot.which_person"
)
