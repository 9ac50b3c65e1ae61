package storage_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duban/campaign"
	"duban/internal/testenv"
	"duban/storage"
)

// fill stores something in every table.
func fill(t *testing.T, db *storage.DB) {
	t.Helper()
	ctx := context.Background()
	for i := range 120 {
		m := campaign.Member{UserID: fmt.Sprint("U", i), Name: "张😀", Unit: "甲单位", Roles: []campaign.Role{campaign.RoleMember}}
		st := db.Campaign([]string{"one", "two"}[i%2])
		err := st.Update(ctx, start, func(tx campaign.Tx) error { return tx.PutMembers(ctx, []campaign.Member{m}) })
		if err == nil {
			err = file(ctx, st, m, int64(i), "正文\x00\"<&>\n")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	err := db.Campaign("one").Update(ctx, start, func(tx campaign.Tx) error {
		d := campaign.Delivery{Key: "k", To: "U0", At: start, Items: []campaign.Item{{Deliverable: "essays", Rung: "on_day"}}}
		if _, err := tx.Enqueue(ctx, []campaign.Delivery{d}); err != nil {
			return err
		}
		ds, err := tx.Planned(ctx, start, 1)
		if err != nil {
			return err
		}
		if _, err := tx.AddCall(ctx, campaign.Call{Channel: campaign.ChannelApp, Body: []byte{0, 0xff, 1}, NextAt: start}, []int64{ds[0].ID}); err != nil {
			return err
		}
		for _, err := range []error{
			tx.AddVersion(ctx, 1, campaign.Version{Version: 1, Body: "旧"}),
			tx.PutAttachment(ctx, campaign.Attachment{ID: "a", State: campaign.AttachmentPending}),
			tx.PutDeadline(ctx, campaign.Deadline{Deliverable: "essays", Due: start}),
			tx.PutMarks(ctx, map[string]time.Time{"essays": start}),
			tx.SetEventCode(ctx, "lecture", "1234"),
			tx.AddAudit(ctx, campaign.Audit{Actor: "U0", Act: "review", At: start}),
		} {
			if err != nil {
				return err
			}
		}
		if _, err := tx.PutPairing(ctx, campaign.Pairing{Unit: "甲单位"}); err != nil {
			return err
		}
		_, err = tx.SignIn(ctx, campaign.Attendance{Event: "lecture", UserID: "U0", At: start})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// content returns the lines of a backup of db.
func content(t *testing.T, db *storage.DB) (file, text string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "backup.gz")
	if err := db.Backup(context.Background(), file); err != nil {
		t.Fatalf("backup: %v", err)
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	zip, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(zip)
	if err != nil {
		t.Fatal(err)
	}
	return file, string(b)
}

func TestBackupMovesBetweenDatabases(t *testing.T) {
	t.Parallel()
	postgres := func(t *testing.T) string { return testenv.Postgres(t) }
	sqlite := func(t *testing.T) string { return sqliteURL(t) }
	for _, tt := range []struct {
		name     string
		from, to func(*testing.T) string
	}{{"SQLite to SQLite", sqlite, sqlite}, {"SQLite to PostgreSQL", sqlite, postgres}, {"PostgreSQL to SQLite", postgres, sqlite}} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			from, to := open(t, tt.from(t)), open(t, tt.to(t))
			fill(t, from)
			archive, _ := content(t, from)
			if err := to.Restore(ctx, archive); err != nil {
				t.Fatalf("restore: %v", err)
			}
			if diff := cmp.Diff(works(t, from), works(t, to)); diff != "" {
				t.Errorf("works (-from +to):\n%s", diff)
			}
			again, text := content(t, to)
			third := open(t, sqliteURL(t))
			if err := third.Restore(ctx, again); err != nil {
				t.Fatalf("restore again: %v", err)
			}
			_, got := content(t, third)
			if diff := cmp.Diff(sorted(text), sorted(got)); diff != "" {
				t.Errorf("the archive of the restored database differs:\n%s", diff)
			}
			if err := to.Restore(ctx, archive); campaign.CodeOf(err) != campaign.CodeConflict {
				t.Errorf("restore onto records: %v", err)
			}
			fillMore(t, to)
		})
	}
}

// sorted returns the lines in an order that does not depend on the database.
func sorted(text string) []string { return slices.Sorted(strings.Lines(text)) }

func works(t *testing.T, db *storage.DB) (out []campaign.Submission) {
	t.Helper()
	ctx := context.Background()
	err := db.Campaign("one").View(ctx, func(tx campaign.Tx) (err error) {
		out, err = tx.Submissions(ctx, campaign.SubmissionFilter{Limit: 1000})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range out { // PostgreSQL's text holds no zero byte
		out[i].Body = string(bytes.ReplaceAll([]byte(out[i].Body), []byte{0}, []byte("\uFFFD")))
	}
	return out
}

// fillMore adds to a restored database what the database numbers by itself.
func fillMore(t *testing.T, db *storage.DB) {
	t.Helper()
	ctx := context.Background()
	err := db.Campaign("one").Update(ctx, start, func(tx campaign.Tx) error {
		if n, err := tx.Enqueue(ctx, []campaign.Delivery{{Key: "k"}, {Key: "new"}}); err != nil || n != 1 {
			return fmt.Errorf("enqueued %d: %w", n, err)
		}
		if n, err := tx.AddSubmission(ctx, campaign.Submission{Status: campaign.StatusDraft}); err != nil || n != 61 {
			return fmt.Errorf("number %d: %w", n, err)
		}
		if err := tx.AddInbound(ctx, campaign.Inbound{ID: "new"}); err != nil {
			return err
		}
		return tx.AddAudit(ctx, campaign.Audit{})
	})
	if err != nil {
		t.Errorf("adding to the restored database: %v", err)
	}
}

func TestRestoreRefusesDamagedArchives(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	from := open(t, sqliteURL(t))
	fill(t, from)
	archive, text := content(t, from)
	whole, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter([]byte(text), []byte("\n"))
	for name, data := range map[string][]byte{
		"empty": nil, "no gzip": []byte("hello"), "cut off": whole[:len(whole)/2],
		"other format":  zipped([]byte(`{"format":"other"}`)),
		"newer":         zipped([]byte(`{"format":"duban-archive","schema":99}`)),
		"without end":   zipped(bytes.Join(lines[:10], nil)),
		"row missing":   zipped(bytes.Join(append(append([][]byte{}, lines[:4]...), lines[5:]...), nil)),
		"unknown table": zipped([]byte(`{"format":"duban-archive","schema":1}{"table":"users","columns":["id"]}`)),
		"odd column":    zipped([]byte(`{"format":"duban-archive","schema":1}{"table":"audits","columns":["id) --"]}`)),
		"row first":     zipped([]byte(`{"format":"duban-archive","schema":1}[1]`)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "archive")
			if err := os.WriteFile(file, data, 0o600); err != nil {
				t.Fatal(err)
			}
			db := open(t, sqliteURL(t))
			if err := db.Restore(ctx, file); campaign.CodeOf(err) != campaign.CodeInvalid {
				t.Errorf("got %v, want it refused as invalid", err)
			}
			if err := db.Restore(ctx, archive); err != nil {
				t.Errorf("the refused archive left something behind: %v", err)
			}
		})
	}
}

func zipped(data []byte) []byte {
	var b bytes.Buffer
	zip := gzip.NewWriter(&b)
	_, _ = zip.Write(data) // a buffer takes everything
	_ = zip.Close()
	return b.Bytes()
}
