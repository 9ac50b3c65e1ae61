package report_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"duban/bot/bottest"
	"duban/campaign"
	"duban/message"
	"duban/report"
)

var now = time.Date(2011, 10, 20, 9, 0, 0, 0, bottest.Zone)

func maker(t *testing.T, change func(*campaign.Plan)) *report.Maker {
	t.Helper()
	texts, err := message.Load(message.Hans)
	if err != nil {
		t.Fatal(err)
	}
	plan := bottest.Plan()
	if change != nil {
		change(plan)
	}
	return report.New(plan, texts)
}

func roster() *campaign.Roster { return campaign.NewRoster(bottest.People()) }

func work(number int64, kind string, status campaign.Status, title, body string) campaign.Submission {
	return campaign.Submission{
		Number: number, Kind: kind, Status: status, Title: title, Body: body, Author: "zhang", Unit: "文化馆", Chars: 12,
		FiledAt: now.Add(-time.Hour),
	}
}

func TestSpans(t *testing.T) {
	t.Parallel()
	for period, want := range map[string][2]string{
		"2011-10": {"2011-10-01", "2011-11-01"}, "2011-12": {"2011-12-01", "2012-01-01"},
		"2011-Q4": {"2011-10-01", "2012-01-01"}, "2012-Q1": {"2012-01-01", "2012-04-01"},
		"2011-W50": {"2011-12-12", "2011-12-19"}, "2012-W01": {"2012-01-02", "2012-01-09"},
		"2009-W53": {"2009-12-28", "2010-01-04"}, "2011-W52": {"2011-12-26", "2012-01-02"},
		"": {}, "2011": {}, "2011-13": {}, "2011-Q5": {}, "2011-W54": {}, "全部": {},
	} {
		s, ok := report.ParseSpan(period, bottest.Zone)
		var got [2]string
		if ok {
			got = [2]string{s.From.Format(time.DateOnly), s.To.Format(time.DateOnly)}
		}
		if got != want {
			t.Errorf("%q: %v, want %v", period, got, want)
		}
		if !ok {
			continue
		}
		if y, w := s.From.ISOWeek(); strings.Contains(period, "W") && (s.From.Weekday() != time.Monday || period[:4] != s.From.AddDate(0, 0, 3).Format("2006")) {
			t.Errorf("%q begins in week %d of %d", period, w, y)
		}
	}
}

func TestBelongs(t *testing.T) {
	t.Parallel()
	log := work(1, campaign.KindVisit, campaign.StatusFiled, "", "")
	log.Date = campaign.Date{Year: 2011, Month: 9, Day: 30}
	essay := work(2, campaign.KindReflection, campaign.StatusFiled, "", "")
	for _, tt := range []struct {
		w      campaign.Submission
		period string
		want   bool
	}{{log, "2011-09", true}, {log, "2011-10", false}, {essay, "2011-10", true}, {essay, "2011-W42", true}, {essay, "2011-09", false}, {log, "", true}, {log, "早些时候", false}} {
		if got := report.Belongs(tt.w, tt.period, bottest.Zone); got != tt.want {
			t.Errorf("#%d in %q: %v", tt.w.Number, tt.period, got)
		}
	}
}

