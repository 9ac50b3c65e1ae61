package simulator

import (
	"slices"
	"time"
)

// Limits of doc 90312.
const (
	memberPerMinute  = 30
	memberPerHour    = 1000
	webhookPerMinute = 20
	sendsPerAccount  = 200 // person-times a day
)

var errFrequency = refuse(45009, "api freq out of limit")

// window remembers the times of what was let through, oldest first.
type window []time.Time

// allow says whether one more fits, and if so counts it. A limit of 0 is none.
func (w *window) allow(now time.Time, perMinute, perHour int) bool {
	span := time.Minute
	if perHour > 0 {
		span = time.Hour
	}
	*w = slices.Delete(*w, 0, w.before(now.Add(-span)))
	lastMinute := len(*w) - w.before(now.Add(-time.Minute))
	if perMinute > 0 && lastMinute >= perMinute || perHour > 0 && len(*w) >= perHour {
		return false
	}
	*w = append(*w, now)
	return true
}

// before counts the times at or before t.
func (w *window) before(t time.Time) int {
	i, _ := slices.BinarySearchFunc(*w, t, func(at, t time.Time) int {
		if at.After(t) {
			return 1
		}
		return -1
	})
	return i
}

// allowMember counts a message of the app to a member.
func (a *app) allowMember(userID string, now time.Time) bool {
	w := a.windows[fold(userID)]
	if w == nil {
		w = &window{}
		a.windows[fold(userID)] = w
	}
	return w.allow(now, memberPerMinute, memberPerHour)
}

// allowQuota counts n person-times of the app's day.
func (a *app) allowQuota(n, accounts int, now time.Time) bool {
	if day := now.Format(time.DateOnly); day != a.day {
		a.day, a.usedToday = day, 0
	}
	if a.usedToday+n > accounts*sendsPerAccount {
		return false
	}
	a.usedToday += n
	return true
}

// sweep forgets, about once an hour of the platform's clock, what has expired.
func (s *Simulator) sweep(now time.Time) {
	if now.Before(s.nextSweep) {
		return
	}
	s.nextSweep = now.Add(time.Hour)
	for id, m := range s.media {
		if !now.Before(m.expires) {
			delete(s.media, id)
		}
	}
	for value, code := range s.codes {
		if !now.Before(code.expires) {
			delete(s.codes, value)
		}
	}
	for _, a := range s.apps {
		for key, d := range a.repeats {
			if !now.Before(d.until) {
				delete(a.repeats, key)
			}
		}
		for user, w := range a.windows {
			if n := len(*w); n == 0 || now.Sub((*w)[n-1]) > time.Hour {
				delete(a.windows, user)
			}
		}
	}
}
