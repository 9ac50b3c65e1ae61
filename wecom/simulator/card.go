package simulator

import (
	"encoding/json"
)

// Card types (doc 90236).
const (
	TextNotice          = "text_notice"
	NewsNotice          = "news_notice"
	ButtonInteraction   = "button_interaction"
	VoteInteraction     = "vote_interaction"
	MultipleInteraction = "multiple_interaction"
)

// Card is a template card as a member sees it. It is not changed in place.
type Card struct {
	Type      string
	TaskID    string
	Source    string
	Title     string
	Desc      string
	Emphasis  string
	SubTitle  string
	Quote     string
	ImageURL  string
	URL       string // opened by a press on the card itself
	Sections  []Pair // vertical list
	Pairs     []Pair // horizontal list
	Jumps     []Link
	Menu      []Button
	Buttons   []Button
	Questions []Question
	Submit    Button // vote and multiple; Key is empty if there is none

	// Grey replaces the buttons' text after an update; the card then takes no more
	// presses. Empty: the card is live.
	Grey string

	Raw []byte // the card as it was sent, JSON or XML
}

// Pair is a line of a card with a name and a value.
type Pair struct{ Key, Value string }

// Link is an entry of a card's jump list.
type Link struct{ Title, URL string }

// Button calls the app back with Key, or opens URL if that is set.
type Button struct {
	Text, Key, URL string
	Style          int
}

// Question is a checkbox, a selector of buttons or one of a list of selectors.
type Question struct {
	Key, Title string
	Multiple   bool
	Disabled   bool
	Selected   string // id of the option selected at first
	Options    []Option
}

// Option is one answer of a [Question].
type Option struct {
	ID, Text string
	Checked  bool
}

// cardBody is a template card on the wire: in JSON, or in XML within a passive
// reply (doc 90236, 90241).
type cardBody struct {
	CardType string `json:"card_type" xml:"CardType"`
	TaskID   string `json:"task_id" xml:"-"`
	Source   struct {
		Desc string `json:"desc" xml:"Desc"`
	} `json:"source" xml:"Source"`
	MainTitle    titled `json:"main_title" xml:"MainTitle"`
	Emphasis     titled `json:"emphasis_content" xml:"EmphasisContent"`
	SubTitleText string `json:"sub_title_text" xml:"SubTitleText"`
	QuoteArea    struct {
		Title string `json:"title" xml:"Title"`
		Text  string `json:"quote_text" xml:"QuoteText"`
	} `json:"quote_area" xml:"QuoteArea"`
	ImageTextArea *struct {
		titled
		ImageURL string `json:"image_url" xml:"ImageUrl"`
	} `json:"image_text_area" xml:"ImageTextArea"`
	CardImage *struct {
		URL string `json:"url" xml:"Url"`
	} `json:"card_image" xml:"CardImage"`
	Vertical   []titled  `json:"vertical_content_list" xml:"VerticalContentList"`
	Horizontal []keyed   `json:"horizontal_content_list" xml:"HorizontalContentList"`
	JumpList   []jump    `json:"jump_list" xml:"JumpList"`
	CardAction *jump     `json:"card_action" xml:"CardAction"`
	ActionMenu *menuBody `json:"action_menu" xml:"ActionMenu"`

	ButtonList      []buttonBody    `json:"button_list" xml:"ButtonList"`
	ButtonSelection *questionBody   `json:"button_selection" xml:"ButtonSelection"`
	CheckBox        *questionBody   `json:"checkbox" xml:"CheckBox"`
	SelectList      []*questionBody `json:"select_list" xml:"SelectList"`
	SubmitButton    *buttonBody     `json:"submit_button" xml:"SubmitButton"`
	ReplaceText     string          `json:"replace_text" xml:"ReplaceText"`
}

type titled struct {
	Title string `json:"title" xml:"Title"`
	Desc  string `json:"desc" xml:"Desc"`
}

type keyed struct {
	Type    int    `json:"type" xml:"Type"`
	KeyName string `json:"keyname" xml:"KeyName"`
	Value   string `json:"value" xml:"Value"`
	URL     string `json:"url" xml:"Url"`
	MediaID string `json:"media_id" xml:"MediaId"`
	UserID  string `json:"userid" xml:"UserId"`
}

type jump struct {
	Type     int    `json:"type" xml:"Type"`
	Title    string `json:"title" xml:"Title"`
	URL      string `json:"url" xml:"Url"`
	AppID    string `json:"appid" xml:"AppId"`
	PagePath string `json:"pagepath" xml:"PagePath"`
}

type menuBody struct {
	Desc string       `json:"desc" xml:"Desc"`
	List []buttonBody `json:"action_list" xml:"ActionList"`
}

