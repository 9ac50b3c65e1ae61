package callback

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"duban/campaign"
)

// job is one message on its way to the Answerer.
type job struct {
	in   campaign.Inbound
	done chan struct{} // closed when result and reply are final for the request

	// guarded by queue.mu
	acked  bool // the platform was told to forget it: the reply leaves by Late
	result result
	reply  []string
}

// result is what the request of a job is answered with.
type result int

const (
	waiting  result = iota
	answered        // with the reply
	spooled         // kept in the spool; answered later
	refused         // not kept: the platform has to repeat it
)

// queue hands messages to the Answerer. Each person has a lane, worked by one
// goroutine while there is something in it. When the store is away, messages
// move from the lanes to the backlog, which one worker works off in order;
// while a person has messages there, newer ones follow them.
type queue struct {
	answerer Answerer
	spool    *Spool // nil for none
	metrics  Metrics
	log      *slog.Logger
	max      int
	base     context.Context // of the work; ends when Close loses patience
	cancel   context.CancelFunc
	stop     chan struct{} // closed by close
	wake     chan struct{} // the backlog is no longer empty
	hand     chan string   // a lane for a worker that rests
	running  sync.WaitGroup

	mu      sync.Mutex
	closed  bool
	size    int // jobs in lanes and backlog
	lanes   map[string][]*job
	resting int // workers that wait for a lane
	backlog []*job
	parked  map[string]int // messages of a person in the backlog
}

// submit puts a message into its person's lane; ok is false when there is no
// room or the queue is closed.
func (q *queue) submit(in campaign.Inbound) (j *job, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed || q.size >= q.max {
		return nil, false
	}
	j = &job{in: in, done: make(chan struct{})}
	key := campaign.UserKey(in.UserID)
	lane := append(q.lanes[key], j)
	q.lanes[key] = lane
	q.size++
	switch {
	case len(lane) > 1:
	case q.resting > 0:
		q.resting--
		q.hand <- key // has room for all who rest
	default:
		q.running.Add(1)
		go q.work(key)
	}
	return j, true
}

// maxResting is how many workers wait for a lane when there is none. Their
// grown stacks are worth keeping.
const maxResting = 64

// work works lane after lane, first that of key, until too many rest or the
// queue is closed and no lane was handed over.
func (q *queue) work(key string) {
	defer q.running.Done()
	for {
		q.workLane(key)
		q.mu.Lock()
		if q.closed || q.resting == maxResting {
			q.mu.Unlock()
			return
		}
		q.resting++
		q.mu.Unlock()
		select {
		case key = <-q.hand:
		case <-q.stop:
			select {
			case key = <-q.hand: // handed over before the queue was closed
			default:
				return
			}
		}
	}
}

// workLane works the jobs of one person until there are none left.
func (q *queue) workLane(key string) {
	for {
		q.mu.Lock()
		lane := q.lanes[key]
		if len(lane) == 0 {
			delete(q.lanes, key)
			q.mu.Unlock()
			return
		}
		j, behind := lane[0], q.parked[key] > 0
		q.mu.Unlock()

		if behind || !q.try(j) {
			q.park(key, j)
		}
		q.mu.Lock()
		q.lanes[key] = q.lanes[key][1:]
		q.mu.Unlock()
	}
}

// try works one message; false means that the store is away and the message
// has to be tried again.
func (q *queue) try(j *job) bool {
	reply, err := q.answer(j.in)
	if q.again(err) {
		return false
	}
	if err != nil {
		q.fail(j, err)
		return true
	}
	q.mu.Lock()
	late := j.acked || (len(reply) > 0 && !passive(j.in))
	if !late {
		q.finish(j, answered, reply)
	}
	q.mu.Unlock()
	if late {
		if len(reply) > 0 {
			err = q.late(j.in, reply)
		}
		if q.again(err) {
			return false
		}
		if err != nil {
			q.log.Error("late reply was not queued", "message", j.in.ID, "err", err)
		}
		q.settle(j, answered)
	}
	q.unkeep(j)
	return true
}

