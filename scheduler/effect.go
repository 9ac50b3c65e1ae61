package scheduler

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"

	"duban/campaign"
)

// Effect is what a change does to the messages of a span of time: who gets more,
// fewer or other ones.
type Effect struct {
	Before int         `json:"before"` // messages without the change
	After  int         `json:"after"`  // with it
	More   int         `json:"more"`   // people and groups that get more messages
	Fewer  int         `json:"fewer"`
	Other  int         `json:"other"` // as many, yet not the same
	Each   []Affected  `json:"each"`  // all of these
	Lines  []Different `json:"lines"` // in the order of time
}

// Affected is one recipient whose messages change.
type Affected struct {
	To     string `json:"to"`
	Before int    `json:"before"` // messages
	After  int    `json:"after"`
}

// Different is a line that leaves only without the change ("-") or only with it
// ("+").
type Different struct {
	Change string `json:"change"`
	Line
}

// Compare returns the difference between two rehearsals of the same span. Lines
// that differ in nothing but their text count as the same. It ends at the first
// error of either.
func Compare(without, with iter.Seq2[Line, error]) (Effect, error) {
	before, err := tally(without)
	if err != nil {
		return Effect{}, err
	}
	after, err := tally(with)
	if err != nil {
		return Effect{}, err
	}
	e := Effect{Before: before.total, After: after.total, Each: []Affected{}, Lines: []Different{}}
	touched := map[string]bool{}
	missing := func(change string, lines []Line, has map[Line]bool) {
		for _, l := range lines {
			if !has[reason(l)] {
				e.Lines = append(e.Lines, Different{change, l})
				touched[recipient(l)] = true
			}
		}
	}
	missing("-", before.lines, after.has)
	missing("+", after.lines, before.has)
	slices.SortStableFunc(e.Lines, func(a, b Different) int {
		return cmp.Or(strings.Compare(a.At, b.At), strings.Compare(a.To, b.To))
	})
	for who := range touched {
		_, to, _ := strings.Cut(who, "|")
		a := Affected{to, before.messages[who], after.messages[who]}
		switch {
		case a.After > a.Before:
			e.More++
		case a.After < a.Before:
			e.Fewer++
		default:
			e.Other++
		}
		e.Each = append(e.Each, a)
	}
	slices.SortFunc(e.Each, func(a, b Affected) int { return strings.Compare(a.To, b.To) })
	return e, nil
}

// String sums the effect up in one line.
func (e Effect) String() string {
	return fmt.Sprintf("messages: %d instead of %d; people: %d get more, %d fewer, %d as many but others", e.After, e.Before, e.More, e.Fewer, e.Other)
}

// rehearsed is a rehearsal, counted.
type rehearsed struct {
	lines    []Line
	has      map[Line]bool // reasons
	messages map[string]int
	total    int
}

func tally(lines iter.Seq2[Line, error]) (rehearsed, error) {
	out := rehearsed{has: map[Line]bool{}, messages: map[string]int{}}
	type moment struct{ who, at string }
	seen := map[moment]bool{}
	for l, err := range lines {
		if err != nil {
			return out, err
		}
		out.lines = append(out.lines, l)
		out.has[reason(l)] = true
		if m := (moment{recipient(l), l.At}); !seen[m] {
			seen[m] = true
			out.messages[m.who]++
			out.total++
		}
	}
	return out, nil
}

// reason is a line without its text.
func reason(l Line) Line {
	l.To, l.Text = recipient(l), ""
	return l
}

// recipient names a person or a group.
func recipient(l Line) string {
	if l.Channel == campaign.ChannelApp {
		return string(l.Channel) + "|" + campaign.UserKey(l.To)
	}
	return string(l.Channel) + "|" + l.To
}
