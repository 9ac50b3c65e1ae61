package app_test

import (
	"context"
	"io"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"duban/campaign"
	"duban/configs"
	"duban/internal/app"
	"duban/wecom/simulator"
)

const (
	corpID  = "wwd1f0c0ffee000001"
	agentID = 1000017
	aesKey  = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
)

// TestAPressedCardIsAnsweredAndTurnsGrey presses 立即提交 on a reminder.
func TestAPressedCardIsAnsweredAndTurnsGrey(t *testing.T) {
	t.Parallel()
	ctx, dir := context.Background(), t.TempDir()
	now := time.Date(2011, 10, 28, 9, 10, 0, 0, time.FixedZone("CST", 8*3600))
	clock := func() time.Time { return now }
	sim := simulator.New(simulator.Options{
		CorpID: corpID, Now: clock, Members: []simulator.Member{{UserID: "zhang", Name: "张三"}},
		Apps: []simulator.App{{AgentID: agentID, Secret: "app-secret", CallbackURL: "http://127.0.0.1:1/", Token: "token", AESKey: aesKey}},
	})
	t.Cleanup(sim.Close)
	srv := httptest.NewServer(sim)
	t.Cleanup(srv.Close)
	a, err := app.Open(ctx, app.Options{Now: clock, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Config: configs.Config{
		Campaign: "three-everything-2011", DatabaseURL: configs.Secret("sqlite:" + filepath.Join(dir, "d.db")), BlobURL: configs.Secret("file:" + dir),
		WeCom:         configs.WeCom{APIBase: srv.URL, CorpID: corpID, AgentID: agentID, Secret: "app-secret", Token: "token", AESKey: aesKey},
		ReminderCards: true,
	}})
	if err != nil {
		t.Fatal(err)
	}
	err = a.Store.Update(ctx, now, func(tx campaign.Tx) error {
		return tx.PutMembers(ctx, []campaign.Member{{UserID: "zhang", Name: "张三", Unit: "一中", Roles: []campaign.Role{campaign.RoleMember}}})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.StartEdges(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Tick(ctx, now); err != nil {
		t.Fatal(err)
	}
	in := sim.Inbox("zhang")
	if len(in) == 0 || in[len(in)-1].Card == nil {
		t.Fatalf("no card among %d messages", len(in))
	}
	card := in[len(in)-1].Card
	key := card.Buttons[0].Key
	press, err := sim.Client(agentID).Press("zhang", card.TaskID, key)
	if err != nil {
		t.Fatal(err)
	}
	_, code, _ := strings.Cut(press.Extra, "<ResponseCode><![CDATA[")
	code, _, _ = strings.Cut(code, "]]>")
	event := campaign.Inbound{ID: "press", UserID: "zhang", At: now, ReceivedAt: now, Type: campaign.InboundEvent,
		Event: "template_card_event", EventKey: key, TaskID: card.TaskID, Response: code}
	for range 2 { // the platform's repeat takes no code a second time
		reply, err := a.Answer(ctx, event)
		if err != nil || len(reply) != 1 || !strings.HasPrefix(reply[0], "请发送") {
			t.Errorf("answered %q, %v", reply, err)
		}
	}
	if err := a.Close(ctx); err != nil {
		t.Fatal(err)
	}
	in = sim.Inbox("zhang")
	if got := in[len(in)-1].Card.Grey; got != "已回复" {
		t.Errorf("the button reads %q", got)
	}
	if n := sim.Calls()["/cgi-bin/message/update_template_card"]; n != 1 {
		t.Errorf("%d updates of the card, calls %v", n, sim.Calls())
	}
}
