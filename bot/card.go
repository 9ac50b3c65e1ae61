package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"duban/campaign"
	"duban/message"
)

// argCard names the card of an open question, "" where it has none.
const argCard = "_card"

// maxButtons is how many buttons a card takes (doc 90236).
const maxButtons = 6

// buttons is a template card of the type button_interaction (doc 90236).
type buttons struct {
	CardType  string    `json:"card_type"`
	TaskID    string    `json:"task_id"`
	MainTitle cardTitle `json:"main_title"`
	SubTitle  string    `json:"sub_title_text"`
	Buttons   []button  `json:"button_list"`
}

type cardTitle struct {
	Title string `json:"title"`
}

type button struct {
	Text  string `json:"text"`
	Style int    `json:"style"`
	Key   string `json:"key"`
}

// taskOf names the card of the question that a message led to. A task id must
// never repeat within the app.
func taskOf(inboundID string) string {
	sum := sha256.Sum256([]byte(inboundID))
	return "ask-" + hex.EncodeToString(sum[:16])
}

// card returns the delivery of the card that asks what the answer asks, where
// the step opened a question with choices; each button's key is its choice.
func (e *Engine) card(s Step, in campaign.Inbound, now time.Time) (campaign.Delivery, bool) {
	c, task := s.Conversation, taskOf(in.ID)
	if !e.cards || c.Args[argCard] != task || len(c.Choices) < 2 || len(c.Choices) > maxButtons || len(in.Reply) == 0 {
		return campaign.Delivery{}, false
	}
	text := strings.Join(in.Reply, "\n")
	question, options, ok := splitChoices(text, len(c.Choices))
	if !ok {
		return campaign.Delivery{}, false
	}
	b := buttons{
		CardType: "button_interaction", TaskID: task,
		MainTitle: cardTitle{e.phrase(message.BotCardTitle, nil)}, SubTitle: message.Cut(question, 330),
	}
	for i, o := range options {
		b.Buttons = append(b.Buttons, button{Text: message.Cut(o, 60), Style: 1, Key: c.Choices[i]})
	}
	data, err := json.Marshal(b)
	if err != nil {
		return campaign.Delivery{}, false // texts alone: it does not happen
	}
	return campaign.Delivery{
		Key: "card|" + in.ID, Purpose: campaign.PurposeReply, Channel: campaign.ChannelApp,
		To: in.UserID, At: now, Text: text, Card: string(data), State: campaign.DeliveryPlanned,
	}, true
}

// splitChoices parts a question from the n numbered lines at its end.
func splitChoices(text string, n int) (question string, options []string, ok bool) {
	lines := strings.Split(text, "\n")
	if len(lines) <= n {
		return "", nil, false
	}
	head, tail := lines[:len(lines)-n], lines[len(lines)-n:]
	for i, l := range tail {
		option, found := strings.CutPrefix(l, fmt.Sprintf("%d. ", i+1))
		if !found {
			return "", nil, false
		}
		options = append(options, option)
	}
	return strings.Join(head, "\n"), options, true
}
