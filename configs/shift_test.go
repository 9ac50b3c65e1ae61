package configs_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"duban/campaign"
	"duban/configs"
)

func day(t testing.TB, s string) campaign.Date {
	t.Helper()
	d, err := campaign.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func monthEnd(d campaign.Date) bool { return d.AddDays(1).Day == 1 }

// deadlines returns the days of everything that is due or attended.
func deadlines(plan *campaign.Plan) []campaign.Date {
	var out []campaign.Date
	for _, d := range plan.Deliverables() {
		if d.Every == campaign.Once {
			out = append(out, campaign.DateOf(d.Due))
		}
	}
	for _, e := range plan.Events() {
		out = append(out, campaign.DateOf(e.At))
	}
	return out
}

func TestShiftKeepsTheShape(t *testing.T) {
	t.Parallel()
	data := embedded(t, configs.CampaignOriginal)
	before := mustLoad(t, data)
	cal, err := configs.LoadCalendar("cn")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		start := campaign.Date{Year: 2005, Month: 1, Day: 1}.AddDays(rapid.IntRange(0, 365*30).Draw(t, "days"))
		if rapid.Bool().Draw(t, "first of the month") {
			start.Day = 1
		}
		out, err := configs.Shift(data, start)
		if err != nil {
			t.Fatal(err)
		}
		after, problems := configs.LoadCampaign("shifted", out)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if after.Phases[0].From != start {
			t.Fatalf("begins %s, want %s", after.Phases[0].From, start)
		}
		if bytes.Count(out, []byte("\n")) != bytes.Count(data, []byte("\n")) || bytes.Count(out, []byte("#")) != bytes.Count(data, []byte("#")) {
			t.Error("lines or comments are lost")
		}
		for i := 1; i < len(before.Phases); i++ {
			a, b := before.Phases, after.Phases
			if a[i].From == a[i-1].To.AddDays(1) && b[i].From != b[i-1].To.AddDays(1) {
				t.Errorf("phase %s no longer follows on %s", b[i].ID, b[i-1].ID)
			}
			if start.Day == 1 && monthEnd(a[i].To) != monthEnd(b[i].To) {
				t.Errorf("%s moved to %s: the end of a month is lost", a[i].To, b[i].To)
			}
		}
		was, is := deadlines(before), deadlines(after)
		for i := range was {
			if cal.Workday(was[i]) && !cal.Workday(is[i]) {
				t.Errorf("%s, a workday, moved to %s, a day off", was[i], is[i])
			}
			if start.Day == 1 && monthEnd(was[i]) && !monthEnd(is[i]) && cal.Workday(lastOfMonth(is[i])) {
				t.Errorf("%s moved to %s: the end of a month is lost", was[i], is[i])
			}
		}
		back, err := configs.Shift(out, before.Phases[0].From)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.SplitN(string(back), "\n", 6); got[3] != "id: three-everything-2011" {
			t.Errorf("there and back the id is %q", got[3])
		}
	})
}

func lastOfMonth(d campaign.Date) campaign.Date {
	return campaign.DateOf(time.Date(d.Year, d.Month+1, 0, 0, 0, 0, 0, time.UTC))
}

func TestShiftDays(t *testing.T) {
	t.Parallel()
	data := embedded(t, configs.CampaignOriginal)
	for _, tt := range []struct {
		start string
		want  map[string]string // deliverable to day
	}{
		{"2011-09-01", map[string]string{"essays": "2011-10-31", "reports": "2012-02-29", "entries": "2012-06-10"}},
		{"2022-09-01", map[string]string{"essays": "2022-10-31", "reports": "2023-02-28", "compilation": "2023-05-31"}},
		{"2023-09-01", map[string]string{"essays": "2023-10-31", "reports": "2024-02-29", "entries": "2024-06-10"}},
		{"2026-09-01", map[string]string{"essays": "2026-10-30", "reports": "2027-02-26", "compilation": "2027-05-31"}},
		{"2012-03-01", map[string]string{"essays": "2012-04-28", "compilation": "2012-11-30"}}, // 28 April was an adjusted workday
		{"2012-09-11", map[string]string{"essays": "2012-11-09"}},
	} {
		out, err := configs.Shift(data, day(t, tt.start))
		if err != nil {
			t.Fatal(err)
		}
		plan := mustLoad(t, out)
		for id, want := range tt.want {
			if d, _ := plan.Deliverable(id); campaign.DateOf(d.Due) != day(t, want) {
				t.Errorf("from %s %s is due %s, want %s", tt.start, id, d.Due, want)
			}
		}
		if tt.start == "2011-09-01" && !bytes.Equal(out, data) {
			t.Error("a campaign moved nowhere differs from its file")
		}
	}
}

func TestShiftTouchesDaysAlone(t *testing.T) {
	t.Parallel()
	const file = `# begins 2011-09-01
version: 1
id: c-2011 # c-2011
name: 二〇一一（2011-09-01）
calendar: none
phases:
  - {id: "p", name: "2011-09-01", from: 2011-09-01, to: '2011-09-30'}
  - id: q
    name: 汉字
    from: "2011-10-01" # 2011-10-01
    to: 2011-10-31
    activities:
      - id: due-2011-10-02
        name: 项目
        deliverables:
          - {id: d-2011-10-02, name: "日志，2011-10-02", kind: visit, owed_by: unit, due: 2011-10-02 17:00}
`
	const want = `# begins 2011-09-01
version: 1
id: c-2012 # c-2011
name: 二〇一一（2011-09-01）
calendar: none
phases:
  - {id: "p", name: "2011-09-01", from: 2012-02-01, to: '2012-02-29'}
  - id: q
    name: 汉字
    from: "2012-03-01" # 2011-10-01
    to: 2012-03-31
    activities:
      - id: due-2011-10-02
        name: 项目
        deliverables:
          - {id: d-2011-10-02, name: "日志，2011-10-02", kind: visit, owed_by: unit, due: 2012-03-02 17:00}
`
	got, err := configs.Shift([]byte(file), day(t, "2012-02-01"))
	if err != nil || string(got) != want {
		t.Errorf("%v\n%s", err, got)
	}
}

func TestShiftRefuses(t *testing.T) {
	t.Parallel()
	if _, err := configs.Shift([]byte("version: 2\n"), day(t, "2012-02-01")); err == nil || !strings.Contains(err.Error(), "campaign:1:10") {
		t.Errorf("a bad file gives %v", err)
	}
	if _, err := configs.Shift(embedded(t, configs.CampaignOriginal), day(t, "2300-02-01")); err == nil {
		t.Error("a year that no campaign file may hold is accepted")
	}
}
