package wecom

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"
)

// Tokens is what a Client needs of a token source; [TokenSource] is one.
type Tokens interface {
	Token(ctx context.Context) (string, error)
	Drop(token string)
}

// Options configures a Client. CorpID and AgentID are required, and either
// Secret or TokenSource.
type Options struct {
	BaseURL     string       // without /cgi-bin; empty: DefaultBaseURL
	HTTPClient  *http.Client // nil: one with a timeout of 30 s
	CorpID      string
	AgentID     int64
	Secret      Secret
	TokenSource Tokens           // nil: a TokenSource for CorpID, AgentID, Secret, Cache and Lease
	Cache       Cache            // shared token cache; nil: none beyond the process
	Lease       Lease            // shared like Cache, for refreshing; nil: none
	Now         func() time.Time // nil: time.Now
	Logger      *slog.Logger     // nil: no log
}

// Client calls the server API as one self-built application. When the platform
// calls the token invalid, it gets a new one and repeats the call once; every
// other retry is the caller's. Errors are *APIError, *StatusError,
// *TransportError or those of the token source; ClassOf reads them all. A
// Client is safe for concurrent use.
type Client struct {
	transport transport
	tokens    Tokens
	corpID    string
	agentID   int64
	secret    Secret
	log       *slog.Logger
}

// NewClient returns a client; it makes no call.
func NewClient(o Options) (*Client, error) {
	if o.CorpID == "" || o.AgentID <= 0 {
		return nil, errors.New("wecom: client needs a corp id and an agent id")
	}
	if o.TokenSource == nil {
		tokens, err := NewTokenSource(TokenOptions{
			CorpID: o.CorpID, AgentID: o.AgentID, Secret: o.Secret,
			BaseURL: o.BaseURL, HTTPClient: o.HTTPClient, Cache: o.Cache, Lease: o.Lease, Now: o.Now,
		})
		if err != nil {
			return nil, err
		}
		o.TokenSource = tokens
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return &Client{
		transport: newTransport(o.BaseURL, o.HTTPClient), tokens: o.TokenSource,
		corpID: o.CorpID, agentID: o.AgentID, secret: o.Secret, log: o.Logger,
	}, nil
}

// Format prints corp and agent only, so that no log line carries the secret.
func (c *Client) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "wecom.Client(%s/%d)", c.corpID, c.agentID)
}

// CorpID returns the corp the client acts in.
func (c *Client) CorpID() string { return c.corpID }

// AgentID returns the application the client acts as.
func (c *Client) AgentID() int64 { return c.agentID }

// get calls a read API.
func (c *Client) get(ctx context.Context, api string, query url.Values, out any) error {
	return c.call(ctx, request{api: api, query: query}, out)
}

// post calls an API with v as its JSON body.
func (c *Client) post(ctx context.Context, api string, v, out any) error {
	body, err := encodeJSON(v)
	if err != nil {
		return fmt.Errorf("wecom: %s: encode: %w", api, err)
	}
	return c.call(ctx, request{api: api, body: body}, out)
}

func (c *Client) call(ctx context.Context, r request, out any) error {
	return c.withToken(ctx, r, func(r request) error { return c.transport.call(ctx, r, out) })
}

// withToken runs do with a token in the query of r, and once more with a new
// one when the platform says that the first is invalid.
func (c *Client) withToken(ctx context.Context, r request, do func(request) error) error {
	token, err := c.tokens.Token(ctx)
	if err != nil {
		return err
	}
	err = do(c.withSecrets(r, token))
	if ClassOf(err) == ClassRefreshToken {
		c.log.WarnContext(ctx, "access token refused", "api", r.api, "err", err)
		c.tokens.Drop(token)
		fresh, tokenErr := c.tokens.Token(ctx)
		if tokenErr != nil {
			return tokenErr
		}
		if fresh != token {
			err = do(c.withSecrets(r, fresh))
		}
	}
	c.log.DebugContext(ctx, "platform called", "api", r.api, "err", err)
	return err
}

func (c *Client) withSecrets(r request, token string) request {
	query := url.Values{"access_token": {token}}
	for key, values := range r.query {
		query[key] = values
	}
	r.query = query
	r.secrets = []string{token, string(c.secret)}
	return r
}
