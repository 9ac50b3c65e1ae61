package understand

import (
	"strings"
)

// why reads 为什么提醒我, 我已经交了怎么还催.
func (m *message) why() (Reading, bool) {
	s := m.bare
	if m.n > 44 || m.in.Draft != "" && m.n > 24 {
		return pass()
	}
	remind := m.holds(s, "提醒", "催", "通知我", "@我", "艾特我", "找我要", "要我交", "叫我交", "还让我交", "发给我", "欠交", "没交名单", "未交名单", "逾期", "又是我", "怎么是我", "凭啥是我", "凭什么是我", "通知到我", "还欠")
	cause := remind && m.holds(s, "为什么", "为啥", "为何", "怎么还", "怎么又", "咋还", "咋又", "凭什么", "凭啥", "怎么老", "咋老", "干嘛", "啥意思", "什么意思", "怎么总", "咋总", "怎么天天", "咋天天",
		"怎么回事", "咋回事", "怎么一直", "怎么会", "怎么给我", "怎么也", "什么情况", "老是", "怎么老是", "啥情况", "为嘛", "还催", "又催", "怎么催", "咋催", "怎么我也", "怎么就", "咋就", "咋一直", "怎么提醒", "怎么老催", "干啥")
	mine := m.holds(s, "我", "俺", "咱")
	done := m.holds(s, "交了", "报了", "交过", "写了", "报过", "登记了", "交上", "提交了", "已交", "不是联络员", "休假", "退休", "请假了", "调走", "不归我")
	if cause && (mine || done || m.n <= 12) && !m.holds(s, "别人", "群众为什么", "领导为什么") {
		return command("why", "asks why it was reminded", Slots{"kind": m.kindIn(s)})
	}
	if done && m.holds(s, "还催", "又催", "还提醒", "又提醒", "还说我", "还显示", "还发提醒", "还让我", "还找我", "还在催", "还一直催") && mine {
		return command("why", "asks why, having filed", Slots{"kind": m.kindIn(s)})
	}
	return pass()
}

// nudge reads 催办调研报告, 催一下没交心得的.
func (m *message) nudge() (Reading, bool) {
	s := m.bare
	if !m.brief() || m.n > 40 {
		return pass()
	}
	verb := m.holds(s, "催办", "催一下", "催催", "催一催", "催一遍", "催下", "催促", "挨个催", "再催", "提醒一下", "提醒下", "发提醒", "发个提醒", "提醒一遍", "督促", "催报", "催交", "提醒还",
		"提醒没", "挨个提醒", "提醒", "催收", "发催办", "发个催办", "敲打", "提个醒", "催一波", "催", "喊一声")
	if !verb || m.negated(s, "催", "提醒", "催办", "发提醒", "督促") || containsAny(strings.ReplaceAll(s, "我们", "咱们"), "提醒我", "催我", "催得", "催了好", "催过", "催死",
		"被催", "老催", "提醒一下我", "提醒俺", "怎么催", "如何催", "催办了吗", "别忘", "谢谢提醒", "感谢提醒", "领导催", "主任催", "叫我", "提醒了", "催什么", "催啥", "催命", "催婚", "催人", "催了三",
		"催了两", "老师催", "天天催", "又催", "催菜", "温馨提醒", "收到提醒", "提醒收到") {
		return pass()
	}
	if m.asks() && !endsAny(s, "行不", "行吗", "可以吗", "好吗", "吧", "呗", "能不能催一下", "成不") && !m.holds(s, "能不能", "能否", "可不可以") {
		return pass()
	}
	target := m.holds(s, "没交", "没报", "未交", "未报", "没写", "欠", "还没", "单位", "大家", "他们", "她们", "各", "没提交", "没上报", "没登记", "未提交", "未上报", "没动静", "拖",
		"没完成", "全体", "逾期", "差") || m.unit() != "" || m.kindIn(s) != ""
	direct := startsAny(s, "催", "挨个", "督促", "发催办", "提醒", "再催", "发提醒", "发个提醒", "帮我催", "请催", "帮忙催", "给我催") || m.holds(s, "催办", "给", "帮我", "请",
		"帮忙", "把", "对", "向", "再", "麻烦", "往", "叫", "群里", "挨个", "催一下", "催催", "催下", "催一催", "催一遍")
	if !direct || !target && !(m.n <= 5 && startsAny(s, "催")) {
		return pass()
	}
	slots := Slots{"kind": m.kindIn(s), "unit": m.unit(), "partner": ""}
	if slots["unit"] == "" && m.holds(s, "咱单位", "我们", "本单位", "咱", "站里", "局里", "馆里", "台里", "本局", "本站", "本馆", "俺单位", "科里", "俺们", "我单位", "团里", "队里", "中队") {
		slots["scope"] = "unit"
	} else if m.holds(s, "全市", "所有", "各单位", "全体", "各镇", "大家") {
		slots["scope"] = "all"
	}
	return command("nudge", "remind those who owe", slots)
}

