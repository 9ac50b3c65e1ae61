package message_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"duban/message"
)

// maxReply is what a reply takes at most before its arguments are put in, half
// of an app message of 2048 bytes (doc 90236).
const maxReply = 1024

var mark = regexp.MustCompile(`\{[a-z_]+\}`)

func area(t *testing.T, lang message.Lang, name string) map[message.Key]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("text", string(lang), name))
	if err != nil {
		t.Fatal(err)
	}
	var texts map[message.Key]string
	if err := json.Unmarshal(data, &texts); err != nil {
		t.Fatalf("%s of %s: %v", name, lang, err)
	}
	return texts
}

// marks returns the names that stand in a text, each once.
func marks(text string) []string {
	found := mark.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func TestEveryLanguageSaysTheSame(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("text/zh-Hans/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("the reference has %d files, error %v", len(files), err)
	}
	for _, lang := range message.Languages() {
		own, err := filepath.Glob(filepath.Join("text", string(lang), "*.json"))
		if err != nil || len(own) != len(files) {
			t.Errorf("%s has %d files, the reference %d, error %v", lang, len(own), len(files), err)
		}
		for _, file := range files {
			name := filepath.Base(file)
			want, got := area(t, message.Hans, name), area(t, lang, name)
			for k := range got {
				if _, ok := want[k]; !ok {
					t.Errorf("%s: key %q is not in the reference", lang, k)
				}
			}
			for k, text := range want {
				check(t, lang, k, text, got[k])
			}
		}
	}
}

func check(t *testing.T, lang message.Lang, k message.Key, want, got string) {
	t.Helper()
	if strings.TrimSpace(got) == "" {
		t.Errorf("%s: %q has no text", lang, k)
	}
	if w, g := marks(want), marks(got); !slices.Equal(w, g) {
		t.Errorf("%s: %q holds %v, the reference %v", lang, k, g, w)
	}
	if left := mark.ReplaceAllString(got, ""); strings.ContainsAny(left, "{}") {
		t.Errorf("%s: %q holds a brace that is no mark: %s", lang, k, got)
	}
	if len(got) > maxReply {
		t.Errorf("%s: %q takes %d bytes of %d", lang, k, len(got), maxReply)
	}
}

func TestMonthInEveryLanguage(t *testing.T) {
	t.Parallel()
	for lang, want := range map[message.Lang]string{message.Hans: "11月3日", message.Hant: "11月3日", message.English: "3 Nov"} {
		c, err := message.Load(lang)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Text(message.BotDay, message.Args{"month": time.November, "day": 3}); got != want || c.Lang() != lang {
			t.Errorf("%s writes %q, want %q", c.Lang(), got, want)
		}
	}
}
