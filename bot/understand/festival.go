package understand

import (
	"strings"
	"time"
)

// lunar reads days of the Chinese calendar: 正月十五, 腊月廿三, 农历八月十五,
// 大年初三, 八月初六.
func (c *calendar) lunar(i int) (time.Time, int, bool) {
	rest := c.s[i:]
	for _, p := range []struct {
		word  string
		month int
	}{{"大年", 1}, {"正月", 1}, {"冬月", 11}, {"腊月", 12}} {
		if startsAny(rest, p.word) {
			return c.lunarOf(p.month, i+len(p.word))
		}
	}
	j, said := i, false
	for _, w := range []string{"农历", "阴历", "旧历"} {
		if strings.HasPrefix(rest, w) {
			j, said = i+len(w), true
		}
	}
	if said {
		if day, hi, ok := c.lunar(j); ok {
			return day, hi, true
		}
	}
	m, k, ok := number(c.s, j)
	if !ok || m < 1 || m > 12 || !strings.HasPrefix(c.s[k:], "月") {
		return time.Time{}, 0, false
	}
	k += len("月")
	if !said && !strings.HasPrefix(c.s[k:], "初") {
		return time.Time{}, 0, false
	}
	return c.lunarOf(m, k)
}

func (c *calendar) lunarOf(m, i int) (time.Time, int, bool) {
	i += prefixLen(c.s[i:], "初")
	d, hi, ok := number(c.s, i)
	if !ok || d < 1 || d > 30 || m == 1 && d == 30 {
		return time.Time{}, 0, false
	}
	day, ok := lunarNear(c.at, m, d, c.ahead)
	return day, hi, ok
}

// festivals are days with a name. A solar one has a negative month. Those that
// also name a period or a speech (七一, 国庆) count only with 当天 or the like.
var festivals = []struct {
	word       string
	month, day int
	loose      bool
}{
	{"元宵节", 1, 15, true}, {"重阳节", 9, 9, true}, {"端午节", 5, 5, true}, {"中秋节", 8, 15, true}, {"腊八节", 12, 8, true},
	{"小年", 12, 23, true}, {"腊八", 12, 8, true}, {"除夕", 12, 30, true}, {"年三十", 12, 30, true}, {"大年三十", 12, 30, true},
	{"重阳", 9, 9, false}, {"端午", 5, 5, false}, {"中秋", 8, 15, false}, {"春节", 1, 1, false},
	{"元旦", -1, 1, false}, {"三八节", -3, 8, false}, {"三八", -3, 8, false}, {"植树节", -3, 12, true}, {"五一", -5, 1, false}, {"五四", -5, 4, false}, {"六一", -6, 1, false},
	{"七一", -7, 1, false}, {"八一", -8, 1, false}, {"国庆节", -10, 1, false}, {"国庆", -10, 1, false}, {"记者节", -11, 8, true}, {"圣诞节", -12, 25, false},
	{"平安夜", -12, 24, false},
}

// afterHolidays are the first workdays after the long holidays, as month and day.
var afterHolidays = []struct {
	word       string
	month, day int
}{
	{"国庆节后", 10, 8}, {"国庆后", 10, 8}, {"国庆以后", 10, 8}, {"国庆之后", 10, 8}, {"国庆假后", 10, 8}, {"元旦后", 1, 4}, {"元旦节后", 1, 4}, {"元旦以后", 1, 4},
	{"五一后", 5, 4}, {"五一节后", 5, 4}, {"五一以后", 5, 4}, {"七一后", 7, 2}, {"七一以后", 7, 2},
}

func (c *calendar) festival(i int) (time.Time, int, bool) {
	rest := c.s[i:]
	if c.ahead {
		for _, w := range afterHolidays {
			if startsAny(rest, w.word) {
				return c.date(c.yearOf(w.month, w.day), w.month, w.day), i + len(w.word), true
			}
		}
		for _, w := range []string{"春节后", "春节以后", "过完年", "年后"} {
			if strings.HasPrefix(rest, w) && !strings.HasSuffix(c.s[:i], "明") {
				day, ok := lunarNear(c.at, 1, 7, true)
				return day, i + len(w), ok
			}
		}
	}
	for _, f := range festivals {
		if !startsAny(rest, f.word) {
			continue
		}
		hi := i + len(f.word)
		after := strings.TrimLeft(c.s[hi:], "”")
		if !f.loose && !startsAny(after, "那天", "当天", "这天", "当晚", "那晚", "上午", "下午", "一早", "节那天", "节当天", "节这天", "节上午", "节下午") {
			continue
		}
		if f.loose && (startsAny(after, "前", "后", "期间", "来临", "将至", "快", "放假", "假", "之际", "临近", "到来", "的") || strings.HasSuffix(c.s[:i], "过")) {
			continue
		}
		if f.month < 0 {
			return c.date(c.yearOf(-f.month, f.day), -f.month, f.day), hi, true
		}
		if f.month == 12 && f.day == 30 { // the eve, whatever the month's length
			day, ok := lunarNear(c.at.AddDate(0, 0, 1), 1, 1, c.ahead)
			return day.AddDate(0, 0, -1), hi, ok
		}
		day, ok := lunarNear(c.at, f.month, f.day, c.ahead)
		return day, hi, ok
	}
	return time.Time{}, 0, false
}
