package campaign

import "time"

// Inbound is one message or event that reached the bot, kept for good whatever
// it was taken for.
type Inbound struct {
	ID         string    // tells repeats apart; unique within the campaign
	MsgID      string    // the platform's message id; "" for events
	UserID     string    // as the platform wrote it
	At         time.Time // when it was sent, by the platform
	ReceivedAt time.Time
	Type       InboundType
	Text       string // of a text; the label of a location; the title of a link
	Media      Media  // of an image, voice, video or file
	Event      string // of an event: its name, and what came with it
	EventKey   string
	TaskID     string
	Response   string // one-use code to update the card that was pressed

	Outcome Outcome
	Intent  string   // how it was understood
	Number  int64    // the work it belongs to; 0 for none
	Reply   []string // the answer, in parts; the first went out as the passive reply
}

// InboundType is the sort of an inbound message.
type InboundType string

// The types. A type the platform adds later is kept by its own name.
const (
	InboundText     InboundType = "text"
	InboundImage    InboundType = "image"
	InboundVoice    InboundType = "voice"
	InboundVideo    InboundType = "video"
	InboundFile     InboundType = "file"
	InboundLocation InboundType = "location"
	InboundLink     InboundType = "link"
	InboundEvent    InboundType = "event"
)

// Media names temporary media of the platform, which keeps it for three days.
type Media struct {
	ID     string
	Name   string // file name where the platform gives one
	Format string
}

// Outcome is what became of an inbound message.
type Outcome string

// The outcomes. Only OutcomeOffered still waits to be filed.
const (
	OutcomeFiled   Outcome = "filed"   // part of the work Number
	OutcomeDraft   Outcome = "draft"   // part of the open draft Number
	OutcomeCommand Outcome = "command" // a command or an answer in a dialog
	OutcomeOffered Outcome = "offered" // kept in the inbox, may be filed later
	OutcomeEvent   Outcome = "event"   // an event of the platform
	OutcomeUnknown Outcome = "unknown_person"
)

// InboundFilter selects inbound messages, the newest first. Zero fields do not
// select; Limit 0 means 50.
type InboundFilter struct {
	UserID  string
	Outcome Outcome
	Since   time.Time
	Before  string // cursor: only those recorded before the message with this ID
	Limit   int
}
