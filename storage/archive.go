package storage

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"duban/campaign"
)

// An archive is a gzip file of JSON lines that any of the databases reads: a
// header, then for each table a line that names its columns and a line for each
// row, then the number of rows. Bytes are {"base64": …}.
const archiveFormat = "duban-archive"

// tables are all tables, each after those it refers to; and the column of each
// that the database numbers by itself.
var tables = []struct{ name, numbered string }{
	{"campaigns", ""}, {"inbounds", "seq"}, {"conversations", ""}, {"members", ""}, {"submissions", ""}, {"versions", ""},
	{"attachments", "seq"}, {"debts", ""}, {"deadlines", ""}, {"calls", "id"}, {"deliveries", "id"}, {"delivery_items", ""},
	{"marks", ""}, {"pairings", "id"}, {"event_codes", ""}, {"attendances", ""}, {"audits", "id"}, {"requests", "id"},
}

type archiveHeader struct {
	Format string `json:"format"`
	Schema int64  `json:"schema"`
}

type archiveTable struct {
	Table   string   `json:"table"`
	Columns []string `json:"columns"`
}

type archiveEnd struct {
	Rows *int `json:"rows"`
}

type archiveBytes struct {
	Base64 []byte `json:"base64"`
}

// Backup writes all campaigns, as they are at one moment, to an archive that
// takes the place of file when it is complete. It disturbs nobody.
func (db *DB) Backup(ctx context.Context, file string) (err error) {
	const op = "back up"
	if err := db.Ready(ctx); err != nil {
		return err
	}
	st, err := db.Status(ctx)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*.part")
	if err != nil {
		return fail(op, err)
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	zip := gzip.NewWriter(f)
	out := json.NewEncoder(zip)
	out.SetEscapeHTML(false)
	err = errors.Join(
		out.Encode(archiveHeader{archiveFormat, st.Current}),
		db.backend.view(ctx, func(q querier) error { return dump(ctx, q, out) }),
		zip.Close(), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), file)
	}
	return fail(op, err)
}

func dump(ctx context.Context, q querier, out *json.Encoder) error {
	total := 0
	for _, t := range tables {
		n, err := dumpTable(ctx, q, t.name, out)
		if err != nil {
			return fmt.Errorf("table %s: %w", t.name, err)
		}
		total += n
	}
	return out.Encode(archiveEnd{&total})
}

func dumpTable(ctx context.Context, q querier, name string, out *json.Encoder) (n int, err error) {
	rows, err := q.query(ctx, "SELECT * FROM "+name, nil)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	if err := out.Encode(archiveTable{name, columns}); err != nil {
		return 0, err
	}
	values, dest := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		dest[i] = &values[i]
	}
	for ; rows.Next(); n++ {
		if err := errors.Join(ctx.Err(), rows.Scan(dest...)); err != nil {
			return n, err
		}
		for i, v := range values {
			if b, ok := v.([]byte); ok {
				values[i] = archiveBytes{b}
			}
		}
		if err := out.Encode(values); err != nil {
			return n, err
		}
	}
	return n, rows.Err()
}

// Restore reads an archive into an empty database, which it migrates first; all
// of it or nothing. CodeConflict: something is stored already; CodeInvalid: the
// file is no archive, is damaged, or comes from a newer program.
func (db *DB) Restore(ctx context.Context, file string) error {
	if err := db.Migrate(ctx); err != nil {
		return err
	}
	st, err := db.Status(ctx)
	if err != nil {
		return err
	}
	return fail("restore", db.backend.update(ctx, func(q querier) error {
		t := &tx{querier: q, dialect: db.dialect}
		if err := t.mustBeEmpty(ctx); err != nil {
			return err
		}
		f, err := os.Open(file)
		if err != nil {
			return campaign.Errorf(campaign.CodeInvalid, "restore", "open archive: %w", err)
		}
		defer f.Close()
		if err := t.load(ctx, f, st.Target); err != nil {
			return err
		}
		return t.renumber(ctx)
	}))
}

func (t *tx) mustBeEmpty(ctx context.Context) error {
	for _, tab := range tables {
		var one int
		found, err := t.row(ctx, "look for records", []any{&one}, "SELECT 1 FROM "+tab.name+" LIMIT 1")
		if err != nil {
			return err
		}
		if found {
			return campaign.Errorf(campaign.CodeConflict, "restore", "the database is not empty: table %s has records", tab.name)
		}
	}
	return nil
}

