package simulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"
)

// verifyConnections is from how many addresses at once a saved URL is verified.
const verifyConnections = 3

// VerifyURL does what saving the app's callback address does (doc 90930): the same
// GET over several connections at once; each answer must be the plain echo, byte
// for byte, within a second. The error joins those of all connections.
func (c *Client) VerifyURL(ctx context.Context) error {
	s := c.s
	s.mu.Lock()
	target := c.app.CallbackURL
	if target == "" || c.app.crypt == nil {
		s.mu.Unlock()
		return ErrNoCallback
	}
	echo := strconv.FormatInt(s.nextMsgID(), 10)
	s.mu.Unlock()
	timestamp, nonce := strconv.FormatInt(s.opt.Now().Unix(), 10), newNonce()
	encrypted := c.app.crypt.Encrypt([]byte(echo), newRandom())
	query := url.Values{
		"msg_signature": {c.app.crypt.Signature(timestamp, nonce, encrypted)},
		"timestamp":     {timestamp}, "nonce": {nonce}, "echostr": {encrypted},
	}.Encode()
	errs := make([]error, verifyConnections)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() { errs[i] = verifyOnce(ctx, join(target, query), echo, s.opt.VerifyTimeout) })
	}
	all.Wait()
	return errors.Join(errs...)
}

// verifyOnce asks over a connection of its own.
func verifyOnce(ctx context.Context, target, echo string, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		return err
	}
	transport := &http.Transport{DisableKeepAlives: true}
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrBadEcho, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrBadEcho, err)
	case resp.StatusCode != http.StatusOK || string(body) != echo:
		return fmt.Errorf("%w: status %d, %d bytes instead of %d", ErrBadEcho, resp.StatusCode, len(body), len(echo))
	}
	return nil
}
