package understand_test

import (
	"testing"

	"duban/bot/understand"
)

// TestShortBodies: what a said filing holds is the author's business, however
// short, unless it speaks of the filing itself.
func TestShortBodies(t *testing.T) {
	t.Parallel()
	r := understand.New([]understand.Kind{{ID: "column", Name: "专栏稿", Words: []string{"专栏"}}}, understand.Options{})
	for text, want := range map[string]string{
		"心得：太短了": "reflection/file", "投稿：春天": "work/file", "专栏：《走基层》开栏": "column/file", "专栏：开栏": "column/file",
		"心得：还没写": "none/none", "心得：收到": "none/none", "投稿：没有": "none/none", "专栏：什么时候交": "none/none", "专栏：还没写": "none/none",
		"节目：新闻联播后接着放": "none/none", "调研报告：这次一定要实，别再抄了": "none/none", "投稿：是不是得加标题才能收？": "none/none",
		"写专栏": "column/ask", "催专栏": "nudge/command",
	} {
		got := r.Read(understand.Input{Text: text, Role: understand.Office, At: at("2011-11-15 09:00")})
		if pair := got.Intent + "/" + string(got.Action); pair != want {
			t.Errorf("%s: %s, want %s (%s)", text, pair, want, got.Why)
		}
	}
}

func TestFold(t *testing.T) {
	t.Parallel()
	for a, b := range map[string]string{"文化市場執法大隊": "文化市场执法大队", "里岔 鎮": "里岔镇", "ＡＢ１２": "ab12", "文化館\n": "文化馆"} {
		if understand.Fold(a) != understand.Fold(b) {
			t.Errorf("%q folds to %q, %q to %q", a, understand.Fold(a), b, understand.Fold(b))
		}
	}
}
