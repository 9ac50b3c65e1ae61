package media

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/ledongthuc/pdf"
)

const (
	maxPages    = 1000
	pdfPatience = 5 * time.Second
)

// pdfText returns the text of a PDF, what was found within pdfPatience. The
// reader panics on broken files and may loop on hostile ones: it works in a
// goroutine of its own that gets no more bytes once the time is over, and so
// comes to an end.
func pdfText(r io.ReaderAt, size int64) string {
	if size > maxPDF {
		return ""
	}
	ctx, cancel := context.WithTimeout(context.Background(), pdfPatience)
	defer cancel()
	pages := make(chan string)
	go func() {
		defer close(pages)
		defer func() { _ = recover() }() // what was read so far counts
		readPages(ctx, untilDone{ctx, r}, size, pages)
	}()
	var b strings.Builder
	for b.Len() < maxText {
		select {
		case page, more := <-pages:
			if !more {
				return b.String()
			}
			b.WriteString(page)
			b.WriteByte('\n')
		case <-ctx.Done():
			return b.String()
		}
	}
	return b.String()
}

// readPages sends the text of each page until ctx ends.
func readPages(ctx context.Context, r io.ReaderAt, size int64, pages chan<- string) {
	doc, err := pdf.NewReader(r, size)
	if err != nil {
		return
	}
	for n := 1; n <= min(doc.NumPage(), maxPages); n++ {
		page, err := doc.Page(n).GetPlainText(nil)
		if err != nil {
			continue
		}
		select {
		case pages <- page:
		case <-ctx.Done():
			return
		}
	}
}

// untilDone reads until its context ends.
type untilDone struct {
	ctx context.Context
	r   io.ReaderAt
}

// ReadAt fails once the context has ended.
func (u untilDone) ReadAt(p []byte, off int64) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.ReadAt(p, off)
}
