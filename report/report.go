package report

import (
	"fmt"
	"strings"
	"time"

	"duban/campaign"
	"duban/message"
)

// Maker makes the reports of one campaign. It is read-only and safe for
// concurrent use.
type Maker struct {
	plan  *campaign.Plan
	texts *message.Catalog
	kinds map[string]campaign.Kind
	names map[string]string // of deliverables
}

// New returns the Maker of a plan that writes in the catalogue's language.
func New(plan *campaign.Plan, texts *message.Catalog) *Maker {
	m := &Maker{plan: plan, texts: texts, kinds: map[string]campaign.Kind{}, names: map[string]string{}}
	for _, k := range plan.AllKinds() {
		m.kinds[k.ID] = k
	}
	for _, d := range plan.Deliverables() {
		m.names[d.ID] = d.Name
	}
	return m
}

// Listed tells whether a ledger has a row for works in this state.
func Listed(s campaign.Status) bool { return s.Counts() || s == campaign.StatusReturned }

func (m *Maker) text(k message.Key, args message.Args) string { return m.texts.Text(k, args) }

// day writes a day with its year.
func (m *Maker) day(d campaign.Date) string {
	return m.text(message.BotDayYear, message.Args{"year": d.Year, "month": d.Month, "day": d.Day})
}

// moment writes a point of time; the year only where it is not that of now.
func (m *Maker) moment(at, now time.Time) string {
	at = at.In(m.plan.Zone)
	k := message.BotDay
	if at.Year() != now.In(m.plan.Zone).Year() {
		k = message.BotDayYear
	}
	day := m.text(k, message.Args{"year": at.Year(), "month": at.Month(), "day": at.Day()})
	return m.text(message.BotMoment, message.Args{"day": day, "time": at.Format("15:04")})
}

// kind returns a kind's name as staff call it.
func (m *Maker) kind(id string) string {
	if k, ok := m.kinds[id]; ok {
		return k.Name
	}
	return id
}

// debt returns a deliverable's name with its period, "" for none.
func (m *Maker) debt(id, period string, now time.Time) string {
	name, ok := m.names[id]
	if !ok || period == "" {
		return name
	}
	return m.text(message.BotOfPeriod, message.Args{"name": name, "period": m.period(period, now)})
}

// period writes 2011-10, 2011-Q4 and 2011-W50 in words.
func (m *Maker) period(key string, now time.Time) string {
	var year, n int
	if _, err := fmt.Sscanf(key, "%d-W%d", &year, &n); err == nil {
		return m.text(message.ReportWeek, message.Args{"year": year, "week": n})
	}
	if _, err := fmt.Sscanf(key, "%d-Q%d", &year, &n); err == nil {
		return m.text(message.BotQuarter, message.Args{"year": year, "quarter": n})
	}
	if _, err := fmt.Sscanf(key, "%d-%d", &year, &n); err == nil {
		k := message.BotMonth
		if year != now.In(m.plan.Zone).Year() {
			k = message.BotMonthYear
		}
		return m.text(k, message.Args{"year": year, "month": time.Month(n)})
	}
	return key
}

// author returns the name of a work's author, his id where nobody has it.
func author(roster *campaign.Roster, userID string) string {
	if p, ok := roster.Member(userID); ok {
		return p.Name
	}
	return userID
}

// bare returns a title without its marks and without what declares it one.
func bare(title string) string {
	title = strings.TrimSpace(title)
	for _, word := range []string{"标题", "標題", "题目", "題目"} {
		for _, colon := range []string{"：", ":"} {
			title = strings.TrimSpace(strings.TrimPrefix(title, word+colon))
		}
	}
	if inner, ok := strings.CutPrefix(title, "《"); ok && strings.Index(inner, "》") == len(inner)-len("》") {
		return strings.TrimSuffix(inner, "》")
	}
	return title
}

// titleBytes is how much of an untitled text stands for its title.
const titleBytes = 72

// caption returns a work's title, else how its text begins.
func caption(w campaign.Submission) string {
	if t := bare(w.Title); t != "" {
		return t
	}
	return message.Cut(strings.Join(strings.Fields(w.Body), " "), titleBytes)
}