// answerTime is how long one message may take. A store that does not answer by
// then is away: the message goes to the backlog and holds up no later ones.
const answerTime = time.Minute

// answer calls the Answerer.
func (q *queue) answer(in campaign.Inbound) (reply []string, err error) {
	defer q.recover(in, &err)
	ctx, cancel := context.WithTimeout(q.base, answerTime)
	defer cancel()
	return q.answerer.Answer(ctx, in)
}

// late hands over an answer that cannot go out as the passive reply.
func (q *queue) late(in campaign.Inbound, reply []string) (err error) {
	defer q.recover(in, &err)
	return q.answerer.Late(q.base, in, reply)
}

// recover turns a panic into an error.
func (q *queue) recover(in campaign.Inbound, err *error) {
	if p := recover(); p != nil {
		q.log.Error("answering a message panicked", "message", in.ID, "panic", p, "stack", string(debug.Stack()))
		*err = campaign.Errorf(campaign.CodeInternal, "answer message", "panic: %v", p)
	}
}

// again tells whether a message has to be handed over again: the store is
// away, or the work was broken off by Close.
func (q *queue) again(err error) bool {
	return err != nil && (campaign.CodeOf(err) == campaign.CodeUnavailable || q.base.Err() != nil)
}

// fail ends a message that cannot be answered. It stays in the spool, where
// the next start finds it; the platform is told to repeat it before that.
func (q *queue) fail(j *job, err error) {
	q.log.Error("message was not answered", "message", j.in.ID, "err", err)
	if kept := q.keep(j); kept != nil {
		q.log.Error("message was not kept", "message", j.in.ID, "err", kept)
	}
	q.settle(j, refused)
}

// keep writes a message to the spool.
func (q *queue) keep(j *job) error {
	if q.spool == nil {
		return fmt.Errorf("there is no spool")
	}
	return q.spool.Keep(j.in)
}

// unkeep marks a message as worked off.
func (q *queue) unkeep(j *job) {
	if q.spool == nil {
		return
	}
	if err := q.spool.Done(j.in.ID); err != nil {
		q.log.Warn("spool was not marked", "message", j.in.ID, "err", err)
	}
}

// settle is finish for those who do not hold q.mu.
func (q *queue) settle(j *job, r result) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.finish(j, r, nil)
}

// finish tells the request of a job how it ended, once, and gives its place
// free. q.mu is held.
func (q *queue) finish(j *job, r result, reply []string) {
	q.size--
	if j.result == waiting {
		j.result, j.reply = r, reply
		close(j.done)
	}
}

// acknowledge keeps the message of a job that takes too long and tells how to
// answer its request.
func (q *queue) acknowledge(j *job) (result, []string) {
	err := q.keep(j)
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case j.result != waiting: // ended meanwhile
		if j.result == answered {
			defer q.unkeep(j)
		}
		return j.result, j.reply
	case err != nil:
		q.log.Error("message was not kept", "message", j.in.ID, "err", err)
		j.result = refused
	default:
		j.result = spooled
	}
	j.acked = true
	return j.result, nil
}

// close ends the queue: nothing is taken in any more, lanes are worked to
// their end while ctx lasts, and the backlog stays in the spool.
func (q *queue) close(ctx context.Context) error {
	q.mu.Lock()
	if !q.closed {
		q.closed = true
		close(q.stop)
	}
	q.mu.Unlock()
	ended := make(chan struct{})
	go func() {
		q.running.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		q.cancel()
		return nil
	case <-ctx.Done():
		q.cancel()
		select { // what was broken off still goes to the spool
		case <-ended:
		case <-time.After(time.Second):
		}
		return fmt.Errorf("close callback: work was still running: %w", ctx.Err())
	}
}
