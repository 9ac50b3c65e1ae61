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
	if kind == "visit" || kind == "pairing" || kind == "opinion" || kind == "publication" {
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

// markedTitle reads 标题：… or 题目：….
func (m *message) markedTitle(from int) string {
	for _, w := range []string{"项目名称:", "标题:", "题目:", "名称:", "题为:", "题目是:", "标题是", "题目是", "题目叫", "题为", "标题叫", "节目名称:", "作品名称:", "作品名:", "篇名:", "标题 ", "题目 "} {
		i := m.index(head(m.s[from:], 500), w)
		if i < 0 || i > 0 && strings.ContainsRune("副小", lastRune(m.s[from:from+i])) {
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
		before := strings.TrimSpace(h[:lo-len("《")])
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
		default: // a title stands at the head of the text, or after its genre
			atHead := before == "" || strings.HasSuffix(h[:lo-len("《")], "\n") && i < 200 || led && utf8.RuneCountInString(before) <= 24 && !m.holds(before, "。", "学习", "读", "看了", "听了", "重温")
			if !atHead {
				return ""
			}
		}
		return m.cut(from+lo, from+lo+hi)
	}
	return ""
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
