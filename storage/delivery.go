package storage

import (
	"context"
	"slices"
	"strings"
	"time"

	"duban/campaign"
)

var deliveries = newTable("deliveries", "id",
	"key, purpose, channel, recipient, recipient_key, at, items, text, card, file_order, file_name, file_key, "+
		"state, call_id, sent_at, answer",
	func(d *campaign.Delivery) []any {
		return []any{&d.Key, &d.Purpose, &d.Channel, &d.To, folded{&d.To}, stamp{&d.At}, list(&d.Items), &d.Text, &d.Card,
			object(&d.File.Order), &d.File.Name, &d.File.Key, &d.State, &d.CallID, stamp{&d.SentAt}, &d.Answer}
	})

const (
	selectDeliveries         = "SELECT " + deliveryColumns + " FROM deliveries"
	selectDeliveriesAttempts = "SELECT " + deliveryColumns +
		", tries + coalesce((SELECT attempts FROM calls WHERE calls.id = call_id), 0) FROM deliveries"
	deliveryColumns = "id, key, purpose, channel, recipient, recipient_key, at, items, text, card, " +
		"file_order, file_name, file_key, state, call_id, sent_at, answer"

	// fileReady leaves out deliveries whose file is still to be made.
	fileReady = " AND (file_order = '' OR file_key <> '')"
)

func bindDelivery(d *campaign.Delivery) []any { return append([]any{&d.ID}, deliveries.bind(d)...) }

// Enqueue stores deliveries as planned, whatever state they carry.
func (t *tx) Enqueue(ctx context.Context, ds []campaign.Delivery) (int, error) {
	added := 0
	for len(ds) > 0 {
		n := min(len(ds), rowsAtOnce)
		fresh, err := t.enqueue(ctx, ds[:n])
		if err != nil {
			return added, err
		}
		added += fresh
		ds = ds[n:]
	}
	return added, nil
}

func (t *tx) enqueue(ctx context.Context, ds []campaign.Delivery) (int, error) {
	const op = "enqueue deliveries"
	var args []any
	byKey := make(map[string][]campaign.Item, len(ds))
	to := make(map[string]string, len(ds))
	for i := range ds {
		d := ds[i]
		d.State, d.CallID, d.SentAt = campaign.DeliveryPlanned, 0, time.Time{}
		if _, twice := to[d.Key]; !twice {
			byKey[d.Key], to[d.Key] = d.Items, d.To
		}
		args = append(args, t.args(deliveries.bind(&d))...)
	}
	added, err := all(ctx, t, op, func(d *campaign.Delivery) []any { return []any{&d.ID, &d.Key} },
		deliveries.insert+strings.Repeat(", "+tuple(len(args)/len(ds)), len(ds)-1)+
			" ON CONFLICT (campaign, key) DO NOTHING RETURNING id, key", args...)
	if err != nil {
		return 0, err
	}
	var items [][]any
	for _, d := range added {
		for _, it := range byKey[d.Key] {
			items = append(items, []any{t.campaign, it.Deliverable, it.Period, d.ID, campaign.ItemKey(it, to[d.Key]), it.Rung})
		}
	}
	return len(added), t.addItems(ctx, op, items)
}

func (t *tx) addItems(ctx context.Context, op string, items [][]any) error {
	return t.insert(ctx, op, "delivery_items (campaign, deliverable, period, delivery_id, item_key, rung)", items,
		"ON CONFLICT (campaign, deliverable, period, delivery_id, item_key) DO NOTHING")
}

// Planned makes replicas that compose calls follow one another: who counts what
// a recipient gets has to see what the others have sent him.
func (t *tx) Planned(ctx context.Context, now time.Time, limit int) ([]campaign.Delivery, error) {
	const op = "list planned deliveries"
	if err := t.lock(ctx, "composer", ""); err != nil {
		return nil, err
	}
	query := selectDeliveries + " WHERE campaign = ? AND state = 'planned' AND at <= ?" + fileReady + " ORDER BY at, id LIMIT ?"
	if t.writes {
		query += t.skipLocked
	}
	return all(ctx, t, op, bindDelivery, query, t.campaign, micros(now), limit)
}

// judged is what gives way to the newer of its kind; the index deliveries_judged
// holds it.
const judged = " AND purpose IN ('reminder', 'event', 'summary')"

// NewerTo looks first whether there is any such delivery: mostly there is none.
func (t *tx) NewerTo(ctx context.Context, recipients []string, after, until time.Time) ([]campaign.Delivery, error) {
	const (
		op    = "list newer deliveries"
		newer = " WHERE campaign = ? AND at > ? AND at <= ?" + judged + " AND state IN ('planned', 'calling', 'sent')"
	)
	var id int64
	found, err := t.row(ctx, op, []any{&id}, "SELECT id FROM deliveries"+newer+" LIMIT 1", t.campaign, micros(after), micros(until))
	if err != nil || !found {
		return nil, err
	}
	var out []campaign.Delivery
	for part := range slices.Chunk(recipients, 500) {
		args := []any{t.campaign, micros(after), micros(until)}
		for _, who := range part {
			args = append(args, who)
		}
		ds, err := all(ctx, t, op, bindDelivery, selectDeliveries+newer+" AND recipient_key IN "+tuple(len(part)), args...)
		if err != nil {
			return nil, err
		}
		out = append(out, ds...)
	}
	return out, nil
}

func (t *tx) DropDelivery(ctx context.Context, id int64, why string) error {
	return t.changePlanned(ctx, "drop delivery", id, "state = 'dropped', answer = ?", why)
}

