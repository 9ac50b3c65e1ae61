package understand

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// partnerCues stand right before a person's name in a log.
var partnerCues = []string{"看望", "走访", "慰问", "探望", "陪着", "陪", "给", "帮着", "帮", "结对户", "联系户", "帮扶户", "贫困户", "困难户", "低保户", "五保户", "特困户", "联系的", "那户",
	"户主", "看了", "看看", "看", "到", "去", "去了", "找", "接", "送", "户", "老人", "村民", "老党员", "困难党员", "党员", "接着", "对象", "的是", "叫", "为", "拉着", "领着", "带着", "和",
	"跟", "与", "见了", "见到", "了", "我那户", "对子", "军属", "烈属", "困难职工", "残疾人", "孤寡老人", "帮扶的", "结对的", "大娘", "大爷", "对着", "扶着", "教", "替", "家访", "回访", "户:",
	"人:", "访", "搀着", "送", "问", "在"}

// partnerTails may follow a person's name.
var partnerTails = []string{"家", "去", "办", "把", "的", "送", "老两口", "老人", "和", "说", "在", "到", "她", "他", "一", "家里", "拿", "买", "看", "拉", "打", "栽", "种",
	"讲", "搬", "换", "收", "申", "联", "夫妇", "夫妻", "两口", "大娘", "大爷", "大叔", "大婶", "同志", "修", "装", "交", "做", "过", "来", "带", "跑", "又", "身", "腿", "眼", "今",
	"聊", "坐", "问", "那", "老汉", "老太", "奶奶", "病", "住", "出院", "的孙", "时", "是", "也", "剥", "掰", "割", "挑", "还", "量", "贴", "理", "陪", "填", "代", "解", "落", "协",
	"找", "垫", "捎", "洗", "扫", "晒", "浇", "刨", "安", "介", "登", "结", "两", "三", "几", "听", "算", "正", "不", "高", "这", "补", "年", "因", "就", "儿", "闺", "孙", "从",
	"都", "有", "挂", "炕", "屋", "院", "接", "了", "报", "捡", "盖", "推", "烧", "大", "小", "嫂", "叔", "婶", "爷"}

var kinTitles = []string{"大娘", "大爷", "大叔", "大婶", "大妈", "大嫂", "奶奶", "爷爷", "老汉", "老太", "师傅", "大哥", "大姐", "嫂子", "婶子", "叔", "婶", "嫂", "姨", "伯", "爷"}

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

func (m *message) findPartner(keen bool) string {
	s := head(m.s, 1800)
	for _, p := range m.r.opts.Partners {
		if i := m.index(s, p); i >= 0 {
			return m.cut(i, i+len(p))
		}
	}
	from, to := m.placeAt() // a village's name holds surnames too
	bestLo, bestHi, bestRank := 0, 0, 0
	for i := 0; i < len(s); {
		_, size := utf8.DecodeRuneInString(s[i:])
		if i >= from && i < to {
			i += size
			continue
		}
		hi, kin := nameEnd(s, i)
		if hi > i {
			if rank := nameRank(s, i, hi, kin, keen); rank > bestRank {
				bestLo, bestHi, bestRank = i, hi, rank
			}
		}
		i += size
	}
	return m.cut(bestLo, bestHi)
}

// nameEnd returns where a personal name that begins at i ends, 0 for none.
func nameEnd(s string, i int) (end int, kin bool) {
	r, size := utf8.DecodeRuneInString(s[i:])
	next := i + size
	if strings.ContainsRune("老小", r) {
		r2, n2 := utf8.DecodeRuneInString(s[next:])
		if surnames.has(r2) && !startsAny(s[next:], "时", "路", "石板", "车", "安", "白", "年", "江", "高龄", "汤", "雷", "马路", "石") {
			return next + n2, true
		}
		return 0, false
	}
	if !surnames.has(r) {
		return 0, false
	}
	if n := prefixLen(s[next:], kinTitles...); n > 0 {
		return next + n, true
	}
	rs := []rune(head(s[next:], 16))
	if len(rs) == 0 || !given(rs[0]) {
		return 0, false
	}
	one := next + utf8.RuneLen(rs[0])
	if len(rs) == 1 || !given(rs[1]) {
		return one, false
	}
	two := one + utf8.RuneLen(rs[1])
	if rs[1] == '家' || rs[1] == '去' || rs[1] == '老' && startsAny(s[two:], "两", "人", "汉", "太") {
		return one, false
	}
	if !tailOK(s[two:]) && tailOK(s[one:]) && strings.ContainsRune("送带办把在到说看买打拉她他和陪帮给找换修装聊坐问做过来又今身腿也还算填理", rs[1]) {
		return one, false
	}
	return two, false
}

