package gram

import (
	"maps"
	"math"
	"slices"
)

// Sample is a labelled text as features.
type Sample struct {
	Class    string
	Features []string
}

// How Train learns. The order of the samples and these numbers alone settle
// the outcome.
const (
	rounds   = 30
	rate     = 0.35
	decay    = 1e-3 // pull of every weight towards nothing
	settled  = 1e-3 // a smaller error teaches nothing
	rare     = 3    // a feature of fewer samples teaches nothing
	faintest = 2    // in steps; weaker weights are left out
)

// Train learns a table from samples by gradient descent on the log loss, with
// a step for each weight that shrinks as the weight settles (AdaGrad).
func Train(samples []Sample) *Table {
	t := newTable()
	count := map[string]int{}
	classes := map[string]bool{}
	for _, s := range samples {
		classes[s.Class] = true
		for _, f := range s.Features {
			count[f]++
		}
	}
	t.classes = slices.Sorted(maps.Keys(classes))
	maps.DeleteFunc(count, func(_ string, n int) bool { return n < rare })
	l := newLearner(t.classes, slices.Sorted(maps.Keys(count)))
	for range rounds {
		for _, i := range shuffled(len(samples)) {
			l.learn(samples[i])
		}
	}
	t.bias = l.bias
	for f, row := range l.index {
		for c, w := range l.w[row] {
			if steps := int(math.Round(w * scale)); steps >= faintest || steps <= -faintest {
				t.add(f, weight{c, steps})
			}
		}
	}
	return t
}

// shuffled returns 0 to n-1 in an order that spreads neighbours apart.
func shuffled(n int) []int {
	step := 7919
	for n%step == 0 && n > 0 {
		step += 2
	}
	out := make([]int, n)
	for i := range out {
		out[i] = i * step % n
	}
	return out
}

type learner struct {
	index    map[string]int // feature to its row
	class    map[string]int
	w, grown [][]float64
	bias     []float64
	steady   []float64
	share    []float64
	wrong    []int // classes whose share is off
}

func newLearner(classes, features []string) *learner {
	l := &learner{index: map[string]int{}, class: map[string]int{}}
	for i, c := range classes {
		l.class[c] = i
	}
	n := len(classes)
	for i, f := range features {
		l.index[f] = i
		l.w = append(l.w, make([]float64, n))
		l.grown = append(l.grown, make([]float64, n))
	}
	l.bias, l.steady, l.share = make([]float64, n), make([]float64, n), make([]float64, n)
	return l
}

func (l *learner) learn(s Sample) {
	rows := l.known(s.Features)
	voice := voice(len(rows))
	clear(l.share)
	for _, row := range rows {
		for c, w := range l.w[row] {
			l.share[c] += w
		}
	}
	for c, b := range l.bias {
		l.share[c] = b + voice*l.share[c]
	}
	softmax(l.share)
	l.share[l.class[s.Class]]--
	l.wrong = l.wrong[:0]
	for c, g := range l.share {
		l.steady[c] += g * g
		l.bias[c] -= rate * g / math.Sqrt(l.steady[c]+1)
		if math.Abs(g) > settled {
			l.wrong = append(l.wrong, c)
		}
	}
	for _, row := range rows {
		w, grown := l.w[row], l.grown[row]
		for _, c := range l.wrong {
			g := voice*l.share[c] + decay*w[c]
			grown[c] += g * g
			w[c] -= rate * g / math.Sqrt(grown[c]+1) / 3
		}
	}
}

// known returns the rows of the features that teach anything.
func (l *learner) known(features []string) []int {
	var rows []int
	for _, f := range features {
		if row, ok := l.index[f]; ok {
			rows = append(rows, row)
		}
	}
	return rows
}
