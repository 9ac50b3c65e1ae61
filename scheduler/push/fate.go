package push

import (
	"errors"

	"duban/scheduler"
	"duban/wecom"
)

// fate says what to do about a failed call.
func fate(err error) scheduler.Fate {
	switch wecom.ClassOf(err) {
	case wecom.ClassRateLimited:
		return scheduler.Wait
	case wecom.ClassRefreshToken, // the client tried a new one already
		wecom.ClassReupload: // the next try uploads the document anew
		return scheduler.Again
	case wecom.ClassRetry:
		if _, ok := errors.AsType[*wecom.APIError](err); ok {
			return scheduler.Busy
		}
		if !wecom.MaybeDelivered(err) {
			return scheduler.Unsent
		}
		return scheduler.Again
	}
	if api, ok := errors.AsType[*wecom.APIError](err); ok && settings[api.Code] {
		return scheduler.Unsent
	}
	return scheduler.Hopeless
}

// settings are the refusals that no message is to blame for: somebody has to
// mend the app's settings, and what waited then leaves (doc 90313).
var settings = map[int]bool{
	40001: true, 40013: true, 40091: true, // corp id or secret
	40056: true, 301002: true, // agent id
	50003: true,               // the app is disabled
	60020: true, 301042: true, // this machine's address is not trusted
}
