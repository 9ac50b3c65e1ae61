package report

import (
	"io"
	"slices"
	"strings"
	"time"

	"duban/campaign"
	"duban/message"
)

// Ledger is what a ledger is made of.
type Ledger struct {
	Works     []campaign.Submission // those that are Listed get a row, in this order
	Roster    *campaign.Roster
	Deadlines []campaign.Deadline            // moved for everyone
	Own       map[campaign.DebtKey]time.Time // deadlines of single debts
	due       map[campaign.DebtKey]time.Time // of everyone, by deliverable and period
}

// Ledger writes the ledger as a spreadsheet: one row per work.
func (m *Maker) Ledger(out io.Writer, l Ledger, now time.Time) error {
	l.due = m.deadlines(l.Deadlines)
	works := slices.DeleteFunc(slices.Clone(l.Works), func(w campaign.Submission) bool { return !Listed(w.Status) })
	columns := []column{
		{m.text(message.ReportNumber, nil), 7, number}, {m.text(message.ReportFiledAt, nil), 17, minute},
		{m.text(message.ReportUnit, nil), 22, words}, {m.text(message.ReportAuthor, nil), 10, short},
		{m.text(message.ReportKind, nil), 15, short}, {m.text(message.ReportTitle, nil), 40, words},
		{m.text(message.ReportDay, nil), 12, dayLook}, {m.text(message.ReportPlace, nil), 18, words},
		{m.text(message.ReportPartner, nil), 12, words}, {m.text(message.ReportChars, nil), 8, number},
		{m.text(message.ReportStatus, nil), 9, short}, {m.text(message.ReportLate, nil), 7, short},
		{m.text(message.ReportCounts, nil), 24, words}, {m.text(message.ReportDue, nil), 17, minute},
		{m.text(message.ReportRemark, nil), 24, words},
	}
	return sheet(out, m.text(message.ReportLedger, nil), columns, len(works), func(i int) []any { return m.ledgerRow(l, works[i], now) })
}

func (m *Maker) ledgerRow(l Ledger, w campaign.Submission, now time.Time) []any {
	late := ""
	if w.Late {
		late = m.text(message.ReportYes, nil)
	}
	counts := m.debt(w.Deliverable, w.Period, now)
	if counts != "" && w.Extra {
		counts += m.text(message.ReportExtra, nil)
	}
	due := l.due[campaign.DebtKey{Deliverable: w.Deliverable, Period: w.Period}]
	if own, ok := l.Own[campaign.DebtKey{Deliverable: w.Deliverable, Period: w.Period, Debtor: w.Debtor}]; ok {
		due = own
	}
	return []any{
		w.Number, m.zoned(w.FiledAt), w.Unit, author(l.Roster, w.Author), m.kind(w.Kind), caption(w), midnight(w.Date), w.Place, w.Partner,
		w.Chars, m.status(w.Status), late, counts, m.zoned(due), m.remark(w),
	}
}

// deadlines returns everyone's deadlines as they stand.
func (m *Maker) deadlines(moved []campaign.Deadline) map[campaign.DebtKey]time.Time {
	out := map[campaign.DebtKey]time.Time{}
	for _, d := range m.plan.Deliverables() {
		for _, p := range d.Periods(m.plan.Zone) {
			out[campaign.DebtKey{Deliverable: d.ID, Period: p.Key}] = p.Due
		}
	}
	for _, d := range moved {
		out[campaign.DebtKey{Deliverable: d.Deliverable, Period: d.Period}] = d.Due
	}
	return out
}

// zoned returns a moment as clocks of the campaign show it: spreadsheets know no
// zones.
func (m *Maker) zoned(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(m.plan.Zone)
}

// midnight returns a day as a spreadsheet keeps it.
func midnight(d campaign.Date) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return d.At(campaign.Clock{}, time.UTC)
}

func (m *Maker) status(s campaign.Status) string {
	return m.text(message.StatusKey(string(s)), nil)
}

// remark tells what has no column of its own: the fields of the campaign's kinds,
// why a work was returned, its score.
func (m *Maker) remark(w campaign.Submission) string {
	var out []string
	add := func(name, value string) {
		if value != "" {
			out = append(out, m.text(message.ReportNamed, message.Args{"name": name, "value": value}))
		}
	}
	for _, f := range m.kinds[w.Kind].Fields {
		add(f.Name, w.Fields[f.ID])
	}
	if w.Status == campaign.StatusReturned {
		add(m.text(message.ReportReason, nil), w.Reason)
	}
	add(m.text(message.ReportScore, nil), w.Score)
	return strings.Join(out, "\n")
}
