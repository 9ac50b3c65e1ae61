package understand

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// message is one input on its way through the rules.
type message struct {
	text
	in   Input
	r    *Reader
	bare string // s without marks, blanks and symbols at its ends
	n    int    // characters of bare
	lo   int    // where bare begins in s
	days []span // dates named, as a log means them
	seen bool   // days has been filled
	site *span  // where the place stands, once looked for
	who  map[bool]string

	asking, weighed bool // whether it asks, once weighed
}

func (r *Reader) message(in Input) *message {
	m := &message{in: in, r: r}
	m.n = r.folder.fold(&m.text, in.Text)
	trimmed := strings.TrimLeftFunc(m.s, notWord)
	m.lo = len(m.s) - len(trimmed)
	m.bare = strings.TrimRightFunc(trimmed, notWord)
	m.n -= utf8.RuneCountInString(m.s[:m.lo]) + utf8.RuneCountInString(trimmed[len(m.bare):])
	return m
}

func notWord(r rune) bool {
	return (r < 0x4E00 || r > 0x9FA5) && !unicode.IsLetter(r) && !unicode.IsNumber(r)
}

// plain returns bare without blanks, marks and symbols.
func (m *message) plain() string {
	return strings.Map(func(r rune) rune {
		if notWord(r) {
			return -1
		}
		return r
	}, m.bare)
}

// dates returns the days that the head of the message names.
func (m *message) dates() []span {
	if !m.seen {
		m.days, m.seen = dates(m.s[:min(len(m.s), 1200)], m.in.At, false), true
	}
	return m.days
}

// clauses splits s at its marks and returns the trimmed pieces' offsets.
func clauses(s, marks string) []clause {
	var out []clause
	lo := 0
	flush := func(hi int) {
		a, b := lo, hi
		for a < b {
			r, n := utf8.DecodeRuneInString(s[a:b])
			if r != ' ' && r != '\n' {
				break
			}
			a += n
		}
		for a < b && (s[b-1] == ' ' || s[b-1] == '\n') {
			b--
		}
		if a < b {
			out = append(out, clause{a, b})
		}
	}
	for i, r := range s {
		if strings.ContainsRune(marks, r) {
			flush(i)
			lo = i + utf8.RuneLen(r)
		}
	}
	flush(len(s))
	return out
}

// clause is s[lo:hi], a piece of a text between marks.
type clause struct{ lo, hi int }

const clauseMarks = ",。;!?\n"

// head returns at most n bytes of s, cut between characters.
func head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// tail returns at most n bytes from the end of s, cut between characters.
func tail(s string, n int) string {
	i := len(s) - n
	if i <= 0 {
		return s
	}
	for i < len(s) && !utf8.RuneStart(s[i]) {
		i++
	}
	return s[i:]
}
