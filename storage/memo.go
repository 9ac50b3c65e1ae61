package storage

// memo keeps, while the writer's transaction is open, what every message reads
// and few change; nobody else can change it meanwhile. The nil memo keeps
// nothing. It belongs to who has the turn.
type memo map[string]any

func recall[T any](t *tx, what string) (v T, ok bool) {
	v, ok = t.memo()[t.campaign+"\x00"+what].(T)
	return v, ok
}

func (t *tx) remember(what string, v any) {
	if m := t.memo(); m != nil {
		m[t.campaign+"\x00"+what] = v
	}
}

func (t *tx) forget(what string) { delete(t.memo(), t.campaign+"\x00"+what) }
