package configs

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"

	"duban/campaign"
)

// Names of calendars that a campaign file may give.
const (
	CalendarCN   = "cn"   // official days off and adjusted workdays of mainland China
	CalendarNone = "none" // every day is a workday
)

// LoadCalendar returns the calendar of that name, with the rows of override
// laid over the embedded table. An unknown name is an error that lists the
// known ones.
func LoadCalendar(name string, override ...campaign.DayKind) (*campaign.Calendar, error) {
	switch name {
	case CalendarNone:
		return campaign.EveryDay(), nil
	case CalendarCN:
		data, err := embedded.ReadFile("holidays/cn.csv")
		if err != nil {
			return nil, fmt.Errorf("read holiday table: %w", err)
		}
		rows, problems := ParseHolidays("holidays/cn.csv", bytes.NewReader(data))
		if err := problems.Err(); err != nil {
			return nil, fmt.Errorf("read holiday table: %w", err)
		}
		return campaign.NewCalendar(append(rows, override...)), nil
	}
	return nil, fmt.Errorf("no calendar is called %q; allowed: %s, %s", name, CalendarCN, CalendarNone)
}

// ParseHolidays reads a holiday table: lines of date,kind,name under that
// header, kind being off or work; blank lines and lines that begin with # are
// passed over. name stands in the problems.
func ParseHolidays(name string, in io.Reader) ([]campaign.DayKind, Problems) {
	var rows []campaign.DayKind
	r := &report{file: name}
	first := map[campaign.Date]int{}
	lines := bufio.NewScanner(io.LimitReader(in, maxFileBytes))
	line, header := 0, false
	for lines.Scan() {
		line++
		text := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if text == "" || text[0] == '#' {
			continue
		}
		if !header {
			if header = true; text != "date,kind,name" {
				r.add(line, 0, "", "the header is %q; allowed: date,kind,name", text)
			}
			continue
		}
		cells := strings.Split(text, ",")
		if len(cells) != 3 {
			r.add(line, 0, "", "%d columns; allowed: 3", len(cells))
			continue
		}
		day, err := campaign.ParseDate(cells[0])
		switch {
		case err != nil:
			r.add(line, 0, "date", "%q; allowed: %s", cells[0], dayForm)
		case cells[1] != "off" && cells[1] != "work":
			r.add(line, 0, "kind", "%q; allowed: off, work", cells[1])
		case cells[2] == "":
			r.add(line, 0, "name", "is empty")
		case first[day] > 0:
			r.add(line, 0, "date", "%s stands twice; first on line %d", day, first[day])
		default:
			first[day] = line
			rows = append(rows, campaign.DayKind{Date: day, Work: cells[1] == "work", Name: cells[2]})
		}
	}
	if err := lines.Err(); err != nil {
		r.add(line+1, 0, "", "not readable: %v", err)
	}
	if !header {
		r.add(1, 0, "", "the table is empty; allowed: the header date,kind,name and rows")
	}
	return rows, r.problems
}
