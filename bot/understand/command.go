package understand

import (
	"strings"
)

// commands are tried in this order: the ones with the plainest words first.
var commands = []func(*message) (Reading, bool){
	(*message).announce,
	(*message).fileLast,
	(*message).signin,
	(*message).registerPair,
	(*message).review,
	(*message).why,
	(*message).nudge,
	(*message).extend,
	(*message).excuse,
	(*message).snooze,
	(*message).nothing,
	(*message).amend,
	(*message).withdraw,
	(*message).view,
	(*message).export,
	(*message).compile,
	(*message).bulletin,
	(*message).missing,
	(*message).tasks,
	(*message).progress,
	(*message).events,
	(*message).botQuestion,
}

// maxCommand is the longest a command may be in characters; only a notice and
// an amendment carry text of their own.
const maxCommand = 60

// command reads an explicit command.
func (m *message) command() (Reading, bool) {
	if m.remark() {
		return pass()
	}
	for _, try := range commands {
		if got, ok := try(m); ok {
			return got, true
		}
	}
	return Reading{}, false
}

// remark reports a short message that praises or complains about what a
// command would name.
func (m *message) remark() bool {
	s := m.bare
	if m.n > 30 || m.in.Draft != "" {
		return false
	}
	if startsAny(s, "别", "不用", "不要", "先别", "甭", "不必", "千万别", "先不要", "请不要", "请别", "可别", "暂时别", "无需") && !strings.ContainsAny(s, ",;") && !m.holds(s, "。", "提醒我") {
		return true
	}
	if m.holds(s, "不错", "真好", "挺好", "太好了", "得好", "真棒", "漂亮", "给力", "点赞", "厉害", "好看", "真快", "真细", "真不赖", "很好") {
		n, _, _ := docNumber(s, true)
		return n == "" && !m.isQuestion(s)
	}
	if m.holds(s, "打不开", "没反应", "卡住", "乱码", "死机", "闪退", "连不上", "登不上", "白屏", "黑屏", "崩了") {
		n, _, _ := docNumber(s, true)
		return n == ""
	}
	return false
}

// brief reports that the message is short enough to be a command here. Inside
// a draft prose is likelier than a command.
func (m *message) brief() bool {
	if m.in.Draft != "" {
		return m.n <= 24
	}
	return m.n <= maxCommand
}

func command(intent, why string, s Slots) (Reading, bool) {
	return Reading{Intent: intent, Action: Command, Slots: s, Why: why}, true
}

func ask(intent, why string, s Slots) (Reading, bool) {
	return Reading{Intent: intent, Action: Ask, Slots: s, Why: why}, true
}

func pass() (Reading, bool) { return Reading{}, false }

// negated reports that one of the words in s is negated right before it.
func (m *message) negated(s string, words ...string) bool {
	for _, w := range words {
		if i := m.index(s, w); i > 0 {
			before := tail(s[:i], 15)
			if endsAny(before, "能不能", "可不可以", "要不要", "能不能再", "好不好") {
				continue
			}
			if endsAny(before, "别", "不", "不要", "不用", "甭", "先别", "没", "没有", "不想", "不必", "莫", "勿", "别再", "不用再", "不能", "别给我", "不用给我", "甭给我", "不用给俺", "别去", "还没", "未", "不需要",
				"别急着", "先不要", "先不", "无需", "千万别", "不准备", "不打算", "别把它", "暂时别", "暂不") {
				return true
			}
		}
	}
	return false
}

