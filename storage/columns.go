package storage

import (
	"crypto/sha256"
	"database/sql/driver"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"duban/campaign"
)

// A table binds the columns of a table to the fields of T. The same list of
// pointers serves for writing and for reading. The column campaign comes first
// when writing and is not read.
type table[T any] struct {
	columns string // comma-separated, without campaign
	bind    func(*T) []any

	insert, upsert, update string
	keys                   int // how many columns belong to the key; they come first
}

// newTable builds the statements for the columns. The columns of key identify a
// row within its campaign; those that are part of columns come first there. No
// statement writes them anew: the indexes would be written too.
func newTable[T any](name, key, columns string, bind func(*T) []any) table[T] {
	cols, keys := strings.Split(columns, ", "), strings.Split(key, ", ")
	own := 0
	for own < len(cols) && slices.Contains(keys, cols[own]) {
		own++
	}
	var set, excluded []string
	for _, c := range cols[own:] {
		set = append(set, c+" = ?")
		excluded = append(excluded, c+" = excluded."+c)
	}
	insert := "INSERT INTO " + name + " (campaign, " + columns + ") VALUES " + tuple(len(cols)+1)
	return table[T]{
		columns: columns,
		bind:    bind,
		insert:  insert,
		upsert:  insert + " ON CONFLICT (campaign, " + key + ") DO UPDATE SET " + strings.Join(excluded, ", "),
		update: "UPDATE " + name + " SET " + strings.Join(set, ", ") +
			" WHERE campaign = ? AND " + strings.Join(keys, " = ? AND ") + " = ?",
		keys: own,
	}
}

// changes returns the arguments of update.
func (t table[T]) changes(v *T, campaign string, key ...any) []any {
	return append(append(t.bind(v)[t.keys:], campaign), key...)
}

// tuple returns "(?, ?)" with n marks.
func tuple(n int) string { return "(" + marks(n) + ")" }

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

// stamp binds a time to integer microseconds.
type stamp struct{ t *time.Time }

func (s stamp) Value() (driver.Value, error) { return micros(*s.t), nil }

func (s stamp) Scan(src any) error {
	n, ok := src.(int64)
	if !ok {
		return fmt.Errorf("time column holds %T", src)
	}
	*s.t = moment(n)
	return nil
}

// micros returns t as it is stored.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// moment is the inverse of micros.
func moment(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}

// flag binds a truth value to 0 and 1.
type flag struct{ b *bool }

func (f flag) Value() (driver.Value, error) {
	if *f.b {
		return int64(1), nil
	}
	return int64(0), nil
}

func (f flag) Scan(src any) error {
	n, ok := src.(int64)
	if !ok {
		return fmt.Errorf("flag column holds %T", src)
	}
	*f.b = n != 0
	return nil
}

// day binds a date to text.
type day struct{ d *campaign.Date }

func (d day) Value() (driver.Value, error) { return d.d.String(), nil }

func (d day) Scan(src any) error {
	s, err := text(src)
	if err != nil || s == "" {
		*d.d = campaign.Date{}
		return err
	}
	*d.d, err = campaign.ParseDate(s)
	return err
}

// folded binds a user id to the form in which ids are compared. It is written
// beside the id itself and not read back.
type folded struct{ id *string }

func (f folded) Value() (driver.Value, error) { return campaign.UserKey(*f.id), nil }

func (folded) Scan(any) error { return nil }

// digest binds bytes to a sum of them. It is written beside the bytes themselves
// and not read back.
type digest struct{ b *[]byte }

func (d digest) Value() (driver.Value, error) { return sumOf(*d.b), nil }

func (digest) Scan(any) error { return nil }

func sumOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// document binds a value to JSON text, its zero value to empty text.
type document[T any] struct {
	v    *T
	zero func(T) bool
}

func list[E any](v *[]E) document[[]E] {
	return document[[]E]{v, func(l []E) bool { return len(l) == 0 }}
}

func dict(v *map[string]string) document[map[string]string] {
	return document[map[string]string]{v, func(m map[string]string) bool { return len(m) == 0 }}
}

func object[T comparable](v *T) document[T] {
	return document[T]{v, func(o T) bool { var zero T; return o == zero }}
}

func (d document[T]) Value() (driver.Value, error) {
	if d.zero(*d.v) {
		return "", nil
	}
	b, err := json.Marshal(*d.v)
	return string(b), err
}

func (d document[T]) Scan(src any) error {
	s, err := text(src)
	var zero T
	if *d.v = zero; err != nil || s == "" {
		return err
	}
	return json.Unmarshal([]byte(s), d.v)
}

func text(src any) (string, error) {
	switch s := src.(type) {
	case string:
		return s, nil
	case []byte:
		return string(s), nil
	}
	return "", fmt.Errorf("text column holds %T", src)
}
