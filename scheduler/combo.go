package scheduler

import (
	"slices"
	"strings"
)

// combos gives every list of refs a number, so that the many people who are
// reminded of the same share one list and one text. Number 0 is the empty list.
type combos struct {
	lists [][]int32
	next  map[[2]int32]int32
}

// add returns the number of list c with ref put behind it.
func (s *combos) add(c, ref int32) int32 {
	if n, ok := s.next[[2]int32{c, ref}]; ok {
		return n
	}
	if s.next == nil {
		s.next, s.lists = map[[2]int32]int32{}, [][]int32{nil}
	}
	n := int32(len(s.lists))
	s.lists = append(s.lists, append(slices.Clip(s.lists[c]), ref))
	s.next[[2]int32{c, ref}] = n
	return n
}

// list returns the refs of a number.
func (s *combos) list(c int32) []int32 {
	if c == 0 {
		return nil
	}
	return s.lists[c]
}

// rungsOf returns the names of the rungs in a set of item keys.
func rungsOf(keys map[string]bool) map[string]bool {
	var out map[string]bool
	for k := range keys {
		if _, rung, _ := splitItemKey(k); !out[rung] {
			if out == nil {
				out = map[string]bool{}
			}
			out[rung] = true
		}
	}
	return out
}

// splitItemKey takes a campaign.ItemKey apart: the debt, the rung and the
// recipient. It ends in the deadline, the rung and the recipient, none of which
// holds a bar.
func splitItemKey(key string) (debt, rung, to string) {
	cut := func() (last string) {
		i := strings.LastIndexByte(key, '|')
		if i < 0 {
			return ""
		}
		key, last = key[:i], key[i+1:]
		return last
	}
	to, rung, _ = cut(), cut(), cut()
	return key, rung, to
}
