package media

import (
	"bytes"
	"math"
	"strings"
	"unicode/utf8"
)

// pdfPage is one page: its content, and the fonts and forms that this names.
type pdfPage struct{ contents, resources any }

// pages returns the pages in their order.
func (d *pdfDoc) pages() []pdfPage {
	var out []pdfPage
	root, _ := d.dict(d.trailer["Root"])
	seen := map[pdfRef]bool{}
	var walk func(node, resources any, depth int)
	walk = func(node, resources any, depth int) {
		if ref, ok := node.(pdfRef); ok {
			if seen[ref] {
				return
			}
			seen[ref] = true
		}
		dict, ok := d.dict(node)
		if !ok || depth > maxNesting || len(out) >= maxPages {
			return
		}
		if r := dict["Resources"]; r != nil {
			resources = r
		}
		if kids := dict["Kids"]; kids != nil {
			for _, kid := range d.list(kids) {
				walk(kid, resources, depth+1)
			}
		} else if dict["Contents"] != nil {
			out = append(out, pdfPage{dict["Contents"], resources})
		}
	}
	walk(root["Pages"], nil, 0)
	return out
}

// write appends the text of a page.
func (d *pdfDoc) write(out *strings.Builder, p pdfPage) {
	var content []byte
	for _, part := range d.list(p.contents) {
		if s, ok := d.resolve(part).(pdfStream); ok && len(content) < maxStream {
			content = append(append(content, d.unpack(s)...), '\n')
		}
	}
	w := pageWriter{pdfDoc: d, out: out, state: pageState{matrix: unit}}
	w.run(content, p.resources, 0)
}

// matrix maps points: x' = a x + c y + e, y' = b x + d y + f.
type matrix [6]float64

var unit = matrix{1, 0, 0, 1, 0, 0}

