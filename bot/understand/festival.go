package understand

import (
	"slices"
	"strings"
	"sync"
	"time"
)

// feast is a day with a name. A lunar one has a lunar month; of the others
// month 0 stands for a solar term and a negative day for the n-th Sunday.
type feast struct {
	name       string
	lunar      bool
	month, day int
	sense      sense
}

// sense tells how much else a feast's name means: a day only, a day and also
// what is made of it (国庆节目, 清明节前), or mostly something else (七一讲话).
type sense byte

const (
	aDay sense = iota
	aTime
	aTheme
)

// feasts are the days with a name, by the first two characters of their names,
// longer ones first.
var feasts = sync.OnceValue(func() map[string][]feast {
	out := map[string][]feast{}
	put := func(f feast, words string) {
		for _, w := range strings.Fields(words) {
			f.name = w
			pair := head(w, 2*len("节"))
			out[pair] = append(out[pair], f)
		}
	}
	defer func() {
		for _, fs := range out {
			slices.SortFunc(fs, func(a, b feast) int { return len(b.name) - len(a.name) })
		}
	}()
	lunar := func(m, d int, words string) { put(feast{"", true, m, d, aDay}, words) }
	lunar(1, 15, "元宵节 元宵佳节")
	lunar(12, 23, "小年")
	lunar(12, 8, "腊八节 腊八")
	lunar(12, 30, "除夕 年三十 大年三十 年三十儿")
	lunar(2, 2, "龙抬头")
	lunar(8, 15, "八月节")
	put(feast{"", true, 1, 1, aTheme}, "春节")
	for _, f := range []struct {
		m, d  int
		words string
	}{{5, 5, "端午节 端午 端阳节 端阳"}, {7, 7, "七夕节 七夕"}, {8, 15, "中秋节 中秋"}, {9, 9, "重阳节 重阳 老人节"}} {
		put(feast{"", true, f.m, f.d, aTime}, f.words)
	}
	for _, f := range []struct {
		m, d  int
		words string
	}{
		{1, 1, "元旦 元旦节"}, {2, 14, "情人节"}, {3, 5, "学雷锋日 学雷锋纪念日"}, {3, 8, "三八节 妇女节 三八妇女节"}, {3, 12, "植树节"}, {3, 15, "消费者权益日"}, {4, 22, "地球日"}, {4, 23, "读书日 世界读书日"},
		{5, 1, "五一 五一节 劳动节 五一劳动节"}, {5, 4, "青年节 五四青年节"}, {5, 12, "护士节"}, {5, 18, "博物馆日"}, {6, 1, "儿童节 六一儿童节 六一节"}, {6, 5, "环境日"}, {6, 26, "禁毒日"}, {7, 1, "建党节 建党日 党的生日"},
		{8, 1, "建军节 八一建军节"}, {9, 10, "教师节"}, {10, 1, "国庆 国庆节"}, {11, 8, "记者节"}, {11, 9, "消防日"}, {12, 4, "法制宣传日"}, {12, 5, "志愿者日"}, {12, 24, "平安夜"}, {12, 25, "圣诞节 圣诞"},
		{5, -2, "母亲节"}, {6, -3, "父亲节"}, {5, -3, "助残日"},
	} {
		put(feast{"", false, f.m, f.d, aTime}, f.words)
	}
	for _, f := range []struct {
		m, d  int
		words string
	}{{3, 5, "学雷锋"}, {3, 8, "三八"}, {3, 15, "三一五"}, {5, 4, "五四"}, {6, 1, "六一"}, {7, 1, "七一"}, {8, 1, "八一"}} {
		put(feast{"", false, f.m, f.d, aTheme}, f.words)
	}
	for i, w := range strings.Fields(solarTerms) {
		h := aTime
		if containsAny("雨水 小雪 大雪 小满 大寒 小寒 白露", w) {
			h = aTheme
		}
		put(feast{"", false, 0, i, h}, w)
	}
	put(feast{"", false, 0, 6, aTime}, "清明节")
	return out
})

// festivalHeads are the characters that the names of feasts and lunar days begin with.
const festivalHeads = "正冬腊农阴旧元重端中小除春植国记圣平过学三五六七八九建消地读博环禁党教法志母父助情妇劳青儿护雨惊清谷立夏芒大暑处白秋寒霜初龙闰老世"

// feast reads a day with a name: 冬至, 国庆第二天, 中秋前一天, 元旦后.
func (c *calendar) feast(i int) (time.Time, int, bool) {
	if c.ahead {
		if day, hi, ok := c.afterFeast(i); ok {
			return day, hi, true
		}
	}
	for _, f := range feasts()[head(c.s[i:], 2*len("节"))] {
		if !strings.HasPrefix(c.s[i:], f.name) {
			continue
		}
		hi := i + len(f.name)
		shift, k, named := c.feastDay(hi)
		if n := prefixLen(c.s[hi:], "节前", "前", "之前", "以前"); c.ahead && !named && n > 0 {
			shift, k, named = -1, n, true
		}
		if !named && !c.feastHolds(f, i, hi) {
			return time.Time{}, 0, false
		}
		day, ok := c.dayOf(f, i)
		return day.AddDate(0, 0, shift), hi + k, ok
	}
	return time.Time{}, 0, false
}

