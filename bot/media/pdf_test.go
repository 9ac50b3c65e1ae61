package media

import (
	"bytes"
	"compress/zlib"
	"context"
	_ "embed"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// childVerb makes the test binary the process that reads one PDF: see TestMain.
const childVerb = "pdf-text"

// compiled is where the compiled reader is kept, for the service and for tests.
var compiled = sync.OnceValue(func() string {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	cache = filepath.Join(cache, "duban")
	_ = WritePDFText(io.Discard, strings.NewReader(""), cache) // compiles, however long it takes here; that it is no PDF is known
	return cache
})

func readPDF(ctx context.Context, file string) string {
	return tidy(PDFProcess(os.Args[0], childVerb, compiled())(ctx, strings.NewReader(file)))
}

// objects returns a PDF of these objects, the first being its catalogue, without
// a cross-reference table.
func objects(texts ...string) string {
	var b strings.Builder
	b.WriteString("%PDF-1.5\n")
	for i, text := range texts {
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, text)
	}
	b.WriteString("trailer\n<< /Root 1 0 R >>\n%%EOF\n")
	return b.String()
}

// stream returns a stream object with these entries before its length.
func stream(entries, data string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", entries, len(data), data)
}

func deflate(tb testing.TB, data string) string {
	tb.Helper()
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	if _, err := z.Write([]byte(data)); err != nil {
		tb.Fatal(err)
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.String()
}

const (
	catalogue = "<< /Type /Catalog /Pages 2 0 R >>"
	onePage   = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
	thePage   = "<< /Type /Page /Contents 4 0 R /Resources 5 0 R >>"
	latinFont = "<< /Font << /F1 << /Type /Font /Subtype /Type1 >> >> /XObject << /X 6 0 R >> >>"
	hello     = "BT /F1 12 Tf 1 0 0 1 72 700 Tm (Hello) Tj ET"
)

//go:embed testdata/browser.pdf
var printed string

func TestPDF(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, file, want string }{
		{"printed by a browser", printed, "关于农村文化阵地建设的调研报告\n调研组走访了里岔镇后旺村。\n第二页：农家书屋八百余处。"},
		{"a broken page", pdfFile("BT /F1 12 Tf Tj ET", "BT /F1 12 Tf (Second) Tj ET"), "Second"},
		{"no text", pdfFile("q Q"), ""},
		{"cut", pdfFile("BT (Hello) Tj ET")[:200], ""},
		{"junk", "%PDF-1.4\n" + strings.Repeat("[", 1<<16) + "\nstartxref\n9\n%%EOF", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := readPDF(t.Context(), tt.file); got != tt.want {
				t.Errorf("%.100q (%d bytes), want %.100q (%d)", got, len(got), tt.want, len(tt.want))
			}
		})
	}
}

func TestHeadRefusesMore(t *testing.T) {
	t.Parallel()
	h := head{room: 4}
	for i, want := range []int{3, 1, 0} {
		if n, err := h.Write([]byte("abc")); n != want || (err == nil) != (n == 3) {
			t.Errorf("write %d: %d, %v", i, n, err)
		}
	}
	if h.String() != "abca" {
		t.Error(h.String())
	}
}

// Whatever a file says of itself, reading it ends, and takes no more than a
// fixed part of the machine.
func TestHostilePDF(t *testing.T) {
	t.Parallel()
	page := func(content string, more ...string) string {
		return objects(append([]string{catalogue, onePage, thePage, content, latinFont}, more...)...)
	}
	table := "\nxref\n0 7\n" + strings.Repeat("0000000009 00000 n \n", 7) + "trailer\n<< /Size 7 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
	whole := func(file string) string { return file + fmt.Sprintf(table, len(file)+1) }
	bomb := deflate(t, deflate(t, hello+strings.Repeat("(", 256<<20)))
	for name, file := range map[string]string{
		"size of a table":       "%PDF-1.5\n1 0 obj\n" + stream("/Type /XRef /Size 9000000000 /Index [0 9000000000] /W [1 1 1]", "abc") + "\nendobj\nstartxref\n9\n%%EOF\n",
		"tables in a circle":    "%PDF-1.4\nxref\n0 0\ntrailer\n<< /Size 1 /Prev 9 >>\nstartxref\n9\n%%EOF\n",
		"nested dictionaries":   "%PDF-1.4\n1 0 obj" + strings.Repeat("<</A", 1<<22) + "\nstartxref\n9\n%%EOF\n",
		"a bomb in a bomb":      whole(page(stream("/Filter [/FlateDecode /FlateDecode]", bomb))),
		"objects in themselves": whole("%PDF-1.5\n7 0 obj\n" + stream("/Type /ObjStm /N 1 /First 4", "7 0 << /Type /ObjStm /Length 7 0 R /Extends 7 0 R >>") + "\nendobj\n"),
		"pages in a circle":     whole(objects(catalogue, "<< /Type /Pages /Count 900000000 /Kids [2 0 R 2 0 R] /Parent 2 0 R >>")),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			fit(t, readPDF(t.Context(), file))
			if took := time.Since(began); took > 2*pdfPatience {
				t.Errorf("took %v", took)
			}
		})
	}
}
