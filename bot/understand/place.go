package understand

import (
	"strings"
	"unicode/utf8"
)

// placeStops are words that end or cannot stand inside a place's name.
var placeStops = []string{"宣讲", "帮", "看望", "看了", "看", "送", "放", "陪", "教", "开展", "参加", "拍", "采访", "采", "请", "讲", "摆", "赶", "驻地", "刷", "搞", "做", "住",
	"和", "与", "跟", "同", "来", "去", "了", "听", "查", "检查", "指导", "走访", "慰问", "调研", "蹲", "组织", "排", "唱", "演", "转", "把", "给", "为", "办", "过", "有", "是", "的",
	"在", "又", "都", "就", "也", "还", "报", "参观", "座谈", "值", "普法", "义诊", "上", "下", "里", "集中", "问", "收", "当", "栽", "召开", "到", "进", "入户", "巡", "修", "装",
	"联合", "搬", "干", "协助", "录", "练", "签", "卖", "两委", "支部", "结", "参", "调", "登", "挨", "共", "跑", "逛", "打", "买", "吃", "喝", "串", "拉", "学", "回", "测", "踩",
	"定", "等", "那", "这", "被", "说", "找", "见", "连", "陆", "分", "每", "发", "挂", "换", "征", "种", "贴", "画", "写", "用", "挖", "老", "村民", "群众", "困难", "五", "八",
	"三户", "两户", "一户", "几户", "今", "昨", "前"}

var placeSuffixes = []string{"村", "庄", "屯", "社区", "文化大院", "文化站", "文化广场", "敬老院", "养老院", "幼儿园", "小学", "中学", "批发市场", "农贸市场", "市场", "居委会", "村委", "广场", "卫生院", "福利院",
	"工业园", "福利中心", "服务中心", "学校", "大集", "居民区", "小区", "工地", "公园", "驻地"}

// place returns the place of a log as sent.
func (m *message) place() string {
	lo, hi := m.placeAt()
	return strings.TrimSpace(m.cut(lo, hi))
}

// placeAt returns where the place stands in s; it is looked for once.
func (m *message) placeAt() (int, int) {
	if m.site == nil {
		lo, hi := m.findPlace()
		m.site = &span{lo: lo, hi: hi}
	}
	return m.site.lo, m.site.hi
}

func (m *message) findPlace() (int, int) {
	s := head(m.s, 2400)
	for _, p := range m.r.opts.Places {
		if i := m.index(s, p); i >= 0 {
			lo, hi := i, i+len(p)
			if t, e, ok := m.township(s, i); ok && e >= hi {
				return t, e
			}
			if endsAny(p, "镇", "街道", "乡") {
				hi = m.village(s, hi)
			}
			return lo, hi
		}
	}
	from := 0
	if i, n := m.next(s, "改道", "改去", "改到", "转道", "转去", "换到"); i >= 0 {
		from = i + n // where it went in the end
	}
	if lo, hi, ok := m.township(s, from); ok {
		return lo, hi
	}
	if lo, hi, ok := m.township(s[:from], 0); ok {
		return lo, hi
	}
	return m.looseplace(s)
}

// township finds [name]镇 or 街道 and the village after it.
func (m *message) township(s string, from int) (int, int, bool) {
	for i := from; i < len(s); {
		k, size := m.next(s[i:], "镇", "街道办事处", "街道办", "街道", "乡")
		if k < 0 {
			return 0, 0, false
		}
		k += i
		i = k + size
		unit := s[k:i]
		if unit == "乡" && (endsAny(s[:k], "下", "老", "家", "城", "故", "同", "返", "离", "他", "回", "水", "入", "还", "异", "思", "怀", "梦") || startsAny(s[i:], "亲", "村", "镇", "里", "下", "党", "音")) {
			continue
		}
		if unit == "镇" && (endsAny(s[:k], "全", "乡", "各", "我", "本", "该", "城", "个", "我们", "咱", "到", "去", "冰", "这", "那", "回", "在", "里", "重", "坐", "县",
			"往", "从", "联系", "共建", "帮扶", "包") || startsAny(s[i:], "里", "上", "长", "上的", "静", "痛", "村", "委", "两级") ||
			startsAny(s[i:], "政府") && !endsAny(s[:m.nameStart(s, k, 4)], "在", "到", "去", "赴", "来")) {
			continue
		}
		lo := m.nameStart(s, k, 4)
		if k-lo < 2*len("一") || unit == "街道" && startsAny(s[i:], "上", "两", "清") {
			continue
		}
		if unit == "街道办" {
			return lo, m.village(s, i), true
		}
		return lo, m.village(s, i), true
	}
	return 0, 0, false
}

