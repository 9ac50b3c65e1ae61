package configs

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"duban/campaign"
)

const showMoment = "2006-01-02 Mon 15:04"

// Show prints the plan as a timeline in the order of its file: phases with
// their days, what is owed with every period's deadline, events, reminder
// ladders and summaries. Labels are English, the plan's own names as they are.
func Show(plan *campaign.Plan) string {
	s := &sheet{}
	s.line(0, "%s  %s", plan.ID, plan.Name)
	s.line(0, "zone %s, calendar %s, hours %s-%s%s", plan.Zone, plan.Calendar, plan.Hours.From, plan.Hours.To, burden(plan))
	for i := range plan.Phases {
		ph := &plan.Phases[i]
		s.line(0, "")
		s.line(0, "%s .. %s  %s (%s)", ph.From, ph.To, ph.Name, ph.ID)
		for j := range ph.Activities {
			a := &ph.Activities[j]
			s.line(1, "%s (%s)", a.Name, a.ID)
			for k := range a.Deliverables {
				s.deliverable(campaign.Placed{Deliverable: &a.Deliverables[k], Activity: a, Phase: ph}, plan)
			}
			for _, e := range a.Events {
				s.event(e, plan.Zone)
			}
		}
	}
	s.tail(plan)
	return s.String()
}

// sheet gathers indented lines.
type sheet struct{ strings.Builder }

func (s *sheet) line(level int, format string, args ...any) {
	if format != "" {
		s.WriteString(strings.Repeat("  ", level))
	}
	fmt.Fprintf(s, format, args...)
	s.WriteByte('\n')
}

func (s *sheet) deliverable(d campaign.Placed, plan *campaign.Plan) {
	kind, _ := plan.Kind(d.Kind)
	facts := []string{fmt.Sprintf("owed by %s: %s %s", d.OwedBy, quota(d.Count), kind.Name)}
	if d.MinChars > 0 {
		facts = append(facts, fmt.Sprintf("at least %d characters", d.MinChars))
	}
	if d.Review != campaign.ReviewNone {
		facts = append(facts, "review by "+string(d.Review))
	}
	if d.Late == campaign.LateClose {
		facts = append(facts, "closed when late")
	}
	if d.Policy != "" {
		facts = append(facts, "reminders "+d.Policy)
	}
	when := "each " + string(d.Every)
	if d.Every == campaign.Once {
		when = d.Due.In(plan.Zone).Format(showMoment)
	}
	s.line(2, "due   %-20s  %s (%s)", when, d.Name, d.ID)
	s.line(3, "%s", strings.Join(facts, ", "))
	if d.Every == campaign.Once {
		return
	}
	for _, p := range d.Periods(plan.Zone) {
		s.line(3, "%s  %s", p.Key, p.Due.In(plan.Zone).Format(showMoment))
	}
}

func (s *sheet) event(e campaign.Event, zone *time.Location) {
	s.line(2, "event %-20s  %s (%s)", e.At.In(zone).Format(showMoment), e.Name, e.ID)
	var facts []string
	if e.Place != "" {
		facts = append(facts, "at "+e.Place)
	}
	who := "everybody"
	if len(e.Who.Roles) > 0 {
		var roles []string
		for _, r := range e.Who.Roles {
			roles = append(roles, string(r))
		}
		who = strings.Join(roles, ", ")
	}
	if len(e.Who.Units) > 0 {
		who += " of " + strings.Join(e.Who.Units, ", ")
	}
	facts = append(facts, "for "+who)
	if e.SignIn {
		facts = append(facts, "with sign-in")
	}
	if len(e.Remind) > 0 {
		facts = append(facts, "reminders "+spans(e.Remind)+" before")
	}
	s.line(3, "%s", strings.Join(facts, "; "))
}

// tail prints what is not bound to a phase.
func (s *sheet) tail(plan *campaign.Plan) {
	s.line(0, "")
	for _, name := range ladderNames(plan) {
		p := plan.Reminders[name]
		var facts []string
		if len(p.Before) > 0 {
			facts = append(facts, spans(p.Before)+" before")
		}
		if p.OnDay {
			facts = append(facts, "on the day")
		}
		if len(p.Overdue) > 0 {
			facts = append(facts, spans(p.Overdue)+" overdue")
		}
		for _, e := range p.Escalate {
			facts = append(facts, fmt.Sprintf("to %s after %s", e.To, e.After.Text))
		}
		s.line(0, "reminders %s at %s: %s", name, p.At, strings.Join(facts, ", "))
	}
	for _, k := range plan.Kinds {
		s.line(0, "kind %s: %s (%s)", k.ID, k.Name, strings.Join(k.Words, ", "))
	}
	for _, sw := range plan.Public.Switches() {
		if sw.On {
			s.line(0, "public %s: %s", sw.Name, sw.Reason)
		}
	}
	for _, sum := range plan.Summaries {
		s.line(0, "summary %s: cron %q to %s, names missing %s", sum.ID, sum.Cron, strings.Join(sum.To, ", "), sum.NameMissing)
	}
}

func burden(plan *campaign.Plan) string {
	if plan.Burden.PerWeek == 0 {
		return ""
	}
	return fmt.Sprintf(", at most %d reminders a week per person", plan.Burden.PerWeek)
}

func quota(c campaign.Count) string {
	if c.Max > c.Min {
		return fmt.Sprintf("%d-%d", c.Min, c.Max)
	}
	return fmt.Sprint(c.Min)
}

func spans(list []campaign.Offset) string {
	var out []string
	for _, o := range list {
		out = append(out, o.Text)
	}
	return strings.Join(out, ", ")
}

// ladderNames returns the names of the reminder ladders in alphabetical order.
func ladderNames(plan *campaign.Plan) []string {
	return slices.Sorted(maps.Keys(plan.Reminders))
}
