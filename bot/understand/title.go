package understand

import (
	"strings"
	"unicode/utf8"
)

// media are names in 《》 that are papers and programmes, not titles.
var media = []string{"金胶州", "日报", "晚报", "早报", "晨报", "民生20分", "民生二十分", "行风在线", "新闻", "乡村广角", "周刊", "都市报", "时报", "半岛", "通讯》", "简报", "杂志", "广播", "胶州新闻",
	"走基层", "农村大众", "大众", "今日胶州", "文化报", "齐鲁", "鲁中", "人民", "光明", "求是"}

// title returns the title of a filing whose text begins at from.
func (m *message) title(kind string, from int, led bool) string {
	if t := m.markedTitle(from); t != "" {
		return t
	}
	if t := m.bookTitleIn(kind, from, led); t != "" {
		return t
	}
	if t := m.plainTitle(kind, from); t != "" {
		return t
	}
	if kind == "visit" || kind == "pairing" || kind == "opinion" || kind == "publication" {
		return ""
	}
	if m.in.Draft != "" && !led { // a part's first line is a line of the text
		return ""
	}
	line := m.s[from:]
	i := strings.IndexByte(line, '\n')
	whole := i < 0
	if whole {
		i = len(line)
	}
	first := strings.TrimSpace(line[:i])
	n := utf8.RuneCountInString(head(first, 200))
	if n < 2 || n > 40 || m.holds(first, "。", ";", ":") || endsAny(first, ",", "!", "?") && kind != "reflection" {
		return ""
	}
	if whole && !(led && n <= 34 && !m.holds(first, ",", "!") && (kind == "report" || kind == "nomination")) {
		return ""
	}
	lo := from + strings.Index(line, first)
	return strings.TrimSpace(m.cut(lo, lo+len(first)))
}

// titleMarks stand before a title.
var titleMarks = []string{"项目名称:", "项目名:", "标题:", "题目:", "名称:", "题为:", "题目是:", "标题是", "题目是", "题目叫", "题为", "标题叫", "节目名称:", "节目名:", "作品名称:", "作品名:", "篇名:", "标题 ", "题目 ", "名字叫", "名字是", "名字:", "名叫", "名为", "取名", "名曰", "题名:", "题名",
	"\n项目:", "\n节目:", "\n作品:", "\n名字:"}

// markedTitle reads 标题：… or 题目：….
func (m *message) markedTitle(from int) string {
	for _, w := range titleMarks {
		i := m.index(head(m.s[from:], 500), w)
		if i < 0 || i > 0 && strings.ContainsRune("副小", lastRune(m.s[from:from+i])) || endsAny(w, "叫", "名", "为") && i > 120 {
			continue
		}
		lo := from + i + len(w)
		end := strings.IndexAny(m.s[lo:], "\n")
		if end < 0 {
			end = len(m.s) - lo
		}
		line := m.s[lo : lo+end]
		for _, stop := range []string{"。", "》", ",", ";"} {
			if j := strings.Index(line, stop); j > 0 && !(stop == "," && strings.Contains(m.s[lo:], "\n")) {
				line = line[:j]
			}
		}
		trimmed := strings.TrimLeft(line, " 《“:")
		lo += len(line) - len(trimmed)
		t := strings.TrimSpace(m.cut(lo, lo+len(strings.TrimRight(trimmed, " "))))
		if n := utf8.RuneCountInString(t); n >= 1 && n <= 50 {
			if strings.HasPrefix(strings.TrimLeft(line, " "), "“") && strings.Count(t, "”") > strings.Count(t, "“") {
				t = "“" + t
				if !strings.Contains(m.raw, t) {
					t = strings.TrimPrefix(t, "“")
				}
			}
			return t
		}
	}
	return ""
}

// bookTitleIn returns the title in 《》 that names the filing itself.
func (m *message) bookTitleIn(kind string, from int, led bool) string {
	limit := 240
	if kind == "publication" || kind == "programme" {
		limit = 900
	}
	h := head(m.s[from:], limit)
	for i := 0; i < len(h); {
		lo := m.index(h[i:], "《")
		if lo < 0 {
			return ""
		}
		lo += i + len("《")
		hi := strings.Index(h[lo:], "》")
		if hi < 0 {
			return ""
		}
		name := h[lo : lo+hi]
		i = lo + hi
		if hi == 0 || utf8.RuneCountInString(name) > 45 {
			continue
		}
		switch kind {
		case "publication":
			if containsAny(name+"》", media...) || startsAny(h[i+len("》"):], "第", "头版", "刊", "上", "要闻", "版", "播", "刊登", "刊发", "报道", "登", "用稿", "发表", "转") && strings.Contains(h[i:], "《") {
				continue
			}
		case "programme":
		case "visit", "pairing", "opinion":
			return ""
		default:
			if !m.titleAt(h, lo-len("《"), i+len("》"), led) {
				return ""
			}
		}
		return m.cut(from+lo, from+lo+hi)
	}
	return ""
}

