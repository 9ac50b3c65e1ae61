package understand

import (
	"strings"
	"time"
	"unicode/utf8"
)

const isoMinute = "2006-01-02T15:04"

// until returns the day, with THH:MM where an hour is named, that the message
// names as a limit.
func (m *message) until() string {
	s := head(m.bare, 240)
	at := m.in.At
	if t, ok := m.shortly(s); ok {
		return t.Format(isoMinute)
	}
	if day, ok := lapse(s, at); ok {
		return day.Format(isoDay)
	}
	limit, dated := m.limit(s)
	if dated && limit.day.Before(midnight(at)) {
		return ""
	}
	clock, ok := clockIn(s[max(0, limit.lo-6):])
	switch {
	case ok && dated:
		if clock.vague && clock.Duration < 7*time.Hour {
			clock.Duration += 12 * time.Hour
		}
		return limit.day.Add(clock.Duration).Format(isoMinute)
	case ok:
		return clock.next(at).Format(isoMinute)
	case dated:
		return limit.day.Format(isoDay)
	}
	return ""
}

// limit returns the day that s names as a limit: of several the one that words
// of a limit stand at, else the first that has not passed.
func (m *message) limit(s string) (best span, ok bool) {
	days := dates(s, m.in.At, true)
	if len(days) == 0 {
		return span{}, false
	}
	best = days[0]
	top := -9
	for _, d := range days {
		if w := limitWeight(s, d); !d.day.Before(midnight(m.in.At)) && (w > top || w == top && w > 0) {
			best, top = d, w
		}
	}
	return best, true
}

// limitWeight tells how much the words around a day speak of a limit.
func limitWeight(s string, d span) int {
	before, after := s[:d.lo], s[d.hi:]
	w := 0
	if endsAny(before, "到", "至", "改成", "改为", "定在", "就定", "改在", "截止", "等", "容我", "宽限", "最晚", "最迟", "挪", "顶多", "截止日期", "截止时间", "放在", "推", "延", "拖", "限") {
		w += 2
	}
	if startsAny(after, "前", "之前", "以前", "为止", "截止", "再", "交", "报", "补", "准", "一定", "保证", "提醒", "叫", "喊", "给", "行", "中不", "成不") {
		w += 2
	}
	lo := strings.LastIndexAny(before, ",。;!?\n") + 1
	hi := strings.IndexAny(after, ",。;!?\n")
	if hi < 0 {
		hi = len(after)
	}
	if containsAny(before[lo:]+" "+after[:hi], "开会", "要开", "才开", "会开", "的会", "培训", "出差", "手术", "考试", "检查组", "出院", "彩排", "讲座", "评审", "回来", "就走", "去青岛", "去济南", "去北京", "值班", "请假") {
		w -= 3
	}
	if endsAny(before, "从", "自", "原定", "原来", "本来", "不是") {
		w -= 3
	}
	return w
}

// shortly reads a time today by its distance: 两个小时后, 过半拉钟头, 三刻钟后.
func (m *message) shortly(s string) (time.Time, bool) {
	for _, u := range []struct {
		word string
		unit time.Duration
	}{{"个半小时", 0}, {"个半钟头", 0}, {"个小时", time.Hour}, {"小时", time.Hour}, {"个钟头", time.Hour}, {"拉钟头", time.Hour}, {"钟头", time.Hour}, {"个点", time.Hour}, {"分钟", time.Minute}, {"刻钟", 15 * time.Minute}} {
		i := m.index(s, u.word)
		if i < 0 {
			continue
		}
		half := endsAny(s[:i], "半", "半个", "半拉")
		j := i
		if half {
			j = strings.LastIndex(s[:i], "半")
		}
		for j > 0 && (isDigit(rune(s[j-1])) || strings.ContainsRune(numerals+"俩仨", lastRune(s[:j]))) {
			j -= utf8.RuneLen(lastRune(s[:j]))
		}
		if !startsAny(s[i+len(u.word):], "后", "以后", "之后", "再", "过后") && !endsAny(s[:j], "过", "再过", "等", "隔", "再等") {
			continue
		}
		if half && u.unit == time.Hour {
			return m.in.At.Add(30 * time.Minute), true
		}
		n, _, ok := number(s, j)
		switch {
		case !ok || j == i:
		case u.unit == 0:
			return m.in.At.Add(time.Duration(n)*time.Hour + 30*time.Minute), true
		default:
			return m.in.At.Add(time.Duration(n) * u.unit), true
		}
	}
	return time.Time{}, false
}

// lapse reads a span from now: 过一个礼拜, 再等三天, 隔天.
func lapse(s string, at time.Time) (time.Time, bool) {
	for i, r := range s {
		if r != '过' && r != '等' && r != '隔' {
			continue
		}
		if strings.HasPrefix(s[i:], "隔天") {
			return at.AddDate(0, 0, 1), true
		}
		n, end, ok := number(s, i+utf8.RuneLen(r))
		if !ok || n == 0 || n > 60 {
			continue
		}
		switch rest := strings.TrimPrefix(s[end:], "个"); {
		case startsAny(rest, "天"):
			return at.AddDate(0, 0, n), true
		case startsAny(rest, "周", "礼拜", "星期"):
			return at.AddDate(0, 0, 7*n), true
		case startsAny(rest, "月"):
			return at.AddDate(0, n, 0), true
		}
	}
	return at, false
}

// clock is an hour of the day; a vague one may be meant for the afternoon.
type clock struct {
	time.Duration
	vague bool
}

// next returns when the hour comes next.
func (c clock) next(at time.Time) time.Time {
	t := midnight(at).Add(c.Duration)
	switch {
	case t.After(at):
		return t
	case c.vague && t.Add(12*time.Hour).After(at):
		return t.Add(12 * time.Hour)
	}
	return t.AddDate(0, 0, 1)
}

// clockIn reads an hour: 下午三点, 晚上8点半, 15:30.
func clockIn(s string) (clock, bool) {
	for i := range s {
		n, end, ok := number(s, i)
		if !ok || n > 24 || i > 0 && (isDigit(rune(s[i-1])) || strings.ContainsRune(numerals, lastRune(s[:i]))) {
			continue
		}
		minute := 0
		switch {
		case startsAny(s[end:], "点", "时") && !startsAny(s[end:], "时候", "点钟后再", "点事", "点材料", "点儿"):
			minute = minuteIn(strings.TrimPrefix(s[end+len("点"):], "钟"))
		case startsAny(s[end:], ":"):
			k, e2, ok := number(s, end+1)
			if !ok || k > 59 || e2-end != 3 {
				continue
			}
			minute = k
		default:
			continue
		}
		before := tail(s[:i], 30)
		late := containsAny(before, "下午", "晚", "傍晚", "过晌", "后晌", "夜里", "午后", "下晌", "擦黑", "下黑", "过午")
		if n < 12 && late || n < 6 && containsAny(before, "中午", "晌午") {
			n += 12
		}
		vague := n < 12 && !containsAny(before, "早", "上午", "凌晨", "头晌", "前晌", "清晨", "半夜", "头午")
		return clock{time.Duration(n)*time.Hour + time.Duration(minute)*time.Minute, vague}, true
	}
	return clock{}, false
}

// minuteIn reads what follows the hour: 半, 一刻, 二十.
func minuteIn(s string) int {
	switch {
	case startsAny(s, "半"):
		return 30
	case startsAny(s, "一刻"):
		return 15
	case startsAny(s, "三刻"):
		return 45
	}
	if k, _, ok := number(s, 0); ok && k < 60 {
		return k
	}
	return 0
}
