package campaign

import "sort"

// Calendar tells workdays from days off. The zero value and nil know no
// holidays and take Monday to Friday as workdays. A Calendar is built once and
// then only read.
type Calendar struct {
	every bool
	days  map[Date]bool // true: a workday though a weekend; false: off
	years map[int]bool
}

// EveryDay returns the calendar "none": every day is a workday.
func EveryDay() *Calendar { return &Calendar{every: true} }

// DayKind is one row of a holiday table.
type DayKind struct {
	Date Date
	Work bool // an adjusted workday; false: a day off
	Name string
}

// NewCalendar builds a calendar from the rows of a holiday table. A year with
// at least one row counts as covered.
func NewCalendar(rows []DayKind) *Calendar {
	c := &Calendar{days: make(map[Date]bool, len(rows)), years: map[int]bool{}}
	for _, r := range rows {
		c.days[r.Date] = r.Work
		c.years[r.Date.Year] = true
	}
	return c
}

// Workday tells whether people work on d.
func (c *Calendar) Workday(d Date) bool {
	if c != nil {
		if c.every {
			return true
		}
		if work, ok := c.days[d]; ok {
			return work
		}
	}
	wd := d.Weekday()
	return wd >= 1 && wd <= 5
}

// Covers tells whether the table knows the year of d. A calendar without
// holidays covers every year.
func (c *Calendar) Covers(d Date) bool {
	return c != nil && (c.every || c.years[d.Year])
}

// Gap returns the first day from one day to another, both included, that the
// table does not cover; ok is false where it covers all of them.
func (c *Calendar) Gap(from, to Date) (first Date, ok bool) {
	for d := from; !d.After(to); d = (Date{d.Year + 1, 1, 1}) {
		if !c.Covers(d) {
			return d, true
		}
	}
	return Date{}, false
}

// End returns the last day of the last year that the table covers, the zero
// Date for a calendar that never ends.
func (c *Calendar) End() Date {
	if c == nil || c.every || len(c.years) == 0 {
		return Date{}
	}
	years := make([]int, 0, len(c.years))
	for y := range c.years {
		years = append(years, y)
	}
	sort.Ints(years)
	return Date{years[len(years)-1], 12, 31}
}

// Back returns d, or the nearest workday before it.
func (c *Calendar) Back(d Date) Date { return c.walk(d, -1) }

// Forward returns d, or the nearest workday after it.
func (c *Calendar) Forward(d Date) Date { return c.walk(d, 1) }

func (c *Calendar) walk(d Date, step int) Date {
	for !c.Workday(d) {
		d = d.AddDays(step)
	}
	return d
}