// figures are those of a roster where one unit is done.
func figures(t *testing.T, plan *campaign.Plan) []campaign.DeliverableFigures {
	t.Helper()
	settled := func(deliverable, period, debtor string) campaign.Debt {
		return campaign.Debt{DebtKey: campaign.DebtKey{Deliverable: deliverable, Period: period, Debtor: debtor}, SettledAt: now.Add(-time.Hour)}
	}
	late := settled("pair-log", "2011-09", "图书馆")
	late.Late = true
	excused := campaign.Debt{DebtKey: campaign.DebtKey{Deliverable: "works", Debtor: "li"}, Excused: true}
	rows, err := campaign.Progress(plan, roster(), func(yield func(campaign.Debt) error) error {
		return errors.Join(yield(settled("essays", "", "zhao")), yield(late), yield(excused))
	}, nil, now)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestBulletin(t *testing.T) {
	t.Parallel()
	b := report.Bulletin{
		Span: report.LastWeek(now), Rows: figures(t, bottest.Plan()), Roster: roster(),
		Filed:    map[string]int{campaign.KindReflection: 3, "column": 1},
		Selected: []campaign.Submission{work(1, campaign.KindReflection, campaign.StatusSelected, "《炕头边》", "……"), work(2, campaign.KindVisit, campaign.StatusSelected, "", "今天走访\n了两户。")},
	}
	got := maker(t, nil).Bulletin(b, now)
	want := `群众路线主题教育活动
工作简报（草稿）
2011年10月20日
统计时段：2011年10月13日至2011年10月20日
一、总体进展
截至10月20日09:00，在办报送事项5项。
1．心得体会：应交4，已交1，其中逾期0，未交3，缓交0，免交0，零报告0，退回0，截止10月31日18:00。
2．征集作品：应交4，已交0，其中逾期0，未交3，缓交0，免交1，零报告0，退回0，截止10月25日18:00。
3．结对帮扶日志（9月）：应交2，已交1，其中逾期1，未交1，缓交0，免交0，零报告0，退回0，截止9月30日18:00。
4．结对帮扶日志（10月）：应交2，已交0，其中逾期0，未交2，缓交0，免交0，零报告0，退回0，截止10月31日18:00。
5．调研报告：应交2，已交0，其中逾期0，未交2，缓交0，免交0，零报告0，退回0，截止2012年2月29日18:00。
二、单位进展
1．心得体会：应报送单位2个，已全部完成1个。
2．征集作品：应报送单位2个，已全部完成0个。
3．结对帮扶日志（9月）：应报送单位2个，已全部完成1个。
4．结对帮扶日志（10月）：应报送单位2个，已全部完成0个。
5．调研报告：应报送单位2个，已全部完成0个。
三、工作动态
本期共收到材料4件：心得体会3件、媒体专栏1件。
本期选用2件：
1．心得体会《炕头边》（文化馆 张三）。
2．下基层日志“今天走访 了两户。”（文化馆 张三）。
四、下步安排
1．征集作品，10月25日18:00截止。
2．心得体会，10月31日18:00截止。
3．结对帮扶日志（10月），10月31日18:00截止。
4．专题讲座，10月24日14:30，市委党校报告厅。
5．已过截止时间仍未完成的1项，请有关单位抓紧补报。`
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	named := maker(t, func(p *campaign.Plan) { p.Public.Names = campaign.Switch{On: true, Reason: "经领导小组同意"} }).Bulletin(b, now)
	if !strings.Contains(named, "心得体会：应报送单位2个，已全部完成1个。已完成：图书馆。") || strings.Contains(got, "图书馆") {
		t.Errorf("units are named where they may not be, or not named where they may:\n%s", named)
	}
	for _, m := range bottest.People() {
		if m.UserID != "zhang" && strings.Contains(named, m.Name) {
			t.Errorf("the bulletin names %s, who owes", m.Name)
		}
	}
}

func TestBulletinOfNothing(t *testing.T) {
	t.Parallel()
	later := time.Date(2013, 1, 1, 9, 0, 0, 0, bottest.Zone)
	s, _ := report.ParseSpan("2012-12", bottest.Zone)
	got := maker(t, nil).Bulletin(report.Bulletin{Span: s, Roster: roster()}, later)
	for _, want := range []string{"统计时段：2012年12月1日至2012年12月31日", "暂无在办报送事项。", "暂无由单位组织报送的在办事项。", "本期未收到新报送的材料。", "本期暂无选用。", "近期暂无报送截止和集体活动安排。"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in:\n%s", want, got)
		}
	}
}