// next returns where the first of the words stands in s, and its length.
func (m *message) next(s string, words ...string) (int, int) {
	best, size := -1, 0
	for _, w := range words {
		if i := m.index(s, w); i >= 0 && (best < 0 || i < best) {
			best, size = i, len(w)
		}
	}
	return best, size
}

// nameStart returns where a name that ends at end begins; the name of a day
// before it is no part of it.
func (m *message) nameStart(s string, end, n int) int {
	lo := nameStart(s, end, n)
	for _, d := range m.dates() {
		if d.lo < end && d.hi > lo && d.hi <= end {
			lo = d.hi
		}
	}
	for n := prefixLen(s[lo:end], "赶", "逛", "跑"); n > 0; n = 0 {
		lo += n
	}
	if rest := s[lo:end]; strings.HasPrefix(rest, "上") && utf8.RuneCountInString(rest) >= 3 && (lo == 0 || m.dated(lo-1) || notWord(lastRune(s[:lo]))) {
		lo += len("上") // 上周六上里岔镇
	}
	return lo
}

// nameStart walks left from end over at most n characters of a name.
func nameStart(s string, end, n int) int {
	lo := end
	for range n {
		r, size := utf8.DecodeLastRuneInString(s[:lo])
		if notWord(r) || strings.ContainsRune("到去在赴往至回从给和与跟的了进过来被把将由及陪帮是咱我俺他她它们向有于趟住对奔着问为", r) || isDigit(r) || strings.ContainsRune("天日号早晚午晌", r) && lo < end {
			break
		}
		if r == '在' {
			break
		}
		lo -= size
		if endsAny(s[:lo], "点", "联系", "共建", "结对", "今天", "昨天", "前天", "上午", "下午", "联系点", "登记", "周一", "周二", "周三", "周四", "周五", "周六", "周日", "共建村", "联系村",
			"对口", "咱们", "检查", "走访", "深入", "走进", "夜来", "来自", "联系户", "慰问", "采访", "村里", "请", "共建点", "帮扶村", "包的", "陪同", "后晌", "头晌", "过晌", "一早", "大早",
			"晚上", "中午", "早上", "傍晚", "支援", "协助", "我们", "礼拜一", "礼拜二", "礼拜三", "礼拜四", "礼拜五", "礼拜六", "礼拜天") && lo < end {
			break
		}
	}
	return lo
}

// village extends a township's end over the village or site that follows.
func (m *message) village(s string, from int) int {
	if startsAny(s[from:], "办事处") {
		from += len("办事处")
	}
	if rest := s[from:]; strings.HasPrefix(rest, " ") { // 九龙镇 黄家河
		if next := clauses(head(rest, 30), clauseMarks+" :、"); len(next) > 0 && next[0].hi <= 6*len("村") && villageLike(rest[:next[0].hi]) && next[0].hi-next[0].lo >= 2*len("村") {
			return from + next[0].hi
		}
	}
	rs := s[from:min(len(s), from+60)]
	if i := strings.IndexFunc(rs, func(r rune) bool { return notWord(r) || isDigit(r) }); i >= 0 {
		rs = rs[:i]
	}
	if end := m.longVillage(rs); end > 0 {
		return from + end
	}
	// else the name runs to the first stop word, at most 4 characters
	for i := range rs {
		n := utf8.RuneCountInString(rs[:i])
		if n > 6 {
			return from
		}
		if n >= 2 && villageLike(rs[:i]) && called3(rs[i:]) {
			return from + i
		}
		if n >= 1 && m.placeStop(rs[i:]) {
			if n >= 2 && n <= 5 && villageLike(rs[:i]) {
				return from + i
			}
			if n < 2 {
				return from
			}
			if n <= 4 && !startsAny(rs, "政府", "机关", "驻地", "文化", "几", "各", "集", "宣传", "卫生", "中心", "敬老", "三", "两", "五", "一", "领导", "干部", "群众") {
				return from + i
			}
			return from
		}
		if n == 0 && m.placeStop(rs) && !villageHead(rs) {
			return from
		}
	}
	if n := utf8.RuneCountInString(rs); n >= 2 && n <= 5 && !startsAny(rs, "政府", "机关", "驻地", "文化", "几", "各") {
		return from + len(rs)
	}
	return from
}

