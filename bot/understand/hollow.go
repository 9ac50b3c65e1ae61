package understand

import (
	"strings"
)

// badPrelude reports that what stands before a leading phrase undoes it.
func (m *message) badPrelude(s string) bool {
	return m.holds(s, "不是", "别", "不要", "如果", "听说", "人家", "明天", "下周", "打算", "比如", "例如", "看到", "他", "她", "转", "怎么", "谁", "请各", "各单位", "各位", "要求",
		"通知", "想问", "问一下", "格式", "模板", "老李", "范文", "样子", "这样写", "以为", "有人", "领导让", "写着", "上面写", "标题写", "意思是", "说", "要是", "万一", "昨天发")
}

// nothingYet is said of a heading with an excuse instead of a text.
const nothingYet = "says that there is nothing to file yet"

// hollow names what makes a led text no filing: a question, a plan, hearsay,
// a refusal. Long texts speak for themselves.
func (m *message) hollow(l lead, s string, n int) string {
	first := head(s, 75)
	switch {
	case SmallTalk(s):
		return "small talk after the kind word"
	case startsAny(s, "听说", "据说", "人家", "听人说", "别人") && l.kind != "opinion" && l.kind != "work":
		return "hearsay after the kind word"
	case m.forwarded(first, s), startsAny(s, "转") && m.holds(head(s, 45), "群里", "写的", "写得", "朋友圈"), m.sampled(l):
		return "forwarded text after the kind word"
	case startsAny(s, hypotheses...) && n <= 40 && l.kind != "opinion" && l.kind != "work":
		return "hypothesis after the kind word"
	case m.setAside(m.s) && n < 400:
		return "said not to be filed"
	}
	if (l.kind == "visit" || l.kind == "pairing") && n <= 120 && len(m.pastDates()) == 0 {
		if len(m.dates()) > 0 && !m.holds(s, "了", "过") || startsAny(s, "准备", "打算", "计划", "想去", "要去", "拟", "下周", "明天", "后天", "下个月", "下月", "过几天", "过两天", "定于", "将于", "拟于", "预计", "等") && n <= 80 {
			return "plan after the kind word"
		}
		for _, d := range dates(head(s, 60), m.in.At, true) {
			if d.day.After(m.in.At) && d.lo <= 12 && startsAny(s[d.lo:], "明", "后天", "下") {
				return "plan after the kind word"
			}
		}
	}
	if (l.kind == "visit" || l.kind == "pairing") && n <= 16 && len(m.dates()) == 0 && !m.holds(s, "了", "过", "去", "送", "看", "帮", "讲", "到", "访", "慰问", "教", "陪", "唱", "演", "放", "修") {
		return "nothing done after the kind word"
	}
	if n > 48 {
		return ""
	}
	if l.kind != "opinion" && n <= 36 && !strings.Contains(m.s, "《") && m.exhorts(s) {
		return "speaks to others about the kind"
	}
	if (n <= 20 && m.isQuestion(s+tail(m.s, 1)) || m.endsWithQuestion(m.s)) && (l.kind != "work" && l.kind != "opinion" || m.holds(s, "怎么提", "在哪提",
		"提给谁", "交到哪", "交给谁", "多少字", "往哪", "能提几", "能交几", "能投几", "截止", "几点", "什么时候交", "收到", "什么时候", "怎么交", "怎么写", "行不行", "投哪", "几篇", "稿费", "录用", "用了没",
		"什么样", "要不要", "算不算", "格式", "标题", "邮箱", "模板", "给你", "发你", "收吗", "能收", "才能", "能发", "发哪", "得奖", "评奖", "交了吗", "给谁", "在哪交", "哪里提", "反馈")) {
		return "question after the kind word"
	}
	if startsAny(s, "没有", "无", "暂无", "没意见", "没写", "同意", "没想好", "还没", "正在写", "在写", "写了一半", "快写完", "快了", "明天交", "明天", "后天", "下周", "等", "回头", "晚点",
		"稍后", "待会", "马上", "改天", "过两天", "过几天", "还在写", "还在改", "写不出", "不会写", "不想", "谁", "收到", "已交", "交了", "已经交", "上次交", "见附件", "不写", "别", "忘了", "先不",
		"写得真", "写的真", "真好", "不错", "很好", "参照", "参考", "我再", "容我", "难写", "好难", "太难", "头疼", "打算", "准备写", "计划", "今晚交", "今晚写", "周末写", "下午交", "晚上交", "明早",
		"稍等", "在路上", "免", "你们", "你的", "他的", "她的", "老李的", "要抓紧", "抓紧", "尽快", "已收到", "已阅", "截止", "10月31日前", "暂", "推迟", "延后", "取消", "待定", "未定", "不急",
		"缓", "先放", "另行", "参见", "同上", "略", "按", "没", "未", "请各", "请于", "每人", "要求", "各单位", "请大家") && (n <= 30 || startsAny(s, "请各", "请于", "每人", "要求", "各单位", "请大家")) {
		if l.kind == "opinion" && startsAny(s, "请", "别", "谁", "要求", "你们", "等", "无", "没有", "还没", "抓紧", "尽快", "不想", "每人") && n >= 8 {
			return ""
		}
		if l.kind == "work" && strings.Contains(rest(m.s), "《") {
			return ""
		}
		return nothingYet
	}
	return ""
}

// exhorts reports a word to others about how or when to write.
func (m *message) exhorts(s string) bool {
	return m.holds(s, "一定要", "务必", "千万", "记得", "大家", "各位", "各单位", "别抄", "别再抄", "不要抄", "不许", "严禁", "别忘", "别拖", "抓紧", "认真写", "好好写", "写好", "字数", "别应付", "不要应付", "走过场", "领导要求", "要检查", "要求") &&
		!m.holds(s, "我", "俺", "自己", "群众")
}

func rest(s string) string { return head(s, 60) }

// sampled reports a heading that calls its text an example: 心得体会(范例).
func (m *message) sampled(l lead) bool {
	return m.holds(m.s[l.lo:l.end], "范例", "示例", "样本", "模板", "范文", "参考", "例文", "样稿")
}
