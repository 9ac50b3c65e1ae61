package media

import (
	"archive/zip"
	"bytes"
	"io"
	"mime"
	"net/http"
	"strings"
)

// Media types that text is looked for in, and others the sniffing knows.
const (
	typeDocx  = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	typeXlsx  = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	typePptx  = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
	typePDF   = "application/pdf"
	typePlain = "text/plain"
	typeAMR   = "audio/amr"
	typeOLE   = "application/x-ole-storage" // doc, xls, ppt and others
	typeOther = "application/octet-stream"
)

// endings are the file name endings of media types.
var endings = map[string]string{
	typeDocx: ".docx", typeXlsx: ".xlsx", typePptx: ".pptx", typePDF: ".pdf", typePlain: ".txt", typeAMR: ".amr",
	"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp", "image/bmp": ".bmp",
	"video/mp4": ".mp4", "application/zip": ".zip",
}

// sniff returns the media type of a file by its first bytes. Only where these
// say nothing it goes by the name and then by the type it was told.
func sniff(r io.ReaderAt, size int64, name, told string) string {
	head := make([]byte, min(size, 1024))
	n, _ := r.ReadAt(head, 0)
	head = head[:n]
	if kind := magic(head); kind != "" {
		return kind
	}
	kind, _, _ := mime.ParseMediaType(http.DetectContentType(head))
	switch {
	case kind == "application/zip":
		return office(r, size)
	case strings.HasPrefix(kind, "text/"), kind == typeOther && strings.HasSuffix(strings.ToLower(name), ".txt"):
		return typePlain // whatever it is called: nobody's browser is to run it
	case kind != typeOther:
		return kind
	}
	if t, _, err := mime.ParseMediaType(told); err == nil && !strings.HasPrefix(t, "text/") {
		return t
	}
	return typeOther
}

// magic knows the first bytes that net/http does not.
func magic(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("#!AMR")):
		return typeAMR
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return typeOLE
	case bytes.Contains(head, []byte("%PDF-")):
		return typePDF
	}
	return ""
}

// office tells office documents from other zip files.
func office(r io.ReaderAt, size int64) string {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return "application/zip"
	}
	for _, f := range z.File {
		switch {
		case f.Name == documentPart:
			return typeDocx
		case strings.HasPrefix(f.Name, "xl/"):
			return typeXlsx
		case strings.HasPrefix(f.Name, "ppt/"):
			return typePptx
		}
	}
	return "application/zip"
}
