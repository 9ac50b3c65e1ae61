package storage

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"strings"

	"duban/campaign"
)

var submissions = newTable("submissions", "number",
	"number, kind, title, body, chars, author, author_key, filed_by, unit, deliverable, period, debtor, extra, status, "+
		"late, version, created_at, filed_at, updated_at, date, place, partner, fields, parts, reason, score",
	func(s *campaign.Submission) []any {
		return []any{&s.Number, &s.Kind, &s.Title, &s.Body, &s.Chars, &s.Author, folded{&s.Author}, &s.FiledBy, &s.Unit,
			&s.Deliverable, &s.Period, &s.Debtor, flag{&s.Extra}, &s.Status, flag{&s.Late}, &s.Version,
			stamp{&s.CreatedAt}, stamp{&s.FiledAt}, stamp{&s.UpdatedAt}, day{&s.Date}, &s.Place, &s.Partner,
			dict(&s.Fields), parts{s}, &s.Reason, &s.Score}
	})

// parts binds the messages that a work was made of to JSON. The text of a part
// that is the whole work is left out: the body, which is read before, has it, but
// for zero bytes, which PostgreSQL keeps in JSON alone.
type parts struct{ s *campaign.Submission }

// part is a stored part.
type part struct {
	campaign.Part
	Body bool `json:"body,omitempty"` // its text is the work's body
}

func (p parts) Value() (driver.Value, error) {
	if len(p.s.Parts) == 0 {
		return "", nil
	}
	out := make([]part, len(p.s.Parts))
	for i, v := range p.s.Parts {
		if out[i].Part = v; v.Text == p.s.Body && !strings.Contains(v.Text, "\x00") {
			out[i].Text, out[i].Body = "", true
		}
	}
	b, err := json.Marshal(out)
	return string(b), err
}

func (p parts) Scan(src any) error {
	raw, err := text(src)
	if p.s.Parts = nil; err != nil || raw == "" {
		return err
	}
	var in []part
	if err := json.Unmarshal([]byte(raw), &in); err != nil {
		return err
	}
	p.s.Parts = make([]campaign.Part, len(in))
	for i, v := range in {
		if p.s.Parts[i] = v.Part; v.Body {
			p.s.Parts[i].Text = p.s.Body
		}
	}
	return nil
}

func (t *tx) AddSubmission(ctx context.Context, s campaign.Submission) (int64, error) {
	const op = "add submission"
	var err error
	if s.Number, err = t.nextNumber(ctx, op); err != nil {
		return 0, err
	}
	_, err = t.run(ctx, op, submissions.insert, t.args(submissions.bind(&s))...)
	return s.Number, err
}

// nextNumber gives out the number of a new work. While the writer's transaction
// is open the last one is known: RETURNING costs more than the rest of it.
func (t *tx) nextNumber(ctx context.Context, op string) (number int64, err error) {
	const memo = "last number"
	if last, known := recall[int64](t, memo); known {
		number = last + 1
		err = t.change(ctx, op, "UPDATE campaigns SET last_number = ? WHERE campaign = ?", number, t.campaign)
	} else {
		numbers := *t
		numbers.querier = t.outside()
		_, err = numbers.row(ctx, op, []any{&number},
			"INSERT INTO campaigns (campaign, last_number) VALUES (?, 1) "+
				"ON CONFLICT (campaign) DO UPDATE SET last_number = campaigns.last_number + 1 RETURNING last_number", t.campaign)
	}
	if err == nil {
		t.remember(memo, number)
	}
	return number, err
}

func (t *tx) Submission(ctx context.Context, number int64) (campaign.Submission, error) {
	return one(ctx, t, "find submission", submissions.bind,
		"SELECT "+submissions.columns+" FROM submissions WHERE campaign = ? AND number = ?"+t.toChange(), t.campaign, number)
}

func (t *tx) SetSubmission(ctx context.Context, s campaign.Submission) error {
	return t.change(ctx, "set submission", submissions.update, submissions.changes(&s, t.campaign, s.Number)...)
}

func (t *tx) Submissions(ctx context.Context, f campaign.SubmissionFilter) ([]campaign.Submission, error) {
	w := t.where()
	w.and(f.Kind != "", "kind = ?", f.Kind)
	w.and(f.Unit != "", "unit = ?", f.Unit)
	w.and(f.Author != "", "author_key = ?", campaign.UserKey(f.Author))
	w.and(f.Status != "", "status = ?", string(f.Status))
	w.and(f.Status == "", "status <> ?", string(campaign.StatusDraft))
	w.and(f.Deliverable != "", "deliverable = ?", f.Deliverable)
	w.and(!f.Since.IsZero(), "filed_at >= ?", micros(f.Since))
	w.and(f.Before > 0, "number < ?", f.Before)
	query := "SELECT " + submissions.columns + " FROM submissions" + w.newest("number", f.Limit)
	return all(ctx, t, "list submissions", submissions.bind, query, w.args...)
}

func (t *tx) WorksOf(ctx context.Context, key campaign.DebtKey) ([]campaign.Standing, error) {
	if key.Debtor == "" {
		return nil, nil
	}
	return all(ctx, t, "list works of a debt",
		func(s *campaign.Standing) []any {
			return []any{&s.Number, &s.Status, flag{&s.Extra}, stamp{&s.FiledAt}}
		},
		"SELECT number, status, extra, filed_at FROM submissions WHERE campaign = ? AND debtor = ? AND debtor <> '' "+
			"AND deliverable = ? AND period = ? ORDER BY number",
		t.campaign, key.Debtor, key.Deliverable, key.Period)
}

// numbered is a version with the number of its work.
type numbered struct {
	number int64
	campaign.Version
}

var versions = newTable("versions", "number, version", "number, version, title, body, chars, at, message_ids",
	func(v *numbered) []any {
		return []any{&v.number, &v.Version.Version, &v.Title, &v.Body, &v.Chars, stamp{&v.At}, list(&v.MessageIDs)}
	})

func (t *tx) AddVersion(ctx context.Context, number int64, v campaign.Version) error {
	const op = "add version"
	n, err := t.run(ctx, op, versions.insert+" ON CONFLICT (campaign, number, version) DO NOTHING",
		t.args(versions.bind(&numbered{number, v}))...)
	if err == nil && n == 0 {
		err = campaign.Errorf(campaign.CodeConflict, op, "work %d has a version %d already", number, v.Version)
	}
	return err
}

func (t *tx) Versions(ctx context.Context, number int64) ([]campaign.Version, error) {
	rows, err := all(ctx, t, "list versions", versions.bind,
		"SELECT "+versions.columns+" FROM versions WHERE campaign = ? AND number = ? ORDER BY version", t.campaign, number)
	var out []campaign.Version
	for _, r := range rows {
		out = append(out, r.Version)
	}
	return out, err
}
