package storage_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"duban/campaign"
	"duban/internal/testenv"
	"duban/storage"
)

func addInbound(db *storage.DB, id string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	return db.Campaign("c").Update(ctx, start, func(tx campaign.Tx) error {
		return tx.AddInbound(ctx, campaign.Inbound{ID: id})
	})
}

func wantUnavailable(t *testing.T, what string, err error, says string) {
	t.Helper()
	if campaign.CodeOf(err) != campaign.CodeUnavailable || !strings.Contains(err.Error(), says) {
		t.Errorf("%s: got %v, want it unavailable and %q in the text", what, err, says)
	}
}

func TestOpenRefusesOtherAddresses(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"", "sqlite:", "mysql://u:secret@h/d", "duban.db", "postgres://u:secret@h:port/d"} {
		_, err := storage.Open(context.Background(), url, storage.Options{})
		if campaign.CodeOf(err) != campaign.CodeInvalid || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", url, err)
		}
	}
	_, err := storage.Open(context.Background(), "sqlite:"+filepath.Join(t.TempDir(), "no", "such", "dir.db"), storage.Options{})
	wantUnavailable(t, "missing folder", err, "open database")
}

func TestPasses(t *testing.T) {
	t.Parallel()
	refused := func(code string) error {
		return campaign.Errorf(campaign.CodeUnavailable, "read", "%w", &pgconn.PgError{Code: code})
	}
	_, lite := storage.Open(context.Background(), "sqlite:"+filepath.Join(t.TempDir(), "no", "such", "dir.db"), storage.Options{})
	for name, tt := range map[string]struct {
		err  error
		want bool
	}{
		"starting up":           {refused("57P03"), true},
		"too many connections":  {refused("53300"), true},
		"standby not promoted":  {refused("25006"), true},
		"unreachable":           {campaign.Errorf(campaign.CodeUnavailable, "read", "%w", &net.OpError{Op: "dial"}), true},
		"wrong password":        {refused("28P01"), false},
		"address not let in":    {refused("28000"), false},
		"no such database":      {refused("3D000"), false},
		"a folder that is none": {lite, false},
		"a defect":              {errors.New("syntax error"), false},
		"nothing":               {nil, false},
	} {
		if got := storage.Passes(tt.err); got != tt.want {
			t.Errorf("%s: %v, want %v: %v", name, got, tt.want, tt.err)
		}
	}
}

func TestPathWithOddCharacters(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "督办 50% #1")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	db := open(t, "sqlite:"+filepath.Join(dir, "d.db"))
	if err := addInbound(db, "a"); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "d.db")); err != nil {
		t.Error(err)
	}
}

func TestReadOnlyFile(t *testing.T) {
	t.Parallel()
	url := sqliteURL(t)
	writable := open(t, url)
	if err := addInbound(writable, "a"); err != nil {
		t.Fatal(err)
	}
	db := open(t, url+"?mode=ro")
	wantUnavailable(t, "update", addInbound(db, "b"), "readonly")
	if err := db.Ready(context.Background()); err != nil {
		t.Errorf("ready: %v", err)
	}
	err := db.Campaign("c").View(context.Background(), func(tx campaign.Tx) error {
		_, err := tx.Inbound(context.Background(), "a")
		return err
	})
	if err != nil {
		t.Errorf("view: %v", err)
	}
}

func TestDamagedFile(t *testing.T) {
	t.Parallel()
	t.Run("no database", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "d.db")
		if err := os.WriteFile(path, []byte(strings.Repeat("not a database ", 1000)), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := storage.Open(context.Background(), "sqlite:"+path, storage.Options{})
		wantUnavailable(t, "open", err, "not a database")
	})
	t.Run("pages overwritten", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "d.db")
		ctx := context.Background()
		db, err := storage.Open(ctx, "sqlite:"+path, storage.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Migrate(ctx); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil { // moves everything into the file itself
			t.Fatal(err)
		}
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteAt([]byte(strings.Repeat("\xde\xad", 100_000)), 4096); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		if db, err = storage.Open(ctx, "sqlite:"+path, storage.Options{}); err == nil {
			err = addInbound(db, "a")
			defer db.Close()
		}
		wantUnavailable(t, "use", err, "malformed")
	})
}

