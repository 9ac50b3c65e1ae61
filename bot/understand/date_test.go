package understand

import (
	"testing"
	"time"
)

// TestDateHeads: every word that names a day begins with one of the heads.
func TestDateHeads(t *testing.T) {
	t.Parallel()
	var words []string
	for _, w := range dayHeads {
		words = append(words, w.word)
	}
	for _, w := range weekPrefixes {
		words = append(words, w.word)
	}
	for _, w := range monthNames {
		words = append(words, w.word)
	}
	for w := range feasts() {
		words = append(words, w)
	}
	for _, w := range afterHolidays {
		words = append(words, w.words...)
	}
	for r := range numeralValues {
		words = append(words, string(r))
	}
	for _, w := range words {
		if !dateHeads.has(firstRune(w)) {
			t.Errorf("no day is looked for at %q", w)
		}
	}
}

func TestSolarTerms(t *testing.T) {
	t.Parallel()
	for term, want := range map[int]string{
		2: "2012-02-04", 6: "2012-04-04", 10: "2012-06-05", 11: "2012-06-21", 17: "2012-09-22", 20: "2012-11-07", 23: "2012-12-21", 22: "2011-12-07", 0: "2012-01-06", 7: "2026-04-20",
	} {
		y := 2012
		if want[:4] != "2012" {
			y = int(want[2]-'0')*10 + int(want[3]-'0') + 2000
		}
		if got := solarTerm(y, term, time.UTC).Format(isoDay); got != want {
			t.Errorf("term %d: %s, want %s", term, got, want)
		}
	}
}

// TestLunarYears: each year of the table ends where the next one begins.
func TestLunarYears(t *testing.T) {
	t.Parallel()
	for i, y := range lunarYears[:len(lunarYears)-1] {
		months := 12
		if y.leap > 0 {
			months++
		}
		days := 0
		for k := range months {
			days += 29 + int(y.long>>k&1)
		}
		next := lunarYears[i+1]
		if got := time.Date(y.year, time.Month(y.month), y.day+days, 0, 0, 0, 0, time.UTC); got != time.Date(next.year, time.Month(next.month), next.day, 0, 0, 0, 0, time.UTC) {
			t.Errorf("%d ends on %s", y.year, got.Format(isoDay))
		}
	}
	for day, want := range map[[3]int]string{
		{2012, 8, 15}: "2012-09-30", {2012, 7, 7}: "2012-08-23", {2012, -4, 8}: "2012-05-28", {2012, 5, 5}: "2012-06-23", {2027, 1, 1}: "2027-02-06", {2026, 8, 15}: "2026-09-25",
	} {
		if got, ok := lunarDay(day[0]-lunarYears[0].year, day[1], day[2], time.UTC); !ok || got.Format(isoDay) != want {
			t.Errorf("%v: %s, want %s", day, got.Format(isoDay), want)
		}
	}
}

// TestDatesNamed: what a log or a deadline means by each name of a day.
func TestDatesNamed(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("CST", 8*3600)
	now := time.Date(2012, 5, 3, 10, 0, 0, 0, zone) // a Thursday, the 13th day of the fourth lunar month
	for text, want := range map[string]string{
		"昨个去的": "2012-05-02", "前个去": "2012-05-01", "前个月": "", "昨下黑去": "2012-05-02", "今头午": "2012-05-03", "证明日期": "", "当前日子": "",
		"上上礼拜五": "2012-04-20", "上个周的周三": "2012-04-25", "上周六年初六": "2012-04-28", "三周年": "", "每周五": "",
		"23号那趟": "2012-04-23", "23号那篇": "", "5、6号": "2012-04-05", "25到27号": "2012-04-25", "4月5日至7日": "2012-04-05", "4月5-7日": "2012-04-05",
		"去年12月8日": "2011-12-08", "去年4月8日": "2011-04-08", "12年3月5日": "2012-03-05", "3/5,去了": "2012-03-05", "于4.8到村": "2012-04-08", "花了3.5元": "", "占2/3": "", "3.5公里": "",
		"二月二，龙抬头": "2012-02-23", "八月十四送月饼": "2011-09-11", "八月十四去": "2011-08-14", "四月初八": "2012-04-28", "初一早上": "2012-04-21", "初一学生": "", "初五，": "2012-04-25",
		"年初六": "2012-01-28", "大年初二": "2012-01-24", "年二十九": "2012-01-22", "腊月三十": "2012-01-22", "除夕": "2012-01-22", "除夕前": "",
		"清明那天": "2012-04-04", "清明节前": "", "立冬那天": "2011-11-08", "冬至，上午": "2011-12-22", "入冬至今": "", "谷雨，": "2012-04-20", "雨水大": "",
		"五一没歇": "2012-05-01", "五一期间": "", "五一晚会": "", "国庆第二天": "2011-10-02", "国庆节当天": "2011-10-01", "中秋前一天": "2011-09-11", "国庆节目": "", "七一讲话": "",
		"学雷锋日": "2012-03-05", "去年母亲节那天": "2011-05-08", "《今天去哪》": "", "本月2日": "2012-05-02",
	} {
		got := ""
		if ds := dates(text, now, false); len(ds) > 0 {
			got = ds[0].day.Format(isoDay)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"三天内": "2012-05-06", "三个月后": "2012-08-03", "下月初": "2012-06-01", "本月中旬": "2012-05-20", "本月下旬": "2012-05-31", "改成6/9": "2012-06-09", "截止到5.18": "2012-05-18",
		"国庆节后": "2012-10-08", "周末": "2012-05-05", "年底": "2012-12-31", "明年1月5日": "2013-01-05", "五一过后": "2012-05-04",
	} {
		got := ""
		if ds := dates(text, now, true); len(ds) > 0 {
			got = ds[0].day.Format(isoDay)
		}
		if got != want {
			t.Errorf("until %s: %q, want %q", text, got, want)
		}
	}
}