func given(r rune) bool {
	return !notWord(r) && !isDigit(r) && r > 0x2E80 && !notGiven.has(r)
}

// notGiven are characters that no given name holds.
var notGiven = newRunes("的了去到在给和与跟是把被我你他她它们这那个家村镇里上下不没有说送看着过来也都就还又再很吗呢吧啊哪什么怎几多少两三四五六七八十年日号点分区市县省庄屯社街道办局站馆台")

func tailOK(s string) bool { return s == "" || notWord(firstRune(s)) || startsAny(s, partnerTails...) }

// nameRank weighs a candidate name by what surrounds it.
func nameRank(s string, lo, hi int, kin, keen bool) int {
	before, after, name := s[:lo], s[hi:], s[lo:hi]
	if strings.HasPrefix(name, "麻烦") || !tailOK(after) || startsAny(after, "村", "庄", "镇", "社区", "街", "路", "屯", "家庄", "家村", "小学", "中学", "站长", "书记",
		"局长", "主任", "科长", "馆长", "记者", "老师的", "医生", "大夫", "广场", "家屯", "家沟", "家河", "律师", "支书", "会计", "老师", "校长", "队长", "家湾", "家疃") {
		return 0
	}
	if badNames[name] || containsAny(name, "时间", "任务", "方面", "方便", "方法", "方式", "方案", "任何", "金", "白", "高兴", "高度", "石榴", "白菜", "马上", "马路", "车", "江",
		"安", "党员", "冷", "温", "全", "于是", "关于", "关", "路", "时", "毛", "黄", "水", "汤", "管", "单", "解", "初", "左", "吉", "成", "左右", "顾", "连", "田", "康", "夏",
		"房", "池", "计", "古", "陆", "陆续", "向", "段", "史", "万", "常", "曾", "许", "那", "应", "于", "方", "任", "何", "武", "严", "牛", "花", "云") && !kin &&
		!(endsAny(before, "看望", "结对户", "联系户", "帮扶户", "那户", "户主", "慰问", "困难户") || utf8.RuneCountInString(name) == 3 && !startsAny(name, "时间", "任务",
			"方", "高", "关", "马上", "石", "何", "全", "万", "黄瓜", "安", "白", "温", "水", "路", "单", "解", "管", "应", "那", "严", "初", "左", "车", "江", "于是", "向", "段",
			"计", "连", "常", "许多", "曾经", "成", "顾", "花", "金", "夏天", "田", "房", "康")) {
		return 0
	}
	strong := endsAny(before, "看望", "结对户", "联系户", "帮扶户", "那户", "户主", "联系的", "慰问", "探望", "困难户", "贫困户", "低保户", "五保户", "户", "看望了", "慰问了", "帮扶的", "结对的",
		"走访了", "陪着", "看望我联系的", "帮扶对象", "对象", "户主:", "户:", "联系的那户", "结对户:", "老党员", "困难党员", "看望结对户")
	rank := 0
	switch {
	case strong:
		rank = 9
	case endsAny(before, "去看", "看了", "看看", "陪", "去帮", "看了看", "回访", "家访") && utf8.RuneCountInString(name) >= 2:
		rank = 6
	case endsAny(before, partnerCues...):
		rank = 5
	case startsAny(after, "家", "老两口", "老人", "大娘", "大爷"):
		rank = 5
	case (before == "" || notWord(lastRune(before))) && keen:
		rank = 3
	case endsAny(before, "村", "庄", "屯", "村的", "庄的", "屯的", "社区的") && keen:
		rank = 4
	default:
		return 0
	}
	if kin && startsAny(name, "小") {
		rank -= 3
	}
	if kin && utf8.RuneCountInString(name) == 2 && endsAny(before, "司机", "馆里", "摄像的", "科室", "文化站", "和科室", "同事", "和", "跟", "支书", "会计") {
		rank = 1
	}
	if !kin && utf8.RuneCountInString(name) == 3 {
		rank++
	}
	if startsAny(after, "家", "老两口", "老人") {
		rank++
	}
	if !keen && !strong && rank < 6 {
		return 0
	}
	return rank
}