// then returns the matrix of m followed by n.
func (m matrix) then(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

// pageState is what q keeps and Q brings back.
type pageState struct {
	matrix        matrix
	font          *pdfFont
	size, leading float64
}

// pageWriter carries out the content of a page and writes what it shows. It
// does not know how wide characters are, only that none is wider than its size.
type pageWriter struct {
	*pdfDoc
	out        *strings.Builder
	state      pageState
	kept       []pageState
	line, text matrix
	shown      bool // something was shown on the page
	gap        bool // since then a string left a blank
	x, y       float64
	chars      int // shown since the text was last moved
}

// maxArgs is how many values an operator has at most.
const maxArgs = 64

func (w *pageWriter) run(content []byte, resources any, depth int) {
	l := lexer{data: content, cost: w.cost}
	var args []any
	for w.out.Len() < maxText {
		v := l.value(0)
		if v == any(pdfEnd{}) {
			return
		}
		op, ok := v.(pdfWord)
		switch {
		case !ok && len(args) < maxArgs:
			args = append(args, v)
			continue
		case op == "BI":
			l.pos += max(bytes.Index(l.data[l.pos:], []byte("EI")), 0)
		case op == "Do":
			w.form(args, resources, depth)
		case op == "Tf" && len(args) == 2:
			w.setFont(args, resources)
		case !w.place(op, args):
			w.showAll(op, args)
		}
		args = args[:0]
	}
}

// form carries out a form as part of the page.
func (w *pageWriter) form(args []any, resources any, depth int) {
	if len(args) == 0 || depth > 8 {
		return
	}
	name, _ := args[0].(pdfName)
	all, _ := w.dict(resources)
	forms, _ := w.dict(all["XObject"])
	s, ok := w.resolve(forms[name]).(pdfStream)
	if !ok || w.resolve(s.dict["Subtype"]) != pdfName("Form") {
		return
	}
	if r := s.dict["Resources"]; r != nil {
		resources = r
	}
	before := w.state
	if m, ok := matrixOf(w.list(s.dict["Matrix"])); ok {
		w.state.matrix = m.then(w.state.matrix)
	}
	w.run(w.unpack(s), resources, depth+1)
	w.state = before
}

func (w *pageWriter) setFont(args []any, resources any) {
	name, _ := args[0].(pdfName)
	all, _ := w.dict(resources)
	fonts, _ := w.dict(all["Font"])
	w.state.font = w.font(fonts[name])
	w.state.size, _ = args[1].(float64)
}

// place carries out what moves text; false for any other operator.
func (w *pageWriter) place(op pdfWord, args []any) bool {
	m, isMatrix := matrixOf(args)
	switch {
	case op == "q" && len(w.kept) < maxNesting:
		w.kept = append(w.kept, w.state)
	case op == "Q" && len(w.kept) > 0:
		w.state, w.kept = w.kept[len(w.kept)-1], w.kept[:len(w.kept)-1]
	case op == "cm" && isMatrix:
		w.state.matrix = m.then(w.state.matrix)
	case op == "BT":
		w.at(unit)
	case op == "Tm" && isMatrix:
		w.at(m)
	case op == "TL":
		w.state.leading = number(args, 0)
	case op == "TD":
		w.state.leading = -number(args, 1)
		w.move(number(args, 0), number(args, 1))
	case op == "Td":
		w.move(number(args, 0), number(args, 1))
	case op == "T*":
		w.move(0, -w.state.leading)
	default:
		return false
	}
	return true
}

func (w *pageWriter) at(m matrix) { w.line, w.text = m, m }

func (w *pageWriter) move(x, y float64) { w.at(matrix{1, 0, 0, 1, x, y}.then(w.line)) }

// showAll carries out what shows text.
func (w *pageWriter) showAll(op pdfWord, args []any) {
	if len(args) == 0 {
		return
	}
	last := args[len(args)-1]
	switch op {
	case "'", "\"":
		w.move(0, -w.state.leading)
		w.show(last)
	case "Tj":
		w.show(last)
	case "TJ":
		parts, _ := last.(pdfArray)
		for _, part := range parts {
			if gap, ok := part.(float64); ok {
				w.gap = w.gap || gap < -180 // thousandths of the size: a blank between words
				continue
			}
			w.show(part)
		}
	}
}

// show writes what a string shows: on a new line where it stands lower or higher
// than what was shown before, after a blank where it is set apart by its place
// alone, and by more than Chinese characters are.
func (w *pageWriter) show(v any) {
	raw, _ := v.(pdfBytes)
	if !w.cost.spend(len(raw)) {
		return
	}
	text := w.state.font.text(raw)
	if text == "" {
		return
	}
	m := w.text.then(w.state.matrix)
	dx, dy, unit := m[4]-w.x, m[5]-w.y, math.Max(math.Hypot(m[0], m[1]), 1e-9)
	along, off := (dx*m[0]+dy*m[1])/unit, math.Abs(dx*m[1]-dy*m[0])/unit
	size := math.Abs(w.state.size) * math.Hypot(m[2], m[3])
	before, _ := utf8.DecodeLastRuneInString(w.out.String()[max(w.out.Len()-utf8.UTFMax, 0):])
	first, _ := utf8.DecodeRuneInString(text)
	switch {
	case !w.shown:
	case off > math.Max(size*0.4, 0.5):
		w.out.WriteByte('\n')
	case before == ' ' || first == ' ':
	case along > (float64(w.chars)+0.5)*size, w.gap && before < 0x2000 && first < 0x2000:
		w.out.WriteByte(' ')
	}
	w.out.WriteString(text)
	if w.chars += utf8.RuneCountInString(text); along != 0 || off != 0 {
		w.chars = utf8.RuneCountInString(text)
	}
	w.x, w.y, w.gap, w.shown = m[4], m[5], false, true
}

func number(args []any, i int) float64 {
	if i >= len(args) {
		return 0
	}
	n, _ := args[i].(float64)
	return n
}

func matrixOf(args []any) (m matrix, ok bool) {
	if len(args) != len(m) {
		return m, false
	}
	for i := range m {
		if m[i], ok = args[i].(float64); !ok {
			return m, false
		}
	}
	return m, true
}
