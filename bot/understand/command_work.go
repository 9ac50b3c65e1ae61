package understand

import (
	"strconv"
	"strings"
)

var reviewVerbs = []string{"审核通过", "予以通过", "通过", "退回去", "退回", "打回", "驳回", "不予通过", "不通过", "选用", "选上", "采用", "录用", "评分", "打分", "退稿", "不合格", "不符合要求", "不达标", "入选", "重报", "返回去"}

// review reads 通过42, 退回42 缺少数据, 42号给85分.
func (m *message) review() (Reading, bool) {
	s := m.bare
	if m.n > 80 || m.in.Draft != "" && m.n > 24 {
		return pass()
	}
	h := head(s, 75)
	verb, at := "", -1
	for _, v := range reviewVerbs {
		if i := m.index(h, v); i >= 0 && (at < 0 || i < at) {
			verb, at = v, i
		}
	}
	if at < 0 && m.n <= 24 && (m.holds(h, "给", "打", "评", "得") || m.n <= 10) {
		score := m.score()
		if n, _, _ := docNumber(h, true); score != "" && n != "" && !m.asks() {
			return command("review", "score for a number", Slots{"number": n, "score": score})
		}
	}
	if at < 0 || m.negated(h, verb) && verb != "不通过" || m.asks() {
		return pass()
	}
	rest := s[at+len(verb):]
	num, lo, hi := docNumber(h, true)
	switch {
	case num != "" && lo >= at+len(verb) && lo-at-len(verb) <= 12: // 通过42
		if at > 18 || !polite(s[:at]) {
			return pass()
		}
		if startsAny(rest, "了") && m.n > 12 {
			return pass()
		}
		return command("review", "review verb and number: "+verb, Slots{"number": num, "reason": m.reasonAfter(verb, hi), "score": m.score()})
	case num != "" && hi <= at && polite(s[:lo]) && at-hi <= 30 && !m.holds(s[hi:at], "为什么", "怎么", "没", "被"): // 42号通过
		if startsAny(rest, "了") && !endsAny(rest, "了吧", "了") || startsAny(rest, "的") {
			return pass()
		}
		return command("review", "number and review verb: "+verb, Slots{"number": num, "reason": m.reasonAfter(verb, at+len(verb)), "score": m.score()})
	case num == "" && polite(s[:at]) && m.n <= 24 && m.in.Draft == "":
		tail := strings.TrimLeft(rest, " ")
		if tail == "" && m.n <= 5 || startsAny(tail, "吧", "这篇", "那篇", "刚才那篇", "刚才那条", "上一篇", "这条", "那条", "它", ",", "。", "一下", "上一条", "这个", "那个", "刚才") {
			return ask("review", "review without a number", Slots{"reason": m.reasonAfter(verb, at+len(verb))})
		}
	}
	return pass()
}

// polite reports that s holds nothing but words that may open a command.
func polite(s string) bool {
	s = strings.TrimFunc(s, notWord)
	for s != "" {
		n := prefixLen(s, "麻烦你", "麻烦", "请帮我", "请", "帮我", "帮忙", "把", "将", "那就", "那", "就", "给", "好的", "好", "行", "可以", "ok", "我看", "我看了", "看了", "我",
			"先", "同意", "审核", "审阅", "建议", "第", "编号", "决定", "这篇", "你", "可", "了", "办公室", "意见", "经审核", "经审", "已阅", "审", "老师", "嗯", "再", "把那个", "那个", "#",
			"no", "给我", "俺", "咱", "替我", "想", "要", "想要", "能不能", "能", "请你", "您", "来", "哎", "劳驾", "烦请", "不行", "不合适", "写得不行", "内容不行", "这条", "还不行", "对",
			"快", "小助手", "你好", "您好", "帮")
		if n == 0 {
			return false
		}
		s = strings.TrimLeftFunc(s[n:], notWord)
	}
	return true
}

// reasonAfter returns the reason that follows a refusal.
func (m *message) reasonAfter(verb string, from int) string {
	if !containsAny(verb, "退", "打回", "驳回", "不", "重报", "返回") || from >= len(m.bare) {
		return ""
	}
	lo := from
	for {
		rest := m.bare[lo:]
		n := prefixLen(rest, "号", "去", "吧", "篇", "那篇", "这篇", "稿子", "重写", "重新写", "让他改改", "让他改", "修改", "重改", "了", "理由是", "理由", "原因是", "原因", "因为", "给他",
			"给她", "回去", "的", "来", "一下", ":", ",", " ", "。", "-", "、", ";")
		if n == 0 {
			break
		}
		lo += n
	}
	return strings.TrimSpace(m.cut(m.lo+lo, m.lo+len(m.bare)))
}

