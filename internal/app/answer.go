package app

import (
	"context"

	"duban/bot"
	"duban/campaign"
)

// Answer records a message and decides what it comes to, in one transaction.
// The parts of the answer come back; all but the first are in the outbox.
// CodeUnavailable: the database is away, or was since the start.
func (a *App) Answer(ctx context.Context, in campaign.Inbound) ([]string, error) {
	if !a.present() {
		return nil, errNotJoined("answer message")
	}
	var answer bot.Answer
	now := a.now()
	engine := a.engine.Ahead(in, now)
	err := a.Store.Update(ctx, now, func(tx campaign.Tx) error {
		var err error
		answer, err = engine.Handle(ctx, tx, in, now)
		return err
	})
	if err != nil {
		return nil, err
	}
	if answer.Queued {
		a.wake(ctx)
		if a.press != nil {
			a.press.Wake()
		}
	}
	if !answer.Repeat {
		a.grey(ctx, in)
	}
	if a.fetcher != nil && in.Media.ID != "" {
		a.fetcher.Wake()
	}
	return answer.Inbound.Reply, nil
}

// Late puts the first part of an answer, which missed the passive reply, into
// the outbox. The other parts are there already.
func (a *App) Late(ctx context.Context, in campaign.Inbound, reply []string) error {
	now := a.now()
	err := a.Store.Update(ctx, now, func(tx campaign.Tx) error {
		_, err := tx.Enqueue(ctx, []campaign.Delivery{bot.ReplyPart(in, 0, reply[0], now)})
		return err
	})
	a.wake(ctx)
	return err
}

// Progress returns the figures of every deliverable as of now.
func (a *App) Progress(ctx context.Context) ([]campaign.DeliverableFigures, error) {
	var out []campaign.DeliverableFigures
	err := a.Store.View(ctx, func(tx campaign.Tx) error {
		roster, err := tx.Roster(ctx)
		if err != nil {
			return err
		}
		deadlines, err := tx.Deadlines(ctx)
		if err != nil {
			return err
		}
		debts := func(yield func(campaign.Debt) error) error { return tx.AllDebts(ctx, "", yield) }
		out, err = campaign.Progress(a.Plan, roster, debts, deadlines, a.now())
		return err
	})
	return out, err
}
