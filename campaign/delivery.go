package campaign

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
)

// Delivery is one outbound message to one person or group: planned first, then
// sent as part of a Call.
type Delivery struct {
	ID      int64
	Key     string // unique within the campaign: planning again adds nothing
	Purpose Purpose
	Channel Channel
	To      string    // user id, or name of a group
	At      time.Time // the moment it is meant to leave
	Items   []Item    // why it leaves
	Text    string    // what the reader sees; final once planned
	Card    string    // JSON of a template card, or {"markdown": …}, that carries Text; "" for plain text
	File    File      // a document that goes in place of Text; the zero File for none
	State   DeliveryState
	CallID  int64
	SentAt  time.Time
	// Attempts counts the tries of its calls, those of withdrawn ones too. Only
	// Outbox.Deliveries fills it in.
	Attempts int
	Answer   string // the platform's answer, or why it was not sent
}

// File is a document that a delivery brings. It is ordered first and made
// later: until Key names its bytes the delivery stays planned.
type File struct {
	Order Order
	Name  string // as the reader sees it
	Key   string // of its bytes among the blobs; "" until it is made
}

// Order says which document is to be made. Empty fields do not narrow it.
type Order struct {
	Document Document `json:"document"` // "" for none
	Kind     string   `json:"kind,omitempty"`
	Unit     string   `json:"unit,omitempty"`
	Period   string   `json:"period,omitempty"` // a month 2011-10, a quarter 2011-Q4 or a week 2011-W50
}

// Document is a sort of document.
type Document string

// The documents.
const (
	DocumentLedger   Document = "ledger"   // one row per work
	DocumentPairings Document = "pairings" // the register of pairings
	DocumentVolume   Document = "volume"   // the selected works
)

// Item is one reason of a delivery: a debt at a rung, an event at a rung, or a
// summary.
type Item struct {
	Deliverable string    `json:"deliverable"` // or the event's id; "" for summaries and notices
	Period      string    `json:"period,omitempty"`
	Debtor      string    `json:"debtor,omitempty"` // see DebtKey; of an escalation the unit
	Due         time.Time `json:"due,omitzero"`
	Rung        string    `json:"rung"` // before:14d, on_day, overdue:3d, escalate:head, event:1d, summary:weekly
}

// Purpose is why a message leaves.
type Purpose string

// The purposes. Only reminders count toward the burden budget.
const (
	PurposeReminder Purpose = "reminder"
	PurposeEvent    Purpose = "event"
	PurposeSummary  Purpose = "summary"
	PurposeReply    Purpose = "reply" // the rest of an answer, or one that came later
	PurposeNudge    Purpose = "nudge"
	PurposeAnnounce Purpose = "announce"
	PurposeNotice   Purpose = "notice" // the system's own word to the office
)

// Channel is the way a message takes.
type Channel string

// The channels.
const (
	ChannelApp   Channel = "app"   // the self-built app's private chat
	ChannelGroup Channel = "group" // a group's webhook
)

// DeliveryState is how far a delivery got.
type DeliveryState string

// The states. planned becomes calling when it is put into a call, or dropped
// when it is no longer called for; calling becomes sent or failed. Failed and
// dropped are final; Answer says why.
const (
	DeliveryPlanned DeliveryState = "planned"
	DeliveryCalling DeliveryState = "calling"
	DeliverySent    DeliveryState = "sent"
	DeliveryFailed  DeliveryState = "failed"
	DeliveryDropped DeliveryState = "dropped"
)

// Call is one request to the platform: the same text to many people, or one
// post to a group. Body is final: every try sends the same bytes.
type Call struct {
	ID         int64
	Channel    Channel
	Target     string // group name; "" for the app
	Body       []byte
	State      CallState
	Attempts   int
	Busy       int       // tries that the platform was too busy for
	Waited     int       // tries that came too soon for a frequency limit
	Parts      int       // of the requests in Body, how many were carried out
	NextAt     time.Time // not tried before
	Judged     time.Time // when what it carries was last found to be called for
	LeaseOwner string
	LeaseUntil time.Time
	Answer     string
}

// Backlog is what an outbox has not got rid of.
type Backlog struct {
	Oldest  time.Time // when the earliest planned delivery is meant to leave; zero for none
	Waiting int       // calls that wait for a try
	Parked  int       // calls that were given up, ever
}

// cardTask begins the name of a reminder's card.
const cardTask = "due-"

// CardTask names the card that a call brings, whose text is that of its
// deliveries. Calls of different names have different cards.
func CardTask(call, text string) string {
	return cardTask + digest(call, 16) + "-" + digest(text, 8)
}

// IsCardTask tells whether a name is that of a card that carries the text.
func IsCardTask(task, text string) bool {
	call, of, _ := strings.Cut(strings.TrimPrefix(task, cardTask), "-")
	return len(call) == 2*16 && task == cardTask+call+"-"+of && of == digest(text, 8)
}

func digest(s string, n int) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:n])
}

// CallState is how far a call got.
type CallState string

// The states. A leased call whose lease has run out is taken again.
const (
	CallReady  CallState = "ready"
	CallLeased CallState = "leased"
	CallDone   CallState = "done"
	CallParked CallState = "parked" // no try will do; the office was told
	// CallWithdrawn ends a call that is not to be tried as it is: it is forgotten,
	// and its deliveries are planned again.
	CallWithdrawn CallState = "withdrawn"
)

// CallResult is what one try of a call came to. Drop names the recipients that
// the platform refused, folded with UserKey, and why.
type CallResult struct {
	CallID int64
	State  CallState // CallDone, CallParked, or CallReady for another try
	NextAt time.Time // of another try
	At     time.Time
	Answer string
	Drop   map[string]string

	Busy, Waited, Parts int       // of the call, see there
	Judged              time.Time // of the call
	Untried             bool      // the try was called off before it began and does not count
	Unclear             bool      // some try may have reached recipients; theirs count as sent at At
}

// DeliveryFilter selects deliveries, the newest first. Zero fields do not
// select; Limit 0 means 50.
type DeliveryFilter struct {
	To, Deliverable, Rung string
	State                 DeliveryState
	Purpose               Purpose
	Since, Until          time.Time // At within
	Before                int64     // cursor: ids below it
	Limit                 int
}
