package configs

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// maxTableBytes is the most that a table may hold.
const maxTableBytes = 16 << 20

// readTable calls row for every line with trimmed cells that is neither blank
// nor a comment. The table is CSV or, told by its content, the first sheet of an
// XLSX file.
func (r *report) readTable(in io.Reader, row func(line int, cells []string)) {
	filled := func(line int, cells []string) {
		blank := true
		for i, c := range cells {
			cells[i] = strings.TrimSpace(c)
			blank = blank && cells[i] == ""
		}
		if !blank && !strings.HasPrefix(cells[0], "#") {
			row(line, cells)
		}
	}
	data, err := io.ReadAll(io.LimitReader(in, maxTableBytes+1))
	switch {
	case err != nil:
		r.add(0, 0, "", "not readable: %v", err)
	case len(data) > maxTableBytes:
		r.add(0, 0, "", "more than %d bytes", maxTableBytes)
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		r.readXLSX(data, filled)
	default:
		r.readCSV(data, filled)
	}
}

func (r *report) readXLSX(data []byte, row func(line int, cells []string)) {
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: 4 * maxTableBytes})
	if err != nil {
		r.add(0, 0, "", "not readable as XLSX: %v", err)
		return
	}
	defer book.Close()
	rows, err := book.Rows(book.GetSheetName(0))
	if err != nil {
		r.add(0, 0, "", "not readable as XLSX: %v", err)
		return
	}
	defer rows.Close()
	for line := 1; rows.Next(); line++ {
		cells, err := rows.Columns()
		if err != nil {
			r.add(line, 0, "", "not readable as XLSX: %v", err)
			return
		}
		row(line, cells)
	}
	if err := rows.Error(); err != nil {
		r.add(0, 0, "", "not readable as XLSX: %v", err)
	}
}

func (r *report) readCSV(data []byte, row func(line int, cells []string)) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) {
		decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
		if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) {
			r.add(0, 0, "", "the text is neither UTF-8 nor GBK")
			return
		}
		data = decoded
	}
	rows := csv.NewReader(bytes.NewReader(data))
	rows.Comma, rows.Comment, rows.FieldsPerRecord = separator(data), '#', -1
	for {
		cells, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			r.add(bad.Line, bad.Column, "", "not readable as CSV: %v", bad.Err)
			return
		}
		if err != nil {
			r.add(0, 0, "", "not readable as CSV: %v", err)
			return
		}
		line, _ := rows.FieldPos(0)
		row(line, cells)
	}
}

// separator tells which separator the header uses.
func separator(data []byte) rune {
	for len(data) > 0 {
		line, rest, _ := bytes.Cut(data, []byte("\n"))
		if text := bytes.TrimSpace(line); len(text) > 0 && text[0] != '#' {
			for _, c := range []byte("\t;") {
				if bytes.IndexByte(line, c) >= 0 {
					return rune(c)
				}
			}
			return ','
		}
		data = rest
	}
	return ','
}

// header returns where the known columns stand; further columns are passed over.
func (r *report) header(line int, cells []string, known map[string]string, allowed string, required ...string) map[string]int {
	columns := map[string]int{}
	for i, c := range cells {
		column, ok := known[strings.ToLower(c)]
		if !ok {
			continue // registers often carry more than we need
		}
		if _, twice := columns[column]; twice {
			r.add(line, 0, c, "the column stands twice")
		}
		columns[column] = i
	}
	for _, column := range required {
		if _, ok := columns[column]; !ok {
			r.add(line, 0, column, "the column is missing; allowed: %s", allowed)
		}
	}
	return columns
}
