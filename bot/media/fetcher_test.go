package media_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"duban/bot/media"
	"duban/campaign"
	"duban/message"
	"duban/storage"
)

// TestMain lets the test binary be the process that reads one PDF.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == "pdf-text" {
		if media.WritePDFText(os.Stdout, os.Stdin, os.Args[2]) != nil {
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

var (
	zone  = time.FixedZone("Asia/Shanghai", 8*3600)
	start = time.Date(2011, 10, 5, 9, 0, 0, 0, zone)
)

// compiled is where the compiled reader of PDF is kept.
func compiled() string {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	return filepath.Join(cache, "duban")
}

// lease is how long a file is left to the process that took it.
const lease = 10 * time.Minute

// platform is a Downloader that answers by media id.
type platform struct {
	mu    sync.Mutex
	files map[string]string
	errs  map[string]error
	asked []string
	hook  func(ctx context.Context)
}

func (p *platform) Download(ctx context.Context, id string, w io.Writer) (string, string, error) {
	p.mu.Lock()
	p.asked = append(p.asked, id)
	data, err := p.files[id], p.errs[id]
	p.mu.Unlock()
	if p.hook != nil {
		p.hook(ctx)
	}
	if ctx.Err() != nil {
		return "", "", ctx.Err()
	}
	if _, werr := io.WriteString(w, data); werr != nil {
		return "", "", fmt.Errorf("download: %w", werr)
	}
	return id + ".txt", "text/plain", err
}

func (p *platform) set(id, data string, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.files[id], p.errs[id] = data, err
}

// shelf is a Blobs in memory.
type shelf struct {
	mu   sync.Mutex
	err  error
	data map[string]string
}

func (s *shelf) Put(_ context.Context, r io.Reader) (string, int64, string, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return "", 0, "", err
	}
	sum := sha256.Sum256(raw)
	key := hex.EncodeToString(sum[:])
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return "", 0, "", s.err
	}
	s.data[key] = string(raw)
	return key, int64(len(raw)), key, nil
}

func (s *shelf) Open(_ context.Context, key string) (io.ReadCloser, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return nil, s.err
	}
	return io.NopCloser(strings.NewReader(s.data[key])), nil
}

// bench is a Fetcher with all it stands on.
type bench struct {
	*media.Fetcher
	store    campaign.Store
	platform *platform
	shelf    *shelf
	told     int

	reading sync.Mutex
	readErr error             // of telling what was read
	read    map[string]string // texts told to Read, by attachment

	mu  sync.Mutex
	now time.Time
}

