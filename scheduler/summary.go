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
func (r *run) missing(ctx context.Context, name campaign.NameMissing, rows []campaign.DeliverableFigures) (map[int][]string, error) {
	if name != campaign.NameUnits && name != campaign.NameMembers {
		return nil, nil
	}
	out := map[int][]string{}
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
				out[i] = append(out[i], u.Unit)
			}
		}
	}
	return out, nil
}

func (r *run) missingMembers(ctx context.Context, row campaign.DeliverableFigures) ([]string, error) {
	if err := r.standings(ctx, row.ID); err != nil {
		return nil, err
	}
	var names []string
	list := r.facts.Roster.Members()
	for i := range list {
		m := &list[i]
		if m.Left || !m.Has(campaign.RoleMember) {
			continue
		}
		if r.closed[row.ID][standing{row.Period, campaign.UserKey(m.UserID)}]&settled == 0 {
			names = append(names, m.Name)
		}
	}
	return names, nil
}

// summaryText writes a report in at most maxGroupBytes: names are left out
// first, then rows from the end.
func (r *run) summaryText(rows []campaign.DeliverableFigures, missing map[int][]string) string {
	args := message.Args{"campaign": r.plan.Name, "date": r.date(r.now, r.now)}
	var running []int
	longest := 0
	for i, row := range rows {
		if row.Running(campaign.DateOf(r.now)) {
			running = append(running, i)
			longest = max(longest, len(missing[i]))
		}
	}
	next := r.nextDeadlines(rows)
	if len(running) == 0 {
		return join("\n\n", r.text.Text(message.SchedulerSummaryQuiet, args), next)
	}
	render := func(shown, names int) string {
		parts := []string{r.text.Text(message.SchedulerSummary, args)}
		for _, i := range running[:shown] {
			parts = append(parts, r.rowText(rows[i], missing, i, names))
		}
		return join("\n\n", append(parts, next)...)
	}
	names := sort.Search(longest+1, func(n int) bool { return len(render(len(running), n)) > maxGroupBytes }) - 1
	if names >= 0 {
		return render(len(running), names)
	}
	shown := sort.Search(len(running), func(n int) bool { return len(render(n, 0)) > maxGroupBytes }) - 1
	return message.Cut(render(max(shown, 0), 0), maxGroupBytes)
}

func (r *run) rowText(row campaign.DeliverableFigures, missing map[int][]string, i, names int) string {
	text := r.text.Text(message.SchedulerSummaryRow, message.Args{
		"name": r.rowName(row), "when": r.deadline(row.Due), "owed": row.Owed, "filed": row.Filed, "late": row.Late, "open": row.Open(),
		"extended": row.Extended, "excused": row.Excused, "nil": row.Nil, "returned": row.Returned, "week": row.Week,
	})
	switch list := missing[i]; {
	case row.Open() == 0:
		text += "\n" + r.text.Text(message.SchedulerSummaryNobody, nil)
	case len(list) > 0 && names > 0:
		more := message.SchedulerUnitsMore
		if len(list) > len(row.Units) {
			more = message.SchedulerNamesMore
		}
		text += "\n" + r.text.Text(message.SchedulerSummaryMissing, message.Args{"names": r.names(list[:min(len(list), names)], len(list), more)})
	}
	return text
}

// deadline writes a deadline without saying who is late.
func (r *run) deadline(due time.Time) string {
	due = due.In(r.plan.Zone)
	return r.text.Text(message.SchedulerSummaryDue, message.Args{"date": r.date(due, r.now), "time": due.Format("15:04")})
}

func (r *run) rowName(row campaign.DeliverableFigures) string {
	for _, s := range r.all {
		if s.ID == row.ID && s.period.Key == row.Period {
			return r.plainName(s)
		}
	}
	return row.Name
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
