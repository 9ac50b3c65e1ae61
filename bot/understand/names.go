package understand

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// rareSurnames are family names that are everyday words too or seldom met. They
// begin a name only where a cue says so or the given name is a plain one.
var rareSurnames = newRunes("仪台陶巩宗毕仉邴蓝涂蒲祁狄茅席麦季童颜卓屠蒙胥苍党贡劳桂濮寿边扈燕冀浦农瞿慕茹习宦居衡步满弘国寇禄阙沃利蔚敖融訾简饶沙养须丰蒯相查竺权益由隽兴强鹿原亢明井蓬甄闻莘来才公矣烟慈泮门逢修黑信鱼双能阳占赫佘糜佟干晋" +
	"尧隗粟植都卫尤施严华戚喻水章云奚韦昌凤花酆鲍费廉雷邬乐皮齐伍元平湛禹贝伏谈凌霍虞支莫房裘缪应宣贲郁杭包诸钮嵇荣荀羊惠封芮储汲松富巫乌巴弓牧宓班仰秋伊宁暴厉戎祖符景束幸司韶郜薄邰鄂池阴申扶郦雍郏充连容向古慎戈庾终殳越夔师厍巢红盖桓督帅缑况琴楚")

// compounds are the family names of two characters.
var compounds = []string{"欧阳", "司马", "诸葛", "上官", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯", "司徒"}

// givenNames are the characters that given names are mostly made of.
var givenNames = newRunes("秀兰英玉珍桂花凤霞明德福长海立本学礼淑芬洪亮士贵荣华芳梅红军建国强伟平永新春生祥瑞庆文武忠义仁信智勇刚志清泉田林森成功发财宝金银铁钢山川江河洋波涛云龙虎鹏飞翔宇宏宽广才有余昌盛兴旺达顺利康健宁静美丽" +
	"娟娥娜婷莲荷菊竹松柏桃杏月星辰光辉耀景春夏秋冬雪冰香素贞芝萍芹苓菁茂荫培振起兆丙元亨利吉喜乐欢希世代传承继绍延寿彭年龄高远大升锡玺殿堂廷相臣民权治方正直开来友朋同心万千守克俭勤善良爱孝敬恩惠慈洁卿焕章锦厚柱绪修善良" +
	"仲叔季伯孟连启增盈满仓粮囤栓锁根柱石磊鑫淼焱晶翠蕊蕾艳燕雁莺鸾凰彩珠琴瑶琳玲珊璐璇珂琪瑛琼环佩宗祖先泽润滋沛源浩瀚渊博深思敏慧聪颖睿哲贤达道理法纪令仪端庄重安定邦治国泰民丰登禾谷苗稼穑喜庚辛壬癸甲乙丁子丑寅卯辰" +
	"巳午未申酉戌亥树木栋梁材俊杰雄英豪魁奎元胜利凯旋可爱小晓晨曦阳旭东升西北南中会芙蓉薇君娇媛嫦娴妹姐姣凤仙娣业衡其昭之延茹传运举进步革命兵卫保佑护登科尚书尧舜禹汤岩峰岭峻崇岳坤乾震巽坚毅恒立斌彬斐斗印玺存诚全崑孔")

// noNames are words that begin with a family name's character and are no names.
var noNames = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields("时间 时候 时常 时不 任务 任何 任教 任职 方面 方便 方法 方式 方案 方向 方言 金额 金银 金黄 金胶 白菜 白天 白面 白糖 白血 白内 白酒 白发 白墙 白灰 高兴 高度 高血 高考 高中 高粱 高龄 高三 高一 高二 高速 高音 高低 高烧 石榴 石头 石板 石灰 " +
		"马上 马路 马扎 马虎 马店 车间 车站 车子 车里 车上 车费 江苏 江南 安排 安全 安装 安置 安心 安上 党员 党课 党支 党委 党组 党日 党校 党的 冷库 冷饮 冷清 冷了 温暖 温度 温习 全家 全村 全部 全镇 全市 全年 全体 全程 于是 于月 关于 关心 关节 关系 关注 关键 路上 路边 路灯 路面 路过 路费 路口 " +
		"毛巾 毛衣 毛线 毛病 毛毯 毛笔 黄瓜 黄豆 黄花 黄土 水果 水管 水泥 水电 水库 水利 汤圆 管理 管子 管道 管区 管线 单位 单子 单独 单元 单车 解决 解释 解放 解答 解说 初中 初步 初三 初一 初二 初级 左右 左邻 左手 吉他 吉祥 成了 成绩 成功 成天 成立 成员 成本 成群 顾不 顾客 连着 连夜 连忙 连续 连年 连队 " +
		"田间 田里 田地 田头 康复 康乐 夏天 夏收 夏粮 夏季 房子 房顶 房屋 房前 房梁 池塘 计划 计生 计算 计较 古稀 古镇 陆续 向我 向他 向她 向着 向导 向村 向群 段时 段子 史无 史料 史志 万元 万分 万一 万家 常年 常来 常见 常说 常识 常常 常务 曾经 许多 许愿 许可 那边 那天 那户 那年 那个 那里 应该 应急 应当 严重 严寒 严格 " +
		"牛奶 牛肉 牛棚 牛羊 花生 花钱 花卷 花了 花盆 花布 云集 武术 武装 何时 何况 何以 易拉 易懂 包子 包括 包扎 包装 包村 包户 包饺 包粽 包联 文化 文艺 文书 文件 文章 文具 文明 文体 文联 文广 苗木 苗圃 苗子 台上 台下 台里 台账 台灯 台阶 台子 台词 台风 仪式 仪器 仪表 仪仗 雷锋 雷雨 明天 明年 明白 明确 明显 麻烦 麻将 柴火 柴禾 柴油 庄稼 庄户 庄里 井水 井台 纪念 纪录 纪律 " +
		"孔子 宣传 宣讲 申请 申报 陈列 陈旧 宋体 郑重 张罗 张贴 张应 阎王 焦急 焦点 曲子 曲目 曲艺 龙年 龙灯 龙头 戴上 戴着 施工 施肥 程序 范围 范文 孙子 孙女 孙媳 鲁菜 鲁西 余款 余名 钱款 钱包 危房 苏打 柳腔 柳树 柳林 茂腔 秋天 梁上 薛家庄 米面 米油 米饭 季度 季节 桂花 童年 童话 童装 国家 国庆 国旗 国土 强化 强调 利用 利息 由于 由我 由村 兴趣 " +
		"兴奋 相关 相当 相机 相片 相互 查看 查询 查体 查血 查出 查了 查余 权利 益民 原来 原因 原先 原定 公司 公路 公交 公园 公里 公益 公开 来了 来回 来年 来自 来到 才能 才知 才走 农村 农民 农业 农历 农具 农药 农技 满意 满脸 满头 满满 满屋 居民 居委 居家 步行 席子 席地 童声 简单 简报 养老 养殖 养猪 养鸡 边上 边吃 边听 边讲 双手 " +
		"门口 门前 门上 门框 门窗 能够 能不 阳光 阳历 晚上 贫困 干部 干净 干活 干群 都是 都说 烟台 信用 信息 信访 植树 杜村 铁路 路队 房管 范例 娄子 冉冉 胡同 胡琴 胡乱 胡萝 焦化 黎明 谷雨 谷子 邮局 付款 付费 付出 闫家庄 童子 童工 辛苦 辛勤 辛酸 尚未 尚有 初衷 战斗 战士 战友 战争 柏油 艾草 艾灸 安静 白纸 武侠 乔迁 花絮 贺年 贺卡 贺词 单身 单据 " +
		"龙舟 麦收 麦子 麦场 卫生 卫星 卫视 江北 金光 金属 金融 汪汪 海边 海鲜 海量 计件 季节性 计量 祖孙 祝福 祝愿 蓝天 蓝色 茅草 茅屋 劳动 劳力 劳保 劳累 涂料 涂改 游客 游戏 游艺 游乐 沙发 沙子 沙土 衣服 衣裳 衣柜 柜子 和谐 巴掌 张照 张桌 张纸 张票 张床 张嘴 张报 张画 张椅 张单 张表 张卡 张口 班子 班上 班里 班长 班级 班车 祝您 祝大 祝你 管事 管好 管不 管用 管他 官考 钱管 平时 平均 平常 平安 平台 古老 古装 水平 水桶 水井 水缸 水渠 水费 水壶 元宵 元旦 元月 雷声 雷达 " +
		"华联 华侨 包了 包里 包车 包点 幸好 幸福 幸亏 印象 印刷 印了 印发 容易 向来 池子 应有 应付 应聘 应邀 应他 应她 怀里 景区 景点 束缚 司机 司仪 师生 师傅 师范 红薯 红色 红旗 红纸 红白 红火 红包 红枣 红军 红歌 章程 云端 乐器 乐队 乐得 乐坏 乐呵 皮肤 皮带 皮鞋 齐全 齐整 齐声 谈心 谈了 谈起 谈到 支持 " +
		"储蓄 储藏 松树 松土 富裕 牧羊 巴不 巫婆 羊群 羊圈 羊肉 惠民 惠及 惠农 荣誉 荣光 封山 封面 封信 仰头 秋收 秋种 秋后 宁可 宁愿 暴雨 暴雪 厉害 祖国 祖上 祖传 符合 申办 申领 扶贫 扶持 扶着 扶起 连说 充满 充电 充分 充值 终于 终究 越来 越说 越剧 师徒 盖房 盖上 盖了 盖子 盖章 督促 督办 督导 帅气 况且 琴书 莫非 莫名 房东 应届 施肥") {
		out[w] = true
	}
	return out
})

