package understand

import (
	"strings"
	"unicode/utf8"
)

// conversation recognises what must not even be offered as a filing: short
// talk, questions, plans.
func (m *message) conversation() (Reading, bool) {
	s := m.bare
	switch {
	case m.n < 12 && !strings.Contains(m.s, "\n"):
		return none("too short to be a filing"), true
	case m.planned():
		return none("a plan, nothing done yet"), true
	case m.n <= 60 && m.asks() && m.endsWithQuestion(m.s) && !(len(m.pastDates()) > 0 && m.n >= 40 && m.holds(s, "。") && m.partner(false) != "") && !m.holds(s, "算不算刊发", "算刊发", "节目", "晚会", "分钟", "这篇能不能用", "行不") && !m.complains():
		if m.asksAboutBot(m.s) {
			return help("question about the bot's use"), true
		}
		return none("question"), true
	}
	return pass()
}

// endsWithQuestion reports that the last clause asks.
func (m *message) endsWithQuestion(s string) bool {
	cs := clauses(strings.TrimRightFunc(s, func(r rune) bool { return notWord(r) && r != '?' }), ",。;!\n ")
	if len(cs) == 0 {
		return false
	}
	return m.isQuestion(s[cs[len(cs)-1].lo:])
}

// planned reports that the message tells what will be done and nothing done.
func (m *message) planned() bool {
	past := m.pastDates()
	all := m.dates()
	if m.holds(head(m.bare, 36), "安排如下", "日程如下", "拟安排", "初步安排") {
		return true
	}
	if m.n <= 40 && !m.holds(m.bare, "了", "过", "回来路上", "昨", "前天", "前儿", "上周", "上礼拜", "夜来", "的是") && startsAny(strings.TrimPrefix(m.bare, "今天"),
		"下午去", "上午去", "晚上去", "中午去", "一会去", "一会儿去", "去", "下午要", "晚上要", "下午到", "准备", "晚上到") && m.holds(m.bare, "再", "要", "准备", "打算", "一会", "完事", "谁", "一起") {
		return true
	}
	if m.n <= 60 && m.holds(m.bare, "没去成", "没能去", "没去上", "去不成", "改天再去", "没走成", "泡汤", "又推了", "没顾上去") {
		return true
	}
	if len(all) > 0 && all[0].day.After(midnight(m.in.At)) && (len(past) == 0 || past[0].lo > 60) {
		return true
	}
	h := strings.ReplaceAll(head(m.bare, 60), "准备了", "")
	cue := []string{"准备", "打算", "计划", "下周", "下个月", "下月", "下礼拜", "过几天", "过两天", "改天", "回头", "等忙完", "等会儿", "一会儿要", "待会", "马上要", "正要", "想去", "要去", "该去",
		"得去", "寻思去", "商量着去", "约好了去", "月底前", "年前得", "抽空去", "有空去", "拟于", "定于", "将于", "预计", "下星期", "本打算", "本想", "原计划", "本来要", "差点", "没去成", "没能去"}
	if len(past) > 0 && !containsAny(h, "本打算", "本想", "原计划", "本来要", "没去成", "没能去", "打算今天", "准备今天", "今天准备", "今天打算", "今天要", "今天想", "今天得", "今天下午要",
		"今天下午准备", "今天下午去", "今天得去", "今晚要", "今天计划", "今晚准备", "今天下午得") {
		return false
	}
	if containsAny(h, cue...) && m.n <= 120 && !m.holds(m.bare, "群众反映", "建议") {
		return true
	}
	return len(past) > 0 && containsAny(h, "没去成", "没能去", "今天准备", "今天打算", "今天要去", "今天下午要去", "今天想去", "今天得去", "今天下午准备", "今天下午打算", "今天计划", "今晚要", "今晚准备", "打算今天", "准备今天", "今天下午得去") && m.n <= 60
}

