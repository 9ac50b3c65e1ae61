package simulator

import (
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Simulator is a simulated WeCom. It is an http.Handler for the server API and the
// source of its members' acts, see [Simulator.Client]. All methods are safe for
// concurrent use; requests are handled one at a time, like on one small machine.
type Simulator struct {
	opt    Options
	routes map[string]route
	http   *http.Client // towards the apps
	closed chan struct{}
	once   sync.Once
	busy   sync.WaitGroup // deliveries under way

	mu       sync.Mutex
	apps     []*app
	tokens   map[string]*accessToken
	badTries map[string]*badTries // by address

	people      []*person
	byUser      map[string]*person // by lower-cased UserID
	departments []Department
	tags        []Tag

	groups map[string]*group // by webhook key
	chats  map[string]*chat  // by chatid
	posts  map[string][]Post // by group name

	media     map[string]*media
	codes     map[string]*responseCode
	sends     map[string]*send // by msgid
	lastMsgID int64

	faults     []*fault
	calls      map[string]int
	callTimes  map[string]*window
	sent       []Sent
	suppressed []Sent
	deliveries []Delivery
	changed    chan struct{}
	listeners  map[chan Event]struct{}
	nextSweep  time.Time
}

// person is a member and the chat window with the corporation's apps.
type person struct {
	Member
	inbox []*Message
}

// New makes a corporation. It panics when Options.Now is missing or an app's
// callback Token and AESKey are unfit, for these are mistakes of the caller.
// Call [Simulator.Close] at the end.
func New(opt Options) *Simulator {
	opt.setDefaults()
	s := &Simulator{
		opt: opt,
		http: &http.Client{
			Transport:     &http.Transport{MaxIdleConnsPerHost: 32},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		closed: make(chan struct{}),
		tokens: map[string]*accessToken{}, badTries: map[string]*badTries{},
		byUser: map[string]*person{},
		groups: map[string]*group{}, chats: map[string]*chat{}, posts: map[string][]Post{},
		media: map[string]*media{}, codes: map[string]*responseCode{}, sends: map[string]*send{},
		calls: map[string]int{}, callTimes: map[string]*window{},
		changed: make(chan struct{}), listeners: map[chan Event]struct{}{},
		// 19 digits; the random start keeps the ids of two runs apart.
		lastMsgID: 7_000_000_000_000_000_000 + rand.Int64N(1_000_000_000_000_000_000),
	}
	s.routes = routes()
	for _, a := range opt.Apps {
		s.apps = append(s.apps, newApp(a, opt.CorpID))
	}
	for _, m := range opt.Members {
		s.putMember(m)
	}
	s.departments = append(s.departments, opt.Departments...)
	s.tags = append(s.tags, opt.Tags...)
	for _, w := range opt.Webhooks {
		s.groups[w.Key] = &group{Webhook: w}
	}
	return s
}

// Close ends the deliveries under way, waits for them and closes the connections.
// Later acts of members fail with [ErrClosed]. It may be called more than once.
func (s *Simulator) Close() {
	s.once.Do(func() {
		s.mu.Lock()
		close(s.closed)
		for c := range s.listeners {
			delete(s.listeners, c)
			close(c)
		}
		s.mu.Unlock()
	})
	s.busy.Wait()
	s.http.CloseIdleConnections()
}

// fold is the form in which UserIDs are compared.
func fold(userID string) string { return strings.ToLower(userID) }

// app finds an app by its id; nil if there is none.
func (s *Simulator) app(agentID int) *app {
	for _, a := range s.apps {
		if a.AgentID == agentID && !a.ContactSync {
			return a
		}
	}
	return nil
}

// nextMsgID gives the ids of inbound messages: 19 digits, increasing.
func (s *Simulator) nextMsgID() int64 {
	s.lastMsgID += 1 + rand.Int64N(1000)
	return s.lastMsgID
}

// keep cuts a list to its last Options.Keep items.
func keep[T any](list []T, n int) []T {
	if n <= 0 || len(list) <= n {
		return list
	}
	rest := list[len(list)-n:]
	if cap(list) > 4*n { // let the old array go
		rest = append(make([]T, 0, 2*n), rest...)
	}
	return rest
}
