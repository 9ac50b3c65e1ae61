package understand

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// class is the part a word plays in a phrase of the bot.
type class byte

// token is one word of a phrase.
type token struct {
	class class
	word  string
	kind  string // kind id, of a kind's word
	at    int    // byte offset in the phrase
}

// vocab splits short phrases that consist of its words alone. A phrase with a
// single other word does not split, which keeps prose from passing as a command.
type vocab struct {
	words map[string]token
	max   int // bytes of the longest word
}

func newVocab(words map[class]string) *vocab {
	v := &vocab{words: map[string]token{}}
	for c, list := range words {
		for _, w := range strings.Fields(list) {
			v.add(token{class: c, word: w})
		}
	}
	return v
}

// add keeps the lower class where a word is listed twice.
func (v *vocab) add(t token) {
	if old, ok := v.words[t.word]; ok && old.class <= t.class {
		return
	}
	v.words[t.word] = t
	v.max = max(v.max, len(t.word))
}

func (v *vocab) with(kinds []kind) *vocab {
	for _, k := range kinds {
		v.words[k.word] = token{class: kindName, word: k.word, kind: k.id}
		v.max = max(v.max, len(k.word))
	}
	return v
}

// split returns the words of s, longest first, or false if s holds any other.
// Blanks, marks and symbols between words do not count; a number is a word.
func (v *vocab) split(s string) ([]token, bool) {
	if len(s) > 180 {
		return nil, false
	}
	ends := make([]token, len(s)+1) // the word that leads on from each offset
	open := make([]bool, len(s)+1)
	open[len(s)] = true
	for i := len(s) - 1; i >= 0; i-- {
		if !utf8.RuneStart(s[i]) {
			continue
		}
		for n := min(v.max, len(s)-i); n > 0; n-- {
			if !open[i+n] {
				continue
			}
			if t, ok := v.words[s[i:i+n]]; ok {
				t.at = i
				ends[i], open[i] = t, true
				break
			}
		}
		if open[i] {
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if open[i+n] && (!unicode.IsLetter(r) || strings.ContainsRune(numerals, r)) {
			c := mark
			if unicode.IsDigit(r) || unicode.IsLetter(r) {
				c = digit
			}
			ends[i], open[i] = token{class: c, word: s[i : i+n], at: i}, true
		}
	}
	if !open[0] {
		return nil, false
	}
	var out []token
	for i := 0; i < len(s); i += len(out[len(out)-1].word) {
		out = append(out, ends[i])
	}
	return out, true
}

// has reports whether any token is of class c.
func has(ts []token, c class) bool {
	return slices.ContainsFunc(ts, func(t token) bool { return t.class == c })
}

const numerals = "零〇一二两三四五六七八九十百廿卅"

func longestFirst(words []string) []string {
	out := slices.Clone(words)
	slices.SortStableFunc(out, func(a, b string) int { return len(b) - len(a) })
	return out
}
