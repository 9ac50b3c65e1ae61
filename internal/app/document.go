package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"duban/bot"
	"duban/campaign"
	"duban/message"
)

// SaveDocument makes the document that a message ordered, saves it in the current
// folder and returns what to say of that, "" where the message ordered none.
func (a *App) SaveDocument(ctx context.Context, in campaign.Inbound) (said string, err error) {
	d, ok, err := a.ordered(ctx, in)
	if err != nil || !ok {
		return "", err
	}
	if d.File.Key == "" {
		if err := a.connect(""); err != nil {
			return "", err
		}
		if err := a.press.Run(ctx); err != nil {
			return "", err
		}
		if d, _, err = a.ordered(ctx, in); err != nil {
			return "", err
		}
	}
	if d.File.Key == "" {
		return d.Text, nil
	}
	path, err := a.save(ctx, d.File)
	if err != nil {
		return "", fmt.Errorf("save the document: %w", err)
	}
	return a.Catalog.Text(message.ReportSaved, message.Args{"path": path}), nil
}

// ordered finds the delivery that brings what a message ordered, among the latest
// to its sender.
func (a *App) ordered(ctx context.Context, in campaign.Inbound) (d campaign.Delivery, ok bool, err error) {
	const latest = 100 // a message puts far fewer into the outbox for its sender
	key := bot.DocumentKey(in)
	err = a.Store.View(ctx, func(tx campaign.Tx) error {
		list, err := tx.Deliveries(ctx, campaign.DeliveryFilter{To: in.UserID, Purpose: campaign.PurposeReply, Limit: latest})
		for _, l := range list {
			if l.Key == key {
				d, ok = l, true
			}
		}
		return err
	})
	return d, ok, err
}

// save writes a document into the current folder, beside what has its name.
func (a *App) save(ctx context.Context, f campaign.File) (path string, err error) {
	data, err := a.files.Open(ctx, f.Key)
	if err != nil {
		return "", err
	}
	defer data.Close()
	ending := filepath.Ext(f.Name)
	path = f.Name
	file, err := create(path)
	for n := 2; errors.Is(err, fs.ErrExist); n++ {
		path = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(f.Name, ending), n, ending)
		file, err = create(path)
	}
	if err != nil {
		return "", err
	}
	_, err = io.Copy(file, data)
	return path, errors.Join(err, file.Close())
}

func create(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
}
