package message_test

import (
	"testing"

	"duban/message"
)

func TestPlain(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, want string }{
		{"“三个一切”（第1批）A&B 10:30", "“三个一切”（第1批）A&B 10:30"},
		{"**粗** _斜_ ~~删~~", "＊＊粗＊＊ ＿斜＿ ～～删～～"},
		{"[点](http://x) <@all>", "［点］(http://x) ＜@all＞"},
		{"# 一\n> 二`三`\\*", "＃ 一 ＞ 二｀三｀＼＊"},
	} {
		if got := message.Plain(tt.text); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.text, got, tt.want)
		}
	}
}