type buttonBody struct {
	Type  int    `json:"type" xml:"-"`
	Text  string `json:"text" xml:"Text"`
	Style int    `json:"style" xml:"Style"`
	Key   string `json:"key" xml:"Key"`
	URL   string `json:"url" xml:"-"`
}

type questionBody struct {
	QuestionKey string `json:"question_key" xml:"QuestionKey"`
	Title       string `json:"title" xml:"Title"`
	SelectedID  string `json:"selected_id" xml:"SelectedId"`
	Disable     bool   `json:"disable" xml:"Disable"`
	Mode        int    `json:"mode" xml:"Mode"`
	OptionList  []struct {
		ID      string `json:"id" xml:"Id"`
		Text    string `json:"text" xml:"Text"`
		Checked bool   `json:"is_checked" xml:"IsChecked"`
	} `json:"option_list" xml:"OptionList"`
}

// show gives the card the form members see.
func (b *cardBody) show(raw []byte) *Card {
	c := &Card{
		Type: b.CardType, TaskID: b.TaskID, Source: b.Source.Desc,
		Title: b.MainTitle.Title, Desc: b.MainTitle.Desc, SubTitle: b.SubTitleText,
		Emphasis: b.Emphasis.Title, Quote: b.QuoteArea.Text, Grey: b.ReplaceText, Raw: raw,
	}
	if b.CardAction != nil {
		c.URL = b.CardAction.URL
	}
	if b.CardImage != nil {
		c.ImageURL = b.CardImage.URL
	} else if b.ImageTextArea != nil {
		c.ImageURL = b.ImageTextArea.ImageURL
	}
	for _, v := range b.Vertical {
		c.Sections = append(c.Sections, Pair{v.Title, v.Desc})
	}
	for _, h := range b.Horizontal {
		c.Pairs = append(c.Pairs, Pair{h.KeyName, h.Value})
	}
	for _, j := range b.JumpList {
		c.Jumps = append(c.Jumps, Link{j.Title, j.URL})
	}
	if b.ActionMenu != nil {
		for _, a := range b.ActionMenu.List {
			c.Menu = append(c.Menu, Button{Text: a.Text, Key: a.Key})
		}
	}
	for _, l := range b.ButtonList {
		c.Buttons = append(c.Buttons, Button{Text: l.Text, Key: l.Key, URL: l.URL, Style: max(1, l.Style)})
	}
	for _, q := range b.questions() {
		c.Questions = append(c.Questions, q.show(q == b.CheckBox))
	}
	if b.SubmitButton != nil {
		c.Submit = Button{Text: b.SubmitButton.Text, Key: b.SubmitButton.Key}
	}
	return c
}

// questions lists the parts to choose from, whichever the card's type has.
func (b *cardBody) questions() []*questionBody {
	var list []*questionBody
	if b.ButtonSelection != nil {
		list = append(list, b.ButtonSelection)
	}
	if b.CheckBox != nil {
		list = append(list, b.CheckBox)
	}
	return append(list, b.SelectList...)
}

func (q *questionBody) show(checkbox bool) Question {
	out := Question{
		Key: q.QuestionKey, Title: q.Title, Disabled: q.Disable, Selected: q.SelectedID,
		Multiple: checkbox && q.Mode == 1,
	}
	for _, o := range q.OptionList {
		out.Options = append(out.Options, Option{ID: o.ID, Text: o.Text, Checked: o.Checked})
	}
	return out
}

// callsBack says whether a press on the card reaches the app; such a card has a
// response_code.
func (c *Card) callsBack() bool { return interactive(c.Type) || len(c.Menu) > 0 }

func interactive(cardType string) bool {
	return cardType == ButtonInteraction || cardType == VoteInteraction || cardType == MultipleInteraction
}

// composeCard checks a card to be sent.
func (s *Simulator) composeCard(c *call, raw json.RawMessage, ch channel) (*Card, error) {
	if ch == appchatChannel {
		return nil, errMessageType
	}
	var b cardBody
	if len(raw) == 0 || json.Unmarshal(raw, &b) != nil {
		return nil, errParameter
	}
	if err := b.check(); err != nil {
		return nil, err
	}
	card := b.show(raw)
	if ch == webhookChannel {
		if card.callsBack() {
			return nil, refuse(42031, "invalid template card type")
		}
		return card, nil
	}
	if !card.callsBack() {
		return card, nil
	}
	if c.app.CallbackURL == "" {
		return nil, refuse(43012, "callback url required")
	}
	if err := checkTaskID(card.TaskID); err != nil {
		return nil, err
	}
	if c.app.tasks[card.TaskID] != nil {
		return nil, errTaskID
	}
	return card, nil
}
