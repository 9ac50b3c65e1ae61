package simulator_test

import (
	"errors"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"duban/wecom/simulator"
)

func buttons(taskID string) obj {
	return obj{
		"card_type": "button_interaction", "main_title": obj{"title": "Deploy?"}, "task_id": taskID,
		"button_list": []obj{{"text": "Yes", "key": "yes"}, {"text": "No", "key": "no", "style": 2}},
	}
}

func cardTo(to string, card obj) obj {
	return obj{"touser": to, "msgtype": "template_card", "template_card": card}
}

// with returns a copy of a card with one part replaced.
func with(card obj, key string, value any) obj {
	c := obj{}
	for k, v := range card {
		c[k] = v
	}
	c[key] = value
	return c
}

func options(n int) []obj {
	list := []obj{}
	for i := range n {
		list = append(list, obj{"id": string(rune('a' + i)), "text": "T"})
	}
	return list
}

func TestCardFields(t *testing.T) {
	t.Parallel()
	notice := obj{"card_type": "text_notice", "main_title": obj{"title": "T"}, "card_action": obj{"type": 1, "url": "https://a.example"}}
	news := obj{
		"card_type": "news_notice", "main_title": obj{"title": "T"}, "card_action": obj{"type": 1, "url": "https://a.example"},
		"card_image": obj{"url": "https://a.example/p.png"},
	}
	vote := obj{
		"card_type": "vote_interaction", "main_title": obj{"title": "T"}, "task_id": "v",
		"checkbox": obj{"question_key": "q", "option_list": options(2)}, "submit_button": obj{"text": "S", "key": "s"},
	}
	multiple := obj{
		"card_type": "multiple_interaction", "main_title": obj{"title": "T"}, "task_id": "m",
		"select_list": []obj{{"question_key": "q", "option_list": options(2)}}, "submit_button": obj{"text": "S", "key": "s"},
	}
	menu := func(keys ...string) obj {
		list := []obj{}
		for _, k := range keys {
			list = append(list, obj{"text": "M", "key": k})
		}
		return obj{"action_list": list}
	}
	horizontal := func(h obj) []obj { return []obj{h} }
	tests := []struct {
		name string
		card obj
		code int
	}{
		{"text_notice", notice, 0},
		{"news_notice", news, 0},
		{"button_interaction", buttons("b"), 0},
		{"vote_interaction", vote, 0},
		{"multiple_interaction", multiple, 0},
		{"empty", obj{}, 42031},
		{"unknown type", with(notice, "card_type", "poem"), 42031},
		{"no title", with(notice, "main_title", nil), 42033},
		{"sub title instead", with(with(notice, "main_title", nil), "sub_title_text", "S"), 0},
		{"news without title", with(news, "main_title", nil), 42033},
		{"news without picture", with(news, "card_image", nil), 42044},
		{"news with text beside", with(with(news, "card_image", nil), "image_text_area", obj{"title": "x"}), 0},
		{"no action", with(notice, "card_action", nil), 42045},
		{"action 3", with(notice, "card_action", obj{"type": 3}), 42045},
		{"action without url", with(notice, "card_action", obj{"type": 1}), 42028},
		{"action without appid", with(notice, "card_action", obj{"type": 2}), 42030},
		{"7 horizontal", with(notice, "horizontal_content_list", make([]obj, 7)), 42035},
		{"5 vertical", with(news, "vertical_content_list", make([]obj, 5)), 42036},
		{"vertical without title", with(news, "vertical_content_list", []obj{{"desc": "x"}}), 42033},
		{"4 jumps", with(notice, "jump_list", make([]obj, 4)), 42042},
		{"jump without title", with(notice, "jump_list", []obj{{"type": 0}}), 42033},
		{"jump without url", with(notice, "jump_list", []obj{{"type": 1, "title": "J"}}), 42028},
		{"no keyname", with(notice, "horizontal_content_list", horizontal(obj{"value": "v"})), 42027},
		{"no url", with(notice, "horizontal_content_list", horizontal(obj{"keyname": "k", "type": 1})), 42028},
		{"no media_id", with(notice, "horizontal_content_list", horizontal(obj{"keyname": "k", "type": 2})), 42029},
		{"no userid", with(notice, "horizontal_content_list", horizontal(obj{"keyname": "k", "type": 3})), 42050},
		{"menu", with(with(notice, "action_menu", menu("a", "b")), "task_id", "n"), 0},
		{"menu without task_id", with(notice, "action_menu", menu("a")), 42014},
		{"menu keys clash", with(with(notice, "action_menu", menu("a", "a")), "task_id", "n"), 42051},
		{"menu too long", with(with(notice, "action_menu", menu("a", "b", "c", "d")), "task_id", "n"), 40058},
		{"menu on a vote", with(vote, "action_menu", menu("a")), 40058},
		{"no task_id", with(buttons("b"), "task_id", ""), 42014},
		{"odd task_id", with(buttons("b"), "task_id", "a b"), 42014},
		{"long task_id", with(buttons("b"), "task_id", strings.Repeat("x", 129)), 42014},
		{"no buttons", with(buttons("b"), "button_list", nil), 42038},
		{"button without text", with(buttons("b"), "button_list", []obj{{"key": "k"}}), 42038},
		{"button without key", with(buttons("b"), "button_list", []obj{{"text": "T"}}), 42039},
		{"button keys clash", with(buttons("b"), "button_list", []obj{{"text": "T", "key": "k"}, {"text": "T", "key": "k"}}), 42039},
		{"url button without url", with(buttons("b"), "button_list", []obj{{"text": "T", "type": 1}}), 42028},
		{"vote without checkbox", with(vote, "checkbox", nil), 42043},
		{"question without key", with(vote, "checkbox", obj{"option_list": options(1)}), 42043},
		{"20 options", with(vote, "checkbox", obj{"question_key": "q", "option_list": options(20)}), 0},
		{"21 options", with(vote, "checkbox", obj{"question_key": "q", "option_list": options(21)}), 42037},
		{"option without id", with(vote, "checkbox", obj{"question_key": "q", "option_list": []obj{{"text": "T"}}}), 42040},
		{"option without text", with(vote, "checkbox", obj{"question_key": "q", "option_list": []obj{{"id": "a"}}}), 42041},
		{"no submit text", with(vote, "submit_button", obj{"key": "s"}), 42049},
		{"no submit key", with(vote, "submit_button", obj{"text": "S"}), 42046},
		{"no selects", with(multiple, "select_list", nil), 42047},
		{"11 options of a select", with(multiple, "select_list", []obj{{"question_key": "q", "option_list": options(11)}}), 42037},
		{"question twice", with(multiple, "select_list", []obj{{"question_key": "q", "option_list": options(1)}, {"question_key": "q", "option_list": options(1)}}), 42043},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := newCorp(t, nil)
			a := c.send(cardTo("lin.qing", tt.card))
			c.want(a, tt.code)
			if _, has := a["response_code"]; has != (tt.code == 0 && tt.card["task_id"] != nil) {
				t.Errorf("response_code present: %v", has)
			}
		})
	}
}

