// Command teach trains the reader's table of weights from labelled messages:
//
//	go run ./internal/teach -o weights.txt testdata
//
// The same samples give the same table, byte for byte.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"duban/bot/understand"
	"duban/bot/understand/internal/gram"
)

func main() {
	out := flag.String("o", "weights.txt", "file to write the table to")
	flag.Parse()
	if err := run(flag.Arg(0), *out); err != nil {
		fmt.Fprintln(os.Stderr, "teach:", err)
		os.Exit(1)
	}
}

func run(folder, out string) error {
	files, err := filepath.Glob(filepath.Join(folder, "*.tsv"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("no samples in %q: %w", folder, err)
	}
	r := understand.New(nil, understand.Options{})
	var samples []gram.Sample
	for _, file := range files {
		some, err := read(r, file)
		if err != nil {
			return err
		}
		samples = append(samples, some...)
	}
	var b bytes.Buffer
	if _, err := gram.Train(samples).WriteTo(&b); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return os.WriteFile(out, b.Bytes(), 0o644)
}

// read returns the samples of one file.
func read(r *understand.Reader, file string) ([]gram.Sample, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read samples: %w", err)
	}
	var out []gram.Sample
	for n, line := range strings.Split(strings.TrimRight(string(raw), "\n"), "\n") {
		f := strings.Split(line, "\t")
		if n == 0 {
			continue
		}
		if len(f) < 8 {
			return nil, fmt.Errorf("%s:%d: %d columns", file, n+1, len(f))
		}
		at, err := time.Parse(time.RFC3339, f[2])
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, n+1, err)
		}
		draft, _ := strings.CutPrefix(f[3], "draft:")
		text := strings.NewReplacer(`\n`, "\n", `\t`, "\t").Replace(f[7])
		out = append(out, gram.Sample{
			Class:    understand.Class(f[4], understand.Action(f[5])),
			Features: r.Features(understand.Input{Text: text, Role: understand.Role(f[1]), At: at, Draft: draft}),
		})
	}
	return out, nil
}
