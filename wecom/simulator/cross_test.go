package simulator_test

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duban/wecom"
	"duban/wecom/simulator"
)

// The tests of this file put the project's client and the simulator, which were
// written apart, against each other.

// appClient is the project's client of the simulated app.
func (c *corp) appClient() *wecom.Client {
	c.t.Helper()
	client, err := wecom.NewClient(wecom.Options{
		BaseURL: strings.TrimSuffix(c.url, "/cgi-bin/"), CorpID: corpID, AgentID: agentID, Secret: secret, Now: c.clock.Now,
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return client
}

// answerWith makes an app that decodes what comes in and replies with what reply
// says, nothing if that is nil.
func (c *corp) answerWith(reply func(wecom.Inbound) wecom.ReplyBody) (*simulator.Client, <-chan wecom.Inbound) {
	c.t.Helper()
	cr, got := crypt(c.t), make(chan wecom.Inbound, 20)
	return c.receiver(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			plain, err := cr.EchoString(r.URL.Query())
			if err != nil {
				c.t.Error(err)
			}
			w.Write(plain)
			return
		}
		message, err := cr.Open(r.URL.Query(), readAll(c.t, r.Body))
		if err != nil {
			c.t.Error(err)
			return
		}
		in, err := wecom.Decode(message)
		if err != nil {
			c.t.Errorf("%s: %v", message, err)
			return
		}
		got <- in
		if reply == nil {
			return
		}
		if body := reply(in); body != nil {
			now := c.clock.Now().Unix()
			w.Write(cr.Seal(wecom.ReplyTo(in, now, body).XML(), now, "n8f2k1", [16]byte{7}))
		}
	}), got
}

