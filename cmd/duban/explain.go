package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"duban/internal/app"
)

// explain says how each message would be understood, changing nothing. It
// reads and writes one JSON document per line.
func explain(ctx context.Context, e env) error {
	cmd := newCommand(e, "explain")
	cmd.Bool("json", true, "one JSON document per line, the only form there is")
	c, _, err := cmd.read(e.args, 0)
	if err != nil {
		return err
	}
	x, err := app.NewExplainer(c, e.now)
	if err != nil {
		return asUsage(err)
	}
	lines := bufio.NewScanner(e.stdin)
	lines.Buffer(nil, maxLine)
	out := bufio.NewWriter(e.stdout)
	defer out.Flush()
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var q app.Question
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			return usagef("line %d: %v", n, err)
		}
		r, err := x.Explain(ctx, q)
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		if err := enc.Encode(r); err != nil {
			return err
		}
	}
	return lines.Err()
}
