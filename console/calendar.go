package console

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"duban/campaign"
	"duban/message"
)

// calendar serves the feeds.
type calendar struct {
	Options
	keys  CalendarKeys
	texts *message.Catalog
}

// NewCalendar returns the handler of /calendar/{key}.ics: the deadlines and
// events of a member or a unit, as they stand now. The key alone opens a feed,
// because calendar programs cannot do more; an unknown key is 404.
func NewCalendar(o Options, keys CalendarKeys, texts *message.Catalog) http.Handler {
	c := &calendar{Options: o, keys: keys, texts: texts}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /calendar/{file}", c.serve)
	return mux
}

func (c *calendar) serve(w http.ResponseWriter, r *http.Request) {
	key, isFeed := strings.CutSuffix(r.PathValue("file"), ".ics")
	feed, name, ok := c.keys.read(key)
	if !isFeed || !ok {
		newProblem(http.StatusNotFound, "there is no such calendar").write(w)
		return
	}
	var text string
	err := c.Store.View(r.Context(), func(tx campaign.Tx) error {
		roster, err := tx.Roster(r.Context())
		if err != nil {
			return err
		}
		who, ok := listenerOf(roster, feed, name)
		if !ok {
			return newProblem(http.StatusNotFound, "there is no such calendar")
		}
		text, err = c.feed(r.Context(), tx, who)
		return err
	})
	if err != nil {
		problemOf(err, c.logger()).write(w)
		return
	}
	w.Header().Set("Referrer-Policy", "no-referrer")
	say(w, "text/calendar", text)
}

// listener is whose feed it is: what he owes, and what he is to attend.
type listener struct {
	debtors map[campaign.Audience]string // "" for a debt that others settle one by one
	attends func(campaign.Event) bool
}

// listenerOf finds the member or unit of a feed; one who left has none.
func listenerOf(roster *campaign.Roster, feed, name string) (listener, bool) {
	if feed == memberFeed {
		m, ok := roster.Member(name)
		who := listener{map[campaign.Audience]string{}, func(e campaign.Event) bool { return e.Who.Includes(m) }}
		if m.Has(campaign.RoleMember) {
			who.debtors[campaign.OwedByMember] = campaign.UserKey(m.UserID)
		}
		if m.Has(campaign.RoleLiaison) || m.Has(campaign.RoleHead) {
			who.debtors[campaign.OwedByUnit] = m.Unit
		}
		if m.Has(campaign.RoleOffice) {
			who.debtors[campaign.OwedByOffice] = campaign.OfficeDebtor
		}
		return who, ok && !m.Left
	}
	people := roster.InUnit(name, "")
	who := listener{map[campaign.Audience]string{campaign.OwedByUnit: name}, func(e campaign.Event) bool {
		return slices.ContainsFunc(people, e.Who.Includes)
	}}
	if len(roster.InUnit(name, campaign.RoleMember)) > 0 {
		who.debtors[campaign.OwedByMember] = ""
	}
	return who, len(people) > 0
}

// feed writes the iCalendar text of a listener.
func (c *calendar) feed(ctx context.Context, tx campaign.Tx, who listener) (string, error) {
	plan, now := c.Plan(), c.Now()
	cal := ics.NewCalendarFor("duban")
	cal.SetMethod(ics.MethodPublish)
	cal.SetXWRCalName(c.texts.Text(message.CalendarName, message.Args{"campaign": plan.Name}))
	cal.SetXWRTimezone(plan.Zone.String())
	cal.SetRefreshInterval("PT1H") // the library says by itself that it is a duration
	cal.SetXPublishedTTL("PT1H")
	entry := func(id string, at time.Time) *ics.VEvent {
		e := cal.AddEvent(id + "@" + plan.ID)
		e.SetDtStampTime(now)
		e.SetStartAt(at)
		return e
	}
	if err := c.deadlines(ctx, tx, plan, who, entry); err != nil {
		return "", err
	}
	for _, ev := range plan.Events() {
		if who.attends(ev) {
			e := entry("event-"+ev.ID, ev.At)
			e.SetSummary(ev.Name)
			e.SetLocation(ev.Place)
		}
	}
	return cal.Serialize(ics.WithNewLineWindows), nil
}

// deadlines adds what the listener owes, each at the deadline that holds for
// him. A debt he was excused from is left out.
func (c *calendar) deadlines(ctx context.Context, tx campaign.Tx, plan *campaign.Plan, who listener, entry func(string, time.Time) *ics.VEvent) error {
	var names []string
	for _, name := range who.debtors {
		if name != "" {
			names = append(names, name)
		}
	}
	debts, err := tx.DebtsOf(ctx, names)
	if err != nil {
		return err
	}
	known := map[campaign.DebtKey]campaign.Debt{}
	for _, d := range debts {
		known[d.DebtKey] = d
	}
	moved, err := tx.Deadlines(ctx)
	if err != nil {
		return err
	}
	for _, d := range plan.Deliverables() {
		debtor, owes := who.debtors[d.OwedBy]
		if !owes {
			continue
		}
		for _, p := range d.Periods(plan.Zone) {
			debt := known[campaign.DebtKey{Deliverable: d.ID, Period: p.Key, Debtor: debtor}]
			if debt.Excused {
				continue
			}
			e := entry("due-"+d.ID+"-"+p.Key, dueOf(d.ID, p, debt, moved))
			e.SetSummary(c.summary(d, p, debt))
			e.SetDescription(d.Activity.Name)
		}
	}
	return nil
}

// summary is the line of a deadline.
func (c *calendar) summary(d campaign.Placed, p campaign.Period, debt campaign.Debt) string {
	key := message.CalendarDue
	if !debt.Open() {
		key = message.CalendarDone
	}
	name := d.Name
	if p.Key != "" {
		name = c.texts.Text(message.CalendarPeriod, message.Args{"name": d.Name, "period": p.Key})
	}
	return c.texts.Text(key, message.Args{"name": name})
}

// dueOf returns the deadline that holds for a debt: its own, else the one that
// was moved for everyone, else the plan's.
func dueOf(deliverable string, p campaign.Period, debt campaign.Debt, moved []campaign.Deadline) time.Time {
	due := p.Due
	for _, m := range moved {
		if m.Deliverable == deliverable && m.Period == p.Key {
			due = m.Due
		}
	}
	if !debt.Due.IsZero() {
		due = debt.Due
	}
	return due
}
