package configs

import (
	"slices"
	"strings"

	"duban/campaign"
)

// checkPlan reports what the shape of single values cannot show: values that
// do not fit together. plan was read from root, entry for entry.
func (r *yamlReader) checkPlan(root *node, plan *campaign.Plan) {
	if from, to := plan.Hours.From, plan.Hours.To; from.Minutes() >= to.Minutes() && root.get("hours") != nil {
		r.at(root.get("hours"), "from %s is not before to %s", from, to)
	}
	seen := idsSeen{}
	for i, n := range root.list("phases") {
		r.unique(n, "phase", seen)
		phase := &plan.Phases[i]
		if phase.To.Before(phase.From) && !phase.To.IsZero() {
			r.at(n.get("to"), "%s lies before from, %s", phase.To, phase.From)
		}
		for j, a := range n.list("activities") {
			r.unique(a, "activity", seen)
			for k, d := range a.list("deliverables") {
				r.unique(d, "deliverable", seen)
				act := &phase.Activities[j]
				r.checkDeliverable(d, campaign.Placed{Deliverable: &act.Deliverables[k], Activity: act, Phase: phase}, plan)
			}
			for _, e := range a.list("events") {
				r.unique(e, "event", seen)
				r.distinct(e.list("remind"))
				if at := e.get("at"); at != nil {
					r.within(at, phase)
				}
			}
		}
	}
	r.checkKinds(root, seen)
	if public := root.get("public"); public != nil {
		for _, e := range public.entries {
			if e.value.yes("on") && e.value.str("reason") == "" {
				r.at(e.value, "is on without a reason; allowed: {on: true, reason: …}")
			}
		}
	}
	for _, n := range root.list("summaries") {
		r.unique(n, "summary", seen)
		if plan.Public.Names.On || n.str("name_missing") != string(campaign.NameMembers) {
			continue
		}
		if off := root.get("public").get("names").get("on"); off != nil {
			r.at(n.get("name_missing"), "names people, and public.names on line %d is off; allowed: none, units, or {on: true, reason: …} there", off.line)
			continue
		}
		r.warn(n.get("name_missing"), "people are named in a group and the file does not say why; add public: {names: {on: true, reason: …}}")
	}
	if table := root.get("reminders"); table != nil {
		for _, e := range table.entries {
			r.distinct(e.value.list("before"))
			r.distinct(e.value.list("overdue"))
			var roles []*node
			for _, step := range e.value.list("escalate") {
				if to := step.get("to"); to != nil {
					roles = append(roles, to)
				}
			}
			r.distinct(roles)
		}
	}
}

func (r *yamlReader) checkDeliverable(n *node, d campaign.Placed, plan *campaign.Plan) {
	if d.Kind != "" {
		if _, ok := plan.Kind(d.Kind); !ok {
			r.unknown(n.get("kind"), "kind", kindIDs(plan))
		}
	}
	if d.Policy != "" {
		if _, ok := plan.Reminders[d.Policy]; !ok {
			r.unknown(n.get("reminders"), "ladder under reminders", ladderNames(plan))
		}
	}
	if d.Count.Max > 0 && d.Count.Max < d.Count.Min {
		r.at(n.get("count"), "max %d is less than min %d", d.Count.Max, d.Count.Min)
	}
	due, every := n.get("due"), n.get("every")
	switch {
	case due != nil && every != nil:
		r.at(every, "due and every exclude each other; allowed: one of them")
	case due == nil && every == nil:
		r.at(n, "neither due nor every is given; allowed: one of them")
	case due != nil:
		for _, key := range []string{"due_day", "due_at"} {
			if v := n.get(key); v != nil {
				r.at(v, "belongs to every; what is owed once has due alone")
			}
		}
		r.within(due, d.Phase)
	default:
		if !d.Phase.From.IsZero() && !d.Phase.To.Before(d.Phase.From) && len(d.Periods(plan.Zone)) == 0 {
			r.warn(every, "no %s of the phase has its due day %s inside the phase: nothing is ever owed", d.Every, dayNumber(d.DueDay))
		}
	}
}

// within warns where the moment of n lies outside the phase.
func (r *yamlReader) within(n *node, phase *campaign.Phase) {
	day, _, ok := parseMoment(n.text)
	if ok && !phase.To.Before(phase.From) && !phase.From.IsZero() && (day.Before(phase.From) || day.After(phase.To)) {
		r.warn(n, "%s lies outside the phase, %s to %s", day, phase.From, phase.To)
	}
}

func (r *yamlReader) checkKinds(root *node, seen idsSeen) {
	owner := map[string]string{}
	for _, n := range root.list("kinds") {
		r.unique(n, "kind", seen)
		id := n.str("id")
		for _, w := range n.list("words") {
			if other, taken := owner[w.text]; taken && other != id {
				r.at(w, "%q is a word of kind %s too; allowed: words of one kind only", w.text, other)
			}
			owner[w.text] = id
		}
		fields := idsSeen{}
		for _, f := range n.list("fields") {
			r.unique(f, "field", fields)
		}
	}
	for _, k := range campaign.BuiltinKinds() {
		for _, n := range root.list("kinds") {
			for _, w := range n.list("words") {
				if slices.Contains(k.Words, w.text) && n.str("id") != k.ID {
					r.warn(w, "%q is a word of the built-in kind %s too", w.text, k.ID)
				}
			}
		}
	}
}

// idsSeen holds where each id of each sort first stood.
type idsSeen map[[2]string]*node

func (r *yamlReader) unique(n *node, sort string, seen idsSeen) {
	id := n.get("id")
	if id == nil {
		return
	}
	at := [2]string{sort, id.text}
	if first, ok := seen[at]; ok {
		r.at(id, "%s %q stands twice; first on line %d", sort, id.text, first.line)
		return
	}
	seen[at] = id
}

func (r *yamlReader) distinct(items []*node) {
	seen := map[string]bool{}
	for _, n := range items {
		if seen[n.text] {
			r.at(n, "%q stands twice", n.text)
		}
		seen[n.text] = true
	}
}

func (r *yamlReader) unknown(n *node, what string, allowed []string) {
	slices.Sort(allowed)
	list := strings.Join(allowed, ", ")
	if list == "" {
		list = "none is declared"
	}
	r.at(n, "no %s is called %q%s; allowed: %s", what, n.text, didYouMean(n.text, allowed), list)
}

func kindIDs(plan *campaign.Plan) []string {
	var out []string
	for _, k := range plan.AllKinds() {
		out = append(out, k.ID)
	}
	return out
}
