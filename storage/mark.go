package storage

import (
	"context"
	"time"
	"unicode/utf8"
)

// Marks in an Update makes planners follow one another.
func (t *tx) Marks(ctx context.Context, prefix string) (map[string]time.Time, error) {
	const op = "read marks"
	if err := t.lock(ctx, "planner", ""); err != nil {
		return nil, err
	}
	type mark struct {
		subject string
		at      time.Time
	}
	ms, err := all(ctx, t, op, func(m *mark) []any { return []any{&m.subject, stamp{&m.at}} },
		"SELECT subject, at FROM marks WHERE campaign = ? AND subject >= ? AND subject < ?", t.campaign, prefix, prefix+string(utf8.MaxRune))
	out := make(map[string]time.Time, len(ms))
	for _, m := range ms {
		out[m.subject] = m.at
	}
	return out, err
}

// PutMarks never moves a mark back: of two replicas that planned at once, the one
// that is done last may have begun first.
func (t *tx) PutMarks(ctx context.Context, marks map[string]time.Time) error {
	const op = "put marks"
	if err := t.lock(ctx, "planner", ""); err != nil {
		return err
	}
	rows := make([][]any, 0, len(marks))
	for subject, at := range marks {
		rows = append(rows, []any{t.campaign, subject, micros(at)})
	}
	return t.insert(ctx, op, "marks (campaign, subject, at)", rows,
		"ON CONFLICT (campaign, subject) DO UPDATE SET at = excluded.at WHERE excluded.at > marks.at")
}
