package console

import (
	"context"
	"io"
	"log/slog"
	"net/http"
)

// Healthz tells that the process is alive.
func Healthz() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { say(w, "text/plain", "ok\n") })
}

// Readyz tells whether check finds everything that serving needs: the database
// reachable and migrated. A failure is a 503 problem whose cause is logged.
func Readyz(check func(context.Context) error, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := check(r.Context()); err != nil {
			log.Warn("not ready", "err", err)
			newProblem(http.StatusServiceUnavailable, "a part that serving needs is away; the log of the service says which").write(w)
			return
		}
		say(w, "text/plain", "ready\n")
	})
}

func say(w http.ResponseWriter, contentType, text string) {
	w.Header().Set("Content-Type", contentType+"; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	io.WriteString(w, text)
}
