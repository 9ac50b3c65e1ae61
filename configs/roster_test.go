package configs_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"duban/campaign"
	"duban/configs"
)

var people = []campaign.Member{
	{UserID: "ZhangSan", Name: "张三", Unit: "市文化馆", Roles: []campaign.Role{campaign.RoleMember, campaign.RoleLiaison}},
	{UserID: "li.si@x", Name: "李四", Unit: "市文化馆", Roles: []campaign.Role{campaign.RoleHead}},
	{UserID: "wang-5", Name: "王五", Unit: "领导小组办公室", Roles: []campaign.Role{campaign.RoleOffice}},
}

func TestReadRosterForms(t *testing.T) {
	t.Parallel()
	const plain = "userid,name,unit,roles\nZhangSan,张三,市文化馆,member|liaison\nli.si@x,李四,市文化馆,head\nwang-5,王五,领导小组办公室,office\n"
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(plain)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"plain":     plain,
		"BOM":       "\ufeff" + plain,
		"GBK":       gbk,
		"CRLF":      strings.ReplaceAll(plain, "\n", "\r\n"),
		"tab":       strings.ReplaceAll(plain, ",", "\t"),
		"semicolon": strings.ReplaceAll(plain, ",", ";"),
		"comments":  "# people\n\n" + plain + "# end\n , , , \n",
		"Chinese": "姓名,角色,账号,备注,单位\n张三,干部职工 | 联络员,ZhangSan,,市文化馆\n李四,主要负责同志,li.si@x,,市文化馆\n" +
			"王五,领导小组办公室|办公室,wang-5,,领导小组办公室\n",
		"quotes and case": strings.NewReplacer("userid", "UserID", "head", "HEAD", "张三", `"张三"`).Replace(plain),
		"XLSX":            workbook(t, plain),
	} {
		got, problems := configs.ReadRoster("r", strings.NewReader(text))
		if len(problems) > 0 || !cmp.Equal(got, people) {
			t.Errorf("%s: %v\n%s", name, problems, cmp.Diff(people, got))
		}
	}
}

// workbook puts comma-separated rows into the first sheet of an XLSX file.
func workbook(t testing.TB, rows string) string {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	for i, row := range strings.Split(strings.TrimSpace(rows), "\n") {
		cells := strings.Split(row, ",")
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err == nil {
			err = book.SetSheetRow(book.GetSheetName(0), at, &cells)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestBadRosters holds each file of testdata/roster to the problems it lists,
// as CSV and, where it is made of plain rows, as XLSX.
func TestBadRosters(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("testdata/roster/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			ar, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			input := string(ar.Files[0].Data)
			members, problems := configs.ReadRoster("roster", strings.NewReader(input))
			got := problems.Error() + "\n"
			if *update {
				ar.Files[1].Data = []byte(got)
				if err := os.WriteFile(path, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if want := string(ar.Files[1].Data); got != want || len(problems) == 0 || members != nil {
				t.Errorf("%v (-want +got)\n%s", members, cmp.Diff(want, got))
			}
			if strings.ContainsAny(input, "\"#") || strings.TrimSpace(input) == "" {
				return
			}
			if _, problems := configs.ReadRoster("roster", strings.NewReader(workbook(t, input))); problems.Error()+"\n" != got {
				t.Errorf("as XLSX:\n%v", problems)
			}
		})
	}
}

func TestReadRosterFailures(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]io.Reader{
		"no XLSX":    strings.NewReader("PK\x03\x04 and nothing more"),
		"no text":    strings.NewReader("userid\xff\xff\xff"),
		"read error": iotest.ErrReader(errors.New("gone")),
	} {
		if members, problems := configs.ReadRoster(name, in); members != nil || problems.Err() == nil {
			t.Errorf("%s: %v, %v", name, members, problems)
		}
	}
}

func TestDiffRoster(t *testing.T) {
	t.Parallel()
	old := append([]campaign.Member{{UserID: "gone", Name: "赵六", Unit: "市图书馆"}, {UserID: "back", Left: true}, {UserID: "away", Left: true}}, people...)
	changed := people[0]
	changed.UserID, changed.Unit = "zhangsan", "市图书馆"
	changed.Roles = []campaign.Role{campaign.RoleMember}
	reordered := people[1]
	back := campaign.Member{UserID: "Back", Name: "钱七", Unit: "市图书馆", Roles: []campaign.Role{campaign.RoleMember}}
	c := configs.DiffRoster(old, []campaign.Member{changed, reordered, people[2], back})
	const want = `+ Back 钱七 (市图书馆) member
~ ZhangSan 张三 (市文化馆) userid: ZhangSan -> zhangsan; unit: 市文化馆 -> 市图书馆; roles: member|liaison -> member
- gone 赵六 (市图书馆)
1 join, 1 change, 1 leave
`
	if got := c.String(); got != want || c.Empty() {
		t.Errorf("got\n%s", got)
	}
	if c := configs.DiffRoster(people, people); !c.Empty() || c.String() != "0 join, 0 change, 0 leave\n" {
		t.Errorf("the same roster twice differs: %v", c)
	}
}

func FuzzReadRoster(f *testing.F) {
	f.Add([]byte("userid,name,unit,roles\na,b,c,member\n"))
	f.Add([]byte("账号;姓名;单位;角色\na;b;c;联络员|x\n\"a\n"))
	f.Add([]byte(workbook(f, "userid,name,unit,roles\na,b,c,member\n")))
	f.Fuzz(func(t *testing.T, data []byte) {
		members, problems := configs.ReadRoster("fuzz", bytes.NewReader(data))
		if members != nil && len(problems) > 0 {
			t.Fatalf("people beside problems: %v", problems)
		}
		seen := map[string]bool{}
		for _, m := range members {
			if key := campaign.UserKey(m.UserID); key == "" || seen[key] || m.Unit == "" || len(m.Roles) == 0 {
				t.Fatalf("a bad person got through: %+v", m)
			}
			seen[campaign.UserKey(m.UserID)] = true
		}
	})
}
