package bot

import (
	"fmt"
	"regexp"
	"sort"

	"duban/bot/understand"
	"duban/campaign"
	"duban/message"
)

// Reader reads what a message means. It must be safe for concurrent use.
type Reader interface {
	Read(understand.Input) understand.Reading
}

// Options are the parts an Engine stands on.
type Options struct {
	Plan      *campaign.Plan
	Calendar  *campaign.Calendar
	Catalog   *message.Catalog
	Reader    Reader // nil: a reader of the plan's kinds
	PublicURL string // how browsers reach the console; "" when they do not
	// Calendars returns the addresses of a person's calendar and, for those who
	// speak for their unit, of the unit's, "" for none; nil: there are none.
	Calendars func(campaign.Member) (own, unit string)
	Cards     bool // questions with choices come as a card with buttons too
}

// Engine answers messages. It is immutable and safe for concurrent use.
type Engine struct {
	plan      *campaign.Plan
	calendar  *campaign.Calendar
	texts     *message.Catalog
	reader    Reader
	formal    func(text string) []understand.Reading
	publicURL string
	calendars func(campaign.Member) (own, unit string)
	cards     bool

	kinds      map[string]campaign.Kind
	fieldForms map[string]*regexp.Regexp // by kind, see fieldForm
	byKind     map[string][]deliverable  // in the order of the file
	byID       map[string]deliverable
	byName     map[string][]deliverable // folded
	all        []deliverable
	events     []campaign.Event // by time
}

// deliverable is a deliverable of the plan with its periods worked out once.
type deliverable struct {
	campaign.Placed
	periods []campaign.Period
}

// New returns an Engine of a plan. It fails where a part is missing.
func New(o Options) (*Engine, error) {
	if o.Plan == nil || o.Catalog == nil {
		return nil, fmt.Errorf("new engine: a plan and a catalogue are needed")
	}
	e := &Engine{
		plan: o.Plan, calendar: o.Calendar, texts: o.Catalog, reader: o.Reader, formal: formal,
		publicURL: o.PublicURL, calendars: o.Calendars, cards: o.Cards,
		kinds: map[string]campaign.Kind{}, fieldForms: map[string]*regexp.Regexp{}, byKind: map[string][]deliverable{}, byID: map[string]deliverable{}, byName: map[string][]deliverable{},
	}
	for _, k := range o.Plan.AllKinds() {
		e.kinds[k.ID], e.fieldForms[k.ID] = k, fieldForm(k)
	}
	if e.reader == nil {
		e.reader = NewReader(o.Plan, nil)
	}
	for _, p := range o.Plan.Deliverables() {
		d := deliverable{p, p.Periods(o.Plan.Zone)}
		e.all = append(e.all, d)
		e.byID[d.ID] = d
		name := understand.Fold(d.Name)
		e.byName[name] = append(e.byName[name], d)
		e.byKind[d.Kind] = append(e.byKind[d.Kind], d)
	}
	e.events = o.Plan.Events()
	sort.SliceStable(e.events, func(i, j int) bool { return e.events[i].At.Before(e.events[j].At) })
	return e, nil
}

// NewReader returns the reader of a plan's kinds that also knows the names of
// the given units.
func NewReader(p *campaign.Plan, units []string) Reader {
	var kinds []understand.Kind
	for _, k := range p.Kinds {
		kinds = append(kinds, understand.Kind{ID: k.ID, Name: k.Name, Words: k.Words})
	}
	return understand.New(kinds, understand.Options{Units: units})
}

// periodOf returns the period of d to which a work of day belongs.
func (d deliverable) periodOf(day campaign.Date) (campaign.Period, bool) {
	if len(d.periods) == 0 {
		return campaign.Period{}, false
	}
	best := d.periods[0]
	for _, p := range d.periods {
		if !p.From.After(day) {
			best = p
		}
	}
	return best, true
}

// period returns the period of d with this key.
func (d deliverable) period(key string) (campaign.Period, bool) {
	for _, p := range d.periods {
		if p.Key == key {
			return p, true
		}
	}
	return campaign.Period{}, false
}

// begun tells whether the phase of d has begun by day.
func (d deliverable) begun(day campaign.Date) bool { return !d.Phase.From.After(day) }
