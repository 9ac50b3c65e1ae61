package media

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Limits of one map of codes.
const (
	maxRanges = 256     // of codes
	maxCodes  = 1 << 17 // that show something
	maxShown  = 64      // bytes that one code shows
)

// code is a code of one to four bytes.
type code struct {
	size  int
	value uint32
}

// cmap tells what the codes of a font show.
type cmap struct {
	cost   *cost
	ranges []struct{ from, to code }
	shown  map[code]string
}

// readCmap reads a map of codes, nil where there is none in it.
func (d *pdfDoc) readCmap(data []byte) *cmap {
	m := &cmap{cost: d.cost, shown: map[code]string{}}
	l := lexer{data: data, cost: d.cost}
	var args []any
	for {
		v := l.value(0)
		switch v {
		case any(pdfEnd{}):
			if len(m.shown) == 0 {
				return nil
			}
			return m
		case any(pdfWord("begincodespacerange")), any(pdfWord("beginbfchar")), any(pdfWord("beginbfrange")):
			args = args[:0]
			continue
		case any(pdfWord("endcodespacerange")):
			m.space(args)
		case any(pdfWord("endbfchar")):
			for ; len(args) >= 2; args = args[2:] {
				if from, ok := codeOf(args[0]); ok {
					m.show(from, text16(args[1]))
				}
			}
		case any(pdfWord("endbfrange")):
			for ; len(args) >= 3; args = args[3:] {
				m.showRange(args[0], args[1], args[2])
			}
		}
		if _, word := v.(pdfWord); word || len(args) == maxValues {
			args = args[:0]
			continue
		}
		args = append(args, v)
	}
}

func (m *cmap) space(args []any) {
	for ; len(args) >= 2 && len(m.ranges) < maxRanges; args = args[2:] {
		from, ok1 := codeOf(args[0])
		to, ok2 := codeOf(args[1])
		if ok1 && ok2 && from.size == to.size {
			m.ranges = append(m.ranges, struct{ from, to code }{from, to})
		}
	}
}

func (m *cmap) show(c code, text string) {
	if m.cost.kept--; m.cost.kept > 0 && len(m.shown) < maxCodes && len(text) <= maxShown {
		m.shown[c] = text
	}
}

// showRange notes what a range of codes shows: characters in their order, or
// those of an array.
func (m *cmap) showRange(first, last, to any) {
	from, ok1 := codeOf(first)
	end, ok2 := codeOf(last)
	if !ok1 || !ok2 || from.size != end.size || end.value < from.value || end.value-from.value > 0xffff {
		return
	}
	list, _ := to.(pdfArray)
	text := []rune(text16(to))
	for i := range end.value - from.value + 1 {
		c := code{from.size, from.value + i}
		switch {
		case m.cost.kept <= 0:
			return
		case int(i) < len(list):
			m.show(c, text16(list[i]))
		case len(text) > 0:
			m.show(c, string(text[:len(text)-1])+string(text[len(text)-1]+rune(i)))
		default:
			return
		}
	}
}

// text returns what a string shows; table is for single bytes that the map
// leaves out.
func (m *cmap) text(raw string, table *[256]rune) string {
	var b strings.Builder
	for len(raw) > 0 && b.Len() < maxText {
		c := m.code(raw, table != nil)
		text, ok := m.shown[c]
		switch {
		case ok:
			b.WriteString(text)
		case table != nil && c.size == 1:
			b.WriteRune(table[raw[0]])
		default:
			b.WriteRune(utf8.RuneError)
		}
		raw = raw[c.size:]
	}
	return b.String()
}

// code returns the code at the head of a string that is not empty.
func (m *cmap) code(raw string, single bool) code {
	for size := 1; size <= min(4, len(raw)); size++ {
		c, _ := codeOf(pdfBytes(raw[:size]))
		for _, r := range m.ranges {
			if r.from.size == size && r.from.value <= c.value && c.value <= r.to.value {
				return c
			}
		}
	}
	size := min(2, len(raw))
	if single {
		size = 1
	}
	c, _ := codeOf(pdfBytes(raw[:size]))
	return c
}

func codeOf(v any) (c code, ok bool) {
	s, ok := v.(pdfBytes)
	if !ok || len(s) == 0 || len(s) > 4 {
		return c, false
	}
	c.size = len(s)
	for i := range len(s) {
		c.value = c.value<<8 | uint32(s[i])
	}
	return c, true
}

// text16 reads a string of UTF-16.
func text16(v any) string {
	s, _ := v.(pdfBytes)
	s = s[:min(len(s), 2*maxShown)]
	if len(s) == 1 {
		return string(rune(s[0]))
	}
	units := make([]uint16, len(s)/2)
	for i := range units {
		units[i] = uint16(s[2*i])<<8 | uint16(s[2*i+1])
	}
	return string(utf16.Decode(units))
}
