package gram

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// scale is how many steps of a stored weight make one natural unit.
const scale = 16

// Table is a trained model. It is immutable and safe for concurrent use.
type Table struct {
	classes []string
	bias    []float64
	rows    map[string]int // of the features
	weights [][]weight     // by row
}

// weight is what a feature adds to a class, in steps of 1/scale.
type weight struct {
	class int
	steps int
}

// Guess is a class and its share of belief, from 0 to 1.
type Guess struct {
	Class string
	Share float64
}

// Guess returns the likeliest class of a text with these features, each of
// which counts once, and the share of the class named own.
func (t *Table) Guess(features iter.Seq[string], own string) (top Guess, share float64) {
	sum := make([]float64, len(t.bias))
	known := 0
	seen := make([]uint64, len(t.weights)/64+1)
	for f := range features {
		row, ok := t.rows[f]
		if !ok || seen[row/64]>>(row%64)&1 == 1 {
			continue
		}
		seen[row/64] |= 1 << (row % 64)
		known++
		for _, w := range t.weights[row] {
			sum[w.class] += float64(w.steps)
		}
	}
	voice := voice(known) / scale
	for c, b := range t.bias {
		sum[c] = b + voice*sum[c]
	}
	softmax(sum)
	for i, c := range t.classes {
		if c == own {
			share = sum[i]
		}
		if i == 0 || sum[i] > top.Share {
			top = Guess{c, sum[i]}
		}
	}
	return top, share
}

// voice is how loud each of n features speaks: the more there are, the less one
// of them says, so that a long text is not surer than a short one.
func voice(n int) float64 { return math.Sqrt(60 / float64(max(n, 1))) }

func newTable() *Table { return &Table{rows: map[string]int{}} }

// add keeps what a feature adds to a class.
func (t *Table) add(feature string, w weight) {
	row, ok := t.rows[feature]
	if !ok {
		row = len(t.weights)
		t.rows[feature], t.weights = row, append(t.weights, nil)
	}
	t.weights[row] = append(t.weights[row], w)
}

func softmax(xs []float64) {
	top := slices.Max(xs)
	total := 0.0
	for i, x := range xs {
		xs[i] = math.Exp(x - top)
		total += xs[i]
	}
	for i := range xs {
		xs[i] /= total
	}
}

// WriteTo writes the table: a line of classes with their bias, then one line
// for each feature with the classes that it speaks for or against.
func (t *Table) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	for i, c := range t.classes {
		fmt.Fprintf(&b, "%s:%d ", c, int(math.Round(t.bias[i]*scale)))
	}
	b.WriteByte('\n')
	for _, f := range slices.Sorted(maps.Keys(t.rows)) {
		b.WriteString(f)
		for _, x := range t.weights[t.rows[f]] {
			fmt.Fprintf(&b, " %s:%d", strconv.FormatInt(int64(x.class), 36), x.steps)
		}
		b.WriteByte('\n')
	}
	n, err := io.WriteString(w, b.String())
	return int64(n), err
}

// Parse reads what WriteTo wrote.
func Parse(r io.Reader) (*Table, error) {
	lines := bufio.NewScanner(r)
	t := newTable()
	if !lines.Scan() {
		return nil, fmt.Errorf("read the table of weights: no classes: %w", io.ErrUnexpectedEOF)
	}
	for _, f := range strings.Fields(lines.Text()) {
		class, steps, err := pair(f, "class")
		if err != nil {
			return nil, err
		}
		t.classes = append(t.classes, class)
		t.bias = append(t.bias, float64(steps)/scale)
	}
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) == 0 {
			continue
		}
		for _, f := range fields[1:] {
			key, steps, err := pair(f, fields[0])
			if err != nil {
				return nil, err
			}
			class, err := strconv.ParseInt(key, 36, 16)
			if err != nil || class < 0 || int(class) >= len(t.classes) {
				return nil, fmt.Errorf("read the weights of %q: class %q is none of %d", fields[0], key, len(t.classes))
			}
			t.add(fields[0], weight{int(class), steps})
		}
	}
	return t, lines.Err()
}

func pair(s, of string) (string, int, error) {
	key, value, _ := strings.Cut(s, ":")
	n, err := strconv.Atoi(value)
	if err != nil {
		return "", 0, fmt.Errorf("read the weight of %s: %w", of, err)
	}
	return key, n, nil
}
