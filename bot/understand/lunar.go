package understand

import (
	"strings"
	"time"
)

// lunar reads days of the Chinese calendar: 正月十五, 腊月廿三, 农历八月十五,
// 大年初三, 年初六, 八月初六, 闰四月初一, 初一早上.
func (c *calendar) lunar(i int) (time.Time, int, bool) {
	rest := c.s[i:]
	for _, p := range []struct {
		word  string
		month int
	}{{"大年初", 1}, {"年初", 1}, {"正月", 1}, {"冬月", 11}, {"腊月", 12}} {
		if n := prefixLen(rest, p.word); n > 0 && (p.word != "年初" || !isDigit(firstRune(rest[n:]))) {
			return c.lunarOf(p.month, i+n)
		}
	}
	if n := prefixLen(rest, "大年", "年"); n > 0 && startsAny(rest[n:], "二十", "廿") { // 年二十九
		return c.lunarOf(12, i+n)
	}
	j := i + prefixLen(rest, "农历", "阴历", "旧历")
	said := j > i
	if said && !startsAny(c.s[j:], "初") {
		if day, hi, ok := c.lunar(j); ok {
			return day, hi, true
		}
	}
	if startsAny(c.s[j:], "初") {
		return c.newMoon(j)
	}
	leap := prefixLen(c.s[j:], "闰")
	m, k, ok := number(c.s, j+leap)
	if !ok || m < 1 || m > 12 || !strings.HasPrefix(c.s[k:], "月") {
		return time.Time{}, 0, false
	}
	k += len("月")
	if !said && leap == 0 && !startsAny(c.s[k:], "初", "廿") {
		return time.Time{}, 0, false
	}
	if leap > 0 {
		m = -m
	}
	return c.lunarOf(m, k)
}

// lunarOf reads the day at k of a lunar month; that of a leap month is negative.
func (c *calendar) lunarOf(m, k int) (time.Time, int, bool) {
	k += prefixLen(c.s[k:], "初")
	d, hi, ok := number(c.s, k)
	if !ok || d < 1 || d > 30 || startsAny(c.s[hi:], "多", "几", "来", "年", "个", "岁", "月") {
		return time.Time{}, 0, false
	}
	day, ok := c.lunarDay(m, d)
	return day, hi + dayMark(c.s[hi:]), ok
}

// lunarDay returns the day of the calendar's side; the thirtieth of the twelfth
// month is the eve, whatever that month's length.
func (c *calendar) lunarDay(m, d int) (time.Time, bool) {
	if m == 12 && d == 30 {
		day, ok := lunarNear(c.at.AddDate(0, 0, 1), 1, 1, c.ahead)
		return day.AddDate(0, 0, -1), ok
	}
	return lunarNear(c.at, m, d, c.ahead)
}

// newMoon reads 初一早上: the first days of a lunar month, whichever was last.
func (c *calendar) newMoon(i int) (time.Time, int, bool) {
	d, hi, ok := number(c.s, i+len("初"))
	free := i == 0 || notWord(lastRune(c.s[:i])) || endsAny(c.s[:i], "月", "历", "天", "就是", "正是", "周一", "周二", "周三", "周四", "周五", "周六", "周日")
	if !ok || d < 1 || d > 10 || hi-i > 2*len("初") || !free || c.ahead || !(hi == len(c.s) || notWord(firstRune(c.s[hi:])) ||
		startsAny(c.s[hi:], "早", "上午", "下午", "晚", "一早", "一大早", "那天", "这天", "当天", "中午", "傍晚", "去", "到", "在", "我", "俺", "就", "给", "陪")) {
		return time.Time{}, 0, false
	}
	last, found := time.Time{}, false
	for m := 1; m <= 12; m++ {
		if day, ok := lunarNear(c.at, m, d, false); ok && day.After(last) {
			last, found = day, true
		}
	}
	return last, hi, found
}