func setup(t *testing.T) *bench {
	t.Helper()
	ctx := context.Background()
	db, err := storage.Open(ctx, "sqlite:"+t.TempDir()+"/duban.db", storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	texts, err := message.Load(message.Hans)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{store: db.Campaign("three-2011"), now: start,
		platform: &platform{files: map[string]string{}, errs: map[string]error{}}, shelf: &shelf{data: map[string]string{}}, read: map[string]string{}}
	b.Fetcher, err = media.New(media.Options{
		PDF:   media.PDFProcess(os.Args[0], "pdf-text", compiled()),
		Store: b.store, Downloader: b.platform, Blobs: b.shelf, Texts: texts, Zone: zone, Now: b.clock,
		MaxBytes: 1 << 20, Dir: t.TempDir(), Told: func() { b.told++ },
		Read: func(_ context.Context, _ campaign.Tx, a campaign.Attachment) (bool, error) {
			b.reading.Lock()
			defer b.reading.Unlock()
			b.read[a.ID] = a.Text
			return false, b.readErr
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bench) clock() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now
}

func (b *bench) pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now = b.now.Add(d)
}

// send records an attachment as the bot does.
func (b *bench) send(t *testing.T, id, name string) {
	t.Helper()
	b.update(t, func(ctx context.Context, tx campaign.Tx) error {
		return tx.PutAttachment(ctx, campaign.Attachment{ID: id, UserID: "Lin.Qing", At: start, Name: name,
			MediaID: "media-" + id, State: campaign.AttachmentPending, NextAt: b.clock()})
	})
}

func (b *bench) update(t *testing.T, fn func(context.Context, campaign.Tx) error) {
	t.Helper()
	ctx := context.Background()
	if err := b.store.Update(ctx, b.clock(), func(tx campaign.Tx) error { return fn(ctx, tx) }); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) run(t *testing.T) {
	t.Helper()
	if err := b.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) get(t *testing.T, id string) (a campaign.Attachment) {
	t.Helper()
	b.update(t, func(ctx context.Context, tx campaign.Tx) (err error) {
		a, err = tx.Attachment(ctx, id)
		return err
	})
	return a
}

// deliveries returns the messages to people, as "to: text".
func (b *bench) deliveries(t *testing.T) (out []string) {
	t.Helper()
	b.update(t, func(ctx context.Context, tx campaign.Tx) error {
		ds, err := tx.Deliveries(ctx, campaign.DeliveryFilter{})
		for _, d := range ds {
			out = append(out, d.To+": "+d.Text)
		}
		return err
	})
	return out
}

func TestFetch(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for i := range 40 { // more than one batch
		b.send(t, fmt.Sprint(i), "file-20111005-090000")
		b.platform.set(fmt.Sprintf("media-%d", i), fmt.Sprintf("心得 %d\r\n", i), nil)
	}
	b.run(t)
	got := b.get(t, "7")
	sum := sha256.Sum256([]byte("心得 7\r\n"))
	want := campaign.Attachment{ID: "7", UserID: "Lin.Qing", At: got.At, Name: "media-7.txt", Type: "text/plain", Size: 10,
		SHA256: hex.EncodeToString(sum[:]), BlobKey: hex.EncodeToString(sum[:]), MediaID: "media-7",
		State: campaign.AttachmentStored, Text: "心得 7", Attempts: 1}
	if diff := cmp.Diff(want, got); diff != "" || b.shelf.data[want.BlobKey] != "心得 7\r\n" {
		t.Error(diff)
	}
	if len(b.read) != 40 || b.read["7"] != "心得 7" {
		t.Errorf("%d texts were told: %q", len(b.read), b.read["7"])
	}
	b.run(t)
	if len(b.platform.asked) != 40 || len(b.shelf.data) != 40 {
		t.Errorf("%d downloads, %d blobs", len(b.platform.asked), len(b.shelf.data))
	}
}

func TestRetryUntilItIsHere(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.send(t, "a", "体会.txt")
	b.platform.set("media-a", "", errors.New("connection reset"))
	var tries []time.Duration
	for b.clock().Before(start.Add(3 * time.Hour)) {
		asked := len(b.platform.asked)
		if b.run(t); len(b.platform.asked) > asked {
			tries = append(tries, b.clock().Sub(start))
		}
		b.pass(10 * time.Second)
	}
	s := time.Second
	want := []time.Duration{0, 10 * s, 30 * s, 70 * s, 150 * s, 310 * s, 630 * s, 1270 * s, 2550 * s, 5110 * s, 8710 * s}
	if diff := cmp.Diff(want, tries); diff != "" {
		t.Error(diff)
	}
	b.platform.set("media-a", "终于", nil)
	b.shelf.err = errors.New("disk full")
	b.pass(time.Hour)
	b.run(t)
	if a := b.get(t, "a"); a.State != campaign.AttachmentPending {
		t.Errorf("stored nowhere, but %s", a.State)
	}
	b.shelf.err = nil
	b.pass(time.Hour)
	b.run(t)
	if a := b.get(t, "a"); a.State != campaign.AttachmentStored || a.Text != "终于" || len(b.deliveries(t)) != 0 {
		t.Errorf("%+v", a)
	}
}

func TestLost(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		data string
		err  error
		wait time.Duration
		work int64
		want []string
	}{
		{name: "gone", err: fmt.Errorf("media/get: %w", media.ErrGone),
			want: []string{"Lin.Qing: 您10月5日09:00发来的“照片.jpg”未能取回，平台已不再保存原件，请重新发送。"}},
		{name: "gone, of a work", err: media.ErrGone, work: 42,
			want: []string{"Lin.Qing: 您10月5日09:00发来的“照片.jpg”未能取回，平台已不再保存原件，请重新发送。该附件属于#42。"}},
		{name: "too large", data: string(make([]byte, 1<<20+1)),
			want: []string{"Lin.Qing: 您10月5日09:00发来的“照片.jpg”超过1MB，未能保存，请压缩或分开后重新发送。"}},
		{name: "platform away for three days", err: errors.New("no route"), wait: 3*24*time.Hour + time.Second,
			want: []string{"Lin.Qing: 您10月5日09:00发来的“照片.jpg”未能取回，平台已不再保存原件，请重新发送。"}},
		{name: "platform away for two days", err: errors.New("no route"), wait: 2 * 24 * time.Hour},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.send(t, "a", "照片.jpg")
			b.update(t, func(ctx context.Context, tx campaign.Tx) error {
				a, err := tx.Attachment(ctx, "a")
				a.Number = tt.work
				return errors.Join(err, tx.PutAttachment(ctx, a))
			})
			b.platform.set("media-a", tt.data, tt.err)
			b.pass(tt.wait)
			b.run(t)
			b.run(t)
			if diff := cmp.Diff(tt.want, b.deliveries(t)); diff != "" || b.told != len(tt.want) {
				t.Errorf("told %d times\n%s", b.told, diff)
			}
			wantState := campaign.AttachmentLost
			if tt.want == nil {
				wantState = campaign.AttachmentPending
			}
			if a := b.get(t, "a"); a.State != wantState {
				t.Errorf("state %s", a.State)
			}
		})
	}
}