// wholeHelp reads a call for help.
func (m *message) wholeHelp() (Reading, bool) {
	if m.n > 16 {
		return pass()
	}
	switch strings.TrimRight(m.plain(), "啊呀呢吧了呗哈哦一下") {
	case "帮助", "help", "怎么用", "咋用", "怎么使用", "如何使用", "使用说明", "使用帮助", "操作说明", "使用方法", "功能", "菜单", "说明", "用法", "你是谁", "你会什么", "你会啥", "你能干什么", "你能干啥",
		"你能做什么", "你有什么功能", "有什么功能", "有啥功能", "怎么操作", "咋操作", "怎么弄", "咋弄", "操作指南", "使用指南", "都有什么功能", "你能干嘛", "你会干啥", "你会干什么", "你是干什么的", "你是干啥的",
		"你是机器人吗", "你是机器人", "你是真人吗", "你是人吗", "你叫什么", "你叫啥", "求助", "帮帮我", "这个怎么用", "这怎么用", "这玩意怎么用", "这东西咋用", "这个咋用", "能干什么", "能干啥", "有哪些功能", "有哪些命令",
		"有什么命令", "命令", "指令", "有啥指令", "你都会什么", "你都会啥", "不会用", "我不会用", "bangzhu", "请问怎么用", "怎么玩", "怎么用你", "如何操作", "新手", "教程", "帮助菜单", "机器人怎么用",
		"你都能干啥", "你都能干什么", "你都能做什么", "能做什么", "可以做什么", "你可以做什么", "你是干嘛的", "我该怎么用", "这个机器人怎么用", "帮助文档", "查看帮助", "教教我", "教我怎么用", "不知道怎么用", "咋整", "我能干啥",
		"我能干什么", "我能做什么", "我能在这干什么", "我能在这里做什么", "小助手怎么用":
		return Reading{Intent: "help", Action: Command, Why: "asks for help"}, true
	}
	if m.n <= 12 && m.holds(m.bare, "不会用", "不太会用", "教教我") {
		return help("asks for help"), true
	}
	if m.n <= 12 && m.holds(m.bare, "能做什么", "能干什么", "能做啥", "能干啥", "会做什么", "会干啥", "功能", "怎么用", "咋用", "如何使用", "怎么使用", "怎么操作", "命令", "指令") &&
		(m.asks() || m.holds(m.bare, "啥", "什么")) && !m.holds(m.bare, "相机", "电脑", "打印机", "音响") {
		return help("asks for help"), true
	}
	return pass()
}

// announce reads a notice: 通知全体：…
func (m *message) announce() (Reading, bool) {
	h := head(m.bare, 90)
	colon := strings.Index(h, ":")
	lead := h
	if colon >= 0 {
		lead = h[:colon]
	} else if i := strings.IndexAny(h, ",。\n "); i > 0 {
		lead = h[:i]
	}
	if startsAny(lead, "通知已", "通知都", "通知我", "通知刚") || !m.holds(lead, "通知", "公告", "告知", "群发", "转告", "转达", "告诉各", "告诉大家", "告诉全", "告诉所有") || endsAny(m.bare, "别发", "不要发", "先不发", "暂不发") || m.holds(lead, "草稿") ||
		len(lead) > 60 || m.negated(lead, "通知", "群发", "发个") || m.in.Draft != "" && colon < 0 {
		return pass()
	}
	to := m.holds(lead, "全体", "各单位", "所有", "大家", "联络员", "各镇", "全员", "各部门", "负责人", "各位", "干部", "各站", "各街道", "每个", "全市", "各科室", "镇街", "党员", "他们", "没交", "各")
	give := startsAny(lead, "全体通知", "通知", "群发", "发通知", "发个通知", "发一个通知", "发条通知", "发布通知", "给", "帮我通知", "帮我发", "请通知", "帮忙通知", "向", "告知", "发公告", "发个公告",
		"发一条通知", "发一条", "拟发", "麻烦通知", "下通知", "下个通知", "转告", "告诉", "请发", "麻烦发", "替我通知", "往", "再通知", "帮着通知", "对", "把通知", "请帮我", "麻烦向", "麻烦给", "请向", "请给", "烦请向")
	s := Slots{}
	if to && m.holds(lead, "全体", "所有", "大家", "全员", "全市", "每个人") {
		s["scope"] = "all"
	}
	if r := []rune(lead); colon >= 0 && give && (to || m.holds(lead, "发", "群发") || startsAny(lead, "通知")) && len(r) <= 20 {
		if lead == "通知" && !strings.Contains(string(m.in.Role), "office") && m.in.Role != Leader {
			return pass()
		}
		body := strings.TrimSpace(m.cut(m.lo+colon+1, len(m.s)))
		if body == "" {
			return ask("announce", "notice without text", s)
		}
		s["text"] = body
		return command("announce", "notice with its text after the colon", s)
	}
	if colon < 0 && give && to && startsAny(lead, "通知", "请通知", "帮我通知", "麻烦通知", "群发", "再通知", "帮忙通知", "转告") && m.in.Draft == "" && !m.isQuestion(m.bare) {
		i := strings.Index(m.bare, lead) + len(lead)
		for _, w := range []string{"全体干部职工", "全体联络员", "全体党员", "全体人员", "全体同志", "全体", "所有联络员", "所有单位", "所有人", "各单位联络员", "各单位负责人", "各单位", "各镇街道", "各镇", "各部门", "大家", "联络员"} {
			if k := strings.Index(lead, w); k >= 0 {
				i = strings.Index(m.bare, lead) + k + len(w)
				break
			}
		}
		body := strings.Trim(m.cut(m.lo+i, len(m.s)), " ,，:：\n")
		if len([]rune(body)) >= 6 {
			s["text"] = body
			return command("announce", "notice named with whom it is for", s)
		}
		return ask("announce", "notice without text", s)
	}
	if mark := strings.IndexAny(h, ",。"); colon < 0 && mark == len(lead) && startsAny(lead, "给", "向", "往", "对") && endsAny(lead, "通知", "公告",
		"群发一条") && (to || m.unit() != "") && m.n-len([]rune(lead)) >= 6 {
		s["text"] = m.behindFirst(",。")
		return command("announce", "notice behind whom it is for", s)
	}
	if m.n <= 16 && colon < 0 && !m.isQuestion(m.bare) && m.holds(m.bare, "发通知", "发个通知", "发一个通知", "发条通知", "发一条通知", "发公告", "发个公告", "下个通知", "群发通知",
		"发布通知", "群发一条", "群发个", "下通知") && !m.holds(m.bare, "发通知了", "已", "收到", "昨", "刚发", "谁", "明天") {
		return ask("announce", "wish to send a notice", s)
	}
	return pass()
}

