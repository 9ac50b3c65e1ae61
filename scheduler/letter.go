package scheduler

import (
	"slices"
	"time"

	"duban/campaign"
)

// letter is what one person is told at one moment.
type letter struct {
	at      time.Time // when it leaves
	rung    time.Time // of its newest rung; names it, whoever plans it and when
	own     int32     // combo of the refs of his own debts
	up      []*told
	recalls []*recall

	released bool // it holds something that was held back
}

// post turns a letter into a delivery.
func (r *run) post(m *campaign.Member, l letter) error {
	refs := r.combos.list(l.own)
	if len(refs)+len(l.up)+len(l.recalls) == 0 {
		return nil
	}
	d := campaign.Delivery{Channel: campaign.ChannelApp, Purpose: campaign.PurposeReminder, To: m.UserID, State: campaign.DeliveryPlanned}
	if len(refs)+len(l.up) == 0 {
		d.Purpose = campaign.PurposeEvent
	}
	d.At = l.at
	d.Items = r.pile.room(len(refs) + len(l.up) + len(l.recalls))
	for _, id := range refs {
		s := r.refs[id].stage
		d.Items = append(d.Items, s.item(r.people.debtor(s.OwedBy, m), r.refs[id].rung.Name))
	}
	for _, t := range l.up {
		if i := t.item(t.unit, t.rung.Name); !slices.Contains(d.Items, i) {
			d.Items = append(d.Items, i)
		}
	}
	for _, e := range l.recalls {
		d.Items = append(d.Items, e.item())
		d.At, l.rung = later(d.At, e.rung.At), later(l.rung, e.rung.At)
	}
	d.Key = string(d.Purpose) + "|" + r.stamp(l.rung) + "|" + string(d.Channel) + "|" + campaign.UserKey(m.UserID)
	d.Text = r.textOf(l)
	return r.pile.add(d)
}

// stamp writes a moment as keys have it; most letters share theirs.
func (r *run) stamp(t time.Time) string {
	if !t.Equal(r.stamped) || r.stampText == "" {
		r.stamped, r.stampText = t, t.UTC().Format(time.RFC3339)
	}
	return r.stampText
}

// textOf renders a letter; people with the same debts share one text.
func (r *run) textOf(l letter) string {
	shared := len(l.up)+len(l.recalls) == 0
	if text, ok := r.texts[l.own]; ok && shared {
		return text
	}
	if !shared && len(l.recalls) == 0 && l.own == r.last.own && slices.Equal(l.up, r.last.up) {
		return r.lastText // those above the units are told the same
	}
	var c content
	for _, id := range r.combos.list(l.own) {
		if s := r.refs[id].stage; !slices.Contains(c.own, s) {
			c.own = append(c.own, s)
		}
	}
	c.up = plain(l.up)
	for _, e := range l.recalls {
		c.events = append(c.events, e.Event)
	}
	text := r.render(c, r.now)
	if shared {
		r.texts[l.own] = text
	} else if len(l.recalls) == 0 {
		r.last, r.lastText = l, text
	}
	return text
}
