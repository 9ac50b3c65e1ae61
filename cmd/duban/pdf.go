package main

import (
	"context"
	"os"

	"duban/bot/media"
)

// pdfVerb is the hidden verb of the process that reads one PDF for the service.
const pdfVerb = "pdf-text"

// pdfText reads a PDF on standard input and writes its text.
func pdfText(_ context.Context, e env) error { return media.WritePDFText(e.stdout, e.stdin) }

// pdfReader reads each PDF in a process of this program; nil where its file is
// not known.
func pdfReader() media.PDFReader {
	program, err := os.Executable()
	if err != nil {
		return nil
	}
	return media.PDFProcess(program, pdfVerb)
}