func TestSchemaVersions(t *testing.T) {
	t.Parallel()
	for name, fresh := range map[string]func(testing.TB) string{"sqlite": sqliteURL, "postgres": testenv.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			url := fresh(t)
			db, err := storage.Open(ctx, url, storage.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			wantUnavailable(t, "ready before migration", db.Ready(ctx), "migrate it")
			if err := addInbound(db, "a"); err == nil {
				t.Error("an update succeeded before migration")
			}
			if st, err := db.Status(ctx); err != nil || st.Current != 0 || st.Target == 0 {
				t.Errorf("status before: %+v, %v", st, err)
			}
			var wg sync.WaitGroup
			for range 4 {
				wg.Go(func() {
					other, err := storage.Open(ctx, url, storage.Options{})
					if err == nil {
						err = other.Migrate(ctx)
						defer other.Close()
					}
					if err != nil {
						t.Errorf("migrating at once: %v", err)
					}
				})
			}
			wg.Wait()
			if err := db.Ready(ctx); err != nil {
				t.Errorf("ready after migration: %v", err)
			}
			age(t, name, url)
			wantUnavailable(t, "ready with a newer schema", db.Ready(ctx), "use a newer program")
			err = db.Migrate(ctx)
			if wantUnavailable(t, "migrate a newer schema", err, "use a newer program"); storage.Passes(err) {
				t.Error("a newer schema does not pass")
			}
		})
	}
}

// age makes the schema look as if a later program had migrated it.
func age(t *testing.T, dialect, url string) {
	t.Helper()
	driver := map[string]string{"sqlite": "sqlite", "postgres": "pgx"}[dialect]
	db, err := sql.Open(driver, strings.TrimPrefix(url, "sqlite:"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, " + map[string]string{"sqlite": "1", "postgres": "true"}[dialect] + ")"); err != nil {
		t.Fatal(err)
	}
}

func TestPostgresAway(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil { // nobody listens there now
		t.Fatal(err)
	}
	db, err := storage.Open(context.Background(), fmt.Sprintf("postgres://u:secret@%s/d", addr), storage.Options{})
	if err != nil {
		t.Fatalf("open must not need the server: %v", err)
	}
	defer db.Close()
	for what, err := range map[string]error{"ping": db.Ping(context.Background()), "update": addInbound(db, "a"), "ready": db.Ready(context.Background())} {
		wantUnavailable(t, what, err, "")
		if strings.Contains(err.Error(), "secret") {
			t.Errorf("%s tells the password: %v", what, err)
		}
	}
}

func TestPostgresLosesConnections(t *testing.T) {
	t.Parallel()
	url := testenv.Postgres(t)
	db := open(t, url)
	admin, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	cut := func() {
		if _, err := admin.Exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"); err != nil {
			t.Error(err)
		}
	}
	ctx := context.Background()
	err = db.Campaign("c").Update(ctx, start, func(tx campaign.Tx) error {
		if err := tx.AddInbound(ctx, campaign.Inbound{ID: "a"}); err != nil {
			return err
		}
		cut()
		return nil
	})
	wantUnavailable(t, "commit on a cut connection", err, "")
	if err := addInbound(db, "a"); err != nil {
		t.Errorf("afterwards: %v", err)
	}
	cut()
	if err := addInbound(db, "b"); err != nil {
		t.Errorf("with only dead connections in the pool: %v", err)
	}
}

func TestPostgresClosed(t *testing.T) {
	t.Parallel()
	db := open(t, testenv.Postgres(t))
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	wantUnavailable(t, "update", addInbound(db, "a"), "closed")
	wantUnavailable(t, "ready", db.Ready(context.Background()), "closed")
}