func (t *tx) SetDeliveryText(ctx context.Context, d campaign.Delivery) error {
	return t.changePlanned(ctx, "set delivery text", d.ID, "text = ?, card = ?, items = ?, file_order = ?, file_name = ?, file_key = ?",
		d.Text, d.Card, list(&d.Items), object(&d.File.Order), d.File.Name, d.File.Key)
}

func (t *tx) Ordered(ctx context.Context, limit int) ([]campaign.Delivery, error) {
	return all(ctx, t, "list ordered files", bindDelivery,
		selectDeliveries+" WHERE campaign = ? AND state = 'planned' AND file_order <> '' AND file_key = '' ORDER BY id LIMIT ?",
		t.campaign, limit)
}

// changePlanned changes a delivery that is still planned; CodeNotFound where it
// is missing, CodeConflict where it went further.
func (t *tx) changePlanned(ctx context.Context, op string, id int64, set string, args ...any) error {
	n, err := t.run(ctx, op, "UPDATE deliveries SET "+set+" WHERE campaign = ? AND id = ? AND state = 'planned'",
		append(args, t.campaign, id)...)
	if err != nil || n > 0 {
		return err
	}
	d, err := one(ctx, t, op, bindDelivery, selectDeliveries+" WHERE campaign = ? AND id = ?", t.campaign, id)
	if err != nil {
		return err
	}
	return campaign.Errorf(campaign.CodeConflict, op, "delivery %d is %s", id, d.State)
}

func (t *tx) Deliveries(ctx context.Context, f campaign.DeliveryFilter) ([]campaign.Delivery, error) {
	w := t.where()
	w.and(f.To != "", "recipient_key = ?", campaign.UserKey(f.To))
	w.and(f.State != "", "state = ?", string(f.State))
	w.and(f.Purpose != "", "purpose = ?", string(f.Purpose))
	w.and(!f.Since.IsZero(), "at >= ?", micros(f.Since))
	w.and(!f.Until.IsZero(), "at <= ?", micros(f.Until))
	w.and(f.Before > 0, "id < ?", f.Before)
	if f.Deliverable != "" || f.Rung != "" {
		i := t.where()
		i.and(f.Deliverable != "", "deliverable = ?", f.Deliverable)
		i.and(f.Rung != "", "rung = ?", f.Rung)
		w.and(true, "id IN (SELECT delivery_id FROM delivery_items"+i.text+")", i.args...)
	}
	query := selectDeliveriesAttempts + w.newest("id", f.Limit)
	bind := func(d *campaign.Delivery) []any { return append(bindDelivery(d), &d.Attempts) }
	return all(ctx, t, "list deliveries", bind, query, w.args...)
}

// SentItems keeps nothing: there may be millions.
func (t *tx) SentItems(ctx context.Context, deliverable, period string, yield func(key string) error) error {
	const op = "list planned items"
	rows, err := t.query(ctx, "SELECT item_key FROM delivery_items WHERE campaign = ? AND deliverable = ? AND period = ?",
		[]any{t.campaign, deliverable, period})
	if err != nil {
		return fail(op, err)
	}
	defer rows.Close()
	for rows.Next() {
		var key string
		if err := rows.Scan(&key); err != nil {
			return fail(op, err)
		}
		if err := yield(key); err != nil {
			return err
		}
	}
	return fail(op, rows.Err())
}

// ReminderCounts counts from one moment up to, not including, the other;
// dropped and failed messages reached nobody and do not count.
func (t *tx) ReminderCounts(ctx context.Context, from, to time.Time) (map[string]int, error) {
	return t.counts(ctx, "count reminders",
		"SELECT recipient_key, count(*) FROM deliveries WHERE campaign = ? AND purpose = 'reminder' AND at >= ? AND at < ?"+judged+
			" AND state IN ('planned', 'calling', 'sent') GROUP BY recipient_key",
		t.campaign, micros(from), micros(to))
}

func (t *tx) SentCounts(ctx context.Context, channel campaign.Channel, perText int, after time.Time) (map[string]int, error) {
	if perText <= 0 {
		perText = 1 << 30
	}
	return t.counts(ctx, "count sent messages",
		"SELECT recipient_key, sum(CASE WHEN octet_length(text) <= ? THEN 1 ELSE 1 + 2 * octet_length(text) / ? END) FROM ("+
			"SELECT recipient_key, text FROM deliveries WHERE campaign = ? AND channel = ? AND state = 'calling' UNION ALL "+
			"SELECT recipient_key, text FROM deliveries WHERE campaign = ? AND channel = ? AND state = 'sent' AND sent_at > ? UNION ALL "+
			"SELECT recipient_key, text FROM deliveries WHERE campaign = ? AND channel = ? AND unclear_at <> 0 AND unclear_at > ?"+
			") sent GROUP BY recipient_key",
		perText, perText, t.campaign, string(channel), t.campaign, string(channel), micros(after), t.campaign, string(channel), micros(after))
}

// counts reads pairs of a recipient and a number.
func (t *tx) counts(ctx context.Context, op, query string, args ...any) (map[string]int, error) {
	type count struct {
		who string
		n   int
	}
	rows, err := all(ctx, t, op, func(c *count) []any { return []any{&c.who, &c.n} }, query, args...)
	out := make(map[string]int, len(rows))
	for _, c := range rows {
		out[c.who] = c.n
	}
	return out, err
}
