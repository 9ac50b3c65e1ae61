package campaign

import (
	"errors"
	"fmt"
)

// Code classes a failure for the one who asked. Decide by code, never by text.
type Code string

// The codes. A foreign error counts as CodeInternal.
const (
	CodeInvalid     Code = "invalid"     // the input breaks a rule
	CodeNotFound    Code = "not_found"   // no such record
	CodeForbidden   Code = "forbidden"   // the actor's role may not do this
	CodeConflict    Code = "conflict"    // the record's state does not allow this
	CodeUnavailable Code = "unavailable" // a part we stand on is away; try again
	CodeInternal    Code = "internal"    // a defect or an unclassed failure
)

// Error is a failure with a code. Op says what was being done, in lower case.
type Error struct {
	Code Code
	Op   string
	Err  error
}

// Error returns "op: cause", or the code where there is no cause.
func (e *Error) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("%s: %s", e.Op, e.Code)
	}
	return fmt.Sprintf("%s: %v", e.Op, e.Err)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf builds an Error; the format may wrap a cause with %w.
func Errorf(code Code, op, format string, args ...any) error {
	return &Error{Code: code, Op: op, Err: fmt.Errorf(format, args...)}
}

// CodeOf returns the code of err: "" for nil, CodeInternal for a foreign error.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}
