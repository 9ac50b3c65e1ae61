package understand

import (
	"strings"
	"time"
	"unicode/utf8"
)

// span is a date named in a text, s[lo:hi].
type span struct {
	lo, hi int
	day    time.Time
}

const isoDay = "2006-01-02"

func midnight(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}

// calendar resolves the dates that a text names against the time it was sent.
// ahead turns days without a year or month to the future, as a new deadline
// means them; a log means the last one that has passed.
type calendar struct {
	s     string
	at    time.Time
	today time.Time
	ahead bool
}

// dateHeads are the characters that the name of a day may begin with.
var dateHeads = newRunes("0123456789" + numerals + "大前夜昨今当jz明后半上这本下星礼周年月正冬腊农阴旧元重端中小除春植国记圣平过")

// dates returns the days named in s, in order.
func dates(s string, at time.Time, ahead bool) []span {
	c := calendar{s: s, at: at, today: midnight(at), ahead: ahead}
	var out []span
	hi := 0
	for i, r := range s {
		if i < hi || !dateHeads.has(r) {
			continue
		}
		if day, end, ok := c.match(i); ok {
			out = append(out, span{i, end, day})
			hi = end
		}
	}
	return out
}

// namings are the ways to name a day; those in digits begin with one.
var (
	namings = []func(*calendar, int) (time.Time, int, bool){
		(*calendar).relative, (*calendar).away, (*calendar).weekday, (*calendar).edge, (*calendar).lunar, (*calendar).festival, (*calendar).numeric,
	}
	inDigits = []func(*calendar, int) (time.Time, int, bool){(*calendar).away, (*calendar).edge, (*calendar).lunar, (*calendar).numeric}
)

func (c *calendar) match(i int) (time.Time, int, bool) {
	tries := namings
	if isDigit(rune(c.s[i])) {
		tries = inDigits
	}
	for _, try := range tries {
		if day, hi, ok := try(c, i); ok {
			return day, hi, true
		}
	}
	return time.Time{}, 0, false
}

// dayWords are days by their distance from today, longer words first.
var dayWords = []struct {
	word string
	days int
}{
	{"大前天", -3}, {"大前儿", -3}, {"大前日", -3}, {"大后天", 3}, {"大后儿", 3},
	{"前儿个", -2}, {"前天", -2}, {"前儿", -2}, {"前晚", -2}, {"前日", -2},
	{"夜来", -1}, {"夜儿", -1}, {"昨", -1}, {"今儿", 0}, {"今天", 0}, {"今日", 0}, {"今早", 0}, {"今晨", 0},
	{"今晚", 0}, {"今上午", 0}, {"今下午", 0}, {"今夜", 0}, {"今朝", 0}, {"今头晌", 0}, {"今过晌", 0}, {"今后晌", 0}, {"当天上午", 0}, {"jintian", 0}, {"zuotian", -1},
	{"明天", 1}, {"明日", 1}, {"明儿", 1}, {"明早", 1}, {"明晚", 1}, {"明上午", 1}, {"明下午", 1},
	{"后天", 2}, {"后日", 2}, {"后儿", 2},
}

func (c *calendar) relative(i int) (time.Time, int, bool) {
	rest := c.s[i:]
	for _, w := range dayWords {
		if !startsAny(rest, w.word) {
			continue
		}
		hi := i + len(w.word)
		switch before := lastRune(c.s[:i]); {
		case (w.word == "前天" || w.word == "前日") && strings.ContainsRune("目以之日提年生", before),
			(w.word == "后天" || w.word == "后日") && strings.ContainsRune("以之先今日然", before):
			return time.Time{}, 0, false
		}
		if w.word == "昨" {
			for _, tail := range []string{"天", "日", "晚", "夜", "儿个", "儿", "上午", "下午", "早", "头晌", "过晌", "后晌"} {
				if strings.HasPrefix(c.s[hi:], tail) {
					return c.today.AddDate(0, 0, w.days), hi + len(tail), true
				}
			}
			return time.Time{}, 0, false
		}
		return c.today.AddDate(0, 0, w.days), hi, true
	}
	return time.Time{}, 0, false
}

// away reads a day by its distance: 三天前, 半个月后.
func (c *calendar) away(i int) (time.Time, int, bool) {
	n, hi, ok := number(c.s, i)
	half := false
	if !ok && strings.HasPrefix(c.s[i:], "半个月") {
		n, hi, ok, half = 15, i+len("半个月"), true, true
	}
	if !ok || n == 0 || n > 60 || strings.ContainsRune("第0123456789", lastRune(c.s[:i])) {
		return time.Time{}, 0, false
	}
	unit := 0
	if half {
		unit = 1
	}
	for _, u := range []struct {
		word string
		days int
	}{{"天", 1}, {"日", 1}, {"个星期", 7}, {"个礼拜", 7}, {"周", 7}, {"星期", 7}, {"礼拜", 7}} {
		if unit == 0 && startsAny(c.s[hi:], u.word) {
			unit, hi = u.days, hi+len(u.word)
		}
	}
	if unit == 0 {
		return time.Time{}, 0, false
	}
	for _, dir := range []struct {
		word string
		sign int
	}{{"以后", 1}, {"之后", 1}, {"后", 1}, {"以前", -1}, {"之前", -1}, {"前", -1}} {
		if startsAny(c.s[hi:], dir.word) {
			if (dir.sign < 0 && c.ahead) || (dir.sign > 0 && !c.ahead) {
				break
			}
			return c.today.AddDate(0, 0, n*unit*dir.sign), hi + len(dir.word), true
		}
	}
	return time.Time{}, 0, false
}

