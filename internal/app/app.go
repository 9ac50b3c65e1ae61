package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"duban/bot"
	"duban/bot/media"
	"duban/campaign"
	"duban/configs"
	"duban/message"
	"duban/scheduler"
	"duban/storage"
)

// Options is what an App is made of beside its configuration.
type Options struct {
	Config configs.Config
	Now    func() time.Time // the only clock
	Log    *slog.Logger
	PDF    media.PDFReader // nil: no text is read from a PDF
}

// App is one campaign with its store, its dialog engine and its planner. Open
// it, use it, Close it. It is safe for concurrent use.
type App struct {
	Plan     *campaign.Plan
	Calendar *campaign.Calendar
	Catalog  *message.Catalog
	Store    campaign.Store
	Database *storage.DB

	config  configs.Config
	now     func() time.Time
	log     *slog.Logger
	pdf     media.PDFReader
	engine  *bot.Engine // there once the database was joined
	joined  chan struct{}
	planner *scheduler.Planner
	parts
	closers []closer // the last one is closed first
}

type closer struct {
	what string
	do   func(context.Context) error
}

// Open loads the campaign, opens the database and brings its schema up to date.
// Problems of the configuration or the campaign file are a CodeInvalid.
func Open(ctx context.Context, o Options) (*App, error) {
	a, err := Load(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := a.join(ctx); err != nil {
		return nil, errors.Join(err, a.Close(context.WithoutCancel(ctx)))
	}
	return a, nil
}

// Load is Open for Serve alone, which waits for the database by itself: it does
// not reach for one of PostgreSQL yet.
func Load(ctx context.Context, o Options) (_ *App, err error) {
	a := &App{config: o.Config, now: o.Now, log: o.Log, pdf: o.PDF, joined: make(chan struct{})}
	if a.Plan, a.Calendar, err = LoadPlan(o.Config, campaign.DateOf(o.Now())); err != nil {
		return nil, err
	}
	if a.Catalog, err = message.Load(message.Lang(o.Config.Language)); err != nil {
		return nil, err
	}
	if a.planner, err = scheduler.NewPlanner(a.Plan, a.Calendar, a.Catalog); err != nil {
		return nil, err
	}
	if a.Database, err = OpenDatabase(ctx, o.Config); err != nil {
		return nil, err
	}
	a.onClose("database", func(context.Context) error { return a.Database.Close() })
	a.Store = a.Database.Campaign(a.Plan.ID)
	return a, nil
}

// join brings the database's schema up to date and makes what has to be read
// from it. It does nothing the second time.
func (a *App) join(ctx context.Context) (err error) {
	if a.present() {
		return nil
	}
	if err := a.Database.Migrate(ctx); err != nil {
		return fmt.Errorf("migrate the database: %w", err)
	}
	if a.engine, err = a.newEngine(ctx); err != nil {
		return err
	}
	close(a.joined)
	return nil
}

// present tells whether the database was joined; it may be away again.
func (a *App) present() bool {
	select {
	case <-a.joined:
		return true
	default:
		return false
	}
}

// errNotJoined says that the database was not there yet.
func errNotJoined(op string) error {
	return campaign.Errorf(campaign.CodeUnavailable, op, "the database has not been there since the start")
}

// ready tells whether all that serving needs is there.
func (a *App) ready(ctx context.Context) error {
	if err := a.Database.Ready(ctx); err != nil {
		return err
	}
	if !a.present() {
		return errNotJoined("check the start")
	}
	return nil
}

// LoadPlan reads the configured campaign file, or the embedded campaign of that
// name, and its calendar under the configured holiday table. Problems of either
// file are a CodeInvalid with their lines.
func LoadPlan(c configs.Config, today campaign.Date) (*campaign.Plan, *campaign.Calendar, error) {
	data, err := configs.CampaignFile(c.Campaign, today, os.ReadFile)
	if err != nil {
		return nil, nil, err
	}
	plan, problems := configs.LoadCampaign(c.Campaign, data)
	if err := problems.Err(); err != nil {
		return nil, nil, campaign.Errorf(campaign.CodeInvalid, "load campaign", "%w", err)
	}
	holidays, err := loadHolidays(c.Holidays)
	if err != nil {
		return nil, nil, err
	}
	calendar, err := configs.LoadCalendar(plan.Calendar, holidays...)
	if err != nil {
		return nil, nil, campaign.Errorf(campaign.CodeInvalid, "load calendar", "%w", err)
	}
	return plan, calendar, nil
}

// loadHolidays reads the holiday table of that name; "" is none.
func loadHolidays(name string) ([]campaign.DayKind, error) {
	if name == "" {
		return nil, nil
	}
	const op = "read DUBAN_HOLIDAYS"
	file, err := os.Open(name)
	if err != nil {
		return nil, campaign.Errorf(campaign.CodeInvalid, op, "%w", err)
	}
	defer file.Close()
	rows, problems := configs.ParseHolidays(name, file)
	if err := problems.Err(); err != nil {
		return nil, campaign.Errorf(campaign.CodeInvalid, op, "%w", err)
	}
	return rows, nil
}

func (a *App) newEngine(ctx context.Context) (*bot.Engine, error) {
	var units []string
	err := a.Store.View(ctx, func(tx campaign.Tx) error {
		r, err := tx.Roster(ctx)
		if err != nil {
			return err
		}
		for _, u := range r.Units() {
			units = append(units, u.Name)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the roster: %w", err)
	}
	return bot.New(bot.Options{
		Plan: a.Plan, Calendar: a.Calendar, Catalog: a.Catalog,
		Reader: bot.NewReader(a.Plan, units), PublicURL: a.config.PublicURL, Calendars: a.calendars(), Cards: a.cards(),
	})
}

// onClose adds a step of Close.
func (a *App) onClose(what string, do func(context.Context) error) {
	a.closers = append(a.closers, closer{what, do})
}

// Close undoes what Open and what came later opened, the latest first. One
// failing step does not keep the others from being done. It may be called again.
func (a *App) Close(ctx context.Context) error {
	var errs []error
	for i := len(a.closers) - 1; i >= 0; i-- {
		if err := a.closers[i].do(ctx); err != nil {
			errs = append(errs, fmt.Errorf("close %s: %w", a.closers[i].what, err))
		}
	}
	a.closers = nil
	return errors.Join(errs...)
}
