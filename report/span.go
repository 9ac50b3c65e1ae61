package report

import (
	"fmt"
	"time"

	"duban/campaign"
)

// Span is the time from one moment up to, not including, another.
type Span struct{ From, To time.Time }

// Holds tells whether a moment lies within the span.
func (s Span) Holds(t time.Time) bool { return !t.Before(s.From) && t.Before(s.To) }

// ParseSpan returns the span of a month 2011-10, a quarter 2011-Q4 or an ISO week
// 2011-W50; ok is false for anything else.
func ParseSpan(period string, zone *time.Location) (s Span, ok bool) {
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, zone) }
	var year, n int
	if _, err := fmt.Sscanf(period, "%4d-W%02d", &year, &n); err == nil && n >= 1 && n <= 53 {
		first := day(year, time.January, 4) // always in week 1
		monday := 4 - (int(first.Weekday())+6)%7 + 7*(n-1)
		return Span{day(year, time.January, monday), day(year, time.January, monday+7)}, true
	}
	if _, err := fmt.Sscanf(period, "%4d-Q%1d", &year, &n); err == nil && n >= 1 && n <= 4 {
		return Span{day(year, time.Month(3*n-2), 1), day(year, time.Month(3*n+1), 1)}, true
	}
	if _, err := fmt.Sscanf(period, "%4d-%02d", &year, &n); err == nil && n >= 1 && n <= 12 {
		return Span{day(year, time.Month(n), 1), day(year, time.Month(n+1), 1)}, true
	}
	return Span{}, false
}

// LastWeek returns the seven days up to a moment.
func LastWeek(now time.Time) Span { return Span{now.AddDate(0, 0, -7), now} }

// Until returns the part of the span that has come by now; a span that has not
// begun stays whole.
func (s Span) Until(now time.Time) Span {
	if s.To.After(now) && s.From.Before(now) {
		s.To = now
	}
	return s
}

// dayOf returns the day that a work tells of: a log's own, else that of its
// filing.
func dayOf(w campaign.Submission, zone *time.Location) campaign.Date {
	if !w.Date.IsZero() {
		return w.Date
	}
	return campaign.DateOf(w.FiledAt.In(zone))
}

// Belongs tells whether a work belongs to a period by the day it tells of; to
// the period "" every work does.
func Belongs(w campaign.Submission, period string, zone *time.Location) bool {
	if period == "" {
		return true
	}
	s, ok := ParseSpan(period, zone)
	return ok && s.Holds(dayOf(w, zone).At(campaign.Clock{}, zone))
}
