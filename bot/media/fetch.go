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
	limited := &limitedWriter{file, f.o.MaxBytes}
	name, told, err := f.o.Downloader.Download(ctx, a.MediaID, limited)
	size := f.o.MaxBytes - limited.left
	switch {
	case ctx.Err() != nil: // stopped: the next start goes on
		return errors.Join(ctx.Err(), f.change(ctx, a.ID, func(a *campaign.Attachment) { a.NextAt = f.o.Now() }))
	case errors.Is(err, ErrTooLarge):
		return f.lose(ctx, a, message.MediaTooLarge)
	case errors.Is(err, ErrGone):
		return f.lose(ctx, a, message.MediaLost)
	case err != nil && f.o.Now().Sub(a.At) > Kept:
		return f.lose(ctx, a, message.MediaLost)
	case err != nil:
		return f.retry(ctx, a, err)
	}
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
		a.State, a.NextAt = campaign.AttachmentStored, time.Time{}
	})
	if err != nil {
		return err
	}
	// The original is safe now, whatever reading it leads to.
	return f.read(ctx, a.ID, Text(file, size, kind))
}

// read keeps the text of a stored attachment and says that it was read.
func (f *Fetcher) read(ctx context.Context, id, text string) error {
	ctx = context.WithoutCancel(ctx)
	queued := false
	err := f.o.Store.Update(ctx, f.o.Now(), func(tx campaign.Tx) error {
		a, err := tx.Attachment(ctx, id)
		if err != nil {
			return err
		}
		if a.Text = text; text != "" {
			if err := tx.PutAttachment(ctx, a); err != nil {
				return err
			}
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
