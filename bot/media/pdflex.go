package media

import (
	"bytes"
	"strconv"
)

// The values of a PDF; numbers are float64, null is nil.
type (
	pdfWord  string // a keyword or delimiter
	pdfName  string
	pdfBytes string // a string, of bytes
	pdfArray []any
	pdfDict  map[pdfName]any
	pdfRef   int // the number of an object
	pdfEnd   struct{}
)

// pdfStream is a stream as it stands in the file.
type pdfStream struct {
	dict     pdfDict
	num, gen int
	raw      []byte
}

// lexer reads the values that stand in bytes. At the end, and when the cost is
// spent, it reads pdfEnd.
type lexer struct {
	data []byte
	pos  int
	cost *cost
	refs bool // 12 0 R is a reference
}

// next reads a token: a number, name, string or word.
func (l *lexer) next() any {
	from := l.pos
	if l.cost.tokens > 0 {
		l.skip()
	}
	if l.pos >= len(l.data) || l.cost.tokens <= 0 {
		return l.end()
	}
	t := l.token()
	if !l.cost.spend(1 + (l.pos-from)/16) {
		return l.end()
	}
	return t
}

func (l *lexer) token() any {
	c := l.data[l.pos]
	switch {
	case c == '/':
		return l.name()
	case c == '(':
		return l.literal()
	case c == '<' && l.peek(1) != '<':
		return l.hex()
	case (c == '<' || c == '>') && l.peek(1) == c:
		l.pos += 2
		return pdfWord([]byte{c, c})
	case delimiter(c):
		l.pos++
		return pdfWord([]byte{c})
	}
	from := l.pos
	for l.pos < len(l.data) && !blank(l.data[l.pos]) && !delimiter(l.data[l.pos]) {
		l.pos++
	}
	word := l.data[from:l.pos]
	if len(word) < 32 && (word[0] < 'A') {
		if n, err := strconv.ParseFloat(string(word), 64); err == nil {
			return n
		}
	}
	return pdfWord(word[:min(len(word), 32)])
}

func (l *lexer) end() any {
	l.pos = len(l.data)
	return pdfEnd{}
}

func (l *lexer) peek(n int) byte {
	if l.pos+n < len(l.data) {
		return l.data[l.pos+n]
	}
	return 0
}

// skip passes white space and comments.
func (l *lexer) skip() {
	for l.pos < len(l.data) {
		switch c := l.data[l.pos]; {
		case c == '%':
			n := bytes.IndexAny(l.data[l.pos:], "\r\n")
			if n < 0 {
				n = len(l.data) - l.pos
			}
			l.pos += n
		case blank(c):
			l.pos++
		default:
			return
		}
	}
}

func (l *lexer) name() any {
	var b []byte
	for l.pos++; l.pos < len(l.data) && !blank(l.data[l.pos]) && !delimiter(l.data[l.pos]); l.pos++ {
		c := l.data[l.pos]
		if hi, lo := unhex(l.peek(1)), unhex(l.peek(2)); c == '#' && hi >= 0 && lo >= 0 {
			c = byte(hi<<4 | lo)
			l.pos += 2
		}
		b = append(b, c)
	}
	return pdfName(b)
}

func (l *lexer) hex() any {
	var b []byte
	half := -1
	for l.pos++; l.pos < len(l.data) && l.data[l.pos] != '>'; l.pos++ {
		switch v := unhex(l.data[l.pos]); {
		case v < 0:
		case half < 0:
			half = v
		default:
			b = append(b, byte(half<<4|v))
			half = -1
		}
	}
	if half >= 0 {
		b = append(b, byte(half<<4))
	}
	l.pos++
	return pdfBytes(b)
}

func (l *lexer) literal() any {
	var b []byte
	depth := 1
	for l.pos++; l.pos < len(l.data); l.pos++ {
		c := l.data[l.pos]
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				l.pos++
				return pdfBytes(b)
			}
		case '\\':
			l.pos++
			b = l.escaped(b)
			continue
		}
		if len(b) < maxText {
			b = append(b, c)
		}
	}
	return pdfBytes(b)
}

// escaped appends what stands behind a backslash and stays at its last byte.
func (l *lexer) escaped(b []byte) []byte {
	c := l.peek(0)
	if i := bytes.IndexByte([]byte("nrtbf"), c); i >= 0 {
		return append(b, "\n\r\t\b\f"[i])
	}
	switch {
	case c == '\n':
		return b
	case c == '\r':
		if l.peek(1) == '\n' {
			l.pos++
		}
		return b
	case c < '0' || c > '7':
		return append(b, c)
	}
	v := int(c - '0')
	for range 2 {
		if d := l.peek(1); d >= '0' && d <= '7' {
			v = v<<3 | int(d-'0')
			l.pos++
		}
	}
	return append(b, byte(v))
}

// value reads a value; a word that begins none is returned as it is.
func (l *lexer) value(depth int) any {
	t := l.next()
	switch t := t.(type) {
	case float64:
		return l.reference(t)
	case pdfWord:
		switch {
		case depth > maxNesting:
			return l.end()
		case t == "[":
			return l.array(depth)
		case t == "<<":
			return l.dict(depth)
		case t == "null":
			return nil
		}
	}
	return t
}

// reference reads the rest of 12 0 R where it is one.
func (l *lexer) reference(n float64) any {
	if !l.refs || n != float64(int(n)) || n < 0 {
		return n
	}
	pos := l.pos
	if _, ok := l.next().(float64); ok && l.next() == pdfWord("R") {
		return pdfRef(n)
	}
	l.pos = pos
	return n
}

func (l *lexer) array(depth int) any {
	var a pdfArray
	for {
		v := l.value(depth + 1)
		if v == any(pdfWord("]")) || v == any(pdfEnd{}) {
			return a
		}
		if len(a) < maxValues && l.keep() {
			a = append(a, v)
		}
	}
}

func (l *lexer) dict(depth int) any {
	d := pdfDict{}
	for {
		switch k := l.next().(type) {
		case pdfName:
			v := l.value(depth + 1)
			if v == any(pdfWord(">>")) {
				return d
			}
			if len(d) < maxValues && l.keep() {
				d[k] = v
			}
		case pdfEnd:
			return d
		case pdfWord:
			if k == ">>" {
				return d
			}
		}
	}
}

// keep tells whether another value may be kept. Those of the file's objects are
// kept as long as the file is read.
func (l *lexer) keep() bool {
	if l.refs {
		l.cost.kept--
	}
	return l.cost.kept > 0
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

func blank(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func delimiter(c byte) bool { return bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 }
