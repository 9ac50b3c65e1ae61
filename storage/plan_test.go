package storage

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"duban/storage/storagetest"
)

// TestQueriesUseIndexes looks at how SQLite means to run every statement of the
// suite. Nothing may be sorted or searched by the campaign alone that grows
// with people, messages or works.
func TestQueriesUseIndexes(t *testing.T) {
	t.Parallel()
	db, w := openFile(t)
	defer db.Close()
	t.Run("suite", func(t *testing.T) { storagetest.Exercise(t, db.Campaign) })
	reader := <-db.backend.(*sqliteBackend).readers
	defer func() { db.backend.(*sqliteBackend).readers <- reader }()
	for _, s := range []*session{w.session, reader} {
		for query := range s.stmts {
			for _, step := range plan(t, s, query) {
				if reason := slow(query, step); reason != "" {
					t.Errorf("%s: %s\n%s", reason, step, query)
				}
			}
		}
	}
}

// plan returns the steps in which SQLite would run the query.
func plan(t *testing.T, s *session, query string) (steps []string) {
	t.Helper()
	if verb, _, _ := strings.Cut(query, " "); verb != "SELECT" && verb != "UPDATE" {
		return nil
	}
	rows, err := s.conn.QueryContext(context.Background(), "EXPLAIN QUERY PLAN "+query, make([]any, strings.Count(query, "?"))...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, step)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return steps
}

// slow tells what is wrong with a step: a walk through inbounds, works, debts
// or deliveries that is neither in the order asked for nor bounded by a limit.
func slow(query, step string) string {
	for _, table := range []string{"inbounds", "submissions", "debts", "deliveries"} {
		switch {
		case strings.HasPrefix(step, "SCAN "+table):
			return "reads a whole table"
		case strings.HasPrefix(step, "SEARCH "+table) && strings.HasSuffix(step, "(campaign=?)") &&
			!strings.Contains(query, " LIMIT "):
			return "walks the campaign"
		case step == "USE TEMP B-TREE FOR ORDER BY" && strings.Contains(query, fmt.Sprintf(" FROM %s WHERE", table)):
			return "sorts"
		}
	}
	return ""
}
