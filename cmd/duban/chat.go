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

// chat talks to the bot on the terminal: one line in, its answers out. A document
// is saved in the current folder. With --at the conversation takes place at that
// time, a second a line.
func chat(ctx context.Context, e env) error {
	cmd := newCommand(e, "chat")
	as := cmd.String("as", "", "`userid` of the one who speaks")
	at := cmd.moment("at", "`time` of the first line, like 2011-10-17T09:10+08:00; empty: now")
	c, _, err := cmd.read(e.args, 0)
	if err != nil {
		return err
	}
	if *as == "" {
		return usagef("--as USERID is missing")
	}
	now := e.now
	var line int64
	if !at.IsZero() {
		now = func() time.Time { return at.Add(time.Duration(line) * time.Second) }
	}
	return withApp(ctx, e, c, now, func(a *app.App) error {
		lines := bufio.NewScanner(e.stdin)
		lines.Buffer(nil, maxLine)
		for lines.Scan() && ctx.Err() == nil {
			in := campaign.Inbound{
				ID: fmt.Sprintf("chat:%s:%d:%d", campaign.UserKey(*as), e.now().UnixNano(), line), UserID: *as,
				At: now(), ReceivedAt: now(), Type: campaign.InboundText,
				Text: strings.ReplaceAll(lines.Text(), `\n`, "\n"),
			}
			reply, err := a.Answer(ctx, in)
			if err != nil {
				return err
			}
			document, err := a.SaveDocument(ctx, in)
			if err != nil {
				return err
			}
			if document != "" {
				reply = append(reply, document)
			}
			for _, part := range reply {
				fmt.Fprintln(e.stdout, part)
			}
			line++
		}
		return lines.Err()
	})
}
