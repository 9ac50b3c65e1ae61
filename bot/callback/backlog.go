package callback

import (
	"time"

	"duban/campaign"
)

// park moves a message of a lane to the backlog, on disk first.
func (q *queue) park(key string, j *job) {
	if err := q.keep(j); err != nil {
		q.log.Error("message was not kept", "message", j.in.ID, "err", err)
		q.settle(j, refused)
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.finish(j, spooled, nil)
	j.acked = true
	q.enqueue(key, j)
}

// enqueue appends to the backlog and wakes its worker. q.mu is held.
func (q *queue) enqueue(key string, j *job) {
	q.backlog = append(q.backlog, j)
	q.parked[key]++
	q.size++
	q.metrics.Backlog(len(q.backlog))
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// The pauses between two tries while the store is away.
const (
	firstPause = 500 * time.Millisecond
	lastPause  = 15 * time.Second
)

// workBacklog works the backlog off in order until the queue is closed.
func (q *queue) workBacklog() {
	defer q.running.Done()
	pause := firstPause
	for {
		q.mu.Lock()
		var j *job
		if len(q.backlog) > 0 {
			j = q.backlog[0]
		}
		q.mu.Unlock()
		var tick <-chan time.Time
		switch {
		case j == nil:
		case q.stopping():
			return
		case q.try(j):
			q.unpark(j)
			pause = firstPause
			continue
		default:
			tick = time.After(pause)
			pause = min(2*pause, lastPause)
		}
		wake := q.wake
		if j != nil {
			wake = nil // the store is away: a newer message changes nothing
		}
		select {
		case <-q.stop:
			return
		case <-wake:
		case <-tick:
		}
	}
}

func (q *queue) stopping() bool {
	select {
	case <-q.stop:
		return true
	default:
		return false
	}
}

// unpark takes the first job off the backlog.
func (q *queue) unpark(j *job) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.backlog[0] = nil
	q.backlog = q.backlog[1:]
	key := campaign.UserKey(j.in.UserID)
	if q.parked[key]--; q.parked[key] == 0 {
		delete(q.parked, key)
	}
	q.metrics.Backlog(len(q.backlog))
}

// restore puts the messages that an earlier process left into the backlog.
func (q *queue) restore(pending []campaign.Inbound) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, in := range pending {
		q.enqueue(campaign.UserKey(in.UserID), &job{in: in, done: make(chan struct{}), acked: true, result: spooled})
	}
}