var lastOnes = []string{"上一条", "上条", "上一个", "上一段", "上一篇", "刚才发的", "刚才那条", "刚才那段", "刚才那篇", "刚才的", "刚发的", "刚刚发的", "上面那段", "上面那条", "上面的", "上面那篇",
	"前面那条", "前面那段", "前面发的", "前一条", "刚才我发的", "上边那条", "上边那段", "我刚才发的", "刚刚那条", "刚刚那段", "上面发的", "上面这段", "上面这条", "上面这篇", "前面那篇", "刚才这条", "刚才这段", "刚才这篇",
	"上面写的", "前面写的", "上边写的", "刚才写的", "刚才说的", "刚才传的", "上述内容", "上一则", "刚发的那段", "刚发的那条", "刚贴的", "刚才贴的", "上边发的", "刚那条", "刚那段", "前面的", "上面我发的", "刚发那段",
	"刚发那条", "先前那条", "刚说的", "刚发那", "最后一条", "上一个消息", "刚才那个", "刚刚那个", "刚刚那篇"}

// fileLast reads 上一条作为心得提交.
func (m *message) fileLast() (Reading, bool) {
	if m.n > 34 || !m.holds(m.bare, lastOnes...) || m.negated(m.bare, "提交", "作为", "当", "算", "报", "交", "归") || m.isQuestion(m.bare) &&
		!endsAny(m.bare, "行不", "行吗", "可以吗", "吧", "行不行", "好吗", "中不中", "成不") {
		return pass()
	}
	if m.holds(m.bare, "不算", "别算", "撤", "改", "发错", "删", "不要了", "作废", "重报", "补充", "评分", "退回", "收到") {
		return pass()
	}
	as := m.holds(m.bare, "作为", "当作", "当做", "当成", "当", "算", "按", "归到", "归入", "归为", "记成", "记为", "记作", "放到", "列为", "登记为", "登记成", "存为", "录为", "记到",
		"计入", "归", "列入", "转成", "转为", "改成", "登成", "录成", "存成", "录到", "是")
	put := m.holds(m.bare, "提交", "报", "交", "登记", "归档", "存", "递交", "录", "投", "登", "申报", "提")
	kind := m.kindIn(m.bare)
	switch {
	case (as || put) && kind != "":
		return command("file_last", "the last message as a kind", Slots{"kind": kind})
	case put && !m.holds(m.bare, "交的", "报的", "登记的", "提交的", "交上来"):
		return ask("file_last", "the last message, no kind said", nil)
	}
	return pass()
}

// signin reads 签到 5821.
func (m *message) signin() (Reading, bool) {
	if !m.brief() || m.n > 30 {
		return pass()
	}
	s := m.bare
	if m.n <= 16 {
		s = m.plain()
	}
	i := strings.Index(s, "签到")
	if w := prefixLen(s, "报到", "打卡"); i < 0 && w > 0 {
		if lo, hi := digitRun(s, w); lo == w && hi == len(s) {
			i = 0
		}
	}
	if i < 0 {
		if strings.HasPrefix(s, "qiandao") {
			i = 0
		} else {
			return pass()
		}
	}
	lo, hi := digitRun(s, i)
	if coded := hi > lo && lo-i <= len("签到码是:"); m.negated(m.bare, "签到") || !coded && m.holds(m.bare, signinTalk...) {
		return pass()
	}
	if hi > lo {
		return command("signin", "sign-in with its code", Slots{"code": plainDigits(s[lo:hi])})
	}
	if m.asks() || strings.Trim(m.plain(), "签到我俺来了吧一下要想啊报打卡请帮给哈呀在这先") != "" {
		return pass()
	}
	return ask("signin", "sign-in without a code", nil)
}

