package storage_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"duban/internal/testenv"
	"duban/storage"
	"duban/storage/storagetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// open returns a fresh, migrated database.
func open(tb testing.TB, url string) *storage.DB {
	tb.Helper()
	db, err := storage.Open(context.Background(), url, storage.Options{})
	if err != nil {
		tb.Fatalf("open: %v", err)
	}
	tb.Cleanup(func() {
		if err := db.Close(); err != nil {
			tb.Errorf("close: %v", err)
		}
	})
	if err := db.Migrate(context.Background()); err != nil {
		tb.Fatalf("migrate: %v", err)
	}
	return db
}

func sqliteURL(tb testing.TB) string { return "sqlite:" + filepath.Join(tb.TempDir(), "duban.db") }

func TestSQLite(t *testing.T) {
	t.Parallel()
	db := open(t, sqliteURL(t))
	storagetest.Exercise(t, db.Campaign)
}

func TestPostgres(t *testing.T) {
	t.Parallel()
	db := open(t, testenv.Postgres(t))
	storagetest.Exercise(t, db.Campaign)
}

func TestSkewIsThatOfTheDatabasesClock(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for dialect, url := range map[string]string{"sqlite": "sqlite:" + filepath.Join(t.TempDir(), "duban.db"), "postgres": testenv.Postgres(t)} {
		db, err := storage.Open(ctx, url, storage.Options{})
		if err != nil {
			t.Fatal(err)
		}
		skew, err := db.Skew(ctx, func() time.Time { return time.Now().Add(-10 * time.Minute) })
		if want := map[string]time.Duration{"postgres": 10 * time.Minute}[dialect]; err != nil || (skew-want).Abs() > 5*time.Second {
			t.Errorf("%s: the skew is %v, want %v: %v", dialect, skew, want, err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}
