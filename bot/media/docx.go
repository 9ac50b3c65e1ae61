package media

import (
	"archive/zip"
	"encoding/xml"
	"io"
	"slices"
	"strings"
)

// documentPart is the part of a docx that holds the text.
const documentPart = "word/document.xml"

// docxText returns the paragraphs of a Word document. What is broken ends the
// text; the unpacked size is limited, so a bomb cannot grow.
func docxText(r io.ReaderAt, size int64) string {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return ""
	}
	at := slices.IndexFunc(z.File, func(f *zip.File) bool { return f.Name == documentPart })
	if at < 0 {
		return ""
	}
	part, err := z.File[at].Open()
	if err != nil {
		return ""
	}
	defer part.Close()
	// RawToken keeps no stack of open elements, so nesting costs nothing.
	d := xml.NewDecoder(io.LimitReader(part, maxDocument))
	d.Strict = false
	var w wordText
	for w.b.Len() < maxText {
		token, err := d.RawToken()
		if err != nil {
			break
		}
		switch t := token.(type) {
		case xml.StartElement:
			w.start(t.Name.Local)
		case xml.EndElement:
			w.end(t.Name.Local)
		case xml.CharData:
			if w.inText && w.fallback == 0 {
				w.b.Write(t)
			}
		}
	}
	return w.b.String()
}

// wordText collects the text of WordprocessingML.
type wordText struct {
	b        strings.Builder
	inText   bool
	fallback int // depth inside Fallback, which repeats what was said before
}

func (w *wordText) start(name string) {
	switch {
	case name == "Fallback":
		w.fallback++
	case w.fallback > 0:
	case name == "t":
		w.inText = true
	case name == "tab":
		w.b.WriteByte('\t')
	case name == "br", name == "cr":
		w.b.WriteByte('\n')
	}
}

func (w *wordText) end(name string) {
	switch {
	case name == "Fallback":
		w.fallback = max(w.fallback-1, 0)
	case w.fallback > 0:
	case name == "t":
		w.inText = false
	case name == "p":
		w.b.WriteByte('\n')
	}
}
