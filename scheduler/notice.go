package scheduler

import (
	"context"
	"fmt"
	"time"

	"duban/campaign"
	"duban/message"
)

// noticeAhead is how early the office hears that the holiday table ends. It is
// told again every noticeEvery days, and beyond the table every beyondEvery.
const (
	noticeAhead = 60
	noticeEvery = 14
	beyondEvery = 7
)

// How many minutes into the working hours notices leave: of different length, so
// that nobody is told two things at once.
const (
	calendarAfter = 10
	burdenAfter   = 20
)

// noticeAt returns the moment of a notice, minutes into the hours of a day; a
// little later where reminders leave at that moment.
func (p *Planner) noticeAt(day campaign.Date, minutes int) time.Time {
	at := p.plan.Hours.Clamp(day.At(p.plan.Hours.From, p.plan.Zone).Add(time.Duration(minutes) * time.Minute))
	for p.reminds(at) || minutes > calendarAfter && at.Equal(p.noticeAt(day, calendarAfter)) {
		at = at.Add(time.Minute)
	}
	return at
}

// reminds tells whether reminders leave at this hour and minute.
func (p *Planner) reminds(at time.Time) bool {
	for _, policy := range p.plan.Reminders {
		if p.plan.Hours.Clamp(campaign.DateOf(at).At(policy.At, p.plan.Zone)).Equal(at) {
			return true
		}
	}
	return false
}

// notices plans the system's own words to the office.
func (r *run) notices(ctx context.Context) error {
	if at, ok := within(r.calendarNotices(), r.lo, r.now); ok {
		r.tellOffice(at, r.calendarText(at.At))
	}
	at, ok := within(r.burdenNotices(), r.lo, r.now)
	if !ok {
		return nil
	}
	text, err := r.burdenText(ctx, at.At)
	if err == nil && text != "" {
		r.tellOffice(at, text)
	}
	return err
}

// tellOffice plans a notice to everybody in the office.
func (r *run) tellOffice(at campaign.Rung, text string) {
	for _, m := range r.facts.Roster.WithRole(campaign.RoleOffice) {
		r.reports = append(r.reports, notice(at.Name, at.At, m.UserID, text))
	}
}

// calendarText says, as of a moment, what the holiday table lacks.
func (r *run) calendarText(at time.Time) string {
	key, args := message.SchedulerNoticeCalendar, message.Args{"campaign": r.plan.Name}
	gap, _ := r.cal.Gap(r.begin, r.reach)
	switch last := gap.AddDays(-1); {
	case r.cal.End().IsZero():
		key = message.SchedulerNoticeNoTable
	case !campaign.DateOf(at).Before(gap):
		key = message.SchedulerNoticeBeyond
		args["year"] = gap.Year
	default:
		args["date"] = r.text.Text(message.SchedulerDateYear, message.Args{"year": last.Year, "month": last.Month, "day": last.Day})
	}
	return r.text.Text(key, args)
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
// holiday table does not cover the whole campaign, or that there is none.
func (p *Planner) calendarNotices() []campaign.Rung {
	gap, ok := p.cal.Gap(p.begin, p.reach)
	if p.end.IsZero() || !ok {
		return nil
	}
	day := gap.AddDays(-noticeAhead)
	if day.Before(p.begin) {
		day = p.begin
	}
	var out []campaign.Rung
	for !day.After(p.reach) {
		out = append(out, campaign.Rung{Name: "calendar", At: p.noticeAt(p.cal.Forward(day), calendarAfter)})
		switch next := day.AddDays(noticeEvery); {
		case !day.Before(gap):
			day = day.AddDays(beyondEvery)
		case next.After(gap):
			day = gap
		default:
			day = next
		}
	}
	return out
}
