package understand

// runes is a set of characters of the basic plane.
type runes [1 << 10]uint64

func newRunes(s string) *runes {
	set := &runes{}
	set.add(s)
	return set
}

func (set *runes) add(s string) {
	for _, r := range s {
		if r < 1<<16 {
			set[r>>6] |= 1 << (r & 63)
		}
	}
}

func (set *runes) has(r rune) bool {
	return r < 1<<16 && set[r>>6]>>(r&63)&1 == 1
}
