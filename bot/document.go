package bot

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"duban/bot/understand"
	"duban/campaign"
	"duban/message"
	"duban/report"
)

// bulletin drafts a bulletin of the last seven days, or of the period named:
// 出一期简报, 本周简报.
func (t *turn) bulletin() error {
	span := report.LastWeek(t.in.At)
	if s, ok := report.ParseSpan(t.read.Slots["period"], t.plan.Zone); ok {
		span = s.Until(t.in.At)
	}
	b := report.Bulletin{Span: span, Filed: map[string]int{}}
	var err error
	if b.Rows, err = t.rows(); err != nil {
		return err
	}
	if b.Roster, err = t.q.Roster(t.ctx); err != nil {
		return fmt.Errorf("read the roster: %w", err)
	}
	err = t.eachWork(campaign.SubmissionFilter{Since: span.From}, func(w campaign.Submission) {
		if report.Listed(w.Status) && span.Holds(w.FiledAt) {
			b.Filed[w.Kind]++
		}
	})
	if err != nil {
		return err
	}
	err = t.eachWork(campaign.SubmissionFilter{Status: campaign.StatusSelected}, func(w campaign.Submission) {
		if span.Holds(w.UpdatedAt) {
			b.Selected = append(b.Selected, w)
		}
	})
	if err != nil {
		return err
	}
	slices.Reverse(b.Selected)
	t.audit("bulletin", span.From.In(t.plan.Zone).Format(time.RFC3339)+" "+span.To.In(t.plan.Zone).Format(time.RFC3339))
	t.say(message.ReportDraft, message.Args{"text": t.maker().Bulletin(b, t.in.At)})
	return nil
}

// eachWork calls use for every work of a filter, the newest number first.
func (t *turn) eachWork(f campaign.SubmissionFilter, use func(campaign.Submission)) error {
	if err := campaign.EachWork(t.ctx, t.q.Submissions, f, use); err != nil {
		return fmt.Errorf("read works: %w", err)
	}
	return nil
}

// export orders the ledger, or the register of pairings: 导出台账, 导出10月心得台账,
// 导出结对台账.
func (t *turn) export() error {
	if err := t.unitOfLedger(); err != nil {
		return err
	}
	unit, ok, err := t.unitAsked()
	if err != nil || !ok {
		return err
	}
	if t.reach < ScopeAll {
		if unit != "" && unit != t.who.Unit {
			t.say(message.ReportUnitOnly, message.Args{"unit": t.who.Unit})
		}
		unit = t.who.Unit
	}
	o := campaign.Order{Document: campaign.DocumentLedger, Kind: t.read.Slots["kind"], Unit: unit}
	if p := t.read.Slots["period"]; p != "" {
		if _, known := report.ParseSpan(p, t.plan.Zone); known {
			o.Period = p
		}
	}
	if o.Kind == campaign.KindPairing && !mentions(t.text, []string{"日志", "日誌"}) {
		return t.exportPairings(campaign.Order{Document: campaign.DocumentPairings, Unit: unit})
	}
	for _, s := range []campaign.Status{campaign.StatusFiled, campaign.StatusApproved, campaign.StatusSelected, campaign.StatusReturned} {
		if some, err := t.anyWork(campaign.SubmissionFilter{Kind: o.Kind, Unit: o.Unit, Status: s}); err != nil || some {
			return t.order(o, err)
		}
	}
	t.say(message.ReportNothing, message.Args{"name": t.phrase(message.ReportLedger, nil), "what": t.maker().Scope(o, t.in.At)})
	return nil
}

// unitOfLedger mends the unit where the 台 of 台账 was read as the end of its
// name, as in 电视台.
func (t *turn) unitOfLedger() error {
	name, ok := strings.CutSuffix(understand.Fold(t.read.Slots["unit"]), "台")
	text := understand.Fold(t.text)
	if !ok || !strings.Contains(text, name+"台账") && !strings.Contains(text, name+"台帐") {
		return nil
	}
	roster, err := t.q.Roster(t.ctx)
	if err != nil {
		return fmt.Errorf("read the roster: %w", err)
	}
	if len(unitsIn(roster.Units(), name, "")) == 0 {
		name = ""
	}
	t.read.Slots["unit"] = name
	return nil
}

func (t *turn) exportPairings(o campaign.Order) error {
	all, err := t.q.Pairings(t.ctx, o.Unit)
	if err != nil {
		return fmt.Errorf("read the pairings of %q: %w", o.Unit, err)
	}
	if len(all) == 0 {
		t.say(message.ReportNoPairings, message.Args{"what": t.maker().Scope(o, t.in.At)})
		return nil
	}
	return t.order(o, nil)
}

// compile orders the volume of the selected works: 汇编创新成果.
func (t *turn) compile() error {
	o := campaign.Order{Document: campaign.DocumentVolume, Kind: t.read.Slots["kind"]}
	if o.Kind == campaign.KindWork && !mentions(t.text, []string{"征", "徵", "投", "稿"}) {
		o.Kind = "" // the selected works, whatever they are
	}
	some, err := t.anyWork(campaign.SubmissionFilter{Kind: o.Kind, Status: campaign.StatusSelected})
	if err != nil || some {
		return t.order(o, err)
	}
	what := t.phrase(message.ReportWorks, nil)
	if o.Kind != "" {
		what = t.kindName(o.Kind)
	}
	t.say(message.ReportNoneSelected, message.Args{"what": what})
	return nil
}

func (t *turn) anyWork(f campaign.SubmissionFilter) (bool, error) {
	f.Limit = 1
	list, err := t.q.Submissions(t.ctx, f)
	if err != nil {
		return false, fmt.Errorf("look for works: %w", err)
	}
	return len(list) > 0, nil
}

// order puts a document that is still to be made into the outbox; err is that of
// the look-up before it.
func (t *turn) order(o campaign.Order, err error) error {
	if err != nil {
		return err
	}
	name := t.maker().FileName(o, t.in.At)
	unit := first(o.Unit, "all")
	t.audit(unit, name)
	t.say(message.ReportMaking, message.Args{"name": t.maker().Name(o, t.in.At)})
	t.deliver(campaign.PurposeReply, documentKey+t.in.ID, t.who.UserID, name, nil)
	t.step.Deliveries[len(t.step.Deliveries)-1].File = campaign.File{Order: o, Name: name}
	return nil
}

// documentKey begins the keys of deliveries that bring a document.
const documentKey = "document|"

// DocumentKey is the key of the delivery that brings the document which a message
// ordered.
func DocumentKey(in campaign.Inbound) string {
	return documentKey + in.ID + "|" + campaign.UserKey(in.UserID)
}

func (t *turn) maker() *report.Maker { return report.New(t.plan, t.texts) }
