package message

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Split cuts text into parts of at most max bytes, between lines where it can,
// else after a sentence's end, else between the words of a list, else between
// characters. Where there is more
// than one part each begins with its number, as in (1/3). The parts without
// their numbers, joined, are the text. A max below 32 counts as 32.
func Split(text string, max int) []string {
	if max < 32 {
		max = 32
	}
	if len(text) <= max {
		return []string{text}
	}
	room := max - len("(999/999)\n")
	var parts []string
	for len(text) > 0 {
		n := breakAt(text, room)
		parts = append(parts, text[:n])
		text = text[n:]
	}
	for i := range parts {
		parts[i] = fmt.Sprintf("(%d/%d)\n%s", i+1, len(parts), parts[i])
	}
	return parts
}

// breakAt returns where to end a part of at most max bytes.
func breakAt(text string, max int) int {
	if len(text) <= max {
		return len(text)
	}
	for max > 0 && !utf8.RuneStart(text[max]) {
		max--
	}
	head := text[:max]
	if i := strings.LastIndexByte(head, '\n'); i > max/2 {
		return i + 1
	}
	if i := behind(head, "。", "！", "？", "；", "!", "?", ";"); i > max/2 {
		return i
	}
	if i := behind(head, "\n", "。", "；", "、", "，", ", "); i > 0 {
		return i
	}
	if i := behind(head, " "); i > 0 {
		return i
	}
	return max
}

// behind returns where the last of the marks in s ends, 0 where it holds none.
func behind(s string, marks ...string) int {
	best := 0
	for _, m := range marks {
		if i := strings.LastIndex(s, m); i >= 0 {
			best = max(best, i+len(m))
		}
	}
	return best
}
