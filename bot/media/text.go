package media

import (
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	xunicode "golang.org/x/text/encoding/unicode"
)

// Limits of reading. A file beyond one of them gives the text up to it.
const (
	maxText     = 1 << 20  // bytes of text kept
	maxPlain    = 8 << 20  // bytes read of a plain text file
	maxDocument = 32 << 20 // unpacked bytes read of a docx
	maxPDF      = 32 << 20 // bytes of a pdf; a larger one gives no text
)

// Text returns the text inside a docx or plain text file, at most 1 MiB of valid
// UTF-8 with lines ending in \n; "" where it finds none or cannot read it.
func Text(r io.ReaderAt, size int64, kind string) string {
	var text string
	switch kind {
	case typeDocx:
		text = docxText(r, size)
	case typePlain:
		text = plainText(r, size)
	}
	return tidy(text)
}

// plainText decodes a text file: UTF-16 where it says so, else UTF-8, else GBK
// in its superset GB 18030.
func plainText(r io.ReaderAt, size int64) string {
	raw := make([]byte, min(size, maxPlain))
	n, _ := r.ReadAt(raw, 0)
	raw = raw[:n]
	// The last character may have been cut.
	whole := raw
	for i := 0; int64(n) < size && i < utf8.UTFMax && !utf8.Valid(whole) && len(whole) > 0; i++ {
		whole = whole[:len(whole)-1]
	}
	utf16 := strings.HasPrefix(string(raw), "\xff\xfe") || strings.HasPrefix(string(raw), "\xfe\xff")
	var text []byte
	var err error
	switch {
	case utf16:
		text, err = xunicode.UTF16(xunicode.LittleEndian, xunicode.ExpectBOM).NewDecoder().Bytes(raw)
	case utf8.Valid(whole):
		text = whole
	default:
		text, err = simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	}
	if err != nil {
		return ""
	}
	return string(text)
}

// tidy makes extracted text fit for keeping: valid UTF-8 without control
// characters, cut at the limit, without blank ends. Text that is mostly signs
// that could not be decoded is none.
func tidy(text string) string {
	var b strings.Builder
	letters, broken := 0, 0
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\f", "\n").Replace(strings.TrimPrefix(text, "\ufeff"))
	for _, r := range text {
		if b.Len()+utf8.RuneLen(r) > maxText {
			break
		}
		switch {
		case r == utf8.RuneError || unicode.Is(unicode.Co, r):
			broken++
			continue
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			letters++
		case unicode.IsControl(r) && r != '\n' && r != '\t':
			continue
		}
		b.WriteRune(r)
	}
	if broken > letters {
		return ""
	}
	return strings.TrimSpace(b.String())
}
