package configs

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// maxFileBytes is the most that a YAML file may hold.
const maxFileBytes = 1 << 20

// maxKeys is the most keys that a YAML file may have.
const maxKeys = 20_000

// maxNesting bounds how deep a file may nest, so that a hostile one cannot
// exhaust the parser's stack.
const maxNesting = 40

// nodeKind is what a value of a YAML file is.
type nodeKind int

const (
	nullNode nodeKind = iota
	textNode
	intNode
	boolNode
	otherScalar
	mapNode
	listNode
	refusedNode // of a form that is not allowed, which has been said
)

func (k nodeKind) String() string {
	return [...]string{"nothing", "text", "a whole number", "true or false", "a number", "a mapping", "a list", "refused"}[k]
}

// node is a value of a YAML file with its position. A nil node stands for a
// value that the file does not have and reads as empty.
type node struct {
	kind         nodeKind
	line, column int
	path         string
	text         string // of a scalar, as written
	entries      []entry
	seen         map[string]int // line by key of a mapping
	items        []*node
}

type entry struct {
	key          string
	line, column int
	value        *node
}

// get returns the value of the key, nil where it is absent or empty.
func (n *node) get(key string) *node {
	if n == nil {
		return nil
	}
	for _, e := range n.entries {
		if e.key == key && e.value.kind != nullNode {
			return e.value
		}
	}
	return nil
}

func (n *node) list(key string) []*node {
	if v := n.get(key); v != nil {
		return v.items
	}
	return nil
}

func (n *node) str(key string) string {
	if v := n.get(key); v != nil {
		return v.text
	}
	return ""
}

func (n *node) strOr(key, def string) string {
	if s := n.str(key); s != "" {
		return s
	}
	return def
}

func (n *node) strs(key string) []string {
	var out []string
	for _, v := range n.list(key) {
		out = append(out, v.text)
	}
	return out
}

func (n *node) num(key string, def int) int {
	v, err := strconv.Atoi(n.str(key))
	if err != nil {
		return def
	}
	return v
}

func (n *node) yes(key string) bool { return n.str(key) == "true" }

// yamlReader turns a file into nodes and gathers what is wrong with it.
type yamlReader struct{ report }

func (r *yamlReader) at(n *node, format string, args ...any) {
	r.add(n.line, n.column, n.path, format, args...)
}

func (r *yamlReader) warn(n *node, format string, args ...any) {
	if before := len(r.problems); before < maxProblems {
		r.at(n, format, args...)
		r.problems[before].Warning = true
	}
}

