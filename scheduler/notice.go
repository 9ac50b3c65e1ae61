package scheduler

import (
	"fmt"
	"time"

	"duban/campaign"
	"duban/message"
)

// noticeAhead is how early the office hears that the holiday table ends, and
// noticeEvery how often it is told again, in days.
const (
	noticeAhead = 60
	noticeEvery = 30
)

// notices plans the system's own words to the office.
func (r *run) notices() {
	at, ok := within(r.calendarNotices(), r.lo, r.now)
	if !ok {
		return
	}
	key, args := message.SchedulerNoticeCalendar, message.Args{"campaign": r.plan.Name}
	if end := r.cal.End(); end.IsZero() {
		key = message.SchedulerNoticeNoTable
	} else {
		args["date"] = r.text.Text(message.SchedulerDateYear, message.Args{"year": end.Year, "month": int(end.Month), "day": end.Day})
	}
	text := r.text.Text(key, args)
	for _, m := range r.facts.Roster.WithRole(campaign.RoleOffice) {
		r.out.Deliveries = append(r.out.Deliveries, notice(at.Name, at.At, m.UserID, text))
	}
}

// notice builds a delivery of the system's own word to one of the office.
func notice(what string, at time.Time, to, text string) campaign.Delivery {
	return campaign.Delivery{
		Key:     fmt.Sprintf("notice|%s|%s|%s", what, at.UTC().Format(time.RFC3339), campaign.UserKey(to)),
		Purpose: campaign.PurposeNotice, Channel: campaign.ChannelApp, To: to, At: at,
		Items: []campaign.Item{{Rung: "notice:" + what}}, Text: text, State: campaign.DeliveryPlanned,
	}
}

// calendarNotices returns the moments at which the office is told that the
// holiday table ends before the campaign does, or that there is none.
func (p *Planner) calendarNotices() []campaign.Rung {
	if p.end.IsZero() || p.cal.Covers(p.end) {
		return nil
	}
	day := p.plan.Phases[0].From
	if end := p.cal.End(); !end.IsZero() {
		if ahead := end.AddDays(-noticeAhead); ahead.After(day) {
			day = ahead
		}
	}
	var out []campaign.Rung
	for ; !day.After(p.end); day = day.AddDays(noticeEvery) {
		at := p.cal.Forward(day).At(p.plan.Hours.From, p.plan.Zone).Add(10 * time.Minute)
		out = append(out, campaign.Rung{Name: "calendar", At: at})
	}
	return out
}
