package configs

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"duban/campaign"
)

// maxRosterBytes is the most that a roster file may hold.
const maxRosterBytes = 16 << 20

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
	data, err := io.ReadAll(io.LimitReader(in, maxRosterBytes+1))
	switch {
	case err != nil:
		r.add(0, 0, "", "not readable: %v", err)
	case len(data) > maxRosterBytes:
		r.add(0, 0, "", "more than %d bytes", maxRosterBytes)
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		r.readXLSX(data)
	default:
		r.readCSV(data)
	}
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

func (r *rosterReader) readXLSX(data []byte) {
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: 4 * maxRosterBytes})
	if err != nil {
		r.add(0, 0, "", "not readable as XLSX: %v", err)
		return
	}
	defer book.Close()
	rows, err := book.Rows(book.GetSheetName(0))
	if err != nil {
		r.add(0, 0, "", "not readable as XLSX: %v", err)
		return
	}
	defer rows.Close()
	for line := 1; rows.Next(); line++ {
		cells, err := rows.Columns()
		if err != nil {
			r.add(line, 0, "", "not readable as XLSX: %v", err)
			return
		}
		r.row(line, cells)
	}
	if err := rows.Error(); err != nil {
		r.add(0, 0, "", "not readable as XLSX: %v", err)
	}
}

func (r *rosterReader) readCSV(data []byte) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) {
		decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
		if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) {
			r.add(0, 0, "", "the text is neither UTF-8 nor GBK")
			return
		}
		data = decoded
	}
	rows := csv.NewReader(bytes.NewReader(data))
	rows.Comma, rows.Comment, rows.FieldsPerRecord = separator(data), '#', -1
	for {
		cells, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			r.add(bad.Line, bad.Column, "", "not readable as CSV: %v", bad.Err)
			return
		}
		if err != nil {
			r.add(0, 0, "", "not readable as CSV: %v", err)
			return
		}
		line, _ := rows.FieldPos(0)
		r.row(line, cells)
	}
}

// separator tells which separator the header uses.
func separator(data []byte) rune {
	for len(data) > 0 {
		line, rest, _ := bytes.Cut(data, []byte("\n"))
		if text := bytes.TrimSpace(line); len(text) > 0 && text[0] != '#' {
			for _, c := range []byte("\t;") {
				if bytes.IndexByte(line, c) >= 0 {
					return rune(c)
				}
			}
			return ','
		}
		data = rest
	}
	return ','
}

func (r *rosterReader) row(line int, cells []string) {
	blank := true
	for i, c := range cells {
		cells[i] = strings.TrimSpace(c)
		blank = blank && cells[i] == ""
	}
	if blank || strings.HasPrefix(cells[0], "#") {
		return
	}
	if r.columns == nil {
		r.header(line, cells)
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

func (r *rosterReader) header(line int, cells []string) {
	r.columns = map[string]int{}
	for i, c := range cells {
		column, ok := rosterColumns[strings.ToLower(c)]
		if !ok {
			continue // rosters often carry more than we need
		}
		if _, twice := r.columns[column]; twice {
			r.add(line, 0, c, "the column stands twice")
		}
		r.columns[column] = i
	}
	for _, column := range []string{"userid", "name", "unit", "roles"} {
		if _, ok := r.columns[column]; !ok {
			r.add(line, 0, column, "the column is missing; allowed: userid, name, unit, roles (账号, 姓名, 单位, 角色)")
		}
	}
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
