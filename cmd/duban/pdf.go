package main

import (
	"context"
	"os"
	"path/filepath"

	"duban/bot/media"
)

// pdfVerb is the hidden verb of the process that reads one PDF for the service.
const pdfVerb = "pdf-text"

// pdfText reads a PDF on standard input and writes its text. Its argument is the
// folder that keeps the compiled reader, if any.
func pdfText(_ context.Context, e env) error {
	cache := ""
	if len(e.args) > 0 {
		cache = e.args[0]
	}
	return media.WritePDFText(e.stdout, e.stdin, cache)
}

// pdfReader reads each PDF in a process of this program; nil where its file is
// not known.
func pdfReader() media.PDFReader {
	program, err := os.Executable()
	if err != nil {
		return nil
	}
	args := []string{pdfVerb}
	if cache, err := os.UserCacheDir(); err == nil {
		args = append(args, filepath.Join(cache, "duban"))
	}
	return media.PDFProcess(program, args...)
}
