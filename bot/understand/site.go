package understand

import "unicode/utf8"

// sitePreps stand before a place, longer words first. siteEnds end its name,
// siteStops may follow it.
var (
	sitePreps = []string{"来到", "深入", "走进", "去到", "跑到", "赶到", "去了一趟", "跑了一趟", "跑了趟", "去了趟", "去了", "到了", "到", "去", "赴", "在"}
	siteStops = []string{"宣讲", "送", "放", "采", "走访", "普法", "义诊", "调研", "慰问", "演出", "演", "指导", "拍", "蹲", "教", "检查", "看", "支", "摆", "办", "搞", "给", "帮", "跟", "和", "与", "为", "替", "上课", "讲", "开", "唱", "听", "做",
		"参观", "参加", "座谈", "发", "陪", "写", "门", "里", "的", "对", "组织", "集中", "举", "设", "排", "巡", "把", "了", "搭", "挂", "录", "值", "布", "上了", "收", "问", "联合", "协助", "维护", "装", "修", "贴", "刷", "转", "上", "进行", "那", "这", "过"}
	siteEnds = []string{"了", "的", "和", "与", "跟", "给", "把", "为", "我", "这", "那", "他", "她"}
	// fieldWork are the stops at which even a village's bare name may end: 到大相家宣讲.
	fieldWork = []string{"宣讲", "送戏", "送书", "放电影", "采风", "走访", "普法", "义诊", "送文化", "调研", "慰问", "演出", "指导", "拍", "蹲点", "采访", "教", "检查", "看望"}
	siteTails = []string{"厂", "公司", "超市", "商场", "商城", "宿舍", "车站", "候车厅", "大厅", "医院", "病房", "车间", "班", "所", "队", "站", "院", "场", "园", "馆", "城", "学校", "小学", "中学", "学院", "大学", "技校", "职专", "中专", "职高", "高中", "一中", "二中", "三中", "楼", "合作社", "基地", "大棚",
		"码头", "渔港", "路口", "胡同", "路", "街", "巷", "寺", "庙", "陵园", "监狱", "教室", "书屋", "部队", "军营", "连队", "哨所", "网吧", "夜市", "早市", "集市", "大集", "山", "水库", "公寓", "景区", "候车室", "阅览室", "活动室", "礼堂", "集", "中心", "营区", "桥头", "桥", "工地", "影院", "礼堂", "会堂", "店", "小区"}
	// ruralTails end the names of villages.
	ruralTails = []string{"村", "庄", "屯", "沟", "湾", "夼", "疃", "泊", "埠", "岭", "坡", "洼", "寨", "滩", "崖", "堆", "埝", "家", "茔"}
	// publicSites need no name of their own.
	publicSites = []string{"火车站", "汽车站", "敬老院", "养老院", "福利院", "光荣院", "电影院", "影剧院", "体育场", "体育馆", "早市上", "广场", "看守所", "戒毒所", "消防队", "中医院"}
	// notSites are words that no site's name holds.
	notSites = []string{"了", "村里", "基层", "农村", "下", "人家", "自家", "回家", "在家", "到家", "娘家", "老家", "家属", "家长", "的", "他", "她", "一", "这", "那", "我", "几", "户", "老", "集上", "群众", "乡", "单位", "办公", "会议", "咱", "俺", "哪", "各", "全", "每", "某", "多", "别", "外", "现场", "班上", "路上", "半路", "大街", "街上", "地里", "网上", "家里"}
)

// looseSite finds a place that neither its township nor the end of a village's name
// gives away: 在纺织厂女工宿舍办了场读书会, 到大相家宣讲.
func (m *message) looseSite(s string) (int, int) {
	h := head(s, 300)
	for i := 0; i < len(h); {
		n := prefixLen(h[i:], sitePreps...)
		if n == 0 || i > 0 && endsAny(h[:i], "感", "现", "正", "得", "说", "想", "直", "过", "回", "出", "存", "失", "除", "看", "达", "受", "收", "提", "谈", "轮", "报", "听", "拉", "找", "做", "学", "用", "送") {
			_, size := utf8.DecodeRuneInString(h[i:])
			i += size
			continue
		}
		i += n
		if end := m.siteEnd(h[i:]); end > 0 {
			return i, i + end
		}
	}
	return 0, 0
}

// siteEnd returns how much of s, which follows a preposition, names a site.
func (m *message) siteEnd(s string) int {
	n := 0
	for j, r := range s {
		if n > 12 {
			return 0
		}
		end := notWord(r) || isDigit(r) || startsAny(s[j:], siteEnds...)
		if n >= 2 && (end || startsAny(s[j:], siteStops...)) {
			name := s[:j]
			if m.holds(name, notSites...) || m.holds(name, "社区", "镇") {
				return 0
			}
			if n <= 5 && startsAny(s[j:], fieldWork...) && !homeOf(name) || n >= 4 && endsAny(name, siteTails...) || n == 3 && endsAny(name, publicSites...) ||
				n >= 3 && n <= 5 && endsAny(name, ruralTails...) && !homeOf(name) {
				return j
			}
		}
		if end {
			return 0
		}
		n++
	}
	return 0
}

// homeOf reports that name is somebody's home: 王桂英家.
func homeOf(name string) bool {
	end, shape := nameEnd(name, 0)
	return shape != noName && shape != household && name[end:] == "家"
}
