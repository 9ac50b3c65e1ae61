package configs

import (
	"strconv"
	"time"

	"duban/campaign"
)

// defaultZone is the zone of a campaign file that names none.
const defaultZone = "Asia/Shanghai"

// LoadCampaign reads a campaign file; name stands in the problems. The plan is
// nil exactly when a problem is more than a warning, that is when
// problems.Err() is not nil. data is UTF-8 YAML of at most 1 MiB.
func LoadCampaign(name string, data []byte) (*campaign.Plan, Problems) {
	r := &yamlReader{report{file: name}}
	root := r.read(data)
	if root == nil {
		if len(r.problems) == 0 {
			r.add(1, 0, "", "the file is empty; allowed: %s", campaignShape().want())
		}
		return nil, r.problems
	}
	r.check(root, campaignShape())
	plan := readPlan(root)
	r.checkPlan(root, plan)
	problems := r.problems.sorted()
	if problems.Err() != nil {
		return nil, problems
	}
	return plan, problems
}

// readPlan builds the plan from a file's nodes. Values of a wrong form, which
// the shape check has reported, come out as zero.
func readPlan(root *node) *campaign.Plan {
	zone, err := time.LoadLocation(root.strOr("zone", defaultZone))
	if err != nil {
		zone = time.UTC
	}
	hours := root.get("hours")
	p := &campaign.Plan{
		ID:       root.str("id"),
		Name:     root.str("name"),
		Zone:     zone,
		Calendar: root.strOr("calendar", CalendarCN),
		Hours: campaign.Hours{
			From: hours.clock("from", campaign.Clock{Hour: 8, Minute: 30}),
			To:   hours.clock("to", campaign.Clock{Hour: 17, Minute: 30}),
		},
		Burden:    campaign.Burden{PerWeek: root.get("burden").num("per_member_per_week", 0)},
		Reminders: map[string]campaign.Policy{},
	}
	for _, n := range root.list("phases") {
		p.Phases = append(p.Phases, readPhase(n, zone))
	}
	for _, n := range root.list("kinds") {
		p.Kinds = append(p.Kinds, readKind(n))
	}
	if table := root.get("reminders"); table != nil {
		for _, e := range table.entries {
			p.Reminders[e.key] = readPolicy(e.value)
		}
	}
	public := root.get("public")
	p.Public = campaign.Public{
		Names: readSwitch(public.get("names")), Ranking: readSwitch(public.get("ranking")), Votes: readSwitch(public.get("votes")),
	}
	for _, n := range root.list("summaries") {
		p.Summaries = append(p.Summaries, campaign.Summary{
			ID:          n.str("id"),
			Cron:        n.str("cron"),
			To:          n.strs("to"),
			NameMissing: campaign.NameMissing(n.strOr("name_missing", string(campaign.NameNone))),
		})
	}
	return p
}

func readSwitch(n *node) campaign.Switch {
	return campaign.Switch{On: n.yes("on"), Reason: n.str("reason")}
}

func readPhase(n *node, zone *time.Location) campaign.Phase {
	ph := campaign.Phase{ID: n.str("id"), Name: n.str("name"), From: n.date("from"), To: n.date("to")}
	for _, a := range n.list("activities") {
		act := campaign.Activity{ID: a.str("id"), Name: a.str("name")}
		for _, d := range a.list("deliverables") {
			act.Deliverables = append(act.Deliverables, readDeliverable(d, zone))
		}
		for _, e := range a.list("events") {
			act.Events = append(act.Events, readEvent(e, zone))
		}
		ph.Activities = append(ph.Activities, act)
	}
	return ph
}

func readDeliverable(n *node, zone *time.Location) campaign.Deliverable {
	count := n.get("count")
	d := campaign.Deliverable{
		ID:       n.str("id"),
		Name:     n.str("name"),
		Kind:     n.str("kind"),
		OwedBy:   campaign.Audience(n.str("owed_by")),
		Count:    campaign.Count{Min: count.num("min", 1), Max: count.num("max", 0)},
		Every:    campaign.Every(n.str("every")),
		Late:     campaign.LatePolicy(n.strOr("late", string(campaign.LateAccept))),
		MinChars: n.num("min_chars", 0),
		Review:   campaign.Review(n.strOr("review", string(campaign.ReviewNone))),
		Policy:   n.str("reminders"),
	}
	if d.Every == campaign.Once {
		d.Due = n.moment("due", zone)
		return d
	}
	d.DueDay = n.num("due_day", campaign.LastDay)
	d.DueClock = n.clock("due_at", campaign.Clock{Hour: 18})
	return d
}

func readEvent(n *node, zone *time.Location) campaign.Event {
	who := n.get("who")
	e := campaign.Event{
		ID:     n.str("id"),
		Name:   n.str("name"),
		At:     n.moment("at", zone),
		Place:  n.str("place"),
		Who:    campaign.Who{Units: who.strs("units")},
		SignIn: n.yes("signin"),
		Remind: n.spans("remind"),
	}
	for _, role := range who.strs("roles") {
		e.Who.Roles = append(e.Who.Roles, campaign.Role(role))
	}
	return e
}

func readKind(n *node) campaign.Kind {
	k := campaign.Kind{ID: n.str("id"), Name: n.str("name"), Words: n.strs("words"), Log: n.yes("log")}
	for _, f := range n.list("fields") {
		k.Fields = append(k.Fields, campaign.Field{
			ID: f.str("id"), Name: f.str("name"), Required: f.yes("required"), Date: f.str("type") == "date"})
	}
	return k
}

func readPolicy(n *node) campaign.Policy {
	p := campaign.Policy{
		Before:  n.spans("before"),
		OnDay:   n.yes("on_day"),
		Overdue: n.spans("overdue"),
		At:      n.clock("at", campaign.Clock{Hour: 9, Minute: 10}),
	}
	for _, e := range n.list("escalate") {
		p.Escalate = append(p.Escalate, campaign.Escalation{After: parseSpan(e.str("after")), To: campaign.Role(e.str("to"))})
	}
	return p
}

func (n *node) date(key string) campaign.Date {
	d, _ := campaign.ParseDate(n.str(key))
	return d
}

func (n *node) clock(key string, def campaign.Clock) campaign.Clock {
	c, err := campaign.ParseClock(n.str(key))
	if err != nil {
		return def
	}
	return c
}

func (n *node) moment(key string, zone *time.Location) time.Time {
	day, clock, ok := parseMoment(n.str(key))
	if !ok {
		return time.Time{}
	}
	return day.At(clock, zone)
}

func (n *node) spans(key string) []campaign.Offset {
	var out []campaign.Offset
	for _, s := range n.strs(key) {
		out = append(out, parseSpan(s))
	}
	return out
}

// dayNumber writes a due day as the file does.
func dayNumber(n int) string {
	if n == campaign.LastDay {
		return dateLast
	}
	return strconv.Itoa(n)
}
