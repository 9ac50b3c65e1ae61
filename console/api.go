package console

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"duban/campaign"
)

// BlobReader gives the bytes of stored attachments.
type BlobReader interface {
	// Open returns the bytes under a key; the caller closes them.
	Open(ctx context.Context, key string) (io.ReadCloser, error)
}

// Options are the parts of the console. Store, Plan and Now are needed.
type Options struct {
	Store     campaign.Store
	Plan      func() *campaign.Plan // the plan in force; called once per request
	Now       func() time.Time
	Token     string     // bearer token of the API; "" turns the API off
	Blobs     BlobReader // nil: attachments cannot be downloaded
	PublicURL string     // how browsers reach the console, without a slash at the end; "" for relative links
	Log       *slog.Logger
}

// logger returns o.Log, or one that keeps quiet.
func (o Options) logger() *slog.Logger {
	if o.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return o.Log
}

// api serves /api/v1.
type api struct {
	Options
	log   *slog.Logger
	token [sha256.Size]byte
}

// endpoint answers a request from one consistent state of the store.
type endpoint func(ctx context.Context, tx campaign.Tx, q *query) (any, error)

// NewAPI returns the JSON API under /api/v1/. Every request carries the token
// as Authorization: Bearer; without a token in the options every path is 404.
func NewAPI(o Options) http.Handler {
	a := &api{Options: o, log: o.logger(), token: sha256.Sum256([]byte(o.Token))}
	mux := http.NewServeMux()
	for path, e := range map[string]endpoint{
		"progress":             a.progress,
		"submissions":          a.submissions,
		"submissions/{number}": a.submission,
		"messages":             a.messages,
		"deliveries":           a.deliveries,
		"pairings":             a.pairings,
		"members":              a.members,
		"units":                a.units,
	} {
		mux.HandleFunc("/api/v1/"+path, a.serve(e))
	}
	mux.HandleFunc("/api/v1/attachments/{id}", a.attachment)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		newProblem(http.StatusNotFound, "there is no %s", r.URL.Path).write(w)
	})
	return a.guard(mux)
}

// guard lets reading requests with the token through.
func (a *api) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case a.Token == "":
			newProblem(http.StatusNotFound, "the API is off: no API token is configured").write(w)
		case !a.authorized(r):
			w.Header().Set("WWW-Authenticate", `Bearer realm="duban"`)
			newProblem(http.StatusUnauthorized, "the request needs the header Authorization: Bearer with the API token").write(w)
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			w.Header().Set("Allow", "GET, HEAD")
			newProblem(http.StatusMethodNotAllowed, "the API is read with GET").write(w)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// authorized compares hashes, so that the time taken tells nothing of the
// token, nor of its length.
func (a *api) authorized(r *http.Request) bool {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	sum := sha256.Sum256([]byte(strings.TrimSpace(token)))
	return strings.EqualFold(scheme, "Bearer") && subtle.ConstantTimeCompare(sum[:], a.token[:]) == 1
}

// serve answers with the JSON of what e returns.
func (a *api) serve(e endpoint) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		q := newQuery(r, a.Plan())
		var body any
		err := a.Store.View(r.Context(), func(tx campaign.Tx) (err error) {
			body, err = e(r.Context(), tx, q)
			return err
		})
		if err == nil {
			err = q.problem()
		}
		var raw []byte
		if err == nil {
			raw, err = json.Marshal(body)
		}
		if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
			return // nobody is listening
		}
		if err != nil {
			problemOf(err, a.log).write(w)
			return
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.Write(append(raw, '\n'))
	}
}

// progressBody is the answer of /api/v1/progress.
type progressBody struct {
	Campaign     string                        `json:"campaign"`
	At           time.Time                     `json:"at"`
	Deliverables []campaign.DeliverableFigures `json:"deliverables"`
}

func (a *api) progress(ctx context.Context, tx campaign.Tx, q *query) (any, error) {
	if err := q.problem(); err != nil {
		return nil, err
	}
	roster, err := tx.Roster(ctx)
	if err != nil {
		return nil, err
	}
	deadlines, err := tx.Deadlines(ctx)
	if err != nil {
		return nil, err
	}
	now := a.Now().In(q.plan.Zone)
	all := func(yield func(campaign.Debt) error) error { return tx.AllDebts(ctx, "", yield) }
	figures, err := campaign.Progress(q.plan, roster, all, deadlines, now)
	if figures == nil {
		figures = []campaign.DeliverableFigures{}
	}
	return progressBody{q.plan.ID, now, figures}, err
}