// read parses the file. It returns nil where there is nothing to go on with;
// then there is a problem, unless the file is empty.
func (r *yamlReader) read(data []byte) *node {
	if len(data) > maxFileBytes {
		r.add(0, 0, "", "the file has %d bytes; at most %d are allowed", len(data), maxFileBytes)
		return nil
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if at := invalidByte(data); at >= 0 {
		r.add(1+bytes.Count(unixLines(data[:at]), []byte("\n")), 0, "", "byte %d is not readable UTF-8 text", at+1)
		return nil
	}
	doc := r.parse(unixLines(data))
	if doc == nil {
		return nil
	}
	return r.convert(doc, "", 0)
}

// unixLines ends every line with a line feed alone: the lexer counts a carriage
// return behind a comment as a line of its own.
func unixLines(data []byte) []byte {
	return bytes.ReplaceAll(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
}

// invalidByte returns the offset of the first byte that is no part of a text,
// -1 where there is none.
func invalidByte(data []byte) int {
	for i := 0; i < len(data); {
		c, size := utf8.DecodeRune(data[i:])
		if c == utf8.RuneError && size == 1 || c < ' ' && c != '\n' && c != '\r' && c != '\t' {
			return i
		}
		i += size
	}
	return -1
}

func (r *yamlReader) parse(data []byte) (doc ast.Node) {
	defer func() {
		if v := recover(); v != nil { // the parser gives up on some malformed input
			r.add(0, 0, "", "not readable as YAML: %v", v)
			doc = nil
		}
	}()
	tokens := lexer.Tokenize(string(data))
	if !r.modest(tokens) {
		return nil
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		var at interface {
			GetToken() *token.Token
			GetMessage() string
		}
		if errors.As(err, &at) && at.GetToken() != nil {
			p := at.GetToken().Position
			r.add(p.Line, p.Column, "", "not readable as YAML: %s", at.GetMessage())
		} else {
			r.add(0, 0, "", "not readable as YAML: %v", err)
		}
		return nil
	}
	for _, d := range file.Docs {
		switch {
		case d.Body == nil, d.Body.Type() == ast.CommentType, d.Body.Type() == ast.DirectiveType:
		case doc == nil:
			doc = d.Body
		default:
			r.add(d.Start.Position.Line, 1, "", "a second document begins; the file may hold one only")
			return doc
		}
	}
	return doc
}

// modest tells whether the tokens nest no deeper than allowed, on one line or
// in brackets, and hold no more keys: the parser's work grows with their square.
func (r *yamlReader) modest(tokens token.Tokens) bool {
	brackets, onLine, line, keys := 0, 0, 0, 0
	for _, t := range tokens {
		if t.Position.Line != line {
			line, onLine = t.Position.Line, 0
		}
		switch t.Type {
		case token.MappingStartType, token.SequenceStartType:
			brackets++
		case token.MappingEndType, token.SequenceEndType:
			brackets--
		case token.SequenceEntryType, token.MappingKeyType, token.AnchorType, token.TagType:
			onLine++
		case token.MappingValueType:
			if keys++; keys > maxKeys {
				r.add(t.Position.Line, t.Position.Column, "", "more than %d keys", maxKeys)
				return false
			}
		}
		if brackets > maxNesting || onLine > maxNesting || t.Position.IndentNum > 40*maxNesting {
			r.add(line, t.Position.Column, "", "nested too deeply; at most %d levels are allowed", maxNesting)
			return false
		}
	}
	return true
}

func (r *yamlReader) convert(n ast.Node, path string, depth int) *node {
	out := &node{path: path}
	if t := n.GetToken(); t != nil {
		out.line, out.column = t.Position.Line, t.Position.Column
	}
	if depth > maxNesting {
		r.at(out, "nested too deeply; at most %d levels are allowed", maxNesting)
		return out
	}
	switch v := n.(type) {
	case *ast.MappingNode:
		out.kind = mapNode
		for _, pair := range v.Values {
			r.pair(out, pair, depth)
		}
		out.place()
	case *ast.MappingValueNode:
		out.kind = mapNode
		r.pair(out, v, depth)
		out.place()
	case *ast.SequenceNode:
		out.kind = listNode
		for i, item := range v.Values {
			out.items = append(out.items, r.convert(item, fmt.Sprintf("%s[%d]", path, i), depth+1))
		}
	case *ast.NullNode:
	case *ast.StringNode:
		out.kind, out.text = textNode, v.Value
	case *ast.LiteralNode:
		out.kind, out.text = textNode, v.Value.Value
	case *ast.IntegerNode:
		out.kind, out.text = intNode, v.Token.Value
	case *ast.BoolNode:
		out.kind, out.text = boolNode, strconv.FormatBool(v.Value)
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
		out.kind = refusedNode
		r.at(out, "%s is not allowed; write the value out", describe(n))
	case ast.ScalarNode:
		out.kind, out.text = otherScalar, n.GetToken().Value
	default:
		out.kind = refusedNode
		r.at(out, "%s is not allowed; write the value out", describe(n))
	}
	return out
}

func describe(n ast.Node) string {
	switch n.Type() {
	case ast.AnchorType:
		return "an anchor (&)"
	case ast.AliasType:
		return "an alias (*)"
	case ast.TagType:
		return "a tag (!)"
	}
	return "this form of YAML"
}

// place moves a mapping's position to its first key; the parser gives that of
// its first colon.
func (n *node) place() {
	if len(n.entries) > 0 && n.entries[0].line > 0 {
		n.line, n.column = n.entries[0].line, n.entries[0].column
	}
}

func (r *yamlReader) pair(into *node, pair *ast.MappingValueNode, depth int) {
	t := pair.Key.GetToken()
	line, column := t.Position.Line, t.Position.Column
	switch pair.Key.(type) {
	case *ast.StringNode, *ast.IntegerNode, *ast.BoolNode, *ast.NullNode, *ast.FloatNode:
	case *ast.MergeKeyNode:
		r.add(line, column, into.path, "a merge key (<<) is not allowed; write the keys out")
		return
	default:
		r.add(line, column, into.path, "a key must be a plain word")
		return
	}
	key := t.Value
	path := key
	if into.path != "" {
		path = into.path + "." + key
	}
	if first, twice := into.seen[key]; twice {
		r.add(line, column, path, "the key stands twice; first on line %d", first)
		return
	}
	if into.seen == nil {
		into.seen = map[string]int{}
	}
	into.seen[key] = line
	value := r.convert(pair.Value, path, depth+1)
	if value.kind == nullNode {
		value.line, value.column = line, column
	}
	into.entries = append(into.entries, entry{key, line, column, value})
}
