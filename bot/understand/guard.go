package understand

import (
	"strings"
	"unicode/utf8"
)

// notOwn recognises texts that are not the author's own act towards the bot:
// forwarded, quoted, hearsay, a hypothesis, a word to somebody else.
func (m *message) notOwn() (Reading, bool) {
	h := head(m.s, 120)
	switch {
	case m.forwarded(h, m.s):
		return none("forwarded text"), true
	case m.quotedWhole():
		return none("quoted text"), true
	case m.in.Draft != "":
		return Reading{}, false
	case m.forOthers(m.bare):
		return none("meant for somebody else"), true
	case startsAny(m.bare, hypotheses...):
		if m.n <= 60 && m.asksAboutBot(m.bare) {
			return help("hypothesis about the bot"), true
		}
		return none("hypothesis"), true
	case m.hearsay(m.bare):
		return none("hearsay"), true
	}
	return Reading{}, false
}

// heldBack recognises a text that its author asks not to file or send.
func (m *message) heldBack() (Reading, bool) {
	if m.setAside(m.bare) {
		return none("said not to be filed or sent"), true
	}
	return pass()
}

// offices are titles of people who are spoken of, not who write.
var offices = []string{"局长", "主任", "书记", "站长", "馆长", "台长", "镇长", "市长", "部长", "科长", "领导", "校长", "队长", "支书", "主席", "记者", "同事", "邻居", "亲戚", "朋友", "对象",
	"市领导", "省里", "市里", "上级", "县里", "电视台的", "文化馆的", "图书馆的", "报社的记者", "隔壁"}

var hypotheses = []string{"如果", "假如", "假设", "要是", "万一", "倘若", "若是", "比如", "比方", "例如", "打个比方", "举个例子", "譬如", "假使", "设想", "好比", "我要是", "我如果", "假定", "要不是", "咱要是", "你要是", "谁要是", "举例", "例:", "示例"}

var forwardMarks = []string{"转发", "转:", "转,", "转自", "转一个", "转一下", "转个", "转给", "【转", "[转", "(转", "fw:", "fwd:", "re:", "转载", "以下转", "下面转", "原文转",
	"引用", "摘自", "摘录", "抄送", "转达", "帮转", "代转", "〔转", ">", "--转", "-----", "转帖", "转贴", "搬运", "zt"}

// forwarded reports the marks of a text that somebody else wrote. A filing
// that merely tells what was passed on (已转水利站) has none at its head.
func (m *message) forwarded(h, s string) bool {
	t := strings.TrimLeft(h, " \n\"“'")
	if startsAny(t, forwardMarks...) || startsAny(strings.TrimLeftFunc(h, notWord), "转发", "聊天记录", "群聊", "fw", "转自", "转帖", "转一", "转个") {
		return true
	}
	first := h
	if i := strings.IndexAny(h, ":\n"); i >= 0 {
		first = h[:i]
	}
	if m.holds(first, "转个通知", "转发一", "转发个", "转发的", "转你", "转给你", "转给大家", "转发给", "原文如下", "他写的", "她写的", "人家写的", "别人写的", "网上抄", "网上看到", "网上下的",
		"网上找", "报上看到", "报纸上看到", "别人的心得", "别人的稿", "别人的体会", "人家的心得", "人家的稿", "别人写的", "范文", "样稿", "模板", "例文", "转条", "转篇", "转一篇", "转一条", "转一段", "转段", "通知看看", "转给咱", "转给同志", "学习学习", "供大家学习", "群里发的", "群里转", "群里看到",
		"抄一段", "摘一段", "分享一篇", "分享篇", "分享一下", "这段是", "他说:", "她说:", "原话是", "上级通知", "有人发", "有人写", "同事的", "同事写的", "上级来的", "上面来的", "转过来") &&
		!m.holds(first, "作品:", "投稿") {
		return true
	}
	if document(s, first) || m.spoken(first, s) || quotes(first, s) {
		return true
	}
	t = tail(s, 60)
	return m.holds(t, "(转发", "(转自", "来源:", "(摘自", "【转发", "以上是转", "以上为转", "-转发", "转自网", "以上转", "转给你看看", "转你看看", "转给大家", "(转)", "这是别人写的", "是他写的", "是别人的", "不是我写的", "人家写的", "网上看的", "网上抄的", "转发的")
}

// document reports the head of a notice or a call for works.
func document(s, first string) bool {
	first = strings.TrimSpace(first)
	return startsAny(s, "【通知", "[通知", "【紧急通知", "【重要", "【公告", "【温馨提示", "【提醒", "关于做好", "关于印发") ||
		endsAny(first, "的通知", "启事", "须知", "公告", "的函", "的意见的通知", "的批复", "征集令", "倡议书", "的紧急通知", "实施方案", "活动方案", "工作要点", "任务分解") && len(first) < 120 && len(s) > len(first)+3
}

