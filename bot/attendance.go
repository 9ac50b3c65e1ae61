package bot

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"duban/bot/understand"
	"duban/campaign"
	"duban/message"
)

var eventActs = []act{
	form("issue_code", `(?:(?P<renew>[换換]|更[换換]|重新)(?:生成|[发發]布)?(?:一[个個])?)?(?:生成|[发發]布|查看|看看)?\s*(?:[签簽]到[码碼]|[签簽]到代[码碼])[\s：:，,]*(?P<event>.{0,40}?)`),
	form("attendance", `(?:查看|看看|看一下)?\s*[签簽]到(?:情[况況]|名[单單]|[统統][计計])[\s：:，,]*(?P<event>.{0,40}?)`),
	form("attendance", `(?P<event>.{2,40}?)的?[签簽]到(?:情[况況]|名[单單]|[统統][计計])`),
}

// event finds the event that the command names: with sign-in, by its name or a
// part of it, else the only one there is to choose. Where several fit it asks.
func (t *turn) eventNamed() (e campaign.Event, ok bool, err error) {
	name := t.read.Slots["event"]
	word := understand.Fold(name)
	var found []campaign.Event
	for _, e := range t.events {
		if !e.SignIn {
			continue
		}
		full := understand.Fold(e.Name)
		if e.ID == name || full == word {
			return e, true, nil
		}
		if strings.Contains(full, word) || strings.Contains(word, full) {
			found = append(found, e)
		}
	}
	if name == "" {
		found = t.aroundToday(found)
	}
	switch {
	case len(found) == 0:
		t.say(message.BotNoEvent, message.Args{"name": name})
		return e, false, nil
	case len(found) == 1:
		return found[0], true, nil
	}
	var options, values []string
	for _, e := range found[:min(len(found), 9)] {
		options = append(options, t.phrase(message.BotOptionEvent, message.Args{"name": e.Name, "at": t.moment(e.At)}))
		values = append(values, e.ID)
	}
	t.offer(t.read.Intent, "event", message.BotWhichEvent, nil, options, values)
	return e, false, nil
}

// aroundToday returns the events within a month of now, all where there are none.
func (t *turn) aroundToday(events []campaign.Event) []campaign.Event {
	var near []campaign.Event
	for _, e := range events {
		if d := e.At.Sub(t.in.At).Abs(); d < 30*24*time.Hour {
			near = append(near, e)
		}
	}
	if len(near) == 0 {
		return events
	}
	return near
}

// issueCode gives an event its sign-in code, or shows the one it has: 签到码 专题
// 讲座, 换签到码 专题讲座.
func (t *turn) issueCode() error {
	e, ok, err := t.eventNamed()
	if err != nil || !ok {
		return err
	}
	args := message.Args{"name": e.Name, "at": t.moment(e.At), "opens": t.moment(e.At.Add(-signsBefore)), "closes": t.moment(t.signsUntil(e).Add(-time.Minute))}
	if !t.in.At.Before(t.signsUntil(e)) {
		t.say(message.BotEventOver, args)
		return nil
	}
	code, err := t.q.EventCode(t.ctx, e.ID)
	if err != nil && campaign.CodeOf(err) != campaign.CodeNotFound {
		return fmt.Errorf("look for the code of %s: %w", e.ID, err)
	}
	if err != nil || t.read.Slots["renew"] != "" {
		if code, err = t.freshCode(e.ID); err != nil {
			return err
		}
		t.step.Codes = map[string]string{e.ID: code}
		t.audit(e.ID, "")
	}
	args["code"] = code
	t.say(message.BotCode, args)
	return nil
}

// freshCode returns four digits that no event has. They follow from the message
// that asked, whose id members do not know, so that a repeat issues no other.
func (t *turn) freshCode(event string) (string, error) {
	sum := sha256.Sum256([]byte(event + "|" + t.in.ID + "|" + t.in.At.Format(time.RFC3339Nano)))
	n := binary.BigEndian.Uint64(sum[:])
	for i := range uint64(10000) {
		code := fmt.Sprintf("%04d", (n+i)%10000)
		_, err := t.q.EventOfCode(t.ctx, code)
		if campaign.CodeOf(err) == campaign.CodeNotFound {
			return code, nil
		}
		if err != nil {
			return "", fmt.Errorf("look for a free code: %w", err)
		}
	}
	return "", campaign.Errorf(campaign.CodeConflict, "issue a code", "all four-digit codes are taken")
}

// presence is who of a unit should come to an event, and who came.
type presence struct {
	unit     string
	due, in  int
	absent   []string
	mayNames bool
}

// maxAbsent is how many names an answer lists.
const maxAbsent = 60

// attendance counts who should come to an event and who came. Names are told to
// the office, and to a head those of his own unit.
func (t *turn) attendance() error {
	e, ok, err := t.eventNamed()
	if err != nil || !ok {
		return err
	}
	rows, guests, err := t.presences(e)
	if err != nil {
		return err
	}
	due, in, absent := 0, 0, 0
	for _, r := range rows {
		due, in = due+r.due, in+r.in
		if r.mayNames {
			absent += len(r.absent)
		}
	}
	t.say(message.BotAttendance, message.Args{"name": e.Name, "at": t.moment(e.At), "due": due, "in": in, "out": due - in})
	if guests > 0 {
		t.say(message.BotAttendanceGuests, message.Args{"n": guests})
	}
	for _, r := range rows {
		if r.due == 0 {
			continue
		}
		args := message.Args{"unit": r.unit, "due": r.due, "in": r.in, "names": t.join(r.absent)}
		k := message.BotAttendanceUnit
		if r.mayNames && len(r.absent) > 0 && absent <= maxAbsent {
			k = message.BotAttendanceNames
		}
		t.say(k, args)
	}
	return nil
}

// presences counts the units within reach; guests are those who came without
// being called.
func (t *turn) presences(e campaign.Event) (rows []presence, guests int, err error) {
	roster, err := t.q.Roster(t.ctx)
	if err != nil {
		return nil, 0, fmt.Errorf("look for who is called to %s: %w", e.ID, err)
	}
	came, err := t.q.AttendanceOf(t.ctx, e.ID)
	if err != nil {
		return nil, 0, fmt.Errorf("look for who came to %s: %w", e.ID, err)
	}
	in := map[string]bool{}
	for _, a := range came {
		in[campaign.UserKey(a.UserID)] = true
	}
	row := map[string]int{}
	for _, m := range roster.Members() {
		if t.reach < ScopeAll && m.Unit != t.who.Unit {
			continue
		}
		here := in[campaign.UserKey(m.UserID)]
		if m.Left || !e.Who.Includes(m) {
			if here {
				guests++
			}
			continue
		}
		i, known := row[m.Unit]
		if !known {
			i = len(rows)
			row[m.Unit] = i
			rows = append(rows, presence{unit: m.Unit, mayNames: t.who.Has(campaign.RoleOffice) || m.Unit == t.who.Unit && t.who.Has(campaign.RoleHead)})
		}
		rows[i].due++
		if here {
			rows[i].in++
		} else {
			rows[i].absent = append(rows[i].absent, m.Name)
		}
	}
	return rows, guests, nil
}
