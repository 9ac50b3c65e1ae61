package bot

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"duban/campaign"
)

func TestUnitsIn(t *testing.T) {
	t.Parallel()
	var units []campaign.Unit
	for _, name := range []string{"胶州市文化馆", "图书馆", "里岔镇", "里岔镇文化站", "三里河街道办事处", "广播电视台"} {
		units = append(units, campaign.Unit{Name: name})
	}
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"图书馆", "", []string{"图书馆"}},
		{"市图书馆", "", []string{"图书馆"}},
		{"圖書館", "", []string{"图书馆"}},
		{"文化馆", "", []string{"胶州市文化馆"}},
		{"里岔", "", []string{"里岔镇", "里岔镇文化站"}},
		{"里岔镇", "", []string{"里岔镇"}},
		{"里岔鎮文化站", "", []string{"里岔镇文化站"}},
		{"三里河办", "", []string{"三里河街道办事处"}},
		{"三里河街辦", "", []string{"三里河街道办事处"}},
		{"广电台", "", []string{"广播电视台"}},
		{"", "催办里岔镇文化站的心得", []string{"里岔镇文化站"}},
		{"", "催办心得", nil},
		{"气象局", "意见1转气象局办理", nil},
		{"馆", "", []string{"胶州市文化馆", "图书馆"}},
	} {
		if d := cmp.Diff(tt.want, unitsIn(units, tt.name, tt.text)); d != "" {
			t.Errorf("%q in %q: %s", tt.name, tt.text, d)
		}
	}
}
