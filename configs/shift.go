package configs

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"duban/campaign"
)

// Shift returns a copy of the campaign file whose first day is start; only
// days, and a year at the end of the id, differ from data. Every day keeps its
// month and day when the campaign moves by whole years; the last day of a
// month becomes the last day of a month. A deadline or event that stood on a
// workday and would fall on a day off moves to the nearest workday before, or
// after where that one lies before its phase. data must be a valid file.
func Shift(data []byte, start campaign.Date) ([]byte, error) {
	plan, problems := LoadCampaign("campaign", data)
	if err := problems.Err(); err != nil {
		return nil, fmt.Errorf("shift campaign: %w", err)
	}
	cal, err := LoadCalendar(plan.Calendar)
	if err != nil {
		return nil, fmt.Errorf("shift campaign: %w", err)
	}
	r := &yamlReader{}
	root := r.read(data)
	s := newShifter(data, firstDay(plan), start, cal)
	s.file(root)
	out, err := s.apply()
	if err != nil {
		return nil, fmt.Errorf("shift campaign: %w", err)
	}
	moved, problems := LoadCampaign("shifted campaign", out)
	if err := problems.Err(); err != nil {
		return nil, fmt.Errorf("shift campaign: %w", err)
	}
	if first := firstDay(moved); first != start {
		return nil, fmt.Errorf("shift campaign: the copy begins on %s instead of %s", first, start)
	}
	return out, nil
}

func firstDay(plan *campaign.Plan) campaign.Date {
	first := plan.Phases[0].From
	for _, ph := range plan.Phases {
		if ph.From.Before(first) {
			first = ph.From
		}
	}
	return first
}

// shifter gathers the replacements that move a file in time.
type shifter struct {
	data        []byte
	lines       []int // offset of each line
	first       campaign.Date
	start       campaign.Date
	months      int // first moves by months and then by days
	days        int
	cal         *campaign.Calendar
	replacement []replacement
}

type replacement struct {
	line, column int
	old, new     string
}

func newShifter(data []byte, first, start campaign.Date, cal *campaign.Calendar) *shifter {
	s := &shifter{data: data, lines: []int{0}, first: first, start: start, cal: cal}
	for i, c := range data {
		if c == '\n' {
			s.lines = append(s.lines, i+1)
		}
	}
	s.months = 12*(start.Year-first.Year) + int(start.Month) - int(first.Month)
	s.days = addMonths(first, s.months).DaysUntil(start)
	return s
}

// addMonths moves d by n months; the last day of a month becomes the last day
// of one.
func addMonths(d campaign.Date, n int) campaign.Date {
	lastOf := func(month time.Month) campaign.Date {
		return campaign.DateOf(time.Date(d.Year, month+1, 0, 0, 0, 0, 0, time.UTC))
	}
	last := lastOf(d.Month + time.Month(n))
	if d.Day > last.Day || d == lastOf(d.Month) {
		return last
	}
	return campaign.Date{Year: last.Year, Month: last.Month, Day: d.Day}
}

func (s *shifter) move(d campaign.Date) campaign.Date { return addMonths(d, s.months).AddDays(s.days) }

// moveEnd moves the last day of a span: where the next span began the day
// after, it still does.
func (s *shifter) moveEnd(d campaign.Date) campaign.Date { return s.move(d.AddDays(1)).AddDays(-1) }

// moveWork moves a deadline and keeps it a workday if it was one.
func (s *shifter) moveWork(d, from campaign.Date) campaign.Date {
	to := s.move(d)
	if !s.cal.Workday(d) || s.cal.Workday(to) {
		return to
	}
	if back := s.cal.Back(to); !back.Before(from) {
		return back
	}
	return s.cal.Forward(to)
}

func (s *shifter) file(root *node) {
	if id := root.get("id"); s.start.Year != s.first.Year {
		old := strconv.Itoa(s.first.Year)
		if base, ok := strings.CutSuffix(id.text, "-"+old); ok {
			s.replace(id, id.text, base+"-"+strconv.Itoa(s.start.Year))
		}
	}
	for _, ph := range root.list("phases") {
		from := s.move(ph.date("from"))
		to := s.moveEnd(ph.date("to"))
		if to.Before(from) {
			to = from // a short phase at the end of a month that the target lacks
		}
		s.day(ph.get("from"), from)
		s.day(ph.get("to"), to)
		for _, a := range ph.list("activities") {
			for _, d := range a.list("deliverables") {
				s.deadline(d.get("due"), from)
			}
			for _, e := range a.list("events") {
				s.deadline(e.get("at"), from)
			}
		}
	}
}

func (s *shifter) deadline(n *node, from campaign.Date) {
	if n == nil {
		return
	}
	day, _, _ := parseMoment(n.text)
	s.day(n, s.moveWork(day, from))
}

// day replaces the day that the value begins with.
func (s *shifter) day(n *node, to campaign.Date) {
	s.replace(n, n.text[:len(time.DateOnly)], to.String())
}

func (s *shifter) replace(n *node, old, new string) {
	s.replacement = append(s.replacement, replacement{n.line, n.column, old, new})
}

// offset returns the byte at which the value at a line and column begins.
func (s *shifter) offset(line, column int) int {
	at := s.lines[line-1]
	for ; column > 1 && at < len(s.data); column-- {
		_, size := utf8.DecodeRune(s.data[at:])
		at += size
	}
	return at
}

// apply writes the replacements into a copy of the file.
func (s *shifter) apply() ([]byte, error) {
	slices.SortFunc(s.replacement, func(a, b replacement) int {
		if a.line != b.line {
			return a.line - b.line
		}
		return a.column - b.column
	})
	var out bytes.Buffer
	done := 0
	for _, r := range s.replacement {
		if r.line < 1 || r.line > len(s.lines) {
			return nil, errors.New("a value has no place in the file")
		}
		from := max(done, s.offset(r.line, r.column))
		i := bytes.Index(s.data[from:], []byte(r.old))
		if i < 0 {
			return nil, fmt.Errorf("line %d: %q is written in a way that cannot be moved", r.line, r.old)
		}
		out.Write(s.data[done : from+i])
		out.WriteString(r.new)
		done = from + i + len(r.old)
	}
	out.Write(s.data[done:])
	return out.Bytes(), nil
}
