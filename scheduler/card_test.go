package scheduler_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"duban/campaign"
	"duban/scheduler"
	"duban/wecom/simulator"
)

// cardOf is the card a member reads last, nil for another message.
func (h *house) cardOf(userID string) *simulator.Card {
	in := h.sim.Inbox(userID)
	if len(in) == 0 {
		return nil
	}
	return in[len(in)-1].Card
}

func TestRemindersOfOneDebtAsCards(t *testing.T) {
	t.Parallel()
	h := newHouse(t, newPlan(t, essays(t), programme(t)), "zhang 张三 一中 member", "li 李四 一中 member", "zhao 赵六 一中 member liaison", "wang 王五 二中 head")
	h.sim.SetCallbackURL(agentID, "http://127.0.0.1:1/wecom/callback")
	cards, err := scheduler.New(scheduler.Options{Store: h.store, Plan: h.plan, Calendar: autumn(t), Text: h.text, Senders: h.send, Owner: "cards", Cards: true})
	if err != nil {
		t.Fatal(err)
	}
	h.sched = cards
	h.tick("2011-10-19 09:00", 0)
	h.tick("2011-10-19 09:10", 0)
	if n := h.sends.Load(); n != 3 {
		t.Errorf("%d calls: want one card for two members, one for the head, one text for two debts", n)
	}
	if in := h.sim.Inbox("zhao"); len(in) != 1 || in[0].Type != "text" {
		t.Errorf("two debts come as %+v, want a text", in)
	}
	zhang, wang := h.cardOf("zhang"), h.cardOf("wang")
	if zhang == nil || wang == nil || h.cardOf("li") == nil {
		t.Fatalf("cards: %v, %v, %v", zhang, h.cardOf("li"), wang)
	}
	if zhang.Type != "button_interaction" || zhang.Title != "【报送提醒】心得体会" || !strings.HasPrefix(zhang.SubTitle, "10月26日18:00截止，还有7天。\n直接回复") {
		t.Errorf("got %+v", zhang)
	}
	if len(zhang.Buttons) != 2 || zhang.Buttons[0].Text != "立即提交" || zhang.Buttons[0].Key != "写心得体会" || zhang.Buttons[1].Key != "明天再提醒我" {
		t.Errorf("got %+v", zhang.Buttons)
	}
	if wang.Buttons[0].Key != "写调研报告" {
		t.Errorf("got %+v", wang.Buttons)
	}
	// The next rung's cards have task ids of their own: the platform took them.
	h.tick("2011-10-21 09:10", 0)
	for _, d := range h.deliveries(campaign.DeliveryFilter{}) {
		if d.State != campaign.DeliverySent {
			t.Errorf("%s is %s: %s", d.Key, d.State, d.Answer)
		}
	}
	tasks := map[string]bool{}
	for _, s := range h.sim.Sent() {
		var body struct {
			Card struct {
				Task string `json:"task_id"`
			} `json:"template_card"`
		}
		if err := json.Unmarshal(s.Body, &body); err != nil {
			t.Fatal(err)
		}
		if task := body.Card.Task; s.MsgType == "template_card" && (task == "" || len(task) > 128 || tasks[task]) {
			t.Errorf("task id %q of %d bytes comes twice or not at all", task, len(task))
		}
		tasks[body.Card.Task] = true
	}
	if len(tasks) != 5 { // four cards and the texts' empty one
		t.Errorf("task ids %v", tasks)
	}
}

// TestCardsAreAsRehearsed wants the rehearsal's text in every card.
func TestCardsAreAsRehearsed(t *testing.T) {
	t.Parallel()
	h := newHouse(t, newPlan(t, essays(t)), "zhang 张三 一中 member")
	h.sim.SetCallbackURL(agentID, "http://127.0.0.1:1/wecom/callback")
	var want string
	if err := h.store.View(context.Background(), func(tx campaign.Tx) error {
		f, err := scheduler.ReadFacts(context.Background(), tx, "")
		if err != nil {
			return err
		}
		for l, err := range h.sched.Planner().Rehearse(context.Background(), f, at(t, "2011-10-19 09:10"), at(t, "2011-10-19 09:10")) {
			want = l.Text
			if err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	h.sched.Cards = true
	h.tick("2011-10-19 09:10", 0)
	c := h.cardOf("zhang")
	if c == nil || c.Title+"\n"+c.SubTitle != want {
		t.Errorf("the card reads %+v, rehearsed was %q", c, want)
	}
	if got := h.deliveries(campaign.DeliveryFilter{})[0].Text; got != want {
		t.Errorf("recorded %q, rehearsed %q", got, want)
	}
}

// TestRemindersAsMarkdown has names that look like formatting: they read as they
// are written.
func TestRemindersAsMarkdown(t *testing.T) {
	t.Parallel()
	d := essays(t)
	d.Name = "心得*体会*"
	h := newHouse(t, newPlan(t, d), "zhang 张_三_ 一中 member", "zhao 赵六 一中 liaison")
	var err error
	h.sched, err = scheduler.New(scheduler.Options{Store: h.store, Plan: h.plan, Calendar: autumn(t), Text: h.text, Senders: h.send, Owner: "plain", Markdown: true})
	if err != nil {
		t.Fatal(err)
	}
	h.tick("2011-10-19 09:00", 0)
	h.tick("2011-10-19 09:10", 0)
	h.tick("2011-10-27 09:10", 0)
	for who, want := range map[string]string{
		"zhang": "**【报送提醒】心得＊体会＊**\n10月26日18:00截止，还有7天。\n直接回复“心得体会：正文”即可提交。",
		"zhao":  "**【督办提醒】以下事项尚未报齐，请协调督促：**\n**◆ 心得＊体会＊（已于10月26日18:00截止）：1人**\n一中1人：张＿三＿",
	} {
		in := h.sim.Inbox(who)
		if len(in) == 0 || in[0].Type != "markdown" || !strings.HasPrefix(in[0].Text, want) {
			t.Errorf("%s reads %+v, want %q", who, in, want)
		}
	}
}
