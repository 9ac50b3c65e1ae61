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
	case wecom.ClassRefreshToken: // the client tried a new one already
		return scheduler.Again
	case wecom.ClassRetry:
		var api *wecom.APIError
		if errors.As(err, &api) {
			return scheduler.Busy
		}
		return scheduler.Again
	}
	return scheduler.Hopeless
}
