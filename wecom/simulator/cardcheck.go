package simulator

import "strings"

// The names of the parts follow the platform's table of error codes (doc 90313).
var (
	errTaskID     = refuse(42014, "taskid has existed or empty or exceed max len")
	errCardURL    = refuse(42028, "template card: url missing")
	errCardTitle  = refuse(42033, "template card: title missing")
	errCardAction = refuse(42045, "invalid template_card.card_action")
)

const (
	maxCardKeyBytes  = 1024
	maxOptionIDBytes = 128
)

// check finds the first bad part of a card (doc 90236).
func (b *cardBody) check() error {
	checks := []func() error{b.checkType, b.checkLists, b.checkMenu, b.checkAction, b.checkButtons, b.checkQuestions}
	for _, check := range checks {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// checkType looks at the type and the titles it demands.
func (b *cardBody) checkType() error {
	switch b.CardType {
	case TextNotice:
		if b.MainTitle.Title == "" && b.SubTitleText == "" {
			return errCardTitle
		}
		return nil
	case NewsNotice:
		if (b.CardImage == nil || b.CardImage.URL == "") && b.ImageTextArea == nil {
			return refuse(42044, "invalid template_card.card_image.url")
		}
	case ButtonInteraction, VoteInteraction, MultipleInteraction:
	default:
		return refuse(42031, "invalid template_card.card_type")
	}
	if b.MainTitle.Title == "" {
		return errCardTitle
	}
	return nil
}

// checkLists looks at the parts every type may have.
func (b *cardBody) checkLists() error {
	switch {
	case len(b.Horizontal) > 6:
		return refuse(42035, "invalid template_card.horizontal_content_list size")
	case len(b.Vertical) > 4:
		return refuse(42036, "invalid template_card.vertical_content_list size")
	case len(b.JumpList) > 3:
		return refuse(42042, "invalid template_card.jump_list size")
	}
	for _, h := range b.Horizontal {
		switch {
		case h.KeyName == "":
			return refuse(42027, "template_card.horizontal_content_list.keyname missing")
		case h.Type == 1 && h.URL == "":
			return errCardURL
		case h.Type == 2 && h.MediaID == "":
			return refuse(42029, "template_card.horizontal_content_list.media_id missing")
		case h.Type == 3 && h.UserID == "":
			return refuse(42050, "invalid template_card.horizontal_content_list.userid")
		}
	}
	for _, v := range b.Vertical {
		if v.Title == "" {
			return errCardTitle
		}
	}
	for _, j := range b.JumpList {
		if j.Title == "" {
			return errCardTitle
		}
		if err := j.checkTarget(); err != nil {
			return err
		}
	}
	return nil
}

// checkTarget looks at where a link leads.
func (j *jump) checkTarget() error {
	switch {
	case j.Type == 1 && j.URL == "":
		return errCardURL
	case j.Type == 2 && j.AppID == "":
		return refuse(42030, "template card: appid missing")
	}
	return nil
}

// checkMenu looks at the menu in the card's corner.
func (b *cardBody) checkMenu() error {
	if b.ActionMenu == nil {
		return nil
	}
	if n := len(b.ActionMenu.List); n < 1 || n > 3 || b.CardType == VoteInteraction || b.CardType == MultipleInteraction {
		return errParameter
	}
	seen := map[string]bool{}
	for _, a := range b.ActionMenu.List {
		switch {
		case a.Text == "":
			return refuse(42038, "invalid action text")
		case a.Key == "" || len(a.Key) > maxCardKeyBytes || seen[a.Key]:
			return refuse(42051, "template_card.action_menu.action_list.key conflict")
		}
		seen[a.Key] = true
	}
	return nil
}

// checkAction looks at what a press on the card itself does.
func (b *cardBody) checkAction() error {
	required := b.CardType == TextNotice || b.CardType == NewsNotice
	if b.CardAction == nil || b.CardAction.Type == 0 {
		if required {
			return errCardAction
		}
		return nil
	}
	if b.CardAction.Type < 0 || b.CardAction.Type > 2 {
		return errCardAction
	}
	return b.CardAction.checkTarget()
}

// checkButtons looks at the buttons that call back.
func (b *cardBody) checkButtons() error {
	switch b.CardType {
	case ButtonInteraction:
		if n := len(b.ButtonList); n < 1 || n > 6 {
			return refuse(42038, "invalid template_card.button_list size")
		}
		seen := map[string]bool{}
		for _, l := range b.ButtonList {
			switch {
			case l.Text == "":
				return refuse(42038, "invalid template_card.button_list.text")
			case l.Type == 1 && l.URL == "":
				return errCardURL
			case l.Type != 1 && (l.Key == "" || len(l.Key) > maxCardKeyBytes || seen[l.Key]):
				return refuse(42039, "invalid template_card.button_list.key")
			}
			seen[l.Key] = true
		}
	case VoteInteraction, MultipleInteraction:
		switch {
		case b.SubmitButton == nil || b.SubmitButton.Text == "":
			return refuse(42049, "invalid template_card.submit_button.text")
		case b.SubmitButton.Key == "" || len(b.SubmitButton.Key) > maxCardKeyBytes:
			return refuse(42046, "invalid template_card.submit_button.key")
		}
	}
	return nil
}

// checkQuestions looks at what there is to choose from.
func (b *cardBody) checkQuestions() error {
	maxOptions := 10
	switch b.CardType {
	case VoteInteraction:
		maxOptions = 20
		if b.CheckBox == nil {
			return refuse(42043, "invalid template_card.question_key")
		}
	case MultipleInteraction:
		if n := len(b.SelectList); n < 1 || n > 3 {
			return refuse(42047, "invalid template_card.select_list size")
		}
	}
	seen := map[string]bool{}
	for _, q := range b.questions() {
		if q.QuestionKey == "" || len(q.QuestionKey) > maxCardKeyBytes || seen[q.QuestionKey] {
			return refuse(42043, "invalid template_card.question_key")
		}
		seen[q.QuestionKey] = true
		if n := len(q.OptionList); n < 1 || n > maxOptions {
			return refuse(42037, "invalid template_card.option_list size")
		}
		for _, o := range q.OptionList {
			switch {
			case o.ID == "" || len(o.ID) > maxOptionIDBytes:
				return refuse(42040, "invalid template_card.option_list.id")
			case o.Text == "":
				return refuse(42041, "invalid template_card.option_list.text")
			}
		}
	}
	return nil
}

// checkTaskID wants 1 to 128 of [0-9A-Za-z_-@].
func checkTaskID(id string) error {
	odd := func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '_' && r != '-' && r != '@'
	}
	if id == "" || len(id) > 128 || strings.ContainsFunc(id, odd) {
		return errTaskID
	}
	return nil
}
