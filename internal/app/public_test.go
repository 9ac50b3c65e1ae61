package app_test

import (
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"duban/campaign"
	"duban/configs"
	"duban/internal/app"
)

// TestTheTrailSaysWhyPeopleAreNamed starts or ticks with one file after the
// other.
func TestTheTrailSaysWhyPeopleAreNamed(t *testing.T) {
	t.Parallel()
	ctx, dir := context.Background(), t.TempDir()
	now := time.Date(2011, 10, 10, 12, 0, 0, 0, time.UTC)
	file := filepath.Join(dir, "c.yaml")
	data, err := configs.Embedded("three-everything-2011", campaign.DateOf(now))
	if err != nil {
		t.Fatal(err)
	}
	var trail []string
	const on, off = "public: {names: {on: true, reason: 党组会议决定}}", "public: {names: {on: false}}"
	for _, step := range []struct {
		public, missing string
		tick            bool
	}{
		{"", "units", false}, {on, "units", false}, {on, "members", true}, {off, "units", false}, {"", "units", true},
		{"", "members", true}, {"", "members", false}, {on, "members", true},
	} {
		text := step.public + "\n" + strings.ReplaceAll(string(data), "name_missing: units", "name_missing: "+step.missing)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		a, err := app.Open(ctx, app.Options{Now: func() time.Time { return now }, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Config: configs.Config{
			Campaign: file, DatabaseURL: configs.Secret("sqlite:" + filepath.Join(dir, "d.db")), BlobURL: configs.Secret("file:" + dir),
		}})
		if err != nil {
			t.Fatal(err)
		}
		if step.tick {
			_, err = a.Tick(ctx, now)
		} else {
			err = a.StartEdges(ctx)
		}
		if err != nil {
			t.Fatal(err)
		}
		trail = nil
		if err := a.Store.View(ctx, func(tx campaign.Tx) error {
			audits, err := tx.Audits(ctx, 100)
			for _, t := range audits {
				trail = append(trail, t.Actor+" "+t.Act+" "+t.Target+" "+t.Detail)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := a.Close(ctx); err != nil {
			t.Fatal(err)
		}
	}
	const names = "campaign-file public names "
	want := names + "on: 党组会议决定\n" + names + "on, no reason given\n" + names + "off\n" + names + "on: 党组会议决定"
	if got := strings.Join(trail, "\n"); got != want {
		t.Errorf("the trail reads, the newest first,\n%s\nwant\n%s", got, want)
	}
}
