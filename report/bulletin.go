package report

import (
	"sort"
	"strings"
	"time"

	"duban/campaign"
	"duban/message"
)

// Bulletin is what a bulletin is drafted from.
type Bulletin struct {
	Span     Span
	Rows     []campaign.DeliverableFigures // of campaign.Progress, as of the moment of drafting
	Filed    map[string]int                // works filed within the span, by kind
	Selected []campaign.Submission         // works selected within the span
	Roster   *campaign.Roster
}

// How much of a list a bulletin tells.
const (
	mostSelected  = 20
	mostDeadlines = 5
	mostEvents    = 3
	horizon       = 31 * 24 * time.Hour // what lies beyond is told where it is the next
)

// Bulletin drafts a bulletin as of now. Units are named only where the campaign
// allows names, and then only those that are done.
func (m *Maker) Bulletin(b Bulletin, now time.Time) string {
	now = now.In(m.plan.Zone)
	last := campaign.DateOf(b.Span.To.Add(-time.Nanosecond).In(m.plan.Zone))
	lines := []string{m.text(message.ReportBulletin, message.Args{
		"campaign": m.plan.Name, "date": m.day(campaign.DateOf(now)),
		"from": m.day(campaign.DateOf(b.Span.From.In(m.plan.Zone))), "to": m.day(last),
	})}
	var running []campaign.DeliverableFigures
	for _, r := range b.Rows {
		if r.Owed > 0 && r.Running(campaign.DateOf(now)) {
			running = append(running, r)
		}
	}
	lines = append(lines, m.progress(running, now)...)
	lines = append(lines, m.units(running, now)...)
	lines = append(lines, m.news(b)...)
	lines = append(lines, m.ahead(b.Rows, now)...)
	return strings.Join(lines, "\n")
}

// progress is the first part: the figures of all that runs.
func (m *Maker) progress(running []campaign.DeliverableFigures, now time.Time) []string {
	at := m.moment(now, now)
	if len(running) == 0 {
		return []string{m.text(message.ReportProgressQuiet, message.Args{"at": at})}
	}
	lines := []string{m.text(message.ReportProgress, message.Args{"at": at, "n": len(running)})}
	for i, r := range running {
		lines = append(lines, m.text(message.ReportProgressRow, message.Args{
			"n": i + 1, "name": m.debt(r.ID, r.Period, now), "owed": r.Owed, "filed": r.Filed, "late": r.Late, "open": r.Open(),
			"extended": r.Extended, "excused": r.Excused, "nil": r.Nil, "returned": r.Returned, "due": m.moment(r.Due, now),
		}))
	}
	return lines
}

// units is the second part: how many units are done with what.
func (m *Maker) units(running []campaign.DeliverableFigures, now time.Time) []string {
	lines := []string{m.text(message.ReportUnits, nil)}
	for _, r := range running {
		owing, done := 0, []string(nil)
		for _, u := range r.Units {
			if u.Owed == 0 {
				continue
			}
			if owing++; u.Open() == 0 {
				done = append(done, u.Unit)
			}
		}
		if owing == 0 {
			continue
		}
		line := m.text(message.ReportUnitsRow, message.Args{"n": len(lines), "name": m.debt(r.ID, r.Period, now), "units": owing, "done": len(done)})
		if m.plan.Public.Names.On && len(done) > 0 {
			line += m.text(message.ReportUnitsNamed, message.Args{"names": strings.Join(done, m.text(message.ReportComma, nil))})
		}
		lines = append(lines, line)
	}
	if len(lines) == 1 {
		lines = append(lines, m.text(message.ReportUnitsQuiet, nil))
	}
	return lines
}

// news is the third part: what came in within the span, and what was selected.
func (m *Maker) news(b Bulletin) []string {
	lines := []string{m.text(message.ReportNews, nil)}
	total, kinds := 0, []string(nil)
	for _, k := range m.plan.AllKinds() {
		if n := b.Filed[k.ID]; n > 0 {
			total += n
			kinds = append(kinds, m.text(message.ReportNewsKind, message.Args{"kind": k.Name, "n": n}))
		}
	}
	if total == 0 {
		lines = append(lines, m.text(message.ReportNewsQuiet, nil))
	} else {
		lines = append(lines, m.text(message.ReportNewsFiled, message.Args{"n": total, "kinds": strings.Join(kinds, m.text(message.ReportComma, nil))}))
	}
	if len(b.Selected) == 0 {
		return append(lines, m.text(message.ReportSelectedNone, nil))
	}
	lines = append(lines, m.text(message.ReportSelected, message.Args{"n": len(b.Selected)}))
	for i, w := range b.Selected[:min(len(b.Selected), mostSelected)] {
		lines = append(lines, m.text(message.ReportSelectedRow, message.Args{
			"n": i + 1, "kind": m.kind(w.Kind), "title": m.quoted(w), "unit": w.Unit, "author": author(b.Roster, w.Author),
		}))
	}
	if more := len(b.Selected) - mostSelected; more > 0 {
		lines = append(lines, m.text(message.ReportSelectedMore, message.Args{"n": more}))
	}
	return lines
}

// quoted writes a work's title, or how its text begins, in its marks.
func (m *Maker) quoted(w campaign.Submission) string {
	k := message.ReportTitled
	if bare(w.Title) == "" {
		k = message.ReportOpening
	}
	return m.text(k, message.Args{"text": caption(w)})
}

// ahead is the last part: what is due and what takes place next.
func (m *Maker) ahead(rows []campaign.DeliverableFigures, now time.Time) []string {
	lines := []string{m.text(message.ReportAhead, nil)}
	var due []campaign.DeliverableFigures
	overdue := 0
	for _, r := range rows {
		if r.Open() > 0 && r.Due.After(now) {
			due = append(due, r)
		}
		if r.Overdue > 0 {
			overdue++
		}
	}
	sort.SliceStable(due, func(i, j int) bool { return due[i].Due.Before(due[j].Due) })
	for i, r := range due[:min(len(due), mostDeadlines)] {
		if i > 0 && r.Due.After(now.Add(horizon)) {
			break
		}
		lines = append(lines, m.text(message.ReportAheadDue, message.Args{"n": len(lines), "name": m.debt(r.ID, r.Period, now), "due": m.moment(r.Due, now)}))
	}
	var events []campaign.Event
	for _, e := range m.plan.Events() {
		if e.At.After(now) {
			events = append(events, e)
		}
	}
	sort.SliceStable(events, func(i, j int) bool { return events[i].At.Before(events[j].At) })
	for i, e := range events[:min(len(events), mostEvents)] {
		if i > 0 && e.At.After(now.Add(horizon)) {
			break
		}
		k := message.ReportAheadEvent
		if e.Place == "" {
			k = message.ReportAheadNowhere
		}
		lines = append(lines, m.text(k, message.Args{"n": len(lines), "name": e.Name, "at": m.moment(e.At, now), "place": e.Place}))
	}
	if overdue > 0 {
		lines = append(lines, m.text(message.ReportAheadOverdue, message.Args{"n": len(lines), "overdue": overdue}))
	}
	if len(lines) == 1 {
		lines = append(lines, m.text(message.ReportAheadQuiet, nil))
	}
	return lines
}
