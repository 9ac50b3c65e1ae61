package scheduler

import (
	"context"
	"fmt"
	"strings"

	"duban/campaign"
)

// record is what was planned before of a deliverable in one period, as far as it
// matters. Its nil value is empty.
type record struct {
	sent  map[string]bool // item keys
	rungs map[string]bool // names of the rungs of sent
	heard map[string]bool // who was reminded of a debt of his own, by debt and person
}

func newRecord() *record {
	return &record{sent: map[string]bool{}, rungs: map[string]bool{}, heard: map[string]bool{}}
}

// keep notes that the item of a key was planned.
func (c *record) keep(key string) {
	_, rung, _ := splitItemKey(key)
	c.sent[key], c.rungs[rung] = true, true
}

// hear notes the item of a key as a reminder of its reader's own debt, where it
// is one.
func (c *record) hear(key string) {
	if debt, rung, to := splitItemKey(key); !strings.HasPrefix(rung, "escalate:") {
		c.heard[debt+"|"+to] = true
	}
}

// wasSent tells whether the item was planned for the person before.
func (s *stage) wasSent(debtor, rung, to string) bool {
	return s.record != nil && s.record.rungs[rung] && s.record.sent[campaign.ItemKey(s.item(debtor, rung), to)]
}

// reminded tells whether the person was reminded of a debt of his own before,
// by whatever deadline it had then.
func (s *stage) reminded(debtor, to string) bool {
	return s.record != nil && s.record.heard[s.ID+"|"+s.period.Key+"|"+debtor+"|"+campaign.UserKey(to)]
}

// records reads what was planned before of the stages. Of the many items of a
// long ladder only those are kept that this planning may ask for: of rungs that
// it may plan, of people whose rungs do not stand where the ladder has them, and
// of those who hear of others' debts.
func (r *run) records(ctx context.Context, stages []*stage) error {
	of := map[slot][]*stage{}
	for _, s := range stages {
		k := slot{s.ID, s.period.Key}
		of[k] = append(of[k], s)
	}
	for k, same := range of {
		rec, ahead := newRecord(), r.rungsAhead(same)
		err := r.facts.Ledger.SentItems(ctx, k.deliverable, k.period, func(key string) error {
			_, rung, to := splitItemKey(key)
			if _, snoozing := r.facts.Snoozes[to]; snoozing || ahead[rung] || r.holders[to] {
				rec.keep(key)
			}
			if r.people.above[to] {
				rec.hear(key)
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("read the sent items of %s: %w", k.deliverable, err)
		}
		for _, s := range same {
			s.record = rec
		}
	}
	return nil
}

// rungsAhead returns the names of the stages' rungs that the last planning left.
func (r *run) rungsAhead(stages []*stage) map[string]bool {
	ahead := map[string]bool{}
	for _, s := range stages {
		for _, rungs := range [][]campaign.Rung{s.own, s.up} {
			for _, rung := range rungs {
				if rung.At.After(r.lo) {
					ahead[rung.Name] = true
				}
			}
		}
	}
	return ahead
}

// recalled reads of which events people were reminded before at the rung that is
// due.
func (r *run) recalled(ctx context.Context, events []*recall) error {
	for _, e := range events {
		err := r.facts.Ledger.SentItems(ctx, e.ID, "", func(key string) error {
			if _, rung, _ := splitItemKey(key); rung == e.rung.Name {
				if e.sent == nil {
					e.sent = map[string]bool{}
				}
				e.sent[key] = true
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("read the sent items of %s: %w", e.ID, err)
		}
	}
	return nil
}

// splitItemKey takes a campaign.ItemKey apart: the debt, the rung and the
// recipient. It ends in the deadline, the rung and the recipient, none of which
// holds a bar.
func splitItemKey(key string) (debt, rung, to string) {
	cut := func() (last string) {
		i := strings.LastIndexByte(key, '|')
		if i < 0 {
			return ""
		}
		key, last = key[:i], key[i+1:]
		return last
	}
	to, rung, _ = cut(), cut(), cut()
	return key, rung, to
}