func TestCardNeedsCallback(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	c.SetCallbackURL(agentID, "")
	c.want(c.send(cardTo("lin.qing", buttons("t"))), 43012)
}

func TestTaskIDIsUsedOnce(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	c.want(c.send(cardTo("lin.qing", buttons("t"))), 0)
	c.want(c.send(cardTo("zhao_m", buttons("t"))), 42014)
	c.Reset()
	c.want(c.send(cardTo("zhao_m", buttons("t"))), 42014)
}

func (c *corp) updateCard(code string, more obj) answer {
	c.t.Helper()
	body := obj{"agentid": agentID, "response_code": code}
	for k, v := range more {
		body[k] = v
	}
	return c.post(c.withToken("message/update_template_card"), body)
}

func TestUpdateCard(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	code := c.send(cardTo("lin.qing|zhao_m", buttons("t"))).str("response_code")
	grey := obj{"userids": []string{"LIN.QING", "Ghost", "wuj"}, "button": obj{"replace_name": "Done"}}
	c.want(c.updateCard(code, with(grey, "agentid", 1000018)), 301002)
	c.want(c.updateCard(code, obj{"userids": []string{"lin.qing"}}), 40058)
	c.want(c.updateCard("other", grey), 60140)
	a := c.updateCard(code, grey)
	c.want(a, 0)
	if a.str("invaliduser") != "[ghost wuj]" {
		t.Errorf("invaliduser %v", a["invaliduser"])
	}
	c.want(c.updateCard(code, grey), 60140) // one use
	if got := c.Inbox("lin.qing")[0].Card.Grey; got != "Done" {
		t.Errorf("grey %q", got)
	}
	if got := c.Inbox("zhao_m")[0].Card.Grey; got != "" {
		t.Errorf("the other member's card: %q", got)
	}
}

