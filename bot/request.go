package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"duban/campaign"
	"duban/message"
)

const (
	formVerdict = `(?P<verdict>不同意|不批准|不准|[驳駁]回|拒[绝絕]|同意|批准|准予)`
	formAsked   = `(?:[缓緩]交|免交|[请請]假|延期|[宽寬]限)`
)

var requestActs = []act{
	form("requests", `(?:查看|看看|有哪些)?(?:待[批办辦]|[缓緩]交|免交|[请請]假)(?:的)?申[请請](?:名[单單]|列表|有哪些)?`),
	form("requests", `(?:查看|看看|有哪些)?申[请請](?:名[单單]|列表)`),
	form("decide", `(?P<verdict>不同意|不批准|同意|批准)[了吧]?(?:(?:[这這][个個]?)?申[请請])?`),
	openForm("decide", formVerdict+`申[请請]\s*`+formNumber+formText),
	openForm("decide", formVerdict+`\s*`+formNumber+`\s*申[请請]`+formText),
	openForm("decide", formVerdict+`(?P<who>[^\s，。：:]{2,12}?)(?:同志)?的?(?:`+formAsked+`(?:申[请請]|[请請]求)?|申[请請]|[请請]求)`+formText),
}

// requestMark stands for the number of a request in texts that are written
// before the store has given it.
const requestMark = "request"

// newRequest stands for that number in the lines of the answer.
const newRequest int64 = -2

// numberRequest puts a new request's number in its places.
func (s *Step) numberRequest(id int64) {
	for _, l := range s.Reply {
		if l.Args[requestMark] == newRequest {
			l.Args[requestMark] = id
		}
	}
	for i := range s.Deliveries {
		s.Deliveries[i].Text = message.Fill(s.Deliveries[i].Text, message.Args{requestMark: id})
	}
}

// requests lists what people asked for and nobody has decided.
func (t *turn) requests() error {
	open, err := t.q.OpenRequests(t.ctx)
	if err != nil {
		return fmt.Errorf("read the open requests: %w", err)
	}
	if len(open) == 0 {
		t.say(message.BotRequestsNone, nil)
		return nil
	}
	t.say(message.BotRequests, message.Args{"n": len(open)})
	for _, r := range open[:min(len(open), maxOpinions)] {
		args, err := t.asked(r)
		if err != nil {
			return err
		}
		t.say(message.BotRequestLine, args)
	}
	return nil
}

// asked tells a request in words.
func (t *turn) asked(r campaign.Request) (message.Args, error) {
	m, err := t.member(r.UserID)
	if err != nil {
		return nil, err
	}
	what := t.phrase(message.BotExcuseFree, nil)
	if r.Until != "" {
		what = t.phrase(message.BotExcuseMore, message.Args{"until": t.untilText(r.Until)})
	}
	var names []string
	for _, k := range r.Debts {
		names = append(names, t.name(t.byID[k.Deliverable], k.Period))
	}
	return message.Args{
		"id": r.ID, "unit": r.Unit, "name": m.Name, "what": what, "names": t.join(names), "reason": message.Cut(r.Reason, 300),
	}, nil
}

// decide grants or refuses a request: 同意申请3, 不同意张三的缓交 理由.
func (t *turn) decide() error {
	r, ok, err := t.request()
	if err != nil || !ok {
		return err
	}
	args, err := t.asked(r)
	if err != nil {
		return err
	}
	args["why"] = t.read.Slots["text"]
	r.ClosedBy, r.ClosedAt = t.who.UserID, t.in.At
	if t.agrees() {
		if ok, err := t.grantAll(r); err != nil || !ok {
			return err
		}
		r.State = campaign.RequestGranted
		return t.decided(r, args, message.BotRequestGranted, message.BotTellRequestGranted, message.BotTellUnitGranted)
	}
	r.State = campaign.RequestRefused
	toAuthor := message.BotTellRequestRefused
	if args["why"] != "" {
		toAuthor = message.BotTellRequestRefusedWhy
	}
	return t.decided(r, args, message.BotRequestRefused, toAuthor, message.BotTellUnitRefused)
}

// decided writes the decision and tells the person, the unit and the office.
func (t *turn) decided(r campaign.Request, args message.Args, toOffice, toAuthor, toUnit message.Key) error {
	author, err := t.member(r.UserID)
	if err != nil {
		return err
	}
	unit, err := t.speakers(r.Unit)
	if err != nil {
		return err
	}
	t.step.Requests = append(t.step.Requests, r)
	t.audit(fmt.Sprintf("request %d of %s", r.ID, r.UserID), strings.TrimSpace(string(r.State)+" "+t.read.Slots["text"]))
	t.tell("request", []campaign.Member{author}, toAuthor, args)
	unit = slices.DeleteFunc(unit, func(m campaign.Member) bool { return campaign.UserKey(m.UserID) == campaign.UserKey(r.UserID) })
	t.tell("request", unit, toUnit, args)
	t.say(toOffice, args)
	return nil
}

