package simulator

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Errors of an act of a member. They are wrapped with detail.
var (
	ErrClosed      = errors.New("simulator: closed")
	ErrNoCallback  = errors.New("simulator: the app has no callback settings")
	ErrNotVisible  = errors.New("simulator: the member is outside the app's visible range")
	ErrUndelivered = errors.New("simulator: the app did not take the callback")
	ErrBadReply    = errors.New("simulator: the app's reply is not valid")
	ErrBadEcho     = errors.New("simulator: the app's answer to the verification is not valid")
)

// Delivery is the record of one act that went to a callback.
type Delivery struct {
	At       time.Time
	AgentID  int
	Inbound  *Inbound
	XML      []byte // before encryption
	Attempts int
	Err      error // why it failed, nil if taken
}

// Deliveries returns the records of all acts, oldest first.
func (s *Simulator) Deliveries() []Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Delivery(nil), s.deliveries...)
}

// Redeliver repeats the app's last delivery.
func (c *Client) Redeliver(ctx context.Context) (Reply, error) {
	c.s.mu.Lock()
	var last *Inbound
	for _, d := range c.s.deliveries {
		if d.AgentID == c.app.AgentID {
			last = d.Inbound
		}
	}
	c.s.mu.Unlock()
	if last == nil {
		return Reply{}, errors.New("simulator: nothing was delivered yet")
	}
	return c.Deliver(ctx, last)
}

// Deliver sends in to the app's callback: up to three times, each with five
// seconds to answer. What the member sees of it appears in the window at the first
// delivery. The reply is applied as the platform would: shown, or ignored.
func (c *Client) Deliver(ctx context.Context, in *Inbound) (Reply, error) {
	s := c.s
	target, err := c.begin(in)
	if err != nil {
		return Reply{}, err
	}
	defer s.busy.Done()
	if target == "" { // nothing to call back about
		return Reply{}, nil
	}
	ctx, cancel := s.untilClosed(ctx)
	defer cancel()
	message := in.xml(s.opt.CorpID, c.app.AgentID)
	body, attempts, err := c.push(ctx, target, message, !in.NoAgentID)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deliveries = keep(append(s.deliveries, Delivery{
		At: s.opt.Now(), AgentID: c.app.AgentID, Inbound: in, XML: message, Attempts: attempts, Err: err,
	}), s.opt.Keep)
	s.wake()
	if err != nil {
		return Reply{Deliveries: attempts}, err
	}
	reply, err := c.readReply(in, body)
	reply.Deliveries = attempts
	if err == nil && reply.Type != "" && !reply.Ignored {
		err = c.applyReply(in, &reply)
	}
	return reply, err
}

// begin checks that the act is possible and shows it in the member's window. When
// it succeeds, busy has been raised.
func (c *Client) begin(in *Inbound) (target string, err error) {
	s := c.s
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.closed:
		return "", ErrClosed
	default:
	}
	p := s.byUser[fold(in.UserID)]
	outside := p == nil || !c.app.sees(p)
	if outside && in.UserID != "sys" && in.Event != "unsubscribe" {
		return "", fmt.Errorf("%w: %s", ErrNotVisible, in.UserID)
	}
	mute := in.MsgType == "file" && s.opt.Switches.NoFileMessages
	if !mute && (c.app.CallbackURL == "" || c.app.crypt == nil) {
		return "", ErrNoCallback
	}
	s.busy.Add(1)
	if in.shown != nil && !in.delivered {
		in.shown.ID, in.shown.AgentID, in.shown.At = strconv.FormatInt(in.MsgID, 10), c.app.AgentID, in.CreateTime
		s.deliver(p, in.shown)
	}
	in.delivered = true
	if mute {
		return "", nil
	}
	return c.app.CallbackURL, nil
}

// untilClosed ends ctx when the simulator closes. cancel waits for its goroutine.
func (s *Simulator) untilClosed(ctx context.Context) (context.Context, func()) {
	ctx, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		select {
		case <-s.closed:
			stop()
		case <-ctx.Done():
		}
	}()
	return ctx, func() { stop(); <-done }
}

// push delivers until the app takes the message or the attempts are used up.
func (c *Client) push(ctx context.Context, target string, message []byte, withAgent bool) (body []byte, attempts int, err error) {
	sw := c.s.opt.Switches
	most := 3
	if sw.OneMoreDelivery {
		most = 4
	}
	var query, envelope string
	for attempts < most && ctx.Err() == nil {
		if query == "" || sw.FreshNonceOnRetry {
			query, envelope = c.seal(message, withAgent)
		}
		attempts++
		var status int
		status, body, err = c.post(ctx, target, query, envelope)
		switch {
		case err != nil:
		case status == http.StatusOK:
			return body, attempts, nil
		default:
			err = fmt.Errorf("status %d", status)
			if sw.RetryOnlyOnTimeout {
				most = attempts
			}
		}
	}
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return nil, attempts, fmt.Errorf("%w after %d attempts: %w", ErrUndelivered, attempts, err)
}

// seal makes the signed query and the encrypted envelope of one delivery.
func (c *Client) seal(message []byte, withAgent bool) (query, envelope string) {
	timestamp, nonce := strconv.FormatInt(c.s.opt.Now().Unix(), 10), newNonce()
	encrypted := c.app.crypt.Encrypt(message, newRandom())
	query = url.Values{
		"msg_signature": {c.app.crypt.Signature(timestamp, nonce, encrypted)},
		"timestamp":     {timestamp}, "nonce": {nonce},
	}.Encode()
	envelope = "<xml>" + cdata("ToUserName", c.s.opt.CorpID) + cdata("Encrypt", encrypted)
	if withAgent {
		envelope += cdata("AgentID", strconv.Itoa(c.app.AgentID))
	}
	return query, envelope + "</xml>"
}

func newNonce() string { return strconv.Itoa(1_000_000_000 + mathrand.IntN(1_000_000_000)) }

// newRandom gives the binary prefix of a ciphertext.
func newRandom() (random [16]byte) {
	rand.Read(random[:])
	return random
}

// post makes one delivery and reads the whole answer in time.
func (c *Client) post(ctx context.Context, target, query, envelope string) (status int, body []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, c.s.opt.CallbackTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, join(target, query), bytes.NewReader([]byte(envelope)))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "text/xml")
	resp, err := c.s.http.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	body, err = io.ReadAll(io.LimitReader(resp.Body, maxRequestBytes))
	return resp.StatusCode, body, err
}

// join adds a query to an address that may have one.
func join(target, query string) string {
	if u, err := url.Parse(target); err == nil && u.RawQuery != "" {
		return target + "&" + query
	}
	return target + "?" + query
}
