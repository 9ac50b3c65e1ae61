package scheduler

import "duban/campaign"

// pile gathers the deliveries of a planning and hands them on, many at a time,
// from memory that is used again: a planning for everybody takes no more room
// than one list of them.
type pile struct {
	most  int // reasons in one list; 0 means all
	yield func([]campaign.Delivery) error
	ds    []campaign.Delivery
	n     int             // reasons of ds
	items []campaign.Item // where the items of the next deliveries stand
}

// For how many items the pile makes room when it has none: at first, and at most.
const (
	firstItems = 1 << 8
	mostItems  = 1 << 14
)

// expect makes room for n deliveries, where they come in one list.
func (p *pile) expect(n int) {
	if p.most == 0 {
		p.ds = make([]campaign.Delivery, 0, n)
	}
}

// room returns an empty list with room for n items.
func (p *pile) room(n int) []campaign.Item {
	if len(p.items)+n > cap(p.items) {
		p.items = make([]campaign.Item, 0, max(n, min(max(2*cap(p.items), firstItems), mostItems)))
	}
	at := len(p.items)
	p.items = p.items[:at+n]
	return p.items[at : at : at+n]
}

// add puts a delivery on the pile, whose items may stand in its room.
func (p *pile) add(d campaign.Delivery) error {
	p.ds = append(p.ds, d)
	if p.n += max(len(d.Items), 1); p.most == 0 || p.n < p.most {
		return nil
	}
	return p.flush()
}

func (p *pile) flush() error {
	if len(p.ds) == 0 {
		return nil
	}
	ds := p.ds
	p.ds, p.n, p.items = p.ds[:0], 0, p.items[:0]
	return p.yield(ds)
}
