package configs

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"duban/campaign"
)

const (
	idPattern  = `^[a-z0-9][a-z0-9_-]{0,63}$`
	idForm     = "small letters, digits, - and _, the first a letter or digit, at most 64"
	dayForm    = "a day like 2011-10-31"
	dayPattern = `^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$`
	clockText  = `^[0-2][0-9]:[0-5][0-9]$`
	dateLast   = "last"
)

var idRegexp = regexp.MustCompile(idPattern)

func validID(s string) bool { return idRegexp.MatchString(s) }

// campaignShape builds the shape of a campaign file: every key, what it holds
// and whether it has to be there.
func campaignShape() *shape {
	id, name := text(idPattern, idForm), title()
	return object(
		must("version", &shape{kind: intNode, low: 1, high: 1, allowed: "1"}, "Version of the file's format."),
		must("id", id, "The campaign's id; what is stored belongs to it."),
		must("name", name, "The campaign's full name, as staff read it."),
		may("zone", textIf("", "a time zone like Asia/Shanghai", knownZone), "Time zone of every day and hour. Default Asia/Shanghai."),
		may("calendar", oneOf(CalendarCN, CalendarNone), "Holiday table; none: every day is a workday. Default cn."),
		may("hours", object(
			may("from", clockShape(), "Default 08:30."),
			may("to", clockShape(), "Default 17:30."),
		), "Reminders leave inside these hours."),
		may("burden", object(
			may("per_member_per_week", number(0, 1000), "Reminder messages per person from Monday to Sunday; 0: no limit."),
		), "What goes beyond is merged into a digest."),
		must("phases", listOf(1, phaseShape(id, name)), "The stages, in order."),
		may("kinds", listOf(0, kindShape(id, name)), "Kinds of work beside the built-in ones."),
		may("reminders", tableOf(policyShape()), "Reminder ladders by name."),
		may("public", object(
			may("names", switchShape(), "Naming people in groups."),
			may("ranking", switchShape(), "Ranking units or people."),
			may("votes", switchShape(), "Votes among staff."),
		), "What may be shown of people beyond their own chat. Default: nothing."),
		may("summaries", listOf(0, summaryShape(id)), "Standing reports to groups."),
	)
}

func phaseShape(id, name *shape) *shape {
	return object(
		must("id", id, ""),
		must("name", name, ""),
		must("from", dayShape(), "First day."),
		must("to", dayShape(), "Last day."),
		may("activities", listOf(0, object(
			must("id", id, ""),
			must("name", name, ""),
			may("deliverables", listOf(0, deliverableShape(id, name)), "What is owed."),
			may("events", listOf(0, eventShape(id, name)), "What is attended."),
		)), ""),
	)
}

func deliverableShape(id, name *shape) *shape {
	s := object(
		must("id", id, ""),
		must("name", name, ""),
		must("kind", text(idPattern, "the id of a kind"), "A built-in kind or one of kinds."),
		must("owed_by", oneOf("member", "unit", "office"), "Each member, each unit, or the office once."),
		may("count", object(
			may("min", number(1, 1000), "Works that settle the debt. Default 1."),
			may("max", number(1, 1000), "Works asked for at the most."),
		), ""),
		may("due", momentShape(), "Deadline of what is owed once; a day alone means 18:00."),
		may("every", oneOf("month", "quarter"), "A debt per month or quarter until the phase ends."),
		may("due_day", dueDayShape(), "With every: the day of the month. Default last."),
		may("due_at", clockShape(), "With every: the time of day. Default 18:00."),
		may("late", oneOf("accept", "close"), "What becomes of late works. Default accept."),
		may("min_chars", number(0, 100000), "Least length of a work's text."),
		may("review", oneOf("none", "unit", "office"), "Who has to approve. Default none."),
		may("reminders", text(idPattern, "the name of a ladder under reminders"), "Without it nobody is reminded."),
	)
	s.rules = map[string]any{
		"oneOf":             []any{map[string]any{"required": []any{"due"}}, map[string]any{"required": []any{"every"}}},
		"dependentRequired": map[string]any{"due_day": []any{"every"}, "due_at": []any{"every"}},
	}
	return s
}

func eventShape(id, name *shape) *shape {
	return object(
		must("id", id, ""),
		must("name", name, ""),
		must("at", momentShape(), "When it begins; a day alone means 18:00."),
		may("place", title(), ""),
		may("who", object(
			may("roles", listOf(0, roleShape()), "Default: every role."),
			may("units", listOf(0, title()), "Default: every unit."),
		), "Who is to attend. Default: everybody."),
		may("signin", yesNo(), "Whether people sign in with a code."),
		may("remind", listOf(0, spanShape("wdhm")), "How long before it reminders leave."),
	)
}

func kindShape(id, name *shape) *shape {
	return object(
		must("id", id, "The id of a built-in kind replaces it."),
		must("name", name, ""),
		must("words", listOf(1, title()), "What staff call it; the bot uses the first."),
		may("fields", listOf(0, object(
			must("id", id, ""),
			must("name", name, ""),
			may("required", yesNo(), ""),
			may("type", oneOf("text", "date"), "Default text."),
		)), "Values that a work carries beside its text."),
		may("log", yesNo(), "A dated log: needs a day and a place or a partner."),
	)
}

