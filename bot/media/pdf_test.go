package media

import (
	"bytes"
	"compress/zlib"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rc4"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

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

func TestPDF(t *testing.T) {
	t.Parallel()
	page := func(content string, more ...string) string {
		return objects(append([]string{catalogue, onePage, thePage, stream("", content), latinFont}, more...)...)
	}
	packed := catalogue + " " + onePage + " " + thePage + " " + latinFont
	head := fmt.Sprintf("1 0 2 %d 3 %d 5 %d ", len(catalogue)+1, len(catalogue+onePage)+2, len(catalogue+onePage+thePage)+3)
	objStm := stream(fmt.Sprintf("/Type /ObjStm /N 4 /First %d /Filter /FlateDecode", len(head)), deflate(t, head+packed))
	wide := func(encoding, codes string) string {
		return objects(catalogue, onePage, thePage, stream("", "BT /F1 12 Tf <"+codes+"> Tj ET"),
			"<< /Font << /F1 << /Subtype /Type0 /Encoding /"+encoding+" >> >> >>")
	}
	tests := []struct{ name, file, want string }{
		{"no cross-references", page(hello), "Hello"},
		{"packed content", objects(catalogue, onePage, thePage, stream("/Filter /FlateDecode", deflate(t, hello)), latinFont), "Hello"},
		{"two filters", objects(catalogue, onePage, thePage, stream("/Filter [/ASCIIHexDecode /FlateDecode]", fmt.Sprintf("%x>", deflate(t, hello))), latinFont), "Hello"},
		{"wrong length", strings.Replace(page(hello), "/Length 44", "/Length 7", 1), "Hello"},
		{"length elsewhere", strings.Replace(page(hello, "44"), "/Length 44", "/Length 6 0 R", 1), "Hello"},
		{"packed objects", "%PDF-1.5\n4 0 obj\n" + stream("", hello) + "\nendobj\n9 0 obj\n" + objStm + "\nendobj\n8 0 obj\n" +
			stream("/Type /XRef /Root 1 0 R", "") + "\nendobj\n", "Hello"},
		{"newer object", page(hello) + "4 0 obj\n" + stream("", strings.Replace(hello, "Hello", "Later", 1)) + "\nendobj\n", "Later"},
		{"no trailer", strings.Replace(page(hello), "trailer", "", 1), "Hello"},
		{"lines by place", page("BT /F1 12 Tf 72 700 Td (one) Tj 0 -14 Td (two) Tj ET BT 1 0 0 1 100 686 Tm ( three) Tj ET"), "one\ntwo three"},
		{"lines by leading", page("BT /F1 12 Tf 14 TL (one) Tj T* (two) Tj (three) ' ET"), "one\ntwo\nthree"},
		{"pieces of a line", page("BT /F1 12 Tf 72 700 Td [(W) 80 (or) -300 (ld)] TJ 200 0 Td (far) Tj ET"), "Wor ld far"},
		{"turned", page("q 0 1 -1 0 0 0 cm BT /F1 12 Tf 72 700 Td (on) Tj 12 0 Td (e) Tj 0 -20 Td (two) Tj ET Q"), "one\ntwo"},
		{"form", page("/X Do", stream("/Subtype /Form", hello)), "Hello"},
		{"escapes", page(`BT /F1 12 Tf (a\(b\)\\ \101\
c(d)) Tj ET`), `a(b)\ Ac(d)`},
		{"picture in the text", page("BI /W 1 ID (((( EI " + hello), "Hello"},
		{"names", strings.Replace(page("BT /F1 12 Tf (ab) Tj ET"), "/Type1", "/Type1 /Encoding << /Differences [97 /uni5FC3 /fi] >>", 1), "心fi"},
		{"UTF-16", wide("UniGB-UCS2-H", "5FC35F97"), "心得"},
		{"GBK", wide("GBK-EUC-H", "D0C4B5C3"), "心得"},
		{"signs without a meaning", wide("Identity-H", "00010002"), ""},
		{"radicals", wide("UniGB-UTF16-H", "2F3C5F972EC5"), "心得见"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := Text(strings.NewReader(tt.file), int64(len(tt.file)), typePDF); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// Files that are encrypted so that nobody changes them are read by everybody.
func TestPDFEncrypted(t *testing.T) {
	t.Parallel()
	owner := strings.Repeat("o", 32)
	sum := md5.Sum([]byte(passwordPad + owner + "\xfc\xff\xff\xff" + "id"))
	rc4Key := sum[:5]
	key := sum[:]
	for range 50 {
		again := md5.Sum(key)
		key = again[:]
	}
	ofStream := func(key []byte, more string) []byte {
		sum := md5.Sum([]byte(string(key) + "\x04\x00\x00\x00\x00" + more))
		return sum[:min(len(key)+5, 16)]
	}
	c, err := rc4.NewCipher(ofStream(rc4Key, ""))
	if err != nil {
		t.Fatal(err)
	}
	byRC4 := make([]byte, len(hello))
	c.XORKeyStream(byRC4, []byte(hello))
	block, err := aes.NewCipher(ofStream(key, "sAlT"))
	if err != nil {
		t.Fatal(err)
	}
	fill := aes.BlockSize - len(hello)%aes.BlockSize
	byAES := []byte(strings.Repeat("i", aes.BlockSize) + hello + strings.Repeat(string(rune(fill)), fill))
	cipher.NewCBCEncrypter(block, byAES[:aes.BlockSize]).CryptBlocks(byAES[aes.BlockSize:], byAES[aes.BlockSize:])
	for name, tt := range map[string]struct{ encrypt, data, want string }{
		"rc4":     {"/V 1 /R 2 /P -4", string(byRC4), "Hello"},
		"aes":     {"/V 4 /R 4 /P 4294967292 /StmF /S /CF << /S << /CFM /AESV2 >> >>", string(byAES), "Hello"},
		"unknown": {"/V 5 /R 6 /P -4", hello, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := strings.Replace(objects(catalogue, onePage, thePage, stream("", tt.data), latinFont,
				fmt.Sprintf("<< /Filter /Standard %s /O (%s) >>", tt.encrypt, owner)), "/Root 1 0 R", "/Root 1 0 R /Encrypt 6 0 R /ID [(id) (id)]", 1)
			if got := Text(strings.NewReader(file), int64(len(file)), typePDF); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// hostile are files that claim, nest or repeat without end.
func hostile(tb testing.TB) map[string]string {
	tb.Helper()
	page := func(content string, more ...string) string {
		return objects(append([]string{catalogue, onePage, thePage, content, latinFont}, more...)...)
	}
	bomb := deflate(tb, hello+strings.Repeat("(", 64<<20))
	twice := deflate(tb, bomb)
	font := func(cmap string) string {
		return objects(catalogue, onePage, thePage, stream("", "BT /F1 12 Tf <00010002> Tj ET"),
			"<< /Font << /F1 << /Subtype /Type0 /Encoding /Identity-H /ToUnicode 6 0 R >> >> >>", stream("", cmap))
	}
	many := func(n int, text string) string { return strings.Repeat(text, n) }
	return map[string]string{
		"size of a table":        "%PDF-1.5\n1 0 obj\n" + stream("/Type /XRef /Size 9000000000 /Index [9000000000 9000000000] /W [9000000000 1 1]", "abc") + "\nendobj\nstartxref\n9\n%%EOF\n",
		"place in a table":       "%PDF-1.4\nxref\n90000000000 1\n0000000000 00000 n \ntrailer\n<< /Size 1 >>\nstartxref\n9\n%%EOF\n",
		"tables in a circle":     "%PDF-1.4\nxref\n0 0\ntrailer\n<< /Size 1 /Prev 9 >>\nstartxref\n9\n%%EOF\n",
		"length of a stream":     page("<< /Length 900000000000 >>\nstream\n" + hello),
		"length within itself":   page("<< /Length 4 0 R >>\nstream\n" + hello + "\nendstream"),
		"columns of a predictor": page(stream("/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 9000000000 >>", deflate(tb, hello))),
		"nested arrays":          page(stream("", many(1<<20, "["))),
		"nested dictionaries":    objects(many(1<<20, "<</A")),
		"nested objects":         many(1<<20, "1 0 obj "),
		"bomb":                   page(stream("/Filter /FlateDecode", bomb)),
		"bomb in a bomb":         page(stream("/Filter [/FlateDecode /FlateDecode]", twice)),
		"bomb on every page":     objects(catalogue, "<< /Type /Pages /Kids ["+many(5000, "<< /Contents 3 0 R >> ")+"] >>", stream("/Filter /FlateDecode", bomb)),
		"pages in a circle":      objects(catalogue, "<< /Type /Pages /Kids [2 0 R 2 0 R 3 0 R] /Parent 2 0 R >>", "<< /Kids [2 0 R 3 0 R] >>"),
		"objects in a circle":    objects("2 0 R", "3 0 R", "2 0 R"),
		"objects in themselves":  "%PDF-1.5\n7 0 obj\n" + stream("/Type /ObjStm /N 1 /First 4", "7 0 << /Type /ObjStm /Length 7 0 R /Extends 7 0 R >>") + "\nendobj\ntrailer << /Root 7 0 R >>",
		"form in itself":         page(stream("", many(100, "/X Do ")), stream("/Subtype /Form /Resources 5 0 R", many(100, "/X Do "))),
		"codes that are claimed": font("900000000000 beginbfchar endbfchar 900000000000 beginbfrange endbfrange 900000000000 begincodespacerange endcodespacerange"),
		"codes by the range":     font(many(10000, "1 beginbfrange <0000> <FFFF> <0041> endbfrange ") + many(10000, "1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange ")),
		"many tokens":            page(stream("/Filter /FlateDecode", deflate(tb, many(8<<20, "0 ")))),
		"many values":            objects("[" + many(15<<20, "0 ") + "]"),
		"many objects":           many(1<<20, "1 0 obj /ObjStm\n") + page(stream("", hello)),
		"streams without an end": many(1<<18, "1 0 obj << /Type /ObjStm >> stream\n"),
		"trailers without end":   many(1<<20, "trailer (") + many(1<<20, "trailer [ "),
		"one long line":          "%PDF-1.4\n%" + many(30<<20, "a"),
		"blank":                  many(30<<20, " ") + "obj",
		"many states":            page(stream("", many(1<<20, "q "))),
		"many operands":          page(stream("", many(1<<20, "1 ")+"Tj")),
	}
}

// Whatever a file says of itself, reading it ends, and takes no more than a
// fixed part of the machine. The sum of all that was allocated stands for the
// most that was in use.
func TestHostilePDF(t *testing.T) {
	for name, file := range hostile(t) {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			text := Text(strings.NewReader(file), int64(len(file)), typePDF)
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			if all := after.TotalAlloc - before.TotalAlloc; all > 768<<20 || took > 2*pdfPatience {
				t.Errorf("%d MiB, %v", all>>20, took)
			}
			fit(t, text)
		})
	}
}
