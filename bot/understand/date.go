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
var dateHeads = newRunes("《0123456789俩仨幺○大前夜昨作今当jzmq明后半再上这本下星礼周年月" + numerals + festivalHeads)

// dates returns the days named in s, in order.
func dates(s string, at time.Time, ahead bool) []span {
	c := calendar{s: s, at: at, today: midnight(at), ahead: ahead}
	var out []span
	hi := 0
	for i, r := range s {
		if i < hi || !dateHeads.has(r) {
			continue
		}
		if r == '《' { // a title names no day
			hi = i + max(0, strings.Index(s[i:], "》"))
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
		(*calendar).relative, (*calendar).away, (*calendar).weekday, (*calendar).edge, (*calendar).lunar, (*calendar).feast, (*calendar).numeric,
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

// dayHeads are days by their distance from today, longer words first. One that
// is no day by itself needs a part of the day behind it.
var dayHeads = []struct {
	word  string
	days  int
	whole bool
	tails []string
}{
	{"大前", -3, false, dayTails}, {"大后", 3, false, dayTails}, {"前", -2, false, dayTails}, {"后", 2, false, dayTails},
	{"昨", -1, false, partTails}, {"今", 0, false, partTails}, {"明", 1, false, partTails},
	{"夜来", -1, true, nil}, {"夜儿", -1, true, nil}, {"夜个", -1, true, nil}, {"当天上午", 0, true, nil}, {"当天下午", 0, true, nil},
	{"作", -1, false, []string{"天"}}, {"jintian", 0, true, nil}, {"zuotian", -1, true, nil}, {"mingtian", 1, true, nil}, {"qiantian", -2, true, nil},
}

// dayTails follow 前 or 后, partTails 昨, 今 or 明.
var (
	dayTails  = []string{"天", "日", "儿个", "儿", "个儿", "个", "晚"}
	partTails = []string{"天", "日", "儿个", "儿", "个儿", "个", "早", "晨", "晚", "夜", "上午", "下午", "中午", "午", "朝", "头晌", "过晌", "后晌", "前晌", "下晌", "头午", "过午", "下黑", "傍晚", "傍黑",
		"晌", "黑", "宿", "凌晨", "清早", "清晨", "大早", "一早", "一大早", "白天"}
)

// notDays are words around 前日, 后天 and the like that make others of them.
var notDays = map[string]struct{ before, after string }{
	"前": {"目以之日提年生此当", "月星礼周人一"}, "后": {"以之先今日然此最", "月星礼周人一"}, "明": {"证声发", "人"}, "今": {"", "人"}, "作": {"工操协制合创写动运劳", "的"},
}

func (c *calendar) relative(i int) (time.Time, int, bool) {
	rest := c.s[i:]
	for _, w := range dayHeads {
		if !startsAny(rest, w.word) {
			continue
		}
		hi := i + len(w.word)
		if !w.whole {
			n := prefixLen(c.s[hi:], w.tails...)
			if n == 0 {
				continue
			}
			next := firstRune(c.s[hi+n:])
			not := notDays[w.word]
			if strings.ContainsRune(not.before, lastRune(c.s[:i])) || next == '期' || c.s[hi:hi+n] == "个" && strings.ContainsRune(not.after, next) {
				continue
			}
			hi += n
		}
		return c.today.AddDate(0, 0, w.days), hi, true
	}
	return time.Time{}, 0, false
}

func (c *calendar) date(y, m, d int) time.Time {
	return time.Date(y, time.Month(m), d, 0, 0, 0, 0, c.today.Location())
}

// yearOf is the year that a month and day mean which stand at i.
func (c *calendar) yearOf(i, m, d int) int {
	y := c.today.Year()
	switch before := tail(c.s[:i], len("去年的")); {
	case endsAny(before, "去年", "去年的", "上年"):
		return y - 1
	case endsAny(before, "今年", "今年的", "本年"):
		return y
	case endsAny(before, "明年", "明年的"):
		return y + 1
	}
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
func dayMark(s string) int { return prefixLen(s, "日", "号") }

// numeric reads 2012.3.5, 2012年3月5日, 3月5日, 十月八号, 3/5, 28号.
func (c *calendar) numeric(i int) (time.Time, int, bool) {
	before := lastRune(c.s[:i])
	a, hi, ok := number(c.s, i)
	if !ok || isDigit(before) || strings.ContainsRune("第#.-/"+numerals, before) {
		return time.Time{}, 0, false
	}
	if a >= 2000 && a <= 2100 {
		return c.withYear(a, hi)
	}
	if a > 8 && a < 50 && isDigit(firstRune(c.s[i:])) && strings.HasPrefix(c.s[hi:], "年") {
		return c.withYear(2000+a, hi)
	}
	if a < 1 || a > 31 {
		return time.Time{}, 0, false
	}
	if strings.HasPrefix(c.s[hi:], "月") && a <= 12 {
		return c.monthDay(i, a, hi+len("月"))
	}
	if n := dayMark(c.s[hi:]); n > 0 {
		return c.bareDay(a, i, hi+n)
	}
	if !c.ahead { // 5、6号, 5到7号: from the first on
		if n := prefixLen(c.s[hi:], "、", "-", "到", "至", "和"); n > 0 {
			if b, end, ok := number(c.s, hi+n); ok && b > a && b <= 31 && dayMark(c.s[end:]) > 0 {
				return c.bareDay(a, i, end+dayMark(c.s[end:]))
			}
		}
	}
	return c.slashed(i, a, hi)
}

// monthDay reads what follows 3月 at i: 5日, 5, 5日至7日.
func (c *calendar) monthDay(i, m, k int) (time.Time, int, bool) {
	k += prefixLen(c.s[k:], "份")
	d, end, ok := number(c.s, k)
	if !ok || d < 1 || d > 31 {
		return time.Time{}, 0, false
	}
	if n := dayMark(c.s[end:]); n > 0 {
		end += n
	} else if strings.ContainsRune("个年天次场人万千百多篇条件户度元块斤亩里%", firstRune(c.s[end:])) && end < len(c.s) {
		return time.Time{}, 0, false
	} else if !isDigit(firstRune(c.s[k:])) && c.lunarCue() { // 八月十四, with mooncakes
		return c.lunarOf(m, k)
	}
	return c.valid(c.yearOf(i, m, d), m, d, end)
}

// slashed reads 3/5, 10.8 and 3-5, which are a day only where nothing else is.
func (c *calendar) slashed(i, m, hi int) (time.Time, int, bool) {
	sep, before := firstRune(c.s[hi:]), lastRune(c.s[:i])
	if m > 12 || hi-i > 2 || hi >= len(c.s) || !strings.ContainsRune("./-", sep) || !isDigit(firstRune(c.s[i:])) {
		return time.Time{}, 0, false
	}
	d, end, ok := number(c.s, hi+1)
	free := i == 0 || strings.ContainsRune(" \n:,。;!?(补于在到至延成为期是从说和与、”》", before)
	if !ok || d < 1 || d > 31 || end-hi > 3 || !isDigit(rune(c.s[hi+1])) || !free {
		return time.Time{}, 0, false
	}
	next := firstRune(c.s[end:])
	switch n := dayMark(c.s[end:]); {
	case n > 0 && sep == '-':
		return c.bareDay(m, i, end+n)
	case sep != '-' && rangeFollows(c.s[end:]):
	case n > 0 || strings.ContainsRune(" ,)上下早晚到在去赴那", next):
		end += n
	case sep == '-' || end < len(c.s) && !strings.ContainsRune("。;:!?(\n《“前后之日号我俺咱跟和与陪带给吧行可交报再见刊登播发第", next):
		return time.Time{}, 0, false
	}
	return c.valid(c.yearOf(i, m, d), m, d, end)
}

// rangeFollows reports that s goes on to a last day: -3.2, 至9日.
func rangeFollows(s string) bool {
	n := prefixLen(s, "-", "至", "到")
	_, end, ok := number(s, n)
	return n > 0 && ok && end < len(s) && strings.ContainsRune("./日号", firstRune(s[end:]))
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
	if startsAny(c.s[hi:], "那天", "那趟", "那回", "那次", "那日", "那晚", "这天", "这趟", "地里", "大早", "大清早") {
		next = ' '
	}
	if strings.ContainsRune("楼院线机码桌车厅门地大病井房文令馆内站桥路店市坑台仓作稿那这撤篇机柜", next) || strings.ContainsRune("零期第", lastRune(c.s[:i])) {
		return time.Time{}, 0, false
	}
	y, m := c.today.Year(), int(c.today.Month())
	step := -1
	if c.ahead {
		step = 1
	}
	for range 3 {
		t := c.date(y, m, d)
		if t.Day() == d && (t.Equal(c.today) || t.After(c.today) == c.ahead) {
			return t, hi, true
		}
		m += step
	}
	return time.Time{}, 0, false
}

func (c *calendar) valid(y, m, d, hi int) (time.Time, int, bool) {
	t := c.date(y, m, d)
	return t, hi, m >= 1 && m <= 12 && t.Day() == d
}
