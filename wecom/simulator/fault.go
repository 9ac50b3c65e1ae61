package simulator

import (
	"cmp"
	"net/http"
	"time"
)

// Fault is trouble that a call meets. The first that applies of
// DropConnectionBeforeAnswer, HTTPStatus, Body and ErrCode decides the answer; with
// none of them the call is processed as usual, after Delay.
type Fault struct {
	Delay                      time.Duration // on the machine's clock, before anything else
	DropConnectionBeforeAnswer bool          // not processed, no answer
	HTTPStatus                 int           // not processed; the answer is Body with this status
	Body                       string        // not processed; the answer is this with status 200
	ErrCode                    int           // not processed; the answer is this errcode
	ErrMsg                     string        // goes with ErrCode; empty is "system busy"
	DropAfterProcessing        bool          // processed, but the answer is lost
}

type fault struct {
	Fault
	match func(path string, body []byte) bool
	left  int
}

// Fail makes the next times calls of path meet f; times < 0 is always, path "" is
// every path. Faults are looked through in the order they were scripted. The
// returned function withdraws the fault.
func (s *Simulator) Fail(path string, times int, f Fault) (withdraw func()) {
	return s.FailFunc(func(p string, _ []byte) bool { return path == "" || p == path }, times, f)
}

// FailFunc is [Simulator.Fail] for the calls that match chooses by path and body.
// match must not call the simulator.
func (s *Simulator) FailFunc(match func(path string, body []byte) bool, times int, f Fault) (withdraw func()) {
	entry := &fault{Fault: f, match: match, left: times}
	s.mu.Lock()
	s.faults = append(s.faults, entry)
	s.mu.Unlock()
	return func() {
		s.mu.Lock()
		entry.left = 0
		s.mu.Unlock()
	}
}

// takeFault finds the fault for a call and counts it.
func (s *Simulator) takeFault(path string, body []byte) *Fault {
	for i, f := range s.faults {
		if f.left == 0 || !f.match(path, body) {
			continue
		}
		if f.left > 0 {
			f.left--
		}
		return &s.faults[i].Fault
	}
	return nil
}

// failBefore does what f wants done instead of the call; false lets the call go on.
func (s *Simulator) failBefore(w http.ResponseWriter, r *http.Request, c *call, f *Fault) bool {
	if f == nil {
		return false
	}
	if f.Delay > 0 {
		wait := time.NewTimer(f.Delay)
		defer wait.Stop()
		select {
		case <-wait.C:
		case <-r.Context().Done():
		case <-s.closed:
		}
	}
	switch {
	case f.DropConnectionBeforeAnswer:
		panic(http.ErrAbortHandler)
	case f.HTTPStatus != 0 || f.Body != "":
		w.WriteHeader(cmp.Or(f.HTTPStatus, http.StatusOK))
		w.Write([]byte(f.Body))
	case f.ErrCode != 0:
		text := cmp.Or(f.ErrMsg, "system busy")
		writeJSON(w, s.failure(c, s.routes[c.path], refuse(f.ErrCode, "%s", text)))
	default:
		return false
	}
	return true
}
