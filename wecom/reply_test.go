package wecom_test

import (
	"encoding/xml"
	"os"
	"strings"
	"testing"

	"duban/wecom"
)

const invented = "wwd1f0c0ffee000001"

func TestReplyXML(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/replies.xml.txt")
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(strings.TrimSpace(string(data)), "\n")
	replies := []wecom.Reply{
		{ToUser: "lin.qing", CorpID: invented, CreateTime: 1767225601, Body: wecom.Text{Content: "Saved your update."}},
		{ToUser: "lin.qing", CorpID: invented, CreateTime: 1767225602, Body: wecom.Image{MediaID: "1aB-cD"}},
		{ToUser: "lin.qing", CorpID: invented, CreateTime: 1767225603, Body: wecom.News{Articles: []wecom.Article{
			{Title: "Digest", Description: "3 blockers", PicURL: "https://pic.example/d", URL: "https://bot.example/d"}}}},
		{ToUser: "zhao_m", CorpID: invented, CreateTime: 1767226031, Body: wecom.ReplaceButton{Name: "Submitted"}},
		{ToUser: "lin.qing", CorpID: invented, CreateTime: 1767225604, Body: wecom.Voice{MediaID: "2aB-cD"}},
		{ToUser: "lin.qing", CorpID: invented, CreateTime: 1767225605, Body: wecom.Video{MediaID: "3aB-cD", Title: "Demo", Description: "30 s"}},
		{ToUser: "zhao_m", CorpID: invented, CreateTime: 1767226041, Body: &wecom.TemplateCard{
			CardType:   wecom.CardButtons,
			MainTitle:  &wecom.CardTitle{Title: "Deploy 1.4", Desc: "approved by zhao_m"},
			Horizontal: []wecom.CardField{{KeyName: "Env", Value: "prod"}, {KeyName: "By", Value: "lin.qing"}},
			Buttons:    []wecom.Button{{Text: "Approve", Style: 1, Key: "approve:14"}}, ReplaceText: "Approved"}},
	}
	if len(want) != len(replies) {
		t.Fatalf("%d samples, %d replies", len(want), len(replies))
	}
	for i, reply := range replies {
		if got := string(reply.XML()); got != want[i] {
			t.Errorf("\n got %s\nwant %s", got, want[i])
		}
	}
}

func TestReplyTo(t *testing.T) {
	t.Parallel()
	in := wecom.Inbound{ToUserName: invented, FromUserName: "lin.qing"}
	const content = "a]]>b<&>]]\n"
	doc := wecom.ReplyTo(in, 5, wecom.Text{Content: content}).XML()
	back := mustDecode(t, string(doc))
	if back.ToUserName != "lin.qing" || back.FromUserName != invented || back.Content != content || back.CreateTime != 5 {
		t.Errorf("%s reads as %+v", doc, back)
	}
}

func TestReplyCardParts(t *testing.T) {
	t.Parallel()
	link := wecom.CardLink{Type: 2, URL: "u", AppID: "wx1", PagePath: "p"}
	card := &wecom.TemplateCard{
		CardType:     wecom.CardMultiple,
		Source:       &wecom.CardSource{IconURL: "i", Desc: "d", DescColor: 2},
		ActionMenu:   &wecom.ActionMenu{Desc: "m", Actions: []wecom.Submit{{Text: "a", Key: "k"}}},
		SubTitle:     "s",
		Emphasis:     &wecom.CardTitle{Title: "9", Desc: "left"},
		Quote:        &wecom.QuoteArea{CardLink: link, Title: "t", QuoteText: "q"},
		ImageText:    &wecom.ImageText{CardLink: link, ImageURL: "w"},
		Image:        &wecom.CardImage{URL: "v", AspectRatio: 1.5},
		Vertical:     []wecom.CardTitle{{Title: "1"}, {Title: "2"}},
		Jumps:        []wecom.CardJump{{CardLink: link, Title: "j"}},
		Action:       &link,
		ButtonSelect: &wecom.Selector{QuestionKey: "b", Options: []wecom.Option{{ID: "1", Text: "一"}}},
		CheckBox:     &wecom.CheckBox{QuestionKey: "c", Mode: 1, Disable: true, Options: []wecom.CheckOption{{ID: "x", Text: "X", Checked: true}}},
		Selects:      []wecom.Selector{{QuestionKey: "s", SelectedID: "2", Disable: true}},
		Submit:       &wecom.Submit{Text: "go", Key: "g"},
	}
	var got struct {
		Card struct {
			Source          struct{ IconUrl, Desc, DescColor string }
			ActionMenu      struct{ ActionList []struct{ Text, Key string } }
			QuoteArea       struct{ Appid, QuoteText string }
			ImageTextArea   struct{ Appid, ImageUrl string }
			CardImage       struct{ Url, AspectRatio string }
			EmphasisContent struct{ Title string }
			Vertical        []struct{ Title string } `xml:"VerticalContentList"`
			JumpList        []struct{ AppId, Title string }
			CardAction      struct{ AppId, Type string }
			ButtonSelection struct{ OptionList []struct{ Id, Text string } }
			CheckBox        struct {
				Mode, Disable string
				OptionList    []struct{ IsChecked string }
			}
			SelectList   []struct{ SelectedId, Disable string }
			SubmitButton struct{ Text, Key string }
		} `xml:"TemplateCard"`
	}
	if err := xml.Unmarshal(wecom.Reply{Body: card}.XML(), &got); err != nil {
		t.Fatal(err)
	}
	c := got.Card
	for name, pair := range map[string][2]string{
		"source":   {c.Source.IconUrl + c.Source.Desc + c.Source.DescColor, "id2"},
		"menu":     {c.ActionMenu.ActionList[0].Text + c.ActionMenu.ActionList[0].Key, "ak"},
		"quote":    {c.QuoteArea.Appid + c.QuoteArea.QuoteText, "wx1q"},
		"area":     {c.ImageTextArea.Appid + c.ImageTextArea.ImageUrl, "wx1w"},
		"image":    {c.CardImage.Url + c.CardImage.AspectRatio, "v1.5"},
		"emphasis": {c.EmphasisContent.Title, "9"},
		"vertical": {c.Vertical[0].Title + c.Vertical[1].Title, "12"},
		"jump":     {c.JumpList[0].AppId + c.JumpList[0].Title, "wx1j"},
		"action":   {c.CardAction.AppId + c.CardAction.Type, "wx12"},
		"button":   {c.ButtonSelection.OptionList[0].Id + c.ButtonSelection.OptionList[0].Text, "1一"},
		"checkbox": {c.CheckBox.Mode + c.CheckBox.Disable + c.CheckBox.OptionList[0].IsChecked, "1truetrue"},
		"select":   {c.SelectList[0].SelectedId + c.SelectList[0].Disable, "2true"},
		"submit":   {c.SubmitButton.Text + c.SubmitButton.Key, "gog"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %q, want %q", name, pair[0], pair[1])
		}
	}
}
