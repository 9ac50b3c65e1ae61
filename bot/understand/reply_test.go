package understand_test

import (
	"testing"
	"time"

	"duban/bot/understand"
)

func TestReply(t *testing.T) {
	t.Parallel()
	r := understand.New(nil, understand.Options{})
	at := time.Date(2011, 10, 20, 9, 0, 0, 0, time.FixedZone("Asia/Shanghai", 8*3600))
	const line = "\n- - - - - - - - - - - - - - -\n"
	for _, tt := range []struct{ text, intent, number, body string }{
		{"「孙晓燕：投稿：《窗》窗外有棵树」" + line + "写得好，就是短了点", "none", "", ""},
		{"「督办：已收到您的心得体会 #12」" + line + "撤回", "withdraw", "12", ""},
		{"「督办：已收到您的心得体会 #12」" + line + "撤回15", "withdraw", "15", ""},
		{"「孙晓燕：你的心得呢」" + line + "心得：多下去走走，群众的话才听得见。", "reflection", "", "多下去走走，群众的话才听得见。"},
		{"「走进农家」\n----\n", "none", "", ""},
	} {
		got := r.Read(understand.Input{Text: tt.text, Role: understand.Member, At: at})
		if got.Intent != tt.intent || got.Slots["number"] != tt.number || tt.body != "" && (got.Body != tt.body || got.Action != understand.File) {
			t.Errorf("%q: %+v", tt.text, got)
		}
	}
}
