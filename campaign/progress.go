package campaign

import "time"

// Figures counts debts. Owed = Filed + Excused + Nil + Open.
type Figures struct {
	Owed     int `json:"owed"`
	Filed    int `json:"filed"`    // late, approved and selected ones included
	Late     int `json:"late"`     // filed after the deadline
	Excused  int `json:"excused"`  // 免交
	Nil      int `json:"nil"`      // 零报告
	Returned int `json:"returned"` // with a work that was sent back and not filed again
	Extended int `json:"extended"` // with a deadline of their own
	Overdue  int `json:"overdue"`  // open and past their deadline
	Week     int `json:"week"`     // filed within the last seven days
}

// Open returns how many debts are still owed.
func (f Figures) Open() int { return f.Owed - f.Filed - f.Excused - f.Nil }

// UnitFigures is the share of one unit.
type UnitFigures struct {
	Unit string `json:"unit"`
	Figures
}

// DeliverableFigures is how far one deliverable got, or one period of a
// recurring one. Units is empty for a debt of the office.
type DeliverableFigures struct {
	ID     string    `json:"id"`
	Name   string    `json:"name"`
	Period string    `json:"period,omitempty"`
	Due    time.Time `json:"due"` // everyone's, moved ones as moved
	Figures
	Units []UnitFigures `json:"units"`
	from  Date
}

// Progress counts the debts of every deliverable and period in the order of the
// plan, as of now. debts calls yield for every record of a debt, in any order,
// as Debts.AllDebts does; records of people and units who owe nothing (any
// more) do not count. The error is that of debts.
func Progress(plan *Plan, roster *Roster, debts func(yield func(Debt) error) error, deadlines []Deadline, now time.Time) ([]DeliverableFigures, error) {
	c := newCount(plan, roster, deadlines, now)
	if err := debts(c.add); err != nil {
		return nil, err
	}
	return c.sum(), nil
}

// Running tells whether the row concerns people on this day: its span has
// begun, and its deadline is ahead, or no more than seven days past, or passed
// with debts still open.
func (d DeliverableFigures) Running(day Date) bool {
	due := DateOf(d.Due)
	return !d.from.After(day) && (d.Open() > 0 || !due.AddDays(7).Before(day))
}

type countKey struct{ deliverable, period string }

// count is the working state of Progress.
type count struct {
	roster   *Roster
	now      time.Time
	rows     []DeliverableFigures
	audience []Audience
	row      map[countKey]int
	unit     map[string]int
}

func newCount(plan *Plan, roster *Roster, deadlines []Deadline, now time.Time) *count {
	c := &count{roster: roster, now: now, row: map[countKey]int{}, unit: map[string]int{}}
	for i, u := range roster.Units() {
		c.unit[u.Name] = i
	}
	for _, d := range plan.Deliverables() {
		for _, p := range d.Periods(plan.Zone) {
			c.row[countKey{d.ID, p.Key}] = len(c.rows)
			c.rows = append(c.rows, c.start(d, p))
			c.audience = append(c.audience, d.OwedBy)
		}
	}
	for _, d := range deadlines {
		if i, ok := c.row[countKey{d.Deliverable, d.Period}]; ok {
			c.rows[i].Due = d.Due.In(plan.Zone)
		}
	}
	for i := range c.rows {
		c.rows[i].overdue(c.now)
	}
	return c
}

// start returns a row in which everything is owed.
func (c *count) start(d Placed, p Period) DeliverableFigures {
	row := DeliverableFigures{ID: d.ID, Name: d.Name, Period: p.Key, Due: p.Due, from: p.From, Units: []UnitFigures{}}
	if d.OwedBy == OwedByOffice {
		row.Owed = 1
		return row
	}
	row.Units = make([]UnitFigures, len(c.roster.Units()))
	for i, u := range c.roster.Units() {
		row.Units[i].Unit = u.Name
		row.Units[i].Owed = 1
		if d.OwedBy == OwedByMember {
			row.Units[i].Owed = u.Members
		}
	}
	return row
}

// overdue takes every debt as open against everyone's deadline.
func (d *DeliverableFigures) overdue(now time.Time) {
	if !now.After(d.Due) {
		return
	}
	if len(d.Units) == 0 {
		d.Overdue = d.Owed
	}
	for i := range d.Units {
		d.Units[i].Overdue = d.Units[i].Owed
	}
}

// add corrects the row of one debt by its record.
func (c *count) add(d Debt) error {
	i, ok := c.row[countKey{d.Deliverable, d.Period}]
	if !ok {
		return nil
	}
	row := &c.rows[i]
	f := c.figures(row, c.audience[i], d.Debtor)
	if f == nil {
		return nil
	}
	past := c.now.After(row.Due)
	due := row.Due
	if !d.Due.IsZero() {
		f.Extended++
		due = d.Due
	}
	if still := d.Open() && c.now.After(due); past && !still {
		f.Overdue--
	} else if !past && still {
		f.Overdue++
	}
	if d.Returned > 0 {
		f.Returned++
	}
	switch {
	case !d.SettledAt.IsZero():
		f.Filed++
		if d.Late {
			f.Late++
		}
		if age := c.now.Sub(d.SettledAt); age >= 0 && age < 7*24*time.Hour {
			f.Week++
		}
	case d.Excused:
		f.Excused++
	case d.Nil:
		f.Nil++
	}
	return nil
}

// figures returns where a debtor's debt is counted, nil where he owes nothing.
func (c *count) figures(row *DeliverableFigures, a Audience, debtor string) *Figures {
	name := debtor
	switch a {
	case OwedByOffice:
		if debtor != OfficeDebtor {
			return nil
		}
		return &row.Figures
	case OwedByMember:
		i, ok := c.roster.byKey[debtor]
		if !ok || c.roster.members[i].Left || !c.roster.members[i].Has(RoleMember) {
			return nil
		}
		name = c.roster.members[i].Unit
	}
	u, ok := c.unit[name]
	if !ok {
		return nil
	}
	return &row.Units[u].Figures
}

// sum adds the units up.
func (c *count) sum() []DeliverableFigures {
	for i := range c.rows {
		for _, u := range c.rows[i].Units {
			c.rows[i].plus(u.Figures)
		}
	}
	return c.rows
}

func (f *Figures) plus(o Figures) {
	f.Owed += o.Owed
	f.Filed += o.Filed
	f.Late += o.Late
	f.Excused += o.Excused
	f.Nil += o.Nil
	f.Returned += o.Returned
	f.Extended += o.Extended
	f.Overdue += o.Overdue
	f.Week += o.Week
}
