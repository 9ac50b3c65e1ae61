package understand

import (
	"fmt"
	"strings"
	"time"
)

// weeksAgo and monthsAgo are the words for weeks and months by how long they
// are gone, the longer gone first.
var (
	monthsAgo = [][]string{{"上上个月", "上上月"}, {"上个月", "上月", "上一个月", "上一月"}}
	weeksAgo  = [][]string{{"上上周", "上上个星期", "上上个礼拜", "上上星期", "上上礼拜", "上上个周"}, {"上周", "上星期", "上礼拜", "上个星期", "上个礼拜", "上一周", "上个周", "上一个星期"}}
	thisMonth = []string{"本月", "这个月", "当月", "这月", "这一个月", "月报"}
	thisWeek  = []string{"本周", "这周", "这个星期", "这礼拜", "这个礼拜", "这星期", "本星期", "这一周", "周报", "这个周"}
)

// period returns the month or ISO week that the message names.
func (m *message) period() string {
	s := head(m.bare, 240)
	for i, words := range monthsAgo {
		if m.holds(s, words...) {
			return m.month(i - len(monthsAgo))
		}
	}
	for i, words := range weeksAgo {
		if m.holds(s, words...) {
			return m.week(i - len(weeksAgo))
		}
	}
	for i := range s {
		if p := m.periodAt(s, i); p != "" {
			return p
		}
	}
	switch {
	case m.holds(s, "元月"):
		return fmt.Sprintf("%d-01", m.in.At.Year())
	case m.holds(s, thisMonth...):
		return m.month(0)
	case m.holds(s, thisWeek...):
		return m.week(0)
	}
	return ""
}

// month returns the month that is shift months away, week the ISO week.
func (m *message) month(shift int) string {
	at := m.in.At
	return time.Date(at.Year(), at.Month()+time.Month(shift), 1, 0, 0, 0, 0, at.Location()).Format("2006-01")
}

func (m *message) week(shift int) string {
	y, w := m.in.At.AddDate(0, 0, 7*shift).ISOWeek()
	return fmt.Sprintf("%d-W%02d", y, w)
}

// periodAt reads 3月份, 2012年3月, 去年12月, 第10周 at s[i:]; 3月5日 is a day.
func (m *message) periodAt(s string, i int) string {
	before := lastRune(s[:i])
	n, end, ok := number(s, i)
	if !ok || isDigit(before) || strings.ContainsRune(numerals, before) {
		return ""
	}
	y := m.in.At.Year()
	if n >= 2000 && n < 2100 && strings.HasPrefix(s[end:], "年") {
		y = n
		if n, end, ok = number(s, end+len("年")); !ok || n < 1 || n > 12 || !strings.HasPrefix(s[end:], "月") {
			return ""
		}
		return fmt.Sprintf("%d-%02d", y, n)
	}
	if before == '第' && n >= 1 && n <= 53 && startsAny(s[end:], "周") && !startsAny(s[end:], "周年") {
		return fmt.Sprintf("%d-W%02d", y, n)
	}
	if n < 1 || n > 12 || !strings.HasPrefix(s[end:], "月") {
		return ""
	}
	rest := s[end+len("月"):]
	if d, _, _ := number(rest, 0); d > 0 && !startsAny(rest, "一期", "一份") && !wholeMonth(rest) || startsAny(rest, "以来") {
		return ""
	}
	if endsAny(s[:i], "去年") || time.Month(n) > m.in.At.Month() {
		y--
	}
	return fmt.Sprintf("%d-%02d", y, n)
}

// wholeMonth reports that s names the days of a month from the first to the
// last: 1日-31日.
func wholeMonth(s string) bool {
	d, i, _ := number(s, 0)
	i += dayMark(s[i:])
	n := prefixLen(s[i:], "-", "至", "到")
	last, _, _ := number(s, i+n)
	return d == 1 && n > 0 && last >= 28 && last <= 31
}

// ledgerPeriod is the month of a ledger that lists many visits.
func (m *message) ledgerPeriod() string {
	if m.holds(head(m.s, 120), "台账", "月份", "本月", "汇总", "月)", "月报") {
		return m.period()
	}
	return ""
}
