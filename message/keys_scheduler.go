package message

// What the scheduler says on its own.
const (
	SchedulerOwnOne  Key = "scheduler.own.one"  // name, when, how
	SchedulerOwnMany Key = "scheduler.own.many" // n, list, how
	SchedulerOwnLine Key = "scheduler.own.line" // n, name, when
	SchedulerOwnMore Key = "scheduler.own.more" // n

	SchedulerHow    Key = "scheduler.how"     // word
	SchedulerHowLog Key = "scheduler.how.log" // word
	SchedulerHowNil Key = "scheduler.how.nil"

	SchedulerCardFile     Key = "scheduler.card.file"
	SchedulerCardFileKey  Key = "scheduler.card.file.key" // word; what the bot takes the press for
	SchedulerCardLater    Key = "scheduler.card.later"
	SchedulerCardLaterKey Key = "scheduler.card.later.key" // the same
	SchedulerCardPressed  Key = "scheduler.card.pressed"

	SchedulerPeriodMonth   Key = "scheduler.period.month"   // year, month
	SchedulerPeriodQuarter Key = "scheduler.period.quarter" // year, quarter
	SchedulerOfUnit        Key = "scheduler.of_unit"
	SchedulerCount         Key = "scheduler.count" // n

	SchedulerDate          Key = "scheduler.date"            // month, day
	SchedulerDateYear      Key = "scheduler.date.year"       // year, month, day
	SchedulerWhenDays      Key = "scheduler.when.days"       // date, time, n
	SchedulerWhenTomorrow  Key = "scheduler.when.tomorrow"   // date, time
	SchedulerWhenToday     Key = "scheduler.when.today"      // time
	SchedulerWhenPast      Key = "scheduler.when.past"       // date, time
	SchedulerWhenPastToday Key = "scheduler.when.past_today" // time
	SchedulerOwnPast       Key = "scheduler.own.past"        // when; to one who has not done all

	SchedulerEvent         Key = "scheduler.event"          // name, when
	SchedulerEventToday    Key = "scheduler.event.today"    // time
	SchedulerEventTomorrow Key = "scheduler.event.tomorrow" // date, time
	SchedulerEventPlace    Key = "scheduler.event.place"    // place
	SchedulerEventSignIn   Key = "scheduler.event.sign_in"

	SchedulerUp          Key = "scheduler.up"            // list
	SchedulerUpMembers   Key = "scheduler.up.members"    // name, when, n
	SchedulerUpUnit      Key = "scheduler.up.unit"       // unit, n, names
	SchedulerUpUnitCount Key = "scheduler.up.unit.count" // unit, n
	SchedulerUpUnits     Key = "scheduler.up.units"      // name, when, n
	SchedulerUpOffice    Key = "scheduler.up.office"     // name, when
	SchedulerUpDue       Key = "scheduler.up.due"        // date; the short form of when
	SchedulerUpHint      Key = "scheduler.up.hint"       // how to get the whole list
	SchedulerRest        Key = "scheduler.rest"          // n
	SchedulerNamesJoin   Key = "scheduler.names.join"
	SchedulerNamesMore   Key = "scheduler.names.more" // names, n
	SchedulerUnitsMore   Key = "scheduler.units.more" // names, n

	SchedulerSummary        Key = "scheduler.summary"              // campaign, date
	SchedulerSummaryRow     Key = "scheduler.summary.row"          // name, when, and the figures
	SchedulerSummaryShort   Key = "scheduler.summary.row.short"    // name, when, owed, filed, open, more
	SchedulerFigureLate     Key = "scheduler.summary.row.late"     // n; the figures of more
	SchedulerFigureExtended Key = "scheduler.summary.row.extended" // n
	SchedulerFigureExcused  Key = "scheduler.summary.row.excused"  // n
	SchedulerFigureNil      Key = "scheduler.summary.row.nil"      // n
	SchedulerFigureReturned Key = "scheduler.summary.row.returned" // n
	SchedulerFigureWeek     Key = "scheduler.summary.row.week"     // n
	SchedulerSummaryHint    Key = "scheduler.summary.hint"         // where to ask for the rest
	SchedulerSummaryMissing Key = "scheduler.summary.missing"      // names
	SchedulerSummaryDue     Key = "scheduler.summary.due"          // date, time
	SchedulerSummaryNext    Key = "scheduler.summary.next"         // list
	SchedulerSummaryLine    Key = "scheduler.summary.next.line"    // name, when
	SchedulerSummaryQuiet   Key = "scheduler.summary.quiet"        // campaign, date
	SchedulerSummaryNobody  Key = "scheduler.summary.missing.none" // no one owes

	SchedulerNoticeCalendar Key = "scheduler.notice.calendar" // date, campaign
	SchedulerNoticeBeyond   Key = "scheduler.notice.beyond"   // year, campaign
	SchedulerNoticeBurden   Key = "scheduler.notice.burden"   // campaign, year, month, people, messages, average, most, unit, merged
	SchedulerNoticeNoTable  Key = "scheduler.notice.no_table" // campaign
	SchedulerNoticeParked   Key = "scheduler.notice.parked"   // n, names, why, text
	SchedulerNoticeGroup    Key = "scheduler.notice.group"    // group, why
	SchedulerWhyNoWebhook   Key = "scheduler.notice.why.no_webhook"
	SchedulerWhyRefused     Key = "scheduler.notice.why.refused" // code
	SchedulerWhyUnknown     Key = "scheduler.notice.why.unknown"
	SchedulerNoticeDropped  Key = "scheduler.notice.undelivered" // n, names, why
)
