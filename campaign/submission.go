package campaign

import "time"

// Submission is one work: a draft that is being written, or what was filed.
type Submission struct {
	Number      int64 // #42, given by the store, unique within the campaign
	Kind        string
	Title       string
	Body        string
	Chars       int    // characters of Body without white space
	Author      string // user id of the one whose work it is
	FiledBy     string // user id of the one who sent it in; the liaison may file for others
	Unit        string // the author's unit at that time
	Deliverable string // what it counts toward; "" for none
	Period      string
	Debtor      string // see DebtKey
	Extra       bool   // beyond the quota
	Status      Status
	Late        bool
	Version     int // 1 for the first
	CreatedAt   time.Time
	FiledAt     time.Time // zero for a draft
	UpdatedAt   time.Time
	Date        Date              // the day that a log or a register entry tells of
	Place       string            // of a log
	Partner     string            // of a log
	Fields      map[string]string // of kinds with fields, by field id
	Parts       []Part            // the messages it was made of, in the order they were sent
	Reason      string            // of a return
	Score       string
}

// Standing is what the debt of a work needs to know of it.
type Standing struct {
	Number  int64
	Status  Status
	Extra   bool
	FiledAt time.Time
}

// Standing returns what the work's debt needs to know of it.
func (s Submission) Standing() Standing { return Standing{s.Number, s.Status, s.Extra, s.FiledAt} }

// Part is one message that a work was made of.
type Part struct {
	InboundID string    `json:"inbound"`
	MsgID     string    `json:"msg"`
	At        time.Time `json:"at"`
	Text      string    `json:"text"`
}

// Status is the state of a work.
type Status string

// The states. A draft becomes filed or withdrawn; a filed work is returned,
// approved, withdrawn; a returned one is filed again or withdrawn; an approved
// one may be selected.
const (
	StatusDraft     Status = "draft"
	StatusFiled     Status = "filed"
	StatusReturned  Status = "returned"
	StatusApproved  Status = "approved"
	StatusSelected  Status = "selected"
	StatusWithdrawn Status = "withdrawn"
)

// Counts tells whether a work in this state settles a debt.
func (s Status) Counts() bool {
	return s == StatusFiled || s == StatusApproved || s == StatusSelected
}

// Next tells whether a work may go from s to to.
func (s Status) Next(to Status) bool {
	switch s {
	case StatusDraft:
		return to == StatusFiled || to == StatusWithdrawn
	case StatusFiled:
		return to == StatusReturned || to == StatusApproved || to == StatusSelected || to == StatusWithdrawn
	case StatusReturned:
		return to == StatusFiled || to == StatusWithdrawn
	case StatusApproved:
		return to == StatusSelected || to == StatusReturned
	case StatusSelected:
		return to == StatusApproved || to == StatusReturned
	}
	return false
}

// Version is an earlier text of a work.
type Version struct {
	Version    int
	Title      string
	Body       string
	Chars      int
	At         time.Time // when this text was filed
	MessageIDs []string
}

// SubmissionFilter selects works, the newest number first. Zero fields do not
// select; Limit 0 means 50. Drafts are left out unless Status asks for them.
type SubmissionFilter struct {
	Kind, Unit, Author string
	Status             Status
	Deliverable        string
	Since              time.Time // filed at or after
	Before             int64     // cursor: numbers below it
	Limit              int
}

// Attachment is a file that belongs to a work, or that waits to be given to one.
type Attachment struct {
	ID        string // unique within the campaign
	Number    int64  // the work; 0 while it belongs to none
	InboundID string
	UserID    string // who sent it
	At        time.Time
	Name      string
	Type      string // media type once fetched
	Size      int64
	SHA256    string // lower-case hex
	BlobKey   string // where the bytes are
	MediaID   string // where the platform has them, for three days
	State     AttachmentState
	Text      string // text found inside
	Attempts  int
	NextAt    time.Time // of the next try to fetch it
}

// AttachmentState is how far the fetching of an attachment's bytes got.
type AttachmentState string

// The states.
const (
	AttachmentPending AttachmentState = "pending"
	AttachmentStored  AttachmentState = "stored"
	AttachmentLost    AttachmentState = "lost" // the platform no longer has it
)
