package wecom

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"
)

// Errors found before a call is made.
var (
	// ErrTooLong is a text over the platform's limit; ClassOf says ClassSplit.
	ErrTooLong = errors.New("wecom: text too long")
	// ErrTooManyRecipients is a list over the platform's limit; ClassOf says
	// ClassSplit.
	ErrTooManyRecipients = errors.New("wecom: too many recipients")
	// ErrInvalid is a message the platform would refuse or misread.
	ErrInvalid = errors.New("wecom: invalid message")
	// ErrMediaTooLarge is a download over the caller's limit.
	ErrMediaTooLarge = errors.New("wecom: media too large")
)

// APIError is a refusal by the platform. It never holds the URL, because
// tokens and secrets ride in the query.
type APIError struct {
	Code int    // errcode; 0 when the platform warned that it cut the request
	Msg  string // errmsg, free text for people: never decide by it
	API  string // such as "message/send"
}

func (e *APIError) Error() string {
	return fmt.Sprintf("wecom: %s: errcode %d: %s", e.API, e.Code, e.Msg)
}

// Class tells what to do about the code (doc 90313).
func (e *APIError) Class() Class { return codeClasses[e.Code] }

// StatusError is an answer that is not the API's: another status than 200, from
// a proxy in between or for a wrong base URL, or with status 200 a body that is
// not JSON or was cut.
type StatusError struct {
	Status int
	API    string
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("wecom: %s: unexpected answer with HTTP status %d", e.API, e.Status)
}

// TransportError is a call that got no full answer: name resolution,
// connection, timeout. The request may have been carried out all the same.
type TransportError struct {
	API string
	Err error // without the URL
}

func (e *TransportError) Error() string { return fmt.Sprintf("wecom: %s: %v", e.API, e.Err) }

// Unwrap returns the cause.
func (e *TransportError) Unwrap() error { return e.Err }

// transportError strips the URL that net/http puts around its errors, and
// what may still name a secret.
func transportError(api string, err error, secrets ...string) error {
	for wrapped, ok := errors.AsType[*url.Error](err); ok; wrapped, ok = errors.AsType[*url.Error](err) {
		err = wrapped.Err
	}
	if text := err.Error(); mask(text, secrets...) != text {
		err = errors.New(mask(text, secrets...))
	}
	return &TransportError{API: api, Err: err}
}

// Class says what a caller should do about an error.
type Class uint8

// The classes; the zero value is the default for everything unknown, because
// a blind retry can do harm.
const (
	ClassPermanent    Class = iota // give up and alert: settings, rights or a bug
	ClassRetry                     // try again with back-off; see MaybeDelivered
	ClassRateLimited               // stop this API for Wait, then try again
	ClassRefreshToken              // the token died; the client retries once by itself
	ClassRecipient                 // drop this recipient, group or department
	ClassContent                   // drop this content and tell its author
	ClassReupload                  // the media id died: upload again, send once more
	ClassSplit                     // too many recipients or too large: send in parts
	ClassRelogin                   // the login code is used up: send the member to log in
)

var classNames = [...]string{
	"permanent", "retry", "rate_limited", "refresh_token", "recipient", "content", "reupload", "split", "relogin",
}

func (c Class) String() string {
	if int(c) < len(classNames) {
		return classNames[c]
	}
	return "unknown"
}

// ClassOf classifies any error of this package, through wrapping. A nil error
// and an unknown one are ClassPermanent; a timeout, an end of the context and an
// answer that is not the platform's are ClassRetry.
func ClassOf(err error) Class {
	if api, ok := errors.AsType[*APIError](err); ok {
		return api.Class()
	}
	if status, ok := errors.AsType[*StatusError](err); ok {
		if status.Status == 429 {
			return ClassRateLimited
		}
		return ClassRetry
	}
	if _, ok := errors.AsType[*TransportError](err); ok {
		return ClassRetry
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return ClassRetry
	case errors.Is(err, ErrTooLong), errors.Is(err, ErrTooManyRecipients):
		return ClassSplit
	case errors.Is(err, ErrMediaTooLarge):
		return ClassContent
	}
	return ClassPermanent
}

// Wait is the shortest pause before the next call of the same API: the minute
// window after a frequency limit, a few seconds after too many concurrent
// calls, else 0 (doc 90312).
func Wait(err error) time.Duration {
	api, _ := errors.AsType[*APIError](err)
	switch {
	case ClassOf(err) == ClassRateLimited:
		return time.Minute
	case api != nil && (api.Code == 45033 || api.Code == 45036):
		return 5 * time.Second
	}
	return 0
}

// MaybeDelivered reports whether a failed send may have reached its readers:
// no answer or one that is garbled, a server failure, or a message the platform
// cut. A retry should then carry the same bytes, for the platform's duplicate
// check. A send that failed for want of a token, or of a connection, that the
// platform refused, or that something on the way answered, reached nobody.
func MaybeDelivered(err error) bool {
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" || failedAPI(err) == apiGetToken {
		return false
	}
	if api, ok := errors.AsType[*APIError](err); ok {
		return api.Code == 0
	}
	if status, ok := errors.AsType[*StatusError](err); ok {
		return status.Status >= 500 || status.Status < 300
	}
	_, ok := errors.AsType[*TransportError](err)
	return ok
}

// failedAPI returns the API whose call failed, "" for another error.
func failedAPI(err error) string {
	if e, ok := errors.AsType[*APIError](err); ok {
		return e.API
	}
	if e, ok := errors.AsType[*StatusError](err); ok {
		return e.API
	}
	if e, ok := errors.AsType[*TransportError](err); ok {
		return e.API
	}
	return ""
}

// cutWarning marks an answer to malformed JSON, which the platform carries
// out up to the first bad byte (doc 90313).
const cutWarning = "Warning: wrong json format"

func isCut(errmsg string) bool { return strings.Contains(errmsg, cutWarning) }