// The person gives the file to a work while it is being fetched.
func TestFetchKeepsWhatHappenedMeanwhile(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.send(t, "a", "体会.txt")
	b.platform.set("media-a", "心得", nil)
	b.platform.hook = func(context.Context) {
		b.update(t, func(ctx context.Context, tx campaign.Tx) error {
			a, err := tx.Attachment(ctx, "a")
			a.Number = 7
			return errors.Join(err, tx.PutAttachment(ctx, a))
		})
	}
	b.run(t)
	if a := b.get(t, "a"); a.Number != 7 || a.State != campaign.AttachmentStored || a.Text != "心得" {
		t.Errorf("%+v", a)
	}
}

func TestStartWakeStop(t *testing.T) {
	t.Parallel()
	b := setup(t)
	fetched, block := make(chan string), make(chan struct{})
	b.platform.hook = func(ctx context.Context) {
		select {
		case fetched <- "a file":
		case <-ctx.Done():
		}
		select {
		case <-block:
		case <-ctx.Done():
		}
	}
	b.Stop()
	b.Start()
	b.Start()
	b.send(t, "a", "体会.txt")
	b.Wake()
	b.Wake()
	<-fetched
	b.Stop() // while it is under way
	if a := b.get(t, "a"); a.State != campaign.AttachmentPending || !a.NextAt.Equal(b.clock()) {
		t.Errorf("after the stop %+v", a)
	}
	b.platform.set("media-a", "心得", nil)
	close(block)
	b.Start()
	<-fetched
	b.send(t, "b", "照片.jpg")
	b.Wake()
	<-fetched // so the first is done
	b.Stop()
	if a := b.get(t, "a"); a.State != campaign.AttachmentStored || a.Text != "心得" {
		t.Errorf("after the second start %+v", a)
	}
}

// The process dies while it reads a file: the next one reads it, from the bytes
// that are stored.
func TestReadAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.send(t, "a", "体会.txt")
	b.platform.set("media-a", "心得", nil)
	b.readErr = errors.New("the plug was pulled")
	if err := b.Run(t.Context()); !errors.Is(err, b.readErr) {
		t.Fatal(err)
	}
	if a := b.get(t, "a"); a.State != campaign.AttachmentPending || a.BlobKey == "" || a.Text != "" {
		t.Fatalf("cut off %+v", a)
	}
	b.readErr = nil
	b.run(t)
	if a := b.get(t, "a"); a.State != campaign.AttachmentPending {
		t.Errorf("taken from whoever may be reading it: %+v", a)
	}
	b.pass(time.Minute)
	b.shelf.err = errors.New("the disk is away")
	for range 5 {
		b.run(t)
		b.pass(time.Minute)
	}
	b.shelf.err = nil
	b.run(t)
	if a := b.get(t, "a"); a.State != campaign.AttachmentStored || a.Text != "心得" || a.Name != "体会.txt" || b.read["a"] != "心得" {
		t.Errorf("%+v", a)
	}
	if len(b.platform.asked) != 1 {
		t.Errorf("downloaded %d times", len(b.platform.asked))
	}
}

// A file that ends the process each time it is read is kept and left alone.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.send(t, "a", "体会.txt")
	b.platform.set("media-a", "心得", nil)
	b.readErr = errors.New("the plug was pulled")
	for range 6 {
		_ = b.Run(t.Context())
		b.pass(lease)
	}
	a := b.get(t, "a")
	if a.State != campaign.AttachmentStored || a.Text != "" || b.shelf.data[a.BlobKey] != "心得" || !a.NextAt.IsZero() {
		t.Errorf("%+v", a)
	}
}

// Whatever a file does to its reader, it is kept.
func TestHostileFileIsKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	file := "%PDF-1.5\n1 0 obj\n<< /Type /XRef /Size 9000000000 /W [1 1 1] /Length 3 >>\nstream\nabc\nendstream\nendobj\n" +
		strings.Repeat("<<", 1<<18) + "\nstartxref\n9\n%%EOF\n"
	b.send(t, "a", "报告.pdf")
	b.platform.set("media-a", file, nil)
	b.run(t)
	if a := b.get(t, "a"); a.State != campaign.AttachmentStored || a.Type != "application/pdf" || a.Text != "" || b.shelf.data[a.BlobKey] != file {
		t.Errorf("%s, %s, %d bytes", a.State, a.Type, a.Size)
	}
}

func TestNewNeedsItsParts(t *testing.T) {
	t.Parallel()
	if _, err := media.New(media.Options{}); err == nil {
		t.Fatal("a fetcher without parts")
	}
}