func TestResponseCodeExpires(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	code := c.send(cardTo("lin.qing", buttons("t"))).str("response_code")
	c.clock.Add(72 * time.Hour)
	c.token = c.login(secret)
	c.want(c.updateCard(code, obj{"atall": 1, "button": obj{"replace_name": "Done"}}), 60140)
}

func TestUpdateWithNewCard(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	code := c.send(cardTo("lin.qing|zhao_m", buttons("t"))).str("response_code")
	fresh := with(with(buttons(""), "main_title", obj{"title": "Deployed"}), "replace_text", "Yes")
	c.want(c.updateCard(code, obj{"atall": 1, "template_card": with(fresh, "button_list", nil)}), 42038)
	c.want(c.updateCard(code, obj{"atall": 1, "template_card": fresh}), 0)
	for _, user := range []string{"lin.qing", "zhao_m"} {
		m := c.Inbox(user)[0]
		if m.Card.Title != "Deployed" || m.Card.Grey != "Yes" || m.Card.TaskID != "t" || m.Text != "Deployed" {
			t.Errorf("%s: %+v", user, m.Card)
		}
	}
}

func TestButtonUpdateOfNotice(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	code := c.send(cardTo("lin.qing", obj{
		"card_type": "text_notice", "main_title": obj{"title": "T"}, "card_action": obj{"type": 1, "url": "https://a.example"},
		"action_menu": obj{"action_list": []obj{{"text": "M", "key": "mute"}}}, "task_id": "n",
	})).str("response_code")
	c.want(c.updateCard(code, obj{"atall": 1, "button": obj{"replace_name": "Done"}}), 40058)
}

var responseCode = regexp.MustCompile(`<ResponseCode><!\[CDATA\[(\w+)\]\]>`)

func TestPressButton(t *testing.T) {
	t.Parallel()
	c := newCorp(t, func(o *simulator.Options) { o.Switches.EventCodeOwnCardOnly = true })
	client, got := c.listen(func(_ int, w http.ResponseWriter, _ string) {
		w.Write(passive(t, "lin.qing", "<MsgType>update_button</MsgType><Button><ReplaceName>Done</ReplaceName></Button>"))
	})
	c.want(c.send(cardTo("lin.qing|zhao_m", buttons("t"))), 0)
	reply, err := client.PressButton(t.Context(), "lin.qing", "t", "no")
	if err != nil || !reply.Ignored || reply.ReplaceName != "Done" {
		t.Fatalf("%+v, %v", reply, err)
	}
	message := got.all()[0]
	for _, part := range []string{
		"<Event><![CDATA[template_card_event]]></Event><EventKey><![CDATA[no]]></EventKey>",
		"<TaskId><![CDATA[t]]></TaskId><CardType><![CDATA[button_interaction]]></CardType>",
	} {
		if !strings.Contains(message, part) {
			t.Errorf("%s misses %s", message, part)
		}
	}
	if strings.Contains(message, "SelectedItems") || c.Inbox("lin.qing")[0].Card.Grey != "" {
		t.Error("unexpected selection or grey card")
	}
	for _, press := range []struct{ user, task, key string }{
		{"lin.qing", "t", "maybe"}, {"lin.qing", "other", "no"}, {"WuJ", "t", "no"},
	} {
		if _, err := client.PressButton(t.Context(), press.user, press.task, press.key); !errors.Is(err, simulator.ErrNoButton) {
			t.Errorf("%v: %v", press, err)
		}
	}
	code := responseCode.FindStringSubmatch(message)[1]
	c.want(c.updateCard(code, obj{"atall": 1, "button": obj{"replace_name": "Done"}}), 0)
	if c.Inbox("lin.qing")[0].Card.Grey != "Done" || c.Inbox("zhao_m")[0].Card.Grey != "" {
		t.Error("the event's code did not change just the clicker's card")
	}
	if _, err := client.PressButton(t.Context(), "lin.qing", "t", "no"); !errors.Is(err, simulator.ErrNoButton) {
		t.Errorf("grey card: %v", err)
	}
}

