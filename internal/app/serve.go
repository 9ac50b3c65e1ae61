package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"duban/bot/callback"
	"duban/campaign"
	"duban/console"
	"duban/storage"
	"duban/wecom"
)

// StopTime is how long each half of a stop may take: answering the requests
// that were accepted, and closing the parts behind them.
const StopTime = 5 * time.Second

// Serve runs the service until ctx ends: the HTTP server, the scheduler's loop
// and the fetching of attachments. Where the database is away it listens all the
// same, keeps what the platform brings, and starts the rest when the database is
// there. It finishes what it accepted before it returns. CodeInvalid: the app of
// the platform is half configured.
func (a *App) Serve(ctx context.Context) error {
	if err := a.prepare(); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", a.config.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	began, failed := make(chan struct{}), error(nil)
	go func() {
		defer close(began)
		if failed = a.startOnceThere(ctx); failed != nil {
			stop()
		}
	}()
	select { // where the database is there, nobody is to wait in the spool
	case <-began:
		if failed != nil {
			return errors.Join(failed, listener.Close())
		}
	case <-time.After(startTime):
	}
	debug.FreeOSMemory() // what the start needed, an idle service does not
	err = a.ServeOn(ctx, listener, a.Handler())
	stop()
	<-began
	return errors.Join(failed, err)
}

const (
	// startTime is how long requests wait for the start before they are served
	// without the database.
	startTime = time.Second
	// The pauses between two tries to start while the database is away.
	firstPause = 250 * time.Millisecond
	lastPause  = 5 * time.Second
)

// startOnceThere starts what needs the database, as soon as it is there. It
// returns nil when ctx ends before; an error is for good.
func (a *App) startOnceThere(ctx context.Context) error {
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		err := a.join(ctx)
		if err == nil {
			err = a.Start(ctx)
		}
		switch {
		case err == nil, ctx.Err() != nil:
			return nil
		case !storage.Passes(err):
			return err
		}
		a.log.Warn("the database is away: messages go to the spool, all else waits", "error", err)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
	}
}

// ServeOn serves handler on listener until ctx ends or the server fails.
func (a *App) ServeOn(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute,
		BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	a.log.Info("serving", "address", "http://"+listener.Addr().String(), "campaign", a.Plan.ID)
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), StopTime)
		defer cancel()
		if err = server.Shutdown(stop); err != nil {
			err = errors.Join(err, server.Close())
		}
		if e := <-failed; !errors.Is(e, http.ErrServerClosed) {
			err = errors.Join(err, e)
		}
	}
	a.log.Info("stopped")
	return err
}

// Handler serves every address of the service. Call it after StartEdges.
func (a *App) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", console.Home(a.Catalog))
	mux.Handle("GET /healthz", console.Healthz())
	mux.Handle("GET /readyz", console.Readyz(a.ready, a.log))
	mux.Handle("GET /metrics", promhttp.HandlerFor(a.metrics.registry, promhttp.HandlerOpts{}))
	options := console.Options{
		Store: a.Store, Plan: func() *campaign.Plan { return a.Plan }, Now: a.now, Token: string(a.config.APIToken),
		Blobs: a.files, PublicURL: a.config.PublicURL, Log: a.log,
	}
	mux.Handle("/api/v1/", console.NewAPI(options))
	if keys, ok := a.calendarKeys(); ok {
		mux.Handle("GET /calendar/", console.NewCalendar(options, keys, a.Catalog))
	}
	if a.edge != nil {
		mux.Handle("/wecom/callback", a.edge)
	}
	return mux
}

// newEdge returns the callback edge of the configured app.
func (a *App) newEdge() (*callback.Handler, error) {
	w := a.config.WeCom
	crypt, err := wecom.NewCrypt(string(w.Token), string(w.AESKey), w.CorpID)
	if err != nil {
		return nil, campaign.Errorf(campaign.CodeInvalid, "set up the callback", "%w", err)
	}
	return callback.New(callback.Options{
		Crypt: crypt, AgentID: int64(w.AgentID), Answerer: a, Now: a.now, Random: rand.Reader,
		Spool: a.spool(), Metrics: a.metrics, Log: a.log,
	})
}

// spool returns the path of the file for messages that come while the database
// is away: beside an SQLite database, else named after the address, so that two
// processes on one machine never share it.
func (a *App) spool() string {
	if path, ok := sqliteFile(a.config); ok {
		return path + ".spool"
	}
	return "duban-" + strings.NewReplacer(":", "-", "[", "", "]", "").Replace(a.config.Listen) + ".spool"
}
