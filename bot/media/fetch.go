package media

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
	"time"

	"duban/campaign"
	"duban/message"
)

// fetch brings in one claimed attachment and records what came of it. The
// error is the store's.
func (f *Fetcher) fetch(ctx context.Context, a campaign.Attachment) error {
	file, err := os.CreateTemp(f.o.Dir, "duban-media-*")
	if err != nil {
		return f.retry(ctx, a, fmt.Errorf("make a file: %w", err))
	}
	defer func() {
		file.Close()
		os.Remove(file.Name())
	}()
	if a.BlobKey != "" {
		return f.readAgain(ctx, a, file)
	}
	limited := &limitedWriter{file, f.o.MaxBytes}
	name, told, err := f.o.Downloader.Download(ctx, a.MediaID, limited)
	switch {
	case ctx.Err() != nil: // stopped: the next start goes on
		return f.putBack(ctx, a)
	case errors.Is(err, ErrTooLarge):
		return f.lose(ctx, a, message.MediaTooLarge)
	case errors.Is(err, ErrGone):
		return f.lose(ctx, a, message.MediaLost)
	case err != nil && f.o.Now().Sub(a.At) > Kept:
		return f.lose(ctx, a, message.MediaLost)
	case err != nil:
		return f.retry(ctx, a, err)
	}
	return f.keep(ctx, a, file, f.o.MaxBytes-limited.left, name, told)
}

// keep stores the bytes of an attachment and reads their text. Until that is
// done it stays pending: what a crash cuts off is claimed again.
func (f *Fetcher) keep(ctx context.Context, a campaign.Attachment, file *os.File, size int64, name, told string) error {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return f.retry(ctx, a, err)
	}
	key, stored, sum, err := f.o.Blobs.Put(ctx, file)
	if err == nil && stored != size {
		err = fmt.Errorf("stored %d of %d bytes", stored, size)
	}
	if err != nil {
		return f.retry(ctx, a, fmt.Errorf("store file: %w", err))
	}
	name = fileName(a.Name, name)
	kind := sniff(file, size, name, told)
	if path.Ext(name) == "" {
		name += endings[kind]
	}
	err = f.change(ctx, a.ID, func(a *campaign.Attachment) {
		a.Name, a.Type, a.Size = name, kind, size
		a.SHA256, a.BlobKey = sum, key
		a.Attempts, a.NextAt = 1, f.o.Now().Add(readLease)
	})
	if err != nil {
		return err
	}
	// The original is safe now, whatever reading it leads to.
	return f.read(ctx, a.ID, file, size, kind)
}

// readAgain reads a stored attachment whose reading was cut off. One that cut it
// off again and again has no text.
func (f *Fetcher) readAgain(ctx context.Context, a campaign.Attachment, file *os.File) error {
	if a.Attempts > maxReads {
		f.o.Log.Error("attachment cannot be read", "attachment", a.ID)
		err := f.done(ctx, a.ID, "")
		if err != nil {
			err = f.change(ctx, a.ID, func(a *campaign.Attachment) { a.State, a.NextAt = campaign.AttachmentStored, time.Time{} })
		}
		return err
	}
	size, err := f.fetchBlob(ctx, a.BlobKey, file)
	switch {
	case ctx.Err() != nil:
		return f.putBack(ctx, a)
	case err != nil: // it was not its text that was tried
		f.o.Log.Warn("attachment was not read", "attachment", a.ID, "err", err)
		return f.change(ctx, a.ID, func(a *campaign.Attachment) {
			a.Attempts, a.NextAt = a.Attempts-1, f.o.Now().Add(readLease)
		})
	}
	return f.read(ctx, a.ID, file, size, a.Type)
}

// fetchBlob copies stored bytes into a file.
func (f *Fetcher) fetchBlob(ctx context.Context, key string, to io.Writer) (int64, error) {
	r, err := f.o.Blobs.Open(ctx, key)
	if err != nil {
		return 0, err
	}
	defer r.Close()
	return io.Copy(to, r)
}

// putBack leaves an attachment to the next start.
func (f *Fetcher) putBack(ctx context.Context, a campaign.Attachment) error {
	return errors.Join(ctx.Err(), f.change(ctx, a.ID, func(a *campaign.Attachment) { a.Attempts, a.NextAt = max(a.Attempts-1, 0), f.o.Now() }))
}

// read looks for the text of a stored attachment. Only one is read at a time: a
// file may claim much memory.
func (f *Fetcher) read(ctx context.Context, id string, file *os.File, size int64, kind string) error {
	f.reading.Lock()
	text := f.text(ctx, file, size, kind)
	f.reading.Unlock()
	return f.done(ctx, id, text)
}

