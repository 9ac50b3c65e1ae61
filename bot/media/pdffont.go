package media

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	xunicode "golang.org/x/text/encoding/unicode"
)

// pdfFont tells what the bytes of a string show.
type pdfFont struct {
	cmap  *cmap             // nil where the file does not say
	wide  encoding.Encoding // of a font of many characters whose encoding is known
	table *[256]rune        // of a font of single bytes, else nil
}

// font returns the font that a reference or dictionary stands for.
func (d *pdfDoc) font(v any) *pdfFont {
	ref, named := v.(pdfRef)
	if f, known := d.fonts[ref]; named && known {
		return f
	}
	f := d.readFont(v)
	if named {
		d.fonts[ref] = f
	}
	return f
}

func (d *pdfDoc) readFont(v any) *pdfFont {
	dict, _ := d.dict(v)
	f := &pdfFont{}
	d.cost.spend(256)
	if s, ok := d.resolve(dict["ToUnicode"]).(pdfStream); ok {
		f.cmap = d.readCmap(d.unpack(s))
	}
	if d.resolve(dict["Subtype"]) != pdfName("Type0") {
		f.table = d.encoding(dict["Encoding"])
		return f
	}
	name, _ := d.resolve(dict["Encoding"]).(pdfName)
	switch {
	case strings.HasPrefix(string(name), "UniGB-"), strings.HasPrefix(string(name), "UniCNS-"):
		f.wide = xunicode.UTF16(xunicode.BigEndian, xunicode.IgnoreBOM)
	case strings.HasPrefix(string(name), "GB"):
		f.wide = simplifiedchinese.GB18030
	}
	return f
}

// encoding returns what the bytes of a simple font show.
func (d *pdfDoc) encoding(v any) *[256]rune {
	base, differences := d.resolve(v), pdfArray(nil)
	if dict, ok := base.(pdfDict); ok {
		base, differences = d.resolve(dict["BaseEncoding"]), d.list(dict["Differences"])
	}
	from := charmap.Windows1252
	if base == any(pdfName("MacRomanEncoding")) {
		from = charmap.Macintosh
	}
	var table [256]rune
	for i := range table {
		table[i] = from.DecodeByte(byte(i))
	}
	d.cost.spend(len(differences))
	code := 0
	for _, x := range differences {
		switch x := d.resolve(x).(type) {
		case float64:
			code = d.int(x)
		case pdfName:
			if r := glyph(string(x)); r != 0 && code >= 0 && code < len(table) {
				table[code] = r
			}
			code++
		}
	}
	return &table
}

// glyph returns the character of a glyph's name, 0 for one that is not known.
func glyph(name string) rune {
	if r, size := utf8.DecodeRuneInString(name); size == len(name) {
		return r
	}
	for _, prefix := range []string{"uni", "u"} {
		if code, ok := strings.CutPrefix(name, prefix); ok && len(code) >= 4 && len(code) <= 6 {
			if n, err := strconv.ParseUint(code, 16, 21); err == nil {
				return rune(n)
			}
		}
	}
	return glyphs[name]
}

// glyphs are the names that text needs beside single letters.
var glyphs = map[string]rune{
	"space": ' ', "exclam": '!', "quotedbl": '"', "numbersign": '#', "dollar": '$', "percent": '%', "ampersand": '&',
	"quotesingle": '\'', "parenleft": '(', "parenright": ')', "asterisk": '*', "plus": '+', "comma": ',', "hyphen": '-',
	"minus": '-', "period": '.', "slash": '/', "zero": '0', "one": '1', "two": '2', "three": '3', "four": '4', "five": '5',
	"six": '6', "seven": '7', "eight": '8', "nine": '9', "colon": ':', "semicolon": ';', "less": '<', "equal": '=',
	"greater": '>', "question": '?', "at": '@', "bracketleft": '[', "backslash": '\\', "bracketright": ']',
	"underscore": '_', "braceleft": '{', "bar": '|', "braceright": '}', "quoteleft": '‘', "quoteright": '’',
	"quotedblleft": '“', "quotedblright": '”', "endash": '–', "emdash": '—', "ellipsis": '…', "bullet": '•',
	"periodcentered": '·', "fi": 'ﬁ', "fl": 'ﬂ', "degree": '°', "section": '§',
}

// text returns what a string shows; a sign that nobody can tell is U+FFFD.
func (f *pdfFont) text(raw pdfBytes) string {
	if f == nil {
		return ""
	}
	if f.cmap != nil {
		return f.cmap.text(string(raw), f.table)
	}
	if f.wide != nil {
		text, err := f.wide.NewDecoder().String(string(raw))
		if err != nil {
			return ""
		}
		return text
	}
	var b strings.Builder
	for i := 0; i < len(raw) && b.Len() < maxText; i++ {
		switch {
		case f.table != nil:
			b.WriteRune(f.table[raw[i]])
		case i%2 == 0:
			b.WriteRune(utf8.RuneError)
		}
	}
	return b.String()
}
