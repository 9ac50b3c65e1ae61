package configs

import (
	"fmt"
	"slices"
	"strings"
)

// Problem is one fault of an input, placed as exactly as the input allows.
type Problem struct {
	File    string // name of the file, or of the flag or variable
	Line    int    // from 1; 0 where the input has no lines
	Column  int    // in characters from 1; 0 where unknown
	Path    string // key path such as phases[0].from; may be ""
	Message string // what is wrong and what is allowed
	Warning bool   // suspicious, yet usable
}

// String returns "file:line:column: path: message".
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d", p.Line)
	}
	if p.Column > 0 {
		fmt.Fprintf(&b, ":%d", p.Column)
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	if p.Warning {
		b.WriteString("warning: ")
	}
	if p.Path != "" {
		b.WriteString(p.Path + ": ")
	}
	b.WriteString(p.Message)
	return b.String()
}

// Problems is all faults of one input in the order of its lines. It is an
// error, but a value of warnings alone is not a failure: ask Err.
type Problems []Problem

// Error returns one line per problem.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Err returns the problems that are not warnings as one error, nil if there
// are none.
func (ps Problems) Err() error {
	var bad Problems
	for _, p := range ps {
		if !p.Warning {
			bad = append(bad, p)
		}
	}
	if len(bad) == 0 {
		return nil
	}
	return bad
}

// Warnings returns the problems that do not keep the input from being used.
func (ps Problems) Warnings() Problems {
	var out Problems
	for _, p := range ps {
		if p.Warning {
			out = append(out, p)
		}
	}
	return out
}

func (ps Problems) sorted() Problems {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	return ps
}

// maxProblems is the most that a report holds; nobody reads on.
const maxProblems = 1000

// report gathers the problems of one file.
type report struct {
	file     string
	problems Problems
}

func (r *report) add(line, column int, path, format string, args ...any) {
	if len(r.problems) == maxProblems {
		return
	}
	r.problems = append(r.problems, Problem{
		File: r.file, Line: line, Column: column, Path: path, Message: fmt.Sprintf(format, args...)})
}

// didYouMean returns `; did you mean "x"?` for the allowed word that lies
// nearest to got, or "" where none is near.
func didYouMean(got string, allowed []string) string {
	best, least := "", 3
	for _, word := range allowed {
		if n := editDistance(got, word); n < least && n < len(word) {
			best, least = word, n
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

// editDistance counts the insertions, deletions, replacements and swaps of
// neighbours that lead from a to b. Words that differ in length by more than
// three are taken as far apart.
func editDistance(a, b string) int {
	if len(a)-len(b) > 3 || len(b)-len(a) > 3 {
		return len(a) + len(b)
	}
	older, old := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range old {
		old[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(old[j]+1, row[j-1]+1, old[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], older[j-2]+1)
			}
		}
		older, old = old, row
	}
	return old[len(b)]
}