// narrative recognises a text that looks like a filing without saying so.
func (m *message) narrative() (Reading, bool) {
	titled := m.titled()
	if kind := m.titleKind(titled); kind != "" && m.n >= 60 {
		if best := m.bestKind(titled); best == "reflection" && kind == "report" && endsAny(strings.Trim(titled, "》”"), "思考", "探索", "的建议", "报告", "分析") {
			kind = best
		}
		return m.confirm(kind, "title names the kind: "+titled)
	}
	kind := m.bestKind(titled)
	if kind == "" {
		return pass()
	}
	if kind == "visit" || kind == "pairing" {
		return m.logLike(kind)
	}
	return m.confirm(kind, "reads like "+kind)
}

func (m *message) confirm(kind, why string) (Reading, bool) {
	return Reading{Intent: kind, Action: Confirm, Slots: m.slotsFor(kind, 0, false), Why: why}, true
}

// logLike confirms a log, or asks where it was when a short one does not say.
func (m *message) logLike(kind string) (Reading, bool) {
	s := m.slotsFor(kind, 0, false)
	a := Confirm
	if s["place"] == "" && s["partner"] == "" && m.n < 60 {
		a = Ask
	}
	return Reading{Intent: kind, Action: a, Slots: s, Why: "tells of work in the field like " + kind}, true
}

// titled returns the first line if it looks like a title.
func (m *message) titled() string {
	t := strings.TrimLeft(m.s, " \n")
	i := strings.IndexByte(t, '\n')
	if i < 0 {
		return ""
	}
	first := strings.TrimSpace(t[:i])
	if n := utf8.RuneCountInString(first); n < 2 || n > 42 || m.holds(first, "。", ";") || strings.HasSuffix(first, ":") || strings.HasSuffix(first, ",") {
		return ""
	}
	return first
}

// titleKind returns the kind that a title names by its last words.
func (m *message) titleKind(t string) string {
	t = strings.Trim(t, "《》“” ")
	for _, w := range []string{"标题:", "题目:"} {
		t = strings.TrimPrefix(t, w)
	}
	switch {
	case t == "":
		return ""
	case endsAny(t, "心得体会", "心得", "体会", "感悟", "有感", "感想", "的思想汇报", "随感", "读后感", "学习体会"):
		return "reflection"
	case endsAny(t, "调查", "调研", "调研报告", "调查报告", "思考", "对策", "研究", "探析", "现状", "浅析", "浅谈", "对策建议", "的建议", "探索", "路径", "分析", "调查与思考", "报告", "初探", "实践与探索"):
		return "report"
	case endsAny(t, "项目", "机制", "工作法", "申报材料", "模式") && m.holds(m.s, "创新", "做法", "成效", "推广"):
		return "nomination"
	}
	return ""
}