// titleAt reports that the name in 《》 at h[lo:hi] is the text's own: it stands
// at the head, after its genre, or alone between marks.
func (m *message) titleAt(h string, lo, hi int, led bool) bool {
	before := strings.TrimSpace(h[:lo])
	n := utf8.RuneCountInString(before)
	switch {
	case before == "", strings.HasSuffix(h[:lo], "\n") && hi < 200, endsAny(before, "题目", "标题", "题为", "名为", "篇名", "名字叫"):
		return true
	case m.holds(before, "学习", "读", "看了", "听了", "重温", "上的", "里的"):
		return false
	case led && n <= 24 && !m.holds(before, "。"):
		return true
	}
	after := strings.TrimLeft(h[hi:], " ")
	if startsAny(after, "一文", "这篇报告", "一稿") {
		return true
	}
	return n <= 30 && (after == "" || strings.ContainsRune(":\n(", firstRune(after)))
}

// titleTails are the words that the titles of studies and of projects end in.
var titleTails = map[string][]string{
	"report":     {"分析", "研究", "调查", "思考", "报告", "初探", "对策", "建议", "现状", "探析", "探索", "摸底", "调研", "浅析", "探讨", "实践", "刍议", "调查与思考"},
	"nomination": {"项目", "机制", "工作法", "行动", "模式", "服务", "工程", "制度", "课堂", "计划", "平台", "讲堂", "书屋", "法", "制", "站", "点", "日", "台", "栏目", "直通车", "大篷车", "品牌"},
}

// genres stand before a title without marks: 朗诵 红船悠悠.
var genres = []string{"朗诵", "快板", "快板书", "小品", "相声", "歌曲", "合唱", "独唱", "对唱", "舞蹈", "小戏", "三句半", "大鼓", "茂腔", "吕剧", "秧歌", "情景剧", "哑剧", "表演唱", "小合唱", "曲艺", "数来宝", "双簧", "戏曲", "器乐", "独奏", "通讯", "消息", "特写", "散文", "小说", "诗歌", "组诗", "报告文学", "言论", "评论", "随笔", "杂文", "组图", "图片新闻", "专题片", "纪实"}

// plainTitle returns a title that has no marks of its own: the name of a
// project or a study between commas, or what follows its genre.
func (m *message) plainTitle(kind string, from int) string {
	if titleTails[kind] == nil && kind != "programme" && kind != "publication" && kind != "work" {
		return ""
	}
	h := head(m.s[from:], 240)
	for i, c := range clauses(h, ",。;!?\n:() ") {
		part := h[c.lo:c.hi]
		n := utf8.RuneCountInString(part)
		if i == 6 || n > 34 {
			break
		}
		own := false
		switch kind {
		case "nomination":
			own = strings.HasPrefix(part, "“") && n >= 4 || n <= 20 && n >= 4 && endsAny(part, titleTails[kind]...) && strings.Contains(part, "“")
		case "report":
			own = n >= 8 && endsAny(part, titleTails[kind]...) && !startsAny(part, "我", "现", "以", "这是", "通过", "经过", "根据", "一份", "一篇", "报", "提交", "交", "补", "上")
		case "programme", "publication", "work":
			own = c.lo > 0 && n >= 2 && n <= 16 && endsAny(strings.TrimRight(h[:c.lo], " ,:"), genres...) && strings.ContainsRune(" ,:", lastRune(h[:c.lo])) && m.bareTitle(part)
		}
		if own {
			return m.cut(from+c.lo, from+c.hi)
		}
	}
	return m.quotedTitle(kind, from, h)
}

// quotedTitle returns a title in quotation marks behind its genre: 舞蹈“春到大沽河”.
func (m *message) quotedTitle(kind string, from int, h string) string {
	lo := m.index(h, "“")
	if lo < 0 || kind != "programme" && kind != "publication" {
		return ""
	}
	hi := strings.Index(h[lo:], "”")
	name := h[lo+len("“") : max(lo+len("“"), lo+hi)]
	before := strings.TrimRight(h[:lo], " ,:")
	if n := utf8.RuneCountInString(name); n < 2 || n > 16 || m.holds(name, ",", "。", "!", "?") || !endsAny(before, genres...) && !endsAny(before, "报道", "稿件", "稿", "节目", "作品", "文章", "一文", "新闻", "片", "片子", "歌", "戏") {
		return ""
	}
	return m.cut(from+lo+len("“"), from+lo+hi)
}

// bareTitle reports that a phrase says nothing of people, length or place.
func (m *message) bareTitle(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return isDigit(r) || notWord(r) && r != '“' && r != '”' }) < 0 &&
		!m.holds(s, "演员", "分钟", "时长", "作者", "表演", "原创", "字", "版", "人", "登", "刊", "我", "咱", "单位", "一篇", "一个", "如下", "附", "请", "报名", "查收", "日报", "晚报", "头条")
}

// bookTitle returns the first 《》 of bare after from, without its marks.
func (m *message) bookTitle(from int) string {
	s := m.s[min(m.lo+from, len(m.s)):]
	lo := strings.Index(s, "《")
	if lo < 0 {
		return ""
	}
	lo += len("《")
	hi := strings.Index(s[lo:], "》")
	if hi <= 0 {
		return ""
	}
	lo += len(m.s) - len(s)
	return m.cut(lo, lo+hi)
}