// longVillage returns how much of s names a village or a site by its last word;
// a long name with 的 may: 艾山脚下的石门子村.
func (m *message) longVillage(s string) int {
	for _, w := range []string{"村", "社区", "小学", "中学", "敬老院", "文化大院", "文化站", "小区", "家属院", "幼儿园", "卫生院", "市场"} {
		if i := strings.Index(s, w); i > 0 && i <= 27 && !endsAny(s[:i], "共建", "联系", "全", "各", "农", "进", "该", "下", "驻", "两个", "几个", "个", "帮扶", "本", "邻", "我", "每", "这") {
			if !m.holds(s[:i], "去", "在", "宣讲", "送", "看", "给", "和", "帮", "拍", "到", "开", "陪", "讲", "把", "为", "搞", "了", "走访", "慰问", "参加", "采", "唱", "放", "演") {
				return i + len(w)
			}
		}
	}
	return 0
}

// villageHead lets a name begin with a character that elsewhere stops one.
func villageHead(s string) bool {
	rs := []rune(s)
	for i := 1; i < len(rs) && i <= 4; i++ {
		if strings.ContainsRune("村庄屯家沟湾河庙崖夼疃泊埠岭坡洼店集寨滩", rs[i]) {
			return true
		}
	}
	return false
}

// called3 reports a full name of plain characters at the head of s, whose home
// it is: 邱立美家.
func called3(s string) bool {
	end, shape := nameEnd(s, 0)
	return shape == full && plainGiven(s[:end]) == 2 && startsAny(s[end:], "家")
}

func villageLike(s string) bool {
	return endsAny(s, "村", "庄", "屯", "家", "沟", "湾", "河", "庙", "崖", "夼", "疃", "泊", "埠", "岭", "坡", "洼", "店", "集", "寨", "滩", "堆", "埝", "坊", "院", "园", "站", "城", "口", "头", "子", "场", "区")
}

func (m *message) placeStop(s string) bool { return startsAny(s, placeStops...) }

// looseplace finds a place without its township: 三里河社区, 北关批发市场, 到大相家.
func (m *message) looseplace(s string) (int, int) {
	bestLo, bestHi := 0, 0
	for _, suf := range placeSuffixes {
		for i := 0; i < len(s); {
			k := m.index(s[i:], suf)
			if k < 0 {
				break
			}
			k += i
			i = k + len(suf)
			if suf == "村" && startsAny(s[i:], "里", "民", "委", "干", "支", "两", "医", "官", "书", "口", "头", "会", "镇", "文", "部", "小", "级", "居", "西", "东", "南", "北", "广播", "有", "办", "子里", "村") {
				continue
			}
			if suf == "庄" && startsAny(s[i:], "户", "稼", "重", "严", "上", "里") || suf == "小区" && startsAny(s[i:], "里", "的") || suf == "社区" && startsAny(s[i:], "里", "居民", "干部", "工作", "主任", "辅导") {
				if suf != "社区" {
					continue
				}
			}
			if end, shape := nameEnd(s, k); suf == "庄" && shape == full && plainGiven(s[k:end]) == 2 && tailOK(s[end:]) { // 孩子庄小梅
				continue
			}
			lo := m.nameStart(s, k, 6)
			name := s[lo:k]
			if name == "" && endsAny(s[:k], "到", "去", "在", "赴") && containsAny(suf, "敬老院", "养老院", "福利院", "幼儿园") && bestHi == 0 {
				bestLo, bestHi = k, i
			}
			if utf8.RuneCountInString(name) < 2 || m.holds(name, "共建", "联系", "各", "全", "农", "每", "本", "几个", "这个", "那个", "一个", "个", "有的", "别的",
				"附近", "我们", "两", "驻", "新农", "老百姓", "哪", "某", "多", "帮扶", "文化", "对", "咱", "隔壁", "别", "批", "条", "我", "周边", "偏远", "山区", "贫困", "先进", "示范", "示") {
				continue
			}
			if bestHi == 0 || lo < bestLo {
				bestLo, bestHi = lo, i
			}
		}
	}
	if bestHi > 0 {
		return bestLo, bestHi
	}
	return m.looseSite(s)
}
