package simulator

import (
	"cmp"
	"slices"
	"strconv"
)

var errNoPrivilege = refuse(60011, "no privilege to access/modify contact/party/agent")

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

// below is the set of a department and all under it; empty if there is no such.
func (s *Simulator) below(id int) map[int]bool {
	set := map[int]bool{}
	if slices.ContainsFunc(s.departments, func(d Department) bool { return d.ID == id }) {
		set[id] = true
	}
	for grown := len(set) > 0; grown; {
		grown = false
		for _, d := range s.departments {
			if set[d.ParentID] && !set[d.ID] {
				set[d.ID], grown = true, true
			}
		}
	}
	return set
}

// departmentVisible says whether the app may read a department: all of them when
// everybody is in its range, else those of the members in it.
func (s *Simulator) departmentVisible(a *app, id int) bool {
	if a.ContactSync || a.visible == nil {
		return true
	}
	below := s.below(id)
	return slices.ContainsFunc(s.people, func(p *person) bool {
		return a.sees(p) && slices.ContainsFunc(p.DepartmentIDs, func(d int) bool { return below[d] })
	})
}

// queryDepartments lists the visible departments below the id of the query, or all.
func (s *Simulator) queryDepartments(c *call) ([]Department, error) {
	list := slices.Clone(s.departments)
	if raw := c.query.Get("id"); raw != "" {
		id, err := strconv.Atoi(raw)
		below := s.below(id)
		if err != nil || len(below) == 0 {
			return nil, refuse(60123, "department not found")
		}
		if !s.departmentVisible(c.app, id) {
			return nil, errNoPrivilege
		}
		list = slices.DeleteFunc(list, func(d Department) bool { return !below[d.ID] })
	}
	return slices.DeleteFunc(list, func(d Department) bool { return !s.departmentVisible(c.app, d.ID) }), nil
}

func (d Department) body() fields {
	return fields{
		"id": d.ID, "name": d.Name, "name_en": "", "parentid": d.ParentID, "order": d.Order,
		"department_leader": append([]string{}, d.Leaders...),
	}
}

func (s *Simulator) departmentList(c *call) (fields, error) {
	list, err := s.queryDepartments(c)
	if err != nil {
		return nil, err
	}
	out := []fields{}
	for _, d := range list {
		out = append(out, d.body())
	}
	return fields{"department": out}, nil
}

func (s *Simulator) departmentSimpleList(c *call) (fields, error) {
	list, err := s.queryDepartments(c)
	if err != nil {
		return nil, err
	}
	out := []fields{}
	for _, d := range list {
		out = append(out, fields{"id": d.ID, "parentid": d.ParentID, "order": d.Order})
	}
	return fields{"department_id": out}, nil
}

func (s *Simulator) departmentGet(c *call) (fields, error) {
	if c.query.Get("id") == "" {
		return nil, errParameter
	}
	list, err := s.queryDepartments(c)
	if err != nil {
		return nil, err
	}
	for _, d := range list {
		if strconv.Itoa(d.ID) == c.query.Get("id") {
			return fields{"department": d.body()}, nil
		}
	}
	return nil, errNoPrivilege
}

// body is a member's full record without the seven sensitive fields, which apps
// made since June 2022 do not get (doc 90196).
func (p *person) body() fields {
	leads, order := []int{}, []int{}
	for _, d := range p.DepartmentIDs {
		lead := 0
		if slices.Contains(p.LeaderOf, d) {
			lead = 1
		}
		leads, order = append(leads, lead), append(order, 0)
	}
	main := 0
	if len(p.DepartmentIDs) > 0 {
		main = p.DepartmentIDs[0]
	}
	return fields{
		"userid": p.UserID, "name": p.Name, "alias": p.Alias, "position": p.Position, "status": p.Status,
		"department": append([]int{}, p.DepartmentIDs...), "order": order, "is_leader_in_dept": leads,
		"main_department": main, "direct_leader": append([]string{}, p.DirectLeaders...),
		"telephone": "", "extattr": fields{"attrs": []any{}},
	}
}