// load reads the lines of an archive into the tables.
func (t *tx) load(ctx context.Context, r io.Reader, schema int64) error {
	broken := func(format string, args ...any) error {
		return campaign.Errorf(campaign.CodeInvalid, "read archive", format, args...)
	}
	zip, err := gzip.NewReader(bufio.NewReader(r))
	if err != nil {
		return broken("not an archive: %w", err)
	}
	in := json.NewDecoder(zip)
	var head archiveHeader
	if err := in.Decode(&head); err != nil || head.Format != archiveFormat {
		return broken("not an archive")
	}
	if head.Schema > schema {
		return broken("it has schema version %d, this program knows %d", head.Schema, schema)
	}
	var into filler
	for total := 0; ; {
		var line json.RawMessage
		if err := in.Decode(&line); err != nil {
			return broken("damaged: %w", err)
		}
		if line[0] == '[' {
			if err := into.add(ctx, t, line); err != nil {
				return err
			}
			total++
			continue
		}
		if err := into.flush(ctx, t); err != nil {
			return err
		}
		var end archiveEnd
		if json.Unmarshal(line, &end) == nil && end.Rows != nil {
			if _, err := in.Token(); *end.Rows != total || err != io.EOF {
				return broken("damaged: %d rows, %d expected", total, *end.Rows)
			}
			return nil
		}
		if into, err = newFiller(line); err != nil {
			return err
		}
	}
}

// filler puts rows into one table, many in a statement.
type filler struct {
	insert  string
	columns int
	args    []any
}

var columnName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

func newFiller(line []byte) (filler, error) {
	var at archiveTable
	err := json.Unmarshal(line, &at)
	known := slices.ContainsFunc(tables, func(t struct{ name, numbered string }) bool { return t.name == at.Table })
	odd := slices.ContainsFunc(at.Columns, func(c string) bool { return !columnName.MatchString(c) })
	if err != nil || !known || odd || len(at.Columns) == 0 {
		return filler{}, campaign.Errorf(campaign.CodeInvalid, "read archive", "unknown table or columns: %.100s", line)
	}
	return filler{"INSERT INTO " + at.Table + " (" + strings.Join(at.Columns, ", ") + ") VALUES ", len(at.Columns), nil}, nil
}

const fillAtOnce = 50

func (f *filler) add(ctx context.Context, t *tx, line []byte) error {
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.UseNumber()
	var values []any
	if err := dec.Decode(&values); err != nil || len(values) != f.columns || f.columns == 0 {
		return campaign.Errorf(campaign.CodeInvalid, "read archive", "a row of %d values, %d expected", len(values), f.columns)
	}
	for i, v := range values {
		switch v := v.(type) {
		case json.Number:
			n, err := v.Int64()
			if err != nil {
				return campaign.Errorf(campaign.CodeInvalid, "read archive", "number: %w", err)
			}
			values[i] = n
		case map[string]any:
			b, err := json.Marshal(v)
			var raw archiveBytes
			if err = errors.Join(err, json.Unmarshal(b, &raw)); err != nil {
				return campaign.Errorf(campaign.CodeInvalid, "read archive", "bytes: %w", err)
			}
			values[i] = append([]byte{}, raw.Base64...)
		}
	}
	if f.args = append(f.args, values...); len(f.args) < fillAtOnce*f.columns {
		return nil
	}
	return f.flush(ctx, t)
}

func (f *filler) flush(ctx context.Context, t *tx) error {
	if len(f.args) == 0 {
		return nil
	}
	rows := strings.TrimSuffix(strings.Repeat(tuple(f.columns)+", ", len(f.args)/f.columns), ", ")
	_, err := t.run(ctx, "restore rows", f.insert+rows, f.args...)
	f.args = nil
	return err
}

// renumber lets PostgreSQL go on numbering after the highest number loaded;
// SQLite does so by itself.
func (t *tx) renumber(ctx context.Context) error {
	if t.forUpdate == "" {
		return nil
	}
	for _, tab := range tables {
		if tab.numbered == "" {
			continue
		}
		if _, err := t.run(ctx, "number on", fmt.Sprintf(
			"SELECT setval(pg_get_serial_sequence('%[1]s', '%[2]s'), coalesce(max(%[2]s), 0) + 1, false) FROM %[1]s", tab.name, tab.numbered)); err != nil {
			return err
		}
	}
	return nil
}
