package bot_test

import (
	"encoding/json"
	"strings"
	"testing"

	"duban/bot"
	"duban/bot/bottest"
	"duban/campaign"
	"duban/message"
)

// pressed is the part of a card that comes back when a button is pressed.
type pressed struct {
	CardType string                       `json:"card_type"`
	TaskID   string                       `json:"task_id"`
	List     []struct{ Text, Key string } `json:"button_list"`
}

// cards returns the cards in the outbox, the newest first.
func cards(t *testing.T, s *bottest.Stage) []pressed {
	t.Helper()
	var out []pressed
	err := s.Store.View(t.Context(), func(tx campaign.Tx) error {
		ds, err := tx.Deliveries(t.Context(), campaign.DeliveryFilter{Limit: 100})
		for _, d := range ds {
			if d.Card != "" {
				var c pressed
				if err := json.Unmarshal([]byte(d.Card), &c); err != nil {
					return err
				}
				out = append(out, c)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAQuestionComesAsACard(t *testing.T) {
	t.Parallel()
	texts, err := message.Load(message.Hans)
	if err != nil {
		t.Fatal(err)
	}
	s := bottest.New(t, openStore(t))
	if s.Engine, err = bot.New(bot.Options{Plan: bottest.Plan(), Calendar: campaign.EveryDay(), Catalog: texts, Cards: true}); err != nil {
		t.Fatal(err)
	}
	press := func(id string, c pressed, key string) bot.Answer {
		return s.Send(campaign.Inbound{ID: id, UserID: "office", At: s.Now, Type: campaign.InboundEvent, Event: "template_card_event", EventKey: key, TaskID: c.TaskID})
	}
	s.Say("office", "通知全体：明天上午九点开会，请提前十分钟入场")
	got := cards(t, s)
	if len(got) != 1 || got[0].CardType != "button_interaction" || len(got[0].List) != 2 || got[0].List[0].Text != "发出" || got[0].List[0].Key != "yes" {
		t.Fatalf("cards %+v", got)
	}
	if a := press("p1", got[0], "no"); !strings.Contains(strings.Join(a.Inbound.Reply, ""), "没有发出") || a.Text != "" {
		t.Errorf("pressed no: %+v", a)
	}
	if a := press("p2", got[0], "yes"); !strings.Contains(strings.Join(a.Inbound.Reply, ""), "重新发送") {
		t.Errorf("an old card was obeyed: %q", a.Inbound.Reply)
	}
	s.Say("office", "通知全体：明天上午九点开会，请提前十分钟入场")
	if a := press("p3", got[0], "yes"); !strings.Contains(strings.Join(a.Inbound.Reply, ""), "重新发送") {
		t.Errorf("an old card answered a new question: %q", a.Inbound.Reply)
	}
	if a := s.Say("office", "1"); !strings.Contains(a.Text, "已安排发给") {
		t.Errorf("the plain number came to %q", a.Text)
	}
	s.Say("office", "进度")
	if n := len(cards(t, s)); n != 2 {
		t.Errorf("%d cards, want one for each question", n)
	}
}
