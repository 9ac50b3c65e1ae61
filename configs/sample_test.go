package configs_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"testing"

	"duban/campaign"
	"duban/configs"
)

var update = flag.Bool("update", false, "write generated and golden files anew")

var sampleUnits = []string{
	"市文明办", "市委讲师团", "市文学艺术界联合会", "市社会科学界联合会", "市文化和体育局", "市广播电视台",
	"市新闻中心", "市新闻网", "市文化馆", "市图书馆", "市博物馆", "市艺术团",
	"市文化市场综合执法大队", "市电影公司", "市新华书店", "市少年宫", "阳光街道办事处", "滨河街道办事处",
	"云溪街道办事处", "青石镇", "柳泉镇", "东岭镇", "临湖镇", "望海镇",
}

// sampleRoster invents the people of the sample roster. Names are surnames and
// given names paired off by two strides that share no factor, so that none
// stands twice.
func sampleRoster() []byte {
	surnames := []rune("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕")
	given := []string{"晓燕", "海波", "文静", "志远", "丽华", "春梅", "立新", "永强", "秋菊", "桂芳", "明辉", "雪梅",
		"国栋", "红霞", "玉芬", "振华", "淑珍", "学勤", "凤英", "少华", "思源", "雅琴", "长青"}
	var b bytes.Buffer
	b.WriteString("# Sample data: invented units and people. User ids begin with \"sample.\".\n")
	b.WriteString("userid,name,unit,roles\n")
	n := 0
	person := func(id, unit, roles string) {
		fmt.Fprintf(&b, "sample.%s,%c%s,%s,%s\n", id, surnames[n%len(surnames)], given[n%len(given)], unit, roles)
		n++
	}
	person("leader.1", "领导小组", "leader")
	person("leader.2", "领导小组", "leader")
	for i := 1; i <= 4; i++ {
		person(fmt.Sprintf("office.%d", i), "领导小组办公室", "office")
	}
	for u, unit := range sampleUnits {
		id := fmt.Sprintf("u%02d", u+1)
		person(id+".head", unit, "head")
		person(id+".liaison", unit, "member|liaison")
		if u%6 == 5 {
			person(id+".liaison2", unit, "member|liaison")
		}
		size := 10 + u*7%9
		if u == len(sampleUnits)-1 {
			size = 400 - n
		}
		for m := 1; m <= size; m++ {
			person(fmt.Sprintf("%s.m%02d", id, m), unit, "member")
		}
	}
	return b.Bytes()
}

func TestSampleRoster(t *testing.T) {
	t.Parallel()
	if *update {
		if err := os.WriteFile("rosters/sample.csv", sampleRoster(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.ReadFile("rosters/sample.csv")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(file, sampleRoster()) {
		t.Error("rosters/sample.csv is not what the generator makes; run the tests with -update")
	}
	members, err := configs.SampleRoster()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, m := range members {
		if names[m.Name] {
			t.Errorf("the name %s stands twice", m.Name)
		}
		names[m.Name] = true
	}
	r := campaign.NewRoster(members)
	if len(members) != 400 || len(r.Units()) != 24 {
		t.Errorf("%d people in %d units that owe, want 400 in 24", len(members), len(r.Units()))
	}
	if o, l := len(r.WithRole(campaign.RoleOffice)), len(r.WithRole(campaign.RoleLeader)); o != 4 || l != 2 {
		t.Errorf("%d people of the office and %d leaders, want 4 and 2", o, l)
	}
	for _, u := range r.Units() {
		liaisons := len(r.InUnit(u.Name, campaign.RoleLiaison))
		if heads := len(r.InUnit(u.Name, campaign.RoleHead)); heads != 1 || liaisons < 1 || liaisons > 2 || u.Members < 8 {
			t.Errorf("%s: %d heads, %d liaisons, %d members", u.Name, heads, liaisons, u.Members)
		}
	}
}
