package understand

import (
	"iter"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// strongCues stand right before the name of the person a log is about;
// partnerCues may.
var (
	strongCues = []string{"看望", "探望", "慰问", "结对户", "联系户", "帮扶户", "困难户", "贫困户", "低保户", "五保户", "特困户", "包联户", "包户", "那户", "户主", "帮扶对象", "帮扶对子", "结对对象", "对象:", "对象", "户:",
		"结对的", "联系的", "帮扶的", "包的", "包联的", "认的", "结的对子", "对子户", "老党员", "困难党员", "贫困党员", "联系的那户", "户", "就是", "叫", "名叫", "走访了", "结了对的", "帮的", "结对老人", "帮扶老人", "结对子的", "户叫", "对子", "结亲的", "亲戚", "全名", "大名", "本名", "姓名:", "名字叫"}
	partnerCues = []string{"走访", "陪着", "陪", "给", "帮着", "帮", "看了", "看看", "看", "到", "去", "去了", "找", "接", "送", "老人", "村民", "党员", "接着", "的是", "为", "拉着", "领着", "领", "带着", "带", "和",
		"跟", "与", "见了", "见到", "了", "军属", "烈属", "困难职工", "残疾人", "孤寡老人", "大娘", "大爷", "对着", "扶着", "教", "替", "家访", "回访", "人:", "访", "搀着", "问", "在", "去看", "去帮", "看了看", "喊", "叫上",
		"背着", "托", "听", "录", "陪同", "登门看", "拜", "劝", "送给", "交给", "捎给", "递给", "村的", "庄的", "屯的", "社区的", "里的", "的", "又去", "把", "替", "帮助", "资助", "探视", "走进"}
	visitCues = []string{"去看", "看了", "看看", "陪", "陪着", "去帮", "看了看", "回访", "家访", "走访", "带着", "领着", "搀着", "扶着", "拉着"}
	// titles of the person stand between a cue and the name.
	partnerTitles = []string{"老书记", "老支书", "老会计", "老村长", "老校长", "老主任", "老队长", "老党员", "老兵", "老教师", "老艺人", "老军人", "村民", "困难群众", "困难党员", "困难职工", "残疾人", "退伍军人", "烈属", "军属", "老人", "孤寡老人", "空巢老人",
		"独居老人", "五保老人", "特困户", "低保户", "困难户", "贫困户", "五保户", "户主", "单亲妈妈", "大学生", "贫困生", "种粮大户", "养殖户", "盲人", "聋哑人", "老光棍", "孤儿", "小姑娘", "小学生", "中学生", "学生", "孩子", "留守儿童", "老汉", "老大娘", "老大爷", "老太太", "寡妇", "老军属", "劳模", "劳动模范", "模范", "老兵", "离休干部", "退休教师", "五保", "低保", "特困"}
	// companions go with the writer.
	companions = []string{"司机", "馆里", "摄像的", "科室", "文化站", "和科室", "同事", "和", "跟", "与", "同", "支书", "会计", "队员", "馆员", "搭档", "副馆长", "徒弟", "我们的", "站里", "台里", "局里", "科里"}
)

// partnerTails may follow a person's name.
var partnerTails = []string{"家", "去", "办", "把", "的", "送", "老两口", "老人", "和", "说", "在", "到", "她", "他", "一", "家里", "拿", "买", "看", "拉", "打", "栽", "种",
	"讲", "搬", "换", "收", "申", "联", "夫妇", "夫妻", "两口", "大娘", "大爷", "大叔", "大婶", "同志", "修", "装", "交", "做", "过", "来", "带", "跑", "又", "身", "腿", "眼", "今",
	"聊", "坐", "问", "那", "老汉", "老太", "奶奶", "病", "住", "出院", "的孙", "时", "是", "也", "剥", "掰", "割", "挑", "还", "量", "贴", "理", "陪", "填", "代", "解", "落", "协",
	"找", "垫", "捎", "洗", "扫", "晒", "浇", "刨", "安", "介", "登", "结", "两", "三", "几", "听", "算", "正", "不", "高", "这", "补", "年", "因", "就", "儿", "闺", "孙", "从",
	"都", "有", "挂", "炕", "屋", "院", "接", "了", "报", "捡", "盖", "推", "烧", "大", "小", "嫂", "叔", "婶", "爷"}

var kinTitles = []string{"大娘", "大爷", "大叔", "大婶", "大妈", "大嫂", "大伯", "奶奶", "爷爷", "老汉", "老太太", "老太", "老头", "老爷子", "老奶奶", "师傅", "大哥", "大姐", "嫂子", "婶子", "大姑", "二叔", "二婶", "二大爷", "二嫂", "二哥", "三叔", "三婶",
	"阿姨", "伯伯", "老大", "老二", "老三", "老四", "老五", "老六", "老七", "老八", "老幺", "叔", "婶", "嫂", "姨", "伯", "爷", "哥", "姐"}

// homeTails follow the name of who is called on.
var homeTails = []string{"家", "老两口", "老人", "大娘", "大爷", "那儿", "那里", "夫妇"}

// partner returns the person a log is about, as sent. With keen the form of a
// name after a cue or a mark is enough; else only the strongest cues count.
func (m *message) partner(keen bool) string {
	name, ok := m.who[keen]
	if !ok {
		if name = m.findPartner(keen); m.who == nil {
			m.who = map[bool]string{}
		}
		m.who[keen] = name
	}
	return name
}

// person is a name that a text holds, s[lo:hi].
type person struct {
	lo, hi int
	form   form
	rank   int
}

func (m *message) findPartner(keen bool) string {
	s := head(m.s, 1800)
	for _, p := range m.r.opts.Partners {
		if i := m.index(s, p); i >= 0 {
			return m.cut(i, i+len(p))
		}
	}
	var best person
	for p := range m.people(s, keen || m.holds(s, homeTails...)) {
		if p.rank = m.nameRank(s, p, keen); p.rank > best.rank {
			best = p
		}
	}
	if best.hi > 0 && (best.hi-best.lo < 3*len("王") || best.form != full) {
		best = m.fuller(s, best)
	}
	return m.cut(best.lo, best.hi)
}

// people yields what has the form of a name in s, outside titles, the place and
// the names of days: all of it, or what a cue may stand before.
func (m *message) people(s string, all bool) iter.Seq[person] {
	from, to := m.placeAt() // a village's name holds surnames too
	return func(yield func(person) bool) {
		skip := 0
		heads, ends, cued := nameHeads(), cueEnds(), true
		for i, r := range s {
			before := cued
			cued = all || ends.has(r)
			if i < skip || i >= from && i < to || (!before || !heads.has(r)) && r != '《' {
				continue
			}
			if r == '《' {
				skip = i + max(0, strings.Index(s[i:], "》"))
				continue
			}
			if hi, shape := nameEnd(s, i); shape != noName && !m.dated(i) && !yield(person{lo: i, hi: hi, form: shape}) {
				return
			}
		}
	}
}

// cueEnds are the characters that the cues of a name end in.
var cueEnds = sync.OnceValue(func() *runes {
	set := newRunes("的是为家 、:(“-")
	for _, words := range [][]string{strongCues, partnerCues, visitCues, partnerTitles} {
		for _, w := range words {
			set.add(string(lastRune(w)))
		}
	}
	return set
})

// gives reports that something is given to, or done for, somebody by name:
// 给纪大嫂买了台缝纫机.
func (m *message) gives(s string) bool {
	for p := range m.people(head(s, 240), true) {
		known := p.form == titled || p.form == full && plainGiven(s[p.lo:p.hi]) == 2
		if known && endsAny(s[:p.lo], "给", "帮", "替") && m.holds(head(s[p.hi:], 18), "送", "买", "捎", "带", "修", "换", "量", "洗", "剪", "缝", "接", "糊", "装", "拿", "挑", "收拾", "打扫") {
			return true
		}
	}
	return false
}

// dated reports that the name of a day stands at i: 周二, 初三.
func (m *message) dated(i int) bool {
	for _, d := range m.dates() {
		if i >= d.lo && i < d.hi {
			return true
		}
	}
	return false
}

// fuller returns the full name in s of who is called by a shorter one, if it
// stands there: 老逄, 就是逄德厚.
func (m *message) fuller(s string, short person) person {
	family := firstRune(strings.TrimLeft(s[short.lo:short.hi], "老小"))
	for p := range m.people(s, true) {
		if p.form == full && firstRune(s[p.lo:]) == family && p.hi-p.lo >= 3*len("王") && plainGiven(s[p.lo:p.hi]) > 0 {
			return p
		}
	}
	return short
}

// cueBefore returns what stands before a name without the words that may stand
// between it and its cue: its place, its titles.
func (m *message) cueBefore(before string) string {
	from, to := m.placeAt()
	for {
		n := len(before)
		if to > from && to <= n && strings.Trim(before[to:], "的 、,") == "" {
			before = before[:from]
		}
		before = strings.TrimRight(before, " 、:(“-")
		for _, w := range partnerTitles {
			if rest, ok := strings.CutSuffix(before, w); ok && rest != "" && !endsAny(rest, "的老") {
				before = rest
				break
			}
		}
		for _, w := range []string{"的", "是", "为", "一家"} {
			if rest, ok := strings.CutSuffix(before, w); ok && endsAny(rest, strongCues...) {
				before = rest
			}
		}
		if len(before) == n {
			return before
		}
	}
}

// nameRank weighs a name by its form and by what surrounds it.
func (m *message) nameRank(s string, p person, keen bool) int {
	before, after, name := s[:p.lo], s[p.hi:], s[p.lo:p.hi]
	if !m.personal(before, after, p, name) {
		return 0
	}
	cue := m.cueBefore(before)
	strong := endsAny(before, strongCues...) || cue != before && endsAny(cue, strongCues...) || endsAny(before, "老书记", "老支书", "老村长", "老会计", "老校长")
	plain := 0
	if p.form == full {
		plain = plainGiven(name)
	}
	if family := firstRune(strings.TrimLeft(name, "老小")); !surnames.has(family) && rareSurnames.has(family) && p.form != titled && p.form != called && (!strong && plain < 2 || p.form == full && plain < 0) {
		return 0
	}
	rank := 0
	switch {
	case strong:
		rank = 9
	case p.form == household, p.form == called:
		return 0
	case endsAny(before, visitCues...) && utf8.RuneCountInString(name) >= 2:
		rank = 6
	case endsAny(before, partnerCues...) && (!endsAny(before, "的") || plain > 1 || p.form == titled), startsAny(after, homeTails...):
		rank = 5
	case (before == "" || notWord(lastRune(before))) && keen:
		rank = 3
	case keen && (endsAny(before, "村", "庄", "屯", "社区", "区") || cue != before):
		rank = 4
	case keen && plain == 2:
		rank = 2
	default:
		return 0
	}
	if p.form == full && rank < 6 && plain < 0 {
		return 0
	}
	rank = p.likelihood(rank, before, after, name)
	if !keen && !strong && rank < 6 {
		return 0
	}
	return rank + max(0, plain)
}

// likelihood corrects a rank by the form of the name and by who goes along.
func (p person) likelihood(rank int, before, after, name string) int {
	n := utf8.RuneCountInString(name)
	company := endsAny(before, companions...)
	switch {
	case company && (p.form == nick || p.form == titled && n == 2), company && p.form == full && startsAny(after, "去", "到", "一起", "一块", "两人", "俩", "一道", "等"):
		rank = 1
	case p.form == nick && startsAny(name, "小"):
		rank -= 3
	}
	if p.form == full && n == 3 {
		rank++
	}
	if startsAny(after, "家", "老两口", "老人", "夫妇", "那儿", "那里") {
		rank++
	}
	return rank
}

// personal reports that s[lo:hi] can be a person's name at all.
func (m *message) personal(before, after string, p person, name string) bool {
	if startsAny(after, "村", "庄", "镇", "社区", "街", "路", "屯", "家庄", "家村", "小学", "中学", "站长", "书记", "局长", "主任", "科长", "馆长", "记者", "老师的", "医生", "大夫", "广场", "家屯", "家沟", "家河", "律师", "支书", "会计",
		"老师", "校长", "队长", "家湾", "家疃", "家埠", "家夼", "家洼", "乡", "大集", "河", "水库", "医院") {
		return false
	}
	switch p.form {
	case called:
		return true
	case full:
		if noNames()[head(name, 2*len("王"))] || noNames()[name] {
			return false
		}
		if utf8.RuneCountInString(name) == 2 && !tailOK(after) {
			return false
		}
		return tailOK(after) || plainGiven(name) == 2 || endsAny(before, strongCues...)
	case titled:
		return true
	case household:
		return !startsAny(name, "全", "万家灯", "白", "时", "方家便", "连", "那", "成", "何", "任", "文", "国", "公", "农", "居", "养", "党", "双", "管家", "计", "步") || strings.HasPrefix(name, "万")
	}
	return tailOK(after)
}

// trailingName returns a name that stands alone between marks: 里岔镇后旺村 王秀兰.
func (m *message) trailingName() string {
	for _, c := range slices.Backward(clauses(m.bare, ",。;: \n、")) {
		part := m.bare[c.lo:c.hi]
		r := []rune(part)
		if (len(r) == 2 || len(r) == 3) && (surnames.has(r[0]) || rareSurnames.has(r[0])) && !noNames()[string(r[:2])] && !endsAny(part, "镇", "村", "庄", "登记", "街道") {
			return m.cut(m.lo+c.lo, m.lo+c.hi)
		}
	}
	return ""
}
