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
	lease  wecom.Lease // nil without Redis
	wakeup shared.Wakeup
}

// share connects to Redis where it is configured. A Redis that is away is no
// error: this process then goes on by itself.
func (a *App) share() (sharing, error) {
	if a.config.RedisURL == "" {
		return sharing{tokens: shared.NewMemoryTokens(a.now), wakeup: shared.NewMemoryWakeup()}, nil
	}
	o, err := redis.ParseURL(string(a.config.RedisURL))
	if err != nil {
		return sharing{}, campaign.Errorf(campaign.CodeInvalid, "read DUBAN_REDIS_URL", "not a Redis address") // the cause may show the password
	}
	o.ContextTimeoutEnabled = true // one that is mute holds nobody up for longer than one that is away
	client := redis.NewClient(o)
	a.onClose("redis", func(context.Context) error { return client.Close() })
	return sharing{
		tokens: shared.FallbackTokens{Redis: shared.NewRedisTokens(client), Memory: shared.NewMemoryTokens(a.now)},
		lease:  shared.NewRedisLease(client), wakeup: shared.NewRedisWakeup(client),
	}, nil
}

// newClient returns the API client of the configured app.
func (a *App) newClient() (*wecom.Client, error) {
	w := a.config.WeCom
	c, err := wecom.NewClient(wecom.Options{
		BaseURL: w.APIBase, CorpID: w.CorpID, AgentID: int64(w.AgentID), Secret: wecom.Secret(w.Secret),
		Cache: a.sharing.tokens, Lease: a.sharing.lease, Now: a.now, Logger: a.log,
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
