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
	runes runes // characters of the words
	max   int   // bytes of the longest word
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
	v.put(t)
}

func (v *vocab) put(t token) {
	v.words[t.word] = t
	v.runes.add(t.word)
	v.max = max(v.max, len(t.word))
}

func (v *vocab) with(kinds []kind) *vocab {
	for _, k := range kinds {
		v.put(token{class: kindName, word: k.word, kind: k.id})
	}
	return v
}

// split returns the words of s, longest first, or false if s holds any other.
// Blanks, marks and symbols between words do not count; a number is a word.
func (v *vocab) split(s string) ([]token, bool) {
	if len(s) > maxPhrase || strings.IndexFunc(s, v.strange) >= 0 {
		return nil, false
	}
	var size [maxPhrase + 1]int // of the word at each offset that the rest can follow
	size[len(s)] = 1
	for i := len(s) - 1; i >= 0; i-- {
		if !utf8.RuneStart(s[i]) {
			continue
		}
		n := min(v.max, len(s)-i)
		for n > 0 && (size[i+n] == 0 || v.words[s[i:i+n]].word == "") {
			n--
		}
		if r, one := utf8.DecodeRuneInString(s[i:]); n == 0 && size[i+one] > 0 && single(r) {
			n = one
		}
		size[i] = n
	}
	if size[0] == 0 {
		return nil, false
	}
	out := make([]token, 0, 8)
	for i, n := 0, 0; i < len(s); i += n {
		n = size[i]
		t, ok := v.words[s[i:i+n]]
		if !ok {
			t = token{class: mark, word: s[i : i+n]}
			if r := firstRune(t.word); unicode.IsDigit(r) || unicode.IsLetter(r) {
				t.class = digit
			}
		}
		t.at = i
		out = append(out, t)
	}
	return out, true
}

// maxPhrase is the length in bytes of the longest phrase that is split.
const maxPhrase = 180

// single reports a character that needs no word: a mark, a symbol, a numeral.
func single(r rune) bool { return !unicode.IsLetter(r) || strings.ContainsRune(numerals, r) }

// strange reports a letter that stands in no phrase.
func (v *vocab) strange(r rune) bool { return r < 1<<16 && !v.runes.has(r) && !single(r) }

// has reports whether any token is of class c.
func has(ts []token, c class) bool {
	return slices.ContainsFunc(ts, func(t token) bool { return t.class == c })
}

const numerals = "零〇一二两三四五六七八九十百廿卅"
