package bottest

import (
	"time"

	"duban/campaign"
)

// Zone is the zone of the sample campaign.
var Zone = time.FixedZone("CST", 8*60*60)

// Plan returns a small campaign with a deliverable of every sort: of members,
// of units, of the office, recurring, closing, with a least length.
func Plan() *campaign.Plan {
	day := func(y int, m time.Month, d, h, min int) time.Time { return time.Date(y, m, d, h, min, 0, 0, Zone) }
	offset := func(text string, days int) campaign.Offset { return campaign.Offset{Text: text, Days: days} }
	return &campaign.Plan{
		ID: "sample", Name: "群众路线主题教育活动", Zone: Zone, Calendar: "none",
		Hours:  campaign.Hours{From: campaign.Clock{Hour: 8, Minute: 30}, To: campaign.Clock{Hour: 17, Minute: 30}},
		Burden: campaign.Burden{PerWeek: 3},
		Reminders: map[string]campaign.Policy{"standard": {
			Before: []campaign.Offset{offset("7d", 7), offset("1d", 1)}, OnDay: true,
			Overdue: []campaign.Offset{offset("1d", 1)}, At: campaign.Clock{Hour: 9, Minute: 10},
		}},
		Kinds: []campaign.Kind{{ID: "column", Name: "媒体专栏", Words: []string{"专栏", "开栏"}, Fields: []campaign.Field{
			{ID: "media", Name: "媒体", Required: true}, {ID: "published", Name: "刊播日期", Required: true, Date: true},
		}}},
		Phases: []campaign.Phase{
			{ID: "awareness", Name: "认识提升", From: campaign.Date{Year: 2011, Month: 9, Day: 1}, To: campaign.Date{Year: 2011, Month: 12, Day: 31},
				Activities: []campaign.Activity{{ID: "discussion", Name: "大讨论",
					Deliverables: []campaign.Deliverable{
						{ID: "essays", Name: "心得体会", Kind: campaign.KindReflection, OwedBy: campaign.OwedByMember,
							Count: campaign.Count{Min: 1, Max: 2}, Due: day(2011, 10, 31, 18, 0), Late: campaign.LateAccept, MinChars: 20,
							Review: campaign.ReviewOffice, Policy: "standard"},
						{ID: "works", Name: "征集作品", Kind: campaign.KindWork, OwedBy: campaign.OwedByMember,
							Count: campaign.Count{Min: 1}, Due: day(2011, 10, 25, 18, 0), Late: campaign.LateClose},
						{ID: "pair-log", Name: "结对帮扶日志", Kind: campaign.KindPairing, OwedBy: campaign.OwedByUnit,
							Count: campaign.Count{Min: 1}, Every: campaign.EveryMonth, DueDay: campaign.LastDay,
							DueClock: campaign.Clock{Hour: 18}, Late: campaign.LateAccept},
					},
					Events: []campaign.Event{{ID: "lecture", Name: "专题讲座", At: day(2011, 10, 24, 14, 30), Place: "市委党校报告厅", SignIn: true}},
				}}},
			{ID: "service", Name: "服务提升", From: campaign.Date{Year: 2011, Month: 10, Day: 1}, To: campaign.Date{Year: 2012, Month: 2, Day: 29},
				Activities: []campaign.Activity{{ID: "research", Name: "调查研究",
					Deliverables: []campaign.Deliverable{
						{ID: "reports", Name: "调研报告", Kind: campaign.KindReport, OwedBy: campaign.OwedByUnit,
							Count: campaign.Count{Min: 2, Max: 3}, Due: day(2012, 2, 29, 18, 0), Late: campaign.LateAccept, Review: campaign.ReviewUnit},
					}}}},
		},
	}
}

// People returns the sample roster: two units with everybody they need, and
// the office.
func People() []campaign.Member {
	is := func(roles ...campaign.Role) []campaign.Role { return roles }
	return []campaign.Member{
		{UserID: "zhang", Name: "张三", Unit: "文化馆", Roles: is(campaign.RoleMember)},
		{UserID: "li", Name: "李明", Unit: "文化馆", Roles: is(campaign.RoleMember)},
		{UserID: "liaison", Name: "周联络", Unit: "文化馆", Roles: is(campaign.RoleMember, campaign.RoleLiaison)},
		{UserID: "head", Name: "吴馆长", Unit: "文化馆", Roles: is(campaign.RoleHead)},
		{UserID: "zhao", Name: "赵六", Unit: "图书馆", Roles: is(campaign.RoleMember)},
		{UserID: "tushu", Name: "钱联络", Unit: "图书馆", Roles: is(campaign.RoleLiaison)},
		{UserID: "office", Name: "孙主任", Unit: "活动办公室", Roles: is(campaign.RoleOffice)},
		{UserID: "leader", Name: "郑书记", Unit: "活动办公室", Roles: is(campaign.RoleLeader)},
		{UserID: "gone", Name: "王五", Unit: "图书馆", Roles: is(campaign.RoleMember), Left: true},
	}
}