// spoken reports that the words before a colon name who else said the rest.
// What people said in opinions is the author's own report.
func (m *message) spoken(first, s string) bool {
	if len(first) > 54 || len(first) == len(s) || !strings.HasPrefix(s[min(len(s), strings.Index(s, first)+len(first)):], ":") {
		return false
	}
	return endsAny(first, "发的", "发我的", "发给我的", "写的", "说", "说的", "转来的", "发来的", "原话", "批示", "指示", "强调", "要求", "讲话", "来信", "发来", "讲的", "念的", "传来的", "抄的", "回复", "回我", "留言", "念叨", "问我", "告诉我", "让我转", "让我发") &&
		!endsAny(first, "小说", "刊发的") && !m.holds(first, groups...) &&
		!m.holds(first, "我写的", "我发的", "我们写的", "俺写的", "群众", "居民", "村民", "市民", "网友", "老百姓", "家长", "老乡", "老人", "读者", "意见", "本人", "如下", "大伙", "反映",
			"咱写的", "站写的", "馆写的", "局写的", "心得", "体会", "我说", "报送", "提交")
}

// quotes reports what somebody wrote, under the name: 老王:“…”.
func quotes(first, s string) bool {
	for _, title := range calledTitles {
		first = strings.TrimSuffix(first, title)
	}
	end, shape := nameEnd(first, 0)
	said, named := strings.CutPrefix(s, first)
	_, said, marked := strings.Cut(head(said, 30), ":")
	one := strings.TrimLeft(first, "老小") == "" || utf8.RuneCountInString(first) == 1 && surnames.has(firstRune(first))
	return named && marked && (one || shape != noName && shape != household && end == len(first)) && startsAny(strings.TrimLeft(said, " "), "“") &&
		strings.LastIndex(s, "”") >= len(s)-3*25
}

// quotedWhole reports a text that is one quotation, or quotes and asks about it.
func (m *message) quotedWhole() bool {
	t := strings.TrimSpace(m.s)
	if !startsAny(t, "“", "‘", "'") || len(t) > 1500 {
		return false
	}
	i := strings.LastIndexAny(t, "”“’'")
	for _, q := range []string{"”", "“", "’", "'"} {
		i = max(i, strings.LastIndex(t, q))
	}
	rest := strings.TrimFunc(t[i+prefixLen(t[i:], "”", "“", "’", "'"):], notWord)
	inner := t[:i]
	if i <= 0 || strings.Count(t, "“") > 2 {
		return false
	}
	if rest == "" {
		return strings.Contains(inner, ":") || m.n <= 40
	}
	return len(rest) < 75 && (m.isQuestion(t) || m.holds(rest, "这句", "这话", "几个字", "俩字", "这词", "这样", "这种", "这么", "意思", "写的", "开头", "格式", "说的", "什么", "啥"))
}

// surnames are single-character family names, the commonest and those of the region.
var surnames = newRunes("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文匡冷纪逄法姬苗鲁栾隋宫矫尚迟战初解解滕辛柳管单官曲綦葛庞樊耿卜翟倪" +
	"庄臧牟祝裴米柴邢殷路靳岳焦芦温仲窦车时安阮代颜左俞鞠宿刁仇吉兰滕娄荆柏卞冉苑商艾岑桑逯阚郇亓昝褚仝丛衣苟詹牛游骆欧翁覃洪柯梅盛童甘舒屈项聂晁勾尉邸郎穆滑晏蔺闵麻占付闫肖")

// forOthers reports a message that calls somebody by name and speaks to them.
func (m *message) forOthers(s string) bool {
	call, rest := addressee(s)
	if call == "" {
		return false
	}
	if startsAny(rest, "的") {
		return false
	}
	first := rest
	if i := strings.IndexAny(rest, ":\n"); i > 0 && i < 60 {
		first = rest[:i]
	}
	return m.holds(head(rest, 90), "你", "您", "帮我", "记得", "别忘", "麻烦", "快点", "过来", "咱俩", "晚上", "回头", "赶紧", "抓紧", "来一下", "把", "下午", "一会", "吃饭", "喝酒", "在不在", "到哪") &&
		!m.holds(first, "我的心得", "以下是我", "我的体会", "这是我")
}

