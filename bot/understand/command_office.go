package understand

import (
	"strings"
)

// export reads 导出台账.
func (m *message) export() (Reading, bool) {
	s := m.bare
	if !m.brief() || m.n > 40 {
		return pass()
	}
	verb := m.holds(s, "导出", "导个", "导一份", "导一下", "导份", "导成", "导下", "下载", "导一个", "打包", "导张", "导表", "export", "导给我")
	object := verb && m.holds(s, "台账", "excel", "表格", "清单", "名单", "明细", "汇总表", "数据", "心得", "日志", "登记", "电子表", "xls", "表", "调研", "作品", "意见", "名册", "节目", "征文")
	give := m.holds(s, "台账") && m.holds(s, "给我", "发我", "来一份", "要一份", "出一份", "生成", "拉一份", "打一份", "弄一份", "做一份", "拉出来", "要个", "打印", "出个", "发一份", "提供一份")
	if !(object || verb && m.n <= 6) && !give || m.negated(s, "导出", "导", "下载") || m.holds(s, "考虑让", "以后可以", "怎么导", "如何导", "咋导", "昨天导", "导出来了", "导出了", "导过", "已导", "导完", "导不出", "谁导", "导出的", "模板") {
		return pass()
	}
	return command("export", "ledger as a file", Slots{"kind": m.kindIn(s), "scope": m.scopeOf(s), "period": m.period(), "unit": m.unit()})
}

// compile reads 汇编创新成果.
func (m *message) compile() (Reading, bool) {
	s := m.bare
	if !m.brief() || m.n > 50 || m.negated(s, "汇编", "编", "出书") || m.holds(s, "怎么汇编", "什么时候汇编", "看了", "收到", "汇编里有", "写得") {
		return pass()
	}
	verb := m.holds(s, "汇编", "编成一本", "编成册", "出书", "编印", "结集", "编一本", "编书", "成书", "编成书", "集子", "编个册", "成册", "编成集")
	if !verb || m.isQuestion(s) && m.holds(s, "什么时候", "几号", "哪天", "能领", "谁", "在哪", "多少") {
		return pass()
	}
	if !startsAny(s, "汇编", "开始汇编", "生成汇编", "启动汇编", "把", "将", "请", "帮") && !m.holds(s, "生成", "出一版", "先出", "先生成", "开始", "编成", "弄一版", "编一本", "出书", "样子", "出个", "编印", "汇编一下", "汇编成", "成册", "启动", "结集") {
		return pass()
	}
	return command("compile", "volume to be built", Slots{"kind": m.kindIn(s)})
}

// bulletin reads 出一期简报.
func (m *message) bulletin() (Reading, bool) {
	s := m.bare
	if !m.brief() || m.n > 40 || !m.holds(s, "简报", "快报", "通报", "一期剪报") || m.negated(s, "出", "写", "发", "起草", "拟", "生成", "编") || m.holds(s, "看到", "收到",
		"看了", "写得", "上了简报", "登了", "上简报", "谁写", "在哪", "简报里", "简报上", "怎么", "什么时候", "哪天", "看过", "会通报", "被通报", "印错", "发给我的") {
		return pass()
	}
	if !m.holds(s, "简报", "一期剪报") && !m.holds(s, "出一期", "起草") {
		return pass()
	}
	period := m.period()
	if m.holds(s, "出", "起草", "生成", "拟", "写", "编", "来一期", "做", "弄", "整理", "搞", "来一份", "发一期", "要一期", "要一份", "给我", "准备一期", "草拟") || period != "" &&
		m.n <= 12 || m.n <= 4 || strings.HasPrefix(s, "工作简报") && m.n <= 8 {
		if strings.HasSuffix(s, "了吗") || strings.Contains(s, "出了没") {
			return pass()
		}
		return command("bulletin", "bulletin to be drafted", Slots{"period": period})
	}
	return pass()
}
