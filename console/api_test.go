package console_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duban/campaign"
	"duban/console"
)

func TestToken(t *testing.T) {
	t.Parallel()
	d := mustDesk(t, nil)
	off := d.opts
	off.Token = ""
	tests := []struct {
		name, header string
		api          http.Handler
		status       int
	}{
		{"right", "Bearer " + token, d.api, 200},
		{"scheme in lower case", "bearer " + token, d.api, 200},
		{"none", "", d.api, 401},
		{"wrong", "Bearer s3cret-tokem", d.api, 401},
		{"prefix", "Bearer s3cret", d.api, 401},
		{"other scheme", "Basic " + token, d.api, 401},
		{"API off", "Bearer ", console.NewAPI(off), 404},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodGet, "/api/v1/units", nil)
			r.Header.Set("Authorization", tt.header)
			w := httptest.NewRecorder()
			tt.api.ServeHTTP(w, r)
			if w.Code != tt.status {
				t.Fatalf("%d %s", w.Code, w.Body)
			}
			if (w.Code == 401) != (w.Header().Get("WWW-Authenticate") != "") {
				t.Errorf("headers %v", w.Header())
			}
		})
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	d := mustDesk(t, nil)
	tests := []struct {
		path      string
		status    int
		parameter string
		allowed   string // one of the values named
	}{
		{"/api/v1/nothing", 404, "", ""},
		{"/elsewhere", 404, "", ""},
		{"/api/v1/submissions/42", 404, "", ""},
		{"/api/v1/submissions/x", 404, "", ""},
		{"/api/v1/attachments/x", 404, "", ""},
		{"/api/v1/submissions?kind=essay", 400, "kind", "reflection"},
		{"/api/v1/submissions?status=open", 400, "status", "withdrawn"},
		{"/api/v1/submissions?since=yesterday", 400, "since", "2011-10-31"},
		{"/api/v1/submissions?cursor=%2A", 400, "cursor", ""},
		{"/api/v1/submissions?cursor=eA", 400, "cursor", ""},
		{"/api/v1/submissions?limit=0", 400, "limit", ""},
		{"/api/v1/submissions?autor=lin", 400, "autor", "author"},
		{"/api/v1/submissions/42?kind=visit", 400, "kind", ""},
		{"/api/v1/messages?outcome=lost", 400, "outcome", "filed"},
		{"/api/v1/deliveries?outcome=lost", 400, "outcome", "dropped"},
		{"/api/v1/deliveries?purpose=x", 400, "purpose", "reminder"},
		{"/api/v1/members?role=boss", 400, "role", "head"},
		{"/api/v1/units?unit=x", 400, "unit", "cursor"},
		{"/api/v1/pairings?x=%zz", 400, "", ""},
		{"/api/v1/progress?at=now", 400, "at", ""},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			t.Parallel()
			w := d.get(tt.path)
			var p struct {
				Title, Detail, Parameter string
				Status                   int
				Allowed                  []string
			}
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
				t.Fatalf("%s: %v", w.Body, err)
			}
			if w.Code != tt.status || p.Status != tt.status || p.Title == "" || p.Detail == "" ||
				w.Header().Get("Content-Type") != "application/problem+json" {
				t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
			}
			if p.Parameter != tt.parameter || !strings.Contains(" "+strings.Join(p.Allowed, " ")+" ", tt.allowed) {
				t.Errorf("%s", w.Body)
			}
		})
	}
	r := httptest.NewRequest(http.MethodPost, "/api/v1/units", nil)
	r.Header.Set("Authorization", "Bearer "+token)
	w := httptest.NewRecorder()
	d.api.ServeHTTP(w, r)
	if w.Code != 405 || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d %v", w.Code, w.Header())
	}
}

// broken is a store whose views fail.
type broken struct {
	campaign.Store
	err error
}

func (b broken) View(context.Context, func(campaign.Tx) error) error { return b.err }

func TestFailuresOfTheStore(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		err    error
		status int
	}{
		"away":   {campaign.Errorf(campaign.CodeUnavailable, "view", "dial /var/run/secret"), 503},
		"defect": {errors.New("dial /var/run/secret"), 500},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := mustDesk(t, nil)
			o := d.opts
			o.Store = broken{d.store, tt.err}
			d.api = console.NewAPI(o)
			w := d.get("/api/v1/units")
			if w.Code != tt.status || strings.Contains(w.Body.String(), "secret") {
				t.Fatalf("%d %s", w.Code, w.Body)
			}
		})
	}
}

func TestProgress(t *testing.T) {
	t.Parallel()
	d := mustDesk(t, func(ctx context.Context, tx campaign.Tx) error {
		return errors.Join(
			tx.PutDebt(ctx, campaign.Debt{DebtKey: campaign.DebtKey{Deliverable: "essays", Debtor: "zhao"}, Unit: "市档案局",
				Count: 1, SettledAt: at(t, "10-19T08:00")}),
			tx.PutDeadline(ctx, campaign.Deadline{Deliverable: "pair-log", Period: "2011-09", Due: at(t, "10-08T18:00")}))
	})
	body := d.mustGet(t, "/api/v1/progress")
	if body["campaign"] != "three-2011" || body["at"] != "2011-10-20T09:00:00+08:00" {
		t.Errorf("head %v %v", body["campaign"], body["at"])
	}
	var rows []string
	for _, r := range body["deliverables"].([]any) {
		row := r.(map[string]any)
		line, _ := json.Marshal([]any{row["id"], row["name"], row["due"], row["owed"], row["filed"], row["late"], row["excused"], row["nil"], row["returned"]})
		rows = append(rows, string(line))
		for _, u := range row["units"].([]any) {
			unit := u.(map[string]any)
			line, _ := json.Marshal([]any{unit["unit"], unit["owed"], unit["filed"]})
			rows = append(rows, string(line))
		}
	}
	want := []string{
		`["essays","心得体会","2011-10-31T18:00:00+08:00",2,1,0,0,0,0]`, `["市档案局",2,1]`, `["里岔镇",0,0]`,
		`["pair-log","结对帮扶日志","2011-10-08T18:00:00+08:00",2,0,0,0,0,0]`, `["市档案局",1,0]`, `["里岔镇",1,0]`,
		`["pair-log","结对帮扶日志","2011-10-31T18:00:00+08:00",2,0,0,0,0,0]`, `["市档案局",1,0]`, `["里岔镇",1,0]`,
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		handler http.Handler
		status  int
		body    string
	}{
		{"alive", console.Healthz(), 200, "ok\n"},
		{"ready", console.Readyz(func(context.Context) error { return nil }, slog.New(slog.DiscardHandler)), 200, "ready\n"},
		{"not ready", console.Readyz(func(context.Context) error { return errors.New("no database") }, slog.New(slog.DiscardHandler)), 503, "Service Unavailable"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := httptest.NewRecorder()
			tt.handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
			if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.body) || strings.Contains(w.Body.String(), "no database") {
				t.Fatalf("%d %s", w.Code, w.Body)
			}
		})
	}
}
