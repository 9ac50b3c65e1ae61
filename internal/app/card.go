package app

import (
	"context"
	"time"

	"duban/campaign"
	"duban/message"
	"duban/wecom"
)

// cards tells whether messages may come as cards that call back, which the
// platform takes only from an app with a callback (doc 90236).
func (a *App) cards() bool {
	return a.config.ReminderCards && len(a.config.WeCom.Missing()) == 0
}

// greyTime is how long making a card grey may take.
const greyTime = 10 * time.Second

// grey makes the buttons of a card that was pressed grey, beside the answer: the
// press is answered whether that comes about or not.
func (a *App) grey(ctx context.Context, in campaign.Inbound) {
	if a.client == nil || in.Event != wecom.EventTemplateCard || in.Response == "" {
		return
	}
	a.greying.Go(func() {
		limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), greyTime)
		defer cancel()
		_, err := a.client.UpdateTemplateCard(limited, wecom.CardUpdate{
			ResponseCode: in.Response, UserIDs: []string{in.UserID}, ReplaceName: a.Catalog.Text(message.SchedulerCardPressed, nil),
		})
		if err != nil {
			a.log.Warn("make a pressed card grey", "task", in.TaskID, "error", err)
		}
	})
}
