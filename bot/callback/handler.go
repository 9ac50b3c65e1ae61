package callback

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"duban/campaign"
	"duban/wecom"
)

// Answerer is what stands behind the edge. Both methods are called from many
// goroutines, for one person from one at a time. Their contexts do not end
// with the request. CodeUnavailable means that the store is away: the message
// is kept and handed over again. Any other error is a defect: the platform is
// told to repeat, and the message stays in the spool for the next start.
type Answerer interface {
	// Answer records the message and returns what to say, in parts of at most
	// 2048 bytes; the first part goes out as the passive reply. A message that
	// is handed over again gets the answer it got before.
	Answer(ctx context.Context, in campaign.Inbound) (reply []string, err error)
	// Late sends an answer, not empty, whose first part did not go out as the
	// passive reply. It may be called more than once for a message.
	Late(ctx context.Context, in campaign.Inbound, reply []string) error
}

// Metrics counts what the edge does.
type Metrics interface {
	// Callback is called once per request: what it came to (verified, answered,
	// empty, spooled, refused, forged, malformed) and how long it took.
	Callback(result string, took time.Duration)
	// Backlog tells how many messages wait for the store.
	Backlog(messages int)
}

// DefaultPatience is how long a request waits for its answer. The platform
// waits 5 s (doc 90930).
const DefaultPatience = 3 * time.Second

// Options are the parts of a Handler. Crypt, Answerer and Now are needed; the
// rest has a usable zero value.
type Options struct {
	Crypt    *wecom.Crypt
	AgentID  int64 // the app's id; callbacks for another one are refused, 0 lets all in
	Answerer Answerer
	Now      func() time.Time
	Random   io.Reader     // for nonces and encryption: crypto/rand.Reader
	Spool    string        // path of the spool file; "" for none
	Patience time.Duration // how long a request waits; 0 means DefaultPatience
	Pending  int           // most messages in work at once; 0 means 10,000
	Metrics  Metrics
	Log      *slog.Logger
}

// Handler serves GET and POST of the callback URL. Close it after the server
// stopped.
type Handler struct {
	crypt    *wecom.Crypt
	agentID  int64
	now      func() time.Time
	random   io.Reader
	patience time.Duration
	metrics  Metrics
	log      *slog.Logger
	queue    *queue
}

// New returns a Handler that has begun to work off what the spool file holds.
func New(o Options) (*Handler, error) {
	if o.Crypt == nil || o.Answerer == nil || o.Now == nil || o.Random == nil {
		return nil, errors.New("new callback handler: Crypt, Answerer, Now and Random are needed")
	}
	if o.Patience <= 0 {
		o.Patience = DefaultPatience
	}
	if o.Pending <= 0 {
		o.Pending = 10_000
	}
	if o.Metrics == nil {
		o.Metrics = noMetrics{}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	q := &queue{
		answerer: o.Answerer, metrics: o.Metrics, log: o.Log, max: o.Pending,
		stop: make(chan struct{}), wake: make(chan struct{}, 1), hand: make(chan string, maxResting),
		lanes: map[string][]*job{}, parked: map[string]int{},
	}
	if o.Spool != "" {
		spool, pending, damaged, err := OpenSpool(o.Spool)
		if err != nil {
			return nil, fmt.Errorf("new callback handler: %w", err)
		}
		if damaged > 0 {
			o.Log.Error("spool lines are damaged", "path", o.Spool, "lines", damaged)
		}
		q.spool = spool
		q.restore(pending)
	}
	q.base, q.cancel = context.WithCancel(context.Background())
	q.running.Add(1)
	go q.workBacklog()
	return &Handler{
		crypt: o.Crypt, agentID: o.AgentID, now: o.Now, random: o.Random,
		patience: o.Patience, metrics: o.Metrics, log: o.Log, queue: q,
	}, nil
}

// Close refuses new messages, waits for running work until ctx ends, and
// closes the spool. What is not worked off stays in the spool file.
func (h *Handler) Close(ctx context.Context) error {
	err := h.queue.close(ctx)
	if h.queue.spool != nil {
		err = errors.Join(err, h.queue.spool.Close())
	}
	return err
}

// ServeHTTP answers a verification (GET) or takes a callback in (POST).
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := h.now()
	var result string
	switch r.Method {
	case http.MethodGet:
		result = h.verify(w, r)
	case http.MethodPost:
		result = h.receive(w, r, began)
	default:
		w.Header().Set("Allow", "GET, POST")
		w.WriteHeader(http.StatusMethodNotAllowed)
		result = "malformed"
	}
	h.metrics.Callback(result, h.now().Sub(began))
}