// score reads 85分.
func (m *message) score() string {
	s := m.bare
	for i := range s {
		n, end, ok := number(s, i)
		if !ok || i > 0 && (isDigit(rune(s[i-1])) || s[i-1] == '.') {
			continue
		}
		if startsAny(s[end:], ".") {
			if _, e2, ok2 := number(s, end+1); ok2 && strings.HasPrefix(s[e2:], "分") {
				return plainDigits(s[i:e2])
			}
		}
		if strings.HasPrefix(s[end:], "分") && !startsAny(s[end:], "分钟", "分之", "分别", "分类", "分钱", "分地", "分工", "分明", "分头", "分成") && n <= 100 {
			return strconv.Itoa(n)
		}
	}
	for _, w := range []string{"评分", "打分", "得分"} {
		if i := strings.Index(s, w); i >= 0 {
			rest := strings.TrimLeft(s[i+len(w):], " :#号为是,")
			n, end, ok := number(rest, 0)
			if !ok {
				continue
			}
			after := strings.TrimLeft(rest[end:], " 号:,")
			if n2, _, ok2 := number(after, 0); ok2 && end < len(rest) { // 评分42 85
				return strconv.Itoa(n2)
			}
			if i > 0 && n <= 100 { // 42号评分85
				return strconv.Itoa(n)
			}
		}
	}
	return ""
}

// view reads 查看42, 看看我上次交的.
func (m *message) view() (Reading, bool) {
	s := m.bare
	if !m.brief() || m.n > 32 || m.negated(s, "查看", "看") {
		return pass()
	}
	if num, lo, hi := docNumber(s, true); num != "" && m.n <= 6 && m.in.Draft == "" && m.in.Pending == "" && strings.ContainsAny(m.s, "#号") && strings.Trim(s[:lo]+s[hi:], "第号#no. 那篇条") == "" {
		return command("view", "a number alone", Slots{"number": num})
	}
	look := m.holds(s, "查看", "在哪看", "看看", "看一下", "看下", "瞧瞧", "调出", "打开", "发来", "翻出", "找出", "显示", "瞅瞅", "看一眼", "写的啥", "写的什么", "查一下", "查下", "给我看",
		"收到", "调阅", "调一下", "发我", "过目", "瞅一眼", "瞅下", "瞧一眼", "交的啥", "交的什么", "发过来", "翻一下", "审了没", "审过", "审核了", "通过了", "什么状态", "啥状态", "到哪一步", "调取",
		"view", "拿来看", "我看看", "再看看", "我看", "想看", "要看")
	own := look && m.holds(s, "我第一次交", "我头一次交", "我上次", "我上回", "我上周", "我昨天", "我前天", "我刚才", "我刚交", "我最近", "我之前", "我那篇", "我那条", "我那份", "我交的", "我写的", "我投的",
		"我报的", "我登记的", "我提交", "上次交", "上回交", "最后一篇", "上一篇", "最近一篇", "最近一条", "最近交", "我的上一", "我这篇", "我的那篇", "昨天那篇", "昨天交", "我发的那篇", "刚交的", "俺上次", "俺上回",
		"俺那篇", "俺交的", "俺写的", "我上个月", "我上一", "我的最后", "我的征文", "我的心得", "我的调研", "上次写的", "上次报的", "上回写的", "上回报的", "我上上", "俺昨天", "俺前天", "上次的", "我头一篇", "我第一篇", "刚才交的", "刚才那篇")
	if num, lo, _ := docNumber(s, false); num != "" && !m.holds(s, "撤", "改", "补充", "退", "评分") {
		if startsAny(s, "查看", "看看", "看一下", "看下", "调出", "打开", "显示", "查一下", "查下", "查", "看", "调阅", "给我看", "瞧瞧", "view", "翻出", "找出", "瞅瞅", "我看看", "我想看",
			"我要看", "帮我看", "帮我查", "把", "请", "麻烦", "调取", "我要查", "给我调", "给我查", "帮我调", "找一下", "调") && lo <= 40 ||
			look && lo <= 21 && (endsAny(s, "看看", "看下", "看一下", "瞧瞧", "瞅瞅", "一眼", "看一眼") || m.asks() || m.holds(s, "发来", "调出", "发过来", "发我", "给我看", "查看", "我看")) {
			return command("view", "look at a number", Slots{"number": num})
		}
		return pass()
	}
	if !own || m.holds(s, "要交什么", "撤", "改成", "修改", "怎么还", "为什么", "为啥", "催", "退回去", "进度", "标题改", "任务", "箱", "多少字") {
		return pass()
	}
	if strings.HasSuffix(s, "看") && !m.holds(s, "看看", "查看", "我看", "给我看") {
		return pass()
	}
	return command("view", "look at one's own last", Slots{"kind": m.kindIn(s)})
}

