package bottest

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"duban/bot"
	"duban/campaign"
	"duban/message"
)

// Stage is an engine with its store, a clock and the people of the sample
// campaign. It belongs to one test.
type Stage struct {
	Engine *bot.Engine
	Store  campaign.Store
	Now    time.Time

	tb    testing.TB
	texts *message.Catalog
	n     int
	sent  time.Time // of the next message; zero: Now
	last  campaign.Inbound
	seen  int64 // the last delivery shown

	card string // task id of the last reminder's card

	group bool // the next message is written in a group
}

// New sets the stage on an empty store.
func New(tb testing.TB, store campaign.Store) *Stage {
	tb.Helper()
	texts, err := message.Load(message.Hans)
	if err != nil {
		tb.Fatal(err)
	}
	s := &Stage{Store: store, Now: time.Date(2011, 10, 20, 9, 0, 0, 0, Zone), tb: tb, texts: texts}
	s.engine(campaign.EveryDay())
	s.update(func(tx campaign.Tx) error { return tx.PutMembers(context.Background(), People()) })
	return s
}

// engine makes the engine with a calendar.
func (s *Stage) engine(c *campaign.Calendar) {
	s.tb.Helper()
	e, err := bot.New(bot.Options{Plan: Plan(), Calendar: c, Catalog: s.texts, PublicURL: "https://duban.example", Calendars: calendars})
	if err != nil {
		s.tb.Fatal(err)
	}
	s.Engine = e
}

// Say lets a person write a text and returns the whole answer.
func (s *Stage) Say(user, text string) bot.Answer {
	s.tb.Helper()
	return s.Send(campaign.Inbound{UserID: user, Type: campaign.InboundText, Text: text})
}

// Send delivers a message; an empty id, sender's time and message id are filled in.
func (s *Stage) Send(in campaign.Inbound) bot.Answer {
	s.tb.Helper()
	if in.ID == "" {
		s.n++
		in.ID = fmt.Sprintf("m%04d", s.n)
		if in.Type != campaign.InboundEvent {
			in.MsgID = strconv.Itoa(1000 + s.n)
		}
		in.At, in.ReceivedAt = s.Now, s.Now
		if !s.sent.IsZero() {
			in.At, s.sent = s.sent, time.Time{}
		}
	}
	s.last = in
	var a bot.Answer
	s.update(func(tx campaign.Tx) (err error) {
		handle := s.Engine.Handle
		if s.group {
			handle = s.Engine.HandleGroup
		}
		a, err = handle(context.Background(), tx, in, s.Now)
		return err
	})
	return a
}

func (s *Stage) update(fn func(campaign.Tx) error) {
	s.tb.Helper()
	if err := s.Store.Update(context.Background(), s.Now, fn); err != nil {
		s.tb.Fatal(err)
	}
}

// Play plays the inputs of a transcript and returns it with what they came to.
func (s *Stage) Play(script string) string {
	s.tb.Helper()
	var b strings.Builder
	for _, line := range strings.Split(strings.TrimRight(script, "\n"), "\n") {
		if output.MatchString(line) {
			continue
		}
		b.WriteString(line + "\n")
		for _, out := range s.line(line) {
			b.WriteString(out + "\n")
		}
	}
	return b.String()
}

var (
	output = regexp.MustCompile(`^(bot> |out \S+> |== )`)
	speech = regexp.MustCompile(`^(\S+)> (.*)$`)
	act    = regexp.MustCompile(`^(\S+)! (\S+) ?(.*)$`)
	filler = regexp.MustCompile(`\{(\d+)\}`)
)

func (s *Stage) line(line string) []string {
	s.tb.Helper()
	word, rest, _ := strings.Cut(line, " ")
	if line == "" || word == "#" || s.sets(word, rest) {
		return nil
	}
	switch word {
	case "group":
		user, text, _ := strings.Cut(rest, "> ")
		s.group = true
		defer func() { s.group = false }()
		return s.heard(s.Say(user, expand(text)))
	case "again":
		return s.heard(s.Send(s.last))
	case "works":
		return s.works()
	case "reminded":
		s.reminded(strings.SplitN(rest, " ", 4))
		return s.outbox()
	case "remind":
		s.update(func(tx campaign.Tx) error {
			_, err := s.Engine.Remind(context.Background(), tx, s.Now)
			return err
		})
		return s.outbox()
	case "extracted":
		name, text, _ := strings.Cut(rest, " ")
		s.extracted(name, expand(text))
		return s.outbox()
	}
	if m := speech.FindStringSubmatch(line); m != nil {
		return s.heard(s.Say(m[1], expand(m[2])))
	}
	if m := act.FindStringSubmatch(line); m != nil {
		return s.heard(s.Send(s.action(m[1], m[2], m[3])))
	}
	s.tb.Fatalf("transcript: do not understand %q", line)
	return nil
}

