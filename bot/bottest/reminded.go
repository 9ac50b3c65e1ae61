package bottest

import (
	"context"
	"fmt"
	"time"

	"duban/campaign"
)

// reminded sends a person a reminder of a debt without periods: his id, the
// deliverable, the rung and, where the platform refused him, its answer.
func (s *Stage) reminded(f []string) {
	s.tb.Helper()
	plan := Plan()
	d, ok := plan.Deliverable(f[1])
	if !ok {
		s.tb.Fatalf("transcript: no deliverable %q", f[1])
	}
	s.update(func(tx campaign.Tx) error {
		ctx := context.Background()
		m, err := tx.Member(ctx, f[0])
		if err != nil {
			return err
		}
		text := fmt.Sprintf("【报送提醒】%s（%s）", d.Name, f[2])
		key := fmt.Sprintf("reminded|%s|%d", f[0], s.Now.Unix())
		if _, err := tx.Enqueue(ctx, []campaign.Delivery{{
			Key: key, Purpose: campaign.PurposeReminder, Channel: campaign.ChannelApp, To: f[0], At: s.Now, Text: text,
			Items: []campaign.Item{{Deliverable: d.ID, Debtor: d.OwedBy.Debtor(m.UserID, m.Unit), Due: d.Due, Rung: f[2]}},
		}}); err != nil {
			return err
		}
		s.card = campaign.CardTask(key, text)
		planned, err := tx.Planned(ctx, s.Now, 100)
		if err != nil {
			return err
		}
		for _, p := range planned {
			if p.Key != key {
				continue
			}
			if _, err := tx.AddCall(ctx, campaign.Call{Channel: p.Channel}, []int64{p.ID}); err != nil {
				return err
			}
		}
		calls, err := tx.ClaimCalls(ctx, s.Now, "stage", time.Minute, 100)
		if err != nil {
			return err
		}
		for _, c := range calls {
			r := campaign.CallResult{CallID: c.ID, State: campaign.CallDone, At: s.Now, Answer: "ok 1"}
			if len(f) > 3 {
				r.Drop = map[string]string{f[0]: f[3]}
			}
			if err := tx.FinishCall(ctx, "stage", r); err != nil {
				return err
			}
		}
		return nil
	})
}
