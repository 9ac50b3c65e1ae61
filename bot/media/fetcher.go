package media

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"

	"duban/campaign"
	"duban/message"
)

// Downloader gets files from the platform.
type Downloader interface {
	// Download writes the file of a media id to w and returns its name, which
	// may be empty, and its declared type. It fails with ErrGone when the
	// platform no longer has the file and with ErrTooLarge when it is over the
	// limit; any other failure is tried again. After a failure w may hold a
	// part of the file.
	Download(ctx context.Context, mediaID string, w io.Writer) (name, contentType string, err error)
}

// Blobs keeps bytes.
type Blobs interface {
	// Put stores all of r. Storing the same bytes again gives the same key.
	Put(ctx context.Context, r io.Reader) (key string, size int64, sha256 string, err error)
	// Open returns the bytes that Put stored under a key.
	Open(ctx context.Context, key string) (io.ReadCloser, error)
}

// Failures that trying again does not mend.
var (
	ErrGone     = errors.New("the platform no longer has the file")
	ErrTooLarge = errors.New("the file is too large")
)

// Kept is how long the platform keeps a file (doc 90253).
const Kept = 3 * 24 * time.Hour

const (
	lease      = 10 * time.Minute // another process leaves a file alone that long
	readLease  = time.Minute      // the same once it is stored and only its text is looked for
	maxReads   = 3                // a file whose reading is cut off so often has no text
	firstPause = 10 * time.Second // before the second try; doubled each time
	lastPause  = time.Hour
	batch      = 32
	abreast    = 4 // files fetched at the same time
	poll       = 15 * time.Second
)

// Options are the parts of a Fetcher. All but PDF, MaxBytes, Dir, Told, Read and
// Log are needed.
type Options struct {
	Store      campaign.Store
	Downloader Downloader
	Blobs      Blobs
	Texts      *message.Catalog
	Zone       *time.Location // in which people are told of times
	Now        func() time.Time
	PDF        PDFReader // nil: no text is read from a PDF
	MaxBytes   int64     // of a file; 0 means 64 MiB
	Dir        string    // for files under way; "" means the system's
	Told       func()    // called after a message to a person was put into the outbox
	// Read is called, in the transaction that records it, with an attachment whose
	// bytes were stored and whose text was looked for; queued: a message to a
	// person was put into the outbox. An error takes the text back, not the bytes;
	// the file is then read again.
	Read func(ctx context.Context, tx campaign.Tx, a campaign.Attachment) (queued bool, err error)
	Log  *slog.Logger
}

// Fetcher works off the attachments that are still with the platform, and those
// that are stored and whose text is not known yet. It is safe for concurrent use;
// several processes may work on one store.
type Fetcher struct {
	o    Options
	wake chan struct{}

	reading sync.Mutex // held while the text of a file is looked for

	mu     sync.Mutex
	cancel context.CancelFunc // nil while it does not run
	ended  chan struct{}
}

// New returns a Fetcher that is not running yet.
func New(o Options) (*Fetcher, error) {
	if o.Store == nil || o.Downloader == nil || o.Blobs == nil || o.Texts == nil || o.Zone == nil || o.Now == nil {
		return nil, errors.New("new fetcher: Store, Downloader, Blobs, Texts, Zone and Now are needed")
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = 64 << 20
	}
	if o.Told == nil {
		o.Told = func() {}
	}
	if o.Read == nil {
		o.Read = func(context.Context, campaign.Tx, campaign.Attachment) (bool, error) { return false, nil }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Fetcher{o: o, wake: make(chan struct{}, 1)}, nil
}

// Start begins to fetch in the background. Starting twice is starting once.
func (f *Fetcher) Start() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.cancel != nil {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	f.cancel, f.ended = cancel, make(chan struct{})
	go func(ended chan struct{}) {
		defer close(ended)
		f.loop(ctx)
	}(f.ended)
}

// Stop ends the background work and awaits it. Files under way are fetched
// again after the next start.
func (f *Fetcher) Stop() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.cancel == nil {
		return
	}
	f.cancel()
	<-f.ended
	f.cancel = nil
}

// Wake makes a running Fetcher look for work now. It does not block.
func (f *Fetcher) Wake() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

func (f *Fetcher) loop(ctx context.Context) {
	ticker := time.NewTicker(poll)
	defer ticker.Stop()
	for {
		if err := f.Run(ctx); err != nil && ctx.Err() == nil {
			f.o.Log.Warn("attachments wait", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-f.wake:
		case <-ticker.C:
		}
	}
}

// Run fetches everything that is due now and returns when that is done. The
// error is the store's; a file that could not be fetched is no error.
func (f *Fetcher) Run(ctx context.Context) error {
	for {
		claimed, err := f.claim(ctx)
		if err != nil || len(claimed) == 0 {
			return err
		}
		if err := f.fetchAll(ctx, claimed); err != nil {
			return err
		}
	}
}

// claim takes attachments that are due, so that other processes leave them
// alone for the length of the lease.
func (f *Fetcher) claim(ctx context.Context) (claimed []campaign.Attachment, err error) {
	now := f.o.Now()
	var due []campaign.Attachment
	look := func(tx campaign.Tx) (err error) {
		due, err = tx.PendingAttachments(ctx, now, batch)
		return err
	}
	// Mostly there are none, and looking should not hold up writers.
	if err := f.o.Store.View(ctx, look); err != nil || len(due) == 0 {
		return nil, err
	}
	err = f.o.Store.Update(ctx, now, func(tx campaign.Tx) error {
		claimed = nil
		if err := look(tx); err != nil {
			return err
		}
		for _, a := range due {
			a.Attempts++
			a.NextAt = now.Add(lease)
			if err := tx.PutAttachment(ctx, a); err != nil {
				return err
			}
			claimed = append(claimed, a)
		}
		return nil
	})
	return claimed, err
}

// fetchAll fetches some files at the same time.
func (f *Fetcher) fetchAll(ctx context.Context, as []campaign.Attachment) error {
	errs := make([]error, len(as))
	slots := make(chan struct{}, abreast)
	var all sync.WaitGroup
	for i, a := range as {
		slots <- struct{}{}
		all.Go(func() {
			errs[i] = f.fetch(ctx, a)
			<-slots
		})
	}
	all.Wait()
	return errors.Join(errs...)
}
