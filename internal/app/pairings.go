package app

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"duban/campaign"
)

// PairingChanges is what an import would do to the register: entries with an ID
// change hands, the others are new. Nothing is ended.
type PairingChanges []campaign.Pairing

// String previews the changes: one line per pairing, + is new, ~ changes hands,
// and a line of totals.
func (c PairingChanges) String() string {
	var b strings.Builder
	fresh := 0
	for _, p := range c {
		sign := "~"
		if p.ID == 0 {
			sign = "+"
			fresh++
		}
		fmt.Fprintln(&b, strings.Join(strings.Fields(sign+" "+p.Unit+" "+p.Place+" "+p.Partner+" "+p.UserID), " "))
	}
	fmt.Fprintf(&b, "%d new, %d change hands\n", fresh, len(c)-fresh)
	return b.String()
}

// Pairings returns the register, ended entries included.
func (a *App) Pairings(ctx context.Context) (out []campaign.Pairing, err error) {
	err = a.Store.View(ctx, func(tx campaign.Tx) error {
		out, err = tx.Pairings(ctx, "")
		return err
	})
	return out, err
}

// PairingChanges says what importing the pairings would do, changing nothing. A
// unit or person that the roster does not have is a CodeInvalid.
func (a *App) PairingChanges(ctx context.Context, list []campaign.Pairing) (out PairingChanges, err error) {
	err = a.Store.View(ctx, func(tx campaign.Tx) error {
		out, err = a.pairingChanges(ctx, tx, list)
		return err
	})
	return out, err
}

func (a *App) pairingChanges(ctx context.Context, tx campaign.Tx, list []campaign.Pairing) (PairingChanges, error) {
	roster, err := tx.Roster(ctx)
	if err != nil {
		return nil, err
	}
	known, err := tx.Pairings(ctx, "")
	if err != nil {
		return nil, err
	}
	type place struct{ unit, place, partner string }
	open := map[place]campaign.Pairing{}
	for _, p := range known {
		if p.Until.IsZero() {
			open[place{p.Unit, p.Place, p.Partner}] = p
		}
	}
	var changes PairingChanges
	var wrong []error
	for _, p := range list {
		if err := inRoster(roster, p); err != nil {
			wrong = append(wrong, err)
			continue
		}
		old, there := open[place{p.Unit, p.Place, p.Partner}]
		switch {
		case !there:
			if p.Since.IsZero() {
				p.Since = campaign.DateOf(a.now().In(a.Plan.Zone))
			}
			changes = append(changes, p)
		case p.UserID != "" && campaign.UserKey(p.UserID) != campaign.UserKey(old.UserID):
			old.UserID = p.UserID
			changes = append(changes, old)
		}
	}
	if len(wrong) > 0 {
		return nil, campaign.Errorf(campaign.CodeInvalid, "import pairings", "%w", errors.Join(wrong...))
	}
	return changes, nil
}

// inRoster checks that the roster has the unit and the person of a pairing.
func inRoster(r *campaign.Roster, p campaign.Pairing) error {
	if len(r.InUnit(p.Unit, "")) == 0 {
		return fmt.Errorf("unit %q is not in the roster", p.Unit)
	}
	if p.UserID == "" {
		return nil
	}
	if m, ok := r.Member(p.UserID); !ok || m.Left || m.Unit != p.Unit {
		return fmt.Errorf("nobody in %s has the userid %q", p.Unit, p.UserID)
	}
	return nil
}

// ImportPairings enters the pairings, as PairingChanges previews it, and returns
// what it did.
func (a *App) ImportPairings(ctx context.Context, list []campaign.Pairing) (changes PairingChanges, err error) {
	err = a.Store.Update(ctx, a.now(), func(tx campaign.Tx) error {
		if changes, err = a.pairingChanges(ctx, tx, list); err != nil {
			return err
		}
		for _, p := range changes {
			if _, err := tx.PutPairing(ctx, p); err != nil {
				return err
			}
		}
		return nil
	})
	return changes, err
}

// Audits returns the trail of acts beyond a member's own, the newest first.
func (a *App) Audits(ctx context.Context, limit int) (out []campaign.Audit, err error) {
	err = a.Store.View(ctx, func(tx campaign.Tx) error {
		out, err = tx.Audits(ctx, limit)
		return err
	})
	return out, err
}
