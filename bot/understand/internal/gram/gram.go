package gram

import (
	"strconv"
	"unicode"
	"unicode/utf8"
)

// How much of a text is looked at, in characters: what staff want stands at
// the head, what they thought of last at the tail.
const (
	headRunes = 90
	tailRunes = 30
)

// Features returns the features of a folded text: its characters, pairs and
// triples, how it begins and ends, and about how long it is. extra names what
// else is known of it, such as the author's role. Each feature comes once.
func Features(s string, extra ...string) []string {
	rs := clip([]rune(s))
	seen := make(map[string]bool, 3*len(rs)+8)
	var out []string
	add := func(f string) {
		if !seen[f] {
			seen[f] = true
			out = append(out, f)
		}
	}
	for i := range rs {
		for n := 1; n <= 3 && i+n <= len(rs); n++ {
			add(string(rs[i : i+n]))
		}
	}
	if n := len(rs); n > 0 {
		add("^" + string(rs[:min(2, n)]))
		add(string(rs[max(0, n-2):]) + "$")
		add(string(rs[n-1:]) + "$")
	}
	add("len" + strconv.Itoa(lengthClass(utf8.RuneCountInString(s))))
	for _, e := range extra {
		add(e)
	}
	return out
}

// clip keeps head and tail, writes every number as one 0 and drops blanks and
// control characters, which the table's own form needs.
func clip(rs []rune) []rune {
	if len(rs) > headRunes+tailRunes {
		rs = append(append([]rune{}, rs[:headRunes]...), rs[len(rs)-tailRunes:]...)
	}
	out := rs[:0:0]
	for _, r := range rs {
		switch {
		case unicode.IsDigit(r):
			if len(out) == 0 || out[len(out)-1] != '0' {
				out = append(out, '0')
			}
		case unicode.IsSpace(r) || unicode.IsControl(r):
			if len(out) > 0 && out[len(out)-1] != '_' {
				out = append(out, '_')
			}
		default:
			out = append(out, r)
		}
	}
	return out
}

// lengthClass tells apart a word, a phrase, a sentence, a report and an essay.
func lengthClass(n int) int {
	for i, limit := range []int{3, 6, 9, 13, 18, 26, 40, 70, 140} {
		if n <= limit {
			return i
		}
	}
	return 9
}