// addressee returns the person that s begins by calling, and what follows.
func addressee(s string) (call, rest string) {
	s = strings.TrimPrefix(s, "@")
	rs := []rune(head(s, 24))
	stop := ",:，!。 \n"
	for n := 1; n <= 4 && n < len(rs); n++ {
		if !strings.ContainsRune(stop, rs[n]) {
			continue
		}
		name := string(rs[:n])
		person := (strings.ContainsRune("小老阿大", rs[0]) && surnames.has(rs[1]) && n <= 3) ||
			surnames.has(rs[0]) && endsAny(name, "哥", "姐", "姨", "叔", "嫂", "师傅", "工", "总") ||
			surnames.has(rs[0]) && n == 2 && endsAny(name, "科", "局", "处", "站", "主任") ||
			startsAny(name, "妈", "爸", "爹", "娘", "姐", "哥", "弟", "妹", "叔", "姑", "舅", "姨", "二姐", "二哥", "大姐", "大哥", "三姐", "三哥", "老婆", "老公", "媳妇", "亲爱的", "儿子", "闺女", "宝贝", "哥们", "兄弟", "师傅") && n <= 3
		if person {
			return name, strings.TrimLeftFunc(s[len(name):], notWord)
		}
	}
	if strings.HasPrefix(s, "老") || strings.HasPrefix(s, "小") {
		// 小刘你把…: no mark after the name
		if len(rs) > 3 && surnames.has(rs[1]) && (rs[2] == '你' || rs[2] == '您' || rs[2] == '啊') {
			return string(rs[:2]), string(rs[2:])
		}
	}
	return "", s
}

// hearsay reports a head that tells what others did or said.
func (m *message) hearsay(s string) bool {
	if startsAny(s, "听说") && m.n <= 30 && m.holds(s, "我想", "我也想", "我要", "我也要", "俺想", "俺也想", "咱想", "我们想") {
		return false // 听说在征文，我想投一个
	}
	if n := prefixLen(s, "他们", "她们", "隔壁"); n > 0 && strings.HasPrefix(s[n:], m.r.folder.string(m.unit())) && m.unit() != "" {
		return true // 他们电视台前天…
	}
	if startsAny(s, "听说", "据说", "听人说", "听他们说", "听同事说", "听老", "听小", "听领导说", "听他说", "听她说", "人家", "网上看到", "网上有", "网上说", "别的单位", "别人", "看到别人", "看人家", "看别人", "隔壁单位", "隔壁科", "传说", "好像是说", "他们说",
		"他们单位", "他们局", "他们馆", "他们站", "他们台", "他昨天", "她昨天", "他今天", "她今天", "他上周", "同事昨天", "同事说", "我同事说", "我同事昨", "我对象", "俺对象", "我老公", "我媳妇", "俺家那口子",
		"电视上说", "新闻里说", "群里说", "群里有人", "有人说昨", "领导说", "主任说", "局长说", "隔壁老", "隔壁小", "刚听", "朋友圈", "看新闻", "看到群里", "看了人家", "看了别", "人家说") {
		return true
	}
	if i := m.index(head(s, 30), "说"); i > 0 && startsAny(s, "听") { // 听图书馆的说
		return true
	}
	if n := prefixLen(s, offices...); n > 0 && !m.holds(s, "我", "俺", "咱") {
		rest := strings.TrimPrefix(strings.TrimPrefix(s[n:], "们"), "他们")
		if startsAny(rest, "昨", "今天", "前天", "上周", "去", "到", "说", "也", "又", "都", "来", "在", "带") {
			return true
		}
	}
	for _, w := range []string{"的小", "的老"} { // 文化站的小李昨天去…
		i := strings.Index(head(s, 30), w)
		if i <= 0 || m.holds(head(s, 60), "我", "俺", "咱", "结对", "联系", "帮扶") {
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i+len(w):])
		if surnames.has(r) && startsAny(s[i+len(w)+n:], "昨", "今天", "前天", "上周", "去", "说", "刚") {
			return true
		}
	}
	rs := []rune(head(s, 30))
	if len(rs) < 4 || !strings.ContainsRune("小老", rs[0]) || !surnames.has(rs[1]) {
		return false
	}
	rest := string(rs[2:])
	return startsAny(rest, "昨", "今", "前", "上周", "上礼拜", "他", "她", "说", "那篇", "写的", "交的", "交了", "去", "的", "他们", "也", "刚", "又", "都", "已经", "告诉", "跟我说", "周", "们") &&
		!startsAny(rest, "去世", "的家", "家")
}

