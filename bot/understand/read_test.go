package understand_test

import (
	"strings"
	"testing"
	"time"

	"duban/bot/understand"
)

var zone = time.FixedZone("CST", 8*3600)

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
	if err != nil {
		panic(err)
	}
	return t
}

func reader() *understand.Reader { return understand.New(nil, understand.Options{}) }

func TestDates(t *testing.T) {
	t.Parallel()
	// Wednesday, 18 January 2012: the 25th day of the twelfth lunar month.
	now := at("2012-01-18 20:00")
	for word, want := range map[string]string{
		"今天": "2012-01-18", "昨天下午": "2012-01-17", "前天": "2012-01-16", "前儿个": "2012-01-16", "大前天": "2012-01-15",
		"夜来后晌": "2012-01-17", "夜来": "2012-01-17", "昨兒": "2012-01-17",
		"上周三": "2012-01-11", "上上周五": "2012-01-06", "這週一": "2012-01-16", "周日": "2012-01-15", "周三": "2012-01-11",
		"上个礼拜天": "2012-01-15", "本星期二": "2012-01-17",
		"1月5日": "2012-01-05", "十二月八号": "2011-12-08", "12月28号": "2011-12-28", "3号": "2012-01-03", "二十八号": "2011-12-28",
		"2011.12.5": "2011-12-05", "2011-12-05": "2011-12-05", "2011年12月5日": "2011-12-05", "１月５日": "2012-01-05",
		"上个月28号": "2011-12-28", "本月3日": "2012-01-03", "三天前": "2012-01-15",
		"腊月二十三": "2012-01-16", "臘月廿三": "2012-01-16", "小年": "2012-01-16", "正月十五": "2011-02-17", "元旦那天": "2012-01-01",
		"重阳节": "2011-10-05", "农历八月十五": "2011-09-12",
		"日前": "", "前几天": "", "目前天气好，": "", "最近": "",
	} {
		got := reader().Read(understand.Input{Text: "下基层：" + word + "到里岔镇后旺村送书二十册，顺便修了书架。", At: now})
		if got.Slots["date"] != want {
			t.Errorf("%s: date %q, want %q", word, got.Slots["date"], want)
		}
	}
}

func TestUntil(t *testing.T) {
	t.Parallel()
	now := at("2011-10-26 14:00") // a Wednesday
	for word, want := range map[string]string{
		"明天": "2011-10-27", "后天上午": "2011-10-28", "三天后": "2011-10-29", "下周一": "2011-10-31", "周五": "2011-10-28", "周一": "2011-10-31",
		"28号": "2011-10-28", "5号": "2011-11-05", "月底": "2011-10-31", "下月5号": "2011-11-05", "下午三点": "2011-10-26T15:00",
		"明早八点半": "2011-10-27T08:30", "两个小时后": "2011-10-26T16:00", "20:30": "2011-10-26T20:30", "一周后": "2011-11-02", "元旦后": "2012-01-04",
		"大后天晚上七点": "2011-10-29T19:00",
	} {
		got := reader().Read(understand.Input{Text: word + "再提醒我", Role: understand.Member, At: now})
		if got.Intent != "snooze" || got.Slots["until"] != want {
			t.Errorf("%s: %s until %q, want %q", word, got.Intent, got.Slots["until"], want)
		}
	}
}

func TestKnownNames(t *testing.T) {
	t.Parallel()
	r := understand.New(
		[]understand.Kind{{ID: "reading", Name: "读书笔记", Words: []string{"书评"}}},
		understand.Options{Partners: []string{"阿依古丽"}, Places: []string{"里岔"}, Units: []string{"史志办"}},
	)
	now := at("2011-11-15 09:00")
	got := r.Read(understand.Input{Text: "昨天到里岔看望阿依古丽，送去米面", At: now})
	if got.Slots["partner"] != "阿依古丽" || got.Slots["place"] != "里岔" {
		t.Errorf("known names: %v", got.Slots)
	}
	got = r.Read(understand.Input{Text: "讀書筆記：《乡土中国》读后，差序格局四个字说透了村里的人情。", At: now})
	if got.Intent != "reading" || got.Action != understand.File || strings.HasPrefix(got.Body, "讀書") {
		t.Errorf("a campaign's own kind: %+v", got)
	}
	got = r.Read(understand.Input{Text: "给还没动静的书评单位敲一敲", Role: understand.Office, At: now})
	if got.Intent != "nudge" || got.Slots["kind"] != "reading" {
		t.Errorf("a campaign's own kind in words that only the table knows: %+v", got)
	}
	got = r.Read(understand.Input{Text: "史志办进度", Role: understand.Office, At: now})
	if got.Intent != "progress" || got.Slots["unit"] != "史志办" {
		t.Errorf("known unit: %+v", got)
	}
}

func TestChoice(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"2": "2", "第二个": "2", "选3": "3", "一": "1"} {
		got := reader().Read(understand.Input{Text: text, Pending: "choice", At: at("2011-11-15 09:00")})
		if got.Intent != "yes" || got.Slots["number"] != want {
			t.Errorf("%s: %+v", text, got)
		}
	}
}

func TestBody(t *testing.T) {
	t.Parallel()
	now := at("2011-10-18 20:00")
	for text, want := range map[string]string{
		"心得：\n坐机关久了，腿懒了，耳朵也懒了。 ":    "\n坐机关久了，腿懒了，耳朵也懒了。 ",
		"【心得】： “坐机关久了”——腿懒了，耳朵也懒了。": " “坐机关久了”——腿懒了，耳朵也懒了。",
		"申报节目《送伞》，演员４人，时长13分钟":      "申报节目《送伞》，演员４人，时长13分钟",
		"昨天到里岔镇后旺村宣讲，来了五十多人，讲的是新农保": "昨天到里岔镇后旺村宣讲，来了五十多人，讲的是新农保",
	} {
		if got := reader().Read(understand.Input{Text: text, At: now}); got.Body != want {
			t.Errorf("%q: body %q (%s)", text, got.Body, got.Why)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"", "？", "心得：", "《", "》", "标题：", "撤回42", "通过", "通知：", "2012.", "十月", "正月", "上周", "签到　５８２１", "“", "把改成", "给镇", "第号", "\xff心得：\xfe"} {
		f.Add(s, "", "")
		f.Add(s, "reflection", "confirm")
	}
	r := understand.New([]understand.Kind{{ID: "x", Name: "x", Words: []string{"", " ", "某"}}}, understand.Options{Partners: []string{""}, Places: []string{"镇"}, Units: []string{" "}})
	now := at("2012-02-29 23:59")
	f.Fuzz(func(t *testing.T, text, draft, pending string) {
		got := r.Read(understand.Input{Text: text, Draft: draft, Pending: pending, At: now})
		if got.Action == understand.File && strings.TrimSpace(got.Body) == "" {
			t.Errorf("filed nothing: %+v", got)
		}
		if got.Intent == "" || got.Action == "" || got.Why == "" {
			t.Errorf("incomplete reading of %q: %+v", text, got)
		}
		for _, k := range []string{"title", "place", "partner", "unit", "reason", "text"} {
			if !strings.Contains(text, got.Slots[k]) {
				t.Errorf("slot %s %q does not stand in %q", k, got.Slots[k], text)
			}
		}
	})
}
