package understand

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

// kind is one word that names a kind of work.
type kind struct{ id, word string }

// builtin are the words that name the built-in kinds, as a heading or in a wish.
var builtin = map[string]string{
	"reflection": "xinde 心得体会 心得 学习心得 学习体会 学习心得体会 体会 体会文章 学习感悟 感悟 感想 读后感 观后感 学习感想 学习笔记体会 大讨论心得 大讨论体会 个人心得 个人体会 思想体会 党课心得 讲座心得 学习小结 心得文章",
	"work":       "tougao zhengwen 投稿 征文 作品 稿件 作品征集 来稿 征稿 征文稿 征文作品 征文投稿 征集作品 十月征文 投稿作品 参赛作品 应征作品 应征稿件 文学作品 征文稿件 参赛征文 稿子 稿",
	"report":     "调研报告 调研成果 调研文章 调查报告 调研 理论文章 理论成果 理论与调研成果 理论调研成果 理论研究成果 调查研究成果 调研材料 理论研究文章 研究报告 调研稿 课题报告 调查研究报告",
	"visit": "下基层 下基层日志 基层日志 下乡日志 下基层活动日志 宣讲日志 走访日志 下基层记录 下基层活动 走基层 走基层日志 走访记录 宣讲记录 采风日志 采风记录 送文化下乡 送戏下乡 送文化日志 " +
		"驻村日志 民情日记 民情日志 下乡记录 送文化下乡日志 下村日志 宣讲 采风 走访 送文化 送戏 下基层情况 执法日志 巡查日志",
	"pairing":    "结对 结对日志 帮扶日志 结对帮扶 帮扶 结对帮扶日志 结对帮扶台账 结对台账 帮扶台账 联系户日志 共建日志 结对共建 结对共建日志 结对走访 帮扶记录 结对记录 结对帮扶记录 联户日志 帮扶走访 结对户走访 走访联系户 共建台账 联系户走访 走访结对户 看望结对户 服务台账 结对活动",
	"opinion":    "意见 建议 意见建议 群众意见 群众建议 群众意见建议 群众反映 社情民意 民意 群众诉求 意见和建议 意见簿 反映 基层意见 群众来信 群众呼声 市民意见 网友意见 居民意见 村民意见",
	"nomination": "申报创新奖 创新奖申报 创新奖 创新奖申报书 群众工作创新奖 创新奖项目 创新奖申报材料 创新奖材料 创新项目 创新案例 创新成果申报 创新项目申报 群众工作创新奖申报 创新奖申报表 创新奖推荐 创新奖申请",
	"programme":  "节目 节目申报 申报节目 演出节目 文艺节目 参演节目 七一节目 晚会节目 节目报名 节目单申报 节目申报表 报节目",
	"publication": "刊发登记 刊发 登记刊发 媒体刊发 媒体刊发情况 媒体刊发登记 见报登记 发稿登记 刊登登记 刊播登记 用稿登记 媒体用稿 媒体用稿登记 刊发情况 刊发情况登记 媒体刊发情况登记 " +
		"播发登记 刊播 刊播情况 见报 发稿情况 发表登记 专栏刊发",
}

// The words of phrases that lead a filing, of a wish to file, of a dialog.
const (
	kindName class = iota
	verb           // to hand in
	done
	cancel
	no
	yes
	weakDone // 交吧: yes to a question, done in a draft
	gone     // 交了: says that it happened
	topic    // what an essay is about
	prose    // genre of a work or form of a programme
	filler   // words that change nothing
	mark
	digit
)

