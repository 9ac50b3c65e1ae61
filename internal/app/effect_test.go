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

func TestEffects(t *testing.T) {
	t.Parallel()
	ctx, dir := context.Background(), t.TempDir()
	now := time.Date(2011, 10, 10, 12, 0, 0, 0, time.FixedZone("CST", 8*3600))
	a, err := app.Open(ctx, app.Options{Now: func() time.Time { return now }, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Config: configs.Config{
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
	member := func(id string) campaign.Member {
		return campaign.Member{UserID: id, Name: id, Unit: "一中", Roles: []campaign.Role{campaign.RoleMember}}
	}
	people := []campaign.Member{member("zhang"), member("li")}
	changes, err := a.RosterChanges(ctx, people)
	if err != nil {
		t.Fatal(err)
	}
	if e, err := a.Effect(ctx, app.Change{Roster: changes}, now, a.Rest()); err != nil || e.More != 2 || e.Fewer != 0 || len(e.Each) < 2 {
		t.Errorf("two who join: %s, %v", e, err)
	}
	if got, err := a.Members(ctx); err != nil || len(got) != 0 {
		t.Errorf("the preview changed the roster: %v, %v", got, err)
	}
	if err := a.ImportRoster(ctx, changes); err != nil {
		t.Fatal(err)
	}
	if changes, err = a.RosterChanges(ctx, people[:1]); err != nil {
		t.Fatal(err)
	}
	if e, err := a.Effect(ctx, app.Change{Roster: changes}, now, a.Rest()); err != nil || e.More != 0 || e.Fewer != 1 || e.Each[0].To != "li" || e.Each[0].After != 0 {
		t.Errorf("one who leaves: %s, %v", e, err)
	}
	data, err := configs.Embedded("three-everything-2011", campaign.DateOf(now))
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	later := write("later.yaml", strings.ReplaceAll(string(data), "due: 2011-10-31T18:00\n            min_chars", "due: 2011-11-01T18:00\n            min_chars"))
	e, err := a.Effect(ctx, app.Change{Campaign: later}, now, now.AddDate(0, 1, 0))
	if err != nil || e.Other != 2 || e.More+e.Fewer != 0 {
		t.Errorf("a deadline a day later: %s, %v", e, err)
	}
	for _, d := range e.Lines {
		if d.Deliverable != "essays" {
			t.Errorf("differs in %+v", d)
		}
	}
	if _, err := a.Effect(ctx, app.Change{Campaign: write("bad.yaml", "version: 2\n")}, now, now); campaign.CodeOf(err) != campaign.CodeInvalid {
		t.Errorf("a bad file: %v", err)
	}
}
