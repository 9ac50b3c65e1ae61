package understand

import "strings"

// family is a set of words that say about the same in a short message. What the
// table of weights learns of one member it knows of all.
type family struct {
	trait string
	words []string
}

// families are looked for in messages that may be commands.
var families = familiesOf(
	"deliver", "交 报 投 递 呈 送 上传 申报 提交",
	"owe", "没交 没报 未交 未报 没写 没弄 没完成 没到 没动静 没影 没齐 没上来 没送 没登 没填 不见 还差 还缺 缺着 缺了 欠 空着 空的 拖着 迟迟 落下 漏 剩 还得 没完 没做 没报上 白板 差谁 挂零 掉队 没跟上",
	"remind", "催 提醒 戳 敲打 敲一 吱一声 吱声 喊 督促 盯 捅 招呼 知会 叮嘱 追一 拍一拍 踢一 念叨 摇一 提个醒 点一点 紧一紧",
	"who", "谁 哪些 哪几 哪个单位 哪家 几家 多少家 名单 哪位 哪个镇 哪块 几个单位 多少单位",
	"what", "啥 什么 几样 几篇 几项 几份 多少 哪样 哪项 几件 几桩 有没有 单子 清单 统共 总共 一共",
	"when", "什么时候 啥时候 几点 几号 哪天 多咱 多会 何时 啥时 时间 几时 么时候 周几 星期几 礼拜几 多时 截止 到期 日程",
	"where", "在哪 哪儿 哪里 几楼 地点 哪个厅 会场 哪开 场地 啥地方 什么地方 么地方",
	"why", "为什么 为啥 为何 凭啥 凭什么 怎么还 咋还 怎么又 咋又 怎么老 咋老 咋回事 怎么回事 啥意思 什么意思 咋来的 发错 搞错 弄错人 怎么也 咋也 怎么现在 干嘛 为嘛 因为啥 啥原因 什么原因 不是早 不是已经 不该 哪来的 没完没了 老是",
	"already", "交了 报了 早交 早就 已经 上周就 昨天就 前天就 审过 交过 报过 写过 登记了 提交了 不是才",
	"how", "怎么 咋 如何 怎样 哪能",
	"show", "看看 查看 瞅 调出 翻出 打开 瞧 找出 看一下 看下 显示 调阅 再发我 发我看 给我看 过目 拿给我 拿来 找一下 翻一下",
	"state", "进度 完成 情况 进展 到哪 怎么样 咋样 百分 比例 占比 几成 汇总 统计 多少了 排到 走到 进行 战况 盘点 摸个底",
	"back", "撤 收回 作废 不算 拿回 还给我 抽回 当没 删 不作数 退回来 退给我 要回来 取回 拿下 别算 废掉 抹掉 去掉",
	"wrong", "错了 写错 打错 弄错 改 换 更正 写成 打成 说成 多了 少了 漏了 漏写 应该是 应为 补充 补一句 添 加一句 加上 勘误 订正 笔误 落了 打反 误写 添一",
	"longer", "延 推迟 推推 往后 后推 缓 宽限 宽几 宽两 晚几 晚两 晚交 晚点交 容我 放宽 再给 通融 拖几 等到 过几天交 再交 迟几 迟交 顺延 多给",
	"away", "请假 告假 住院 手术 出差 培训 产假 病 借调 抽调 抽去 婚假 丧 脱产 驻村 值班 骨折 陪护 外地 人手 秋收 走不开 忙不 顾不上 来不及 党校 进修 坐月子 怀孕 发烧 退休 调走",
	"free", "免 不写 不用写 不用交 不交 豁免",
	"later", "再提醒 再叫 再喊 再催 一会 待会 过会 回头 稍后 晚点 过两天 过几天 明早 明天 后天 下午 晚上 小时后 天后 点再",
	"notice", "通知 转告 告知 群发 公告 周知 告诉 发个话 传达 知照 说一声 广播一下 发布",
	"bulletin", "简报 快报 通报 期",
	"export", "导 台账 excel 表格 打包 下载 拉一份 打印 电子版 xls 底册 花名册 明细",
	"book", "汇编 成书 结集 编 成册 样书 集子 成果集 文集 付印 排版 一本 书稿 出书",
	"judge", "通过 同意 准了 退 打回 选用 评分 打分 采用 合格 驳回 过了 批了 录用 入选 给分 重写",
	"event", "讲座 党课 彩排 联排 座谈 演出 培训 排练 报告会 会议 开会 动员会 推进会 晚会 走台 汇演 启动仪式 颁奖 表彰 审看 上课 听课 例会",
	"zero", "零报告 零报 无走访 没走访 没有活动 无活动 没开展 未开展 没下去 零上报 :无 为零 报零 空报 没啥 没内容 无上报 没什么可 为0 没有可 没动",
	"last", "上一条 上条 上一 刚才 刚刚 上面 刚发 上头 前面 刚那 上边 先前 前头 刚传 才发 方才 今早",
	"enter", "登记 备案 备个案 录 入册 记上 登上 挂上 建档 加上 添上 报备 上册 归档 存档 入账",
	"help", "功能 说明 口令 指令 命令 怎么用 咋用 会啥 会什么 能干 教程 上手 新来 从哪 手册 菜单 帮助 机器人 你是谁 你能 你会 教教 指点",
	"others", "他 她 人家 别人 他们 她们 你们 老弟 兄弟 哥 姐 同事 邻居",
	"ahead", "打算 准备 想 计划 拟 要去 定于 安排 下周 下月 下个月 改天 抽空 有空 预计 将",
	"unless", "如果 要是 假如 万一 的话 比如",
	"never", "别 不要 甭 不用 没必要 先不 莫 不想 懒得 免得",
	"passed", "转 记者 讯 聊天记录 图片 原文 朋友圈 网上 抄 来源 刊载 摘 听说 据说 引",
	"home", "孩子 媳妇 老婆 对象 俺妈 我妈 儿子 闺女 吃 喝 睡 雨 雪 天气 冷 热 堵车 电影票 快递 工资 食堂 手机 电脑 打印机 空调 车",
	"thanks", "谢 辛苦 哈哈 呵呵 嘿嘿 收到 好的 晚安 早上好 点赞 厉害 真好 不错 祝 加油 佩服 棒 服了 笑",
	"please", "帮我 麻烦 请 给我 给俺 劳驾 帮忙 给办 能不能 可否 行不 中不 成不 好不 呗 烦请",
	"ours", "我们 咱 俺们 本单位 我单位 站里 局里 馆里 台里 镇里 社里 团里",
	"every", "各 所有 全市 全体 大家 大伙 每个",
)

