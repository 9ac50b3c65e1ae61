package understand_test

import (
	"testing"

	"duban/bot/understand"
)

func TestSmallTalkIsNoAnswer(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"谢谢": true, "好的": true, "稍等": true, "好的，谢谢老师": true, "收到！": true, "OK": true, "不好意思，我查一下": true, "謝謝您": true,
		"": false, "老师": false, "领导": false, "半岛都市报": false, "中": false, "9月1日": false, "好人好报": false, "里岔镇后旺村": false,
		"谢谢村": false, "家里有事": false, "行政楼": false, "42": false,
	} {
		if got := understand.SmallTalk(text); got != want {
			t.Errorf("SmallTalk(%q) = %t", text, got)
		}
	}
}