// bestKind weighs the cues of every kind.
func (m *message) bestKind(titled string) string {
	s := m.s
	if len(s) > 2000 { // head and tail tell what a long text is
		s = head(s, 1500) + tail(s, 500)
		m.look(s) // the words across the seam
	}
	scores := map[string]int{}
	for _, c := range cueWords() {
		if m.holds(s, c.words) {
			scores[c.kind] += c.weight
		}
	}
	if m.complains() {
		scores["opinion"] += 4
	}
	past := len(m.pastDates()) > 0
	early := past && len(m.pastDates()) > 0 && m.pastDates()[0].lo <= 90
	place := m.place() != ""
	visitWords := scores["visit"] >= 4
	if !past && len(m.dates()) == 0 && startsAny(m.bare, "上午", "下午", "早上", "中午", "晚上", "一早", "大清早", "头晌", "过晌", "后晌", "傍晚", "刚从", "刚刚从", "才从", "刚回来",
		"刚去", "刚到家", "凌晨", "晌午", "白天", "一大早", "清早", "早晨") {
		past, early = true, true
	}
	gift := !place && scores["visit"] < 8 && m.gives(s)
	partner := m.partner(false) != "" || gift
	done := past || m.holds(s, "了", "过", "回来", "刚")
	outing := m.holds(s, private...)
	personal := outing || m.holds(s, weary...) && !(place && visitWords) && !partner
	// the log
	visit, pairing := scores["visit"], scores["pairing"]
	strongPair := m.holds(s, strongest()["pairing"]...)
	field := visit >= 4
	if m.holds(head(s, 200), "跟我说", "拉住我", "找我说", "跟我反映", "问我们", "问我") && scores["opinion"] >= 8 && visit < 8 {
		return "opinion"
	}
	isVisit := done && (early && place && (field || m.n >= 25) || early && field && m.n >= 30 || place && field && m.n >= 30 && (past ||
		m.holds(s, "跟队", "刚从", "刚回来", "回来路上"))) && (!personal || visit >= 8 && m.n >= 60)
	isVisit = isVisit || early && visit >= 8 && m.n >= 12 && !personal
	isVisit = isVisit || done && m.n >= 80 && m.holds(head(s, 90), "跟队", "送戏回来", "刚从", "下乡回来", "宣讲回来", "采访回来", "刚回来")
	if m.holds(s, "开会", "开了一天会", "培训") && visit < 6 && m.n < 50 && !strongPair {
		isVisit = false
	}
	isPair := done && (strongPair || partner && pairing >= 3 || partner && early && (m.holds(s, "陪", "送", "帮", "办", "买", "看了", "看望", "带", "找",
		"约", "托", "修", "糊", "教"))) && m.n >= 12 && (!personal || strongPair || m.n >= 60)
	if strongPair && !early && !partner && m.n < 40 && !m.holds(s, "去了", "看望", "送", "看了", "坐了坐", "坐了会", "坐了一会", "转了转") {
		isPair = false
	}
	if gift || m.complains() && !place && !partner && scores["opinion"] >= visit {
		isVisit = false
	}
	// forms with marks of their own
	if form := scores["programme"]; form >= 6 && strings.Contains(s, "《") && (m.holds(s, "分钟", "演员", "时长", "晚会", "出一个", "伴奏", "参演", "报名", "出个")) && !early {
		return "programme"
	}
	if m.published(scores["publication"]) {
		return "publication"
	}
	if m.n < 24 && !isPair && !isVisit {
		if scores["opinion"] >= 7 {
			return "opinion"
		}
		return ""
	}
	if titled != "" && strings.HasPrefix(strings.TrimSpace(titled), "《") && (scores["reflection"] < 8) && scores["report"] < 8 {
		return "work"
	}
	if m.poem() && scores["reflection"] < 6 {
		return "work"
	}
	if m.holds(head(s, 150), strongest()["work"]...) && m.n >= 60 {
		return "work"
	}
	if isPair && !early && !partner && scores["reflection"] >= 5 && !place {
		isPair = false
	}
	if isPair && (strongPair || !isVisit || pairing >= visit) && (early || strongPair) && scores["opinion"] < 14 {
		if !(scores["reflection"] >= 14 && !early) {
			return "pairing"
		}
	}
	essay := scores["reflection"]
	if !place && !partner && essay >= 5 && essay >= visit {
		isVisit = false
	}
	if isVisit && early && !(scores["opinion"] >= visit+6) && !(essay >= 12 && len(m.pastDates()) > 0 && m.pastDates()[0].lo > 30 && essay > visit) {
		return "visit"
	}
	best, top := "", 0
	for _, id := range []string{"reflection", "nomination", "report", "opinion", "work"} {
		w := scores[id]
		if id == "report" {
			w += min(digits(s)/6, 4)
		}
		if id == "opinion" && m.n > 60 && !m.holds(s, "反映", "都说", "说", "问", "留言", "建议", "希望", "要求") {
			w = 0
		}
		if w > top {
			best, top = id, w
		}
	}
	need := map[string]int{"reflection": 6, "nomination": 8, "report": 8, "opinion": 6, "work": 6}[best]
	long := m.n >= 40 || best == "opinion"
	if isVisit && top < visit+2 {
		return "visit"
	}
	if best == "" || top < need || !long || personal && m.n < 60 && best != "opinion" {
		return ""
	}
	if best == "opinion" && !m.fromOthers() {
		return ""
	}
	if best == "work" && m.n < 100 {
		return ""
	}
	return best
}

