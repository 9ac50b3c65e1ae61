package scheduler

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"duban/campaign"
	"duban/message"
)

// noticeNames is how many people a notice to the office names.
const noticeNames = 20

// noticeTries is how often the office's own notices are tried, for about a day:
// what refuses a message may well refuse the word of it.
const noticeTries = 96

// refused records a call that was given up, or some of whose recipients were
// refused, and plans a notice to the office: one a day of the same trouble, or of
// the same people. Notices that fail are only logged.
func (s *Scheduler) refused(ctx context.Context, tx campaign.Tx, c campaign.Call, r campaign.CallResult, try Result) error {
	ds, err := tx.CallRecipients(ctx, c.ID)
	if err != nil {
		return err
	}
	s.Log.ErrorContext(ctx, "undeliverable", "call", c.ID, "state", r.State, "refused", len(r.Drop), "answer", r.Answer)
	own := len(ds) > 0 && ds[0].Purpose == campaign.PurposeNotice
	if own && r.State == campaign.CallParked && c.Attempts < noticeTries {
		r.State, r.NextAt = campaign.CallReady, r.At.Add(maxBackOff)
	}
	if err := tx.FinishCall(ctx, s.Owner, r); err != nil || own || len(ds) == 0 {
		return err
	}
	roster, err := tx.Roster(ctx)
	if err != nil {
		return err
	}
	what := troubleOf(c, r, try.Trouble) + "|" + campaign.DateOf(r.At.In(s.Options.Plan.Zone)).String()
	text := s.noticeText(roster, c, r, try, ds)
	var out []campaign.Delivery
	for _, m := range roster.WithRole(campaign.RoleOffice) {
		n := notice("undelivered", r.At, m.UserID, text)
		n.Key = "notice|undelivered|" + what + "|" + campaign.UserKey(m.UserID)
		out = append(out, n)
	}
	_, err = tx.Enqueue(ctx, out)
	return err
}

// troubleOf names what the office is told once a day.
func troubleOf(c campaign.Call, r campaign.CallResult, trouble string) string {
	if r.State == campaign.CallParked {
		return endpoint(c.Channel, c.Target) + " " + cmp.Or(trouble, fmt.Sprintf("call %d", c.ID))
	}
	sum := sha256.Sum256([]byte(strings.Join(slices.Sorted(maps.Keys(r.Drop)), "|")))
	return "people " + hex.EncodeToString(sum[:8])
}

func (s *Scheduler) noticeText(roster *campaign.Roster, c campaign.Call, r campaign.CallResult, try Result, ds []campaign.Delivery) string {
	why := s.why(try)
	if c.Channel == campaign.ChannelGroup {
		return s.Text.Text(message.SchedulerNoticeGroup, message.Args{"group": c.Target, "why": why})
	}
	var names []string
	for _, d := range ds {
		if _, dropped := r.Drop[campaign.UserKey(d.To)]; !dropped && r.State != campaign.CallParked {
			continue
		}
		name := d.To
		if m, ok := roster.Member(d.To); ok && m.Name != "" {
			name = m.Name
		}
		names = append(names, name)
	}
	n := len(names)
	list := strings.Join(names[:min(n, noticeNames)], s.Text.Text(message.SchedulerNamesJoin, nil))
	if n > noticeNames {
		list = s.Text.Text(message.SchedulerNamesMore, message.Args{"names": list, "n": n})
	}
	if r.State != campaign.CallParked {
		return s.Text.Text(message.SchedulerNoticeDropped, message.Args{"n": n, "names": list})
	}
	return s.Text.Text(message.SchedulerNoticeParked, message.Args{"n": n, "names": list, "why": why, "text": message.Cut(ds[0].Text, 300)})
}

// why says in the reader's language what a try came to; the technical answer is
// for the API and the log.
func (s *Scheduler) why(r Result) string {
	switch {
	case r.Trouble == NoWebhook:
		return s.Text.Text(message.SchedulerWhyNoWebhook, nil)
	case r.Code != 0:
		return s.Text.Text(message.SchedulerWhyRefused, message.Args{"code": r.Code})
	}
	return s.Text.Text(message.SchedulerWhyUnknown, nil)
}
