package media

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	xunicode "golang.org/x/text/encoding/unicode"
)

const essay = "心得体会\n　　深入群众，方知冷暖。A类 42 户。"

func mustEncode(tb testing.TB, enc interface{ Bytes([]byte) ([]byte, error) }, text string) string {
	tb.Helper()
	raw, err := enc.Bytes([]byte(text))
	if err != nil {
		tb.Fatal(err)
	}
	return string(raw)
}

// mustZip returns a zip file of one or more name and content pairs.
func mustZip(tb testing.TB, pairs ...string) string {
	tb.Helper()
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for i := 0; i < len(pairs); i += 2 {
		w, err := z.Create(pairs[i])
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := w.Write([]byte(pairs[i+1])); err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return buf.String()
}

func docx(tb testing.TB, body string) string {
	return mustZip(tb, "[Content_Types].xml", "<Types/>", documentPart,
		`<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="w"><w:body>`+body+`</w:body></w:document>`)
}

// pdfFile returns a PDF of one page for each content stream. Its font shows the
// code 0001 as 心, 0002 as 得.
func pdfFile(contents ...string) string {
	var b strings.Builder
	b.WriteString("%PDF-1.4\n")
	var offsets []int
	object := func(text string) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(offsets), text)
	}
	stream := func(text string) string {
		return fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(text), text)
	}
	var kids []string
	for i := range contents {
		kids = append(kids, fmt.Sprintf("%d 0 R", 4+2*i))
	}
	object("<< /Type /Catalog /Pages 2 0 R >>")
	object(fmt.Sprintf("<< /Type /Pages /Count %d /Kids [%s] >>", len(kids), strings.Join(kids, " ")))
	object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
	for i, c := range contents {
		object(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> >>", 5+2*i))
		object(stream(c))
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, start)
	return b.String()
}

func TestText(t *testing.T) {
	t.Parallel()
	gbk := mustEncode(t, simplifiedchinese.GBK.NewEncoder(), essay)
	utf16 := func(e xunicode.Endianness) string {
		return mustEncode(t, xunicode.UTF16(e, xunicode.UseBOM).NewEncoder(), essay)
	}
	tests := []struct{ name, file, kind, want string }{
		{"utf-8", essay, typePlain, essay},
		{"utf-8 with mark and Windows lines", "\ufeff" + strings.ReplaceAll(essay, "\n", "\r\n"), typePlain, essay},
		{"gbk", gbk, typePlain, essay},
		{"utf-16 little", utf16(xunicode.LittleEndian), typePlain, essay},
		{"utf-16 big", utf16(xunicode.BigEndian), typePlain, essay},
		{"control characters", "甲\x00乙\x0b\t丙", typePlain, "甲乙\t丙"},
		{"empty", "", typePlain, ""},
		{"longer than kept", strings.Repeat("学", 1<<20), typePlain, strings.Repeat("学", maxText/3)},
		{"longer than read", strings.Repeat("学", maxPlain/3+2), typePlain, strings.Repeat("学", maxText/3)},
		{"paragraphs, tabs, breaks, runs", docx(t, `<w:p><w:r><w:t>心得</w:t></w:r><w:r><w:t xml:space="preserve">体会 </w:t></w:r></w:p>`+
			`<w:p><w:r><w:t>一</w:t><w:tab/><w:t>二</w:t><w:br/><w:t>A&amp;B</w:t><w:instrText>PAGE</w:instrText></w:r></w:p>`), typeDocx, "心得体会 \n一\t二\nA&B"},
		{"text box stands twice", docx(t, `<w:p><mc:AlternateContent><mc:Choice><w:t>一</w:t></mc:Choice><mc:Fallback><w:p><w:t>一</w:t></w:p></mc:Fallback></mc:AlternateContent><w:t>二</w:t></w:p>`), typeDocx, "一二"},
		{"document breaks off", mustZip(t, documentPart, `<w:document><w:p><w:t>前半</w:t></w:p><w:p><w:t`), typeDocx, "前半"},
		{"nested without end", mustZip(t, documentPart, "<w:t>底"+strings.Repeat("<a>", 1<<20)), typeDocx, "底"},
		{"bomb", mustZip(t, documentPart, "<w:p><w:t>"+strings.Repeat("爆", 3<<20)), typeDocx, strings.Repeat("爆", maxText/3)},
		{"no document part", mustZip(t, "word/other.xml", "<w:t>x</w:t>"), typeDocx, ""},
		{"not a zip", "PK\x03\x04", typeDocx, ""},
		{"picture", "\x89PNG\r\n\x1a\n", "image/png", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := Text(strings.NewReader(tt.file), int64(len(tt.file)), tt.kind); got != tt.want {
				t.Errorf("%.200q (%d bytes), want %.200q (%d)", got, len(got), tt.want, len(tt.want))
			}
		})
	}
}

