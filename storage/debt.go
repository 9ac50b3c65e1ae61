package storage

import (
	"context"
	"slices"

	"duban/campaign"
)

var debts = newTable("debts", "deliverable, period, debtor",
	"deliverable, period, debtor, unit, counted, returned, settled_at, late, excused, nil_report, reason, due, due_since",
	func(d *campaign.Debt) []any {
		return []any{&d.Deliverable, &d.Period, &d.Debtor, &d.Unit, &d.Count, &d.Returned, stamp{&d.SettledAt},
			flag{&d.Late}, flag{&d.Excused}, flag{&d.Nil}, &d.Reason, stamp{&d.Due}, stamp{&d.DueSince}}
	})

// Debt in an Update makes the transactions of one debt follow one another, so
// that a unit's members filing at once are all counted.
func (t *tx) Debt(ctx context.Context, key campaign.DebtKey) (campaign.Debt, error) {
	d := campaign.Debt{DebtKey: key}
	if err := t.lock(ctx, "debt", key.Deliverable+"\x00"+key.Period+"\x00"+key.Debtor); err != nil {
		return d, err
	}
	_, err := t.row(ctx, "find debt", debts.bind(&d),
		"SELECT "+debts.columns+" FROM debts WHERE campaign = ? AND deliverable = ? AND period = ? AND debtor = ?",
		t.campaign, key.Deliverable, key.Period, key.Debtor)
	return d, err
}

func (t *tx) PutDebt(ctx context.Context, d campaign.Debt) error {
	_, err := t.run(ctx, "put debt", debts.upsert, t.args(debts.bind(&d))...)
	return err
}

func (t *tx) DebtsOf(ctx context.Context, debtors []string) ([]campaign.Debt, error) {
	var out []campaign.Debt
	for _, debtor := range debtors {
		ds, err := all(ctx, t, "list debts", debts.bind,
			"SELECT "+debts.columns+" FROM debts WHERE campaign = ? AND debtor = ? ORDER BY deliverable, period",
			t.campaign, debtor)
		if err != nil {
			return nil, err
		}
		out = append(out, ds...)
	}
	return out, nil
}

// AllDebts reads in pages, so that yield may use the transaction.
func (t *tx) AllDebts(ctx context.Context, deliverable string, yield func(campaign.Debt) error) error {
	const page = 1000
	order := "debtor, deliverable, period" // of the table itself
	if deliverable != "" {
		order = "deliverable, period, debtor"
	}
	var after []any
	for {
		w := t.where()
		w.and(deliverable != "", "deliverable = ?", deliverable)
		w.and(after != nil, "("+order+") > (?, ?, ?)", after...)
		ds, err := all(ctx, t, "walk debts", debts.bind,
			"SELECT "+debts.columns+" FROM debts"+w.text+" ORDER BY "+order+" LIMIT ?", append(w.args, page)...)
		if err != nil {
			return err
		}
		for _, d := range ds {
			if err := yield(d); err != nil {
				return err
			}
		}
		if len(ds) < page {
			return nil
		}
		last := ds[page-1].DebtKey
		after = []any{last.Debtor, last.Deliverable, last.Period}
		if deliverable != "" {
			after = []any{last.Deliverable, last.Period, last.Debtor}
		}
	}
}

func (t *tx) ExtendedDebts(ctx context.Context) ([]campaign.Debt, error) {
	return all(ctx, t, "list extended debts", debts.bind,
		"SELECT "+debts.columns+" FROM debts WHERE campaign = ? AND due > 0 "+
			"AND settled_at = 0 AND excused = 0 AND nil_report = 0 ORDER BY due, deliverable, period, debtor", t.campaign)
}

var deadlines = newTable("deadlines", "deliverable, period", "deliverable, period, due, since, moved_by",
	func(d *campaign.Deadline) []any {
		return []any{&d.Deliverable, &d.Period, stamp{&d.Due}, stamp{&d.Since}, &d.By}
	})

func (t *tx) Deadlines(ctx context.Context) ([]campaign.Deadline, error) {
	if known, ok := recall[[]campaign.Deadline](t, "deadlines"); ok {
		return slices.Clone(known), nil
	}
	out, err := all(ctx, t, "list deadlines", deadlines.bind,
		"SELECT "+deadlines.columns+" FROM deadlines WHERE campaign = ? ORDER BY deliverable, period", t.campaign)
	if err == nil {
		t.remember("deadlines", slices.Clone(out))
	}
	return out, err
}

func (t *tx) PutDeadline(ctx context.Context, d campaign.Deadline) error {
	t.forget("deadlines")
	_, err := t.run(ctx, "put deadline", deadlines.upsert, t.args(deadlines.bind(&d))...)
	return err
}