// extend reads the office moving a deadline: 调研报告截止延到3月10日.
func (m *message) extend() (Reading, bool) {
	s := m.bare
	if !m.brief() || m.in.Role != Office && m.in.Role != Leader {
		return pass()
	}
	verb := m.holds(s, "延到", "推到", "拖到", "延一延", "延期", "延至", "推迟", "往后延", "宽限", "顺延", "延长", "后延", "延后", "推至", "放宽", "缓到", "截止改", "截止日期改", "截止时间改",
		"截止到", "延迟", "往后推", "多给", "多放", "再放", "改到", "往后拖", "缓几天", "缓缓", "延几天", "展期", "缓至", "再给", "延一", "延两", "延三", "时间改")
	if !verb || m.negated(s, "延", "延期", "推迟", "宽限", "延到", "推到", "顺延", "延长", "再延", "延后", "改到", "推到", "放宽", "延迟", "截止") || m.holds(s, "会议", "讲座",
		"党课", "彩排", "座谈会", "晚会", "培训", "演出", "活动改", "怎么", "申请延", "想延") && !m.holds(s, "截止", "申报", "征文") || m.asks() && !endsAny(s, "吧", "吧?") {
		return pass()
	}
	slots := Slots{"kind": m.kindIn(s), "unit": m.unit(), "until": m.until()}
	if slots["kind"] == "" && slots["until"] == "" && slots["unit"] == "" && !m.holds(s, "截止", "期限", "给大家", "给他们", "给各", "宽限", "放宽") {
		return pass()
	}
	if slots["until"] == "" {
		return ask("extend", "deadline to be moved, no new day", slots)
	}
	return command("extend", "deadline moved", slots)
}

// moreTime are the words of a wish for a later day, and freed those of a wish to be
// excused altogether.
var (
	moreTime = []string{"缓交", "宽限", "延期", "晚几天", "晚两天", "晚点交", "迟几天", "迟交", "缓几天", "缓一缓", "缓缓", "晚交", "推迟", "宽限几天", "延几天", "延两天", "缓两天", "缓一周",
		"往后延", "延后", "晚一天", "晚三天", "晚一周", "缓到", "延到", "拖几天", "延长", "缓报", "晚报几天", "迟两天", "通融", "推到", "宽两天", "宽几天", "延至", "晚些天", "过几天交", "过两天交",
		"过几天再交", "补交行", "过几天补", "以后再交", "缓至", "拖到", "晚到", "延期至", "延后到", "拖一拖", "放宽到", "延缓", "缓一下", "晚些交", "晚些日子", "晚个"}
	freed = []string{"免交", "免写", "免报", "免除", "免去", "免掉", "免一", "免了", "豁免", "能不交", "能不写", "可以不交", "可以不写", "不交行", "不写行"}
)

// AsksTime tells whether a wish to be excused is one for more time, and not one to
// be freed altogether.
func AsksTime(text string) bool {
	s := Fold(text)
	return containsAny(s, moreTime...) && !containsAny(s, freed...)
}

