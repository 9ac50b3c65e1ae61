package bot

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duban/campaign"
)

func TestListed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		want int
	}{
		{"1", 1}, {"２", 2}, {"③", 3}, {"第二个", 2}, {"选1", 1}, {"1.", 1}, {" 4 ", 4},
		{"0", 0}, {"12", 0}, {"一个", 1}, {"", 0}, {"好", 0}, {"42", 0},
	} {
		got, ok := listed(tt.text)
		if got != tt.want || ok != (tt.want > 0) {
			t.Errorf("listed(%q) = %d, %v, want %d", tt.text, got, ok, tt.want)
		}
	}
}

func TestTitleOf(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text, want string
		only       bool
	}{
		{"标题：三问自己", "三问自己", true},
		{"题目: 《灯》", "灯", true},
		{"《灯》", "灯", true},
		{"《灯》\n河边", "灯", false},
		{"标题党要不得", "", false},
		{"《灯》写得好", "", false},
		{"", "", false},
	} {
		got, only := titleOf(tt.text)
		if got != tt.want || only != tt.only {
			t.Errorf("titleOf(%q) = %q, %v, want %q, %v", tt.text, got, only, tt.want, tt.only)
		}
	}
}

func TestSwap(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, old, fresh string }{
		{"把上午那条里的120人改成102人，打反了", "120人", "102人"},
		{"42号里的“小事”应为“难事”。", "小事", "难事"},
		{"修改42：全文", "", ""},
		{"改成\n别的", "", ""},
	} {
		old, fresh, ok := swap(tt.text)
		if ok != (tt.old != "") || ok && (old != tt.old || fresh != tt.fresh) {
			t.Errorf("swap(%q) = %q, %q, %v", tt.text, old, fresh, ok)
		}
	}
}

func TestSimilar(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"王秀兰", "王秀莲", true}, {"王秀兰", "秀兰", true}, {"于德水", "老于", true}, {"匡洪英", "匡大娘", true},
		{"王秀兰", "刘桂英", false}, {"王秀兰", "李大娘", false}, {"王秀兰", "王", true},
	} {
		if got := similar(tt.a, tt.b); got != tt.want {
			t.Errorf("similar(%q, %q) = %v", tt.a, tt.b, got)
		}
	}
}

func TestFieldIn(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, want string }{
		{"媒体：金胶州。三篇", "金胶州"}, {"媒体:金胶州", "金胶州"}, {"专栏：媒体： 金胶州\n正文", "金胶州"}, {"媒体很多", ""}, {"", ""},
	} {
		if got := fieldIn(tt.text, "媒体"); got != tt.want {
			t.Errorf("fieldIn(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestPartsStandInTheOrderTheyWereSent(t *testing.T) {
	t.Parallel()
	at := time.Date(2011, 10, 20, 9, 0, 0, 0, time.UTC)
	w := campaign.Submission{Parts: []campaign.Part{
		{MsgID: "10000000000000000000", At: at, Text: "三"}, {MsgID: "9", At: at, Text: "二"},
		{MsgID: "1", At: at.Add(time.Second), Text: "四\n五"}, {MsgID: "7", At: at.Add(-time.Second), Text: "一"}, {MsgID: "8", At: at},
	}}
	rebuild(&w)
	if d := cmp.Diff("一\n二\n三\n四\n五", w.Body); d != "" || w.Chars != 5 {
		t.Errorf("%d characters, %s", w.Chars, d)
	}
}

func TestVerdicts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]verdict{
		"通过42": approve, "42号不通过": sendBack, "退回42 缺少数据": sendBack, "選用61": choose, "评分42 95": score, "42号给85分": score,
	} {
		if got := verdictOf(text); got != want {
			t.Errorf("verdictOf(%q) = %d, want %d", text, got, want)
		}
	}
}
