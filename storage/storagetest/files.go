package storagetest

import (
	"time"

	"duban/campaign"
)

// testOrdered follows a delivery whose document is made after it was planned.
func testOrdered(b *bench) {
	ordered := reminder("ledger", "ZhangSan", start)
	ordered.File = campaign.File{Order: campaign.Order{Document: campaign.DocumentLedger, Kind: "visit", Unit: "文化馆", Period: "2011-10"}, Name: "台账.xlsx"}
	b.enqueue(ordered, reminder("text", "LiSi", start.Add(time.Hour)))
	waiting := func() []campaign.Delivery {
		return read(b, func(tx campaign.Tx) ([]campaign.Delivery, error) { return tx.Ordered(ctx, 10) })
	}
	planned := func() []string {
		return keys(read(b, func(tx campaign.Tx) ([]campaign.Delivery, error) { return tx.Planned(ctx, start.Add(time.Hour), 10) }))
	}
	next := func() time.Time {
		return read(b, func(tx campaign.Tx) (time.Time, error) { at, _, err := tx.NextMoment(ctx); return at, err })
	}
	found := waiting()
	ordered.ID = b.ids()[0]
	equal(b, "ordered", found, []campaign.Delivery{ordered})
	equal(b, "planned before it is made", planned(), []string{"text"})
	equal(b, "next moment before it is made", next(), start.Add(time.Hour))

	ordered.File.Key = "sha256/0a"
	b.update(func(tx campaign.Tx) error { return tx.SetDeliveryText(ctx, ordered) })
	equal(b, "ordered once it is made", waiting(), nil)
	equal(b, "planned once it is made", planned(), []string{"ledger", "text"})
	equal(b, "next moment once it is made", next(), start)
	equal(b, "the delivery with its file", b.deliveries(campaign.DeliveryFilter{})[0], ordered)

	dropped := reminder("dropped", "ZhangSan", start)
	dropped.File = ordered.File
	dropped.File.Key = ""
	b.enqueue(dropped)
	id := b.ids()[2]
	b.update(func(tx campaign.Tx) error { return tx.DropDelivery(ctx, id, "no longer asked for") })
	equal(b, "ordered once it is dropped", waiting(), nil)
}