// signinTalk are words that speak of signing in instead of doing it.
var signinTalk = []string{
	"昨天", "怎么", "咋", "谁", "多少人", "别忘", "记得", "明天", "签到的", "签到表", "签到处", "名单", "提醒", "忘了", "忘记", "为什么", "什么", "几点", "大家",
	"说签到", "签到难", "如何", "在哪", "情况", "统计", "签到率", "听说", "他", "她", "签到本", "上次", "上周", "系统",
}

// digitRun finds 3 to 8 digits in a row, after from first.
func digitRun(s string, from int) (int, int) {
	for _, start := range []int{from, 0} {
		for i := start; i < len(s); i++ {
			lo, rs := i, 0
			for i < len(s) {
				if isDigit(rune(s[i])) {
					i++
				} else if n := prefixLen(s[i:], "零", "〇", "一", "二", "三", "四", "五", "六", "七", "八", "九", "幺"); n > 0 {
					i += n
				} else if s[i] == ' ' && rs > 0 && i+1 < len(s) && isDigit(rune(s[i+1])) && rs < 8 {
					i++
					continue
				} else {
					break
				}
				rs++
			}
			if rs >= 3 && rs <= 8 {
				return lo, i
			}
		}
	}
	return 0, 0
}

var codeDigits = strings.NewReplacer("零", "0", "〇", "0", "一", "1", "幺", "1", "二", "2", "三", "3", "四", "4", "五", "5", "六", "6", "七", "7", "八", "8", "九", "9", " ", "")

func plainDigits(s string) string { return codeDigits.Replace(s) }

// registerPair reads 登记结对 九龙镇黄家河 刘桂英.
func (m *message) registerPair() (Reading, bool) {
	s := m.bare
	if m.n > 70 || m.asks() && !endsAny(s, "吧", "行吗", "可以吗", "行不", "好吗", "可以", "能不能", "可不可以") || m.negated(s, "登记", "结对") {
		return pass()
	}
	direct := startsAny(s, "登记结对", "登记一下结对", "结对登记", "登记新结对", "我要登记结对", "我登记结对", "登记结对户", "登记联系户", "登记帮扶户", "登记一个结对", "登记个结对", "登记帮扶对象", "登记结对帮扶",
		"新增结对", "登记联系点", "登记共建", "注册结对", "我想登记结对", "请登记结对", "帮我登记结对", "登记对子", "补登结对", "新增联系户", "登记一户", "登记帮扶", "登记结成", "录入结对", "登记联系村", "联系户登记",
		"登记下结对", "结对户登记", "结对信息登记", "登记一对", "登记一个对子", "登记个对子", "我来登记结对", "登记结对子", "登记我的结对", "登记我的联系户", "添加结对", "结对对象登记", "登记我结对", "新增共建", "新增联系", "新增帮扶", "新增对子")
	talk := m.holds(s, "结对", "结成", "结为", "牵手共建", "联系户", "联系的户", "联系点", "联系村", "帮扶户", "对子", "帮扶对象", "共建村", "联户", "帮扶的户", "包的户", "包户") &&
		m.holds(s, "登记", "录上", "记上", "登上", "备案", "录一下", "登一下", "登个记", "录入", "记一下", "入册", "报备", "登下", "加上", "录进去")
	if !direct && !talk || m.holds(s, "结对日志", "帮扶日志", "台账", "导出", "共建日志") || strings.HasPrefix(s, "登记结对户走访") {
		return pass()
	}
	if strings.HasPrefix(m.bare, "怎么") || m.holds(s, "怎么", "如何", "咋登", "什么时候", "谁", "几户", "哪", "多少") {
		return pass()
	}
	if len(m.pastDates()) > 0 && m.holds(s, "送", "看望", "走访", "慰问", "帮着", "带") {
		return pass()
	}
	slots := Slots{"place": m.place(), "partner": m.partner(true)}
	if slots["partner"] == "" {
		slots["partner"] = m.trailingName()
	}
	if slots["unit"] = m.unitBefore("和", "与", "跟", "同", "结对", ":"); slots["unit"] == "" && m.holds(s, "共建", "我们", "咱", "俺们", "单位") {
		slots["unit"] = m.unitApart()
	}
	if slots["place"] == "" && slots["partner"] == "" {
		if m.n > 20 {
			return pass()
		}
		return ask("register_pair", "pairing without a partner", nil)
	}
	return command("register_pair", "pairing to be registered", slots)
}

// botQuestion answers questions about the bot's use with help.
func (m *message) botQuestion() (Reading, bool) {
	if m.n <= 34 && m.in.Draft == "" && m.asksAboutBot(m.s) && !m.holds(m.bare, "多少字", "范文", "算不算", "能拿奖") {
		return Reading{Intent: "help", Action: Command, Why: "question about the bot's use"}, true
	}
	return pass()
}
