package scheduler

import (
	"context"
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"duban/campaign"
	"duban/message"
)

// maxGroupBytes is the longest markdown of a group webhook (doc 99110).
const maxGroupBytes = 4096

// summarise plans the standing reports to groups: of each the newest firing.
func (r *run) summarise(ctx context.Context) error {
	var rows []campaign.DeliverableFigures
	for i, s := range r.plan.Summaries {
		until := r.now
		if last, ends := r.lastSummary(i, r.all); ends && last.Before(until) {
			until = last
		}
		at, ok := lastFire(r.crons[i], r.lo, until)
		if !ok {
			continue
		}
		if rows == nil {
			var err error
			rows, err = campaign.Progress(r.plan, r.facts.Roster, func(yield func(campaign.Debt) error) error {
				return r.facts.Ledger.AllDebts(ctx, "", yield)
			}, r.facts.Deadlines, r.now)
			if err != nil {
				return fmt.Errorf("count the figures of summary %s: %w", s.ID, err)
			}
		}
		missing, err := r.missing(ctx, s.NameMissing, rows)
		if err != nil {
			return err
		}
		text := r.summaryText(rows, missing)
		for _, to := range s.To {
			r.reports = append(r.reports, campaign.Delivery{
				Key:     "summary:" + s.ID + "|" + at.UTC().Format(time.RFC3339) + "|" + string(campaign.ChannelGroup) + "|" + to,
				Purpose: campaign.PurposeSummary, Channel: campaign.ChannelGroup, To: to, At: at,
				Items: []campaign.Item{{Rung: "summary:" + s.ID}}, Text: text, State: campaign.DeliveryPlanned,
			})
		}
	}
	return nil
}

// lastSummary returns the last moment of a summary: its first one after the
// campaign, which tells how it ended. The campaign lasts to the end of its last
// phase, or to the last of everyone's deadlines where one lies beyond. Without
// phases there is no end; the zero time means that it never fires.
func (p *Planner) lastSummary(i int, stages []*stage) (at time.Time, ends bool) {
	if p.end.IsZero() {
		return time.Time{}, false
	}
	end := p.end
	for _, s := range stages {
		if day := campaign.DateOf(s.due); s.debtors == nil && day.After(end) {
			end = day
		}
	}
	over := end.AddDays(1).At(campaign.Clock{}, p.plan.Zone)
	return p.crons[i].Next(over.Add(-time.Nanosecond)), true
}

// lastFire returns the newest firing in (lo, hi]. It looks near hi first, so
// that a long outage is not walked minute by minute.
func lastFire(s cron.Schedule, lo, hi time.Time) (time.Time, bool) {
	for _, span := range []time.Duration{time.Hour, 24 * time.Hour, 40 * 24 * time.Hour, hi.Sub(lo)} {
		from := later(lo, hi.Add(-span)).In(hi.Location())
		var last time.Time
		for t := s.Next(from); !t.IsZero() && !t.After(hi); t = s.Next(t) {
			last = t
		}
		if !last.IsZero() {
			return last, true
		}
		if !from.After(lo) {
			break
		}
	}
	return time.Time{}, false
}

// missing returns, by row, the names of those who still owe, as far as the
// summary may name them.
func (r *run) missing(ctx context.Context, name campaign.NameMissing, rows []campaign.DeliverableFigures) (map[int][]debtor, error) {
	if name != campaign.NameUnits && name != campaign.NameMembers {
		return nil, nil
	}
	out := map[int][]debtor{}
	for i, row := range rows {
		if !row.Running(campaign.DateOf(r.now)) {
			continue
		}
		if d, ok := r.plan.Deliverable(row.ID); name == campaign.NameMembers && ok && d.OwedBy == campaign.OwedByMember {
			names, err := r.missingMembers(ctx, row)
			if err != nil {
				return nil, err
			}
			out[i] = names
			continue
		}
		for _, u := range row.Units {
			if u.Open() > 0 {
				out[i] = append(out[i], debtor{name: u.Unit})
			}
		}
	}
	return out, nil
}

func (r *run) missingMembers(ctx context.Context, row campaign.DeliverableFigures) ([]debtor, error) {
	if err := r.standings(ctx, row.ID); err != nil {
		return nil, err
	}
	var names []debtor
	list := r.facts.Roster.Members()
	for i := range list {
		m := &list[i]
		if m.Left || !m.Has(campaign.RoleMember) {
			continue
		}
		if r.closed[row.ID][standing{row.Period, campaign.UserKey(m.UserID)}]&settled == 0 {
			names = append(names, debtor{name: m.Name})
		}
	}
	return names, nil
}

