package media

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"

	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// PDFReader returns the text of a PDF, what of it could be read; "" for none. It
// ends within a minute whatever the file is like.
type PDFReader func(ctx context.Context, file io.Reader) string

// What reading one PDF may cost, whatever the file says of itself.
const (
	maxPages    = 1000
	pdfPatience = 45 * time.Second // the first time most of it goes to compiling
	pdfMemory   = 4096             // pages of 64 KiB for the reader
)

// PDFProcess returns a PDFReader that runs a program for each file, which has to
// call WritePDFText with the last argument: reading takes memory that the service
// shall not keep, and a process can be ended. It gets no environment, and so no
// secrets.
func PDFProcess(program string, args ...string) PDFReader {
	return func(ctx context.Context, file io.Reader) string {
		ctx, cancel := context.WithTimeout(ctx, pdfPatience)
		defer cancel()
		out := head{room: maxText}
		cmd := exec.CommandContext(ctx, program, args...)
		cmd.Env, cmd.Stdin, cmd.Stdout, cmd.WaitDelay = []string{}, file, &out, time.Second
		_ = cmd.Run() // what was read until then counts
		return strings.ToValidUTF8(out.String(), "")
	}
}

// WritePDFText writes the text of the PDF in r to w, page by page. The reader is
// PDFium in a WebAssembly sandbox, compiled for the machine on its first use and
// kept in the folder cache; "" keeps nothing.
func WritePDFText(w io.Writer, r io.Reader, cache string) error {
	raw, err := io.ReadAll(io.LimitReader(r, maxPDF))
	if err != nil {
		return fmt.Errorf("read the file: %w", err)
	}
	// The module needs the feature beside the usual ones.
	config := wazero.NewRuntimeConfig().WithMemoryLimitPages(pdfMemory).
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling)
	if cache != "" {
		kept, err := wazero.NewCompilationCacheWithDir(cache)
		if err != nil {
			return fmt.Errorf("open the folder of the compiled reader: %w", err)
		}
		config = config.WithCompilationCache(kept)
	}
	pool, err := webassembly.Init(webassembly.Config{MinIdle: 1, MaxIdle: 1, MaxTotal: 1, RuntimeConfig: config})
	if err != nil {
		return fmt.Errorf("start the reader: %w", err)
	}
	defer pool.Close()
	pdfium, err := pool.GetInstance(pdfPatience)
	if err != nil {
		return fmt.Errorf("start the reader: %w", err)
	}
	defer pdfium.Close()
	opened, err := pdfium.OpenDocument(&requests.OpenDocument{File: &raw})
	if err != nil {
		return fmt.Errorf("open the file: %w", err)
	}
	count, err := pdfium.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: opened.Document})
	if err != nil {
		return fmt.Errorf("count the pages: %w", err)
	}
	for n := range min(count.PageCount, maxPages) {
		page := requests.Page{ByIndex: &requests.PageByIndex{Document: opened.Document, Index: n}}
		text, err := pdfium.GetPageText(&requests.GetPageText{Page: page})
		if err != nil {
			continue // the other pages may be sound
		}
		if _, err := io.WriteString(w, text.Text+"\n"); err != nil {
			return err
		}
	}
	return nil
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
