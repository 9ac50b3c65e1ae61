package storage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"

	"github.com/jmoiron/sqlx"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// sqliteDSN builds the driver's address. Pragmas stand in it, not in
// statements, so that every connection has them. The write-ahead log is synced
// at each commit: what was answered stays. The writer does so itself.
func sqliteDSN(path string, pragmas ...string) string {
	path, query, _ := strings.Cut(path, "?")
	path = strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
	dsn := "file:" + path + "?_txlock=immediate"
	if query != "" {
		dsn += "&" + query
	}
	for _, p := range append([]string{"busy_timeout(5000)", "foreign_keys(1)", "synchronous(2)", "temp_store(2)"}, pragmas...) {
		dsn += "&_pragma=" + p
	}
	return dsn
}

func openSQLite(ctx context.Context, path string, opts Options) (_ *DB, err error) {
	if opts.Readers <= 0 {
		opts.Readers = 4
	}
	readOnly := strings.HasSuffix(path, "?mode=ro")
	var setup []string
	if !readOnly {
		setup = []string{"journal_mode(WAL)", "journal_size_limit(67108864)", "cache_size(-32000)"}
	}
	writers, err := sqlx.Open("sqlite", sqliteDSN(path, setup...))
	if err != nil {
		return nil, err
	}
	readers, err := sqlx.Open("sqlite", sqliteDSN(path, "query_only(1)", "cache_size(-8000)"))
	if err != nil {
		return nil, errors.Join(err, writers.Close())
	}
	b := &sqliteBackend{pools: []*sqlx.DB{readers, writers}, readers: make(chan *session, opts.Readers), gone: make(chan struct{})}
	defer func() {
		if err != nil {
			err = errors.Join(err, b.close())
		}
	}()
	s, err := newSession(ctx, writers)
	if err != nil {
		return nil, err
	}
	b.writer = newWriter(s)
	if _, err := s.do("SELECT count(*) FROM sqlite_master"); err != nil { // reads the file's header
		return nil, err
	}
	if b.writer.log, err = openLog(s, path); err != nil {
		return nil, err
	}
	for range opts.Readers {
		s, err := newSession(ctx, readers)
		if err != nil {
			return nil, err
		}
		b.readers <- s
		b.opened++
	}
	return &DB{dialect: sqliteDialect(), sql: writers, backend: b}, nil
}

// openLog opens the write-ahead log, which exists once a connection has read,
// and leaves syncing it to the caller. It returns nil where the database is only
// read or keeps no such log; there SQLite syncs at each commit.
func openLog(s *session, path string) (*os.File, error) {
	path, _, _ = strings.Cut(path, "?")
	log, err := os.OpenFile(path+"-wal", os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return nil, nil
	}
	if err == nil {
		_, err = s.do("PRAGMA synchronous = NORMAL")
	}
	return log, err
}

// sqliteBackend is one connection that writes and some that read.
type sqliteBackend struct {
	pools   []*sqlx.DB
	writer  *writer
	readers chan *session // those that are free
	opened  int
	gone    chan struct{} // closed by close
	once    sync.Once
}

func (b *sqliteBackend) update(ctx context.Context, fn func(querier) error) error {
	return b.writer.update(ctx, func() error { return fn(b.writer.session) })
}

func (b *sqliteBackend) view(ctx context.Context, fn func(querier) error) (err error) {
	select {
	case <-b.gone:
		return errClosed
	default:
	}
	var s *session
	select {
	case s = <-b.readers:
	case <-b.gone:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { b.readers <- s }()
	if _, err := s.do("BEGIN"); err != nil {
		return err
	}
	defer func() {
		if _, end := s.do("ROLLBACK"); err == nil && end != nil {
			err = fmt.Errorf("end reading: %w", end)
		}
	}()
	return fn(s)
}

func (b *sqliteBackend) close() (err error) {
	b.once.Do(func() {
		close(b.gone)
		if b.writer != nil {
			err = b.writer.close()
		}
		for range b.opened {
			err = errors.Join(err, (<-b.readers).close())
		}
		for _, p := range b.pools {
			err = errors.Join(err, p.Close())
		}
	})
	return err
}
