package configs_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"duban/campaign"
	"duban/configs"
)

func embedded(t testing.TB, name string) []byte {
	t.Helper()
	data, err := configs.Embedded(name, campaign.Date{Year: 2026, Month: 11, Day: 22})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func mustLoad(t testing.TB, data []byte) *campaign.Plan {
	t.Helper()
	plan, problems := configs.LoadCampaign("campaign.yaml", data)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return plan
}

// TestBadCampaigns holds each file of testdata/campaign to the problems that
// it lists, whatever its lines end in, and the JSON Schema to refuse what it can
// know.
func TestBadCampaigns(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("testdata/campaign/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	schema := compileSchema(t)
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			ar, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			input := ar.Files[0].Data
			plan, problems := configs.LoadCampaign("campaign.yaml", input)
			got := problems.Error() + "\n"
			if *update {
				ar.Files[1].Data = []byte(got)
				if err := os.WriteFile(path, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if want := string(ar.Files[1].Data); got != want || len(problems) == 0 {
				t.Errorf("(-want +got)\n%s", cmp.Diff(want, got))
			}
			for _, end := range []string{"\r\n", "\r"} {
				_, problems := configs.LoadCampaign("campaign.yaml", bytes.ReplaceAll(input, []byte("\n"), []byte(end)))
				if diff := cmp.Diff(got, problems.Error()+"\n"); diff != "" {
					t.Errorf("with lines that end in %q (-want +got)\n%s", end, diff)
				}
			}
			if (plan == nil) != (problems.Err() != nil) {
				t.Errorf("plan %v beside the error %v", plan, problems.Err())
			}
			switch refused := validate(t, schema, input); {
			case bytes.Contains(ar.Comment, []byte("schema: refuses")) && refused == nil:
				t.Error("the JSON Schema accepts the file")
			case bytes.Contains(ar.Comment, []byte("schema: accepts")) && refused != nil:
				t.Errorf("the JSON Schema refuses the file: %v", refused)
			}
		})
	}
}

func TestContractExample(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := validate(t, compileSchema(t), data); err != nil {
		t.Error(err)
	}
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	days := func(list ...string) (out []campaign.Offset) {
		for _, s := range list {
			d := map[string]campaign.Offset{"1h": {Text: "1h", Rest: time.Hour}, "14d": {Text: "14d", Days: 14},
				"7d": {Text: "7d", Days: 7}, "3d": {Text: "3d", Days: 3}, "2d": {Text: "2d", Days: 2}, "1d": {Text: "1d", Days: 1}}
			out = append(out, d[s])
		}
		return out
	}
	want := &campaign.Plan{
		ID: "three-everything-2011", Name: "“三个一切”群众路线主题教育活动", Zone: zone, Calendar: "cn",
		Hours:  campaign.Hours{From: campaign.Clock{Hour: 8, Minute: 30}, To: campaign.Clock{Hour: 17, Minute: 30}},
		Burden: campaign.Burden{PerWeek: 3},
		Phases: []campaign.Phase{{
			ID: "awareness", Name: "认识提升工程",
			From: campaign.Date{Year: 2011, Month: 9, Day: 1}, To: campaign.Date{Year: 2011, Month: 10, Day: 31},
			Activities: []campaign.Activity{
				{ID: "discussion", Name: "大讨论活动", Deliverables: []campaign.Deliverable{{
					ID: "essays", Name: "心得体会", Kind: "reflection", OwedBy: campaign.OwedByMember,
					Count: campaign.Count{Min: 1, Max: 2}, Due: time.Date(2011, 10, 31, 18, 0, 0, 0, zone),
					Late: campaign.LateAccept, MinChars: 300, Review: campaign.ReviewOffice, Policy: "standard"}}},
				{ID: "pairs", Name: "帮扶共建对子",
					Deliverables: []campaign.Deliverable{{
						ID: "pair-log", Name: "结对帮扶日志", Kind: "pairing", OwedBy: campaign.OwedByUnit,
						Count: campaign.Count{Min: 1}, Every: campaign.EveryMonth, DueDay: campaign.LastDay,
						DueClock: campaign.Clock{Hour: 18}, Late: campaign.LateAccept, Review: campaign.ReviewNone, Policy: "monthly"}},
					Events: []campaign.Event{{
						ID: "lecture", Name: "专题讲座", At: time.Date(2011, 9, 20, 14, 30, 0, 0, zone), Place: "市委党校报告厅",
						Who:    campaign.Who{Roles: []campaign.Role{campaign.RoleMember, campaign.RoleLiaison, campaign.RoleHead}},
						SignIn: true, Remind: days("3d", "1d", "1h")}}},
			}}},
		Kinds: []campaign.Kind{{ID: "column", Name: "媒体专栏", Words: []string{"专栏", "开栏"}, Fields: []campaign.Field{
			{ID: "media", Name: "媒体", Required: true}, {ID: "published", Name: "刊播日期", Required: true, Date: true}}}},
		Reminders: map[string]campaign.Policy{
			"standard": {Before: days("14d", "7d", "3d", "1d"), OnDay: true, Overdue: days("1d", "3d", "7d"),
				At: campaign.Clock{Hour: 9, Minute: 10}, Escalate: []campaign.Escalation{
					{After: days("1d")[0], To: campaign.RoleLiaison}, {After: days("3d")[0], To: campaign.RoleHead},
					{After: days("7d")[0], To: campaign.RoleOffice}}},
			"monthly": {Before: days("3d", "1d"), Overdue: days("2d"), At: campaign.Clock{Hour: 9, Minute: 10}},
		},
		Summaries: []campaign.Summary{{ID: "weekly", Cron: "10 17 * * 5", To: []string{"group"}, NameMissing: campaign.NameUnits}},
	}
	sameZone := cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })
	if diff := cmp.Diff(want, mustLoad(t, data), sameZone); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestDefaultsAndForms(t *testing.T) {
	t.Parallel()
	plan := mustLoad(t, []byte(`version: 1
id: 2011
name: 1911
phases:
  - id: p
    name: 阶段
    from: "2011-09-01"
    to: 2011-12-31
    activities:
      - id: a
        name: 项目
        deliverables:
          - {id: d1, name: 甲, kind: report, owed_by: unit, due: 2011-10-31}
          - {id: d2, name: 乙, kind: report, owed_by: unit, due: 2011-10-31 17:05}
          - {id: d3, name: 丙, kind: report, owed_by: unit, due: "2011-10-31T17:05:00"}
          - {id: d4, name: 丁, kind: k, owed_by: office, every: quarter}
          - {id: d5, name: 戊, kind: visit, owed_by: unit, every: month, due_day: 5, due_at: 12:00}
        events:
          - {id: e, name: 讲座, at: 2011-10-31, remind: [2w, 30m], who: {units: [市文化馆]}}
kinds:
  - {id: k, name: 日志, words: [日志], log: true}
reminders:
  r: {}
summaries:
  - {id: s, cron: "10 17 * * 5", to: [一群]}
`))
	if plan.ID != "2011" || plan.Name != "1911" || plan.Zone.String() != "Asia/Shanghai" || plan.Calendar != "cn" ||
		plan.Hours.From.String() != "08:30" || plan.Hours.To.String() != "17:30" || plan.Burden.PerWeek != 0 ||
		plan.Reminders["r"].At.String() != "09:10" || plan.Summaries[0].NameMissing != campaign.NameNone || !plan.Kinds[0].Log {
		t.Errorf("defaults of the file: %+v", plan)
	}
	for id, want := range map[string]string{
		"d1": "2011-10-31T18:00:00+08:00", "d2": "2011-10-31T17:05:00+08:00", "d3": "2011-10-31T17:05:00+08:00",
		"d4": "2011-12-31T18:00:00+08:00", "d5": "2011-12-05T12:00:00+08:00",
	} {
		d, _ := plan.Deliverable(id)
		periods := d.Periods(plan.Zone)
		if got := periods[len(periods)-1].Due.Format(time.RFC3339); got != want {
			t.Errorf("%s is last due %s, want %s", id, got, want)
		}
		if d.Late != campaign.LateAccept || d.Review != campaign.ReviewNone || d.Count != (campaign.Count{Min: 1}) {
			t.Errorf("defaults of %s: %+v", id, d.Deliverable)
		}
	}
	e := plan.Events()[0]
	if e.At.Hour() != 18 || e.Remind[0].Days != 14 || e.Remind[1].Rest != 30*time.Minute || e.Who.Units[0] != "市文化馆" {
		t.Errorf("event %+v", e)
	}
}

