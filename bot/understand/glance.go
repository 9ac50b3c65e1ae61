package understand

import (
	"strings"
	"unicode/utf8"
)

// glance remembers which characters and pairs of characters a text has, so
// that a word which it cannot hold is passed over without a search. Most rules
// ask a text for many words of which it holds none.
type glance struct {
	ones [64]uint64  // by the last two bytes of a character
	twos [128]uint64 // by the last byte of one and the last two of the next
}

// look remembers the characters of s, valid UTF-8, and returns their number.
func (g *glance) look(s string) (runes int) {
	for i := 0; i < len(s); runes++ {
		if i+2 < len(s) {
			g.ones[s[i+1]&63] |= 1 << (s[i+2] & 63)
		}
		if i+5 < len(s) {
			g.twos[(s[i+2]<<1^s[i+4])&127] |= 1 << (s[i+5] & 63)
		}
		switch b := s[i]; {
		case b < 0xC0:
			i++
		case b < 0xE0:
			i += 2
		case b < 0xF0:
			i += 3
		default:
			i += 4
		}
	}
	return runes
}

// lacks reports that no part of the text begins as w does.
func (g *glance) lacks(w string) bool {
	if len(w) >= 6 {
		return g.twos[(w[2]<<1^w[4])&127]>>(w[5]&63)&1 == 0
	}
	return len(w) >= 3 && g.ones[w[1]&63]>>(w[2]&63)&1 == 0
}

// index returns where w first stands in s, a part of the text, or -1.
func (g *glance) index(s, w string) int {
	if g.lacks(w) || len(w) > 6 && utf8.RuneStart(w[len(w)-6]) && g.lacks(w[len(w)-6:]) {
		return -1
	}
	return strings.Index(s, w)
}

// holds reports whether s, a part of the text, holds one of the words.
func (g *glance) holds(s string, words ...string) bool {
	for _, w := range words {
		if len(w) <= len(s) && !g.lacks(w) && g.index(s, w) >= 0 {
			return true
		}
	}
	return false
}
