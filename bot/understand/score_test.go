package understand_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"duban/bot/understand"
)

// sample is one labelled message of testdata/*.tsv. The columns are id, role,
// at, context, intent, action, slots (JSON), text and also (other acceptable
// intent/action pairs). Only the slots that a row lists are scored.
type sample struct {
	id, role, context, intent, action, text string
	at                                      time.Time
	slots                                   map[string]string
	also                                    []string
}

func readSamples(tb testing.TB, path string) []sample {
	tb.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	var out []sample
	for n, line := range strings.Split(strings.TrimRight(string(raw), "\n"), "\n") {
		f := strings.Split(line, "\t")
		if n == 0 || line == "" {
			continue
		}
		if len(f) < 8 {
			tb.Fatalf("%s:%d: %d columns", path, n+1, len(f))
		}
		at, err := time.Parse(time.RFC3339, f[2])
		if err != nil {
			tb.Fatalf("%s:%d: %v", path, n+1, err)
		}
		s := sample{id: f[0], role: f[1], context: f[3], intent: f[4], action: f[5], at: at}
		if err := json.Unmarshal([]byte(f[6]), &s.slots); err != nil {
			tb.Fatalf("%s:%d: %v", path, n+1, err)
		}
		s.text = strings.NewReplacer(`\n`, "\n", `\t`, "\t", `\\`, `\`).Replace(f[7])
		if len(f) > 8 && f[8] != "" {
			s.also = strings.Split(f[8], ";")
		}
		out = append(out, s)
	}
	return out
}

// tally counts what was right and what was asked.
type tally struct{ right, all int }

func (t *tally) add(ok bool) {
	t.all++
	if ok {
		t.right++
	}
}

func (t tally) percent() float64 {
	if t.all == 0 {
		return 100
	}
	return 100 * float64(t.right) / float64(t.all)
}

// verbatim slots may be cut a little longer or shorter than the label.
var verbatim = map[string]bool{"title": true, "place": true, "partner": true, "unit": true, "reason": true, "text": true, "body": true}

// TestScore holds the reader to its aims on every labelled file. A filing of
// what its author did not mean to file fails whatever the scores.
func TestScore(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.tsv")
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	r := understand.New(nil, understand.Options{})
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			score(t, r, readSamples(t, file))
		})
	}
}

func score(t *testing.T, r *understand.Reader, samples []sample) {
	t.Helper()
	var intent, action, date, name, other tally
	for _, s := range samples {
		draft, _ := strings.CutPrefix(s.context, "draft:")
		got := r.Read(understand.Input{Text: s.text, Role: understand.Role(s.role), At: s.at, Draft: draft})
		okIntent, okAction := s.accepts(got)
		intent.add(okIntent)
		action.add(okAction)
		if !okIntent || !okAction {
			t.Logf("%s %q\n\twant %s/%s got %s/%s (%s)", s.id, cut(s.text), s.intent, s.action, got.Intent, got.Action, got.Why)
		}
		if got.Action == understand.File && s.action != "file" && !okAction {
			t.Errorf("%s false filing of %q: %s", s.id, cut(s.text), got.Why)
		}
		for k, want := range s.slots {
			have := got.Slots[k]
			ok := folded(have) == folded(want)
			if verbatim[k] && have != "" {
				ok = strings.Contains(folded(have), folded(want)) || strings.Contains(folded(want), folded(have))
				if !strings.Contains(s.text, have) {
					t.Errorf("%s slot %s %q does not stand in the text", s.id, k, have)
				}
			}
			switch k {
			case "date", "until", "period":
				date.add(ok)
			case "partner", "place":
				name.add(ok)
			default:
				other.add(ok)
			}
			if !ok {
				t.Logf("%s slot %s: want %q got %q in %q", s.id, k, want, have, cut(s.text))
			}
		}
	}
	for _, line := range []struct {
		what string
		tally
		aim float64
	}{{"intent", intent, 97}, {"action", action, 96}, {"dates", date, 97}, {"partner and place", name, 92}, {"other slots", other, 92}} {
		fmt.Printf("%s: %s %d/%d %.1f%%\n", t.Name(), line.what, line.right, line.all, line.percent())
		if line.percent() < line.aim {
			t.Errorf("%s: %.1f%% is below %.0f%%", line.what, line.percent(), line.aim)
		}
	}
}

// accepts reports whether the intent and the action are among the right ones.
func (s sample) accepts(got understand.Reading) (intent, action bool) {
	for _, pair := range append([]string{s.intent + "/" + s.action}, s.also...) {
		i, a, _ := strings.Cut(pair, "/")
		if i == got.Intent {
			intent = true
			action = action || a == string(got.Action)
		}
	}
	return intent, action
}

func folded(s string) string { return understand.Fold(s) }

func cut(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
