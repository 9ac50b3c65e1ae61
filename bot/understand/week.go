package understand

import (
	"strings"
	"time"
	"unicode/utf8"
)

// spans of days, and the words that turn them back or forth.
var (
	dayUnits = []struct {
		word         string
		days, months int
	}{{"天", 1, 0}, {"日", 1, 0}, {"个星期", 7, 0}, {"个礼拜", 7, 0}, {"个周", 7, 0}, {"周", 7, 0}, {"星期", 7, 0}, {"礼拜", 7, 0}, {"个月", 0, 1}}
	turns = []struct {
		word string
		sign int
	}{{"以后", 1}, {"之后", 1}, {"过后", 1}, {"后", 1}, {"以内", 1}, {"之内", 1}, {"内", 1}, {"以前", -1}, {"之前", -1}, {"前", -1}}
)

// away reads a day by its distance: 三天前, 半个月后, 三日内.
func (c *calendar) away(i int) (time.Time, int, bool) {
	var hi, days, months int
	if n := prefixLen(c.s[i:], "半个月", "半拉月"); n > 0 {
		hi, days = i+n, 15
	} else {
		n, end, ok := number(c.s, i)
		if !ok || n == 0 || n > 60 {
			return time.Time{}, 0, false
		}
		for _, u := range dayUnits {
			if startsAny(c.s[end:], u.word) {
				hi, days, months = end+len(u.word), n*u.days, n*u.months
				break
			}
		}
	}
	if hi == 0 || strings.ContainsRune("第几0123456789"+numerals, lastRune(c.s[:i])) {
		return time.Time{}, 0, false
	}
	for _, turn := range turns {
		if startsAny(c.s[hi:], turn.word) {
			if (turn.sign > 0) != c.ahead {
				break
			}
			return c.today.AddDate(0, turn.sign*months, turn.sign*days), hi + len(turn.word), true
		}
	}
	return time.Time{}, 0, false
}

var weekPrefixes = []struct {
	word  string
	weeks int
}{
	{"再下个", 2}, {"再下", 2}, {"上上个", -2}, {"上上", -2}, {"上一个", -1}, {"上个", -1}, {"上", -1}, {"这个", 0}, {"这", 0}, {"本", 0}, {"下下个", 2}, {"下下", 2}, {"下一个", 1}, {"下个", 1}, {"下", 1},
}

var weekdays = map[rune]int{'一': 1, '二': 2, '三': 3, '四': 4, '五': 5, '六': 6, '日': 7, '天': 7, '1': 1, '2': 2, '3': 3, '4': 4, '5': 5, '6': 6, '7': 7}

func (c *calendar) weekday(i int) (time.Time, int, bool) {
	rest, weeks, bare := c.s[i:], 0, true
	for _, p := range weekPrefixes {
		if startsAny(rest, p.word) {
			rest, weeks, bare = rest[len(p.word):], p.weeks, false
			break
		}
	}
	unit := prefixLen(rest, "星期", "礼拜", "周")
	if unit == 0 {
		return time.Time{}, 0, false
	}
	short := unit == len("周")
	rest = rest[unit:]
	if n := prefixLen(rest, "的周", "的星期", "的礼拜"); n > 0 && !bare { // 上周的周三
		rest = rest[n:]
	}
	r, n := utf8.DecodeRuneInString(rest)
	wd := weekdays[r]
	if wd == 0 {
		if !c.ahead || !strings.HasPrefix(rest, "末") {
			return time.Time{}, 0, false
		}
		wd = 6
	}
	if before := lastRune(c.s[:i]); bare && (strings.ContainsRune("每一二两三四五六七八九十半几整四首隔逢", before) || isDigit(before)) {
		return time.Time{}, 0, false
	}
	if bare && startsAny(rest[n:], "叔", "婶", "嫂", "哥", "姐", "大爷", "大娘", "奶奶", "爷", "姑", "妮") { // a person: 周二嫂
		return time.Time{}, 0, false
	}
	if next := firstRune(rest[n:]); short && (strings.ContainsRune("岁次圈趟遍", next) || bare && next == '年' || isDigit(r) && isDigit(next)) && len(rest) > n {
		return time.Time{}, 0, false
	}
	hi := len(c.s) - len(rest) + n
	now := int(c.today.Weekday()+6)%7 + 1
	days := wd - now + 7*weeks
	switch {
	case bare && c.ahead && days <= 0:
		days += 7
	case bare && !c.ahead && days == 0 && endsAny(c.s[:i], "趁", "趁着", "赶着", "今天", "今儿"): // on the day itself
	case bare && !c.ahead && days >= 0:
		days -= 7
	}
	return c.today.AddDate(0, 0, days), hi, true
}

// monthNames are months by their distance from this one.
var monthNames = []struct {
	word  string
	shift int
}{{"下个月", 1}, {"下月", 1}, {"上上个月", -2}, {"上上月", -2}, {"上个月", -1}, {"上月", -1}, {"这个月", 0}, {"本月", 0}, {"当月", 0}, {"这月", 0}}

// edge reads 上个月28号, and 月底 and the like, which only a deadline means as a day.
func (c *calendar) edge(i int) (time.Time, int, bool) {
	y, m, shift, named := c.today.Year(), int(c.today.Month()), 0, true
	end, relative := i, false
	for _, p := range monthNames {
		if startsAny(c.s[i:], p.word) {
			end, shift, relative = i+len(p.word), p.shift, true
			break
		}
	}
	if n, hi, ok := number(c.s, i); !relative && ok && n >= 1 && n <= 12 && startsAny(c.s[hi:], "月") {
		y, m, end = c.yearOf(i, n, 28), n, hi+len("月")
	} else if n := prefixLen(c.s[i:], "月"); !relative && n > 0 && !endsAny(c.s[:i], "个", "每") {
		end, named = i+n, false
	} else if n := prefixLen(c.s[i:], "年底", "年末"); n > 0 && c.ahead {
		return c.date(y, 12, 31), i + n, true
	}
	if end == i {
		return time.Time{}, 0, false
	}
	if relative { // 上个月28号
		if d, hi, ok := number(c.s, end); ok && d >= 1 && d <= 31 && dayMark(c.s[hi:]) > 0 {
			t := c.date(y, m+shift, d)
			return t, hi + dayMark(c.s[hi:]), t.Day() == d
		}
	}
	n := prefixLen(c.s[end:], "底", "末", "月底", "月末")
	if n > 0 && (c.ahead || shift < 0) {
		return c.date(y, m+shift+1, 0), end + n, true
	}
	if c.ahead {
		return c.third(y, m+shift, end, named)
	}
	return time.Time{}, 0, false
}

// third reads the parts of a month as a limit: 初, 上旬, 中旬, 下旬.
func (c *calendar) third(y, m, i int, named bool) (time.Time, int, bool) {
	for _, w := range []struct {
		word string
		day  int
	}{{"上旬", 10}, {"中旬", 20}, {"中", 15}} {
		if startsAny(c.s[i:], w.word) && (named || w.word == "中") {
			return c.date(y, m, w.day), i + len(w.word), true
		}
	}
	if n := prefixLen(c.s[i:], "下旬"); n > 0 {
		return c.date(y, m+1, 0), i + n, true
	}
	if n := prefixLen(c.s[i:], "初"); n > 0 && named {
		if d, _, ok := number(c.s, i+n); !ok || d == 0 {
			return c.date(y, m, 1), i + n, true
		}
	}
	return time.Time{}, 0, false
}
