package storage

import (
	"context"
	"time"
)

// Marks in an Update makes planners follow one another.
func (t *tx) Marks(ctx context.Context) (map[string]time.Time, error) {
	const op = "read marks"
	if err := t.lock(ctx, "planner", ""); err != nil {
		return nil, err
	}
	type mark struct {
		subject string
		at      time.Time
	}
	ms, err := all(ctx, t, op, func(m *mark) []any { return []any{&m.subject, stamp{&m.at}} },
		"SELECT subject, at FROM marks WHERE campaign = ?", t.campaign)
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
	for subject, at := range marks {
		if _, err := t.run(ctx, op, "INSERT INTO marks (campaign, subject, at) VALUES (?, ?, ?) "+
			"ON CONFLICT (campaign, subject) DO UPDATE SET at = excluded.at WHERE excluded.at > marks.at", t.campaign, subject, micros(at)); err != nil {
			return err
		}
	}
	return nil
}
