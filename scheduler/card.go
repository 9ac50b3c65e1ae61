package scheduler

import (
	"encoding/json"
	"strings"
	"time"

	"duban/campaign"
	"duban/message"
)

// reminderCard is a card with buttons (button_interaction, doc 90236). Its title
// is the first line of the text, its subtitle the rest.
type reminderCard struct {
	CardType string       `json:"card_type"`
	TaskID   string       `json:"task_id,omitempty"`
	Title    cardTitle    `json:"main_title"`
	SubTitle string       `json:"sub_title_text,omitempty"`
	Buttons  []cardButton `json:"button_list"`
}

type cardTitle struct {
	Title string `json:"title"`
}

type cardButton struct {
	Text  string `json:"text"`
	Style int    `json:"style"` // 1 is the one that stands out
	Key   string `json:"key"`   // what the press says, as if it had been written
}

// card returns the card of a reminder that tells its reader of one debt of his
// own, and "" for any other delivery. Equal texts have equal cards.
func (p *Planner) card(d campaign.Delivery) (string, error) {
	if d.Purpose != campaign.PurposeReminder || d.Channel != campaign.ChannelApp || len(d.Items) != 1 || isEscalation(d.Items[0]) || isRecall(d.Items[0]) {
		return "", nil
	}
	due, ok := p.plan.Deliverable(d.Items[0].Deliverable)
	if !ok {
		return "", nil
	}
	title, rest, _ := strings.Cut(d.Text, "\n")
	b, err := json.Marshal(reminderCard{
		CardType: "button_interaction", Title: cardTitle{title}, SubTitle: rest,
		Buttons: []cardButton{
			{p.text.Text(message.SchedulerCardFile, nil), 1, p.text.Text(message.SchedulerCardFileKey, message.Args{"word": p.wordOf(due.Kind)})},
			{p.text.Text(message.SchedulerCardLater, nil), 2, p.text.Text(message.SchedulerCardLaterKey, nil)},
		},
	})
	return string(b), err
}

// bullet begins the line of an item in an escalation.
const bullet = "◆ "

// markdown returns what carries a reminder as markdown, its headings in bold, ""
// for any other delivery and for one that would grow too long by it.
func markdown(d campaign.Delivery) (string, error) {
	if d.Channel != campaign.ChannelApp || !judged(d) {
		return "", nil
	}
	lines := strings.Split(d.Text, "\n")
	for i, l := range lines {
		if lines[i] = message.Plain(l); i == 0 || strings.HasPrefix(l, bullet) {
			lines[i] = "**" + lines[i] + "**"
		}
	}
	text := strings.Join(lines, "\n")
	if len(text) > maxAppBytes {
		return "", nil
	}
	b, err := json.Marshal(map[string]string{"markdown": text})
	return string(b), err
}

// forCall returns the card with a task id of its own, which no other call of the
// app may share and by which a press finds the text that it answers. A card that
// has one already, markdown, or "", stays as it is.
func forCall(card, text, campaignID, key string, now time.Time) (string, error) {
	if card == "" {
		return "", nil
	}
	var parts map[string]json.RawMessage
	if err := json.Unmarshal([]byte(card), &parts); err != nil {
		return "", err
	}
	if parts["task_id"] != nil || parts["markdown"] != nil {
		return card, nil
	}
	task := campaign.CardTask(campaignID+"\x00"+key+"\x00"+now.UTC().Format(time.RFC3339Nano), text)
	parts["task_id"] = json.RawMessage(`"` + task + `"`)
	b, err := json.Marshal(parts)
	return string(b), err
}
