package configs_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duban/campaign"
	"duban/configs"
)

func TestReadPairings(t *testing.T) {
	t.Parallel()
	got, problems := configs.ReadPairings("p.csv", strings.NewReader("# 结对台账\n单位,地点,户主,账号,结对日期,电话\n文化馆,里岔镇后旺村,王秀兰,zhang,2011-09-20,1\n\n图书馆,北关社区,,,\n"))
	want := []campaign.Pairing{
		{Unit: "文化馆", Place: "里岔镇后旺村", Partner: "王秀兰", UserID: "zhang", Since: campaign.Date{Year: 2011, Month: 9, Day: 20}},
		{Unit: "图书馆", Place: "北关社区"},
	}
	if d := cmp.Diff(want, got); d != "" || problems != nil {
		t.Errorf("%s %v", d, problems)
	}
}

func TestReadPairingsNamesEveryFault(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ file, want string }{
		{"", "p.csv:1: the file is empty"},
		{"unit,place\n文化馆,后旺村\n", "p.csv:1: partner: the column is missing"},
		{"unit,place,partner\n,后旺村,王秀兰\n", "p.csv:2: unit: has 0 characters"},
		{"unit,place,partner\n文化馆,,\n", "p.csv:2: place: is empty and so is partner"},
		{"unit,place,partner\n文化馆,a,b\n文化馆,a,b\n", "p.csv:3: the pairing stands twice; first on line 2"},
		{"unit,place,partner,userid\n文化馆,a,b,张三\n", "p.csv:2: userid: \"张三\""},
		{"unit,place,partner,since\n文化馆,a,b,去年\n", "p.csv:2: since: \"去年\""},
	} {
		got, problems := configs.ReadPairings("p.csv", strings.NewReader(tt.file))
		if got != nil || !strings.Contains(problems.Error(), tt.want) {
			t.Errorf("%q: %v, want %s", tt.file, problems, tt.want)
		}
	}
}
