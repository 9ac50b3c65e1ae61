package wecom

import (
	"fmt"
	"regexp"
)

// Card types of TemplateCard.CardType (doc 90236).
const (
	CardTextNotice = "text_notice"
	CardNewsNotice = "news_notice"
	CardButtons    = "button_interaction"
	CardVote       = "vote_interaction"
	CardMultiple   = "multiple_interaction"
)

// TemplateCard is a card with buttons, selectors or notices (doc 90236). Which
// parts a card needs depends on its CardType; Render checks it. Cards that call
// back need a callback URL of the application, and do not show in WeChat.
type TemplateCard struct {
	CardType string `json:"card_type"`
	// TaskID must never repeat within the application. Required for
	// interactive cards and with an action menu, absent in updates.
	TaskID string `json:"task_id,omitempty"`

	Source       *CardSource `json:"source,omitempty"`
	ActionMenu   *ActionMenu `json:"action_menu,omitempty"`
	MainTitle    *CardTitle  `json:"main_title,omitempty"`
	Emphasis     *CardTitle  `json:"emphasis_content,omitempty"`
	Quote        *QuoteArea  `json:"quote_area,omitempty"`
	ImageText    *ImageText  `json:"image_text_area,omitempty"`
	Image        *CardImage  `json:"card_image,omitempty"`
	SubTitle     string      `json:"sub_title_text,omitempty"`
	Vertical     []CardTitle `json:"vertical_content_list,omitempty"`   // at most 4
	Horizontal   []CardField `json:"horizontal_content_list,omitempty"` // at most 6
	Jumps        []CardJump  `json:"jump_list,omitempty"`               // at most 3
	Action       *CardLink   `json:"card_action,omitempty"`
	ButtonSelect *Selector   `json:"button_selection,omitempty"`
	Buttons      []Button    `json:"button_list,omitempty"` // 1 to 6
	CheckBox     *CheckBox   `json:"checkbox,omitempty"`
	Selects      []Selector  `json:"select_list,omitempty"` // 1 to 3
	Submit       *Submit     `json:"submit_button,omitempty"`
	ReplaceText  string      `json:"replace_text,omitempty"` // updates only: the grey button
}

// CardSource names where a card comes from.
type CardSource struct {
	IconURL   string `json:"icon_url,omitempty"`
	Desc      string `json:"desc,omitempty"`
	DescColor int    `json:"desc_color,omitempty"` // 0 grey, 1 black, 2 red, 3 green
}

// CardTitle is a pair of lines.
type CardTitle struct {
	Title string `json:"title,omitempty"`
	Desc  string `json:"desc,omitempty"`
}

// ActionMenu is the menu at the top right of a card.
type ActionMenu struct {
	Desc    string   `json:"desc,omitempty"`
	Actions []Submit `json:"action_list"` // 1 to 3
}

// CardLink leads to a URL (type 1) or a mini program (type 2).
type CardLink struct {
	Type     int    `json:"type,omitempty"`
	URL      string `json:"url,omitempty"`
	AppID    string `json:"appid,omitempty"`
	PagePath string `json:"pagepath,omitempty"`
}

// CardJump is a line that leads somewhere.
type CardJump struct {
	CardLink
	Title string `json:"title"`
}

// QuoteArea is a quotation.
type QuoteArea struct {
	CardLink
	Title     string `json:"title,omitempty"`
	QuoteText string `json:"quote_text,omitempty"`
}

// ImageText is a picture with text beside it.
type ImageText struct {
	CardLink
	Title    string `json:"title,omitempty"`
	Desc     string `json:"desc,omitempty"`
	ImageURL string `json:"image_url"`
}

// CardImage is a wide picture; the ratio is width by height, 1.3 to 2.25.
type CardImage struct {
	URL         string  `json:"url"`
	AspectRatio float64 `json:"aspect_ratio,omitempty"`
}

// CardField is a name with a value: text (type 0), URL (1), file (2) or
// member (3).
type CardField struct {
	Type    int    `json:"type,omitempty"`
	KeyName string `json:"keyname"`
	Value   string `json:"value,omitempty"`
	URL     string `json:"url,omitempty"`
	MediaID string `json:"media_id,omitempty"`
	UserID  string `json:"userid,omitempty"`
}

