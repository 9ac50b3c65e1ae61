package configs

import (
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"duban/campaign"
)

// userIDRegexp is the platform's form of a user id (doc 90195).
var userIDRegexp = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}$`)

var rosterColumns = map[string]string{
	"userid": "userid", "账号": "userid", "帐号": "userid",
	"name": "name", "姓名": "name",
	"unit": "unit", "单位": "unit", "部门": "unit",
	"roles": "roles", "role": "roles", "角色": "roles",
}

var roleNames = map[string]campaign.Role{
	"member": campaign.RoleMember, "干部职工": campaign.RoleMember,
	"liaison": campaign.RoleLiaison, "联络员": campaign.RoleLiaison,
	"head": campaign.RoleHead, "主要负责同志": campaign.RoleHead,
	"office": campaign.RoleOffice, "办公室": campaign.RoleOffice, "领导小组办公室": campaign.RoleOffice,
	"leader": campaign.RoleLeader, "领导小组": campaign.RoleLeader,
}

const rolesAllowed = "member, liaison, head, office, leader, joined by |"

// ReadRoster reads the people of a campaign from CSV or, told by its content,
// the first sheet of an XLSX file. CSV is UTF-8 or GBK, separated by comma,
// tab or semicolon; lines that begin with # are comments. The header names the
// columns userid, name, unit and roles in any order, in English or Chinese;
// further columns are passed over. name stands in the problems; with a problem the people are nil.
func ReadRoster(name string, in io.Reader) ([]campaign.Member, Problems) {
	r := &rosterReader{report: report{file: name}, first: map[string]int{}}
	r.readTable(in, r.row)
	if len(r.problems) == 0 && r.columns == nil {
		r.add(1, 0, "", "the file is empty; allowed: the header userid,name,unit,roles and people")
	}
	if len(r.problems) > 0 {
		return nil, r.problems.sorted()
	}
	return r.members, nil
}

type rosterReader struct {
	report
	columns map[string]int // column by name, from the header
	first   map[string]int // line where a folded userid first stood
	members []campaign.Member
}

func (r *rosterReader) row(line int, cells []string) {
	if r.columns == nil {
		r.columns = r.header(line, cells, rosterColumns, "userid, name, unit, roles (账号, 姓名, 单位, 角色)", "userid", "name", "unit", "roles")
		return
	}
	if len(r.columns) < 4 {
		return // the header is wrong, which has been said
	}
	cell := func(column string) string {
		if i := r.columns[column]; i < len(cells) {
			return cells[i]
		}
		return ""
	}
	m := campaign.Member{UserID: cell("userid"), Name: cell("name"), Unit: cell("unit"), Roles: r.roles(line, cell("roles"))}
	if key := campaign.UserKey(m.UserID); !userIDRegexp.MatchString(m.UserID) {
		r.add(line, 0, "userid", "%q; allowed: 1 to 64 letters, digits and _ - @ . with a letter or digit first", m.UserID)
	} else if r.first[key] > 0 {
		r.add(line, 0, "userid", "%q stands twice; first on line %d (case does not count)", m.UserID, r.first[key])
	} else {
		r.first[key] = line
	}
	for _, column := range []string{"name", "unit"} {
		if n := utf8.RuneCountInString(cell(column)); n == 0 || n > 128 {
			r.add(line, 0, column, "has %d characters; allowed: 1 to 128", n)
		}
	}
	r.members = append(r.members, m)
}

func (r *rosterReader) roles(line int, cell string) []campaign.Role {
	var out []campaign.Role
	for word := range strings.SplitSeq(cell, "|") {
		word = strings.TrimSpace(word)
		role, ok := roleNames[strings.ToLower(word)]
		switch {
		case cell == "":
			r.add(line, 0, "roles", "is empty; allowed: %s", rolesAllowed)
		case !ok:
			r.add(line, 0, "roles", "%q is no role; allowed: %s", word, rolesAllowed)
		case !slices.Contains(out, role):
			out = append(out, role)
		}
	}
	return out
}
