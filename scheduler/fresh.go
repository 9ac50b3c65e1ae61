package scheduler

import (
	"maps"
	"time"

	"duban/campaign"
)

// remember marks the subjects that this planning sees first.
func (r *run) remember() {
	see := func(key string) {
		if _, ok := r.facts.Marks[key]; !ok {
			r.out.Marks[key] = r.now
		}
	}
	for _, s := range r.all {
		if s.fresh {
			see(s.mark())
		}
	}
	for _, e := range r.plan.Events() {
		see(eventMark(e))
	}
	for _, u := range r.facts.Roster.Units() {
		see(markUnit + u.Name)
	}
	r.rememberPeople()
}

func (r *run) rememberPeople() {
	if r.facts.known {
		return
	}
	var newcomers []int32
	list := r.facts.Roster.Members()
	for i := range list {
		if m := &list[i]; !m.Left && !r.seen(m.UserID) {
			newcomers = append(newcomers, int32(i))
		}
	}
	if r.anyNew = len(newcomers) > 0; !r.anyNew {
		return
	}
	marks := make(map[string]time.Time, len(r.out.Marks)+len(newcomers))
	maps.Copy(marks, r.out.Marks)
	for _, i := range newcomers {
		marks[markMember+campaign.UserKey(list[i].UserID)] = r.now
	}
	r.out.Marks = marks
}

// seen tells whether a planning saw the person before.
func (r *run) seen(userID string) bool {
	_, ok := r.facts.Marks[markMember+campaign.UserKey(userID)]
	return ok
}

// fresh tells whether the person was never seen by a planning before.
func (r *run) fresh(userID string) bool { return r.anyNew && !r.seen(userID) }

func (r *run) freshUnit(unit string) bool {
	_, ok := r.facts.Marks[markUnit+unit]
	return !ok
}

// from returns where the window of a subject begins: a fresh one has only what
// is due at this very moment.
func (r *run) from(fresh bool) time.Time {
	if fresh {
		return r.now.Add(-time.Nanosecond)
	}
	return r.lo
}
