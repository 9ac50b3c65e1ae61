package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"duban/campaign"
)

// How the audit trail names a switch that the campaign file turned.
const (
	auditFile   = "campaign-file" // the actor
	auditPublic = "public"        // the act
	off         = "off"           // what is so where the trail is silent
)

// allAudits is more than any trail holds.
const allAudits = 1_000_000

// recordPublic leaves a trail of what the campaign file makes public and why,
// once for each change of the file.
func (a *App) recordPublic(ctx context.Context) error {
	now := a.now()
	return a.Store.Update(ctx, now, func(tx campaign.Tx) error {
		trail, err := tx.Audits(ctx, allAudits)
		if err != nil {
			return fmt.Errorf("read what was public: %w", err)
		}
		last := map[string]string{}
		for _, t := range trail { // the newest first
			if _, seen := last[t.Target]; t.Act == auditPublic && t.Actor == auditFile && !seen {
				last[t.Target] = t.Detail
			}
		}
		for _, s := range a.Plan.Public.Switches() {
			detail := off
			switch {
			case s.On:
				detail = "on: " + s.Reason
			case s.Name == "names" && slices.ContainsFunc(a.Plan.Summaries, namesMembers):
				detail = "on, no reason given"
			}
			if detail == cmp.Or(last[s.Name], off) {
				continue
			}
			if err := tx.AddAudit(ctx, campaign.Audit{At: now, Actor: auditFile, Act: auditPublic, Target: s.Name, Detail: detail}); err != nil {
				return fmt.Errorf("record what is public: %w", err)
			}
		}
		return nil
	})
}

func namesMembers(s campaign.Summary) bool { return s.NameMissing == campaign.NameMembers }
