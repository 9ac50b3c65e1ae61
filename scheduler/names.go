package scheduler

import (
	"strings"

	"duban/message"
)

// nameList is a list of names of which a text shows as many as it has room for.
type nameList struct {
	names []debtor // the first of them, as many as might fit
	n     int      // how many there are
	more  message.Key
	line  func(names string) string // what they stand in
	bare  string                    // stands in the text where nobody is named

	shown                int
	join, around, suffix int // bytes between two names, around all, and behind some
	size                 int // of what is shown
}

// measured returns the list with its measures taken and nobody named.
func (p *Planner) measured(l *nameList) *nameList {
	l.join = len(p.text.Text(message.SchedulerNamesJoin, nil))
	l.around = len(l.line(""))
	l.suffix = len(p.text.Text(l.more, message.Args{"names": "", "n": l.n}))
	l.size = len(l.bare)
	return l
}

// mostNames returns how many names fit in room at most.
func (p *Planner) mostNames(room int) int {
	return max(room, 0)/(1+len(p.text.Text(message.SchedulerNamesJoin, nil))) + 1
}

// grow shows one name more where room has that many bytes, of which it returns
// what is left.
func (l *nameList) grow(room int) (left int, ok bool) {
	if l.shown == len(l.names) {
		return room, false
	}
	size := l.size + len(l.names[l.shown].name) + l.join
	if l.shown == 0 {
		size = l.around + len(l.names[0].name) + l.suffix
	}
	if l.shown+1 == l.n {
		size -= l.suffix
	}
	if size-l.size > room {
		return room, false
	}
	room -= size - l.size
	l.size = size
	l.shown++
	return room, true
}

// share names people of several items for as long as there is room, and returns
// how many. The items take turns, and within each its lists.
func share(items [][]*nameList, room int) int {
	named := 0
	waiting := make([][]*nameList, len(items))
	for i, lists := range items {
		waiting[i] = append(waiting[i], lists...)
	}
	for open := true; open; {
		open = false
		for i := range waiting {
			for len(waiting[i]) > 0 {
				l := waiting[i][0]
				waiting[i] = waiting[i][1:]
				var ok bool
				if room, ok = l.grow(room); !ok {
					continue
				}
				waiting[i], open = append(waiting[i], l), true
				named++
				break
			}
		}
	}
	return named
}

// fitsAll tells whether room has as many bytes as it takes to name everybody.
func fitsAll(items [][]*nameList, room int) bool {
	for _, lists := range items {
		for _, l := range lists {
			room -= l.around + (l.n-1)*l.join
			for i := 0; i < len(l.names) && room >= 0; i++ {
				room -= len(l.names[i].name)
			}
			if room < 0 || len(l.names) < l.n {
				return false
			}
		}
	}
	return room >= 0
}

// nameAll names everybody.
func nameAll(items [][]*nameList) {
	for _, lists := range items {
		for _, l := range lists {
			l.shown = l.n
		}
	}
}

func (p *Planner) listText(l *nameList) string {
	if l.shown == 0 {
		return l.bare
	}
	return l.line(p.names(l.names[:l.shown], l.n, l.more))
}

// names joins the first names of n, with the number of all where some are left
// out.
func (p *Planner) names(first []debtor, n int, more message.Key) string {
	list := make([]string, len(first))
	for i, d := range first {
		list[i] = d.name
	}
	names := strings.Join(list, p.text.Text(message.SchedulerNamesJoin, nil))
	if len(first) == n {
		return names
	}
	return p.text.Text(more, message.Args{"names": names, "n": n})
}