// IsName tells whether a text is a personal name in full, a plain one or a family
// name with one or two characters behind it: 王秀兰, 王五.
func IsName(text string) bool {
	s := Fold(text)
	n := utf8.RuneCountInString(s)
	if n < 2 || n > 4 || strings.ContainsFunc(s, notWord) {
		return false
	}
	end, shape := nameEnd(s, 0)
	_, size := utf8.DecodeRuneInString(s)
	_, next := utf8.DecodeRuneInString(s[size:])
	return !noNames()[s[:size+next]] && (shape == full && end == len(s) || n <= 3 && surnames.has(firstRune(s)))
}

// form is the shape of a personal name.
type form byte

const (
	noName    form = iota
	household      // 万家
	nick           // 老于
	titled         // 匡大娘
	called         // 高老师
	full           // 王秀兰
)

// nameEnd returns where a personal name that begins at i ends, and its shape.
func nameEnd(s string, i int) (end int, shape form) {
	r, size := utf8.DecodeRuneInString(s[i:])
	next := i + size
	if strings.ContainsRune("老小", r) {
		r2, n2 := utf8.DecodeRuneInString(s[next:])
		if (surnames.has(r2) || rareSurnames.has(r2)) && !startsAny(s[next:], "时", "路", "石板", "车", "安", "白", "年", "江", "高龄", "汤", "雷", "马路", "石", "史料", "康", "鞠躬", "房", "公", "党", "农", "居", "宗", "乡") {
			return next + n2, nick
		}
		return 0, noName
	}
	if n := prefixLen(s[i:], compounds...); n > 0 {
		next = i + n
	}
	if next == i+size && !surnames.has(r) && !rareSurnames.has(r) {
		return 0, noName
	}
	if n := prefixLen(s[next:], kinTitles...); n > 0 {
		return next + n, titled
	}
	if n := prefixLen(s[next:], "家"); n > 0 && !startsAny(s[next+n:], villageTails...) {
		return next + n, household
	}
	one, two := givenEnds(s, next)
	switch {
	case startsAny(s[next:], calledTitles...):
		return next + prefixLen(s[next:], calledTitles...), called
	case one == next:
		return 0, noName
	case two > one && noNames()[s[i:one]]:
		return 0, noName
	case two == one || oneGiven(s, one, two):
		return one, full
	}
	return two, full
}