var badNames = map[string]bool{"时间": true, "任务": true, "高兴": true, "马上": true, "白菜": true, "方便": true, "黄瓜": true, "金额": true, "安排": true,
	"石头": true, "水电": true, "车子": true, "老时": true, "小时": true, "老高": false, "常见": true, "许多": true, "何时": true, "文化": true, "文艺": true, "武术": true,
	"孔子": true, "宣传": true, "管理": true, "解决": true, "党课": true, "党员": true, "金胶州": true, "张应": true, "马店": true, "杜村": true, "文明": true, "万元": true,
	"江苏": true, "申请": true, "管理员": true, "路灯": true, "陈列": true, "宋体": true, "解释": true, "段子": true, "向导": true, "郑重": true, "史料": true, "包子": true,
	"花生": true, "苗木": true, "田间": true, "农村": true, "房子": true, "温暖": true, "康复": true, "张罗": true, "阎王": true, "焦急": true, "焦点": true, "文件": true,
	"文章": true, "文具": true, "初步": true, "初中": true, "初三": true, "高中": true, "高三": true, "万家": true, "全家": true, "应该": true, "方面": true, "任何": true,
	"何况": true, "曲子": true, "曲目": true, "于是": true, "于月底": true, "于月初": true, "武装": true, "龙年": true, "龙灯": true, "戴上": true, "计生": true, "施工": true,
	"包括": true, "连夜": true, "单子": true, "单位": true, "冷库": true, "冷饮": true, "米面": true, "米油": true, "季度": true, "季节": true, "程序": true, "范围": true,
	"贾汇": false, "孙子": true, "孙女": true, "毛巾": true, "毛毯": true, "毛衣": true, "牛奶": true, "鲁菜": true, "余款": true, "钱款": true, "成绩": true, "危房": true,
	"常识": true, "苏打": true, "柳腔": true, "茂腔": true, "白内障": true, "夏天": true, "秋天": true, "常年": true, "高血压": true, "安全": true, "安心": true, "金黄": true,
	"纪念": true, "纪录": true, "梁上": true, "汤圆": true, "庄稼": true, "庄户": true, "田里": true, "柴火": true, "柴禾": true, "石板": true, "井水": true, "高龄": true,
	"水果": true, "薛家": false}

// trailingName returns a name that stands alone between marks: 里岔镇后旺村 王秀兰.
func (m *message) trailingName() string {
	for _, c := range slices.Backward(clauses(m.bare, ",。;: \n、")) {
		part := m.bare[c.lo:c.hi]
		r := []rune(part)
		if (len(r) == 2 || len(r) == 3) && surnames.has(r[0]) && !badNames[part] && !strings.HasPrefix(part, "麻烦") && !endsAny(part, "镇", "村", "庄", "登记", "街道") {
			return m.cut(m.lo+c.lo, m.lo+c.hi)
		}
	}
	return ""
}

var unitSuffixes = []string{"街道办事处", "街道办", "街道", "镇", "文化局", "广电局", "体育局", "文化馆", "图书馆", "博物馆", "电视台", "广播电台", "电台", "广电站", "文化站", "宣传办", "报社",
	"剧团", "执法大队", "大队", "中队", "新华书店", "书店", "宣传部", "文明办", "文联", "社科联", "党校", "档案局", "史志办", "新闻中心", "网络中心", "广电中心", "中心", "影剧院", "电影公司", "电影站", "局",
	"馆", "台", "站", "社", "公司", "学校", "办公室", "科"}

// unit returns the unit that a command names, as sent.
func (m *message) unit() string {
	s := head(m.bare, 150)
	for _, u := range m.r.opts.Units {
		if i := m.index(s, u); i >= 0 {
			return m.cut(m.lo+i, m.lo+i+len(u))
		}
	}
	for _, suf := range unitSuffixes {
		i := m.index(s, suf)
		if i <= 0 {
			if i == 0 && (utf8.RuneCountInString(suf) >= 3 || containsAny(suf, "报社", "电台", "剧团")) {
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
		name := s[lo : i+len(suf)]
		if n := utf8.RuneCountInString(name); n < 2 || n == utf8.RuneCountInString(suf) && n < 3 && !containsAny(suf, "报社", "电台", "剧团", "书店", "文联", "党校") {
			continue
		}
		if badUnits[name] || m.holds(name, "下基层", "意见", "心得", "征文") {
			continue
		}
		return m.cut(m.lo+lo, m.lo+i+len(suf))
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