// leadWords may stand beside the kind's word in the phrase that leads a filing.
var leadWords = map[class]string{
	verb: "提交 递交 上交 交 报送 呈送 报 上报 呈报 补报 补交 补 投 发 发送 送 写 登记 填报 填 申报 提 提个 反映 汇报 报告 提报 记 补记 推荐 参加 应征 上传 报名 报一下 交一下 登一下 记一下 " +
		"呈 附 附上 贴 补登 补录 录入 录 反馈 收集 整理 归拢 奉上 献上 送上 交上 报上 发上 请查收 查收 请收 请审阅 请审核 请指正 请批评指正 请斧正 交卷 交差 交作业",
	filler: "按要求 按照要求 根据要求 遵照要求 向你们 向您 给你们 共建 联建 汇总 比赛 作业 工作 壹 全站 全局 全馆 统计 我 俺 咱 我们 俺们 咱们 本人 本单位 单位 我的 俺的 我们的 咱 的 是 这 这是 以下 以下是 下面 下面是 如下 现 现将 将 把 兹 第 篇 一篇 两篇 二篇 个 一个 条 一条 份 一份 首 一首 则 次 一次 件 期 " +
		"情况 内容 材料 正文 全文 活动 今天的 昨天的 今天 今日 昨天 昨日 前天 今晚 昨晚 上午 下午 本周 本月 上周 上月 这个月 本周的 这周 这周的 领导 老师 主任 科长 局长 部长 同志 您好 你好 办公室 大家好 各位 各位领导 各位老师 请 麻烦 请办公室 请领导 了 一下 一 吧 啦 给 给你 给您 你 您 来 下 哈 " +
		"个人 自己 学习 教育 关于 日志 台账 记录 登记 表 书 稿 申报 年度 年 月 月份 日 号 镇 我站 我局 我馆 我台 我镇 我社 我单位 我队 我团 我中心 我办 站里 局里 馆里 团里 台里 镇里 大队 剧团 报社 文化站 文化馆 图书馆 电视台 电台 我们站 我们局 我们馆 我们台 我们镇 我们大队 我们单位 " +
		"标题 题目 二 也 再 又 还有 另 另外 另附 最新 修改后 修改后的 定稿 终稿 最终 初稿 三 第二篇 第三篇 第一篇 机制类 项目类 案例类 服务项目类 活动案例类 制度机制类 服务项目 活动案例 制度机制 机制 类 十月 二月 七一 庆七一 晚会 网上 点 些 几条 " +
		"几点 收到 群众 老百姓 居民 村民 市民 基层 群众的 老百姓的 现在 在 上面 到 向 交来 这篇 本篇 题 题目 理论 与 和 成果 媒体 网站 报纸 情况如下",
	topic: "增强群众观点真情服务百姓 增强群众观点 真情服务百姓 三个一切 群众路线 主题教育 大讨论 教育活动 主题教育活动 七一 讲话 讲话的 学习讲话 读 看了 听了 党课 讲座 听 后 讲话精神 精神 贯彻 深入 重要 总书记 关于群众路线",
	prose: "散文 诗歌 小诗 诗 通讯 消息 特写 小说 随笔 杂文 报告文学 散文诗 组诗 快板 小品 舞蹈 合唱 独唱 二重唱 相声 朗诵 诗朗诵 情景朗诵 快板书 小戏 茂腔 茂腔小戏 歌曲 歌词 故事 评论 摄影 剪纸 书法 戏曲 歌舞 表演唱 三句半 曲艺 器乐合奏 配乐诗朗诵 秧歌 独奏 演讲 纪实",
}

// wishWords make up a bare wish to file: 我想投稿, 写心得.
var wishWords = map[class]string{
	verb: leadWords[verb] + " 发一篇 投一篇 交篇 写篇 报个 报一个 投个 登个 提个 提点 提条 提几条 开始写 准备写 开始 新建 新增 录 填写 起草 上交一下 投一下 传 反映 反映个 反映一下",
	filler: "有 有个 有条 有点 我单位 我 俺 咱 我们 俺们 咱们 本人 我们单位 俺单位 咱单位 本单位 我们站 我们馆 我们局 我们台 我们团 我们队 我们镇 我站 我局 我馆 想 要 想要 需要 打算现在 准备 得 该 来 能 可以 可不可以 能不能 是不是 一下 一篇 " +
		"一个 一条 一份 个 篇 条 份 点 些 几条 两条 两句 首 一首 下 的 吧 吗 么 呢 啊 呀 哈 行不 行吗 好吗 可以吗 成不 " +
		"现在 现在发给你 发给你 给你 给您 你 您 你好 您好 请问 那个 这 这个 这边 今天 学习 帮我 帮忙 麻烦 请 也 再 还 又 新 日志 登记 申报 报名 七一 晚会 群众 老百姓 第二篇 第 二 一 情况 想法 向你 向您 跟你 对你们的 这就 打算 吱个声 哎 嗨 诶 嗯 那 我来 俺来 让我 领导 老师 主任 活动 参加",
	gone: "了 过 完",
}