func TestSniff(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, file, called, told, want string }{
		{"docx", docx(t, ""), "", "application/octet-stream", typeDocx},
		{"xlsx", mustZip(t, "xl/workbook.xml", ""), "", "", typeXlsx},
		{"pptx", mustZip(t, "ppt/presentation.xml", ""), "", "", typePptx},
		{"zip", mustZip(t, "a", ""), "a.docx", "", "application/zip"},
		{"broken zip", "PK\x03\x04", "a.docx", "", "application/zip"},
		{"doc", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc", "", typeOLE},
		{"jpeg called png", "\xff\xd8\xff\xe0", "a.png", "image/png", "image/jpeg"},
		{"amr", "#!AMR\n\x3c", "", "", typeAMR},
		{"page", "<!DOCTYPE html><script>", "a.html", "text/html", typePlain},
		{"gbk", mustEncode(t, simplifiedchinese.GBK.NewEncoder(), essay), "a.txt", "", typePlain},
		{"unknown by name", "\x00\x01", "a.TXT", "", typePlain},
		{"unknown by what it was told", "\x00\x01", "a", "video/x-thing; q=1", "video/x-thing"},
		{"unknown told to be a page", "\x00\x01", "a", "text/html", typeOther},
		{"nothing", "", "", "", typePlain},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := sniff(strings.NewReader(tt.file), int64(len(tt.file)), tt.called, tt.told); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

func TestFileName(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ sent, told, want string }{
		{"体会.docx", "x.bin", "体会.docx"},
		{"file-20111005-100000", "体会.docx", "体会.docx"},
		{"file-20111005-100000", "", "file-20111005-100000"},
		{"file-20111005-100000", `C:\a\..\体会.docx`, "体会.docx"},
		{"file-20111005-100000", "../../etc/passwd", "file-20111005-100000"},
	} {
		if got := fileName(tt.sent, tt.told); got != tt.want {
			t.Errorf("%q %q: %q, want %q", tt.sent, tt.told, got, tt.want)
		}
	}
}

// fit fails unless text is what may be kept.
func fit(t *testing.T, text string) {
	if len(text) > maxText || !utf8.ValidString(text) || strings.ContainsAny(text, "\x00\r\ufffd") {
		t.Fatalf("%d bytes: %.200q", len(text), text)
	}
}

func FuzzPlain(f *testing.F) {
	f.Add([]byte(essay))
	f.Add([]byte("\xff\xfe\x00"))
	f.Add([]byte("\xb5\xb3"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		fit(t, Text(bytes.NewReader(raw), int64(len(raw)), typePlain))
	})
}

func FuzzDocument(f *testing.F) {
	f.Add("<w:p><w:t>心得</w:t><w:tab/></w:p>")
	f.Add("</Fallback><Fallback><t>")
	f.Add("<!DOCTYPE a [<!ENTITY b 'c'>]>&b;<t>&b;")
	f.Fuzz(func(t *testing.T, xml string) {
		file := mustZip(t, documentPart, xml)
		fit(t, Text(strings.NewReader(file), int64(len(file)), typeDocx))
	})
}

func FuzzZip(f *testing.F) {
	f.Add([]byte(docx(f, "<w:p><w:t>心得</w:t></w:p>")))
	f.Fuzz(func(t *testing.T, raw []byte) {
		fit(t, Text(bytes.NewReader(raw), int64(len(raw)), typeDocx))
	})
}
