package configs_test

import (
	"os"
	"strings"
	"testing"

	"duban/campaign"
	"duban/configs"
)

func TestLoadCalendar(t *testing.T) {
	t.Parallel()
	cn, err := configs.LoadCalendar("cn")
	if err != nil {
		t.Fatal(err)
	}
	for d, want := range map[string]bool{
		"2011-10-07": false, "2011-10-08": true, "2011-10-09": true, "2011-10-31": true, "2012-06-10": false,
		"2026-02-28": true, "2026-10-10": true, "2026-10-01": false, "2030-01-07": true, "2030-01-06": false,
	} {
		if got := cn.Workday(day(t, d)); got != want {
			t.Errorf("%s: workday %v, want %v", d, got, want)
		}
	}
	for year := 2011; year <= 2026; year++ {
		if !cn.Covers(campaign.Date{Year: year, Month: 5, Day: 1}) {
			t.Errorf("the table lacks %d", year)
		}
	}
	if got := cn.End(); got != day(t, "2026-12-31") {
		t.Errorf("the table ends %s", got)
	}
	none, err := configs.LoadCalendar("none")
	if err != nil || !none.Workday(day(t, "2026-10-01")) {
		t.Errorf("none: %v, or it has days off", err)
	}
	longer, err := configs.LoadCalendar("cn", campaign.DayKind{Date: day(t, "2027-01-04")},
		campaign.DayKind{Date: day(t, "2026-10-01"), Work: true})
	if err != nil || longer.Workday(day(t, "2027-01-04")) || !longer.Workday(day(t, "2026-10-01")) || longer.End().Year != 2027 {
		t.Errorf("the override does not lie over the table: %v", err)
	}
	if _, err := configs.LoadCalendar("us"); err == nil || !strings.Contains(err.Error(), "allowed: cn, none") {
		t.Errorf("an unknown calendar gives %v", err)
	}
}

// TestEveryDayOfTheTable compares with a file that was made apart from the table's
// reader: a workday or a day off, for each day.
func TestEveryDayOfTheTable(t *testing.T) {
	t.Parallel()
	golden, err := os.ReadFile("testdata/days.golden")
	if err != nil {
		t.Fatal(err)
	}
	cn, err := configs.LoadCalendar("cn")
	if err != nil {
		t.Fatal(err)
	}
	d, seen := day(t, "2011-01-01"), 0
	for _, line := range strings.Split(strings.TrimSpace(string(golden)), "\n")[1:] {
		month, marks, _ := strings.Cut(line, " ")
		for _, mark := range marks {
			if got := cn.Workday(d); d.String()[:7] != month || got != (mark == '.') {
				t.Errorf("%s, in the file of %s: workday %v, want %c", d, month, got, mark)
			}
			d, seen = d.AddDays(1), seen+1
		}
	}
	if d != day(t, "2027-01-01") || seen != 16*365+4 {
		t.Errorf("the file has %d days and ends before %s", seen, d)
	}
}

func TestParseHolidays(t *testing.T) {
	t.Parallel()
	rows, problems := configs.ParseHolidays("h.csv", strings.NewReader(
		"\ufeff# own days\r\ndate,kind,name\r\n\r\n2027-01-01,off,元旦\r\n2027-01-03,work,元旦\r\n"))
	if len(problems) > 0 || len(rows) != 2 || rows[0] != (campaign.DayKind{Date: day(t, "2027-01-01"), Name: "元旦"}) || !rows[1].Work {
		t.Errorf("%v, %v", rows, problems)
	}
	for input, want := range map[string]string{
		"":                                 "h.csv:1: the table is empty; allowed: the header date,kind,name and rows",
		"2027-01-01,off,元旦\n":              `h.csv:1: the header is "2027-01-01,off,元旦"; allowed: date,kind,name`,
		"date,kind,name\n2027-01-01,off\n": "h.csv:2: 2 columns; allowed: 3",
		"date,kind,name\n2027-02-29,off,春节\n": `h.csv:2: date: "2027-02-29"; allowed: a day like 2011-10-31`,
		"date,kind,name\n2027-01-01,on,元旦\n":  `h.csv:2: kind: "on"; allowed: off, work`,
		"date,kind,name\n2027-01-01,off,\n":   "h.csv:2: name: is empty",
		"date,kind,name\n2027-01-01,off,元旦\n2027-01-01,work,元旦\nx,off,y\n": "h.csv:3: date: 2027-01-01 stands twice; first on line 2\n" +
			`h.csv:4: date: "x"; allowed: a day like 2011-10-31`,
		"date,kind,name\n" + strings.Repeat("x", 1<<17): "h.csv:2: not readable: bufio.Scanner: token too long",
	} {
		if _, problems := configs.ParseHolidays("h.csv", strings.NewReader(input)); problems.Error() != want {
			t.Errorf("%.60q\ngot  %v\nwant %s", input, problems, want)
		}
	}
}
