package campaign

import "time"

// DebtKey names one debt: who owes which deliverable for which period. Debtor
// is a folded user id (UserKey) for a member's debt, the unit's name for a
// unit's, and OfficeDebtor for the office's.
type DebtKey struct {
	Deliverable string
	Period      string
	Debtor      string
}

// OfficeDebtor is the debtor of every debt of the office.
const OfficeDebtor = "office"

// Debt is what is known of a debt beyond the plan. A debt of which nothing is
// known has no record: it is open.
type Debt struct {
	DebtKey
	Unit      string    // the debtor's unit when the record was last written
	Count     int       // works that count
	Returned  int       // works sent back and not yet filed again
	SettledAt time.Time // when Count reached the least number; zero while it has not
	Late      bool      // settled after the deadline
	Excused   bool      // 免交
	Nil       bool      // 零报告
	Reason    string    // of the excuse, extension or nil report
	Due       time.Time // 缓交: this debtor's own deadline; zero: everyone's
	DueSince  time.Time // when Due was set
}

// Open tells whether the debt is still owed.
func (d Debt) Open() bool { return d.SettledAt.IsZero() && !d.Excused && !d.Nil }

// Settle returns d as the given works of the debt make it: how many count, how
// many were returned, and when the min-th counted work arrived against due.
func (d Debt) Settle(works []Standing, min int, due time.Time) Debt {
	if min < 1 {
		min = 1
	}
	d.Count, d.Returned, d.SettledAt, d.Late = 0, 0, time.Time{}, false
	var filed []time.Time
	for _, w := range works {
		switch {
		case w.Status.Counts():
			d.Count++
			filed = append(filed, w.FiledAt)
		case w.Status == StatusReturned:
			d.Returned++
		}
	}
	if len(filed) >= min {
		sortTimes(filed)
		d.SettledAt = filed[min-1]
		d.Late = d.SettledAt.After(due)
	}
	return d
}

func sortTimes(ts []time.Time) {
	for i := 1; i < len(ts); i++ {
		for j := i; j > 0 && ts[j].Before(ts[j-1]); j-- {
			ts[j], ts[j-1] = ts[j-1], ts[j]
		}
	}
}

// Deadline is a deadline that the office moved for everyone.
type Deadline struct {
	Deliverable string
	Period      string
	Due         time.Time
	Since       time.Time // when it was moved
	By          string    // user id
}

// Debtor returns the debtor of a deliverable for a person of a unit.
func (a Audience) Debtor(userID, unit string) string {
	switch a {
	case OwedByUnit:
		return unit
	case OwedByOffice:
		return OfficeDebtor
	}
	return UserKey(userID)
}
