package simulator

import (
	"crypto/rand"
	"encoding/json"
	"strconv"
	"time"
)

// codeLife is how long a response_code is good for (doc 94888).
const codeLife = 72 * time.Hour

// task is a card that calls back, in the windows of all who got it.
type task struct {
	app    *app
	id     string
	kind   string              // card type as sent
	copies map[string]*Message // by lower-cased UserID
}

// responseCode lets the app change a task's cards once.
type responseCode struct {
	task    *task
	clicker string // of the event the code came with; empty for a code from send
	expires time.Time
}

func (s *Simulator) newCode(t *task, clicker string, now time.Time) string {
	value := rand.Text()
	s.codes[value] = &responseCode{task: t, clicker: clicker, expires: now.Add(codeLife)}
	return value
}

// updateRequest is the body of message/update_template_card (doc 94888).
type updateRequest struct {
	UserIDs []string `json:"userids"`
	Parties []int    `json:"partyids"`
	Tags    []int    `json:"tagids"`
	All     number   `json:"atall"`
	AgentID *number  `json:"agentid"`
	Code    string   `json:"response_code"`
	Button  *struct {
		ReplaceName string `json:"replace_name"`
	} `json:"button"`
	Card json.RawMessage `json:"template_card"`
}

// updateCard changes cards that were sent before.
func (s *Simulator) updateCard(c *call) (fields, error) {
	var req updateRequest
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	if err := c.app.checkAgent(req.AgentID); err != nil {
		return nil, err
	}
	code := s.codes[req.Code]
	switch {
	case code == nil || !c.now.Before(code.expires):
		return nil, refuse(60140, "invalid response_code")
	case code.task.app != c.app:
		return nil, refuse(42015, "agent does not match the message")
	}
	change, err := req.change(code.task.kind)
	if err != nil {
		return nil, err
	}
	people, invalid, err := s.updateAudience(c.app, &req, code.task)
	if err != nil {
		return nil, err
	}
	delete(s.codes, req.Code)
	for _, p := range people {
		if s.opt.Switches.EventCodeOwnCardOnly && code.clicker != "" && code.clicker != fold(p.UserID) {
			continue
		}
		if m := code.task.copies[fold(p.UserID)]; m != nil {
			s.replaceCard(p, m, change(m.Card), c.now)
		}
	}
	return fields{"invaliduser": invalid}, nil
}

// change is what the request makes of a card that was sent as kind.
func (r *updateRequest) change(kind string) (func(*Card) *Card, error) {
	switch {
	case (r.Button == nil) == (len(r.Card) == 0), r.Button != nil && !interactive(kind):
		return nil, errParameter
	case r.Button != nil && r.Button.ReplaceName == "":
		return nil, refuse(42020, "missing replace_name")
	case r.Button != nil:
		return func(old *Card) *Card { return old.greyed(r.Button.ReplaceName) }, nil
	}
	var b cardBody
	if json.Unmarshal(r.Card, &b) != nil {
		return nil, errParameter
	}
	if err := b.check(); err != nil {
		return nil, err
	}
	fresh := b.show(r.Card)
	return func(*Card) *Card { return fresh }, nil
}

// updateAudience resolves whose cards change. invalid names, in lower case, the
// users who are out of reach or have no copy of the card.
func (s *Simulator) updateAudience(a *app, req *updateRequest, t *task) (people []*person, invalid []string, err error) {
	switch {
	case len(req.UserIDs) > 1000:
		return nil, nil, refuse(40032, "invalid user list size")
	case len(req.Parties) > 100:
		return nil, nil, refuse(82002, "invalid party list size")
	case len(req.Tags) > 100:
		return nil, nil, refuse(82003, "invalid tag list size")
	}
	if req.All == 1 {
		people = append(people, s.people...)
	}
	invalid = []string{}
	for _, id := range req.UserIDs {
		p := s.byUser[fold(id)]
		if p == nil || t.copies[fold(id)] == nil || !a.sees(p) {
			invalid = append(invalid, fold(id))
			continue
		}
		people = append(people, p)
	}
	for _, id := range req.Parties {
		people = append(people, s.inDepartment(strconv.Itoa(id))...)
	}
	for _, id := range req.Tags {
		people = append(people, s.withTag(strconv.Itoa(id))...)
	}
	return people, invalid, nil
}

// greyed is the card after its buttons were replaced by a text; only the
// interactive types have buttons.
func (c *Card) greyed(text string) *Card {
	n := *c
	if interactive(c.Type) {
		n.Grey = text
	}
	return &n
}

// replaceCard shows another card in the place of one; the task stays the same.
func (s *Simulator) replaceCard(p *person, m *Message, fresh *Card, now time.Time) {
	n := *fresh
	n.TaskID = m.task.id
	m.Card, m.Text = &n, n.Title
	s.publish(Event{Kind: EventUpdate, At: now, UserID: p.UserID, Message: *m})
}
