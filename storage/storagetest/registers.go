package storagetest

import (
	"fmt"
	"time"

	"duban/campaign"
)

func testPairings(b *bench) {
	since := campaign.Date{Year: 2011, Month: 9, Day: 20}
	p := campaign.Pairing{Unit: "甲单位", UserID: "ZhangSan", Place: "牛角村", Partner: "王家", Since: since, Until: since.AddDays(30), By: "LiSi"}
	q := campaign.Pairing{Unit: "乙单位", Since: since}
	put := func(p *campaign.Pairing) {
		b.Helper()
		var id int64 // p stays as it is while the transaction may run again
		b.update(func(tx campaign.Tx) (err error) {
			id, err = tx.PutPairing(ctx, *p)
			return err
		})
		p.ID = id
	}
	list := func(unit string) []campaign.Pairing {
		return read(b, func(tx campaign.Tx) ([]campaign.Pairing, error) { return tx.Pairings(ctx, unit) })
	}
	put(&p)
	put(&q)
	equal(b, "all", list(""), []campaign.Pairing{p, q})
	p.Until, p.Partner = campaign.Date{}, "李家"
	put(&p)
	equal(b, "of a unit, replaced", list("甲单位"), []campaign.Pairing{p})
	b.refused(campaign.CodeNotFound, func(tx campaign.Tx) error {
		_, err := tx.PutPairing(ctx, campaign.Pairing{ID: 1 << 40})
		return err
	})
}

func testRequests(b *bench) {
	put := func(r *campaign.Request) {
		b.Helper()
		var id int64
		b.update(func(tx campaign.Tx) (err error) {
			id, err = tx.PutRequest(ctx, *r)
			return err
		})
		r.ID = id
	}
	open := func() []campaign.Request {
		return read(b, func(tx campaign.Tx) ([]campaign.Request, error) { return tx.OpenRequests(ctx) })
	}
	r := campaign.Request{At: start, UserID: "ZhangSan", Unit: "甲单位", Until: "2011-11-08", Reason: rough, State: campaign.RequestOpen,
		Debts: []campaign.DebtKey{{Deliverable: "essays", Debtor: "zhangsan"}, {Deliverable: "pair-log", Period: "2011-10", Debtor: "甲单位"}}}
	q := campaign.Request{At: start.Add(time.Second), UserID: "LiSi", State: campaign.RequestOpen}
	put(&r)
	put(&q)
	equal(b, "open", open(), []campaign.Request{r, q})
	r.State, r.ClosedBy, r.ClosedAt = campaign.RequestGranted, "Office", start.Add(time.Hour)
	put(&r)
	equal(b, "still open", open(), []campaign.Request{q})
	b.refused(campaign.CodeNotFound, func(tx campaign.Tx) error {
		_, err := tx.PutRequest(ctx, campaign.Request{ID: 1 << 40, State: campaign.RequestOpen})
		return err
	})
}

func testEventCodes(b *bench) {
	set := func(event, code string) func(campaign.Tx) error {
		return func(tx campaign.Tx) error { return tx.SetEventCode(ctx, event, code) }
	}
	of := func(code string) func(campaign.Tx) error {
		return func(tx campaign.Tx) error {
			event, err := tx.EventOfCode(ctx, code)
			equal(b, "event of "+code, event, "lecture")
			return err
		}
	}
	b.update(set("lecture", "1234"))
	b.update(of("1234"))
	b.update(set("lecture", "1234"))
	b.refused(campaign.CodeConflict, set("visit", "1234"))
	b.update(set("lecture", "5678"))
	equal(b, "code of lecture", read(b, func(tx campaign.Tx) (string, error) { return tx.EventCode(ctx, "lecture") }), "5678")
	b.refused(campaign.CodeNotFound, func(tx campaign.Tx) error { _, err := tx.EventCode(ctx, "visit"); return err })
	b.update(of("5678"))
	b.refused(campaign.CodeNotFound, func(tx campaign.Tx) error { _, err := tx.EventOfCode(ctx, "1234"); return err })
	b.update(set("visit", "1234"))
}

func testAttendance(b *bench) {
	sign := func(event, user string, at time.Time) (fresh bool) {
		b.update(func(tx campaign.Tx) (err error) {
			fresh, err = tx.SignIn(ctx, campaign.Attendance{Event: event, UserID: user, At: at})
			return err
		})
		return fresh
	}
	equal(b, "fresh", []bool{
		sign("lecture", "ZhangSan", start.Add(time.Minute)), sign("lecture", "zhangsan", start.Add(time.Hour)),
		sign("lecture", "LiSi", start), sign("visit", "ZhangSan", start),
	}, []bool{true, false, true, true})
	equal(b, "who came", read(b, func(tx campaign.Tx) ([]campaign.Attendance, error) { return tx.AttendanceOf(ctx, "lecture") }),
		[]campaign.Attendance{{Event: "lecture", UserID: "LiSi", At: start}, {Event: "lecture", UserID: "ZhangSan", At: start.Add(time.Minute)}})
}

func testAudits(b *bench) {
	b.update(func(tx campaign.Tx) error {
		for i := range 60 {
			a := campaign.Audit{At: start.Add(time.Duration(i) * time.Second), Actor: "Office", Act: "review", Target: fmt.Sprint("#", i), Detail: rough}
			if err := tx.AddAudit(ctx, a); err != nil {
				return err
			}
		}
		return nil
	})
	as := read(b, func(tx campaign.Tx) ([]campaign.Audit, error) { return tx.Audits(ctx, 2) })
	want := campaign.Audit{ID: as[0].ID, At: start.Add(59 * time.Second), Actor: "Office", Act: "review", Target: "#59", Detail: rough}
	equal(b, "the newest", as[0], want)
	equal(b, "the one before", as[1].Target, "#58")
	equal(b, "ids fall", as[0].ID > as[1].ID, true)
	equal(b, "without a limit", len(read(b, func(tx campaign.Tx) ([]campaign.Audit, error) { return tx.Audits(ctx, 0) })), 50)
}