// calledTitles follow a family name instead of a given one, for officials.
var calledTitles = []string{"老师", "书记", "主任", "大夫", "医生", "村长", "支书", "镇长", "局长", "馆长", "站长", "科长", "同志"}

// givenEnds returns where one and two characters of a given name at i end.
func givenEnds(s string, i int) (one, two int) {
	r, n := utf8.DecodeRuneInString(s[i:])
	if !given(r) {
		return i, i
	}
	one = i + n
	r, n = utf8.DecodeRuneInString(s[one:])
	next := firstRune(s[one+n:])
	if given(r) || r == '和' && (one+n == len(s) || notWord(next) || next == '家') { // 周永和
		return one, one + n
	}
	return one, one
}

// oneGiven reports that the character s[one:two] belongs to what follows a name.
func oneGiven(s string, one, two int) bool {
	r := firstRune(s[one:])
	if strings.ContainsRune("家去", r) || r == '老' && startsAny(s[two:], "两", "人", "汉", "太") {
		return true
	}
	return !tailOK(s[two:]) && tailOK(s[one:]) && strings.ContainsRune("送带办把在到说看买打拉她他和陪帮给找换修装聊坐问做过来又今身腿也还算填理", r)
}

// plainGiven counts the characters of name that given names are made of, less
// those that are not, its family name aside.
func plainGiven(name string) int {
	n := 0
	for i, r := range name {
		switch {
		case i == 0:
		case givenNames.has(r):
			n++
		default:
			n--
		}
	}
	return n
}

func given(r rune) bool {
	return !notWord(r) && !isDigit(r) && r > 0x2E80 && !notGiven.has(r)
}

// notGiven are characters that no given name holds.
var notGiven = newRunes("的了去到在给和与跟是把被我你他她它们这那个家村镇里上下不没说送看着过来也都就还又再很吗呢吧啊哪什么怎几多少两三四五六七八九十年日号点分区市县省庄屯社街道办局站馆台帮陪找买修讲教")

// villageTails follow a family name in the name of a village: 王家庄.
var villageTails = []string{"村", "庄", "屯", "沟", "河", "湾", "疃", "埠", "夼", "崖", "洼", "岭", "泊", "店", "集", "官庄", "小庄", "寨", "滩", "坡", "洼子", "沟崖", "园", "院", "岔", "哨", "老", "台", "楼", "桥", "口", "头", "坊", "街"}

func tailOK(s string) bool { return s == "" || notWord(firstRune(s)) || startsAny(s, partnerTails...) }

// nameHeads are the characters that a personal name may begin with.
var nameHeads = sync.OnceValue(func() *runes {
	set := newRunes("老小" + strings.Join(compounds, ""))
	for i := range set {
		set[i] |= surnames[i] | rareSurnames[i]
	}
	return set
})