// Button calls back with Key (type 0) or opens URL (type 1).
type Button struct {
	Type  int    `json:"type,omitempty"`
	Text  string `json:"text"`
	Style int    `json:"style,omitempty"` // 1 to 4
	Key   string `json:"key,omitempty"`   // unique, at most MaxCardKeyBytes
	URL   string `json:"url,omitempty"`
}

// Submit is a text with the key it calls back with.
type Submit struct {
	Text string `json:"text"`
	Key  string `json:"key"`
}

// Selector is a drop-down list of 1 to 10 options.
type Selector struct {
	QuestionKey string   `json:"question_key"`
	Title       string   `json:"title,omitempty"`
	Disable     bool     `json:"disable,omitempty"` // updates only
	SelectedID  string   `json:"selected_id,omitempty"`
	Options     []Option `json:"option_list"`
}

// CheckBox is a list of 1 to 20 options to tick: one (mode 0) or several (1).
type CheckBox struct {
	QuestionKey string        `json:"question_key"`
	Mode        int           `json:"mode"`
	Disable     bool          `json:"disable,omitempty"` // updates only
	Options     []CheckOption `json:"option_list"`
}

// Option is one choice of a Selector.
type Option struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// CheckOption is one choice of a CheckBox.
type CheckOption struct {
	ID      string `json:"id"`
	Text    string `json:"text"`
	Checked bool   `json:"is_checked"`
}

var taskIDPattern = regexp.MustCompile(`^[0-9A-Za-z_\-@]+$`)

// check reports what the platform would refuse in a new card.
func (c *TemplateCard) check() error {
	titled := c.MainTitle != nil && c.MainTitle.Title != ""
	interactive := c.CardType == CardButtons || c.CardType == CardVote || c.CardType == CardMultiple
	problem := ""
	switch {
	case (interactive || c.ActionMenu != nil) && c.TaskID == "":
		problem = "task id missing"
	case c.TaskID != "" && (len(c.TaskID) > MaxTaskIDBytes || !taskIDPattern.MatchString(c.TaskID)):
		problem = "task id malformed"
	case c.CardType != CardTextNotice && !titled:
		problem = "title missing"
	case len(c.Horizontal) > 6 || len(c.Jumps) > 3 || len(c.Vertical) > 4:
		problem = "too many lines"
	default:
		problem = c.checkParts(titled)
	}
	if problem != "" {
		return fmt.Errorf("%w: %s card: %s", ErrInvalid, c.CardType, problem)
	}
	return nil
}

func (c *TemplateCard) checkParts(titled bool) string {
	switch c.CardType {
	case CardTextNotice:
		if c.Action == nil || !titled && c.SubTitle == "" {
			return "action or title missing"
		}
	case CardNewsNotice:
		if c.Action == nil || c.Image == nil && c.ImageText == nil {
			return "action or picture missing"
		}
	case CardButtons:
		return checkButtons(c.Buttons)
	case CardVote:
		if c.CheckBox == nil || c.Submit == nil || len(c.CheckBox.Options) < 1 || len(c.CheckBox.Options) > 20 {
			return "1 to 20 options and a submit button needed"
		}
	case CardMultiple:
		if c.Submit == nil || len(c.Selects) < 1 || len(c.Selects) > 3 {
			return "1 to 3 selectors and a submit button needed"
		}
		for _, s := range c.Selects {
			if len(s.Options) < 1 || len(s.Options) > 10 {
				return "a selector needs 1 to 10 options"
			}
		}
	default:
		return "unknown type"
	}
	return ""
}

func checkButtons(buttons []Button) string {
	if len(buttons) < 1 || len(buttons) > 6 {
		return "1 to 6 buttons needed"
	}
	keys := map[string]bool{}
	for _, b := range buttons {
		if b.Text == "" || b.Type == 0 && (b.Key == "" || len(b.Key) > MaxCardKeyBytes || keys[b.Key]) {
			return "button without text or a key of its own"
		}
		keys[b.Key] = true
	}
	return ""
}