// text returns the text inside a file.
func (f *Fetcher) text(ctx context.Context, file *os.File, size int64, kind string) string {
	switch {
	case kind != typePDF:
		return Text(file, size, kind)
	case f.o.PDF == nil || size > maxPDF:
		return ""
	}
	return tidy(f.o.PDF(context.WithoutCancel(ctx), io.NewSectionReader(file, 0, size)))
}

// done keeps the text of a stored attachment and says that it was read.
func (f *Fetcher) done(ctx context.Context, id, text string) error {
	ctx = context.WithoutCancel(ctx)
	queued := false
	err := f.o.Store.Update(ctx, f.o.Now(), func(tx campaign.Tx) error {
		a, err := tx.Attachment(ctx, id)
		if err != nil {
			return err
		}
		a.State, a.NextAt, a.Text = campaign.AttachmentStored, time.Time{}, text
		if err := tx.PutAttachment(ctx, a); err != nil {
			return err
		}
		queued, err = f.o.Read(ctx, tx, a)
		return err
	})
	if err == nil && queued {
		f.o.Told()
	}
	return err
}

// change changes the record of an attachment as it stands now: the person may
// have given it to a work meanwhile.
func (f *Fetcher) change(ctx context.Context, id string, set func(*campaign.Attachment)) error {
	ctx = context.WithoutCancel(ctx)
	return f.o.Store.Update(ctx, f.o.Now(), func(tx campaign.Tx) error {
		a, err := tx.Attachment(ctx, id)
		if err != nil {
			return err
		}
		set(&a)
		return tx.PutAttachment(ctx, a)
	})
}

// retry puts the next try off.
func (f *Fetcher) retry(ctx context.Context, a campaign.Attachment, why error) error {
	pause := min(firstPause<<min(a.Attempts-1, 16), lastPause)
	f.o.Log.Warn("attachment was not fetched", "attachment", a.ID, "attempts", a.Attempts, "again_in", pause, "err", why)
	return f.change(ctx, a.ID, func(a *campaign.Attachment) { a.NextAt = f.o.Now().Add(pause) })
}

// lose gives an attachment up and tells the person who sent it.
func (f *Fetcher) lose(ctx context.Context, a campaign.Attachment, why message.Key) error {
	f.o.Log.Error("attachment is lost", "attachment", a.ID, "user", a.UserID, "why", why)
	ctx = context.WithoutCancel(ctx)
	now := f.o.Now()
	err := f.o.Store.Update(ctx, now, func(tx campaign.Tx) error {
		a, err := tx.Attachment(ctx, a.ID)
		if err != nil {
			return err
		}
		a.State, a.NextAt = campaign.AttachmentLost, time.Time{}
		if err := tx.PutAttachment(ctx, a); err != nil {
			return err
		}
		_, err = tx.Enqueue(ctx, []campaign.Delivery{{
			Key: "attachment-lost:" + a.ID, Purpose: campaign.PurposeReply, Channel: campaign.ChannelApp,
			To: a.UserID, At: now, Text: f.lostText(a, why),
		}})
		return err
	})
	if err == nil {
		f.o.Told()
	}
	return err
}

func (f *Fetcher) lostText(a campaign.Attachment, why message.Key) string {
	at := a.At.In(f.o.Zone)
	text := f.o.Texts.Text(why, message.Args{
		"month": at.Month(), "day": at.Day(), "clock": at.Format("15:04"),
		"name": message.Cut(a.Name, 120), "limit": f.o.MaxBytes >> 20,
	})
	if a.Number != 0 {
		text += f.o.Texts.Text(message.MediaOfWork, message.Args{"number": a.Number})
	}
	return text
}

// fileName returns the name of a file: as the message named it, or as the
// platform did where only that has an ending.
func fileName(sent, told string) string {
	told = strings.TrimSpace(path.Base(strings.ReplaceAll(told, `\`, "/")))
	if path.Ext(sent) == "" && len(path.Ext(told)) > 1 {
		return told
	}
	return sent
}

// limitedWriter fails with ErrTooLarge beyond its limit.
type limitedWriter struct {
	w    io.Writer
	left int64
}

func (l *limitedWriter) Write(p []byte) (int, error) {
	if int64(len(p)) > l.left {
		return 0, ErrTooLarge
	}
	n, err := l.w.Write(p)
	l.left -= int64(n)
	return n, err
}
