package storage

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"reflect"
)

// rows is what a query found; *sql.Rows is one.
type rows interface {
	Columns() ([]string, error)
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close() error
}

// liteRows are the rows of a session's statement.
type liteRows struct {
	rows   driver.Rows // nil once closed
	values []driver.Value
	err    error
}

func (r *liteRows) Columns() ([]string, error) {
	if r.rows == nil {
		return nil, errors.New("the rows are closed")
	}
	return r.rows.Columns(), nil
}

func (r *liteRows) Next() bool {
	if r.rows == nil || r.err != nil {
		return false
	}
	if r.err = r.rows.Next(r.values); r.err == nil {
		return true
	}
	if r.err == io.EOF {
		r.err = nil
	}
	r.err = errors.Join(r.err, r.Close())
	return false
}

func (r *liteRows) Err() error { return r.err }

func (r *liteRows) Close() error {
	if r.rows == nil {
		return nil
	}
	open := r.rows
	r.rows = nil
	return open.Close()
}

func (r *liteRows) Scan(dest ...any) error {
	if len(dest) != len(r.values) {
		return fmt.Errorf("%d columns for %d values", len(r.values), len(dest))
	}
	for i, d := range dest {
		if err := assign(d, r.values[i]); err != nil {
			return fmt.Errorf("column %d: %w", i+1, err)
		}
	}
	return nil
}

// assign puts a value of SQLite where a column is bound to.
func assign(dest any, v driver.Value) error {
	switch d := dest.(type) {
	case sql.Scanner:
		return d.Scan(v)
	case *any:
		*d = v
		return nil
	case *string:
		if s, ok := v.(string); ok {
			*d = s
			return nil
		}
	case *int64:
		if n, ok := v.(int64); ok {
			*d = n
			return nil
		}
	case *int:
		if n, ok := v.(int64); ok {
			*d = int(n)
			return nil
		}
	case *[]byte:
		if b, ok := v.([]byte); ok {
			*d = b
			return nil
		}
	}
	to := reflect.ValueOf(dest)
	if to.Kind() == reflect.Pointer && !to.IsNil() && v != nil {
		from := reflect.ValueOf(v)
		if to = to.Elem(); to.Kind() == from.Kind() || to.CanInt() && from.CanInt() {
			to.Set(from.Convert(to.Type()))
			return nil
		}
	}
	return fmt.Errorf("%T does not fit into %T", v, dest)
}

// bindings appends the arguments of a statement, converted, to out.
func bindings(out []driver.NamedValue, args []any) ([]driver.NamedValue, error) {
	for i, a := range args {
		v, err := binding(a)
		if err != nil {
			return out, fmt.Errorf("argument %d: %w", i+1, err)
		}
		out = append(out, driver.NamedValue{Ordinal: i + 1, Value: v})
	}
	return out, nil
}

func binding(arg any) (driver.Value, error) {
	switch a := arg.(type) {
	case driver.Valuer:
		return a.Value()
	case string:
		return a, nil
	case *string:
		return *a, nil
	case int64:
		return a, nil
	case *int64:
		return *a, nil
	case int:
		return int64(a), nil
	case *int:
		return int64(*a), nil
	}
	return driver.DefaultParameterConverter.ConvertValue(arg)
}
