package console

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"duban/campaign"
)

// The number of items on a page, and the most that may be asked for.
const (
	pageSize    = 100
	maxPageSize = 500
)

// query reads the parameters of a request. It notes the first mistake and the
// parameters that were asked for; problem tells of both.
type query struct {
	request *http.Request
	plan    *campaign.Plan
	values  url.Values
	known   []string
	err     *problem
}

func newQuery(r *http.Request, plan *campaign.Plan) *query {
	values, err := url.ParseQuery(r.URL.RawQuery)
	q := &query{request: r, plan: plan, values: values}
	if err != nil {
		q.err = newProblem(http.StatusBadRequest, "the query cannot be read: %v", err)
	}
	return q
}

// problem returns the first mistake, a parameter that nobody asked for
// included. Ask for all parameters first.
func (q *query) problem() error {
	if q.err != nil {
		return q.err
	}
	for name := range q.values {
		if !slices.Contains(q.known, name) {
			sort.Strings(q.known)
			p := newProblem(http.StatusBadRequest, "there is no parameter %q", name)
			p.Parameter, p.Allowed, p.Code = name, q.known, string(campaign.CodeInvalid)
			return p
		}
	}
	return nil
}

func (q *query) fail(p *problem) {
	if q.err == nil {
		q.err = p
	}
}

// text returns a parameter as it stands.
func (q *query) text(name string) string {
	q.known = append(q.known, name)
	return q.values.Get(name)
}

// choice returns a parameter that is empty or one of the allowed values.
func choice[T ~string](q *query, name string, allowed ...T) T {
	value := T(q.text(name))
	if value == "" || slices.Contains(allowed, value) {
		return value
	}
	names := make([]string, len(allowed))
	for i, v := range allowed {
		names[i] = string(v)
	}
	q.fail(badParameter(name, string(value), names...))
	return ""
}

// moment returns a parameter that is a day in the campaign's zone or an RFC
// 3339 time, whose plus sign may stand unescaped; zero when absent.
func (q *query) moment(name string) time.Time {
	value := strings.ReplaceAll(q.text(name), " ", "+")
	if value == "" {
		return time.Time{}
	}
	if t, err := time.Parse(time.RFC3339, value); err == nil {
		return t
	}
	if t, err := time.ParseInLocation("2006-01-02T15:04", value, q.plan.Zone); err == nil {
		return t
	}
	t, err := time.ParseInLocation(time.DateOnly, value, q.plan.Zone)
	if err != nil {
		q.fail(badParameter(name, value, "2011-10-31", "2011-10-31T18:00:00+08:00"))
	}
	return t
}

// limit returns the size of the page asked for.
func (q *query) limit() int {
	value := q.text("limit")
	if value == "" {
		return pageSize
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > maxPageSize {
		q.fail(badParameter("limit", value, "1 to "+strconv.Itoa(maxPageSize)))
		return pageSize
	}
	return n
}

// cursor returns the place where the page begins, "" for the first one.
func (q *query) cursor() string {
	value := q.text("cursor")
	place, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil {
		q.fail(badParameter("cursor", value, "the next_cursor of the page before"))
	}
	return string(place)
}

// cursorNumber is cursor for places that are numbers above 0; 0 for the first
// page.
func (q *query) cursorNumber() int64 {
	place := q.cursor()
	if place == "" {
		return 0
	}
	n, err := strconv.ParseInt(place, 10, 64)
	if err != nil || n < 1 {
		q.fail(badParameter("cursor", q.values.Get("cursor"), "the next_cursor of the page before"))
	}
	return n
}

// page is one page of a list. NextCursor is "" on the last.
type page[T any] struct {
	Items      []T    `json:"items"`
	NextCursor string `json:"next_cursor"`
}

// newPage makes a page of at most limit of the records; one record more than
// limit tells that another page follows. place names where a record stands.
func newPage[R, T any](records []R, limit int, place func(R) string, show func(R) (T, error)) (page[T], error) {
	p := page[T]{Items: []T{}}
	if len(records) > limit {
		records = records[:limit]
		p.NextCursor = base64.RawURLEncoding.EncodeToString([]byte(place(records[limit-1])))
	}
	for _, r := range records {
		item, err := show(r)
		if err != nil {
			return p, err
		}
		p.Items = append(p.Items, item)
	}
	return p, nil
}

// pageOf pages a list that is at hand as a whole. The place of a page is how
// many items stand before it.
func pageOf[T any](q *query, all []T) (any, error) {
	limit, start := q.limit(), int(q.cursorNumber())
	if err := q.problem(); err != nil {
		return nil, err
	}
	start = min(start, len(all))
	end := min(start+limit, len(all))
	p := page[T]{Items: append([]T{}, all[start:end]...)}
	if end < len(all) {
		p.NextCursor = base64.RawURLEncoding.EncodeToString([]byte(strconv.Itoa(end)))
	}
	return p, nil
}

// in returns t in the campaign's zone, nil for the zero time: JSON null.
func (q *query) in(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.In(q.plan.Zone)
	return &t
}
