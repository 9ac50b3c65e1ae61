package app

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/redis/go-redis/v9"

	"duban/bot/media"
	"duban/campaign"
	"duban/storage/shared"
	"duban/wecom"
)

// sharing is what the replicas of a deployment share through Redis, or this
// process alone.
type sharing struct {
	tokens wecom.Cache
	wakeup shared.Wakeup
}

// share connects to Redis where it is configured. A Redis that is away is no
// error: this process then goes on by itself.
func (a *App) share() (sharing, error) {
	if a.config.RedisURL == "" {
		return sharing{shared.NewMemoryTokens(a.now), shared.NewMemoryWakeup()}, nil
	}
	o, err := redis.ParseURL(string(a.config.RedisURL))
	if err != nil {
		return sharing{}, campaign.Errorf(campaign.CodeInvalid, "read DUBAN_REDIS_URL", "not a Redis address") // the cause may show the password
	}
	client := redis.NewClient(o)
	a.onClose("redis", func(context.Context) error { return client.Close() })
	return sharing{
		shared.FallbackTokens{Redis: shared.NewRedisTokens(client), Memory: shared.NewMemoryTokens(a.now)},
		shared.NewRedisWakeup(client),
	}, nil
}

// newClient returns the API client of the configured app.
func (a *App) newClient(tokens wecom.Cache) (*wecom.Client, error) {
	w := a.config.WeCom
	c, err := wecom.NewClient(wecom.Options{
		BaseURL: w.APIBase, CorpID: w.CorpID, AgentID: int64(w.AgentID), Secret: wecom.Secret(w.Secret),
		Cache: tokens, Now: a.now, Logger: a.log,
	})
	if err != nil {
		return nil, campaign.Errorf(campaign.CodeInvalid, "set up the platform's client", "%w", err)
	}
	return c, nil
}

// maxAttachment is the largest file that is fetched; the platform takes 20 MB
// from members (doc 90253).
const maxAttachment = 64 << 20

// downloader gets attachments from the platform.
type downloader struct{ client *wecom.Client }

// Download implements media.Downloader.
func (d downloader) Download(ctx context.Context, mediaID string, w io.Writer) (name, contentType string, err error) {
	m, err := d.client.DownloadMedia(ctx, mediaID, w, maxAttachment)
	switch {
	case errors.Is(err, wecom.ErrMediaTooLarge):
		return "", "", fmt.Errorf("%w: %w", media.ErrTooLarge, err)
	case err != nil && gone(err):
		return "", "", fmt.Errorf("%w: %w", media.ErrGone, err)
	}
	return m.FileName, m.ContentType, err
}

// gone tells whether the platform no longer has a file (doc 90254, 90313).
func gone(err error) bool {
	var e *wecom.APIError
	return errors.As(err, &e) && (e.Code == 40007 || e.Code == 40145)
}