// groups are the people whose wishes an opinion carries.
var groups = []string{"群众", "老百姓", "居民", "村民", "老人", "家长", "市民", "老乡", "大伙", "乡亲", "业主", "商户", "学生", "网友", "职工", "读者", "听众", "观众", "大爷", "大娘",
	"好几个人", "街坊", "住户", "农民", "大嫂", "大姐", "邻居", "摊主", "司机", "民工", "孩子", "大哥", "师傅", "用户", "社员", "养殖户", "菜农", "妇女", "老党员", "老同志", "不少人", "好几位", "几个村", "村里", "社区"}

// complains reports that some people are said to want or to mind something.
func (m *message) complains() bool {
	s := head(m.s, 900)
	if !m.holds(s, "能不能", "希望", "建议", "没人", "坏", "不方便", "最好", "盼", "啥时候", "什么时候", "老是", "够不着", "看不", "听不", "没法", "不敢", "不够", "太", "应该", "别再",
		"要求", "可不可以", "没处", "没地方", "怎么", "可否", "能否", "不通", "收不到", "断", "黑灯瞎火", "漏", "不管", "早点", "要是能", "能延", "能改", "能调", "能多", "加个", "修", "想学", "没有适合") {
		return false
	}
	for _, g := range groups {
		for i := 0; ; {
			j := m.index(s[i:], g)
			if j < 0 {
				break
			}
			i += j + len(g)
			if m.holds(head(s[i:], 36), "说", "问", "反映", "提", "要求", "嫌", "抱怨", "盼", "希望", "建议", "拉住", "拉着", "留言", "念叨", "捎", "跟帖", "诉苦", "埋怨",
				"意见", "打电话", "打听", "讲", "嘟囔", "发牢骚", "找我", "找到我", "找来", "吐槽", "诉说", "喊") {
				return true
			}
		}
	}
	return false
}

// fromOthers reports that an opinion tells what people want or complain of.
func (m *message) fromOthers() bool {
	s := m.s
	return m.holds(s, groups...) &&
		m.holds(s, "能不能", "建议", "希望", "反映", "要求", "没人", "意见", "说", "问", "管", "盼", "最好", "应该", "可否", "能否", "坏")
}

// published reports a publication: a medium, a word of printing, ours.
func (m *message) published(score int) bool {
	s := m.s
	if score < 4 || m.n > 160 {
		return false
	}
	ours := m.holds(s, "我写的", "我们", "咱", "我的", "我站", "我馆", "我局", "本单位", "我采", "俺", "我拍", "用了我", "单位的", "我镇", "站里的", "局里的", "馆里的", "我那篇", "我这篇", "我供的", "署名", "我和", "我给", "我", "本人")
	medium := m.holds(s, "《金胶州》", "日报", "晚报", "早报", "晨报", "时报", "副刊", "见报", "新闻", "报纸", "省报", "电台", "电视台", "专栏", "新华网", "人民网", "版", "头条", "首页",
		"栏目", "都市报", "大众网", "广播", "金胶州", "周刊", "民生20分", "行风在线", "网站", "党报")
	printed := m.holds(s, "登", "刊", "播", "用了", "采用", "发了", "见报", "上了", "发表", "出了", "转载", "推荐")
	return ours && medium && printed && !m.holds(head(s, 60), "想", "准备", "打算", "投稿", "什么时候", "人家", "听说", "没登", "没用")
}

// poem reports short lines without full stops.
func (m *message) poem() bool {
	lines := strings.Split(strings.TrimSpace(m.s), "\n")
	if len(lines) < 4 {
		return false
	}
	short := 0
	for _, l := range lines {
		if n := utf8.RuneCountInString(strings.TrimSpace(l)); n > 0 && n <= 16 && !strings.ContainsAny(l, ":") && !strings.HasSuffix(l, "。") {
			short++
		}
	}
	return short*5 >= len(lines)*4
}

func digits(s string) int {
	n, in := 0, false
	for _, r := range s {
		d := isDigit(r) || strings.ContainsRune("百千万", r)
		if d && !in {
			n++
		}
		in = d
	}
	return n * 3
}
