package media

import (
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"encoding/hex"
	"io"
)

// unpack returns the bytes of a stream, what could be unpacked within the limits.
// A stream in a form that holds no text is empty.
func (d *pdfDoc) unpack(s pdfStream) []byte {
	data := s.raw
	if !d.cost.unpack(len(data)) {
		return nil
	}
	if d.key != nil {
		data = d.decrypt(s)
	}
	filters := d.list(s.dict["Filter"])
	params := d.list(s.dict["DecodeParms"])
	if len(filters) > 4 {
		return nil
	}
	for i, f := range filters {
		var p pdfDict
		if i < len(params) {
			p, _ = d.dict(params[i])
		}
		data = d.filter(d.resolve(f), p, data)
	}
	return data
}

func (d *pdfDoc) filter(name any, params pdfDict, data []byte) []byte {
	var r io.Reader
	switch name {
	case pdfName("FlateDecode"), pdfName("Fl"):
		z, err := zlib.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil
		}
		r = z
	case pdfName("ASCII85Decode"), pdfName("A85"):
		data, _, _ = bytes.Cut(data, []byte("~>"))
		r = ascii85.NewDecoder(bytes.NewReader(data))
	case pdfName("ASCIIHexDecode"), pdfName("AHx"):
		data, _, _ = bytes.Cut(data, []byte(">"))
		r = hex.NewDecoder(dense{bytes.NewReader(data)})
	default:
		return nil
	}
	// What is broken ends the text; what was unpacked before counts.
	out, _ := io.ReadAll(io.LimitReader(r, int64(min(maxStream, d.cost.bytes))))
	d.cost.unpack(len(out))
	if d.int(params["Predictor"]) >= 10 {
		return unpredict(out, d.int(params["Columns"]), d.int(params["Colors"]), d.int(params["BitsPerComponent"]))
	}
	return out
}

// dense reads without white space.
type dense struct{ r io.Reader }

// Read implements io.Reader.
func (d dense) Read(p []byte) (int, error) {
	n, err := d.r.Read(p)
	kept := 0
	for _, c := range p[:n] {
		if !blank(c) {
			p[kept] = c
			kept++
		}
	}
	return kept, err
}

// unpredict takes back the PNG predictors, in place.
func unpredict(data []byte, columns, colors, bits int) []byte {
	columns, colors = max(columns, 1), max(colors, 1)
	if bits <= 0 {
		bits = 8
	}
	if columns > 1<<16 || colors > 64 || bits > 16 {
		return nil
	}
	width, pixel := (columns*colors*bits+7)/8, max(colors*bits/8, 1)
	above := make([]byte, width)
	out := data[:0]
	for len(data) > width {
		kind, row := data[0], data[1:1+width]
		data = data[1+width:]
		for i := range row {
			var left, corner byte
			if i >= pixel {
				left, corner = row[i-pixel], above[i-pixel]
			}
			switch kind {
			case 1:
				row[i] += left
			case 2:
				row[i] += above[i]
			case 3:
				row[i] += byte((int(left) + int(above[i])) / 2)
			case 4:
				row[i] += paeth(left, above[i], corner)
			}
		}
		copy(above, row)
		out = append(out, row...)
	}
	return out
}

// paeth is the neighbour nearest to left + above - corner.
func paeth(left, above, corner byte) byte {
	p := int(left) + int(above) - int(corner)
	dl, da, dc := dist(p, left), dist(p, above), dist(p, corner)
	switch {
	case dl <= da && dl <= dc:
		return left
	case da <= dc:
		return above
	}
	return corner
}

func dist(p int, b byte) int { return max(p-int(b), int(b)-p) }
