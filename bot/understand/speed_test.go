package understand_test

import (
	"strings"
	"testing"

	"duban/bot/understand"
)

// BenchmarkRead measures a reading: a filing and a text of 600 characters, a
// long text, a command and a word of thanks.
func BenchmarkRead(b *testing.B) {
	r := reader()
	essay := strings.Repeat("坐机关久了，腿懒了，耳朵也懒了；群众说路灯不亮，希望能修一修，我都记下了。", 200)
	for _, bb := range []struct{ name, text string }{
		{"filing600", "心得：" + string([]rune(essay)[:600])},
		{"plain600", "昨天到里岔镇后旺村走访，" + string([]rune(essay)[:588])},
		{"long4400", string([]rune(essay)[:4400])},
		{"command", "退回27 缺少数据"},
		{"thanks", "谢谢"},
	} {
		b.Run(bb.name, func(b *testing.B) {
			in := understand.Input{Text: bb.text, Role: understand.Office, At: at("2011-11-15 09:00")}
			b.ReportAllocs()
			for b.Loop() {
				r.Read(in)
			}
		})
	}
}

// BenchmarkTestdata measures the labelled messages, as they are.
func BenchmarkTestdata(b *testing.B) {
	r := reader()
	var all []sample
	for _, f := range []string{"testdata/harder.tsv", "testdata/holdout.tsv", "testdata/mixed.tsv", "testdata/commands.tsv"} {
		all = append(all, readSamples(b, f)...)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range all {
			draft, _ := strings.CutPrefix(s.context, "draft:")
			r.Read(understand.Input{Text: s.text, Role: understand.Role(s.role), At: s.at, Draft: draft})
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(all)), "ns/row")
}
