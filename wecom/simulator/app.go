package simulator

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"duban/wecom"
)

// app is an application and what the platform remembers of it.
type app struct {
	App
	crypt   *wecom.Crypt // nil without callback settings
	visible map[string]bool
	windows map[string]*window // sends to each member
	tasks   map[string]*task   // by task_id
	repeats map[[sha256.Size]byte]repeat
	menu    json.RawMessage

	day       string // of usedToday
	usedToday int
}

// repeat is a request that must not be carried out again before until.
type repeat struct {
	msgID, code string
	until       time.Time
}

func newApp(a App, corpID string) *app {
	n := &app{
		App: a, windows: map[string]*window{}, tasks: map[string]*task{},
		repeats: map[[sha256.Size]byte]repeat{},
	}
	if a.Token != "" || a.AESKey != "" {
		crypt, err := wecom.NewCrypt(a.Token, a.AESKey, corpID)
		if err != nil {
			panic(fmt.Sprintf("simulator: app %d: %v", a.AgentID, err))
		}
		n.crypt = crypt
	}
	if a.VisibleUserIDs != nil {
		n.visible = map[string]bool{}
		for _, id := range a.VisibleUserIDs {
			n.visible[fold(id)] = true
		}
	}
	return n
}

// sees says whether a member is in the app's visible range.
func (a *app) sees(p *person) bool {
	return a.ContactSync || a.visible == nil || a.visible[fold(p.UserID)]
}

// checkAgent compares the agentid of a request with the token's app.
func (a *app) checkAgent(id *number) error {
	switch {
	case a.ContactSync:
		return refuse(48002, "api forbidden")
	case id == nil:
		return refuse(41011, "missing agentid")
	case int(*id) != a.AgentID:
		return refuse(301002, "not allow operate another agent with this accesstoken.")
	}
	return nil
}

// show puts a member into the visible range or takes it out.
func (a *app) show(s *Simulator, userID string, visible bool) {
	if a.visible == nil {
		if visible {
			return
		}
		a.visible = map[string]bool{}
		for id := range s.byUser {
			a.visible[id] = true
		}
	}
	if visible {
		a.visible[fold(userID)] = true
	} else {
		delete(a.visible, fold(userID))
	}
}

// SetCallbackURL sets where the app receives, as its settings page does but
// without verification; see [Client.VerifyURL]. It panics for an unknown app.
func (s *Simulator) SetCallbackURL(agentID int, url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustApp(agentID).CallbackURL = url
}

// Menu returns the app's menu as it was last created, nil if it has none. It
// panics for an unknown app.
func (s *Simulator) Menu(agentID int) json.RawMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mustApp(agentID).menu
}

func (s *Simulator) mustApp(agentID int) *app {
	a := s.app(agentID)
	if a == nil {
		panic(fmt.Sprintf("simulator: no app %d", agentID))
	}
	return a
}
