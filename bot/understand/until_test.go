package understand

import (
	"testing"
	"time"
)

// TestLimits: of several days the one that is the limit, and hours.
func TestLimits(t *testing.T) {
	t.Parallel()
	now := time.Date(2012, 2, 27, 10, 0, 0, 0, time.FixedZone("CST", 8*3600)) // a Monday
	r := New(nil, Options{})
	for text, want := range map[string]string{
		"评审会推到周四开，调研能晚两天不，周五前准交": "2012-03-02", "周三去青岛培训，心得想缓到下周一": "2012-03-05", "原定3月1日，改到3月8日": "2012-03-08", "截止日期改成3/9": "2012-03-09",
		"过半拉钟头再提醒我": "2012-02-27T10:30", "俩钟头后叫我": "2012-02-27T12:00", "一个半小时以后喊我": "2012-02-27T11:30", "过三刻钟叫我": "2012-02-27T10:45", "三个小时后再叫": "2012-02-27T13:00",
		"四点半再提醒我": "2012-02-27T16:30", "后天三点提醒": "2012-02-29T15:00", "明早七点叫我": "2012-02-28T07:00", "礼拜四早上八点半提醒我": "2012-03-01T08:30", "晚九点提醒": "2012-02-27T21:00",
		"隔三天提醒我": "2012-03-01", "再过一个礼拜提醒": "2012-03-05", "五日内报上": "2012-03-03",
	} {
		m := r.message(Input{Text: text, At: now})
		if got := m.until(); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
