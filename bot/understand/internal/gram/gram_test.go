package gram_test

import (
	"bytes"
	"testing"

	"duban/bot/understand/internal/gram"
)

var lessons = []gram.Sample{
	{Class: "file", Features: gram.Features("心得:今天听课很受触动")},
	{Class: "file", Features: gram.Features("心得:群众的事没有小事")},
	{Class: "file", Features: gram.Features("心得:今天听了一课，群众在我心里")},
	{Class: "ask", Features: gram.Features("心得写多少字?")},
	{Class: "ask", Features: gram.Features("心得交多少字?")},
	{Class: "ask", Features: gram.Features("心得什么时候交?")},
}

func TestTrain(t *testing.T) {
	t.Parallel()
	table := gram.Train(lessons)
	for text, want := range map[string]string{"心得:听课": "file", "多少字?": "ask"} {
		got, own := table.Guess(gram.Grams(text), want)
		if got.Class != want || got.Share <= 0.5 || own != got.Share {
			t.Errorf("%s: %+v, want %s", text, got, want)
		}
	}
}

func TestTableComesBack(t *testing.T) {
	t.Parallel()
	var first, second bytes.Buffer
	if _, err := gram.Train(lessons).WriteTo(&first); err != nil {
		t.Fatal(err)
	}
	written := first.String()
	table, err := gram.Parse(&first)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := table.WriteTo(&second); err != nil || second.String() != written {
		t.Errorf("read and written again the table differs (%v):\n%s\n%s", err, written, second.String())
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "none\n", "none:0\n心 1:3\n", "none:0\n心 0:x\n"} {
		if _, err := gram.Parse(bytes.NewBufferString(s)); err == nil {
			t.Errorf("%q was read as a table", s)
		}
	}
}
