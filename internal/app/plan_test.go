package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duban/campaign"
	"duban/configs"
	"duban/internal/app"
)

func TestLoadPlanLaysHolidaysOverTheTable(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := write("good.csv", "date,kind,name\n2027-01-01,off,元旦\n2026-10-10,off,国庆节\n")
	bad := write("bad.csv", "date,kind,name\n2027-01-01,off,元旦\n2027-13-01,on,元旦\n")
	today := campaign.Date{Year: 2026, Month: 11, Day: 1}
	_, cal, err := app.LoadPlan(configs.Config{Campaign: "three-everything", Holidays: good}, today)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []campaign.Date{{Year: 2027, Month: 1, Day: 1}, {Year: 2026, Month: 10, Day: 10}, {Year: 2026, Month: 10, Day: 1}} {
		if cal.Workday(d) {
			t.Errorf("%s is a workday", d)
		}
	}
	for name, want := range map[string]string{bad: "bad.csv:3: date", filepath.Join(dir, "none.csv"): "none.csv"} {
		_, _, err := app.LoadPlan(configs.Config{Campaign: "three-everything", Holidays: name}, today)
		if campaign.CodeOf(err) != campaign.CodeInvalid || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
