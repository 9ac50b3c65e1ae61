package wecom

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// textRun joins the pieces of one element's character data; a single piece is
// kept without a copy.
type textRun struct {
	first string
	all   []byte
}

func (t *textRun) add(piece string) {
	switch {
	case t.all != nil:
		t.all = append(t.all, piece...)
	case t.first == "":
		t.first = piece
	default:
		t.all = append(append(make([]byte, 0, 2*(len(t.first)+len(piece))), t.first...), piece...)
	}
}

func (t *textRun) String() string {
	if t.all != nil {
		return string(t.all)
	}
	return t.first
}

// normalizeNewlines turns \r\n and lone \r into \n, as XML readers must.
func normalizeNewlines(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// expandEntities decodes the five predefined entities and character
// references of raw text; any other entity makes it fail.
func expandEntities(raw string) (string, bool) {
	var out strings.Builder
	out.Grow(len(raw))
	for {
		amp := strings.IndexByte(raw, '&')
		if amp < 0 {
			out.WriteString(normalizeNewlines(raw))
			return out.String(), true
		}
		out.WriteString(normalizeNewlines(raw[:amp]))
		name, rest, ok := strings.Cut(raw[amp+1:], ";")
		r, known := entityRune(name)
		if !ok || !known {
			return "", false
		}
		out.WriteRune(r)
		raw = rest
	}
}

func entityRune(name string) (rune, bool) {
	switch name {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	digits, ok := strings.CutPrefix(name, "#")
	if !ok {
		return 0, false
	}
	base := 10
	if hex, ok := strings.CutPrefix(digits, "x"); ok {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	return rune(n), err == nil && n <= utf8.MaxRune
}

// appendCDATA appends text as character data that reads back unchanged: a
// "]]>" is split over two CDATA sections, because one cannot contain it.
func appendCDATA(dst []byte, text string) []byte {
	dst = append(dst, "<![CDATA["...)
	for {
		before, after, found := strings.Cut(text, "]]>")
		dst = append(dst, before...)
		if !found {
			return append(dst, "]]>"...)
		}
		dst = append(dst, "]]]]><![CDATA[>"...)
		text = after
	}
}