func TestPressWithSelections(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	client, got := c.listen(nil)
	c.want(c.send(cardTo("zhao_m", obj{
		"card_type": "multiple_interaction", "main_title": obj{"title": "T"}, "task_id": "m",
		"select_list": []obj{
			{"question_key": "mood", "selected_id": "a", "option_list": options(2)},
			{"question_key": "blocked", "option_list": options(2)},
		},
		"submit_button": obj{"text": "S", "key": "submit"},
	})), 0)
	_, err := client.PressButton(t.Context(), "zhao_m", "m", "submit", simulator.Selection{QuestionKey: "blocked", OptionIDs: []string{"b"}})
	if err != nil {
		t.Fatal(err)
	}
	want := "<SelectedItems><SelectedItem><QuestionKey><![CDATA[mood]]></QuestionKey><OptionIds><OptionId><![CDATA[a]]></OptionId></OptionIds></SelectedItem>" +
		"<SelectedItem><QuestionKey><![CDATA[blocked]]></QuestionKey><OptionIds><OptionId><![CDATA[b]]></OptionId></OptionIds></SelectedItem></SelectedItems>"
	if !strings.Contains(got.all()[0], want) {
		t.Errorf("%s", got.all()[0])
	}
	for _, sel := range []simulator.Selection{
		{QuestionKey: "other"}, {QuestionKey: "mood", OptionIDs: []string{"z"}}, {QuestionKey: "mood", OptionIDs: []string{"a", "b"}},
	} {
		if _, err := client.Press("zhao_m", "m", "submit", sel); !errors.Is(err, simulator.ErrNoButton) {
			t.Errorf("%v: %v", sel, err)
		}
	}
}

func TestCardRepliesInXML(t *testing.T) {
	t.Parallel()
	card := "<MsgType>update_template_card</MsgType><TemplateCard><CardType>button_interaction</CardType>" +
		"<MainTitle><Title>Deployed</Title></MainTitle>" +
		"<HorizontalContentList><KeyName>Env</KeyName><Value>prod</Value></HorizontalContentList>" +
		"<HorizontalContentList><KeyName>By</KeyName><Value>lin</Value></HorizontalContentList>" +
		"<ButtonList><Text>Yes</Text><Key>yes</Key></ButtonList><ReplaceText>Approved</ReplaceText></TemplateCard>"
	tests := []struct{ name, own, title, grey string }{
		{"button", "<MsgType>update_button</MsgType><Button><ReplaceName>Done</ReplaceName></Button>", "Deploy?", "Done"},
		{"card", card, "Deployed", "Approved"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := newCorp(t, func(o *simulator.Options) { o.Switches.ReplyToCardEvents = true })
			client, _ := c.listen(func(_ int, w http.ResponseWriter, _ string) { w.Write(passive(t, "zhao_m", tt.own)) })
			c.want(c.send(cardTo("zhao_m", buttons("t"))), 0)
			if _, err := client.PressButton(t.Context(), "zhao_m", "t", "yes"); err != nil {
				t.Fatal(err)
			}
			got := c.Inbox("zhao_m")[0].Card
			if got.Title != tt.title || got.Grey != tt.grey || got.TaskID != "t" {
				t.Errorf("%+v", got)
			}
			if tt.name == "card" && (len(got.Pairs) != 2 || got.Pairs[1] != simulator.Pair{Key: "By", Value: "lin"}) {
				t.Errorf("pairs %v", got.Pairs)
			}
		})
	}
}

func TestMenuEventOfCard(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	client, got := c.listen(nil)
	c.want(c.send(cardTo("zhao_m", with(buttons("t"), "action_menu", obj{"action_list": []obj{{"text": "M", "key": "mute"}}}))), 0)
	if _, err := client.PressButton(t.Context(), "zhao_m", "t", "mute"); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(got.all()[0], "<Event><![CDATA[template_card_menu_event]]></Event>") {
		t.Errorf("%s", got.all()[0])
	}
}