// verify answers the platform's check of the URL: the plain text, nothing
// else, within a second (doc 90930).
func (h *Handler) verify(w http.ResponseWriter, r *http.Request) string {
	plain, err := h.crypt.EchoString(r.URL.Query())
	if err != nil {
		return h.reject(w, err)
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Write(plain)
	return "verified"
}

// usualBody is the room made for a body before it is read: more than a text of
// 2048 bytes needs, and no gift to who announces more than he sends.
const usualBody = 8 << 10

// receive takes one message or event in and answers it.
func (h *Handler) receive(w http.ResponseWriter, r *http.Request, began time.Time) string {
	var body bytes.Buffer
	body.Grow(int(min(max(r.ContentLength, 0), usualBody)) + bytes.MinRead) // -1 where it is not known
	if _, err := body.ReadFrom(http.MaxBytesReader(w, r.Body, wecom.MaxBody)); err != nil {
		status := http.StatusBadRequest
		if tooBig := (*http.MaxBytesError)(nil); errors.As(err, &tooBig) {
			status = http.StatusRequestEntityTooLarge
		}
		w.WriteHeader(status)
		return "malformed"
	}
	plain, err := h.crypt.Open(r.URL.Query(), body.Bytes())
	if err != nil {
		return h.reject(w, err)
	}
	msg, err := wecom.Decode(plain)
	if err == nil && (msg.FromUserName == "" || msg.MsgType == "") {
		err = errors.New("sender or type is missing")
	}
	if err != nil {
		return h.reject(w, err)
	}
	if h.agentID != 0 && msg.AgentID != 0 && msg.AgentID != h.agentID {
		return h.reject(w, wecom.ErrReceiver)
	}
	var fresh randomness
	if _, err := io.ReadFull(h.random, fresh[:]); err != nil {
		h.log.Error("no randomness", "err", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		return "refused"
	}
	j, ok := h.queue.submit(toInbound(msg, began))
	if !ok {
		w.WriteHeader(http.StatusServiceUnavailable)
		return "refused"
	}
	switch outcome, reply := h.wait(j); {
	case outcome == refused:
		w.WriteHeader(http.StatusServiceUnavailable)
		return "refused"
	case outcome == spooled:
		return "spooled"
	case len(reply) == 0:
		return "empty"
	default:
		h.reply(w, msg, reply[0], fresh)
		return "answered"
	}
}

// wait returns what to answer, after the handler's patience at the latest.
func (h *Handler) wait(j *job) (result, []string) {
	timer := time.NewTimer(h.patience)
	defer timer.Stop()
	select {
	case <-j.done:
		return j.result, j.reply
	case <-timer.C:
		return h.queue.acknowledge(j)
	}
}

// randomness is what one reply needs: 16 bytes of encryption, 8 of nonce.
type randomness [24]byte

// reply writes the encrypted passive reply (doc 90241).
func (h *Handler) reply(w http.ResponseWriter, msg wecom.Inbound, text string, fresh randomness) {
	now := h.now().Unix()
	plain := wecom.ReplyTo(msg, now, wecom.Text{Content: text}).XML()
	sealed := h.crypt.Seal(plain, now, hex.EncodeToString(fresh[16:]), [16]byte(fresh[:16]))
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	w.Write(sealed)
}

// reject answers what does not come from the platform, or cannot be read. The
// URL is public and gets scanned, so that is no news above debug level.
func (h *Handler) reject(w http.ResponseWriter, err error) string {
	h.log.Debug("callback rejected", "err", err)
	if errors.Is(err, wecom.ErrSignature) || errors.Is(err, wecom.ErrReceiver) {
		w.WriteHeader(http.StatusForbidden)
		return "forged"
	}
	w.WriteHeader(http.StatusBadRequest)
	return "malformed"
}

type noMetrics struct{}

func (noMetrics) Callback(string, time.Duration) {}
func (noMetrics) Backlog(int)                    {}
