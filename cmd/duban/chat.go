package main

import (
	"bufio"
	"context"
	"fmt"
	"strings"
	"time"

	"duban/campaign"
	"duban/internal/app"
)

// maxLine is the longest line that chat and explain take, in bytes.
const maxLine = 1 << 20

// chat talks to the bot on the terminal: one line in, its answers out. With
// --at the conversation takes place at that time, a second a line.
func chat(ctx context.Context, e env) error {
	flags := newFlags(e, "chat")
	config := configFlags(flags, e)
	as := flags.String("as", "", "`userid` of the one who speaks")
	at := timeFlag(flags, "at", "`time` of the first line, like 2011-10-17T09:10+08:00; empty: now")
	if _, err := parse(flags, e.args, 0); err != nil {
		return err
	}
	if *as == "" {
		return usagef("--as USERID is missing")
	}
	c, err := config()
	if err != nil {
		return err
	}
	loc, err := zone(e, c)
	if err != nil {
		return err
	}
	start, err := at(loc)
	if err != nil {
		return err
	}
	now := e.now
	var line int64
	if !start.IsZero() {
		now = func() time.Time { return start.Add(time.Duration(line) * time.Second) }
	}
	return withApp(ctx, e, c, now, func(a *app.App) error {
		lines := bufio.NewScanner(e.stdin)
		lines.Buffer(nil, maxLine)
		for lines.Scan() && ctx.Err() == nil {
			reply, err := a.Answer(ctx, campaign.Inbound{
				ID: fmt.Sprintf("chat:%s:%d:%d", campaign.UserKey(*as), e.now().UnixNano(), line), UserID: *as,
				At: now(), ReceivedAt: now(), Type: campaign.InboundText,
				Text: strings.ReplaceAll(lines.Text(), `\n`, "\n"),
			})
			if err != nil {
				return err
			}
			for _, part := range reply {
				fmt.Fprintln(e.stdout, part)
			}
			line++
		}
		return lines.Err()
	})
}
