package wecom

import (
	"bytes"
	"errors"
	"fmt"
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
	tokenEOF tokenKind = iota
	tokenStart
	tokenEnd
	tokenText
)

// token is a part of the document: the name of an element, or character data.
type token struct {
	kind     tokenKind
	from, to int    // where it stands in the document
	decoded  string // the text, where it differs from what stands there
}

// text returns the decoded text of the token; doc is a copy of the document.
func (t token) text(doc string) string {
	if t.decoded != "" {
		return t.decoded
	}
	return doc[t.from:t.to]
}

// scanner reads one XML document front to back without a tree and without a
// copy. Attributes and comments are skipped.
type scanner struct {
	doc        []byte
	pos        int
	open       [maxXMLDepth]token // start tokens of the open elements
	depth      int
	selfClosed bool // the end token of <name/> is still owed
	rootSeen   bool
}

func newScanner(doc []byte) scanner {
	s := scanner{doc: doc}
	if bytes.HasPrefix(doc, []byte("\ufeff")) {
		s.pos = len("\ufeff")
	}
	return s
}

// name returns the name of the open element at depth, counted from 1.
func (s *scanner) name(depth int) []byte {
	t := s.open[depth-1]
	return s.doc[t.from:t.to]
}

// next returns the next token. After tokenEOF or an error it must not be
// called again.
func (s *scanner) next() (token, error) {
	if s.selfClosed {
		s.selfClosed = false
		return s.pop(), nil
	}
	start := s.pos
	for s.pos < len(s.doc) {
		if s.doc[s.pos] != '<' {
			if t, err := s.text(); t.kind == tokenText || err != nil {
				return t, err
			}
			continue
		}
		switch rest := s.doc[s.pos:]; {
		case hasPrefix(rest, "</"):
			return s.endTag()
		case hasPrefix(rest, "<![CDATA["):
			return s.cdata()
		case hasPrefix(rest, "<!--"):
			end := bytes.Index(rest[4:], []byte("-->"))
			if end < 0 {
				return token{}, s.fail("comment without end")
			}
			s.pos += 4 + end + 3
		case hasPrefix(rest, "<?"):
			end := bytes.Index(rest, []byte("?>"))
			if s.rootSeen || s.pos != start || end < 0 || !isDeclaration(rest[:end]) {
				return token{}, s.fail("processing instruction")
			}
			s.pos += end + 2
		case hasPrefix(rest, "<!"):
			return token{}, s.fail("markup declaration")
		default:
			return s.startTag()
		}
	}
	if s.depth > 0 || !s.rootSeen {
		return token{}, s.fail("unexpected end")
	}
	return token{}, nil
}

func (s *scanner) fail(what string) error {
	return fmt.Errorf("%w: %s at byte %d", ErrXML, what, s.pos)
}

// text consumes character data. White space outside the root element gives no
// token.
func (s *scanner) text() (token, error) {
	from, to := s.pos, len(s.doc)
	if end := bytes.IndexByte(s.doc[from:], '<'); end >= 0 {
		to = from + end
	}
	raw := s.doc[from:to]
	if s.depth == 0 {
		if len(trimSpace(raw)) > 0 {
			return token{}, s.fail("text outside the root element")
		}
		s.pos = to
		return token{}, nil
	}
	t := token{kind: tokenText, from: from, to: to}
	if bytes.IndexByte(raw, '&') >= 0 {
		var ok bool
		if t.decoded, ok = expandEntities(string(raw)); !ok {
			return token{}, s.fail("unknown entity")
		}
	} else if bytes.IndexByte(raw, '\r') >= 0 {
		t.decoded = normalizeNewlines(string(raw))
	}
	s.pos = to
	return t, nil
}

// cdata consumes a CDATA section.
func (s *scanner) cdata() (token, error) {
	from := s.pos + len("<![CDATA[")
	end := bytes.Index(s.doc[from:], []byte("]]>"))
	if end < 0 || s.depth == 0 {
		return token{}, s.fail("misplaced or open CDATA section")
	}
	t := token{kind: tokenText, from: from, to: from + end}
	if raw := s.doc[from:t.to]; bytes.IndexByte(raw, '\r') >= 0 {
		t.decoded = normalizeNewlines(string(raw))
	}
	s.pos = t.to + len("]]>")
	return t, nil
}

func (s *scanner) startTag() (token, error) {
	switch {
	case s.depth == 0 && s.rootSeen:
		return token{}, s.fail("second root element")
	case s.depth == maxXMLDepth:
		return token{}, s.fail("nesting too deep")
	}
	t := token{kind: tokenStart, from: s.pos + 1, to: s.pos + 1 + nameLen(s.doc[s.pos+1:])}
	after := s.doc[t.to:]
	if len(after) > 0 && after[0] != '>' {
		after = skipAttributes(after)
		if hasPrefix(after, "/") {
			s.selfClosed, after = true, after[1:]
		}
	}
	if t.from == t.to || !hasPrefix(after, ">") {
		return token{}, s.fail("bad start tag")
	}
	s.pos = len(s.doc) - len(after) + 1
	s.open[s.depth] = t
	s.depth++
	s.rootSeen = true
	return t, nil
}

func (s *scanner) endTag() (token, error) {
	if s.depth == 0 {
		return token{}, s.fail("unmatched end tag")
	}
	after, ok := bytes.CutPrefix(s.doc[s.pos+2:], s.name(s.depth))
	if ok && !hasPrefix(after, ">") {
		after = bytes.TrimLeft(after, spaces)
	}
	if !ok || !hasPrefix(after, ">") {
		return token{}, s.fail("unmatched end tag")
	}
	s.pos = len(s.doc) - len(after) + 1
	return s.pop(), nil
}

func (s *scanner) pop() token {
	s.depth--
	t := s.open[s.depth]
	t.kind = tokenEnd
	return t
}

const spaces = " \t\r\n"

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

func trimSpace(b []byte) []byte { return bytes.Trim(b, spaces) }

func hasPrefix(b []byte, prefix string) bool {
	return len(b) >= len(prefix) && string(b[:len(prefix)]) == prefix
}

// isDeclaration reports whether head is "<?xml" with attributes.
func isDeclaration(head []byte) bool {
	return hasPrefix(head, "<?xml") && (len(head) == 5 || isSpace(head[5]))
}

// nameLen returns the length of the element name at the start of b, or 0.
func nameLen(b []byte) int {
	for i, c := range b {
		switch {
		case isSpace(c), c == '/', c == '>':
			return i
		case c < '-', c >= ';' && c <= '@':
			return 0
		}
	}
	return 0
}

// skipAttributes returns what follows name="value" pairs and white space at
// the start of b; at a malformed pair it stops, which the caller sees as a
// missing '>'.
func skipAttributes(b []byte) []byte {
	for {
		rest := bytes.TrimLeft(b, spaces)
		end := bytes.IndexAny(rest, "=<>/")
		if end <= 0 || rest[end] != '=' || len(rest) == len(b) {
			return rest
		}
		value := bytes.TrimLeft(rest[end+1:], spaces)
		if len(value) == 0 || value[0] != '"' && value[0] != '\'' {
			return rest
		}
		quote := bytes.IndexByte(value[1:], value[0])
		if quote < 0 || bytes.IndexByte(value[1:1+quote], '<') >= 0 {
			return rest
		}
		b = value[1+quote+1:]
	}
}
