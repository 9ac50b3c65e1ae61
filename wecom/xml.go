package wecom

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ErrXML is wrapped by every error about a document that is not the plain XML
// the platform sends: broken syntax, a DOCTYPE, a processing instruction, an
// unknown entity or too deep a nesting.
var ErrXML = errors.New("wecom: malformed XML")

// maxXMLDepth bounds the nesting of elements; the deepest documented callback
// has six levels.
const maxXMLDepth = 16

type tokenKind uint8

const (
	tokenEOF   tokenKind = iota
	tokenStart           // text is the element name
	tokenEnd             // text is the element name
	tokenText            // text is decoded character data
)

// scanner reads one XML document front to back without building a tree. Text
// that needs no decoding is returned as a part of doc, without a copy.
// Attributes and comments are skipped.
type scanner struct {
	doc        string
	pos        int
	names      [maxXMLDepth]string
	depth      int
	selfClosed bool // the end token of <name/> is still owed
	rootSeen   bool
}

func newScanner(doc string) scanner {
	return scanner{doc: strings.TrimPrefix(doc, "\ufeff")}
}

// next returns the next token. After tokenEOF or an error it must not be
// called again.
func (s *scanner) next() (tokenKind, string, error) {
	if s.selfClosed {
		s.selfClosed = false
		return s.pop()
	}
	for s.pos < len(s.doc) {
		rest := s.doc[s.pos:]
		switch {
		case rest[0] != '<':
			text, err := s.text(rest)
			if text != "" || err != nil {
				return tokenText, text, err
			}
		case strings.HasPrefix(rest, "<![CDATA["):
			text, err := s.cdata(rest[len("<![CDATA["):])
			if text != "" || err != nil {
				return tokenText, text, err
			}
		case strings.HasPrefix(rest, "<!--"):
			end := strings.Index(rest[4:], "-->")
			if end < 0 {
				return tokenEOF, "", s.fail("comment without end")
			}
			s.pos += 4 + end + 3
		case strings.HasPrefix(rest, "<?"):
			end := strings.Index(rest, "?>")
			if s.pos != 0 || end < 0 || !isDeclaration(rest[:end]) {
				return tokenEOF, "", s.fail("processing instruction")
			}
			s.pos += end + 2
		case strings.HasPrefix(rest, "<!"):
			return tokenEOF, "", s.fail("markup declaration")
		case strings.HasPrefix(rest, "</"):
			return s.endTag(rest)
		default:
			return s.startTag(rest)
		}
	}
	if s.depth > 0 || !s.rootSeen {
		return tokenEOF, "", s.fail("unexpected end")
	}
	return tokenEOF, "", nil
}

func (s *scanner) fail(what string) error {
	return fmt.Errorf("%w: %s at byte %d", ErrXML, what, s.pos)
}

// text consumes the character data at the start of rest. White space outside
// the root element gives an empty text.
func (s *scanner) text(rest string) (string, error) {
	end := strings.IndexByte(rest, '<')
	if end < 0 {
		end = len(rest)
	}
	raw := rest[:end]
	if s.depth == 0 {
		if strings.Trim(raw, " \t\r\n") != "" {
			return "", s.fail("text outside the root element")
		}
		s.pos += end
		return "", nil
	}
	if strings.IndexByte(raw, '&') >= 0 {
		text, ok := expandEntities(raw)
		if !ok {
			return "", s.fail("unknown entity")
		}
		s.pos += end
		return text, nil
	}
	s.pos += end
	return normalizeNewlines(raw), nil
}

// cdata consumes a CDATA section whose content starts rest.
func (s *scanner) cdata(rest string) (string, error) {
	end := strings.Index(rest, "]]>")
	if end < 0 || s.depth == 0 {
		return "", s.fail("misplaced or open CDATA section")
	}
	s.pos += len("<![CDATA[") + end + len("]]>")
	return normalizeNewlines(rest[:end]), nil
}

func (s *scanner) startTag(rest string) (tokenKind, string, error) {
	if s.depth == 0 && s.rootSeen {
		return tokenEOF, "", s.fail("second root element")
	}
	if s.depth == maxXMLDepth {
		return tokenEOF, "", s.fail("nesting too deep")
	}
	name := xmlName(rest[1:])
	if name == "" {
		return tokenEOF, "", s.fail("bad start tag")
	}
	after := rest[1+len(name):]
	if after[0] != '>' {
		after, s.selfClosed = strings.CutPrefix(skipAttributes(after), "/")
	}
	if !strings.HasPrefix(after, ">") {
		return tokenEOF, "", s.fail("bad start tag")
	}
	s.pos = len(s.doc) - len(after) + 1
	s.names[s.depth] = name
	s.depth++
	s.rootSeen = true
	return tokenStart, name, nil
}

func (s *scanner) endTag(rest string) (tokenKind, string, error) {
	if s.depth == 0 {
		return tokenEOF, "", s.fail("unmatched end tag")
	}
	after, ok := strings.CutPrefix(rest[2:], s.names[s.depth-1])
	if ok && !strings.HasPrefix(after, ">") {
		after = strings.TrimLeft(after, " \t\r\n")
	}
	if !ok || !strings.HasPrefix(after, ">") {
		return tokenEOF, "", s.fail("unmatched end tag")
	}
	s.pos = len(s.doc) - len(after) + 1
	return s.pop()
}

func (s *scanner) pop() (tokenKind, string, error) {
	s.depth--
	return tokenEnd, s.names[s.depth], nil
}

// isDeclaration reports whether head is "<?xml" with attributes.
func isDeclaration(head string) bool {
	rest, ok := strings.CutPrefix(head, "<?xml")
	return ok && (rest == "" || isSpace(rest[0]))
}

// xmlName returns the element name at the start of s, or "".
func xmlName(s string) string {
	for i := range len(s) {
		switch c := s[i]; {
		case isSpace(c), c == '/', c == '>':
			return s[:i]
		case c < '-', c >= ';' && c <= '@':
			return ""
		}
	}
	return ""
}

// skipAttributes returns what follows name="value" pairs and white space at
// the start of s; at a malformed pair it stops, which the caller sees as a
// missing '>'.
func skipAttributes(s string) string {
	for {
		rest := strings.TrimLeft(s, " \t\r\n")
		end := strings.IndexAny(rest, "=<>/")
		if end <= 0 || rest[end] != '=' || len(rest) == len(s) {
			return rest
		}
		value := strings.TrimLeft(rest[end+1:], " \t\r\n")
		if value == "" || value[0] != '"' && value[0] != '\'' {
			return rest
		}
		quote := strings.IndexByte(value[1:], value[0])
		if quote < 0 || strings.IndexByte(value[1:1+quote], '<') >= 0 {
			return rest
		}
		s = value[1+quote+1:]
	}
}

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

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// normalizeNewlines turns \r\n and lone \r into \n, as XML readers must.
func normalizeNewlines(s string) string {
	if strings.IndexByte(s, '\r') < 0 {
		return s
	}
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
