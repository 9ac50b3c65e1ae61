package configs

import (
	"io"
	"unicode/utf8"

	"duban/campaign"
)

var pairingColumns = map[string]string{
	"unit": "unit", "单位": "unit", "部门": "unit",
	"userid": "userid", "账号": "userid", "帐号": "userid", "结对人": "userid",
	"place": "place", "地点": "place", "村": "place", "村（社区）": "place", "村居": "place",
	"partner": "partner", "户主": "partner", "结对户": "partner", "姓名": "partner",
	"since": "since", "结对日期": "since", "日期": "since",
}

const pairingsAllowed = "unit, place, partner, userid, since (单位, 地点, 户主, 账号, 结对日期)"

// ReadPairings reads a register of pairings from a table like that of
// ReadRoster. The header names the columns unit, place, partner and, where
// wanted, userid (of the member paired) and since (a day such as 2011-09-20), in
// any order, in English or Chinese. Every line needs a unit, and a place or a
// partner. name stands in the problems; with a problem the pairings are nil.
func ReadPairings(name string, in io.Reader) ([]campaign.Pairing, Problems) {
	r := &pairingReader{report: report{file: name}, first: map[campaign.Pairing]int{}}
	r.readTable(in, r.row)
	if len(r.problems) == 0 && r.columns == nil {
		r.add(1, 0, "", "the file is empty; allowed: the header unit,place,partner and pairings")
	}
	if len(r.problems) > 0 {
		return nil, r.problems.sorted()
	}
	return r.pairings, nil
}

type pairingReader struct {
	report
	columns  map[string]int
	first    map[campaign.Pairing]int // line where a pairing first stood
	pairings []campaign.Pairing
}

func (r *pairingReader) row(line int, cells []string) {
	if r.columns == nil {
		r.columns = r.header(line, cells, pairingColumns, pairingsAllowed, "unit", "place", "partner")
		return
	}
	cell := func(column string) string {
		if i, ok := r.columns[column]; ok && i < len(cells) {
			return cells[i]
		}
		return ""
	}
	p := campaign.Pairing{Unit: cell("unit"), Place: cell("place"), Partner: cell("partner")}
	if n := r.first[p]; n > 0 {
		r.add(line, 0, "", "the pairing stands twice; first on line %d", n)
	}
	r.first[p] = line
	for _, column := range []string{"unit", "place", "partner"} {
		if n := utf8.RuneCountInString(cell(column)); n > 128 || n == 0 && column == "unit" {
			r.add(line, 0, column, "has %d characters; allowed: 1 to 128", n)
		}
	}
	if p.Place == "" && p.Partner == "" {
		r.add(line, 0, "place", "is empty and so is partner; one of them is needed")
	}
	if p.UserID = cell("userid"); p.UserID != "" && !userIDRegexp.MatchString(p.UserID) {
		r.add(line, 0, "userid", "%q; allowed: 1 to 64 letters, digits and _ - @ . with a letter or digit first", p.UserID)
	}
	if day := cell("since"); day != "" {
		var err error
		if p.Since, err = campaign.ParseDate(day); err != nil {
			r.add(line, 0, "since", "%q; allowed: a day such as 2011-09-20", day)
		}
	}
	r.pairings = append(r.pairings, p)
}
