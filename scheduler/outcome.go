package scheduler

import (
	"time"

	"duban/campaign"
)

// untouched tells whether nobody can have read anything of a call that is being
// tried now: no try before this one has an unclear end.
func untouched(c campaign.Call) bool {
	return c.Attempts-c.Waited-c.Busy <= 1 && c.Parts == 0
}

// outcomeOf turns the result of a try into what is recorded. A call is given up
// for its own sake alone, never for that of the platform or of the way there.
func outcomeOf(c campaign.Call, r Result, now time.Time) campaign.CallResult {
	reached := r.Fate == Again || r.Reached || r.Parts > 0
	out := campaign.CallResult{
		CallID: c.ID, At: now, Answer: r.Answer, Drop: r.Drop, State: campaign.CallReady,
		Busy: c.Busy, Waited: c.Waited, Parts: max(c.Parts, r.Parts), Judged: c.Judged,
		Unclear: reached || !untouched(c),
	}
	switch {
	case r.Fate == Sent:
		out.State = campaign.CallDone
	case r.Fate == Hopeless:
		out.State = campaign.CallParked
	case r.Fate == Unsent && !out.Unclear:
		out.State = campaign.CallWithdrawn
	case r.Fate == Wait && !reached:
		out.Waited++
	case r.Fate == Busy && !reached:
		out.Busy++
	}
	out.NextAt = now.Add(max(r.Wait, backOff(c, out.Busy)))
	if r.Fate == Wait {
		out.NextAt = now.Add(max(r.Wait, time.Second))
	}
	return out
}
