package understand

import (
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// dialogWord reads the words that belong to an open dialog.
func (m *message) dialogWord() (Reading, bool) {
	if m.in.Draft == "" && m.in.Pending == "" || m.n > 30 {
		return Reading{}, false
	}
	if m.in.Pending == "choice" {
		if n, ok := choice(m.plain()); ok {
			return Reading{Intent: "yes", Action: Command, Slots: Slots{"number": strconv.Itoa(n)}, Why: "number of a listed choice"}, true
		}
	}
	if got, ok := m.otherKind(); ok {
		return got, true
	}
	if m.n <= 16 && startsAny(m.bare, "不是", "别", "先别") && (m.kindIn(m.bare) != "" && startsAny(m.bare, "不是") || m.holds(m.bare, "发着玩", "闹着玩", "聊天", "说着玩", "随便说", "当真")) && !m.asks() {
		return Reading{Intent: "no", Action: Command, Why: "says that it is no filing"}, true
	}
	if intent := m.lastWord(); intent != "" {
		return Reading{Intent: intent, Action: Command, Why: "a clause of the dialog's own words"}, true
	}
	words, ok := m.r.dialog.split(m.bare)
	if !ok || strings.Contains(m.s, "?") {
		return Reading{}, false
	}
	intent := ""
	switch {
	case has(words, cancel):
		intent = "cancel"
	case has(words, no) && !has(words, done):
		intent = "no"
	case has(words, done):
		intent = "done"
	case has(words, yes):
		intent = "yes"
	case has(words, weakDone) && m.in.Pending == "confirm":
		intent = "yes"
	case has(words, weakDone):
		intent = "done"
	default:
		return Reading{}, false
	}
	return Reading{Intent: intent, Action: Command, Why: "dialog's own words: " + m.bare}, true
}

// lastWord reads a short message whose last clause alone ends the dialog:
// 不想写了，取消掉; 就写这些，完成.
func (m *message) lastWord() string {
	cs := clauses(m.bare, ",。;!\n ")
	if m.n > 14 || len(cs) < 2 || m.asks() {
		return ""
	}
	last := cs[len(cs)-1]
	words, ok := m.r.dialog.split(m.bare[last.lo:last.hi])
	if ok && has(words, cancel) {
		return "cancel"
	}
	if first, split := m.r.dialog.split(m.bare[cs[0].lo:cs[0].hi]); split && has(first, no) && m.n <= 10 {
		return "no"
	}
	switch {
	case !ok:
		return ""
	case has(words, done) && !has(words, no):
		return "done"
	}
	return ""
}

// otherKind reads a correction of the kind that the bot guessed: 不对，这是投稿的.
func (m *message) otherKind() (Reading, bool) {
	if m.n > 18 || !startsAny(m.bare, "不对", "不是", "错了", "搞错", "弄错", "这是", "这个是", "这篇是", "应该是", "这不是", "否", "不,", "这算", "按", "是", "当", "算") {
		return Reading{}, false
	}
	for _, w := range []string{"应该算", "应该是", "这是", "这个是", "这篇是", "这算", "算", "按", "当", "是"} {
		for i := 0; ; {
			j := strings.Index(m.bare[i:], w)
			if j < 0 {
				break
			}
			i += j + len(w)
			if endsAny(m.bare[:i-len(w)], "不") {
				continue
			}
			id, at := m.kindAt(m.bare[i:])
			if id == "" || at > 9 {
				continue
			}
			if id == m.in.Draft {
				return Reading{Intent: "yes", Action: Command, Slots: Slots{"kind": id}, Why: "kind confirmed by name"}, true
			}
			return Reading{Intent: "no", Action: Command, Slots: Slots{"kind": id}, Why: "another kind named"}, true
		}
	}
	return Reading{}, false
}

// choice reads 2, 第二个, 选3.
func choice(s string) (int, bool) {
	for _, w := range []string{"我选", "就选", "选择", "选", "就", "是", "要"} {
		s = strings.TrimPrefix(s, w)
	}
	s = strings.TrimPrefix(s, "第")
	n, end, ok := number(s, 0)
	if !ok || n == 0 {
		return 0, false
	}
	switch s[end:] {
	case "", "个", "项", "条", "号", "篇", "种", "吧", "个吧", "那个", "位":
		return n, true
	}
	return 0, false
}

// nameOnly reads a message that is a title alone, 《…》 or 标题：…: it belongs to
// the open draft and means nothing without one.
func (m *message) nameOnly() (Reading, bool) {
	t := strings.TrimSpace(m.s)
	whole := strings.HasPrefix(t, "《") && strings.Index(t, "》") == len(t)-len("》")
	marked := m.in.Draft != "" && m.n <= 45 && startsAny(t, "标题:", "题目:", "标题《", "题目《", "标题 ", "题目 ")
	switch {
	case !whole && !marked:
		return pass()
	case m.in.Draft != "":
		return m.continues("title of the open draft"), true
	}
	return none("a title alone"), true
}

// greeting reads a message that is greeting or thanks and nothing more.
func (m *message) greeting() (Reading, bool) {
	return none("greeting or thanks alone"), onlySmallTalk(m.plain())
}

// draftText reads what is left inside an open draft: text of the draft, or a
// question or an aside, which is not.
func (m *message) draftText() (Reading, bool) {
	if m.in.Draft == "" {
		return pass()
	}
	if m.aside() {
		return none("question or aside inside a draft"), true
	}
	return m.continues("text of the open draft"), true
}

// continues takes the message as text of the open draft.
func (m *message) continues(why string) Reading {
	d := m.in.Draft
	return Reading{Intent: d, Action: Append, Slots: m.slotsFor(d, 0, false), Why: why}
}

// aside reports a short message inside a draft that speaks to the bot.
func (m *message) aside() bool {
	s := m.bare
	if startsAny(s, "标题", "题目") {
		return false
	}
	if m.n <= 30 && m.asks() && m.holds(s, "字", "格式", "模板", "能不能", "可以", "行", "要不要", "你", "怎么", "咋", "照片", "图", "截止", "几点", "什么时候", "啥时候",
		"算", "存", "交", "发", "写到哪", "收到", "在吗", "在不在", "够", "提交", "草稿", "附件", "标题", "篇", "段", "多长", "改", "下班", "食堂", "系统", "卡", "领导", "主任", "保存") &&
		!m.holds(s, "说", "问", "她", "他", "有人", "群众", "百姓", "我们", "自己", "老乡", "村", "大爷", "大娘", "同志") {
		return true
	}
	if is := strings.Index(s, "是"); m.n <= 26 && is >= 0 && is < strings.Index(s, "还是") && !m.holds(s, ",", "。", "我", "他", "她", "群众", "百姓", "咱", "俺") {
		return true // 盖章的那页是拍照还是寄原件
	}
	if m.n > 24 {
		return false
	}
	if n := prefixLen(s, asides...); n > 0 && (m.n <= 10 || notWord(firstRune(s[n:])) || startsAny(s, "先", "等", "我", "明天", "下午", "晚上", "今天", "稍",
		"待会", "一会")) || endsAny(s, "再写", "再说吧", "接着写", "继续写", "等会儿写", "一会儿写", "再发", "再接着", "接着弄", "再弄", "接着来", "再续", "再补") && m.n <= 20 {
		return true
	}
	return m.n <= 1 && !strings.Contains(m.s, "《") || onlySmallTalk(m.plain())
}

var asides = []string{"先不写", "先放一放", "先歇", "等一下", "等下", "接个电话", "等会", "等等", "稍等", "等我", "先吃饭", "先去", "先忙", "我先", "一会儿", "一会再", "待会", "我接个", "来电话",
	"有人找", "领导叫", "哈哈", "呵呵", "嘿嘿", "唉", "哎呀", "抱歉", "不好意思", "收到", "谢谢", "谢了", "辛苦", "好累", "好困", "手机没电", "手机快", "网不好", "网络不好", "信号不好", "明天接着", "明天再",
	"下午接着", "晚上接着", "晚上再", "下午再", "今天先", "先到这", "先写到", "写到这", "开会了", "开会去", "下班", "吃饭", "卡住", "卡了", "没思路", "写不出", "容我", "让我想想", "我想想", "在吗", "你好",
	"您好", "发错", "打错", "出去一趟", "我出去", "接孩子", "睡了", "睡觉", "困", "累死", "还没写完", "还没完", "没写完", "我再想想", "回头再", "改天", "忘了", "稍后", "马上", "别催", "别急", "快了",
	"差不多了", "写得我", "头疼", "老板叫", "主任叫", "主任找", "领导找", "孩子"}

// pleasantries are what is said besides onlySmallTalk while a question is open.
var pleasantries = sync.OnceValue(func() *vocab {
	return newVocab(map[class]string{filler: "好 好的 好滴 好嘞 好哒 行 可以 ok 嗯 嗯嗯 恩 哦 噢 喔 谢谢 谢谢你 谢谢您 谢了 多谢 感谢 辛苦 辛苦了 麻烦了 收到 知道 知道了 明白 明白了 了解 " +
		"不好意思 抱歉 对不起 稍等 请稍等 稍候 稍后 稍等一下 稍等片刻 等下 等一下 等等 等会 等会儿 等我一下 一会儿 待会 待会儿 马上 马上来 我查一下 我查查 查一下 我看看 我看一下 我问一下 我问问 我想想 让我想想 我找找 我找一下 " +
		"你好 您好 在吗 在不在 哈哈 哈哈哈 呵呵 嘿嘿", topic: "老师 领导 同志 主任 我 你 您 了 啊 哈 呀 呢 吧 啦 再说 再发 再报 再告诉你 再回复"})
})

// SmallTalk tells whether a short text is nothing but thanks, greetings and words of
// waiting: no answer to a question for something.
func SmallTalk(text string) bool {
	s := Fold(text)
	if utf8.RuneCountInString(s) > 16 || strings.ContainsFunc(s, unicode.IsDigit) {
		return false
	}
	words, ok := pleasantries().split(s)
	return ok && has(words, filler)
}

// onlySmallTalk reports whole messages that are greeting or thanks.
func onlySmallTalk(s string) bool {
	switch s {
	case "你好", "您好", "在吗", "收到", "谢谢", "谢谢你", "辛苦了", "哈哈", "哈哈哈", "早", "早上好", "晚上好", "下午好", "再见", "拜拜", "好吧", "知道了", "明白", "明白了", "了解", "好的知道了", "晚安", "加油", "嗯好", "嗯嗯好", "好好":
		return true
	}
	return false
}