func (s *Simulator) userGet(c *call) (fields, error) {
	id := c.query.Get("userid")
	p := s.byUser[fold(id)]
	switch {
	case id == "":
		return nil, refuse(41009, "missing userid")
	case p == nil:
		return nil, refuse(60111, "userid not found")
	case !c.app.sees(p):
		return nil, errNoPrivilege
	}
	return p.body(), nil
}

// departmentMembers lists the visible direct members of the query's department.
func (s *Simulator) departmentMembers(c *call) ([]*person, error) {
	id, err := strconv.Atoi(c.query.Get("department_id"))
	switch {
	case err != nil:
		return nil, errParameter
	case len(s.below(id)) == 0:
		return nil, refuse(60003, "department not found")
	case !s.departmentVisible(c.app, id):
		return nil, errNoPrivilege
	}
	var list []*person
	for _, p := range s.people {
		if slices.Contains(p.DepartmentIDs, id) && c.app.sees(p) {
			list = append(list, p)
		}
	}
	return list, nil
}

func (s *Simulator) userSimpleList(c *call) (fields, error) {
	list, err := s.departmentMembers(c)
	if err != nil {
		return nil, err
	}
	out := []fields{}
	for _, p := range list {
		out = append(out, fields{"userid": p.UserID, "name": p.Name, "department": append([]int{}, p.DepartmentIDs...)})
	}
	return fields{"userlist": out}, nil
}

func (s *Simulator) userList(c *call) (fields, error) {
	list, err := s.departmentMembers(c)
	if err != nil {
		return nil, err
	}
	out := []fields{}
	for _, p := range list {
		out = append(out, p.body())
	}
	return fields{"userlist": out}, nil
}

// userListID pages through all pairs of member and department; only the
// contact-sync secret may (doc 96067).
func (s *Simulator) userListID(c *call) (fields, error) {
	var req struct {
		Cursor string `json:"cursor"`
		Limit  *int   `json:"limit"`
	}
	if !c.app.ContactSync {
		return nil, refuse(48002, "api forbidden")
	}
	if len(c.body) > 0 {
		if err := c.decode(&req); err != nil {
			return nil, err
		}
	}
	limit, start := 10000, 0
	if req.Limit != nil {
		limit = *req.Limit
	}
	if req.Cursor != "" {
		var err error
		if start, err = strconv.Atoi(req.Cursor); err != nil || start < 0 {
			return nil, errParameter
		}
	}
	if limit < 1 || limit > 10000 {
		return nil, errParameter
	}
	rows := []fields{}
	for _, p := range s.people {
		for _, d := range p.DepartmentIDs {
			rows = append(rows, fields{"userid": p.UserID, "department": d})
		}
	}
	start = min(start, len(rows))
	end, next := min(start+limit, len(rows)), ""
	if end < len(rows) {
		next = strconv.Itoa(end)
	}
	return fields{"next_cursor": next, "dept_user": rows[start:end]}, nil
}

func (s *Simulator) tagList(*call) (fields, error) {
	out := []fields{}
	for _, t := range s.tags {
		out = append(out, fields{"tagid": t.ID, "tagname": t.Name})
	}
	return fields{"taglist": out}, nil
}

func (s *Simulator) tagGet(c *call) (fields, error) {
	for _, t := range s.tags {
		if strconv.Itoa(t.ID) != c.query.Get("tagid") {
			continue
		}
		users, parties := []fields{}, []int{}
		for _, id := range t.UserIDs {
			if p := s.byUser[fold(id)]; p != nil && c.app.sees(p) {
				users = append(users, fields{"userid": p.UserID, "name": p.Name})
			}
		}
		for _, d := range t.DepartmentIDs {
			if s.departmentVisible(c.app, d) {
				parties = append(parties, d)
			}
		}
		return fields{"tagname": t.Name, "userlist": users, "partylist": parties}, nil
	}
	return nil, refuse(40068, "invalid tagid")
}
