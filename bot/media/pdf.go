package media

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os/exec"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ledongthuc/pdf"
	"golang.org/x/text/unicode/norm"
)

// PDFReader returns the text of a PDF, what of it could be read; "" for none. It
// ends soon whatever the file is like.
type PDFReader func(ctx context.Context, file io.Reader) string

// What reading one PDF may cost, whatever the file says of itself.
const (
	maxPages    = 1000
	pdfPatience = 5 * time.Second
	pdfMemory   = 512 << 20
	pdfStack    = 64 << 20
)

// PDFProcess returns a PDFReader that runs a program for each file, which has to
// call WritePDFText. A file can make the library allocate without end or fill the
// stack, and no recover helps against that: so each is read by a process that may
// fall. It gets no environment, and so no secrets.
func PDFProcess(program string, args ...string) PDFReader {
	return func(ctx context.Context, file io.Reader) string {
		ctx, cancel := context.WithTimeout(ctx, pdfPatience)
		defer cancel()
		out := head{room: maxText}
		cmd := exec.CommandContext(ctx, program, args...)
		cmd.Env, cmd.Stdin, cmd.Stdout, cmd.WaitDelay = []string{}, file, &out, time.Second
		_ = cmd.Run() // what was read before it fell counts
		return unified(strings.ToValidUTF8(out.String(), ""))
	}
}

// WritePDFText writes the text of the PDF in r to w, page by page. It is for a
// process of its own, whose memory it bounds where the system can.
func WritePDFText(w io.Writer, r io.Reader) error {
	debug.SetMaxStack(pdfStack)
	if err := limitMemory(pdfMemory); err != nil {
		return fmt.Errorf("bound the memory: %w", err)
	}
	raw, err := io.ReadAll(io.LimitReader(r, maxPDF))
	if err != nil {
		return fmt.Errorf("read the file: %w", err)
	}
	doc, err := pdf.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return err
	}
	for n := 1; n <= min(doc.NumPage(), maxPages); n++ {
		text, err := pageText(doc, n)
		if err != nil {
			continue // the other pages may be sound
		}
		if _, err := io.WriteString(w, text+"\n"); err != nil {
			return err
		}
	}
	return nil
}

// pageText returns the text of one page. The library panics on broken ones.
func pageText(doc *pdf.Reader, n int) (text string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("page %d: %v", n, p)
		}
	}()
	return doc.Page(n).GetPlainText(nil)
}

// head keeps the first bytes written to it and refuses more.
type head struct {
	bytes.Buffer
	room int
}

// Write fails once there is no room.
func (h *head) Write(p []byte) (int, error) {
	n, _ := h.Buffer.Write(p[:min(len(p), h.room)])
	if h.room -= n; n < len(p) {
		return n, io.ErrShortWrite
	}
	return n, nil
}

// unified writes characters that stand in the file as forms of others in their
// ordinary shape: browsers and office programs print 心 as the radical ⼼, and two
// letters as one.
func unified(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0x2e80 && r <= 0x2eff:
			if i := strings.IndexRune(radicals, r); i >= 0 {
				r, _ = utf8.DecodeRuneInString(radicals[i+utf8.RuneLen(r):])
			}
		case r >= 0x2f00 && r <= 0x2fdf:
			r, _ = utf8.DecodeRuneInString(norm.NFKC.String(string(r)))
		}
		return r
	}, ligatures.Replace(text))
}

// radicals are those that Unicode gives no ordinary shape, each before it.
const radicals = "⺟母⺠民⻁虎⻄西⻅见⻆角⻉贝⻋车⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟"

var ligatures = strings.NewReplacer("ﬀ", "ff", "ﬁ", "fi", "ﬂ", "fl", "ﬃ", "ffi", "ﬄ", "ffl")
