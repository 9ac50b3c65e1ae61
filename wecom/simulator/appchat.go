package simulator

import (
	"crypto/rand"
	"slices"
	"strings"
	"time"
)

// Limits of group chats made by apps (doc 90244, 90245, 90312).
const (
	maxChatMembers     = 2000
	chatCreatesPerDay  = 1000
	chatUpdatesPerHour = 1000
)

// chat is a group chat that an app made.
type chat struct {
	id, name, owner string
	members         []string
	app             *app
}

// rootOnly refuses apps that are not visible to everybody.
func rootOnly(a *app) error {
	if a.ContactSync || a.visible != nil {
		return refuse(48002, "api forbidden")
	}
	return nil
}

func (s *Simulator) appchatCreate(c *call) (fields, error) {
	var req struct {
		Name   string   `json:"name"`
		Owner  string   `json:"owner"`
		Users  []string `json:"userlist"`
		ChatID string   `json:"chatid"`
	}
	if err := rootOnly(c.app); err != nil {
		return nil, err
	}
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	members, err := s.chatMembers(nil, req.Users)
	if err != nil {
		return nil, err
	}
	odd := func(r rune) bool { return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') }
	switch {
	case len(req.ChatID) > 32 || strings.ContainsFunc(req.ChatID, odd):
		return nil, refuse(86001, "invalid chatid")
	case s.chats[req.ChatID] != nil:
		return nil, refuse(86215, "chatid existed")
	case len(members) < 2 || len(members) > maxChatMembers:
		return nil, refuse(86006, "invalid chat member size")
	case req.Owner != "" && !slices.Contains(members, s.spelling(req.Owner)):
		return nil, refuse(86007, "invalid owner")
	case !s.countDaily("appchat/create", chatCreatesPerDay, c.now):
		return nil, errFrequency
	}
	n := &chat{id: req.ChatID, name: cutRunes(req.Name, 50), owner: s.spelling(req.Owner), members: members, app: c.app}
	if n.id == "" {
		n.id = rand.Text()
	}
	if n.owner == "" {
		n.owner = members[0]
	}
	s.chats[n.id] = n
	return fields{"chatid": n.id}, nil
}

// countDaily counts a call against a limit of a whole calendar day.
func (s *Simulator) countDaily(what string, limit int, now time.Time) bool {
	key := what + " " + now.Format(time.DateOnly)
	if s.callTimes[key] == nil {
		s.callTimes[key] = &window{}
	}
	w := s.callTimes[key]
	if len(*w) >= limit {
		return false
	}
	*w = append(*w, now)
	return true
}

// spelling is the UserID as the contacts spell it, or as given if unknown.
func (s *Simulator) spelling(userID string) string {
	if p := s.byUser[fold(userID)]; p != nil {
		return p.UserID
	}
	return userID
}

// chatMembers adds people to a list of members, each once.
func (s *Simulator) chatMembers(list, add []string) ([]string, error) {
	for _, id := range add {
		p := s.byUser[fold(id)]
		if p == nil {
			return nil, refuse(86216, "invalid chat member")
		}
		if !slices.Contains(list, p.UserID) {
			list = append(list, p.UserID)
		}
	}
	return list, nil
}

// ownChat finds a chat of the calling app.
func (s *Simulator) ownChat(c *call, id string) (*chat, error) {
	n := s.chats[id]
	switch {
	case n == nil:
		return nil, refuse(86003, "chatid not exist")
	case n.app != c.app:
		return nil, refuse(86008, "no privilege to operate the chat")
	}
	return n, nil
}

func (s *Simulator) appchatUpdate(c *call) (fields, error) {
	var req struct {
		ChatID string   `json:"chatid"`
		Name   string   `json:"name"`
		Owner  string   `json:"owner"`
		Add    []string `json:"add_user_list"`
		Del    []string `json:"del_user_list"`
	}
	if err := rootOnly(c.app); err != nil {
		return nil, err
	}
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	n, err := s.ownChat(c, req.ChatID)
	if err != nil {
		return nil, err
	}
	members, err := s.chatMembers(slices.Clone(n.members), req.Add)
	if err != nil {
		return nil, err
	}
	for _, id := range req.Del {
		members = slices.DeleteFunc(members, func(m string) bool { return fold(m) == fold(id) })
	}
	if len(members) < 2 || len(members) > maxChatMembers {
		return nil, refuse(86006, "invalid chat member size")
	}
	if s.callTimes["appchat update"] == nil {
		s.callTimes["appchat update"] = &window{}
	}
	if !s.callTimes["appchat update"].allow(c.now, 0, chatUpdatesPerHour) {
		return nil, errFrequency
	}
	n.members = members
	if req.Name != "" {
		n.name = cutRunes(req.Name, 50)
	}
	if req.Owner != "" {
		n.owner = s.spelling(req.Owner)
	}
	return nil, nil
}

func (s *Simulator) appchatGet(c *call) (fields, error) {
	if err := rootOnly(c.app); err != nil {
		return nil, err
	}
	n, err := s.ownChat(c, c.query.Get("chatid"))
	if err != nil {
		return nil, err
	}
	return fields{"chat_info": fields{
		"chatid": n.id, "name": n.name, "owner": n.owner, "userlist": n.members, "chat_type": 0,
	}}, nil
}

func (s *Simulator) appchatSend(c *call) (fields, error) {
	var req struct {
		ChatID string `json:"chatid"`
		content
	}
	if err := rootOnly(c.app); err != nil {
		return nil, err
	}
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	n, err := s.ownChat(c, req.ChatID)
	if err != nil {
		return nil, err
	}
	m, err := s.compose(c, &req.content, appchatChannel)
	if err != nil {
		return nil, err
	}
	s.post(n.name, m.post(c))
	return nil, nil
}
