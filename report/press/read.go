package press

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"duban/campaign"
	"duban/message"
	"duban/report"
)

// Empty says that a document would be empty, and what to tell the person.
type Empty struct {
	Key  message.Key
	Args message.Args
}

// Error implements error.
func (*Empty) Error() string { return "the document would be empty" }

// Write reads what an order needs, as it is at one moment, and writes the file as
// of now. The error is an *Empty where there is nothing to write.
func (p *Press) Write(ctx context.Context, out io.Writer, o campaign.Order, now time.Time) error {
	switch o.Document {
	case campaign.DocumentLedger:
		return p.ledger(ctx, out, o, now)
	case campaign.DocumentPairings:
		return p.pairings(ctx, out, o, now)
	case campaign.DocumentVolume:
		return p.volume(ctx, out, o, now)
	}
	return fmt.Errorf("no document is called %q", o.Document)
}

func (p *Press) ledger(ctx context.Context, out io.Writer, o campaign.Order, now time.Time) error {
	l := report.Ledger{Own: map[campaign.DebtKey]time.Time{}}
	err := p.o.Store.View(ctx, func(tx campaign.Tx) (err error) {
		if l.Roster, err = tx.Roster(ctx); err != nil {
			return err
		}
		if l.Deadlines, err = tx.Deadlines(ctx); err != nil {
			return err
		}
		err = tx.AllDebts(ctx, "", func(d campaign.Debt) error {
			if !d.Due.IsZero() {
				l.Own[d.DebtKey] = d.Due
			}
			return nil
		})
		if err != nil {
			return err
		}
		return campaign.EachWork(ctx, tx.Submissions, campaign.SubmissionFilter{Kind: o.Kind, Unit: o.Unit}, func(w campaign.Submission) {
			if report.Listed(w.Status) && report.Belongs(w, o.Period, p.o.Plan.Zone) {
				l.Works = append(l.Works, slim(w))
			}
		})
	})
	if err != nil {
		return fmt.Errorf("read the ledger: %w", err)
	}
	if len(l.Works) == 0 {
		return &Empty{message.ReportNothing, message.Args{"name": p.o.Texts.Text(message.ReportLedger, nil), "what": p.maker.Scope(o, now)}}
	}
	slices.Reverse(l.Works)
	return p.maker.Ledger(out, l, now)
}

func (p *Press) pairings(ctx context.Context, out io.Writer, o campaign.Order, now time.Time) error {
	var r report.Pairings
	err := p.o.Store.View(ctx, func(tx campaign.Tx) (err error) {
		if r.Roster, err = tx.Roster(ctx); err != nil {
			return err
		}
		if r.Pairings, err = tx.Pairings(ctx, o.Unit); err != nil {
			return err
		}
		return campaign.EachWork(ctx, tx.Submissions, campaign.SubmissionFilter{Kind: campaign.KindPairing, Unit: o.Unit}, func(w campaign.Submission) {
			r.Logs = append(r.Logs, slim(w))
		})
	})
	if err != nil {
		return fmt.Errorf("read the pairings: %w", err)
	}
	if len(r.Pairings) == 0 {
		return &Empty{message.ReportNoPairings, message.Args{"what": p.maker.Scope(o, now)}}
	}
	return p.maker.Pairings(out, r)
}

func (p *Press) volume(ctx context.Context, out io.Writer, o campaign.Order, now time.Time) error {
	v := report.Volume{Kind: o.Kind}
	err := p.o.Store.View(ctx, func(tx campaign.Tx) (err error) {
		if v.Roster, err = tx.Roster(ctx); err != nil {
			return err
		}
		return campaign.EachWork(ctx, tx.Submissions, campaign.SubmissionFilter{Kind: o.Kind, Unit: o.Unit, Status: campaign.StatusSelected}, func(w campaign.Submission) {
			w.Parts = nil
			v.Works = append(v.Works, w)
		})
	})
	if err != nil {
		return fmt.Errorf("read the selected works: %w", err)
	}
	if len(v.Works) == 0 {
		return &Empty{message.ReportNoneSelected, message.Args{"what": p.o.Texts.Text(message.ReportWorks, nil)}}
	}
	return p.maker.Volume(out, v, now)
}

// slim leaves out what no table shows, so that a long ledger fits in memory.
func slim(w campaign.Submission) campaign.Submission {
	w.Body, w.Parts = message.Cut(w.Body, 400), nil
	return w
}
