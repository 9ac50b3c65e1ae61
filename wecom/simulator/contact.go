package simulator

import (
	"slices"
	"strconv"
)

var errNoPrivilege = refuse(60011, "no privilege to access/modify contact/party/agent")

// below is the set of a department and all under it; empty if there is no such.
func (s *Simulator) below(id int) map[int]bool {
	set, children := map[int]bool{}, map[int][]int{}
	for _, d := range s.departments {
		children[d.ParentID] = append(children[d.ParentID], d.ID)
		if d.ID == id {
			set[id] = true
		}
	}
	if len(set) == 0 {
		return set
	}
	for open := []int{id}; len(open) > 0; open = open[1:] {
		for _, child := range children[open[0]] {
			if !set[child] {
				set[child] = true
				open = append(open, child)
			}
		}
	}
	return set
}

// visibleDepartments is the set of departments the app may read: all of them when
// everybody is in its range, else those that hold a member in it, at any depth.
func (s *Simulator) visibleDepartments(a *app) map[int]bool {
	set, parent := map[int]bool{}, map[int]int{}
	for _, d := range s.departments {
		parent[d.ID] = d.ParentID
		if a.ContactSync || a.visible == nil {
			set[d.ID] = true
		}
	}
	for _, p := range s.people {
		if !a.sees(p) {
			continue
		}
		for _, d := range p.DepartmentIDs {
			for known := true; known && !set[d]; _, known = parent[d] {
				set[d] = true
				d = parent[d]
			}
		}
	}
	return set
}

// queryDepartments lists the visible departments below the id of the query, or all.
func (s *Simulator) queryDepartments(c *call) ([]Department, error) {
	list, visible := slices.Clone(s.departments), s.visibleDepartments(c.app)
	if raw := c.query.Get("id"); raw != "" {
		id, err := strconv.Atoi(raw)
		below := s.below(id)
		if err != nil || len(below) == 0 {
			return nil, refuse(60123, "department not found")
		}
		if !visible[id] {
			return nil, errNoPrivilege
		}
		list = slices.DeleteFunc(list, func(d Department) bool { return !below[d.ID] })
	}
	return slices.DeleteFunc(list, func(d Department) bool { return !visible[d.ID] }), nil
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
	case !s.visibleDepartments(c.app)[id]:
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
		users, parties, visible := []fields{}, []int{}, s.visibleDepartments(c.app)
		for _, id := range t.UserIDs {
			if p := s.byUser[fold(id)]; p != nil && c.app.sees(p) {
				users = append(users, fields{"userid": p.UserID, "name": p.Name})
			}
		}
		for _, d := range t.DepartmentIDs {
			if visible[d] {
				parties = append(parties, d)
			}
		}
		return fields{"tagname": t.Name, "userlist": users, "partylist": parties}, nil
	}
	return nil, refuse(40068, "invalid tagid")
}