// open reads a spreadsheet that write made.
func open(t *testing.T, write func(io.Writer) error) (f *excelize.File, rows [][]string) {
	t.Helper()
	var once, twice bytes.Buffer
	if err := errors.Join(write(&once), write(&twice)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(once.Bytes(), twice.Bytes()) {
		t.Error("the same records give other bytes")
	}
	f, err := excelize.OpenReader(&once)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	if rows, err = f.GetRows(f.GetSheetName(0)); err != nil {
		t.Fatal(err)
	}
	return f, rows
}

func TestLedger(t *testing.T) {
	t.Parallel()
	essay := work(1, campaign.KindReflection, campaign.StatusFiled, "=HYPERLINK(\"http://x\")", "正文")
	essay.Deliverable, essay.Debtor, essay.Extra, essay.Late = "essays", "zhang", true, true
	log := work(2, campaign.KindPairing, campaign.StatusReturned, "", "@今天看望了王秀兰。")
	log.Deliverable, log.Period, log.Debtor, log.Date = "pair-log", "2011-10", "文化馆", campaign.Date{Year: 2011, Month: 10, Day: 18}
	log.Place, log.Partner, log.Reason, log.Author = "里岔镇", "+王秀兰", "-缺照片", "gone"
	column := work(3, "column", campaign.StatusSelected, "开栏", "\x01正文")
	column.Fields = map[string]string{"media": "金胶州", "published": "2011-10-01"}
	column.Score, column.Author = "90", "nobody"
	l := report.Ledger{Roster: roster(), Works: []campaign.Submission{essay, log, column,
		work(4, campaign.KindWork, campaign.StatusWithdrawn, "撤回的", ""), work(5, campaign.KindWork, campaign.StatusDraft, "草稿", "")},
		Deadlines: []campaign.Deadline{{Deliverable: "essays", Due: time.Date(2011, 11, 4, 18, 0, 0, 0, bottest.Zone)}},
		Own:       map[campaign.DebtKey]time.Time{{Deliverable: "pair-log", Period: "2011-10", Debtor: "文化馆"}: time.Date(2011, 11, 15, 12, 0, 0, 0, bottest.Zone)},
	}
	f, rows := open(t, func(w io.Writer) error { return maker(t, nil).Ledger(w, l, now) })
	want := [][]string{
		{"编号", "报送时间", "单位", "作者", "类别", "题目", "日期", "地点", "对象", "字数", "状态", "迟交", "计入事项", "截止时间", "备注"},
		{"1", "2011-10-20 08:00", "文化馆", "张三", "心得体会", "=HYPERLINK(\"http://x\")", "", "", "", "12", "已报送", "是", "心得体会（超额）", "2011-11-04 18:00"},
		{"2", "2011-10-20 08:00", "文化馆", "王五", "结对帮扶日志", "@今天看望了王秀兰。", "2011-10-18", "里岔镇", "+王秀兰", "12", "已退回", "", "结对帮扶日志（10月）", "2011-11-15 12:00", "退回原因：-缺照片"},
		{"3", "2011-10-20 08:00", "文化馆", "nobody", "媒体专栏", "开栏", "", "", "", "12", "已选用", "", "", "", "媒体：金胶州\n刊播日期：2011-10-01\n评分：90"},
	}
	if d := cmp.Diff(want, rows); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	for _, cell := range []string{"F2", "I3", "O3"} {
		formula, err := f.GetCellFormula("台账", cell)
		style, err2 := f.GetCellStyle("台账", cell)
		look, err3 := f.GetStyle(style)
		if err := errors.Join(err, err2, err3); err != nil || formula != "" || look.NumFmt != 49 {
			t.Errorf("%s holds formula %q in format %d, %v", cell, formula, look.NumFmt, err)
		}
	}
	for cell, want := range map[string]string{"B2": "40836.333333333336", "G3": "40834", "A2": "1"} { // days since 1900, not text
		if got, err := f.GetCellValue("台账", cell, excelize.Options{RawCellValue: true}); err != nil || !strings.HasPrefix(got, want[:min(len(want), 12)]) {
			t.Errorf("%s is %q, want %s, %v", cell, got, want, err)
		}
	}
	if p, err := f.GetPanes("台账"); err != nil || !p.Freeze || p.YSplit != 1 {
		t.Errorf("the heading moves: %+v, %v", p, err)
	}
}

func TestPairings(t *testing.T) {
	t.Parallel()
	since := campaign.Date{Year: 2011, Month: 9, Day: 3}
	log := func(n int64, status campaign.Status, day int, place, partner string) campaign.Submission {
		w := work(n, campaign.KindPairing, status, "", "看望")
		w.Date, w.Place, w.Partner = campaign.Date{Year: 2011, Month: 10, Day: day}, place, partner
		return w
	}
	p := report.Pairings{Roster: roster(), Pairings: []campaign.Pairing{
		{ID: 1, Unit: "文化馆", UserID: "zhang", Place: "里岔镇后旺村", Partner: "王秀兰", Since: since},
		{ID: 2, Unit: "文化馆", Place: "胶莱镇", Since: since, Until: campaign.Date{Year: 2011, Month: 10, Day: 1}},
		{ID: 3, Unit: "图书馆", UserID: "zhao", Partner: "王秀兰", Since: since},
	}, Logs: []campaign.Submission{
		log(1, campaign.StatusFiled, 3, "后旺村", "王秀兰"), log(2, campaign.StatusApproved, 9, "", "王秀兰"), log(3, campaign.StatusReturned, 12, "", "王秀兰"),
		log(4, campaign.StatusFiled, 13, "胶莱镇", "王秀兰"), work(5, campaign.KindVisit, campaign.StatusFiled, "", "走访"),
	}}
	_, rows := open(t, func(w io.Writer) error { return maker(t, nil).Pairings(w, p) })
	want := [][]string{
		{"编号", "单位", "结对人", "地点", "结对户", "登记日期", "结束日期", "最近走访", "日志篇数"},
		{"1", "文化馆", "张三", "里岔镇后旺村", "王秀兰", "2011-09-03", "", "2011-10-09", "2"},
		{"2", "文化馆", "单位集体", "胶莱镇", "", "2011-09-03", "2011-10-01", "2011-10-13", "1"},
		{"3", "图书馆", "赵六", "", "王秀兰", "2011-09-03", "", "", "0"},
	}
	if d := cmp.Diff(want, rows); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

// TestVolume reads the parts of the file: all well-formed, every selected work
// once, each entry of the contents leading to its heading.
func TestVolume(t *testing.T) {
	t.Parallel()
	log := work(9, campaign.KindVisit, campaign.StatusSelected, "", "今天走访了两户。")
	log.Date, log.Place = campaign.Date{Year: 2011, Month: 10, Day: 8}, "里岔镇"
	v := report.Volume{Roster: roster(), Works: []campaign.Submission{
		work(12, campaign.KindReflection, campaign.StatusSelected, "《炕头边》", "标题：炕头边\n　　一段<b>&\x00文字。\n\n二段。"),
		log, work(3, campaign.KindReflection, campaign.StatusSelected, "早", "较早的一篇。"), work(4, campaign.KindReflection, campaign.StatusReturned, "退回的", "没有选用"),
		work(7, "former", campaign.StatusSelected, "旧类别", "正文。"),
	}}
	var file bytes.Buffer
	if err := maker(t, nil).Volume(&file, v, now); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string][]string{}
	for _, part := range z.File {
		texts[part.Name] = read(t, part)
	}
	want := []string{"群众路线主题教育活动", "作品汇编", "（收录4篇）", "2011年10月20日", "目　录",
		"心得体会", "早", "炕头边", "下基层日志", "下基层日志（张三）", "former", "旧类别",
		"心得体会", "早", "文化馆　张三", "较早的一篇。", "炕头边", "文化馆　张三", "一段<b>& 文字。", "二段。",
		"下基层日志", "下基层日志（张三）", "文化馆　张三　2011年10月8日　里岔镇", "今天走访了两户。", "former", "旧类别", "文化馆　张三", "正文。"}
	if d := cmp.Diff(want, texts["word/document.xml"]); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	for _, name := range []string{"[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels", "word/styles.xml", "word/footer1.xml", "docProps/core.xml"} {
		if _, ok := texts[name]; !ok {
			t.Errorf("part %s is missing", name)
		}
	}
}

// read returns the texts of a part; anchors without their bookmark fail.
func read(t *testing.T, part *zip.File) (out []string) {
	t.Helper()
	f, err := part.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var anchors, marks []string
	dec := xml.NewDecoder(f)
	for in := ""; ; {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%s: %v", part.Name, err)
		}
		switch e := tok.(type) {
		case xml.StartElement:
			in = e.Name.Local
			for _, a := range e.Attr {
				switch {
				case in == "hyperlink" && a.Name.Local == "anchor":
					anchors = append(anchors, a.Value)
				case in == "bookmarkStart" && a.Name.Local == "name":
					marks = append(marks, a.Value)
				}
			}
		case xml.CharData:
			if in == "t" {
				out = append(out, string(e))
			}
		case xml.EndElement:
			in = ""
		}
	}
	if !slices.Equal(anchors, marks) {
		t.Errorf("%s: entries lead to %v, headings are %v", part.Name, anchors, marks)
	}
	return out
}