// sets does what a line says that sets the stage and is answered by nobody.
func (s *Stage) sets(word, rest string) bool {
	s.tb.Helper()
	switch word {
	case "at":
		s.Now = s.clock(rest)
	case "sent":
		s.sent = s.clock(rest)
	case "weekends":
		s.engine(campaign.NewCalendar(nil))
	case "joins":
		f := strings.Fields(rest)
		m := campaign.Member{UserID: f[0], Name: f[1], Unit: f[2]}
		for _, role := range f[3:] {
			m.Roles = append(m.Roles, campaign.Role(role))
		}
		s.update(func(tx campaign.Tx) error { return tx.PutMembers(context.Background(), []campaign.Member{m}) })
	case "marked":
		s.update(func(tx campaign.Tx) error {
			return tx.PutMarks(context.Background(), map[string]time.Time{rest: s.Now})
		})
	case "code":
		event, code, _ := strings.Cut(rest, " ")
		s.update(func(tx campaign.Tx) error { return tx.SetEventCode(context.Background(), event, code) })
	default:
		return false
	}
	return true
}

// expand writes out what a transcript abbreviates.
func expand(text string) string {
	text = strings.ReplaceAll(text, `\n`, "\n")
	return filler.ReplaceAllStringFunc(text, func(m string) string {
		n, _ := strconv.Atoi(m[1 : len(m)-1]) // the pattern holds digits only
		return strings.Repeat("群众在心中", n/5+1)[:3*n]
	})
}

func (s *Stage) action(user, what, rest string) campaign.Inbound {
	in := campaign.Inbound{UserID: user, Type: campaign.InboundType(what), Text: rest}
	switch in.Type {
	case campaign.InboundImage, campaign.InboundVoice, campaign.InboundVideo, campaign.InboundFile:
		in.Text, in.Media = "", campaign.Media{ID: "media", Name: rest}
	case campaign.InboundLocation, campaign.InboundLink:
	default:
		in.Type, in.Text, in.Event, in.EventKey = campaign.InboundEvent, "", what, rest
		switch what {
		case "card":
			in.Event, in.TaskID = "template_card_event", s.card
		case "stray":
			in.Event, in.TaskID = "template_card_event", "due-000"
		}
	}
	return in
}

func (s *Stage) clock(text string) time.Time {
	s.tb.Helper()
	for _, layout := range []string{"2006-01-02T15:04Z07:00", time.RFC3339} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.In(Zone)
		}
	}
	s.tb.Fatalf("transcript: %q is no moment", text)
	return time.Time{}
}

// heard writes an answer and the messages that it put into the outbox.
func (s *Stage) heard(a bot.Answer) []string {
	var out []string
	for _, part := range a.Inbound.Reply {
		out = append(out, prefixed("bot> ", part)...)
	}
	return append(out, s.outbox()...)
}

func (s *Stage) outbox() []string {
	var ds []campaign.Delivery
	s.view(func(tx campaign.Tx) (err error) {
		ds, err = tx.Deliveries(context.Background(), campaign.DeliveryFilter{Limit: 100})
		return err
	})
	var out []string
	newest := s.seen
	for i := len(ds) - 1; i >= 0; i-- {
		if ds[i].ID > s.seen {
			newest = max(newest, ds[i].ID)
			out = append(out, prefixed("out "+ds[i].To+"> ", ds[i].Text)...)
		}
	}
	s.seen = newest
	return out
}

// extracted stores what was read in the newest file of this name.
func (s *Stage) extracted(name, text string) {
	s.tb.Helper()
	s.update(func(tx campaign.Tx) error {
		ctx := context.Background()
		files, err := tx.PendingAttachments(ctx, s.Now, 100)
		if err != nil {
			return err
		}
		for _, a := range files {
			if a.Name != name {
				continue
			}
			a.State, a.Text = campaign.AttachmentStored, text
			if err := tx.PutAttachment(ctx, a); err != nil {
				return err
			}
			_, err := s.Engine.Extracted(ctx, tx, a, s.Now)
			return err
		}
		return fmt.Errorf("no file %s waits", name)
	})
}

func (s *Stage) works() []string {
	var out []string
	s.view(func(tx campaign.Tx) error {
		for _, status := range []campaign.Status{campaign.StatusDraft, ""} {
			works, err := tx.Submissions(context.Background(), campaign.SubmissionFilter{Status: status, Limit: 1000})
			if err != nil {
				return err
			}
			for i := len(works) - 1; i >= 0; i-- {
				w := works[i]
				out = append(out, fmt.Sprintf("== #%d %s %s v%d %s %q %q toward %q %s late=%v extra=%v",
					w.Number, w.Kind, w.Author, w.Version, w.Status, w.Title, w.Body, w.Deliverable, w.Period, w.Late, w.Extra))
			}
		}
		return nil
	})
	return out
}

func (s *Stage) view(fn func(campaign.Tx) error) {
	s.tb.Helper()
	if err := s.Store.View(context.Background(), fn); err != nil {
		s.tb.Fatal(err)
	}
}

func prefixed(prefix, text string) []string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = prefix + lines[i]
	}
	return lines
}

// calendars gives everybody a calendar, and those who speak for their unit its.
func calendars(m campaign.Member) (own, unit string) {
	if m.Has(campaign.RoleLiaison) || m.Has(campaign.RoleHead) {
		unit = "https://duban.example/calendar/unit.ics"
	}
	return "https://duban.example/calendar/" + m.UserID + ".ics", unit
}
