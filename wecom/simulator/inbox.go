package simulator

import (
	"context"
	"slices"
	"time"
)

// Message is one entry of a member's chat window with an app.
type Message struct {
	// ID is the msgid of an app's message, the decimal MsgId of a member's; empty
	// for passive replies.
	ID       string
	AgentID  int
	At       time.Time
	Mine     bool   // written by the member
	Passive  bool   // a passive reply
	Recalled bool   // by the app; the window shows a notice instead
	Type     string // msgtype
	Text     string // text, markdown; else a line that stands for the message
	Title    string // textcard, link, video
	URL      string // textcard, link
	Button   string // textcard: the label of its link, empty for the platform's own
	Articles []Article
	Card     *Card // template_card, as it looks now; replaced as a whole when it changes
	MediaID  string
	FileName string

	task *task
}

// Article is one entry of a news or mpnews message.
type Article struct {
	Title, Description, URL, PicURL string
}

// Post is a message in a group, from a webhook or an app's group chat.
type Post struct {
	At       time.Time
	Type     string
	Text     string
	Mentions []string // of mentioned_list
	Articles []Article
	Card     *Card
	MediaID  string
	Data     []byte // image
	Body     []byte // the request
}

// Sent is one accepted call of message/send.
type Sent struct {
	At         time.Time
	AgentID    int
	MsgID      string
	MsgType    string
	Text       string   // as delivered; see Message.Text
	Recipients []string // who got it
	Dropped    []string // over the limit per member: answered "ok", not delivered
	Invalid    []string
	Body       []byte // the request
}

// EventKind says what changed.
type EventKind string

// Kinds of [Event].
const (
	EventMessage EventKind = "message" // a new entry in a member's window
	EventUpdate  EventKind = "update"  // a card changed or a message was recalled
	EventPost    EventKind = "post"    // a group got a message
	EventReset   EventKind = "reset"   // all windows were emptied
)

// Event is one change of what members see.
type Event struct {
	Kind    EventKind
	At      time.Time
	UserID  string  // message, update
	Message Message // message, update
	Group   string  // post
	Post    Post    // post
}

// Subscribe returns a channel of changes, oldest first, and a function that ends
// it. A change that does not fit the buffer is lost: read the windows again when a
// page must be exact. The channel is closed by end and by [Simulator.Close].
func (s *Simulator) Subscribe(buffer int) (events <-chan Event, end func()) {
	c := make(chan Event, buffer)
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.closed:
		close(c)
		return c, func() {}
	default:
	}
	s.listeners[c] = struct{}{}
	return c, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if _, ok := s.listeners[c]; ok {
			delete(s.listeners, c)
			close(c)
		}
	}
}

// Wait returns when condition holds, asking again at every change, or with the
// context's error. condition may call the simulator.
func (s *Simulator) Wait(ctx context.Context, condition func() bool) error {
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		if condition() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// publish tells of a change.
func (s *Simulator) publish(e Event) {
	for c := range s.listeners {
		select {
		case c <- e:
		default:
		}
	}
	s.wake()
}

// wake lets those who wait look again.
func (s *Simulator) wake() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// deliver adds an entry to a member's window.
func (s *Simulator) deliver(p *person, m *Message) {
	p.inbox = append(p.inbox, m)
	if n := s.opt.Keep; n > 0 && len(p.inbox) > n {
		for _, old := range p.inbox[:len(p.inbox)-n] {
			if old.task != nil {
				delete(old.task.copies, fold(p.UserID))
			}
		}
		p.inbox = keep(p.inbox, n)
	}
	s.publish(Event{Kind: EventMessage, At: m.At, UserID: p.UserID, Message: *m})
}

// post adds a message to a group.
func (s *Simulator) post(name string, p Post) {
	s.posts[name] = keep(append(s.posts[name], p), s.opt.Keep)
	s.publish(Event{Kind: EventPost, At: p.At, Group: name, Post: p})
}

// Inbox returns a member's chat window over all apps, oldest first; nil for an
// unknown member.
func (s *Simulator) Inbox(userID string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.byUser[fold(userID)]
	if p == nil {
		return nil
	}
	list := make([]Message, len(p.inbox))
	for i, m := range p.inbox {
		list[i] = *m
	}
	return list
}

// GroupPosts returns what a group shows, oldest first. name is that of the webhook
// or of the group chat.
func (s *Simulator) GroupPosts(name string) []Post {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.posts[name])
}

// Sent returns the accepted sends to members, oldest first.
func (s *Simulator) Sent() []Sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sent)
}

// Suppressed returns the sends that the duplicate check answered "ok" without
// carrying them out; Recipients is empty.
func (s *Simulator) Suppressed() []Sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.suppressed)
}

// Reset empties windows, groups, records, counters and limits and withdraws all
// faults. Tokens, media, menus, group chats and people stay, and a task_id once
// used stays used.
func (s *Simulator) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.people {
		p.inbox = nil
	}
	s.sent, s.suppressed, s.deliveries, s.faults = nil, nil, nil, nil
	clear(s.posts)
	clear(s.calls)
	clear(s.callTimes)
	clear(s.sends)
	clear(s.codes)
	clear(s.badTries)
	for _, g := range s.groups {
		g.times = nil
	}
	for _, a := range s.apps {
		clear(a.windows)
		clear(a.repeats)
		a.usedToday = 0
		for _, t := range a.tasks {
			clear(t.copies)
		}
	}
	s.publish(Event{Kind: EventReset, At: s.opt.Now()})
}
