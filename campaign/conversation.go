package campaign

import "time"

// Conversation is where a person stands in the dialog with the bot.
type Conversation struct {
	UserID    string            `json:"-"`
	Draft     int64             `json:"draft,omitempty"`     // number of the open draft; 0 for none
	Suspended []int64           `json:"suspended,omitempty"` // drafts put aside, the latest last
	Asking    string            `json:"asking,omitempty"`    // the open question of the bot; "" for none
	Args      map[string]string `json:"args,omitempty"`      // what the question is about
	Choices   []string          `json:"choices,omitempty"`   // what 1, 2, 3 stand for
	Last      int64             `json:"last,omitempty"`      // the work last filed or shown
	LastFiled time.Time         `json:"last_filed,omitzero"` // when Last was filed
	Touched   time.Time         `json:"touched,omitzero"`    // when the draft last grew
	SnoozeTo  time.Time         `json:"snooze_to,omitzero"`  // no reminders before this moment
}

// Pairing is an entry of the register of 帮扶共建对子.
type Pairing struct {
	ID      int64
	Unit    string
	UserID  string // of the member paired; "" when the unit as a whole is
	Place   string // village or community
	Partner string // household; "" when paired with the place as a whole
	Since   Date
	Until   Date // zero while it lasts
	By      string
}

// Request is what a person asked the office for: to be excused from debts, or
// more time for them.
type Request struct {
	ID       int64
	At       time.Time
	UserID   string
	Unit     string
	Debts    []DebtKey
	Until    string // a day, or a day with an hour as 2011-11-08T12:00; "": to be excused
	Reason   string
	State    RequestState
	ClosedBy string
	ClosedAt time.Time
}

// RequestState is how far a request got.
type RequestState string

// The states.
const (
	RequestOpen    RequestState = "open"
	RequestGranted RequestState = "granted"
	RequestRefused RequestState = "refused"
)

// Attendance is one sign-in to an event.
type Attendance struct {
	Event  string
	UserID string
	At     time.Time
}

// Audit is one act of a person with a role beyond member.
type Audit struct {
	ID     int64
	At     time.Time
	Actor  string
	Act    string // the command's intent, for example review
	Target string // what it was done to
	Detail string
}