// withdraw reads 撤回42, 刚才那条不算.
func (m *message) withdraw() (Reading, bool) {
	s := m.bare
	if !m.brief() || m.n > 44 {
		return pass()
	}
	verbs := []string{"撤回", "撤了", "撤下", "撤掉", "撤销", "撤一下", "撤吧", "收回", "抽回", "拿下来", "拿回来", "不算", "作废", "退回来", "删掉", "删了", "删除", "撤", "不要了", "取消", "不作数", "当没发", "算我没发", "别算", "下架"}
	verb, at := "", -1
	for _, v := range verbs {
		if i := m.index(s, v); i >= 0 {
			verb, at = v, i
			break
		}
	}
	if at < 0 || m.negated(s, verb) || startsAny(s, "本来", "原打算", "原想", "原本") || m.holds(s, "怎么撤", "如何撤", "咋撤", "撤回是", "撤回了吗", "能撤回吗", "撤不撤", "撤得", "撤村", "撤并", "撤点", "撤职", "撤销了", "被撤",
		"谁撤", "算不算", "撤不回", "撤回后", "撤回之后", "撤回以后", "撤回过", "撤展", "撤台", "撤场", "撤走", "撤离", "后撤", "裁撤", "要不要", "撤摊", "会不会", "撤防", "撤编") {
		return pass()
	}
	slots := Slots{}
	if num, lo, _ := docNumber(s, true); num != "" {
		if lo <= 30 || containsAny(verb, "撤") {
			if m.in.Draft != "" && !containsAny(verb, "撤") {
				return pass()
			}
			slots["number"] = num
			return command("withdraw", "take back a number: "+verb, slots)
		}
	}
	ref := m.holds(s, lastOnes...) || m.holds(s, "刚才", "刚刚", "上午", "昨天", "前天", "我交的", "我报的", "我发的", "我投的", "我提交", "上一", "那篇", "那条", "这篇",
		"上次", "那个", "早上", "今天交", "今天报", "刚交", "刚报", "刚提交", "刚登", "下午")
	weak := verb == "不算" || verb == "取消" || verb == "不要了" || verb == "删了" || verb == "作废" || strings.HasPrefix(verb, "删") || verb == "拿回来" ||
		verb == "退回来" || verb == "收回" || verb == "别算" || verb == "撤" || verb == "撤了" || verb == "撤下"
	switch {
	case ref && weak && !m.holds(s, lastOnes...) && !m.holds(s, "那篇", "那条", "交的", "报的", "提交的", "发的", "投的", "登记的", "刚交", "刚报", "这篇", "刚登", "那个下基层", "那个心得", "日志"):
		return pass()
	case ref && !m.isQuestion(s) || ref && endsAny(s, "行吗", "行不", "可以吗", "吧", "好吗", "行不行", "成不"):
		if k := m.kindIn(s); k != "" {
			slots["kind"] = k
		}
		return command("withdraw", "take back what was just filed: "+verb, slots)
	case containsAny(verb, "撤回", "撤销", "撤") && m.n <= 8 && !m.isQuestion(s) && m.in.Draft == "" && polite(strings.TrimRight(s[:at], " ")) && polite(strings.TrimLeft(s[at+len(verb):], "吧一下了回")):
		return ask("withdraw", "take back, no number", nil)
	}
	return pass()
}

