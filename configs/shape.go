package configs

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// shape is what a value of the campaign file must look like. One tree of
// shapes, campaignShape, drives the checks, the JSON Schema and the messages.
type shape struct {
	kind    nodeKind
	keys    []key               // of a mapping with fixed keys
	item    *shape              // of a list, or of a mapping with free keys
	enum    []string            // of a text: the words that are allowed
	pattern string              // of a text: its form
	valid   func(v string) bool // of a text: what the pattern cannot say
	allowed string              // in words what is allowed, for messages
	low     int                 // least number, or least length of a list
	high    int                 // greatest number; 0: no bound
	rules   map[string]any      // further JSON Schema keywords
}

// key is one key of a mapping.
type key struct {
	name     string
	required bool
	shape    *shape
	doc      string
}

func must(name string, s *shape, doc string) key { return key{name, true, s, doc} }
func may(name string, s *shape, doc string) key  { return key{name, false, s, doc} }

func object(keys ...key) *shape           { return &shape{kind: mapNode, keys: keys} }
func listOf(low int, item *shape) *shape  { return &shape{kind: listNode, item: item, low: low} }
func tableOf(item *shape) *shape          { return &shape{kind: mapNode, item: item} }
func oneOf(words ...string) *shape        { return &shape{kind: textNode, enum: words} }
func number(low, high int) *shape         { return &shape{kind: intNode, low: low, high: high} }
func yesNo() *shape                       { return &shape{kind: boolNode} }
func text(pattern, allowed string) *shape { return textIf(pattern, allowed, nil) }
func textIf(pattern, allowed string, valid func(string) bool) *shape {
	return &shape{kind: textNode, pattern: pattern, allowed: allowed, valid: valid}
}

func (s *shape) names() []string {
	out := make([]string, len(s.keys))
	for i, k := range s.keys {
		out[i] = k.name
	}
	return out
}

// want says in words what is allowed.
func (s *shape) want() string {
	switch {
	case s.allowed != "":
		return s.allowed
	case len(s.enum) > 0:
		return "one of " + strings.Join(s.enum, ", ")
	case s.kind == intNode && s.high > 0:
		return "a whole number from " + strconv.Itoa(s.low) + " to " + strconv.Itoa(s.high)
	case len(s.keys) > 0:
		return "a mapping with the keys " + strings.Join(s.names(), ", ")
	}
	return s.kind.String()
}

// check reports every way in which n is not of shape s.
func (r *yamlReader) check(n *node, s *shape) {
	if n.kind == refusedNode {
		return
	}
	switch s.kind {
	case mapNode, listNode:
		if n.kind != s.kind {
			r.at(n, "is %s; allowed: %s", n.kind, s.want())
			return
		}
		if s.kind == listNode {
			r.checkList(n, s)
		} else {
			r.checkMap(n, s)
		}
	case intNode:
		v, err := strconv.Atoi(n.text)
		if n.kind != intNode || err != nil || v < s.low || s.high > 0 && v > s.high {
			r.at(n, "%s; allowed: %s", n.said(), s.want())
		}
	case boolNode:
		if n.kind != boolNode {
			r.at(n, "%s; allowed: true, false", n.said())
		}
	default:
		r.checkText(n, s)
	}
}

func (r *yamlReader) checkText(n *node, s *shape) {
	switch {
	case n.kind == mapNode || n.kind == listNode || n.kind == nullNode:
		r.at(n, "is %s; allowed: %s", n.kind, s.want())
	case len(s.enum) > 0 && !slices.Contains(s.enum, n.text):
		r.at(n, "%s; allowed: %s%s", n.said(), s.want(), didYouMean(n.text, s.enum))
	case s.pattern != "" && !regexp.MustCompile(s.pattern).MatchString(n.text),
		s.valid != nil && !s.valid(n.text):
		r.at(n, "%s; allowed: %s", n.said(), s.want())
	}
}

func (r *yamlReader) checkList(n *node, s *shape) {
	if len(n.items) < s.low {
		r.at(n, "the list is empty; allowed: at least %d", s.low)
	}
	for _, item := range n.items {
		r.check(item, s.item)
	}
}

func (r *yamlReader) checkMap(n *node, s *shape) {
	for _, e := range n.entries {
		of := s.item
		if of == nil {
			i := slices.IndexFunc(s.keys, func(k key) bool { return k.name == e.key })
			if i < 0 {
				names := s.names()
				r.add(e.line, e.column, e.value.path, "unknown key%s; allowed: %s",
					didYouMean(e.key, names), strings.Join(names, ", "))
				continue
			}
			of = s.keys[i].shape
			if e.value.kind == nullNode && !s.keys[i].required {
				continue // an empty optional key is as good as none
			}
		} else if !validID(e.key) {
			r.add(e.line, e.column, e.value.path, "%q is no name; allowed: %s", e.key, idForm)
		}
		if e.value.kind == nullNode {
			r.at(e.value, "is empty; allowed: %s", of.want())
			continue
		}
		r.check(e.value, of)
	}
	for _, k := range s.keys {
		if k.required && !slices.ContainsFunc(n.entries, func(e entry) bool { return e.key == k.name }) {
			r.at(n, "the key %q is missing; allowed: %s", k.name, k.shape.want())
		}
	}
}

// said quotes the value for a message.
func (n *node) said() string {
	switch n.kind {
	case nullNode, mapNode, listNode:
		return "is " + n.kind.String()
	}
	if s := []rune(n.text); len(s) > 60 {
		return strconv.Quote(string(s[:60]) + "…")
	}
	return strconv.Quote(n.text)
}