func policyShape() *shape {
	days := spanShape("wd")
	return object(
		may("before", listOf(0, days), "Before the deadline."),
		may("on_day", yesNo(), "On the day of the deadline."),
		may("overdue", listOf(0, days), "After the deadline."),
		may("at", clockShape(), "Time of day. Default 09:10."),
		may("escalate", listOf(0, object(
			must("after", days, "How long after the deadline."),
			must("to", oneOf("liaison", "head", "office", "leader"), ""),
		)), "Tells a higher role who still owes."),
	)
}

func summaryShape(id *shape) *shape {
	return object(
		must("id", id, ""),
		must("cron", textIf("", "five fields: minute hour day month weekday, with a next time", knownCron), "In the campaign's zone."),
		must("to", listOf(1, title()), "Names of group webhooks."),
		may("name_missing", oneOf("none", "units", "members"), "Who may be named as still owing. Default none."),
	)
}

func switchShape() *shape {
	s := object(
		may("on", yesNo(), "Default false."),
		may("reason", title(), "Why; goes into the audit trail."),
	)
	s.rules = map[string]any{
		"if":   map[string]any{"properties": map[string]any{"on": map[string]any{"const": true}}, "required": []any{"on"}},
		"then": map[string]any{"required": []any{"reason"}},
	}
	return s
}

func title() *shape {
	return textIf(`\S`, "a text that is not blank, of at most 200 characters, on one line", func(s string) bool {
		return len([]rune(s)) <= 200 && !strings.ContainsAny(s, "\r\n")
	})
}

func roleShape() *shape {
	var names []string
	for _, r := range campaign.Roles() {
		names = append(names, string(r))
	}
	return oneOf(names...)
}

func clockShape() *shape {
	return textIf(clockText, "a time of day like 09:10, from 00:00 to 23:59", func(s string) bool {
		_, err := campaign.ParseClock(s)
		return err == nil
	})
}

func dayShape() *shape {
	s := textIf(dayPattern, dayForm, func(s string) bool {
		_, err := campaign.ParseDate(s)
		return err == nil
	})
	s.rules = map[string]any{"format": "date"}
	return s
}

func momentShape() *shape {
	return textIf(dayPattern[:len(dayPattern)-1]+`([T ][0-2][0-9]:[0-5][0-9](:00)?)?$`,
		"a day or moment like 2011-10-31 or 2011-10-31T18:00", func(s string) bool {
			_, _, ok := parseMoment(s)
			return ok
		})
}

func dueDayShape() *shape {
	s := textIf(`^([1-9]|[12][0-9]|3[01]|last)$`, "1 to 31, or last", nil)
	s.rules = map[string]any{"oneOf": []any{
		map[string]any{"type": "integer", "minimum": 1, "maximum": 31},
		map[string]any{"const": dateLast},
	}}
	return s
}

func spanShape(units string) *shape {
	example := "a number of days or weeks like 14d or 2w"
	if strings.Contains(units, "h") {
		example = "a span like 14d, 2w, 1h or 30m"
	}
	return text(`^[1-9][0-9]{0,3}[`+units+`]$`, example)
}

func knownZone(s string) bool {
	if s == "" || s == "Local" {
		return false
	}
	_, err := time.LoadLocation(s)
	return err == nil
}

// knownCron tells whether s is a plain five-field expression that will ever
// come due.
func knownCron(s string) bool {
	if strings.Contains(s, "=") {
		return false // a zone of its own; the plan's zone holds
	}
	schedule, err := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow).Parse(s)
	return err == nil && !schedule.Next(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero()
}

// parseMoment reads a day with or without a time of day; without one it is
// 18:00.
func parseMoment(s string) (campaign.Date, campaign.Clock, bool) {
	if day, err := campaign.ParseDate(s); err == nil {
		return day, campaign.Clock{Hour: 18}, true
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02T15:04:00", "2006-01-02 15:04:00"} {
		if t, err := time.Parse(layout, s); err == nil {
			return campaign.DateOf(t), campaign.Clock{Hour: t.Hour(), Minute: t.Minute()}, true
		}
	}
	return campaign.Date{}, campaign.Clock{}, false
}

// parseSpan reads a span such as 14d; a malformed one gives the zero Offset.
func parseSpan(s string) campaign.Offset {
	if len(s) < 2 {
		return campaign.Offset{}
	}
	n, err := strconv.Atoi(s[:len(s)-1])
	unit := slices.Index([]byte("dwhm"), s[len(s)-1])
	if err != nil || unit < 0 {
		return campaign.Offset{}
	}
	o := campaign.Offset{Text: s}
	switch unit {
	case 0:
		o.Days = n
	case 1:
		o.Days = 7 * n
	case 2:
		o.Rest = time.Duration(n) * time.Hour
	case 3:
		o.Rest = time.Duration(n) * time.Minute
	}
	return o
}
