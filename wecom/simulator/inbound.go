package simulator

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Inbound is one message or event on its way to the app's callback. The methods of
// [Client] make it; every field may be changed before it is delivered. Delivering
// the same one again is a repeat, as the app sees it.
type Inbound struct {
	UserID     string // FromUserName; "sys" for events of the platform
	CreateTime time.Time
	MsgType    string
	MsgID      int64 // 0 for events
	Event      string
	EventKey   string
	NoEventKey bool   // the element is missing, as in subscribe
	NoAgentID  bool   // as in contact events
	Extra      string // the type's own elements, as XML

	shown     *Message // what the member's window gets, at the first delivery
	task      *task    // of the card that was pressed
	delivered bool
}

// repliable lists the events whose passive reply is honoured (doc 90241);
// template_card_event is up to a switch.
var repliable = []string{
	"subscribe", "enter_agent", "LOCATION", "click", "view", "view_miniprogram",
	"scancode_waitmsg", "template_card_menu_event",
}

func (in *Inbound) repliable(sw Switches) bool {
	return in.MsgType != "event" || slices.Contains(repliable, in.Event) ||
		in.Event == "template_card_event" && sw.ReplyToCardEvents
}

// xml renders the message on one line without a declaration, as the platform does.
func (in *Inbound) xml(corpID string, agentID int) []byte {
	var b strings.Builder
	b.WriteString("<xml>")
	b.WriteString(cdata("ToUserName", corpID))
	b.WriteString(cdata("FromUserName", in.UserID))
	b.WriteString(bare("CreateTime", in.CreateTime.Unix()))
	b.WriteString(cdata("MsgType", in.MsgType))
	if in.Event != "" {
		b.WriteString(cdata("Event", in.Event))
		if !in.NoEventKey {
			b.WriteString(cdata("EventKey", in.EventKey))
		}
	}
	b.WriteString(in.Extra)
	if in.MsgID != 0 {
		b.WriteString(bare("MsgId", in.MsgID))
	}
	if !in.NoAgentID {
		b.WriteString(bare("AgentID", int64(agentID)))
	}
	b.WriteString("</xml>")
	return []byte(b.String())
}

// cdata renders an element with text; the end mark within the text is split.
func cdata(name, text string) string {
	text = strings.ReplaceAll(text, "]]>", "]]]]><![CDATA[>")
	return "<" + name + "><![CDATA[" + text + "]]></" + name + ">"
}

func bare(name string, n int64) string {
	return "<" + name + ">" + strconv.FormatInt(n, 10) + "</" + name + ">"
}

func decimal(name string, x float64) string {
	return "<" + name + ">" + strconv.FormatFloat(x, 'f', -1, 64) + "</" + name + ">"
}
