package simulator

import (
	"crypto/rand"
	"crypto/sha256"
	"slices"
	"strconv"
	"strings"
	"time"
)

// recallSpan is how long a message can be recalled (doc 94867).
const recallSpan = 24 * time.Hour

// sendRequest is the body of message/send (doc 90236).
type sendRequest struct {
	ToUser   string  `json:"touser"`
	ToParty  string  `json:"toparty"`
	ToTag    string  `json:"totag"`
	AgentID  *number `json:"agentid"`
	Check    number  `json:"enable_duplicate_check"`
	Interval number  `json:"duplicate_check_interval"`
	content
}

// send is what a recall needs to know.
type send struct {
	app    *app
	at     time.Time
	copies []*Message
	users  []*person
}

// audience is whom a send reaches and whom it does not.
type audience struct {
	people                                []*person
	invalidUsers, invalidParties, badTags []string
	unlicensed                            []string
}

func (s *Simulator) messageSend(c *call) (fields, error) {
	s.sweep(c.now)
	var req sendRequest
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	if err := c.app.checkAgent(req.AgentID); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(c.body)
	if r, ok := c.app.repeats[sum]; ok && req.Check == 1 && c.now.Before(r.until) {
		return s.suppress(c, &req, r), nil
	}
	to, err := s.audience(c.app, &req)
	if err != nil {
		return nil, err
	}
	m, err := s.compose(c, &req.content, appChannel)
	if err != nil {
		return nil, err
	}
	if m.MiniProgram && req.ToUser == "@all" {
		return nil, errParameter
	}
	lists := fields{
		"invaliduser":    lowerJoin(to.invalidUsers),
		"invalidparty":   lowerJoin(to.invalidParties),
		"invalidtag":     lowerJoin(to.badTags),
		"unlicenseduser": lowerJoin(to.unlicensed),
	}
	if len(to.people)+len(to.unlicensed) == 0 {
		return nil, &refusal{code: 81013, text: "user & party & tag all invalid", fields: lists}
	}
	if !c.app.allowQuota(len(to.people), s.opt.AccountLimit, c.now) {
		return nil, errFrequency
	}
	msgID, code := s.carryOut(c, m, to)
	lists["msgid"] = msgID
	if code != "" {
		lists["response_code"] = code
	}
	if req.Check == 1 {
		c.app.repeats[sum] = repeat{msgID: msgID, code: code, until: c.now.Add(req.interval())}
	}
	return lists, nil
}

// interval is how long a repeat of the request is suppressed.
func (r *sendRequest) interval() time.Duration {
	if r.Interval <= 0 {
		return 30 * time.Minute
	}
	return min(time.Duration(r.Interval)*time.Second, 4*time.Hour)
}

// suppress answers a repeat within the interval of the duplicate check.
func (s *Simulator) suppress(c *call, req *sendRequest, r repeat) fields {
	s.suppressed = keep(append(s.suppressed, Sent{
		At: c.now, AgentID: c.app.AgentID, MsgID: r.msgID, MsgType: req.MsgType, Body: c.body,
	}), s.opt.Keep)
	answer := fields{"invaliduser": "", "invalidparty": "", "invalidtag": "", "unlicenseduser": ""}
	if !s.opt.Switches.DuplicateWithoutID {
		answer["msgid"] = r.msgID
		if r.code != "" {
			answer["response_code"] = r.code
		}
	}
	return answer
}

// carryOut delivers the message to everyone within the limits and records it.
func (s *Simulator) carryOut(c *call, m *composed, to audience) (msgID, code string) {
	msgID = rand.Text()
	record := Sent{
		At: c.now, AgentID: c.app.AgentID, MsgID: msgID, MsgType: m.Type, Text: m.Text,
		Invalid: to.invalidUsers, Body: c.body,
	}
	var t *task
	if m.Card != nil && m.Card.callsBack() {
		t = &task{app: c.app, id: m.Card.TaskID, kind: m.Card.Type, copies: map[string]*Message{}}
		c.app.tasks[t.id] = t
		code = s.newCode(t, "", c.now)
	}
	sent := &send{app: c.app, at: c.now}
	for _, p := range to.people {
		if !c.app.allowMember(p.UserID, c.now) {
			record.Dropped = append(record.Dropped, p.UserID)
			continue
		}
		one := m.Message
		one.ID, one.AgentID, one.At, one.task = msgID, c.app.AgentID, c.now, t
		if t != nil {
			t.copies[fold(p.UserID)] = &one
		}
		sent.copies, sent.users = append(sent.copies, &one), append(sent.users, p)
		record.Recipients = append(record.Recipients, p.UserID)
		s.deliver(p, &one)
	}
	s.sends[msgID] = sent
	s.sent = append(s.sent, record)
	if n := s.opt.Keep; n > 0 && len(s.sent) > n {
		delete(s.sends, s.sent[0].MsgID)
		s.sent = keep(s.sent, n)
	}
	s.wake()
	return msgID, code
}