var weekPrefixes = []struct {
	word  string
	weeks int
}{
	{"上上个", -2}, {"上上", -2}, {"上个", -1}, {"上", -1}, {"这个", 0}, {"这", 0}, {"本", 0}, {"下下个", 2}, {"下下", 2}, {"下个", 1}, {"下", 1},
}

func (c *calendar) weekday(i int) (time.Time, int, bool) {
	rest, weeks, bare := c.s[i:], 0, true
	for _, p := range weekPrefixes {
		if startsAny(rest, p.word) {
			rest, weeks, bare = rest[len(p.word):], p.weeks, false
			break
		}
	}
	unit := ""
	for _, u := range []string{"星期", "礼拜", "周"} {
		if strings.HasPrefix(rest, u) {
			unit = u
		}
	}
	if unit == "" {
		return time.Time{}, 0, false
	}
	rest = rest[len(unit):]
	r, n := utf8.DecodeRuneInString(rest)
	wd := map[rune]int{'一': 1, '二': 2, '三': 3, '四': 4, '五': 5, '六': 6, '日': 7, '天': 7, '1': 1, '2': 2, '3': 3, '4': 4, '5': 5, '6': 6, '7': 7}[r]
	if wd == 0 {
		if !c.ahead || !strings.HasPrefix(rest, "末") {
			return time.Time{}, 0, false
		}
		wd = 6
	}
	if bare && (strings.ContainsRune("每一二两三四五六七八九十半几整四首隔逢", lastRune(c.s[:i])) || isDigit(lastRune(c.s[:i]))) {
		return time.Time{}, 0, false
	}
	if next, _ := utf8.DecodeRuneInString(rest[n:]); unit == "周" && (strings.ContainsRune("岁年次回个天圈趟遍", next) || wd < 7 && isDigit(next)) {
		return time.Time{}, 0, false
	}
	hi := len(c.s) - len(rest) + n
	now := int(c.today.Weekday()+6)%7 + 1
	days := wd - now + 7*weeks
	switch {
	case bare && c.ahead && days <= 0:
		days += 7
	case bare && !c.ahead && days >= 0:
		days -= 7
	}
	return c.today.AddDate(0, 0, days), hi, true
}

// edge reads 月底 and the like, which only a deadline means as a day.
func (c *calendar) edge(i int) (time.Time, int, bool) {
	rest, shift, named := c.s[i:], 0, 0
	for _, p := range []struct {
		word  string
		shift int
	}{{"下个月", 1}, {"下月", 1}, {"上个月", -1}, {"上月", -1}, {"这个月", 0}, {"本月", 0}, {"这月", 0}} {
		if startsAny(rest, p.word) {
			rest, shift, named = rest[len(p.word):], p.shift, 1
			break
		}
	}
	y, m := c.today.Year(), c.today.Month()
	if n, hi, ok := number(c.s, i); named == 0 && ok && n >= 1 && n <= 12 && strings.HasPrefix(c.s[hi:], "月") {
		rest, named = c.s[hi+len("月"):], 2
		y, m = c.yearOf(n, 28), time.Month(n)
	}
	if named == 0 {
		for _, w := range []string{"年底", "年末"} {
			if strings.HasPrefix(rest, w) && c.ahead {
				return c.date(y, 12, 31), i + len(w), true
			}
		}
		if !strings.HasPrefix(rest, "月") {
			return time.Time{}, 0, false
		}
		rest = rest[len("月"):]
	}
	end := len(c.s) - len(rest)
	for _, w := range []string{"底", "末", "月底", "月末"} {
		if strings.HasPrefix(rest, w) && (c.ahead || shift < 0) {
			return c.date(y, int(m)+shift+1, 0), end + len(w), true
		}
	}
	if strings.HasPrefix(rest, "初") && c.ahead && named > 0 {
		if n, _, ok := number(rest, len("初")); !ok || n == 0 {
			return c.date(y, int(m)+shift, 1), end + len("初"), true
		}
	}
	if named == 1 { // 上个月28号
		if n, hi, ok := number(c.s, end); ok && n >= 1 && n <= 31 && dayMark(c.s[hi:]) > 0 {
			return c.date(y, int(m)+shift, n), hi + dayMark(c.s[hi:]), true
		}
	}
	return time.Time{}, 0, false
}