// grantAll gives what a request asks for; ok is false where its day has passed.
func (t *turn) grantAll(r campaign.Request) (ok bool, err error) {
	for _, key := range r.Debts {
		d, known := t.byID[key.Deliverable]
		p, inPlan := d.period(key.Period)
		if !known || !inPlan {
			continue
		}
		o, err := t.owedBy(d, p, key.Debtor, r.Unit)
		if err != nil {
			return false, err
		}
		debt := o.debt
		debt.Reason = first(r.Reason, debt.Reason)
		if debt.Excused = r.Until == ""; !debt.Excused {
			due, ok := t.momentOf(r.Until, clockOf(o))
			if !ok || !due.After(t.in.At) {
				t.say(message.BotDeadlinePast, message.Args{"until": t.untilText(r.Until)})
				return false, nil
			}
			if !due.After(o.due) {
				continue // it was moved further meanwhile
			}
			debt = extended(debt, due, t.in.At)
		}
		t.step.Debts = append(t.step.Debts, debt)
	}
	return true, nil
}

// extended gives a debt a deadline of its own.
func extended(d campaign.Debt, due, now time.Time) campaign.Debt {
	d.Due, d.DueSince = due, now
	d.Late = !d.SettledAt.IsZero() && d.SettledAt.After(due)
	return d
}

// decides tells whether a bare 同意 is about a request: it is the office's, nothing
// else is asked, and there is one.
func (t *turn) decides() (bool, error) {
	if reachOf(t.who, "decide") < ScopeAll || t.conv.Asking != "" || t.conv.Draft != 0 {
		return false, nil
	}
	open, err := t.q.OpenRequests(t.ctx)
	if err != nil {
		return false, fmt.Errorf("read the open requests: %w", err)
	}
	return len(open) > 0, nil
}

// askVerdict names the one open request, which the command does not, and asks
// what is decided; what was said comes first.
func (t *turn) askVerdict(r campaign.Request) error {
	args, err := t.asked(r)
	if err != nil {
		return err
	}
	values := []string{"同意", "不同意"}
	options := []string{t.phrase(message.BotVerdictYes, nil), t.phrase(message.BotVerdictNo, nil)}
	if !t.agrees() {
		slices.Reverse(values)
		slices.Reverse(options)
	}
	t.read.Slots["verdict"], t.read.Slots["number"] = values[0], strconv.FormatInt(r.ID, 10)
	t.offer("decide", "verdict", message.BotWhichVerdict, args, options, values)
	return nil
}

// agrees tells whether the verdict of the command grants what was asked for.
func (t *turn) agrees() bool {
	return slices.Contains([]string{"同意", "批准", "准予"}, t.read.Slots["verdict"])
}

// request finds the open request that the command names by its number or by the
// person's name. Where several fit, and where it names none, it asks.
func (t *turn) request() (r campaign.Request, ok bool, err error) {
	open, err := t.q.OpenRequests(t.ctx)
	if err != nil {
		return r, false, fmt.Errorf("read the open requests: %w", err)
	}
	number, who := t.read.Slots["number"], t.read.Slots["who"]
	var found []campaign.Request
	for _, x := range open {
		if number != "" {
			if strconv.FormatInt(x.ID, 10) == number {
				return x, true, nil
			}
			continue
		}
		m, err := t.member(x.UserID)
		if err != nil {
			return r, false, err
		}
		if who == "" || m.Name == who || x.Unit+m.Name == who {
			found = append(found, x)
		}
	}
	switch len(found) {
	case 0:
		t.say(message.BotNoRequest, nil)
		return r, false, nil
	case 1:
		if who == "" {
			return r, false, t.askVerdict(found[0])
		}
		return found[0], true, nil
	}
	var options, values []string
	for _, x := range found[:min(len(found), 9)] {
		args, err := t.asked(x)
		if err != nil {
			return r, false, err
		}
		options, values = append(options, t.phrase(message.BotRequestLine, args)), append(values, strconv.FormatInt(x.ID, 10))
	}
	t.offer("decide", "number", message.BotWhichRequest, nil, options, values)
	return r, false, nil
}

// fulfil takes a debt that was granted by name off the requests for it.
func (t *turn) fulfil(key campaign.DebtKey) error {
	open, err := t.q.OpenRequests(t.ctx)
	if err != nil {
		return fmt.Errorf("read the open requests: %w", err)
	}
	for _, r := range open {
		rest := slices.DeleteFunc(slices.Clone(r.Debts), func(k campaign.DebtKey) bool { return k == key })
		if len(rest) == len(r.Debts) {
			continue
		}
		if r.Debts = rest; len(rest) == 0 {
			r.State, r.ClosedBy, r.ClosedAt, r.Debts = campaign.RequestGranted, t.who.UserID, t.in.At, []campaign.DebtKey{key}
		}
		t.step.Requests = append(t.step.Requests, r)
	}
	return nil
}
