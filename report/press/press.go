package press

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"duban/campaign"
	"duban/message"
	"duban/report"
)

// Blobs keeps bytes.
type Blobs interface {
	// Put stores all of r. Storing the same bytes again gives the same key.
	Put(ctx context.Context, r io.Reader) (key string, size int64, sha256 string, err error)
}

const (
	atOnce   = 16
	maxTries = 3
	poll     = 15 * time.Second
	// maxBytes is the largest file that the platform takes (doc 90253).
	maxBytes = 20 << 20
)

// Options are the parts of a Press. All but Told and Log are needed.
type Options struct {
	Store campaign.Store
	Plan  *campaign.Plan
	Texts *message.Catalog
	Blobs Blobs
	Now   func() time.Time
	Told  func() // called after a delivery was released
	Log   *slog.Logger
}

// Press works off the orders. It is safe for concurrent use; several processes
// may work on one store.
type Press struct {
	o     Options
	maker *report.Maker
	wake  chan struct{}

	mu    sync.Mutex
	tries map[int64]int // failures so far, by delivery
}

// New returns a Press; it does nothing yet.
func New(o Options) (*Press, error) {
	if o.Store == nil || o.Plan == nil || o.Texts == nil || o.Blobs == nil || o.Now == nil {
		return nil, errors.New("new press: Store, Plan, Texts, Blobs and Now are needed")
	}
	if o.Told == nil {
		o.Told = func() {}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Press{o: o, maker: report.New(o.Plan, o.Texts), wake: make(chan struct{}, 1), tries: map[int64]int{}}, nil
}

// Wake makes Loop look for orders now. It does not block.
func (p *Press) Wake() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// Loop makes what is ordered until ctx ends.
func (p *Press) Loop(ctx context.Context) {
	beat := time.NewTicker(poll)
	defer beat.Stop()
	for {
		if err := p.Run(ctx); err != nil && ctx.Err() == nil {
			p.o.Log.WarnContext(ctx, "orders wait", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-p.wake:
		case <-beat.C:
		}
	}
}

// Run makes every document that is ordered, each once. What fails is tried again
// by the next Run. What cannot be made is given up after three tries, and the
// person is told; what could not be read or stored waits. The error is the
// store's.
func (p *Press) Run(ctx context.Context) error {
	seen := map[int64]bool{}
	for {
		var orders []campaign.Delivery
		err := p.o.Store.View(ctx, func(tx campaign.Tx) (err error) {
			orders, err = tx.Ordered(ctx, atOnce)
			return err
		})
		if err != nil {
			return fmt.Errorf("look for orders: %w", err)
		}
		fresh := false
		for _, d := range orders {
			if seen[d.ID] {
				continue
			}
			fresh, seen[d.ID] = true, true
			if err := p.serve(ctx, d); err != nil {
				return err
			}
		}
		if !fresh {
			return nil
		}
	}
}

// serve makes one document and releases its delivery, as a text where there is no
// document to send.
func (p *Press) serve(ctx context.Context, d campaign.Delivery) error {
	name := p.maker.Name(d.File.Order, d.At)
	key, size, err := p.make(ctx, d)
	var empty *Empty
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &empty):
		return p.release(ctx, asText(d, p.o.Texts.Text(empty.Key, empty.Args)))
	case errors.Is(err, errAway) || campaign.CodeOf(err) == campaign.CodeUnavailable:
		p.o.Log.WarnContext(ctx, "document waits", "document", d.File.Name, "error", err)
		return nil
	case err != nil:
		if !p.failed(d.ID) {
			p.o.Log.WarnContext(ctx, "document was not made", "document", d.File.Name, "error", err)
			return nil
		}
		p.o.Log.ErrorContext(ctx, "document is given up", "document", d.File.Name, "to", d.To, "error", err)
		return p.release(ctx, asText(d, p.o.Texts.Text(message.ReportFailed, message.Args{"name": name})))
	case size > maxBytes:
		return p.release(ctx, asText(d, p.o.Texts.Text(message.ReportTooLarge, message.Args{"name": name, "limit": maxBytes >> 20})))
	}
	d.File.Key = key
	return p.release(ctx, d)
}

// asText returns the delivery with a text in place of its document.
func asText(d campaign.Delivery, text string) campaign.Delivery {
	d.File, d.Text = campaign.File{}, text
	return d
}

// failed counts a failure; last: there was one too many.
func (p *Press) failed(id int64) (last bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tries[id]++
	return p.tries[id] >= maxTries
}

// release lets the delivery leave. One that went on without us is left alone.
func (p *Press) release(ctx context.Context, d campaign.Delivery) error {
	err := p.o.Store.Update(ctx, p.o.Now(), func(tx campaign.Tx) error { return tx.SetDeliveryText(ctx, d) })
	if c := campaign.CodeOf(err); c == campaign.CodeConflict || c == campaign.CodeNotFound {
		err = nil
	}
	if err != nil {
		return fmt.Errorf("release delivery %d: %w", d.ID, err)
	}
	p.mu.Lock()
	delete(p.tries, d.ID)
	p.mu.Unlock()
	p.o.Told()
	return nil
}

// make makes the document of an order and stores it. A panic of the writer is an
// error.
func (p *Press) make(ctx context.Context, d campaign.Delivery) (key string, size int64, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v", v)
		}
	}()
	var file bytes.Buffer
	if err := p.Write(ctx, &file, d.File.Order, d.At); err != nil {
		return "", 0, err
	}
	if file.Len() > maxBytes {
		return "", int64(file.Len()), nil
	}
	if key, size, _, err = p.o.Blobs.Put(ctx, &file); err != nil {
		return "", 0, fmt.Errorf("%w: %w", errAway, err)
	}
	return key, size, nil
}

// errAway says that the document was made and could not be stored: it waits for
// as long as it takes.
var errAway = errors.New("the document could not be stored")
