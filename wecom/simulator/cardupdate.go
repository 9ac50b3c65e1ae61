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

// updateCard changes cards that were sent before (doc 94888).
func (s *Simulator) updateCard(c *call) (fields, error) {
	var req struct {
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
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	code := s.codes[req.Code]
	switch {
	case req.AgentID == nil:
		return nil, refuse(41011, "missing agentid")
	case int(*req.AgentID) != c.app.AgentID:
		return nil, refuse(301002, "not allow operate another agent with this accesstoken.")
	case code == nil || !c.now.Before(code.expires):
		return nil, refuse(60140, "invalid response_code")
	case code.task.app != c.app:
		return nil, refuse(42015, "agent does not match the message")
	case len(req.UserIDs) > 1000:
		return nil, refuse(40032, "invalid user list size")
	case len(req.Parties) > 100:
		return nil, refuse(82002, "invalid party list size")
	case len(req.Tags) > 100:
		return nil, refuse(82003, "invalid tag list size")
	case (req.Button == nil) == (len(req.Card) == 0),
		req.Button != nil && !interactive(code.task.kind):
		return nil, errParameter
	}
	var fresh *Card
	if len(req.Card) > 0 {
		var b cardBody
		if json.Unmarshal(req.Card, &b) != nil {
			return nil, errParameter
		}
		if err := b.check(); err != nil {
			return nil, err
		}
		fresh = b.show(req.Card)
	} else if req.Button.ReplaceName == "" {
		return nil, refuse(42020, "missing replace_name")
	}
	var people []*person
	invalid := []string{}
	if req.All == 1 {
		people = s.people
	}
	for _, id := range req.UserIDs {
		p := s.byUser[fold(id)]
		if p == nil || code.task.copies[fold(id)] == nil || !c.app.sees(p) {
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
	delete(s.codes, req.Code)
	for _, p := range people {
		if s.opt.Switches.EventCodeOwnCardOnly && code.clicker != "" && code.clicker != fold(p.UserID) {
			continue
		}
		if m := code.task.copies[fold(p.UserID)]; m != nil {
			if req.Button != nil {
				fresh = m.Card.greyed(req.Button.ReplaceName)
			}
			s.replaceCard(p, m, fresh, c.now)
		}
	}
	return fields{"invaliduser": invalid}, nil
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