// dialogWords are an open dialog's own.
var dialogWords = map[class]string{
	done:     "完成 写完 写好 写完了 发完 说完 讲完 完了 完毕 完事 完活 就这些 就这样 就这 就这么多 就到这 就到这儿 到这 到此为止 到此 结束 齐了 全了 没有了 没了 没别的了 以上 好了 over done ok了 搞定 收工 写到这里 写到这儿 弄完 弄好 传完 打完 到头 全文完 完结 妥了 写到这 够了 齐活 请查收 查收 请审核 请审阅 收一下",
	cancel:   "退出 取消 算了 拉倒 不写了 不要了 扔了 扔掉 作废 放弃 删了 删掉 删除 不报了 不交了 不投了 不弄了 不发了 不提了 不记了 撤销 丢掉 丢了 不申报了 不登了 罢了 废了 清空 清掉 不搞了 别要了 cancel 舍了 重来 重新来过 重新写 重写 推倒重来",
	no:       "不是 不对 否 别 别删 别扔 别丢 别取消 不删 留着 先留着 先不交 不交 不报 先不报 不用 不要 不行 不 错了 搞错了 弄错了 不是这个 别交 别报 别提交 先别 no 不可以 不同意 甭 不是的 没有 不能 不确认 还没好 先放着 先放放 不中 认错了 不算 不提交 非也 n 不投 不登 不记",
	yes:      "嗯嗯 是 是的 对 对的 嗯 行 可以 好 好的 确认 没错 正是 ok 同意 中 成 是这样 要得 yes y 就是 是滴 对头 妥 没问题 确定 恩 嗯呢 对对 可 对呀 必须的 就是它 准 错不了 好嘞 好咧 好滴 好哒 确实 shi dui",
	weakDone: "提交 交 报 发 报上 交上 交上去 报上去 提交上去 投 存 归档 登记 登上 登 提上去 发出去 提交了 交了 报了",
	filler: "按 就算 吧 了 啦 哈 呀 啊 嗯嗯 呢 哦 噢 喔 的 呗 嘛 这 那 这个 那个 这篇 那篇 这条 那条 这份 我 俺 请 帮我 给我 就 先 都 也 直接 现在 可以了 已经 全部 内容 全 一下 谢谢 谢了 麻烦 把 它 全都 这次 今天 到 为止 我的 " +
		"ok 哎 唉 还是 真 吧吧 去 咱 掉 好 这样 稿子 稿 草稿 这稿 东西 辛苦 辛苦了 您 你 给 呐 哩 嘞 心得 日志 稿件 报告",
}

// kindWords returns every kind's words folded, longest first; a campaign's own
// words win over built-in ones.
func kindWords(f *folder, own []Kind) []kind {
	seen := map[string]bool{}
	var out []kind
	add := func(id, word string) {
		if word = f.string(word); word != "" && !seen[word] {
			seen[word] = true
			out = append(out, kind{id, word})
		}
	}
	for _, k := range own {
		add(k.ID, k.Name)
		for _, w := range k.Words {
			add(k.ID, w)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(builtin)) {
		for _, w := range strings.Fields(builtin[id]) {
			add(id, w)
		}
	}
	slices.SortFunc(out, func(a, b kind) int {
		if d := len(b.word) - len(a.word); d != 0 {
			return d
		}
		return strings.Compare(a.word, b.word)
	})
	return out
}

// mentions are the words by which a command names a kind, in order of weight.
var mentions = []struct{ id, words string }{
	{"pairing", "结对 帮扶 联系户 共建"},
	{"visit", "下基层 宣讲 走访 采风 下乡 送戏 送文化 走基层"},
	{"report", "调研 理论文章 调查报告"},
	{"reflection", "心得 体会 感悟"},
	{"work", "征文 投稿 作品 稿件 来稿 稿子"},
	{"nomination", "创新奖 创新项目 创新案例"},
	{"programme", "节目"},
	{"publication", "刊发 见报 刊播 用稿"},
	{"opinion", "意见 建议 社情民意"},
}

var mentionWords = sync.OnceValue(func() []kind {
	var out []kind
	for _, m := range mentions {
		for _, w := range strings.Fields(m.words) {
			out = append(out, kind{m.id, w})
		}
	}
	return out
})

// kindIn returns the kind that s names, a campaign's own words first.
func (m *message) kindIn(s string) string {
	id, _ := m.kindAt(s)
	return id
}

// kindAt returns the kind named first in s and where.
func (m *message) kindAt(s string) (string, int) {
	s = head(s, 400)
	best, id, long := len(s), "", 0
	for _, k := range m.r.own {
		if i := m.index(s, k.word); i >= 0 && (i < best || i == best && len(k.word) > long) {
			best, id, long = i, k.id, len(k.word)
		}
	}
	if id != "" {
		return id, best
	}
	for _, k := range mentionWords() {
		if i := m.index(s[:min(len(s), best+len(k.word))], k.word); i >= 0 && i < best {
			best, id = i, k.id
		}
	}
	if id == "" {
		return "", -1
	}
	return id, best
}