// setAside reports a text that its author asks not to file or send.
func (m *message) setAside(s string) bool {
	return m.holds(head(s, 60), "存个底", "留个底", "先存着", "暂不下发", "先不下发", "暂不发", "先不发") || m.holds(tail(s, 150), "不用发", "先别发", "不要发", "别发出去", "先存着", "给你存着", "不用登记", "先别登记", "不用记", "先不报", "先不交", "先别交", "先别报", "不是交的", "不是投稿",
		"不是心得", "不算心得", "不算投稿", "不用提交", "先不提交", "别提交", "不要提交", "还没写完", "还没改好", "先别存", "不用存", "别当真",
		"不是提交", "先别提交", "不算交", "别登记", "不要登记", "不要归档", "别归档", "不必登记", "不必提交", "不用归档", "别记", "不用当真", "随便写写", "练练手", "别给我报", "别给我交", "测试一下", "闹着玩",
		"开玩笑", "骗你的", "骗你们", "逗你", "愚人节", "先给你看看", "你先看看再说", "先不算", "不作数", "别往上报", "先不要报", "先不要交", "暂不提交", "暂不上报", "不用上报", "不用报", "不用交", "别算", "不要算")
}

// severalPoints hides the 几点 that asks for no hour: 几点思考.
var severalPoints = strings.NewReplacer("几点思考", "思考", "几点体会", "体会", "几点建议", "建议", "几点意见", "意见", "几点认识", "认识", "几点感受", "感受", "几点做法", "做法", "几点启示", "启示", "几点看法", "看法", "几点想法", "想法", "几点对策", "对策")

// asks reports that the message asks something.
func (m *message) asks() bool {
	if !m.weighed {
		m.asking, m.weighed = m.isQuestion(m.s), true
	}
	return m.asking
}

// isQuestion reports that a short text asks something.
func (m *message) isQuestion(s string) bool {
	s = strings.TrimRightFunc(s, func(r rune) bool { return notWord(r) && r != '?' })
	if m.holds(s, "几点") {
		s = severalPoints.Replace(s)
	}
	if strings.HasSuffix(s, "呢") && !m.holds(tail(s, 24), "着呢", "现在", "正在", "多", "还", "才", "可") {
		return true
	}
	if endsAny(s, "?", "吗", "么", "没", "没有", "了没", "不", "嘛", "咋样", "怎么样", "怎样", "如何", "多少", "啥", "什么", "哪", "谁", "几", "多久", "咋办", "怎么办", "吧?", "来着", "哪儿", "哪里", "在哪", "几点", "几号", "哪天") {
		return true
	}
	if m.n <= 60 && !m.holds(s, "看") && twoWays(s) {
		return true
	}
	return m.holds(s, "怎么", "咋", "如何", "多少字", "在哪", "几楼", "几层", "怎样", "几号", "几时", "几月", "星期几", "何时", "几点", "什么时候", "啥时候", "哪里", "哪些", "哪几", "哪种",
		"指的是", "哪个", "哪儿", "哪天", "能不能", "可不可以", "行不行", "是不是", "有没有", "算不算", "要不要", "为什么", "为啥", "多少", "可以吗", "请问", "谁", "咋办", "能否", "是否", "啥意思",
		"什么意思", "会不会", "需不需要", "用不用", "该不该", "对不对", "好不好")
}

// twoWays reports a verb asked both ways: 收不收, 评没评; how a thing is done,
// 译得准不准, is rather told.
func twoWays(s string) bool {
	var before, a, b rune
	for _, r := range s {
		if r == a && (b == '不' || b == '没') && before != '得' && r > 0x4E00 && !strings.ContainsRune("动时不没", r) {
			return true
		}
		before, a, b = a, b, r
	}
	return false
}

// asksAboutBot reports a question about what the bot does or how to use it.
func (m *message) asksAboutBot(s string) bool {
	if !m.isQuestion(s) {
		return false
	}
	how := m.holds(s, "怎么", "咋", "如何", "怎样", "在哪", "哪里", "从哪", "哪儿")
	can := m.holds(s, "能不能", "可不可以", "可以", "能", "会不会", "会", "还能", "行不行", "行吗", "是不是", "支持")
	act := m.holds(s, "撤回", "提交", "交心得", "投稿", "签到", "登记", "修改", "查看", "导出", "补充", "上传", "发照片", "发图", "语音", "取消", "申报", "评分", "发给你", "传照片", "传图",
		"附件", "word", "文档", "交征文", "报调研", "报节目", "传给你", "改回来", "撤", "交作品", "写日志", "请假", "补交", "催办", "发通知", "提意见", "删", "退订", "缓交", "交")
	you := m.holds(s, "你是", "你会", "你能", "机器人", "这个系统", "这系统", "小助手", "本系统", "这玩意", "这东西", "你这", "你叫", "你都")
	return how && act || you && (can || how || m.holds(s, "谁", "什么", "啥")) || can && m.holds(s, "撤回", "语音", "照片", "发图", "传图", "附件", "word", "文档", "修改", "改吗", "改不", "录音", "视频")
}
