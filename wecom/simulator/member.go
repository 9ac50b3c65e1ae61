package simulator

import (
	"cmp"
	"slices"
)

// PutMember adds a member or replaces the one with the same UserID. The app's
// visible range does not change by it unless it is everybody.
func (s *Simulator) PutMember(m Member) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.putMember(m)
}

func (s *Simulator) putMember(m Member) {
	m.Status = cmp.Or(m.Status, StatusActive)
	if p := s.byUser[fold(m.UserID)]; p != nil {
		p.Member = m
		return
	}
	p := &person{Member: m}
	s.people = append(s.people, p)
	s.byUser[fold(m.UserID)] = p
}

// RemoveMember takes a member out of the corporation; the window is lost.
func (s *Simulator) RemoveMember(userID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.byUser, fold(userID))
	s.people = slices.DeleteFunc(s.people, func(p *person) bool { return fold(p.UserID) == fold(userID) })
}

// Members returns the corporation's people in the order they were added.
func (s *Simulator) Members() []Member {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]Member, len(s.people))
	for i, p := range s.people {
		list[i] = p.Member
	}
	return list
}

// SetDepartments replaces the contact tree.
func (s *Simulator) SetDepartments(list []Department) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.departments = slices.Clone(list)
}