func TestHostileFiles(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]string{
		"too long":      strings.Repeat("#", 1<<20+1),
		"brackets":      "a: " + strings.Repeat("[", 200_000),
		"braces":        strings.Repeat("{a: ", 200_000),
		"lists on line": strings.Repeat("- ", 200_000) + "x",
		"keys on line":  strings.Repeat("? ", 200_000) + "x",
		"indentation":   staircase(1400),
		"many keys":     strings.Repeat("x: y\n", 200_000),
		"no text":       "name: \xff\xfe",
		"NUL":           "name: \x00",
	} {
		if plan, problems := configs.LoadCampaign(name, []byte(data)); plan != nil || problems.Err() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func staircase(steps int) string {
	var b strings.Builder
	for i := range steps {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

func TestReferenceCampaign(t *testing.T) {
	t.Parallel()
	plan := mustLoad(t, embedded(t, configs.CampaignOriginal))
	activities := 0
	for _, ph := range plan.Phases {
		activities += len(ph.Activities)
	}
	if len(plan.Phases) != 3 || activities != 10 {
		t.Errorf("%d phases and %d activities, want 3 and 10", len(plan.Phases), activities)
	}
	used := map[string]bool{}
	for _, d := range plan.Deliverables() {
		used[d.Kind] = true
	}
	for _, k := range plan.AllKinds() {
		if !used[k.ID] {
			t.Errorf("nothing of the kind %s is collected", k.ID)
		}
	}
	milestones := []struct {
		id     string
		due    string
		owedBy campaign.Audience
		before string
	}{
		{"essays", "2011-10-31T18:00:00+08:00", campaign.OwedByMember, "14d 7d 3d 1d"},
		{"reports", "2012-02-29T18:00:00+08:00", campaign.OwedByUnit, "30d 14d 7d 3d 1d"},
		{"compilation", "2012-05-31T18:00:00+08:00", campaign.OwedByUnit, "30d 14d 7d 3d 1d"},
		{"volume", "2012-05-31T18:00:00+08:00", campaign.OwedByOffice, "30d 14d 7d 3d 1d"},
		{"entries", "2012-06-10T18:00:00+08:00", campaign.OwedByUnit, "30d 14d 7d 3d 1d"},
	}
	for _, m := range milestones {
		d, ok := plan.Deliverable(m.id)
		policy := plan.Reminders[d.Policy]
		var before []string
		for _, o := range policy.Before {
			before = append(before, o.Text)
		}
		if !ok || d.Due.Format(time.RFC3339) != m.due || d.OwedBy != m.owedBy ||
			strings.Join(before, " ") != m.before || !policy.OnDay || len(policy.Overdue) == 0 {
			t.Errorf("milestone %s: %+v with %+v", m.id, d.Deliverable, policy)
		}
	}
	for name, p := range plan.Reminders {
		if p.At.Minute%30 == 0 {
			t.Errorf("%s leaves at %s, when everybody sends", name, p.At)
		}
	}
}

func TestEmbeddedYear(t *testing.T) {
	t.Parallel()
	for today, first := range map[string]string{
		"2026-11-22": "2026-09-01", "2026-09-01": "2026-09-01", "2027-07-31": "2026-09-01", "2027-08-01": "2027-09-01",
		"2026-08-31": "2026-09-01", "2027-01-01": "2026-09-01", "2011-10-01": "2011-09-01",
	} {
		day, err := campaign.ParseDate(today)
		if err != nil {
			t.Fatal(err)
		}
		data, err := configs.Embedded(configs.CampaignThisYear, day)
		if err != nil {
			t.Fatal(err)
		}
		plan := mustLoad(t, data)
		if got := plan.Phases[0].From.String(); got != first || plan.ID != "three-everything-"+first[:4] {
			t.Errorf("on %s the campaign %s begins %s, want %s", today, plan.ID, got, first)
		}
	}
	if _, err := configs.Embedded("nothing", campaign.Date{}); campaign.CodeOf(err) != campaign.CodeNotFound {
		t.Errorf("an unknown name gives %v", err)
	}
}

func FuzzLoadCampaign(f *testing.F) {
	f.Add(embedded(f, configs.CampaignOriginal))
	paths, err := filepath.Glob("testdata/campaign/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range paths {
		ar, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(ar.Files[0].Data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		plan, problems := configs.LoadCampaign("fuzz", data)
		if (plan == nil) == (problems.Err() == nil) {
			t.Fatalf("plan %v, problems %v", plan, problems)
		}
		if plan != nil && configs.Show(plan) == "" {
			t.Error("an empty timeline")
		}
	})
}

func TestWarningsAreNoFailure(t *testing.T) {
	t.Parallel()
	file := strings.Replace(string(embedded(t, configs.CampaignOriginal)), "due: 2012-06-10T18:00", "due: 2013-06-10", 1)
	plan, problems := configs.LoadCampaign("campaign.yaml", []byte(file))
	if plan == nil || problems.Err() != nil || len(problems.Warnings()) != 1 || !strings.Contains(problems.Error(), ": warning: ") {
		t.Errorf("plan %v, problems %v", plan != nil, problems)
	}
}

// TestProblemsAreBounded holds a hopeless file to a report that can be read.
func TestProblemsAreBounded(t *testing.T) {
	t.Parallel()
	_, problems := configs.LoadCampaign("campaign.yaml", []byte("phases:\n"+strings.Repeat("- 1\n", 5000)))
	if len(problems) != 1000 {
		t.Errorf("%d problems, want 1000", len(problems))
	}
}

func TestPublic(t *testing.T) {
	t.Parallel()
	example, err := os.ReadFile("testdata/example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, public, missing, want string }{
		{"nothing", "", "units", ""},
		{"units with a reason", "public: {names: {on: true, reason: 会议决定}, votes: {}}", "units", ""},
		{"people with a reason", "public: {names: {on: true, reason: 会议决定}}", "members", ""},
		{"people without one", "public: {ranking: {on: true, reason: 会议决定}}", "members", "warning: summaries[0].name_missing: people are named in a group"},
		{"people with the switch off", "public:\n  names: {on: false}", "members", "names people, and public.names on line 2 is off"},
		{"units with the switch off", "public: {names: {on: false}}", "units", ""},
		{"on without a reason", "public: {ranking: {on: true}}", "units", "public.ranking: is on without a reason"},
		{"a blank reason", `public: {votes: {on: true, reason: " "}}`, "units", "public.votes.reason: "},
		{"unknown", "public: {shame: {on: true}}", "units", `unknown key; allowed: names, ranking, votes`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			text := tt.public + "\n" + strings.Replace(string(example), "name_missing: units", "name_missing: "+tt.missing, 1)
			plan, problems := configs.LoadCampaign("f.yaml", []byte(text))
			if got := problems.Error(); tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if failed := tt.want != "" && !strings.HasPrefix(tt.want, "warning"); failed != (problems.Err() != nil) {
				t.Errorf("failed: %v", problems.Err())
			}
			if plan != nil && plan.Public.Names.On != strings.Contains(tt.public, "names: {on: true") {
				t.Errorf("read %+v", plan.Public)
			}
		})
	}
}
