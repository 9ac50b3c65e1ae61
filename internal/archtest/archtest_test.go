// Package archtest holds the house to its plan: which folder may import which,
// and why not the others.
package archtest

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// arrows lists what a package may import from this module. A key that ends in
// /... speaks for everything below it that has no row of its own.
var arrows = map[string][]string{
	"duban/campaign":           {},
	"duban/message":            {},
	"duban/wecom":              {},
	"duban/wecom/simulator":    {"duban/wecom"},
	"duban/bot":                {"duban/campaign", "duban/message", "duban/report", "duban/bot/understand"},
	"duban/bot/understand":     {"duban/bot/understand/internal/gram"},
	"duban/bot/understand/...": {"duban/bot/understand", "duban/bot/understand/internal/gram"},
	"duban/bot/callback":       {"duban/bot", "duban/campaign", "duban/wecom"},
	"duban/bot/media":          {"duban/campaign", "duban/message"},
	"duban/bot/bottest":        {"duban/bot", "duban/bot/understand", "duban/campaign", "duban/message", "duban/configs", "duban/storage"},
	"duban/scheduler":          {"duban/campaign", "duban/message"},
	"duban/scheduler/push":     {"duban/scheduler", "duban/campaign", "duban/message", "duban/wecom"},
	"duban/storage":            {"duban/campaign", "duban/storage/migrations"},
	"duban/storage/...":        {"duban/campaign"},
	"duban/report":             {"duban/campaign", "duban/message"},
	"duban/report/press":       {"duban/report", "duban/campaign", "duban/message"},
	"duban/console":            {"duban/campaign", "duban/message"},
	"duban/configs":            {"duban/campaign"},
	"duban/internal/app":       {"duban/..."},
	"duban/internal/demo":      {"duban/internal/app", "duban/bot/media", "duban/campaign", "duban/configs", "duban/message", "duban/wecom", "duban/wecom/simulator"},
	"duban/internal/testenv":   {},
	"duban/internal/archtest":  {},
	"duban/cmd/duban":          {"duban/internal/app", "duban/internal/demo", "duban/bot/media", "duban/configs", "duban/campaign"},
	"duban/e2e":                {"duban/..."},
}

// forbidden lists what a package must not reach from outside the module, with
// the reason that the failure prints.
var forbidden = map[string]map[string]string{
	"duban/campaign": {
		"database/sql": "the domain is pure; storage knows SQL",
		"net/http":     "the domain is pure; edges know HTTP",
		"os":           "the domain is pure; cmd and configs read files",
		"log/slog":     "the domain reports by its results",
	},
	"duban/bot/understand": {
		"database/sql": "understanding reads a text and its moment, nothing else",
		"net/http":     "understanding stays on the premises and needs no network",
		"os":           "understanding is deterministic: no files, no environment",
	},
	"duban/message": {"net/http": "the catalogue is text"},
	"duban/report": {
		"database/sql": "reports are made of records that others read",
		"net/http":     "reports are bytes; others send them",
		"os":           "reports are bytes; others write them",
	},
}

type listed struct {
	ImportPath string
	Imports    []string
}

func TestArrowsRunOneWay(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "duban/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	dec := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
		allowed, known := rule(p.ImportPath)
		if !known {
			t.Errorf("%s stands in no row of the house's plan: give it one, with what it may import", p.ImportPath)
			continue
		}
		for _, imp := range p.Imports {
			if why := forbidden[p.ImportPath][imp]; why != "" {
				t.Errorf("%s imports %s: %s", p.ImportPath, imp, why)
			}
			if strings.HasPrefix(imp, "duban/") && !slices.Contains(allowed, imp) && !slices.Contains(allowed, "duban/...") {
				t.Errorf("%s imports %s: its row allows only %v", p.ImportPath, imp, allowed)
			}
		}
	}
}

// rule returns the row that speaks for a package.
func rule(path string) ([]string, bool) {
	if r, ok := arrows[path]; ok {
		return r, true
	}
	for p := path; strings.Contains(p, "/"); p = p[:strings.LastIndexByte(p, '/')] {
		if r, ok := arrows[p+"/..."]; ok {
			return r, true
		}
	}
	return nil, false
}
