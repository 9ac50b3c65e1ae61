package report

import (
	"archive/zip"
	"bytes"
	"embed"
	"encoding/xml"
	"fmt"
	"io"
	"time"
)

// The parts of a document that are always the same.
//
//go:embed docx
var parts embed.FS

// document gathers the paragraphs of a word-processor file. The zero document is
// empty. Sizes are those of official papers: A4, 三号 type, 28 points a line.
type document struct{ body bytes.Buffer }

// paragraph adds a paragraph in a style of docx/styles.xml.
func (d *document) paragraph(style, text string) {
	fmt.Fprintf(&d.body, `<w:p><w:pPr><w:pStyle w:val="%s"/></w:pPr>%s</w:p>`, style, run(text))
}

// heading adds a heading that entries of the contents lead to.
func (d *document) heading(style, text string, mark int) {
	fmt.Fprintf(&d.body, `<w:p><w:pPr><w:pStyle w:val="%s"/></w:pPr><w:bookmarkStart w:id="%d" w:name="_Toc%06d"/>%s<w:bookmarkEnd w:id="%d"/></w:p>`,
		style, mark, mark, run(text), mark)
}

// entry adds a line of the contents that leads to a heading. Its page number is
// a field without a value: programs work it out when they open the file.
func (d *document) entry(style, text string, mark int) {
	field := func(kind, more string) string {
		return `<w:r><w:fldChar w:fldCharType="` + kind + `"` + more + `/></w:r>`
	}
	fmt.Fprintf(&d.body, `<w:p><w:pPr><w:pStyle w:val="%s"/></w:pPr><w:hyperlink w:anchor="_Toc%06d" w:history="1">%s<w:r><w:tab/></w:r>`+
		`%s<w:r><w:instrText xml:space="preserve"> PAGEREF _Toc%06d \h </w:instrText></w:r>%s<w:r><w:t></w:t></w:r>%s</w:hyperlink></w:p>`,
		style, mark, run(text), field("begin", ` w:dirty="true"`), mark, field("separate", ""), field("end", ""))
}

func run(text string) string {
	return `<w:r><w:t xml:space="preserve">` + escaped(text) + `</w:t></w:r>`
}

func escaped(text string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(printable(text))) // a buffer does not fail
	return b.String()
}

const (
	documentHead = xml.Header + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" ` +
		`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>`
	// documentTail sets the page: A4 with the margins of official papers, no number on the title page.
	documentTail = `<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/>` +
		`<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1400" w:gutter="0"/>` +
		`<w:titlePg/><w:docGrid w:type="lines" w:linePitch="312"/></w:sectPr></w:body></w:document>`
	coreProperties = xml.Header + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" ` +
		`xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
		`<dc:title>%s</dc:title><dcterms:created xsi:type="dcterms:W3CDTF">%s</dcterms:created></cp:coreProperties>`
)

// write writes the file.
func (d *document) write(out io.Writer, title string, now time.Time) error {
	z := zip.NewWriter(out)
	for _, p := range []struct{ name, same, text string }{
		{"[Content_Types].xml", "content_types.xml", ""},
		{"_rels/.rels", "rels.xml", ""},
		{"docProps/core.xml", "", fmt.Sprintf(coreProperties, escaped(title), now.UTC().Format(time.RFC3339))},
		{"word/_rels/document.xml.rels", "document_rels.xml", ""},
		{"word/styles.xml", "styles.xml", ""},
		{"word/footer1.xml", "footer.xml", ""},
		{"word/document.xml", "", documentHead + d.body.String() + documentTail},
	} {
		text := []byte(p.text)
		if p.same != "" {
			var err error
			if text, err = parts.ReadFile("docx/" + p.same); err != nil {
				return err
			}
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: now.UTC().Truncate(2 * time.Second)})
		if err != nil {
			return err
		}
		if _, err := w.Write(text); err != nil {
			return err
		}
	}
	return z.Close()
}
