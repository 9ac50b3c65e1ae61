package report

import (
	"io"
	"strings"

	"duban/campaign"
	"duban/message"
)

// Pairings is what the register of pairings is made of.
type Pairings struct {
	Pairings []campaign.Pairing
	Logs     []campaign.Submission // pairing logs; those that count are counted
	Roster   *campaign.Roster
}

// Pairings writes the register of pairings as a spreadsheet: one row per
// pairing, ended ones included, with how often and when it was visited last.
func (m *Maker) Pairings(out io.Writer, p Pairings) error {
	logs := map[string][]campaign.Submission{} // by unit
	for _, w := range p.Logs {
		if w.Kind == campaign.KindPairing && w.Status.Counts() {
			logs[w.Unit] = append(logs[w.Unit], w)
		}
	}
	columns := []column{
		{m.text(message.ReportNumber, nil), 7, number}, {m.text(message.ReportUnit, nil), 24, words},
		{m.text(message.ReportPaired, nil), 12, short}, {m.text(message.ReportPlace, nil), 24, words},
		{m.text(message.ReportHousehold, nil), 14, words}, {m.text(message.ReportSince, nil), 13, dayLook},
		{m.text(message.ReportUntil, nil), 13, dayLook}, {m.text(message.ReportLastVisit, nil), 13, dayLook},
		{m.text(message.ReportLogs, nil), 9, number},
	}
	return sheet(out, m.text(message.ReportPairings, nil), columns, len(p.Pairings), func(i int) []any {
		e := p.Pairings[i]
		who := m.text(message.ReportWholeUnit, nil)
		if e.UserID != "" {
			who = author(p.Roster, e.UserID)
		}
		last, n := m.visits(e, logs[e.Unit])
		return []any{e.ID, e.Unit, who, e.Place, e.Partner, midnight(e.Since), midnight(e.Until), midnight(last), n}
	})
}

// visits counts the logs of a unit that tell of a pairing, and finds the day of
// the latest.
func (m *Maker) visits(p campaign.Pairing, logs []campaign.Submission) (last campaign.Date, n int) {
	for _, w := range logs {
		if !tellsOf(w, p) {
			continue
		}
		n++
		if d := dayOf(w, m.plan.Zone); d.After(last) {
			last = d
		}
	}
	return last, n
}

// tellsOf tells whether a log is about a pairing: it names the household, and no
// other place; where the pairing is with the place as a whole, it names that.
func tellsOf(w campaign.Submission, p campaign.Pairing) bool {
	near := w.Place == "" || p.Place == "" || strings.Contains(w.Place, p.Place) || strings.Contains(p.Place, w.Place)
	if p.Partner != "" {
		return near && strings.Contains(w.Partner, p.Partner)
	}
	return near && w.Place != ""
}
