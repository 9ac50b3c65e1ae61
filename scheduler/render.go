package scheduler

import (
	"sort"
	"strings"
	"time"

	"duban/campaign"
	"duban/message"
)

// maxAppBytes is the longest text of one app message; the platform cuts what is
// longer (doc 90236).
const maxAppBytes = 2048

// content is what a message to one person is made of.
type content struct {
	own    []*stage
	up     []*told
	events []campaign.Event
}

// render returns the text of a message as it reads at now, in at most
// maxAppBytes: the reader's own debts, what others owe, and events.
func (p *Planner) render(c content, now time.Time) string {
	sort.SliceStable(c.own, func(i, j int) bool { return c.own[i].sooner(c.own[j]) })
	var sections []string
	for _, e := range c.events {
		sections = append(sections, p.eventText(e, now))
	}
	room := maxAppBytes - size(sections)
	if len(c.own) > 0 {
		sections = append(sections, p.ownText(c.own, room-min(len(c.up), 1)*maxAppBytes/4, now))
	}
	if len(c.up) > 0 {
		sections = append(sections, p.upText(c.up, maxAppBytes-size(sections), now))
	}
	return message.Cut(strings.Join(sections, "\n\n"), maxAppBytes)
}

// size is how many bytes the sections and the gap behind them take.
func size(sections []string) int {
	n := 0
	for _, s := range sections {
		n += len(s) + len("\n\n")
	}
	return n
}

func (s *stage) sooner(o *stage) bool {
	if !s.due.Equal(o.due) {
		return s.due.Before(o.due)
	}
	return s.order < o.order
}

// ownText lists the reader's own debts, the nearest deadline first.
func (p *Planner) ownText(own []*stage, max int, now time.Time) string {
	how := p.howText(own[0])
	if len(own) == 1 {
		s := own[0]
		w := p.wordsOf(s, now)
		return p.text.Text(message.SchedulerOwnOne, message.Args{"name": w.name, "when": w.own, "how": how})
	}
	lines := make([]string, len(own))
	for i, s := range own {
		w := p.wordsOf(s, now)
		lines[i] = p.text.Text(message.SchedulerOwnLine, message.Args{"n": i + 1, "name": w.name, "when": w.own})
	}
	var text string
	for shown := len(lines); shown > 0; shown-- {
		list := strings.Join(lines[:shown], "\n")
		if shown < len(lines) {
			list += "\n" + p.text.Text(message.SchedulerOwnMore, message.Args{"n": len(lines) - shown})
		}
		text = p.text.Text(message.SchedulerOwnMany, message.Args{"n": len(own), "list": list, "how": how})
		if len(text) <= max {
			break
		}
	}
	return text
}

// howText says how to settle a debt.
func (p *Planner) howText(s *stage) string {
	key := message.SchedulerHow
	if p.kinds[s.Kind].Log {
		key = message.SchedulerHowLog
	}
	text := p.text.Text(key, message.Args{"word": p.wordOf(s.Kind)})
	if s.Every != campaign.Once {
		text += p.text.Text(message.SchedulerHowNil, nil)
	}
	return text
}

// wordOf returns what staff call a kind.
func (p *Planner) wordOf(id string) string {
	kind := p.kinds[id]
	if len(kind.Words) > 0 {
		return kind.Words[0]
	}
	return kind.Name
}

// nameOf returns the deliverable's name with whose it is and its period.
func (p *Planner) nameOf(s *stage) string {
	name := s.Name
	if s.period.Key != "" {
		key := message.SchedulerPeriodMonth
		if s.Every == campaign.EveryQuarter {
			key = message.SchedulerPeriodQuarter
		}
		month := int(s.period.From.Month)
		name += p.text.Text(key, message.Args{"year": s.period.From.Year, "month": s.period.From.Month, "quarter": (month + 2) / 3})
	}
	if s.OwedBy == campaign.OwedByUnit {
		name += p.text.Text(message.SchedulerOfUnit, nil)
	}
	if s.Count.Min > 1 {
		name += p.text.Text(message.SchedulerCount, message.Args{"n": s.Count.Min})
	}
	return name
}

// when says how a deadline stands to now.
func (p *Planner) when(due, now time.Time) string {
	args := message.Args{"date": p.date(due, now), "time": due.Format("15:04")}
	days := campaign.DateOf(now).DaysUntil(campaign.DateOf(due))
	args["n"] = days
	key := message.SchedulerWhenDays
	switch {
	case now.After(due) && days == 0:
		key = message.SchedulerWhenPastToday
	case now.After(due):
		key = message.SchedulerWhenPast
	case days == 0:
		key = message.SchedulerWhenToday
	case days == 1:
		key = message.SchedulerWhenTomorrow
	}
	return p.text.Text(key, args)
}

// date writes a day, with its year where that is not now's.
func (p *Planner) date(t, now time.Time) string {
	key := message.SchedulerDate
	if t.Year() != now.Year() {
		key = message.SchedulerDateYear
	}
	return p.text.Text(key, message.Args{"year": t.Year(), "month": t.Month(), "day": t.Day()})
}

func (p *Planner) eventText(e campaign.Event, now time.Time) string {
	at := e.At.In(p.plan.Zone)
	when := p.date(at, now) + " " + at.Format("15:04")
	switch campaign.DateOf(now).DaysUntil(campaign.DateOf(at)) {
	case 0:
		when = p.text.Text(message.SchedulerEventToday, message.Args{"time": at.Format("15:04")})
	case 1:
		when = p.text.Text(message.SchedulerEventTomorrow, message.Args{"date": p.date(at, now), "time": at.Format("15:04")})
	}
	text := p.text.Text(message.SchedulerEvent, message.Args{"name": e.Name, "when": when})
	if e.Place != "" {
		text += "\n" + p.text.Text(message.SchedulerEventPlace, message.Args{"place": e.Place})
	}
	if e.SignIn {
		text += "\n" + p.text.Text(message.SchedulerEventSignIn, nil)
	}
	return text
}

// words are what a stage is called, and how its deadline stands at a moment: by
// itself, and to one who still owes.
type words struct {
	name, plain, when, own string
	at                     time.Time
}

// wordsOf returns the stage's words as of now; the stage keeps them.
func (p *Planner) wordsOf(s *stage, now time.Time) *words {
	if s.words == nil || !s.words.at.Equal(now) {
		when := p.when(s.due, now)
		s.words = &words{p.nameOf(s), p.plainName(s), when, when, now}
		if now.After(s.due) {
			s.words.own = p.text.Text(message.SchedulerOwnPast, message.Args{"when": when})
		}
	}
	return s.words
}

// plainName is the deliverable's name and period, without whose it is.
func (p *Planner) plainName(s *stage) string {
	plain := *s
	d := *s.Deliverable
	d.OwedBy, d.Count = campaign.OwedByMember, campaign.Count{}
	plain.Placed.Deliverable = &d
	return p.nameOf(&plain)
}