// lunarCue reports that the text speaks of a lunar feast, which makes a bare
// 八月十四 a lunar day.
func (c *calendar) lunarCue() bool {
	return containsAny(head(c.s, 600), "农历", "阴历", "旧历", "月饼", "粽子", "龙抬头", "元宵", "中秋", "端午", "重阳", "赶集", "庙会", "拜年", "闰月", "七夕", "二月二", "三月三")
}

// lunarYear is one year of the Chinese calendar: the solar day of its first
// day, the place of its leap month (0 for none) and, from the lowest bit, which
// of its months have 30 days.
type lunarYear struct {
	year, month, day int
	leap             int
	long             uint16
}

// lunarYears runs from 2009 to 2040 without a gap.
var lunarYears = [...]lunarYear{
	{2009, 1, 26, 5, 0b1101010010011},
	{2010, 2, 14, 0, 0b0101010010101},
	{2011, 2, 3, 0, 0b0010100101101},
	{2012, 1, 23, 4, 0b0101010101101},
	{2013, 2, 10, 0, 0b0101010110101},
	{2014, 1, 31, 9, 0b1010110101010},
	{2015, 2, 19, 0, 0b0010111010010},
	{2016, 2, 8, 0, 0b0110110100101},
	{2017, 1, 28, 6, 0b1110101001010},
	{2018, 2, 16, 0, 0b0110101001010},
	{2019, 2, 5, 0, 0b0110010010101},
	{2020, 1, 25, 4, 0b1010100101110},
	{2021, 2, 12, 0, 0b0010101010110},
	{2022, 2, 1, 0, 0b0101010110101},
	{2023, 1, 22, 2, 0b1010110110010},
	{2024, 2, 10, 0, 0b0011011010010},
	{2025, 1, 29, 6, 0b0111010100101},
	{2026, 2, 17, 0, 0b0011100100101},
	{2027, 2, 6, 0, 0b0011001001011},
	{2028, 1, 26, 5, 0b0110010010111},
	{2029, 2, 13, 0, 0b0110010101011},
	{2030, 2, 3, 0, 0b0010101011010},
	{2031, 1, 23, 3, 0b0101011010110},
	{2032, 2, 11, 0, 0b0101101101001},
	{2033, 1, 31, 11, 0b1011101010010},
	{2034, 2, 19, 0, 0b0101101010010},
	{2035, 2, 8, 0, 0b0101100100101},
	{2036, 1, 28, 6, 0b1101001001011},
	{2037, 2, 15, 0, 0b0101001001011},
	{2038, 2, 4, 0, 0b0010010101011},
	{2039, 1, 24, 5, 0b0010101011011},
	{2040, 2, 12, 0, 0b0010110101101},
}

// lunarDay returns the solar day of day d of month m in the i-th year of the
// table. A leap month has a negative number, for a bare name never means one.
func lunarDay(i, m, d int, zone *time.Location) (day time.Time, ok bool) {
	y := lunarYears[i]
	switch {
	case m < 0 && -m != y.leap:
		return day, false
	case m < 0:
		m = 1 - m
	case y.leap > 0 && m > y.leap:
		m++
	}
	if d == 30 && y.long>>(m-1)&1 == 0 {
		return day, false
	}
	days := d - 1
	for k := range m - 1 {
		days += 29 + int(y.long>>k&1)
	}
	return time.Date(y.year, time.Month(y.month), y.day+days, 0, 0, 0, 0, zone), true
}

// lunarNear returns the solar day of a lunar day nearest to at: the last one
// that has come, or with ahead the next one.
func lunarNear(at time.Time, m, d int, ahead bool) (time.Time, bool) {
	day := midnight(at)
	var past time.Time
	for i := range lunarYears {
		t, ok := lunarDay(i, m, d, at.Location())
		if !ok {
			continue
		}
		if ahead && !t.Before(day) {
			return t, t.Sub(day) < 400*24*time.Hour
		}
		if !t.After(day) {
			past = t
		}
	}
	return past, !ahead && !past.IsZero() && day.Sub(past) < 400*24*time.Hour
}
