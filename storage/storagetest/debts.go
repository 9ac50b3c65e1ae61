package storagetest

import (
	"fmt"
	"time"

	"duban/campaign"
)

func testDebt(b *bench) {
	key := campaign.DebtKey{Deliverable: "essays", Period: "2011-Q4", Debtor: "zhangsan"}
	get := func(k campaign.DebtKey) campaign.Debt {
		return read(b, func(tx campaign.Tx) (campaign.Debt, error) { return tx.Debt(ctx, k) })
	}
	equal(b, "of which nothing is known", get(key), campaign.Debt{DebtKey: key})
	full := campaign.Debt{DebtKey: key, Unit: "甲单位", Count: 2, Returned: 1, SettledAt: start, Late: true, Excused: true, Nil: true,
		Reason: rough, Due: start.Add(time.Hour), DueSince: start.Add(-time.Hour)}
	b.update(func(tx campaign.Tx) error {
		if err := tx.PutDebt(ctx, full); err != nil {
			return err
		}
		d, err := tx.Debt(ctx, key)
		equal(b, "in the same transaction", d, full)
		return err
	})
	equal(b, "with every field", get(key), full)
	full = campaign.Debt{DebtKey: key, Unit: "乙单位"}
	b.update(func(tx campaign.Tx) error { return tx.PutDebt(ctx, full) })
	equal(b, "replaced", get(key), full)
}

func testDebtLists(b *bench) {
	b.update(func(tx campaign.Tx) error {
		for i := range 2500 {
			d := campaign.Debt{DebtKey: campaign.DebtKey{Deliverable: "essays", Debtor: fmt.Sprintf("u%04d", i)}, Count: i}
			if i%1000 == 7 {
				d.Due = start.Add(time.Duration(-i) * time.Hour)
			}
			d.Excused = i == 1007
			if err := tx.PutDebt(ctx, d); err != nil {
				return err
			}
		}
		for _, period := range []string{"2011-11", "2011-10"} {
			d := campaign.Debt{DebtKey: campaign.DebtKey{Deliverable: "pair-log", Period: period, Debtor: "甲单位"}, Due: start, SettledAt: start}
			if err := tx.PutDebt(ctx, d); err != nil {
				return err
			}
		}
		return tx.PutDebt(ctx, campaign.Debt{DebtKey: campaign.DebtKey{Deliverable: "pair-log", Period: "2011-10", Debtor: "u0001"}})
	})
	for deliverable, want := range map[string]int{"essays": 2500, "pair-log": 3, "": 2503, "none": 0} {
		seen := map[campaign.DebtKey]bool{}
		b.view(func(tx campaign.Tx) error {
			return tx.AllDebts(ctx, deliverable, func(d campaign.Debt) error {
				seen[d.DebtKey] = true
				_, err := tx.Debt(ctx, d.DebtKey) // the walk leaves the transaction usable
				return err
			})
		})
		equal(b, "records of "+deliverable, len(seen), want)
	}
	b.refused(campaign.CodeInternal, func(tx campaign.Tx) error {
		return tx.AllDebts(ctx, "", func(campaign.Debt) error { return errWanted })
	})
	keys := func(list func(campaign.Tx) ([]campaign.Debt, error)) (out []string) {
		for _, d := range read(b, list) {
			out = append(out, d.Deliverable+"/"+d.Period+"/"+d.Debtor)
		}
		return out
	}
	equal(b, "of debtors", keys(func(tx campaign.Tx) ([]campaign.Debt, error) {
		return tx.DebtsOf(ctx, []string{"u0001", "甲单位", "nobody"})
	}),
		[]string{"essays//u0001", "pair-log/2011-10/u0001", "pair-log/2011-10/甲单位", "pair-log/2011-11/甲单位"})
	equal(b, "of nobody", keys(func(tx campaign.Tx) ([]campaign.Debt, error) { return tx.DebtsOf(ctx, nil) }), nil)
	equal(b, "open with a deadline of their own", keys(func(tx campaign.Tx) ([]campaign.Debt, error) { return tx.ExtendedDebts(ctx) }),
		[]string{"essays//u2007", "essays//u0007"})
}

func testDeadlines(b *bench) {
	d := campaign.Deadline{Deliverable: "essays", Due: start.Add(time.Hour), Since: start, By: "Office"}
	p := campaign.Deadline{Deliverable: "pair-log", Period: "2011-10", Due: start, Since: start, By: "Office"}
	b.update(func(tx campaign.Tx) error {
		if err := tx.PutDeadline(ctx, p); err != nil {
			return err
		}
		if err := tx.PutDeadline(ctx, d); err != nil {
			return err
		}
		d.Due = start.Add(2 * time.Hour)
		return tx.PutDeadline(ctx, d)
	})
	equal(b, "deadlines", read(b, func(tx campaign.Tx) ([]campaign.Deadline, error) { return tx.Deadlines(ctx) }), []campaign.Deadline{d, p})
}