// summaryText writes a report in at most maxGroupBytes where its head and the next
// deadlines fit in: the figures of every deliverable, if need be in a line each,
// then as many names as there is room for. What is left out is counted, with a
// line that says where to ask for it.
func (r *run) summaryText(rows []campaign.DeliverableFigures, missing map[int][]debtor) string {
	args := message.Args{"campaign": message.Plain(r.plan.Name), "date": r.date(r.now, r.now)}
	next := r.nextDeadlines(rows)
	var long, short []string
	var names [][]*nameList
	for i, row := range rows {
		if !row.Running(campaign.DateOf(r.now)) {
			continue
		}
		long, short = append(long, r.rowText(row)), append(short, r.shortRow(row))
		names = append(names, r.missingList(row, missing[i]))
	}
	if len(long) == 0 {
		return join("\n\n", r.text.Text(message.SchedulerSummaryQuiet, args), next)
	}
	head, hint := r.text.Text(message.SchedulerSummary, args), r.text.Text(message.SchedulerSummaryHint, nil)
	write := func(rows []string, sep, hint string) string {
		for i, lists := range names[:min(len(names), len(rows))] {
			for _, l := range lists {
				rows[i] += r.listText(l)
			}
		}
		return join("\n\n", head, strings.Join(rows, sep), hint, next)
	}
	for _, form := range []struct {
		rows []string
		sep  string
	}{{long, "\n\n"}, {short, "\n"}} {
		room := maxGroupBytes - len(join("\n\n", head, strings.Join(form.rows, form.sep), "", next))
		if fitsAll(names, room) {
			nameAll(names)
			return write(form.rows, form.sep, "")
		}
		if room -= len("\n\n") + len(hint); room >= 0 {
			share(names, room)
			return write(form.rows, form.sep, hint)
		}
	}
	kept, _ := r.fit(short, maxGroupBytes-len(join("\n\n", head, hint, next))-len("\n\n"))
	return message.Cut(write(kept, "\n", hint), maxGroupBytes)
}

// rowText writes a deliverable's figures.
func (r *run) rowText(row campaign.DeliverableFigures) string {
	text := r.text.Text(message.SchedulerSummaryRow, message.Args{
		"name": r.rowName(row), "when": r.deadline(row.Due), "owed": row.Owed, "filed": row.Filed, "late": row.Late, "open": row.Open(),
		"extended": row.Extended, "excused": row.Excused, "nil": row.Nil, "returned": row.Returned, "week": row.Week,
	})
	if row.Open() == 0 {
		text += "\n" + r.text.Text(message.SchedulerSummaryNobody, nil)
	}
	return text
}

// shortRow writes them in a line, those that are not zero.
func (r *run) shortRow(row campaign.DeliverableFigures) string {
	more := ""
	for _, f := range []struct {
		key message.Key
		n   int
	}{
		{message.SchedulerFigureLate, row.Late}, {message.SchedulerFigureExtended, row.Extended}, {message.SchedulerFigureExcused, row.Excused},
		{message.SchedulerFigureNil, row.Nil}, {message.SchedulerFigureReturned, row.Returned}, {message.SchedulerFigureWeek, row.Week},
	} {
		if f.n > 0 {
			more += r.text.Text(f.key, message.Args{"n": f.n})
		}
	}
	when := r.text.Text(message.SchedulerUpDue, message.Args{"date": r.date(row.Due.In(r.plan.Zone), r.now)})
	return r.text.Text(message.SchedulerSummaryShort, message.Args{
		"name": r.rowName(row), "when": when, "owed": row.Owed, "filed": row.Filed, "open": row.Open(), "more": more,
	})
}

// missingList lists who still owes a deliverable.
func (r *run) missingList(row campaign.DeliverableFigures, missing []debtor) []*nameList {
	if row.Open() == 0 || len(missing) == 0 {
		return nil
	}
	l := &nameList{n: len(missing), more: message.SchedulerUnitsMore}
	if len(missing) > len(row.Units) {
		l.more = message.SchedulerNamesMore
	}
	for _, d := range missing[:min(l.n, r.mostNames(maxGroupBytes))] {
		l.names = append(l.names, debtor{name: message.Plain(d.name)})
	}
	l.line = func(names string) string {
		return "\n" + r.text.Text(message.SchedulerSummaryMissing, message.Args{"names": names})
	}
	return []*nameList{r.measured(l)}
}

// deadline writes a deadline without saying who is late.
func (r *run) deadline(due time.Time) string {
	due = due.In(r.plan.Zone)
	return r.text.Text(message.SchedulerSummaryDue, message.Args{"date": r.date(due, r.now), "time": due.Format("15:04")})
}

// rowName returns what a deliverable is called, as markdown shows it.
func (r *run) rowName(row campaign.DeliverableFigures) string {
	for _, s := range r.all {
		if s.ID == row.ID && s.period.Key == row.Period {
			return message.Plain(r.plainName(s))
		}
	}
	return message.Plain(row.Name)
}

// nextDeadlines lists the next three deadlines that are ahead.
func (r *run) nextDeadlines(rows []campaign.DeliverableFigures) string {
	var ahead []campaign.DeliverableFigures
	for _, row := range rows {
		if row.Due.After(r.now) && row.Open() > 0 {
			ahead = append(ahead, row)
		}
	}
	sort.SliceStable(ahead, func(i, j int) bool { return ahead[i].Due.Before(ahead[j].Due) })
	var lines []string
	for _, row := range ahead[:min(3, len(ahead))] {
		lines = append(lines, r.text.Text(message.SchedulerSummaryLine, message.Args{"name": r.rowName(row), "when": r.deadline(row.Due)}))
	}
	if len(lines) == 0 {
		return ""
	}
	return r.text.Text(message.SchedulerSummaryNext, message.Args{"list": strings.Join(lines, "\n")})
}

// join joins the parts that are not empty.
func join(sep string, parts ...string) string {
	kept := parts[:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, sep)
}
