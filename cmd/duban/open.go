package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"duban/campaign"
	"duban/configs"
	"duban/internal/app"
)

// logger returns the log of a process, on standard error.
func logger(e env, c configs.Config) *slog.Logger {
	o := &slog.HandlerOptions{Level: c.LogLevel}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(e.stderr, o))
	}
	return slog.New(slog.NewTextHandler(e.stderr, o))
}

// withApp opens the configured service on a clock, uses it and closes it.
func withApp(ctx context.Context, e env, c configs.Config, now func() time.Time, use func(*app.App) error) error {
	return withAppOf(ctx, app.Open, e, c, now, use)
}

// withAppOf is withApp for a way to open the service.
func withAppOf(ctx context.Context, open func(context.Context, app.Options) (*app.App, error), e env, c configs.Config, now func() time.Time, use func(*app.App) error) (err error) {
	a, err := open(ctx, app.Options{Config: c, Now: now, Log: logger(e, c), PDF: pdfReader()})
	if err != nil {
		return asUsage(err)
	}
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), app.StopTime)
		defer cancel()
		err = errors.Join(err, a.Close(closing))
	}()
	return use(a)
}

// asUsage marks what the caller has to mend in the configuration.
func asUsage(err error) error {
	switch campaign.CodeOf(err) {
	case campaign.CodeInvalid, campaign.CodeNotFound:
		return usageError{err}
	}
	return err
}

// fixed returns a clock that stands.
func fixed(t time.Time) func() time.Time { return func() time.Time { return t } }
