package console

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"duban/campaign"
)

// problem is an error as the API shows it (RFC 9457).
type problem struct {
	Title     string   `json:"title"`
	Status    int      `json:"status"`
	Detail    string   `json:"detail,omitempty"`
	Code      string   `json:"code,omitempty"`      // a campaign.Code
	Parameter string   `json:"parameter,omitempty"` // the query parameter at fault
	Allowed   []string `json:"allowed,omitempty"`   // what may stand instead
}

// Error returns the detail.
func (p *problem) Error() string { return p.Detail }

// statuses maps the domain's codes to HTTP.
var statuses = map[campaign.Code]int{
	campaign.CodeInvalid:     http.StatusBadRequest,
	campaign.CodeNotFound:    http.StatusNotFound,
	campaign.CodeForbidden:   http.StatusForbidden,
	campaign.CodeConflict:    http.StatusConflict,
	campaign.CodeUnavailable: http.StatusServiceUnavailable,
	campaign.CodeInternal:    http.StatusInternalServerError,
}

// newProblem returns a problem of a status.
func newProblem(status int, format string, args ...any) *problem {
	return &problem{Status: status, Detail: fmt.Sprintf(format, args...)}
}

// badParameter tells that a query parameter has a value it may not have.
func badParameter(name, value string, allowed ...string) *problem {
	p := newProblem(http.StatusBadRequest, "%s may not be %q", name, value)
	p.Parameter, p.Allowed, p.Code = name, allowed, string(campaign.CodeInvalid)
	return p
}

// problemOf turns any error into a problem. The text of a failure that is not
// the caller's stays in the log.
func problemOf(err error, log *slog.Logger) *problem {
	if p := (*problem)(nil); errors.As(err, &p) {
		return p
	}
	code := campaign.CodeOf(err)
	p := newProblem(statuses[code], "%v", err)
	p.Code = string(code)
	if p.Status >= http.StatusInternalServerError {
		log.Error("request failed", "err", err)
		p.Detail = "The request failed; the log of the service says why."
	}
	return p
}

// write answers with the problem.
func (p *problem) write(w http.ResponseWriter) {
	if p.Title == "" {
		p.Title = http.StatusText(p.Status)
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	if p.Status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "5")
	}
	w.WriteHeader(p.Status)
	json.NewEncoder(w).Encode(p)
}
