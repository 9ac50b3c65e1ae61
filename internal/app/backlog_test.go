package app_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"duban/campaign"
	"duban/configs"
	"duban/internal/app"
)

func TestTheMetricsTellOfTheOutbox(t *testing.T) {
	t.Parallel()
	ctx, dir := context.Background(), t.TempDir()
	now := time.Date(2011, 10, 10, 12, 0, 0, 0, time.UTC)
	a, err := app.Open(ctx, app.Options{Now: func() time.Time { return now }, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Config: configs.Config{
		Campaign: "three-everything-2011", DatabaseURL: configs.Secret("sqlite:" + filepath.Join(dir, "d.db")), BlobURL: configs.Secret("file:" + dir),
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.StartEdges(ctx); err != nil {
		t.Fatal(err)
	}
	scrape := func() string {
		w := httptest.NewRecorder()
		a.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
		if w.Code != http.StatusOK {
			t.Errorf("status %d", w.Code)
		}
		return w.Body.String()
	}
	if got := scrape(); !strings.Contains(got, "\nduban_outbox_oldest_seconds 0\n") || !strings.Contains(got, "\nduban_calls_parked 0\n") {
		t.Errorf("of an empty outbox: %s", got)
	}
	err = a.Store.Update(ctx, now, func(tx campaign.Tx) error {
		_, err := tx.Enqueue(ctx, []campaign.Delivery{{Key: "k", Purpose: campaign.PurposeNotice, Channel: campaign.ChannelApp, To: "m", Text: "t", At: now.Add(-90 * time.Second)}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := scrape(); !strings.Contains(got, "\nduban_outbox_oldest_seconds 90\n") {
		t.Errorf("of a late message: %s", got)
	}
	if err := a.Close(ctx); err != nil {
		t.Fatal(err)
	}
	if got := scrape(); strings.Contains(got, "duban_outbox") || !strings.Contains(got, "go_goroutines") {
		t.Errorf("without a database: %s", got)
	}
}

// scrapeFresh returns the metrics of a service that has done nothing yet.
func scrapeFresh(t *testing.T) string {
	t.Helper()
	ctx, dir := context.Background(), t.TempDir()
	a, err := app.Open(ctx, app.Options{Now: time.Now, Log: slog.New(slog.DiscardHandler), Config: configs.Config{
		Campaign: "three-everything-2011", DatabaseURL: configs.Secret("sqlite:" + filepath.Join(dir, "d.db")), BlobURL: configs.Secret("file:" + dir),
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	if err := a.StartEdges(ctx); err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	a.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	return w.Body.String()
}

// TestTheAlertsNameOurMetrics finds every metric of docs/alerts.yaml where the
// metrics are made, and the series it asks for from the start.
func TestTheAlertsNameOurMetrics(t *testing.T) {
	t.Parallel()
	read := func(name string) string {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	ours := read("metrics.go") + read("backlog.go")
	labels := regexp.MustCompile(`(duban_[a-z_]+)\{([a-z]+="[a-z]+")\}`)
	fresh := scrapeFresh(t)
	for _, m := range labels.FindAllStringSubmatch(read("../../docs/alerts.yaml"), -1) {
		if !regexp.MustCompile(`(?m)^` + m[1] + `\{.*` + m[2] + `.*\} 0$`).MatchString(fresh) {
			t.Errorf("a fresh service has no series for %s", m[0])
		}
	}
	named := regexp.MustCompile(`\bduban_[a-z_]+`).FindAllString(read("../../docs/alerts.yaml"), -1)
	if len(named) < 10 {
		t.Errorf("the alerts name %d metrics", len(named))
	}
	for _, name := range named {
		for _, suffix := range []string{"_bucket", "_count", "_sum"} {
			name = strings.TrimSuffix(name, suffix)
		}
		if !strings.Contains(ours, `"`+name+`"`) {
			t.Errorf("no metric is called %s", name)
		}
	}
}
