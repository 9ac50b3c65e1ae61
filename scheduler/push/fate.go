package push

import (
	"errors"
	"fmt"

	"duban/scheduler"
	"duban/wecom"
)

// failed notes what a failed request comes to.
func failed(out *scheduler.Result, err error) {
	out.Fate, out.Answer, out.Wait = fate(err), err.Error(), wecom.Wait(err)
	if api, ok := errors.AsType[*wecom.APIError](err); ok {
		if out.Code = api.Code; api.Class() != wecom.ClassContent {
			out.Trouble = fmt.Sprintf("%s %d", api.API, api.Code)
		}
	}
}

// fate says what to do about a failed call.
func fate(err error) scheduler.Fate {
	class := wecom.ClassOf(err)
	if api, ok := errors.AsType[*wecom.APIError](err); ok {
		switch {
		case class == wecom.ClassRateLimited:
			return scheduler.Wait
		case class == wecom.ClassRetry,
			class == wecom.ClassRefreshToken: // the client tried a new one already
			return scheduler.Busy
		case settings[api.Code], api.API == apiGetToken:
			return scheduler.Unsent
		}
		return scheduler.Hopeless
	}
	switch {
	case class == wecom.ClassRateLimited:
		return scheduler.Wait
	case wecom.MaybeDelivered(err):
		return scheduler.Again
	case class == wecom.ClassRetry:
		return scheduler.Unsent
	}
	return scheduler.Hopeless
}

// apiGetToken fetches the token: no message is to blame for its refusal.
const apiGetToken = "gettoken"

// settings are the refusals that no message is to blame for: somebody has to
// mend the app's settings or rights, and what waited then leaves (doc 90313).
var settings = map[int]bool{
	40001: true, 40013: true, 40091: true, // corp id or secret
	40056: true, 301002: true, // agent id
	48002: true, 48004: true, 60031: true, // the API is closed to the app
	48005: true, 48006: true, // the API is retired, or the app's rights are
	50001: true,               // the trusted domain
	50003: true,               // the app is disabled
	60020: true, 301042: true, // this machine's address is not trusted
	301007: true, // the corp is banned
}