// familiesOf takes names and words by turns.
func familiesOf(list ...string) (out []family) {
	for i := 0; i+1 < len(list); i += 2 {
		out = append(out, family{"#" + list[i], strings.Fields(list[i+1])})
	}
	return out
}

// maxFamily is the longest message, in characters, whose families are looked for.
const maxFamily = 70

// maxPair is the longest message whose families are looked at two by two: in a
// short one each pair says what is wanted, 谁 with 没交 or 没交 with 催.
const maxPair = 40

// kin returns the traits of the families that the message has words of.
func (m *message) kin() (out []string) {
	if m.n > maxFamily {
		return nil
	}
	for _, f := range families {
		if m.holds(m.s, f.words...) {
			out = append(out, f.trait)
		}
	}
	if m.undone() {
		out = append(out, "#undone")
	}
	if endsAny(m.bare, "无", "没有", "为零", "为0") {
		out = append(out, "#endsNil")
	}
	if n := len(out); m.n <= maxPair {
		for i, a := range out[:n] {
			for _, b := range out[i+1 : n] {
				out = append(out, a+b)
			}
		}
	}
	return out
}

// undone reports a word of not yet right before one of handing in: 还没动笔.
func (m *message) undone() bool {
	for _, not := range []string{"没", "未", "不见"} {
		if i := m.index(m.s, not); i >= 0 && m.holds(head(m.s[i+len(not):], 9), "交", "报", "写", "动", "弄", "填", "登", "来", "齐", "影", "送", "完", "到", "做", "投") {
			return true
		}
	}
	return false
}
