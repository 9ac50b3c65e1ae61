package testenv

import (
	"context"
	"crypto/rand"
	"database/sql"
	"net"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/redis/go-redis/v9"
)

// Postgres returns the address of a fresh, empty database that is dropped when
// the test ends. The server is that of DUBAN_TEST_POSTGRES_URL, else the local
// one.
func Postgres(tb testing.TB) string {
	tb.Helper()
	server := setting("DUBAN_TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres?sslmode=disable")
	u, err := url.Parse(server)
	if err != nil {
		tb.Fatal("DUBAN_TEST_POSTGRES_URL is no URL")
	}
	reachable(tb, "postgres", u.Host, "5432")
	admin, err := sql.Open("pgx", server)
	if err != nil {
		tb.Fatalf("open PostgreSQL: %v", err)
	}
	tb.Cleanup(func() { _ = admin.Close() })
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := admin.PingContext(ctx); err != nil {
		missing(tb, "postgres", err.Error())
	}
	name := "duban_test_" + strings.ToLower(rand.Text())
	if _, err := admin.ExecContext(ctx, "CREATE DATABASE "+name); err != nil {
		tb.Fatalf("create test database: %v", err)
	}
	tb.Cleanup(func() {
		if _, err := admin.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			tb.Errorf("drop test database: %v", err)
		}
	})
	u.Path = "/" + name
	return u.String()
}

// Redis returns the address of a Redis server, that of DUBAN_TEST_REDIS_URL or
// else the local one. Tests share it: use keys of your own.
func Redis(tb testing.TB) string {
	tb.Helper()
	server := setting("DUBAN_TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
	opts, err := redis.ParseURL(server)
	if err != nil {
		tb.Fatal("DUBAN_TEST_REDIS_URL is no Redis URL")
	}
	reachable(tb, "redis", opts.Addr, "6379")
	return server
}

// Chromium returns the path of a Chromium, that of DUBAN_TEST_CHROMIUM or else
// the first one found.
func Chromium(tb testing.TB) string {
	tb.Helper()
	for _, name := range []string{os.Getenv("DUBAN_TEST_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	missing(tb, "chromium", "not installed")
	return ""
}

func setting(name, otherwise string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return otherwise
}

func reachable(tb testing.TB, service, addr, port string) {
	tb.Helper()
	if _, _, err := net.SplitHostPort(addr); err != nil {
		addr = net.JoinHostPort(addr, port)
	}
	conn, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		missing(tb, service, err.Error())
		return
	}
	_ = conn.Close()
}

// missing skips the test, or fails it where the service is required.
func missing(tb testing.TB, service, why string) {
	tb.Helper()
	if slices.Contains(strings.Split(os.Getenv("DUBAN_TEST_REQUIRE"), ","), service) {
		tb.Fatalf("%s is required but away: %s", service, why)
	}
	tb.Skipf("%s is away: %s", service, why)
}
