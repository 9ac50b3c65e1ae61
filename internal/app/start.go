package app

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"duban/bot/callback"
	"duban/bot/media"
	"duban/campaign"
	"duban/report/press"
	"duban/scheduler"
	"duban/scheduler/push"
	"duban/storage/blob"
	"duban/wecom"
)

// parts are what runs by itself, or stands between the store and the platform.
// They are there after Start, StartEdges or Tick.
type parts struct {
	metrics   *metrics
	sharing   sharing
	client    *wecom.Client // nil: no app is configured
	files     files
	scheduler *scheduler.Scheduler // nil: there is nowhere to send to
	edges     bool                 // that prepare was done
	fetcher   *media.Fetcher       // nil without an app
	edge      *callback.Handler    // nil without an app
	greying   sync.WaitGroup       // cards on their way to grey
	press     *press.Press
}

// Start starts all that serving needs: the edges and the scheduler's loop.
// Close stops it.
func (a *App) Start(ctx context.Context) error {
	if err := a.StartEdges(ctx); err != nil {
		return err
	}
	if a.scheduler == nil {
		return nil
	}
	if gap, ok := a.Calendar.Gap(a.Plan.Span()); ok {
		a.log.Warn("the holiday table does not cover the campaign: Monday to Friday count as workdays", "from", gap, "set", "DUBAN_HOLIDAYS")
	}
	loop, stop := context.WithCancel(context.WithoutCancel(ctx))
	hints, deaf := a.sharing.wakeup.Subscribe(wakeTopic)
	var running sync.WaitGroup
	running.Go(func() { _ = a.scheduler.Run(loop) }) // it logs and goes on until it is stopped
	running.Go(func() { a.remindLoop(loop) })
	running.Go(func() { a.press.Loop(loop) })
	running.Go(func() {
		for {
			select {
			case <-loop.Done():
				return
			case <-hints:
				a.scheduler.Wake()
			}
		}
	})
	a.onClose("scheduler", func(ctx context.Context) error {
		deaf()
		stop()
		done := make(chan struct{})
		go func() { running.Wait(); close(done) }()
		select {
		case <-done:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	return nil
}

// wakeTopic is the hint that the outbox has something new.
const wakeTopic = "duban:outbox"

// StartEdges starts what takes messages in and fetches their attachments, but
// not the scheduler's loop. CodeInvalid: the app is half configured.
func (a *App) StartEdges(ctx context.Context) error {
	if err := a.prepare(); err != nil {
		return err
	}
	if err := a.recordPublic(ctx); err != nil {
		return err
	}
	if a.fetcher != nil {
		a.fetcher.Start()
	}
	return nil
}

// prepare makes the edges without the database: the callback keeps what comes
// until the database is joined. It does nothing the second time.
func (a *App) prepare() error {
	if a.edges {
		return nil
	}
	missing := a.config.WeCom.Missing()
	if n := len(missing); n > 0 && n < 5 {
		return campaign.Errorf(campaign.CodeInvalid, "start", "the app of the platform is half configured: set %s", strings.Join(missing, ", "))
	}
	err := a.connect("")
	if err != nil {
		return err
	}
	a.edges = true
	if len(missing) > 0 {
		a.log.Warn("no app of the platform is configured: the callback and sending are off", "set", missing)
		return nil
	}
	a.fetcher, err = media.New(media.Options{
		Store: a.Store, Downloader: downloader{a.client}, Blobs: a.files, Texts: a.Catalog, Zone: a.Plan.Zone, PDF: a.pdf,
		Now: a.now, Told: func() { a.wake(context.Background()) }, Log: a.log,
		Read: func(ctx context.Context, tx campaign.Tx, file campaign.Attachment) (bool, error) {
			return a.engine.Extracted(ctx, tx, file, a.now())
		},
	})
	if err != nil {
		return fmt.Errorf("set up the fetching of attachments: %w", err)
	}
	a.onClose("attachments", func(context.Context) error { a.fetcher.Stop(); return nil })
	a.onClose("cards", func(context.Context) error { a.greying.Wait(); return nil })
	if a.edge, err = a.newEdge(); err != nil {
		return err
	}
	a.onClose("callback", a.edge.Close)
	return nil
}

// atTimeline is the timeline of a tick at a given time: it remembers its last
// planning apart, since its clock need not be the machine's.
const atTimeline = ":at"

// connect makes the parts that speak to the outside, for a timeline of the
// scheduler. It makes no call, and does nothing the second time.
func (a *App) connect(timeline string) (err error) {
	if a.metrics != nil {
		return nil
	}
	if a.files.Store, err = blob.Open(string(a.config.BlobURL), os.Getenv); err != nil {
		return campaign.Errorf(campaign.CodeInvalid, "open DUBAN_BLOB_URL", "%w", err)
	}
	if a.sharing, err = a.share(); err != nil {
		return err
	}
	a.press, err = press.New(press.Options{
		Store: a.Store, Plan: a.Plan, Texts: a.Catalog, Blobs: a.files, Now: a.now, Told: func() { a.wake(context.Background()) }, Log: a.log,
	})
	if err != nil {
		return err
	}
	senders := map[campaign.Channel]scheduler.Sender{}
	if len(a.config.WeCom.MissingToSend()) == 0 {
		if a.client, err = a.newClient(); err != nil {
			return err
		}
		senders[campaign.ChannelApp] = push.NewApp(a.client, a.files)
	}
	groups, err := a.groups()
	if err != nil {
		return err
	}
	senders[campaign.ChannelGroup] = push.NewGroup(groups)
	metrics := newMetrics()
	metrics.registry.MustRegister(&backlog{a.Store, a.now, a.log})
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	a.scheduler, err = scheduler.New(scheduler.Options{
		Store: a.Store, Plan: a.Plan, Calendar: a.Calendar, Text: a.Catalog, Senders: senders,
		Owner: fmt.Sprintf("%s-%d-%d", host, os.Getpid(), a.now().UnixNano()), Timeline: timeline, Log: a.log, Now: a.now, Observe: metrics.tried,
		Cards: a.cards(), Markdown: a.config.Markdown,
		Skew: func(ctx context.Context) (time.Duration, error) { return a.Database.Skew(ctx, a.now) },
	})
	a.metrics = metrics
	return err
}

// groups returns the webhooks of the configured groups by name.
func (a *App) groups() (map[string]push.Webhook, error) {
	out := map[string]push.Webhook{}
	for name, address := range a.config.GroupWebhooks {
		o, err := wecom.ParseWebhook(wecom.Secret(address))
		if err != nil {
			return nil, campaign.Errorf(campaign.CodeInvalid, "read DUBAN_GROUP_WEBHOOKS", "group %s: %w", name, err)
		}
		o.Logger = a.log
		if out[name], err = wecom.NewWebhook(o); err != nil {
			return nil, campaign.Errorf(campaign.CodeInvalid, "read DUBAN_GROUP_WEBHOOKS", "group %s: %w", name, err)
		}
	}
	return out, nil
}

// Tick plans and delivers, once, what is due as of now; left counts what has to
// wait for a later tick.
func (a *App) Tick(ctx context.Context, now time.Time) (left int, err error) {
	if err := a.connect(atTimeline); err != nil {
		return 0, err
	}
	if err := a.recordPublic(ctx); err != nil {
		return 0, err
	}
	if err := a.remind(ctx, now); err != nil {
		return 0, err
	}
	if err := a.press.Run(ctx); err != nil {
		return 0, err
	}
	return a.scheduler.Tick(ctx, now)
}

// remind asks about drafts that rest.
func (a *App) remind(ctx context.Context, now time.Time) error {
	asked := 0
	err := a.Store.Update(ctx, now, func(tx campaign.Tx) (err error) {
		asked, err = a.engine.Remind(ctx, tx, now)
		return err
	})
	if asked > 0 {
		a.wake(ctx)
	}
	return err
}

// remindEvery is how often drafts that rest are looked for.
const remindEvery = time.Hour

// remindLoop looks for drafts that rest until ctx ends.
func (a *App) remindLoop(ctx context.Context) {
	beat := time.NewTicker(remindEvery)
	defer beat.Stop()
	for {
		if err := a.remind(ctx, a.now()); err != nil && ctx.Err() == nil {
			a.log.Error("look for resting drafts", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-beat.C:
		}
	}
}

// wake tells the schedulers of all replicas to look at once.
func (a *App) wake(ctx context.Context) {
	if a.scheduler == nil {
		return
	}
	if err := a.sharing.wakeup.Publish(ctx, wakeTopic); err != nil {
		a.log.Debug("wake the other replicas", "error", err) // a hint: they look by themselves too
	}
}