// amend reads 修改42, 补充31：…, 12号那篇题目改成《…》.
func (m *message) amend() (Reading, bool) {
	s := m.bare
	h := head(s, 150)
	if strings.Contains(h, "撤") {
		return pass()
	}
	verbs := []string{"修改为", "改成", "改为", "改作", "换成", "修改", "补充", "更正", "订正", "替换", "更新", "追加", "加一句", "加上", "改一下", "改下", "改改", "勘误", "补一句", "重写",
		"改正", "添上", "添一句", "补上", "更改", "改个", "补一段", "加一段", "加一条", "补个", "改动", "打错", "写错", "打反", "弄错", "应为", "应该是", "改"}
	verb, at := "", -1
	for _, v := range verbs {
		if i := m.index(h, v); i >= 0 {
			verb, at = v, i
			break
		}
	}
	if at < 0 || m.negated(h, verb) || m.holds(h, "怎么改", "怎么修改", "如何修改", "咋改", "修改意见", "能改吗", "可以修改吗", "还能改", "还能修改", "改了好几遍", "改了半天", "截止") {
		return pass()
	}
	num, lo, hi := docNumber(h, true)
	if num != "" && m.holds(h, "延到", "推到") {
		num = ""
	}
	if m.in.Draft != "" && (num == "" || lo > 24) {
		return pass()
	}
	slots := Slots{"number": num}
	if at > hi && (at-hi > 45 || m.holds(s[hi:at], "给", "去", "到", "送", "拉", "帮")) {
		return pass() // the 5th of a month, and something done on it
	}
	if num != "" && (polite(s[:min(lo, len(s))]) || at < lo && polite(s[:at]) || startsAny(s, "修改", "补充", "更正", "订正", "替换", "追加", "更新", "把", "给", "在", "往")) {
		if n := strings.IndexAny(s, ":"); n > 0 && n < 90 && n >= hi {
			slots["body"] = m.cut(m.lo+n+1, len(m.s))
		} else if to := strings.Index(s, "改成"); to > 0 || strings.Contains(s, "改为") || strings.Contains(s, "换成") {
			for _, w := range []string{"改成", "改为", "换成", "修改为"} {
				if i := strings.Index(s, w); i > 0 {
					slots["body"] = m.cut(m.lo+i+len(w), m.lo+len(s))
				}
			}
		} else if rest := strings.TrimLeft(s[max(hi, at+len(verb)):], " ,。号篇条那的这:"); len([]rune(rest)) >= 4 && !startsAny(rest, "一下", "吧", "行", "可以") {
			slots["body"] = m.cut(m.lo+len(s)-len(rest), m.lo+len(s))
		}
		if m.holds(s, "题目", "标题", "名字", "题名") {
			slots["title"] = m.bookTitle(at)
			if slots["title"] == "" {
				slots["title"] = strings.Trim(slots["body"], "《》“” 。")
			}
		}
		if strings.TrimSpace(slots["body"]) == "" && slots["title"] == "" {
			return ask("amend", "number without the new text", slots)
		}
		return command("amend", "change of a number: "+verb, slots)
	}
	if m.n > 60 || m.asks() {
		return pass()
	}
	ref := m.holds(s, lastOnes...) || m.holds(s, "上午那", "昨天那", "刚才那", "前天那", "那条里", "那篇里", "我上次", "我昨天", "我刚才", "我那篇", "我那条", "下午那", "上回那",
		"我交的", "我报的", "上次那", "早上那", "刚交的", "我上午", "我早上", "刚报的", "今早那", "刚才", "我上回", "昨晚那", "那篇心得", "那篇征文", "那篇调研", "那条日志")
	if ref && containsAny(verb, "改", "换", "更正", "补充", "加", "订正", "修改", "替换", "追加", "补", "添", "错", "应", "反") {
		to := m.holds(s, "改成", "改为", "换成", "应为", "应该是", "更正为", "补充:", "加上", "加一句", "补充一句", "补上", "补充一点", "补一句", "写错", "打错", "修改为", "打反", "追加", "应该为", "添上", "添一句", "补充")
		if to {
			if m.holds(s, "题目", "标题") {
				slots["title"] = m.bookTitle(at)
			}
			if n := strings.Index(s, ":"); n > 0 {
				slots["body"] = m.cut(m.lo+n+1, len(m.s))
			}
			return command("amend", "change of what was just filed: "+verb, slots)
		}
		if m.n <= 24 {
			return ask("amend", "change without the new text", slots)
		}
	}
	if m.n <= 5 && containsAny(verb, "修改", "补充", "更正") && polite(s[at+len(verb):]) && !m.holds(s, "了") && m.in.Draft == "" {
		return ask("amend", "change without a number", slots)
	}
	return pass()
}