// excuse reads a wish to be excused or for more time.
func (m *message) excuse() (Reading, bool) {
	s := m.bare
	if !m.brief() || m.in.Draft != "" && m.n > 20 {
		return pass()
	}
	leave := m.holds(s, "请假", "请个假", "请几天假", "请一天假", "请两天假", "告假", "请病假", "请事假", "请产假", "请婚假", "请丧假", "请个病假", "请个事假", "想请天假", "请天假")
	more := m.holds(s, moreTime...)
	free := m.holds(s, "免了", "免交", "免写", "不写行", "能不能免", "免除", "可以不写", "能不写", "不交行", "可以不交", "免一次", "能不交", "不参加行", "能免", "豁免", "不用写", "不用交", "免去",
		"免报", "可否免", "能不能不写", "能不能不交", "不写可以", "不交可以", "不写了行", "免一下", "免掉", "免")
	away := m.holds(s, "休产假", "产假", "住院", "做手术", "病假", "借调", "婚假", "丧假", "奔丧", "骨折", "挂职", "脱产", "休假", "坐月子", "陪护", "生病", "动手术", "摔伤", "出差", "外出培训", "隔离")
	mine := !startsAny(s, "他", "她", "人家", "群众", "听说") && !m.holds(s, "他请假", "她请假", "他们请假", "替他", "替她", "帮他", "谁请假", "孩子请假", "老师请假")
	resting := startsAny(s, "我休产假", "休产假", "我在休产假", "我住院", "我在住院", "我休病假", "我请病假", "我正休", "正在休产假") && m.n <= 20 && !m.holds(s, "出院")
	if !leave && !more && !free && !away && !resting || m.in.Role == Office && more && (m.unit() != "" || m.holds(s, "截止", "期限")) {
		return pass()
	}
	if !mine || m.complains() || m.negated(s, "请假", "缓交", "延期", "宽限", "推迟", "晚交", "请个假") || m.holds(s, "怎么请假", "如何请假", "请假条", "请假的", "请假怎么", "回来了",
		"销假", "批了", "谁", "出院了", "办公室说", "请了假", "请假了吗", "请过假", "怎么申请", "咋请", "截止") && !m.holds(s, "能", "申请") {
		return pass()
	}
	work := m.kindIn(s) != "" || m.holds(s, "交", "写", "任务", "材料", "报", "作业", "免")
	asks := m.asks() || m.holds(s, "拟", "申请", "能", "可以", "想", "请", "希望", "行不", "可否", "能否", "麻烦", "求", "批准", "恳请", "跟您", "给我", "吧", "帮我", "我要", "我得", "俺", "需要", "得")
	plan := startsAny(s, "明天", "下周") && !leave && !more && !free
	slots := Slots{"kind": m.kindIn(s), "until": m.until(), "reason": m.reason()}
	switch {
	case plan:
		return pass()
	case leave && (slots["reason"] != "" || slots["until"] != "" || slots["kind"] != ""):
		return command("excuse", "asks for leave with a reason or day", slots)
	case leave && m.n <= 14:
		return ask("excuse", "asks for leave, no reason", slots)
	case more && asks && (work || m.n <= 14 || slots["reason"] != "" && m.n <= 40):
		if slots["until"] == "" && slots["reason"] == "" && slots["kind"] == "" && m.n <= 8 {
			return ask("excuse", "asks for more time, neither day nor reason", slots)
		}
		return command("excuse", "asks for more time", slots)
	case free && work && (asks || away) && !startsAny(s, "不用写", "不用交", "免费") && !m.holds(s, "免费", "难免", "以免", "避免", "免疫", "未免", "免得"):
		return command("excuse", "asks to be excused", slots)
	case away && !more && m.n <= 40 && (m.holds(s, "我", "俺", "本人") || m.n <= 12) && (work && (asks || m.holds(s, "没法", "写不了", "交不了", "参加不了", "来不了", "去不了", "不能", "顾不上", "赶不上", "交不上", "完不成"))):
		return command("excuse", "cannot, and says why", slots)
	case resting:
		return command("excuse", "cannot, and says why", slots)
	}
	return pass()
}

// reason returns the clause of a wish to be excused that says why.
func (m *message) reason() string {
	cs := clauses(m.bare, clauseMarks+" ")
	pick := func(c clause) string {
		lo, hi := c.lo, c.hi
		for {
			n := prefixLen(m.bare[lo:hi], "这几天", "这两天", "最近", "因为", "由于", "因", "我这边", "我们", "我", "俺", "近期", "这阵子", "这周", "本周", "理由:", "理由是", "理由",
				"原因:", "原因是", "原因", "请假", "事由:", "一直", "正在", "目前", "这段时间", "本人", "现在", ":", "老师", "领导", "主任")
			if n == 0 {
				break
			}
			lo += n
		}
		return strings.Trim(m.cut(m.lo+lo, m.lo+hi), " ，。,！!")
	}
	cue := []string{"培训", "住院", "手术", "出差", "产假", "生病", "病了", "感冒", "发烧", "走不开", "顾不上", "脱不开", "陪护", "照顾", "老人", "孩子", "家里", "借调", "抽调", "外地", "值班",
		"加班", "结婚", "婚假", "丧", "骨折", "腰", "腿", "摔", "病假", "休假", "身体", "奔丧", "人手", "忙", "学习去", "进修", "挂职", "考试", "高烧", "拍片", "下乡", "在村里", "赶", "冲突", "崴", "伤",
		"没写完", "数据", "还没", "来不及", "因", "搬家", "车祸", "医院", "看病", "坐月子", "怀孕", "探亲", "休养", "年休", "党校", "抗旱", "防汛", "麦收", "秋收", "检查", "电脑坏", "没整理", "调走",
		"调到", "退休", "驻村", "输液", "打吊瓶", "不舒服", "难受", "拆迁", "出国", "在外"}
	for _, c := range cs {
		part := m.bare[c.lo:c.hi]
		if m.holds(part, cue...) {
			out := pick(c)
			for _, w := range []string{"到", "至", "申请", "，心得", "想请", "所以", "心得", "调研", "请假", "需要", "想", "请个"} {
				f := m.r.folder.string(out)
				if i := strings.Index(f, w); i > 5 && i < len(f) && len(f) == len(out) {
					if w == "到" || w == "至" {
						if d := dates(f[i:], m.in.At, true); len(d) == 0 && !startsAny(f[i+3:], "明年", "年底", "月底", "下") {
							continue
						}
					}
					out = out[:i]
				}
			}
			return strings.TrimSpace(out)
		}
	}
	for _, c := range cs { // else whatever clause does not itself ask
		part := m.bare[c.lo:c.hi]
		if c.hi-c.lo >= 4*len("请") && !m.holds(part, "缓", "延", "宽限", "晚", "推迟", "免", "请假", "个假", "告假", "心得", "调研", "谢谢", "行不", "可以", "申请", "麻烦", "领导", "批准", "主任好") {
			return pick(c)
		}
	}
	for _, c := range cs {
		if i := strings.Index(m.bare[c.lo:c.hi], "请假"); i == 0 && c.hi-c.lo > len("请假")+6 {
			return pick(c)
		}
	}
	return ""
}

