package understand

import (
	"strings"
	"unicode/utf8"
)

var unitSuffixes = []string{"街道办事处", "街道办", "街道", "镇", "文化局", "广电局", "体育局", "文化馆", "图书馆", "博物馆", "电视台", "广播电台", "电台", "广电站", "文化站", "宣传办", "报社",
	"剧团", "讲师团", "艺术团", "执法大队", "大队", "中队", "新华书店", "书店", "宣传部", "文明办", "文联", "社科联", "党校", "档案局", "史志办", "党史办", "法制办", "信访办", "计生办", "外宣办", "扶贫办", "妇联", "残联", "工商联", "科协", "团市委", "团委", "总工会", "工会", "少年宫", "文化宫", "新闻中心", "网络中心", "广电中心", "中心", "影剧院", "电影公司", "电影站", "局",
	"馆", "台", "站", "社", "公司", "学校", "办公室", "科"}

// unit returns the unit that a command names, as sent.
func (m *message) unit() string { return m.unitIn(head(m.bare, 150)) }

// unitApart returns the unit named beside the place.
func (m *message) unitApart() string {
	lo, hi := m.placeAt()
	lo, hi = max(lo-m.lo, 0), min(hi-m.lo, len(m.bare))
	if lo >= hi {
		return m.unit()
	}
	return m.unitIn(head(m.bare[:lo]+strings.Repeat(",", hi-lo)+m.bare[hi:], 150))
}

// unitIn returns the unit that s, the head of bare, names.
func (m *message) unitIn(s string) string {
	for _, u := range m.r.opts.Units {
		if i := m.index(s, u); i >= 0 {
			return m.cut(m.lo+i, m.lo+i+len(u))
		}
	}
	for _, suf := range unitSuffixes {
		i := m.index(s, suf)
		if i <= 0 {
			if i == 0 && (utf8.RuneCountInString(suf) >= 3 || containsAny(suf, "报社", "电台", "剧团", "文联", "党校", "书店")) {
				return m.cut(m.lo, m.lo+len(suf))
			}
			continue
		}
		lo := i
		for range 6 {
			r, size := utf8.DecodeLastRuneInString(s[:lo])
			if notWord(r) || strings.ContainsRune("给催办让叫把对向查看下请跟问的了在将和与知促醒导出帮我咱们俺各个哪那这本全几到没报交", r) {
				break
			}
			lo -= size
		}
		if endsAny(s[:lo], "知") && startsAny(s[lo:], "道") {
			lo += len("道")
		}
		if n := prefixLen(s[lo:i], "单位"); n > 0 { // 单位报社
			lo += n
		}
		hi := i + len(suf)
		if endsAny(suf, "街道", "镇", "街道办") {
			hi += prefixLen(s[hi:], "文化站", "广电站", "文化中心", "宣传办", "党政办", "中心校")
		}
		name := s[lo:hi]
		if n := utf8.RuneCountInString(name); n < 2 || n == utf8.RuneCountInString(suf) && n < 3 && !containsAny(suf, "报社", "电台", "剧团", "书店", "文联", "党校") {
			continue
		}
		if badUnits[name] || m.holds(name, "下基层", "意见", "心得", "征文") {
			continue
		}
		return m.cut(m.lo+lo, m.lo+hi)
	}
	return ""
}

var badUnits = map[string]bool{"乡镇": true, "村镇": true, "城镇": true, "结局": true, "平台": true, "后台": true, "舞台": true, "网站": true, "车站": true,
	"一台": true, "登台": true, "上台": true, "全局": true, "格局": true, "台": true, "邮局": true, "单位科": true}

// unitBefore returns the unit that stands before one of the words.
func (m *message) unitBefore(words ...string) string {
	for _, w := range words {
		i := m.index(m.bare, w)
		if i <= 0 {
			continue
		}
		part := strings.TrimSpace(m.bare[:i])
		if w == ":" {
			continue
		}
		if j := strings.LastIndexAny(part, ",: "); j >= 0 {
			part = part[j+1:]
		}
		if n := prefixLen(part, "登记", "请登记"); n > 0 {
			part = part[n:]
		}
		n := utf8.RuneCountInString(part)
		if n >= 2 && n <= 12 && endsAny(part, unitSuffixes...) && !startsAny(part, "我们", "咱", "本", "俺") {
			k := strings.Index(m.bare, part)
			return m.cut(m.lo+k, m.lo+k+len(part))
		}
	}
	return ""
}