func TestClientSends(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	client, ctx := c.appClient(), t.Context()
	upload := func(kind wecom.MediaType, name string, data []byte) string {
		id, err := client.UploadMedia(ctx, kind, name, bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	image := upload(wecom.MediaImage, "图.png", pngData)
	voice := upload(wecom.MediaVoice, "a.amr", amrData)
	video := upload(wecom.MediaVideo, "a.mp4", mp4Data)
	file := upload(wecom.MediaFile, "台账.xlsx", []byte("PK1234"))
	contents := []wecom.Content{
		wecom.Text{Content: "<a href=\"https://a.example/?a=1&b=2\">值班</a>"},
		wecom.Markdown{Content: "**x**"},
		wecom.TextCard{Title: "T", Description: "D", URL: "https://a.example"},
		wecom.Image{MediaID: image}, wecom.Voice{MediaID: voice}, wecom.Video{MediaID: video, Title: "V"}, wecom.File{MediaID: file},
		wecom.News{Articles: []wecom.Article{{Title: "N", URL: "https://a.example"}}},
		&wecom.TemplateCard{
			CardType: wecom.CardTextNotice, MainTitle: &wecom.CardTitle{Title: "C"}, Action: &wecom.CardLink{Type: 1, URL: "https://a.example"},
		},
	}
	for _, content := range contents {
		result, err := client.Send(ctx, wecom.Message{ToUsers: []string{"LIN.qing", "Ghost"}, Content: content})
		if err != nil {
			t.Fatalf("%T: %v", content, err)
		}
		if result.MsgID == "" || !cmp.Equal(result.InvalidUsers, []string{"ghost"}) {
			t.Errorf("%T: %+v", content, result)
		}
	}
	var got []string
	for _, m := range c.Inbox("lin.qing") {
		got = append(got, m.Type+" "+m.Text)
	}
	want := []string{
		"text <a href=\"https://a.example/?a=1&b=2\">值班</a>", "markdown **x**", "textcard D", "image 图.png", "voice a.amr",
		"video a.mp4", "file 台账.xlsx", "news N", "template_card C",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}

	result, err := client.Send(ctx, wecom.Message{ToUsers: []string{"Ghost"}, Content: wecom.Text{Content: "x"}})
	if api, ok := errors.AsType[*wecom.APIError](err); !ok || api.Code != 81013 || !cmp.Equal(result.InvalidUsers, []string{"ghost"}) {
		t.Errorf("%+v, %v", result, err)
	}
	result, err = client.Send(ctx, wecom.Message{ToAll: true, Content: wecom.Text{Content: "x"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Recall(ctx, result.MsgID); err != nil {
		t.Error(err)
	}
}

func TestClientRenewsItsToken(t *testing.T) {
	t.Parallel()
	for _, as40014 := range []bool{false, true} {
		c := newCorp(t, func(o *simulator.Options) { o.Switches.ExpiredAs40014 = as40014 })
		client := c.appClient()
		hello := wecom.Message{ToUsers: []string{"lin.qing"}, Content: wecom.Text{Content: "x"}}
		for range 2 {
			if _, err := client.Send(t.Context(), hello); err != nil {
				t.Fatal(err)
			}
			c.clock.Add(time.Minute)
			c.InvalidateTokens()
		}
		c.clock.Add(3 * time.Hour)
		if _, err := client.Send(t.Context(), hello); err != nil {
			t.Fatal(err)
		}
		if n := len(c.Inbox("lin.qing")); n != 3 {
			t.Errorf("%d messages, want 3", n)
		}
	}
}

func TestClientReadsContactsMenuAndWebhook(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	client, ctx := c.appClient(), t.Context()
	departments, err := client.DepartmentList(ctx, 3)
	if err != nil || len(departments) != 2 || departments[1].ParentID != 3 {
		t.Errorf("%+v, %v", departments, err)
	}
	users, err := client.UserList(ctx, 3)
	if err != nil || len(users) != 1 || users[0].UserID != "lin.qing" || users[0].IsLeader[0] != 1 {
		t.Errorf("%+v, %v", users, err)
	}
	if users, err = client.UserSimpleList(ctx, 4); err != nil || len(users) != 3 {
		t.Errorf("%+v, %v", users, err)
	}
	if user, err := client.UserGet(ctx, "zhao_m"); err != nil || user.Name != "Zhao M" {
		t.Errorf("%+v, %v", user, err)
	}
	if ips, err := client.CallbackIPs(ctx); err != nil || len(ips) != 1 {
		t.Errorf("%v, %v", ips, err)
	}
	menu := []wecom.MenuButton{{Type: wecom.EventClick, Name: "报送", Key: "file"}}
	if err := client.CreateMenu(ctx, menu); err != nil || !bytes.Contains(c.Menu(agentID), []byte("报送")) {
		t.Errorf("%s, %v", c.Menu(agentID), err)
	}
	hook, err := wecom.NewWebhook(wecom.WebhookOptions{BaseURL: strings.TrimSuffix(c.url, "/cgi-bin/"), Key: hookKey})
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		hook.SendText(ctx, "hi", "@all"), hook.SendMarkdown(ctx, "**x**"), hook.SendMarkdownV2(ctx, "# x"),
		hook.SendImage(ctx, pngData), hook.SendFile(ctx, "通报.docx", strings.NewReader("PK1234")),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	posts := c.GroupPosts("team")
	if len(posts) != 5 || posts[0].Mentions[0] != "@all" || posts[4].Text != "通报.docx" {
		t.Errorf("%+v", posts)
	}
}

func TestClientDownloadsWhatMembersSend(t *testing.T) {
	t.Parallel()
	c := newCorp(t, func(o *simulator.Options) { o.WholeFileLimit = 1 << 20 })
	members, got := c.answerWith(nil)
	if err := members.VerifyURL(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, data := range [][]byte{[]byte("small file"), bytes.Repeat([]byte("0123456789"), 2<<20)} {
		if _, err := members.SendFile(t.Context(), "zhao_m", "报告.pdf", data); err != nil {
			t.Fatal(err)
		}
		in := <-got
		var file bytes.Buffer
		m, err := c.appClient().DownloadMedia(t.Context(), in.MediaID, &file, 64<<20)
		if err != nil || m.FileName != "报告.pdf" || in.FileName != "报告.pdf" || !bytes.Equal(file.Bytes(), data) {
			t.Errorf("%+v, %d bytes, %v", m, file.Len(), err)
		}
	}
}

func TestDecodedActs(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	members, got := c.answerWith(nil)
	ctx := t.Context()
	acts := []struct {
		act  func() (simulator.Reply, error)
		want func(wecom.Inbound) bool
	}{
		{func() (simulator.Reply, error) { return members.SendText(ctx, "zhao_m", "值班 ]]> <b>") },
			func(in wecom.Inbound) bool {
				return in.Content == "值班 ]]> <b>" && len(in.MsgID) == 19 && in.AgentID == agentID && in.CreateTime == c.clock.Now().Unix()
			}},
		{func() (simulator.Reply, error) { return members.SendLocation(ctx, "zhao_m", 22.5431, 113.953, "gate") },
			func(in wecom.Inbound) bool {
				return in.Location != nil && in.Location.Latitude == 22.5431 && in.Location.Label == "gate"
			}},
		{func() (simulator.Reply, error) { return members.SendVideo(ctx, "zhao_m", "a.mp4", mp4Data, pngData) },
			func(in wecom.Inbound) bool { return in.MediaID != "" && in.ThumbMediaID != "" }},
		{func() (simulator.Reply, error) { return members.SendLink(ctx, "zhao_m", "T", "D", "https://a.example") },
			func(in wecom.Inbound) bool { return in.URL == "https://a.example" && in.Title == "T" }},
		{func() (simulator.Reply, error) { return members.Click(ctx, "zhao_m", "K") },
			func(in wecom.Inbound) bool {
				return in.Event == wecom.EventClick && in.EventKey == "K" && in.MsgID == ""
			}},
		{func() (simulator.Reply, error) { return members.Scan(ctx, "zhao_m", "K", "seat") },
			func(in wecom.Inbound) bool { return in.ScanResult == "seat" }},
		{func() (simulator.Reply, error) { return members.Locate(ctx, "zhao_m", 22.5, 113.9, 40) },
			func(in wecom.Inbound) bool { return in.Location != nil && in.Location.Precision == 40 }},
		{func() (simulator.Reply, error) { return members.Subscribe(ctx, "zhao_m") },
			func(in wecom.Inbound) bool { return in.Event == wecom.EventSubscribe && in.EventKey == "" }},
	}
	contact := members.Event("sys", wecom.EventChangeContact, "")
	contact.NoEventKey, contact.NoAgentID = true, true
	contact.Extra = "<ChangeType>create_user</ChangeType><UserID><![CDATA[new.hire]]></UserID>"
	acts = append(acts, struct {
		act  func() (simulator.Reply, error)
		want func(wecom.Inbound) bool
	}{
		func() (simulator.Reply, error) { return members.Deliver(ctx, contact) },
		func(in wecom.Inbound) bool {
			return in.AgentID == 0 && in.Contact != nil && in.Contact.UserID == "new.hire"
		},
	})
	for i, a := range acts {
		if _, err := a.act(); err != nil {
			t.Fatal(err)
		}
		if in := <-got; !a.want(in) {
			t.Errorf("act %d: %+v", i, in)
		}
	}
}

func TestCardConversation(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	members, got := c.answerWith(nil)
	client := c.appClient()
	card := &wecom.TemplateCard{
		CardType: wecom.CardMultiple, TaskID: "check-1", MainTitle: &wecom.CardTitle{Title: "Check"},
		Selects: []wecom.Selector{{QuestionKey: "mood", SelectedID: "good", Options: []wecom.Option{{ID: "good", Text: "G"}, {ID: "bad", Text: "B"}}}},
		Submit:  &wecom.Submit{Text: "Send", Key: "submit"},
	}
	sent, err := client.Send(t.Context(), wecom.Message{ToUsers: []string{"lin.qing", "zhao_m"}, Content: card})
	if err != nil || sent.ResponseCode == "" {
		t.Fatalf("%+v, %v", sent, err)
	}
	pick := simulator.Selection{QuestionKey: "mood", OptionIDs: []string{"bad"}}
	if _, err := members.PressButton(t.Context(), "zhao_m", "check-1", "submit", pick); err != nil {
		t.Fatal(err)
	}
	in := <-got
	if in.TaskID != "check-1" || !cmp.Equal(in.SelectedItems, []wecom.SelectedItem{{QuestionKey: "mood", OptionIDs: []string{"bad"}}}) {
		t.Errorf("%+v", in)
	}
	invalid, err := client.UpdateTemplateCard(t.Context(), wecom.CardUpdate{
		ResponseCode: in.ResponseCode, UserIDs: []string{"zhao_m", "WuJ"}, ReplaceName: "Received",
	})
	if err != nil || !cmp.Equal(invalid, []string{"wuj"}) {
		t.Errorf("%v, %v", invalid, err)
	}
	if got := c.Inbox("zhao_m")[0].Card.Grey; got != "Received" {
		t.Errorf("grey %q", got)
	}
	fresh := *card
	fresh.TaskID, fresh.ReplaceText, fresh.MainTitle = "", "Closed", &wecom.CardTitle{Title: "Over"}
	if _, err := client.UpdateTemplateCard(t.Context(), wecom.CardUpdate{ResponseCode: sent.ResponseCode, ToAll: true, Card: &fresh}); err != nil {
		t.Fatal(err)
	}
	if m := c.Inbox("lin.qing")[0]; m.Card.Title != "Over" || m.Card.Grey != "Closed" {
		t.Errorf("%+v", m.Card)
	}
}

func TestRepliesOfTheProject(t *testing.T) {
	t.Parallel()
	c := newCorp(t, func(o *simulator.Options) { o.Switches.ReplyToCardEvents = true })
	image, err := c.appClient().UploadMedia(t.Context(), wecom.MediaImage, "a.png", bytes.NewReader(pngData))
	if err != nil {
		t.Fatal(err)
	}
	fresh := &wecom.TemplateCard{
		CardType: wecom.CardButtons, MainTitle: &wecom.CardTitle{Title: "Deployed"},
		Horizontal: []wecom.CardField{{KeyName: "Env", Value: "prod"}, {KeyName: "By", Value: "lin"}},
		Buttons:    []wecom.Button{{Text: "Yes", Key: "yes"}}, ReplaceText: "Approved",
	}
	replies := map[string]wecom.ReplyBody{
		"text": wecom.Text{Content: "已收悉 ]]>"}, "image": wecom.Image{MediaID: image},
		"news": wecom.News{Articles: []wecom.Article{{Title: "N", URL: "https://a.example"}}},
		"grey": wecom.ReplaceButton{Name: "Done"}, "card": fresh,
	}
	members, _ := c.answerWith(func(in wecom.Inbound) wecom.ReplyBody { return replies[in.Content+in.EventKey] })
	for _, kind := range []string{"text", "image", "news"} {
		if reply, err := members.SendText(t.Context(), "zhao_m", kind); err != nil || reply.Type != kind {
			t.Errorf("%s: %+v, %v", kind, reply, err)
		}
	}
	if window := c.Inbox("zhao_m"); len(window) != 6 || window[1].Text != "已收悉 ]]>" {
		t.Errorf("%+v", window)
	}
	for _, key := range []string{"grey", "card"} {
		c.want(c.send(cardTo("zhao_m", with(buttons(key), "button_list", []obj{{"text": "Yes", "key": key}}))), 0)
		if reply, err := members.PressButton(t.Context(), "zhao_m", key, key); err != nil || reply.Ignored {
			t.Errorf("%s: %+v, %v", key, reply, err)
		}
	}
	window := c.Inbox("zhao_m")
	if grey, card := window[6].Card, window[7].Card; grey.Grey != "Done" || card.Grey != "Approved" || len(card.Pairs) != 2 {
		t.Errorf("%+v\n%+v", grey, card)
	}
}