func (c *calendar) date(y, m, d int) time.Time {
	return time.Date(y, time.Month(m), d, 0, 0, 0, 0, c.today.Location())
}

// yearOf is the year that a month and day without one mean.
func (c *calendar) yearOf(m, d int) int {
	y := c.today.Year()
	t := c.date(y, m, d)
	switch {
	case c.ahead && t.Before(c.today.AddDate(0, 0, -60)):
		return y + 1
	case !c.ahead && t.After(c.today):
		return y - 1
	}
	return y
}

// dayMark returns the length of the 日 or 号 that s begins with, 0 for none.
func dayMark(s string) int {
	for _, w := range []string{"日", "号"} {
		if strings.HasPrefix(s, w) {
			return len(w)
		}
	}
	return 0
}

// numeric reads 2012.3.5, 2012年3月5日, 3月5日, 十月八号, 28号.
func (c *calendar) numeric(i int) (time.Time, int, bool) {
	before := lastRune(c.s[:i])
	a, hi, ok := number(c.s, i)
	if !ok || isDigit(before) || strings.ContainsRune("第#.-/"+numerals, before) {
		return time.Time{}, 0, false
	}
	if a >= 2000 && a <= 2100 {
		return c.withYear(a, hi)
	}
	if (a == 10 || a == 11 || a == 12) && strings.HasPrefix(c.s[hi:], "年") {
		return c.withYear(2000+a, hi)
	}
	if a < 1 || a > 31 {
		return time.Time{}, 0, false
	}
	if strings.HasPrefix(c.s[hi:], "月") && a <= 12 {
		d, end, ok := number(c.s, hi+len("月"))
		if !ok || d < 1 || d > 31 {
			return time.Time{}, 0, false
		}
		if n := dayMark(c.s[end:]); n > 0 {
			end += n
		} else if next, _ := utf8.DecodeRuneInString(c.s[end:]); strings.ContainsRune("个年天次场人万千百多篇条件户%", next) {
			return time.Time{}, 0, false
		}
		return c.valid(c.yearOf(a, d), a, d, end)
	}
	if n := dayMark(c.s[hi:]); n > 0 {
		return c.bareDay(a, i, hi+n)
	}
	if strings.ContainsRune("./-", firstRune(c.s[hi:])) && a <= 12 && isDigit(firstRune(c.s[i:])) {
		d, end, ok := number(c.s, hi+1)
		next := firstRune(c.s[end:])
		free := i == 0 || strings.ContainsRune(" \n:,。(补于在", before)
		if ok && d >= 1 && d <= 31 && free && (dayMark(c.s[end:]) > 0 || strings.ContainsRune(" 上下晚早到在去,赴:)", next)) {
			return c.valid(c.yearOf(a, d), a, d, end+dayMark(c.s[end:]))
		}
	}
	return time.Time{}, 0, false
}

func (c *calendar) withYear(y, i int) (time.Time, int, bool) {
	sep := firstRune(c.s[i:])
	if !strings.ContainsRune("年./-", sep) || sep == utf8.RuneError {
		return time.Time{}, 0, false
	}
	m, i, ok := number(c.s, i+utf8.RuneLen(sep))
	sep = firstRune(c.s[i:])
	if !ok || !strings.ContainsRune("月./-", sep) || sep == utf8.RuneError {
		return time.Time{}, 0, false
	}
	d, i, ok := number(c.s, i+utf8.RuneLen(sep))
	if !ok {
		return time.Time{}, 0, false
	}
	return c.valid(y, m, d, i+dayMark(c.s[i:]))
}

// bareDay reads 28号: the last such day that has passed, or the next one.
func (c *calendar) bareDay(d, i, hi int) (time.Time, int, bool) {
	next := firstRune(c.s[hi:])
	if next == '那' && strings.HasPrefix(c.s[hi:], "那天") {
		next = ' '
	}
	if strings.ContainsRune("楼院线机码桌车厅门地大病井房文令馆内站桥路店市坑台仓作稿那这撤篇机柜", next) || strings.ContainsRune("零期第", lastRune(c.s[:i])) {
		return time.Time{}, 0, false
	}
	y, m := c.today.Year(), int(c.today.Month())
	for range 3 {
		t := c.date(y, m, d)
		fits := t.Day() == d && !t.After(c.today)
		if c.ahead {
			fits = t.Day() == d && !t.Before(c.today)
		}
		if fits {
			return t, hi, true
		}
		if c.ahead {
			m++
		} else {
			m--
		}
	}
	return time.Time{}, 0, false
}

func (c *calendar) valid(y, m, d, hi int) (time.Time, int, bool) {
	t := c.date(y, m, d)
	return t, hi, m >= 1 && m <= 12 && t.Day() == d
}
