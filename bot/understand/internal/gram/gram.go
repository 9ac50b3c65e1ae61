package gram

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// How much of a text is looked at, in characters: what staff want stands at
// the head, what they thought of last at the tail.
const (
	headRunes = 90
	tailRunes = 30
)

// Features returns the features of a folded text, each once: see Grams.
func Features(s string, extra ...string) []string {
	seen := map[string]bool{}
	var out []string
	for f := range Grams(s, extra...) {
		if !seen[f] {
			seen[f] = true
			out = append(out, f)
		}
	}
	return out
}

// Grams yields the features of a folded text, some of them more than once: its
// characters, pairs and triples, how it begins and ends, and about how long it
// is. extra names what else is known of it, such as the author's role.
func Grams(s string, extra ...string) iter.Seq[string] {
	return func(yield func(string) bool) {
		size := utf8.RuneCountInString(s)
		text := clip(s, size)
		end := len(text) - len("$")
		var heads [headRunes + tailRunes + 2]int // where each character begins
		n := 0
		for i := range text[:end] {
			heads[n] = i
			n++
		}
		heads[n] = end
		for i := 1; i < n; i++ {
			for j := i + 1; j <= min(i+3, n); j++ {
				if !yield(text[heads[i]:heads[j]]) {
					return
				}
			}
		}
		if n > 1 && !(yield(text[:heads[min(3, n)]]) && yield(text[heads[max(1, n-2)]:]) && yield(text[heads[n-1]:])) {
			return
		}
		if !yield(Length(size)) {
			return
		}
		for _, e := range extra {
			if !yield(e) {
				return
			}
		}
	}
}

// clip keeps head and tail of s, which has n characters, between a ^ and a $,
// writes every number as one 0 and drops blanks and control characters, which
// the table's own form needs.
func clip(s string, n int) string {
	var b strings.Builder
	b.Grow(min(len(s), 3*(headRunes+tailRunes)) + len("^$"))
	b.WriteByte('^')
	last, i := rune(0), 0
	for _, r := range s {
		i++
		if i > headRunes && i <= n-tailRunes {
			continue
		}
		switch {
		case unicode.IsDigit(r):
			if r = '0'; last == r {
				continue
			}
		case unicode.IsSpace(r) || unicode.IsControl(r):
			if r = '_'; last == r || last == 0 {
				continue
			}
		}
		b.WriteRune(r)
		last = r
	}
	b.WriteByte('$')
	return b.String()
}

// lengths tell apart a word, a phrase, a sentence, a report and an essay.
var lengths = [...]string{"len0", "len1", "len2", "len3", "len4", "len5", "len6", "len7", "len8", "len9"}

func lengthClass(n int) int {
	for i, limit := range []int{3, 6, 9, 13, 18, 26, 40, 70, 140} {
		if n <= limit {
			return i
		}
	}
	return 9
}

// Length names about how long a text of n characters is.
func Length(n int) string { return lengths[lengthClass(n)] }