// feastDay reads what makes a feast's name one day: 那天, 第二天, 前一天. It
// returns how far that is from the feast and how long the words are.
func (c *calendar) feastDay(i int) (shift, n int, ok bool) {
	rest := strings.TrimLeft(c.s[i:], "”")
	skip := len(c.s[i:]) - len(rest)
	for _, w := range []string{"节", "假期", "放假", "小长假", "长假"} {
		if strings.HasPrefix(rest, w) {
			rest, skip = rest[len(w):], skip+len(w)
		}
	}
	for _, w := range []struct {
		shift int
		words []string
	}{
		{-1, []string{"前一天", "前天", "前一晚"}},
		{1, []string{"后一天", "次日", "转天", "过后第一天"}},
		{0, []string{"那天", "那日", "那晚", "那一天", "当天", "当日", "当晚", "这天", "这日", "这晚", "这一天", "头一天", "一大早", "一早", "早上", "早晨", "清早", "上午", "下午", "中午", "晚上", "傍晚", "头晌", "过晌", "后晌", "晌午", "下黑"}},
	} {
		if k := prefixLen(rest, w.words...); k > 0 {
			return w.shift, skip + k, true
		}
	}
	if k, hi, ok := number(rest, prefixLen(rest, "第")); ok && k >= 1 && k <= 8 && strings.HasPrefix(rest, "第") && strings.HasPrefix(rest[hi:], "天") {
		return k - 1, skip + hi + len("天"), true
	}
	return 0, 0, false
}

// feastHolds reports that a feast's bare name at s[lo:hi] means its day.
func (c *calendar) feastHolds(f feast, lo, hi int) bool {
	before, after := c.s[:lo], strings.TrimLeft(c.s[hi:], "”")
	if f.sense == aTheme || endsAny(before, "过", "过了", "入", "从", "到", "自", "近", "逢", "立", "迎", "庆", "欢度", "庆祝", "迎接", "“", "去年", "年年", "每年", "往年", "历年") {
		return false
	}
	if startsAny(after, "前", "后", "期间", "来临", "将至", "快", "放假", "假", "之际", "临近", "到来", "的", "节", "以", "之") {
		return false
	}
	if f.sense == aDay {
		return true
	}
	head := before == "" || notWord(lastRune(before)) || endsAny(before, "今年", "今天", "今儿", "昨天", "昨儿", "前天", "正好", "正是", "正赶上", "赶上", "恰逢", "是", "日", "号")
	return head && (after == "" || notWord(firstRune(after)) || startsAny(after, "没", "不歇", "也没", "去", "到", "在", "我", "俺", "咱", "跟", "和", "陪", "带", "给", "值班", "加班", "又", "下"))
}

// dayOf returns the day of a feast named at i.
func (c *calendar) dayOf(f feast, i int) (time.Time, bool) {
	switch {
	case f.lunar:
		return c.lunarDay(f.month, f.day)
	}
	y := c.today.Year()
	in := func(y int) time.Time {
		switch {
		case f.month == 0:
			return solarTerm(y, f.day, c.today.Location())
		case f.day < 0: // the n-th Sunday
			first := c.date(y, f.month, 1)
			return first.AddDate(0, 0, (7-int(first.Weekday()))%7+7*(-f.day-1))
		}
		return c.date(y, f.month, f.day)
	}
	day := in(y)
	return in(c.yearOf(i, int(day.Month()), day.Day())), true
}

// afterHolidays are the first workdays after the long holidays, as month and day.
var afterHolidays = []struct {
	words      []string
	month, day int
}{
	{[]string{"国庆"}, 10, 8}, {[]string{"元旦"}, 1, 4}, {[]string{"五一"}, 5, 4}, {[]string{"七一"}, 7, 2},
}

// afterFeast reads a limit after a holiday: 国庆节后, 元旦后, 春节以后, 过完年.
func (c *calendar) afterFeast(i int) (time.Time, int, bool) {
	rest := c.s[i:]
	if n := prefixLen(rest, "春节后", "春节以后", "春节过后", "过完年", "过了年", "年后"); n > 0 && !strings.HasSuffix(c.s[:i], "明") {
		day, ok := lunarNear(c.at, 1, 7, true)
		return day, i + n, ok
	}
	for _, w := range afterHolidays {
		n := prefixLen(rest, w.words...)
		if n == 0 {
			continue
		}
		n += prefixLen(rest[n:], "节假", "假期", "节", "假")
		if k := prefixLen(rest[n:], "后", "以后", "之后", "过后"); k > 0 {
			return c.date(c.yearOf(i, w.month, w.day), w.month, w.day), i + n + k, true
		}
	}
	return time.Time{}, 0, false
}
