package media

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
)

// pdfDoc is a PDF with its objects found.
type pdfDoc struct {
	data    []byte
	cost    *cost
	at      map[int]place
	order   []int          // objects that stand in the file by themselves, by place
	known   map[int]any    // objects read so far; one that is being read is nil
	packed  map[int][]byte // unpacked object streams
	fonts   map[pdfRef]*pdfFont
	trailer pdfDict
	key     []byte // of an encrypted file, else nil
	aes     bool
}

// place is where an object stands: at an offset of the file, or within an object
// stream that stands there.
type place struct {
	offset, end int
	stream      int // number of the object stream, 0 for none
	within      int // offset in it
}

// openPDF finds the objects of a PDF.
func openPDF(data []byte, c *cost) *pdfDoc {
	d := &pdfDoc{
		data: data, cost: c, at: map[int]place{}, known: map[int]any{}, packed: map[int][]byte{},
		fonts: map[pdfRef]*pdfFont{}, trailer: pdfDict{},
	}
	d.find()
	d.findTrailer()
	if !d.unlock() {
		d.trailer = nil
		return d
	}
	d.unpackObjects()
	return d
}

// find notes where each object stands. Of several with one number the last is
// the newest.
func (d *pdfDoc) find() {
	last := -1
	for i := 0; len(d.at) < maxObjects; i += len("obj") {
		n := bytes.Index(d.data[i:], []byte("obj"))
		if n < 0 {
			break
		}
		i += n
		num, start, ok := heading(d.data[:i])
		if !ok {
			continue
		}
		if p, known := d.at[last]; known {
			p.end = start
			d.at[last] = p
		}
		d.at[num] = place{offset: start, end: len(d.data)}
		last = num
	}
	d.order = slices.SortedFunc(maps.Keys(d.at), func(a, b int) int { return cmp.Compare(d.at[a].offset, d.at[b].offset) })
}

// heading reads 12 0 at the end of what stands before obj.
func heading(data []byte) (num, start int, ok bool) {
	rest := data
	for i := range 2 {
		short := bytes.TrimRight(rest, "\x00\t\n\f\r ")
		if len(short) == len(rest) {
			return 0, 0, false
		}
		end := len(short)
		num = 0
		scale := 1
		for end > 0 && len(short)-end < 9 && short[end-1] >= '0' && short[end-1] <= '9' {
			end--
			num += scale * int(short[end]-'0')
			scale *= 10
		}
		if end == len(short) || i == 1 && num == 0 {
			return 0, 0, false
		}
		rest = short[:end]
	}
	return num, len(rest), true
}

// holds tells whether an object's text has a word before its stream begins.
func (d *pdfDoc) holds(num int, word string) bool {
	p := d.at[num]
	text, _, _ := bytes.Cut(d.data[p.offset:p.end], []byte("stream"))
	return bytes.Contains(text, []byte(word))
}

// findTrailer gathers what trailers and cross-reference streams say, the later
// over the earlier.
func (d *pdfDoc) findTrailer() {
	add := func(t pdfDict) {
		for _, k := range []pdfName{"Root", "Encrypt", "ID"} {
			if v, ok := t[k]; ok {
				d.trailer[k] = v
			}
		}
	}
	for _, num := range d.order {
		if d.holds(num, "/XRef") {
			if s, ok := d.object(num).(pdfStream); ok {
				add(s.dict)
			}
		}
	}
	for i := 0; d.cost.tokens > 0; {
		n := bytes.Index(d.data[i:], []byte("trailer"))
		if n < 0 {
			break
		}
		i += n + len("trailer")
		l := lexer{data: d.data, pos: i, cost: d.cost, refs: true}
		if t, ok := l.value(0).(pdfDict); ok {
			add(t)
			i = l.pos
		}
	}
	if _, ok := d.dict(d.trailer["Root"]); !ok {
		for _, num := range d.order {
			if d.holds(num, "/Catalog") {
				d.trailer["Root"] = pdfRef(num)
			}
		}
	}
}

// unpackObjects notes the objects that stand in object streams.
func (d *pdfDoc) unpackObjects() {
	for _, num := range d.order {
		if !d.holds(num, "/ObjStm") {
			continue
		}
		s, ok := d.object(num).(pdfStream)
		if !ok || d.resolve(s.dict["Type"]) != pdfName("ObjStm") {
			continue
		}
		first := d.int(s.dict["First"])
		d.packed[num] = d.unpack(s)
		l := lexer{data: d.packed[num], cost: d.cost}
		for len(d.at) < maxObjects && l.pos < first {
			n, ok1 := l.next().(float64)
			at, ok2 := l.next().(float64)
			if !ok1 || !ok2 {
				break
			}
			if p, known := d.at[int(n)]; !known || p.offset < d.at[num].offset {
				d.at[int(n)] = place{offset: d.at[num].offset, stream: num, within: first + int(at)}
			}
		}
	}
}

// resolve follows a reference.
func (d *pdfDoc) resolve(v any) any {
	for range maxNesting {
		ref, ok := v.(pdfRef)
		if !ok {
			return v
		}
		v = d.object(int(ref))
	}
	return nil
}

// object reads an object; one that needs itself to be read is null.
func (d *pdfDoc) object(num int) any {
	if v, known := d.known[num]; known {
		return v
	}
	p, ok := d.at[num]
	if !ok {
		return nil
	}
	d.known[num] = nil
	if p.stream != 0 {
		data := d.packed[p.stream]
		l := lexer{data: data, pos: min(max(p.within, 0), len(data)), cost: d.cost, refs: true}
		d.known[num] = l.value(0)
		return d.known[num]
	}
	l := lexer{data: d.data, pos: p.offset, cost: d.cost, refs: true}
	l.next()
	gen, _ := l.next().(float64)
	l.next()
	v := l.value(0)
	if dict, ok := v.(pdfDict); ok && l.next() == pdfWord("stream") {
		v = pdfStream{dict, num, int(gen), d.streamBytes(dict, l.pos, p.end)}
	}
	d.known[num] = v
	return v
}

// streamBytes returns the bytes of the stream that begins behind its word: as
// many as it says where it ends there, else up to its end before the next object.
func (d *pdfDoc) streamBytes(dict pdfDict, pos, next int) []byte {
	data := d.data[pos:]
	if bytes.HasPrefix(data, []byte("\r")) {
		data = data[1:]
	}
	if bytes.HasPrefix(data, []byte("\n")) {
		data = data[1:]
	}
	if n := d.int(dict["Length"]); n > 0 && n <= len(data) &&
		bytes.HasPrefix(bytes.TrimLeft(data[n:min(n+16, len(data))], "\r\n "), []byte("endstr")) {
		return data[:n]
	}
	data = data[:max(len(data)-(len(d.data)-next), 0)]
	data, _, _ = bytes.Cut(data, []byte("endstream"))
	return data
}

func (d *pdfDoc) dict(v any) (pdfDict, bool) {
	switch v := d.resolve(v).(type) {
	case pdfDict:
		return v, true
	case pdfStream:
		return v.dict, true
	}
	return nil, false
}

// int returns a whole number, 0 for anything else or beyond what a file holds.
func (d *pdfDoc) int(v any) int {
	n, _ := d.resolve(v).(float64)
	if n != n || n < -1<<31 || n > 1<<32 {
		return 0
	}
	return int(n)
}

// list returns an array, or a value alone as an array of one.
func (d *pdfDoc) list(v any) pdfArray {
	switch v := d.resolve(v).(type) {
	case nil:
		return nil
	case pdfArray:
		return v
	default:
		return pdfArray{v}
	}
}