// audience resolves the three lists of a send; every person appears once.
func (s *Simulator) audience(a *app, req *sendRequest) (to audience, err error) {
	users, parties, tags := splitIDs(req.ToUser), splitIDs(req.ToParty), splitIDs(req.ToTag)
	switch {
	case len(users) > 1000:
		return to, refuse(40032, "invalid user list size")
	case len(parties) > 100:
		return to, refuse(82002, "invalid party list size")
	case len(tags) > 100:
		return to, refuse(82003, "invalid tag list size")
	case len(users)+len(parties)+len(tags) == 0 && s.opt.Switches.NoRecipientAs81012:
		return to, refuse(81012, "user & party & tag all empty")
	case len(users)+len(parties)+len(tags) == 0:
		return to, refuse(82001, "user & party & tag all empty")
	}
	seen := map[*person]bool{}
	add := func(p *person) bool {
		if !a.sees(p) || p.Status == StatusDisabled || p.Status == StatusLeft {
			return false
		}
		if !seen[p] {
			seen[p] = true
			if p.Unlicensed {
				to.unlicensed = append(to.unlicensed, p.UserID)
			} else {
				to.people = append(to.people, p)
			}
		}
		return true
	}
	if req.ToUser == "@all" {
		for _, p := range s.people {
			add(p)
		}
		return to, nil
	}
	for _, id := range users {
		if p := s.byUser[fold(id)]; p == nil || !add(p) {
			to.invalidUsers = append(to.invalidUsers, id)
		}
	}
	for _, id := range parties {
		if !addAll(s.inDepartment(id), add) {
			to.invalidParties = append(to.invalidParties, id)
		}
	}
	for _, id := range tags {
		if !addAll(s.withTag(id), add) {
			to.badTags = append(to.badTags, id)
		}
	}
	return to, nil
}

// addAll says whether at least one of the people could be added.
func addAll(people []*person, add func(*person) bool) (some bool) {
	for _, p := range people {
		some = add(p) || some
	}
	return some
}

func lowerJoin(ids []string) string { return strings.ToLower(strings.Join(ids, "|")) }

// inDepartment lists the members below a department.
func (s *Simulator) inDepartment(id string) []*person {
	n, err := strconv.Atoi(id)
	if err != nil {
		return nil
	}
	below := s.below(n)
	var list []*person
	for _, p := range s.people {
		if slices.ContainsFunc(p.DepartmentIDs, func(d int) bool { return below[d] }) {
			list = append(list, p)
		}
	}
	return list
}

// withTag lists the members of a tag, those of its departments included.
func (s *Simulator) withTag(id string) []*person {
	var list []*person
	for _, t := range s.tags {
		if strconv.Itoa(t.ID) != id {
			continue
		}
		for _, user := range t.UserIDs {
			if p := s.byUser[fold(user)]; p != nil {
				list = append(list, p)
			}
		}
		for _, d := range t.DepartmentIDs {
			list = append(list, s.inDepartment(strconv.Itoa(d))...)
		}
	}
	return list
}

// messageRecall takes a message back (doc 94867).
func (s *Simulator) messageRecall(c *call) (fields, error) {
	var req struct {
		MsgID string `json:"msgid"`
	}
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	sent := s.sends[req.MsgID]
	switch {
	case sent == nil || sent.app != c.app:
		return nil, errParameter
	case c.now.Sub(sent.at) > recallSpan:
		return nil, refuse(42052, "msgid expired")
	}
	for i, m := range sent.copies {
		m.Recalled = true
		s.publish(Event{Kind: EventUpdate, At: c.now, UserID: sent.users[i].UserID, Message: *m})
	}
	return nil, nil
}
