package message_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"duban/message"
)

// declared returns the keys that the package's keys_*.go files declare.
func declared(t *testing.T) map[string]string {
	t.Helper()
	names, err := filepath.Glob("keys_*.go")
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]string{}
	for _, name := range names {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			for _, v := range spec.Values {
				if lit, ok := v.(*ast.BasicLit); ok {
					s, err := strconv.Unquote(lit.Value)
					if err != nil {
						t.Fatal(err)
					}
					if other, dup := keys[s]; dup {
						t.Errorf("key %q is declared as %s and as %s", s, other, spec.Names[0])
					}
					keys[s] = spec.Names[0].Name
				}
			}
			return true
		})
	}
	return keys
}

func TestEveryKeyHasItsText(t *testing.T) {
	t.Parallel()
	if _, err := message.Load(message.Hans); err != nil {
		t.Fatal(err)
	}
	keys := declared(t)
	names, err := filepath.Glob("text/zh-Hans/*.json")
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var texts map[string]string
		if err := json.Unmarshal(data, &texts); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for k, v := range texts {
			have[k] = true
			if v == "" {
				t.Errorf("%s: key %q is empty", name, k)
			}
			if _, ok := keys[k]; !ok {
				t.Errorf("%s: key %q is declared nowhere", name, k)
			}
		}
	}
	for k, name := range keys {
		if !have[k] {
			t.Errorf("%s = %q has no text", name, k)
		}
	}
}

func TestQuotesWithinQuotes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, value, want string }{
		{"“{v}”已截止", "“三个一切”教育", "“‘三个一切’教育”已截止"},
		{"「{v}」", "「三個一切」教育", "「『三個一切』教育」"},
		{"“{v}”", "三个一切", "“三个一切”"},
		{"【{v}】", "“三个一切”教育", "【“三个一切”教育】"},
	} {
		if got := message.Fill(tt.text, message.Args{"v": tt.value}); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.text, got, tt.want)
		}
	}
}
