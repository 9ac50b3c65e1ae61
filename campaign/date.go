package campaign

import (
	"fmt"
	"time"
)

// Date is a calendar day without time or zone, comparable and usable as a map
// key. The zero value means "no date".
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns t's day in t's own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads "2006-01-02".
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, Errorf(CodeInvalid, "parse date", "%q is not a date like 2011-10-31", s)
	}
	return DateOf(t), nil
}

// String returns "2006-01-02", or "" for the zero value.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// IsZero tells whether d is no date.
func (d Date) IsZero() bool { return d == Date{} }

// At returns the moment of day d at the given clock in zone.
func (d Date) At(c Clock, zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, c.Hour, c.Minute, 0, 0, zone)
}

// AddDays returns d moved by n days.
func (d Date) AddDays(n int) Date {
	return DateOf(time.Date(d.Year, d.Month, d.Day+n, 0, 0, 0, 0, time.UTC))
}

// Before tells whether d lies before o.
func (d Date) Before(o Date) bool { return d.ordinal() < o.ordinal() }

// After tells whether d lies after o.
func (d Date) After(o Date) bool { return d.ordinal() > o.ordinal() }

// DaysUntil returns how many days later o is; negative when it is earlier.
func (d Date) DaysUntil(o Date) int {
	return int(o.utc().Sub(d.utc()) / (24 * time.Hour))
}

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

func (d Date) utc() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

func (d Date) ordinal() int { return d.Year*10000 + int(d.Month)*100 + d.Day }

// Clock is a time of day in whole minutes.
type Clock struct{ Hour, Minute int }

// ParseClock reads "15:04".
func ParseClock(s string) (Clock, error) {
	t, err := time.Parse("15:04", s)
	if err != nil {
		return Clock{}, Errorf(CodeInvalid, "parse clock", "%q is not a time of day like 09:10", s)
	}
	return Clock{t.Hour(), t.Minute()}, nil
}

// String returns "15:04".
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", c.Hour, c.Minute) }

// Minutes returns the minutes since midnight.
func (c Clock) Minutes() int { return c.Hour*60 + c.Minute }