// snooze reads 明天再提醒我.
func (m *message) snooze() (Reading, bool) {
	s := m.bare
	if !m.brief() || m.n > 40 {
		return pass()
	}
	verb := m.holds(s, "提醒", "叫我", "喊我", "叫一声", "喊一声", "再催", "通知我", "再说一声", "吱一声", "再找我", "招呼我", "再提", "再叫", "敲我", "再戳我", "闹我", "喊俺", "叫俺", "再弹")
	if !verb || m.negated(s, "提醒", "叫我", "喊我") || m.holds(s, "谢谢提醒", "感谢提醒", "为什么", "为啥", "怎么", "提醒了", "叫我去", "叫我写", "他们", "大家", "没交的", "各单位",
		"提醒的", "叫我们", "谁", "领导叫我", "主任叫我", "老师叫我", "叫我来", "叫我把", "叫我给", "提醒过", "昨天提醒", "叫我小", "叫我老", "收到提醒", "叫我一起", "叫我吃", "叫我喝", "叫我帮") {
		return pass()
	}
	if m.asks() && !endsAny(s, "吧", "行吗", "行不", "好吗", "可以吗", "好不好") {
		return pass()
	}
	until := m.until()
	if until == "" {
		if m.holds(s, "再提醒", "晚点提醒", "过会提醒", "稍后提醒", "一会提醒", "回头提醒", "待会提醒", "过会儿提醒", "晚些提醒", "过几天提醒", "改天提醒", "以后提醒", "一会儿提醒", "稍后叫我", "待会叫我", "一会叫我", "晚点叫我", "到时候提醒", "到时候叫") && m.n <= 14 {
			return ask("snooze", "reminder later, no time", nil)
		}
		return pass()
	}
	return command("snooze", "reminder at a time", Slots{"until": until})
}

// nothing reads a nil report.
func (m *message) nothing() (Reading, bool) {
	s := m.bare
	if m.n > 44 || m.asks() && !endsAny(s, "吧") {
		return pass()
	}
	said := m.holds(s, "零报告", "零报", "报零", "报个零", "报0", "0报告", "按零", "零上报", "无情况上报", "无情况可报")
	empty := m.holds(s, "无走访", "没走访", "未走访", "未开展", "没开展", "没有开展", "没下去", "没有走访", "无活动", "没有活动", "没搞活动", "无下基层", "没有下基层", "没下基层", "无刊发", "没有刊发",
		"无结对", "未下基层", "没下乡", "未发生", "无宣讲", "没去联系户", "没有结对活动", "没去结对户", "没下村", "没有可报", "无可报", "没啥可报", "没什么可报", "没有要报", "没什么要报", "没发稿", "没见报", "无意见",
		"没收集到", "未收集", "没有用稿", "无用稿", "没有发稿", "未安排")
	if !said && !empty {
		return pass()
	}
	period := m.period()
	if m.holds(s, "怎么", "如何", "什么是", "他们", "人家", "不能零报", "别零报", "不准零报", "不用零报", "不要零报", "算不算", "谁", "哪些", "要不要", "是啥", "不是零报", "不按零") || m.negated(s, "零报告", "零报", "报零") {
		return pass()
	}
	if !(said || empty && period != "" && !m.holds(s, "请假", "缓", "免")) || m.in.Draft != "" && m.n > 14 || said && m.n > 30 && period == "" {
		return pass()
	}
	if !said && m.holds(s, "群众", "上级", "因为没", "还没走访完", "但是", "不过", "一直没") {
		return pass()
	}
	slots := Slots{"kind": m.kindIn(s), "period": period}
	if slots["kind"] == "" && m.holds(s, "走访") {
		delete(slots, "kind")
	}
	return command("nil", "nothing to report", slots)
}
