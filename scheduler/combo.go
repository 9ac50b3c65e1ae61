package scheduler

import "slices"

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
