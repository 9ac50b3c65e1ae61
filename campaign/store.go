package campaign

import (
	"context"
	"time"
)

// Store keeps one campaign. It is safe for concurrent use.
type Store interface {
	// Update runs fn in one writing transaction that carries now as its only
	// clock. It commits when fn returns nil and takes everything back
	// otherwise. fn may be run again, after a conflict or because another one
	// that shared its commit failed, so it must have no effects of its own.
	// CodeUnavailable: the database is away.
	Update(ctx context.Context, now time.Time, fn func(Tx) error) error
	// View runs fn on one consistent state, reading only.
	View(ctx context.Context, fn func(Tx) error) error
}

// Tx is what can be done inside one transaction. Look-ups of a single record
// answer CodeNotFound where there is none. A Tx belongs to one goroutine.
type Tx interface {
	Inbox
	RosterBook
	Works
	Debts
	Outbox
	Registers
}

// Inbox keeps what reached the bot, and where each dialog stands.
type Inbox interface {
	// Inbound returns the recorded message with this id.
	Inbound(ctx context.Context, id string) (Inbound, error)
	// AddInbound records a message with its outcome and answer; a message that
	// is already recorded is a CodeConflict.
	AddInbound(ctx context.Context, in Inbound) error
	// SetInbound changes outcome, intent, number and reply of a recorded one.
	SetInbound(ctx context.Context, in Inbound) error
	// Inbounds lists messages, the newest first.
	Inbounds(ctx context.Context, f InboundFilter) ([]Inbound, error)
	// Conversation returns a person's dialog state, the zero state for a new
	// person. In Update it stays locked until the end, so that one person's
	// messages are answered one after the other.
	Conversation(ctx context.Context, userID string) (Conversation, error)
	SaveConversation(ctx context.Context, c Conversation) error
	// Conversations lists the dialogs with an open draft untouched since before.
	Conversations(ctx context.Context, untouchedSince time.Time) ([]Conversation, error)
	// Snoozes returns the people (UserKey) whose SnoozeTo lies after a moment.
	Snoozes(ctx context.Context, after time.Time) (map[string]time.Time, error)
}

// RosterBook keeps the people.
type RosterBook interface {
	// Roster returns everybody, indexed. It is shared: do not change it.
	Roster(ctx context.Context) (*Roster, error)
	// Member returns one person, left or not, by the id in any case.
	Member(ctx context.Context, userID string) (Member, error)
	// PutMembers adds or replaces people.
	PutMembers(ctx context.Context, ms []Member) error
}

// Works keeps drafts, filed works, their versions and attachments.
type Works interface {
	// AddSubmission stores a new work and returns its number. Numbers rise; one
	// whose transaction was taken back may never be seen. Not to be called after
	// PutMembers in one transaction.
	AddSubmission(ctx context.Context, s Submission) (int64, error)
	Submission(ctx context.Context, number int64) (Submission, error)
	// SetSubmission replaces a work's record.
	SetSubmission(ctx context.Context, s Submission) error
	Submissions(ctx context.Context, f SubmissionFilter) ([]Submission, error)
	// WorksOf returns the works that were filed toward a debt, in any state, by number.
	WorksOf(ctx context.Context, key DebtKey) ([]Standing, error)
	// AddVersion keeps an earlier text of a work.
	AddVersion(ctx context.Context, number int64, v Version) error
	// Versions returns the earlier texts, the oldest first.
	Versions(ctx context.Context, number int64) ([]Version, error)
	// PutAttachment adds or replaces an attachment.
	PutAttachment(ctx context.Context, a Attachment) error
	Attachment(ctx context.Context, id string) (Attachment, error)
	// Attachments returns those of a work, in the order they came; of number 0
	// those of the person that belong to no work yet.
	Attachments(ctx context.Context, number int64, userID string) ([]Attachment, error)
	// PendingAttachments returns those to fetch by now, the oldest first.
	PendingAttachments(ctx context.Context, now time.Time, limit int) ([]Attachment, error)
}

// Debts keeps what is known of debts beyond the plan.
type Debts interface {
	// Debt returns the record of a debt, an open one where there is none.
	Debt(ctx context.Context, key DebtKey) (Debt, error)
	PutDebt(ctx context.Context, d Debt) error
	// DebtsOf returns the records of all debts of these debtors.
	DebtsOf(ctx context.Context, debtors []string) ([]Debt, error)
	// AllDebts calls yield for every record of a deliverable; "" for all.
	AllDebts(ctx context.Context, deliverable string, yield func(Debt) error) error
	// ExtendedDebts returns the open debts that have a deadline of their own.
	ExtendedDebts(ctx context.Context) ([]Debt, error)
	// Deadlines returns the deadlines that were moved for everyone.
	Deadlines(ctx context.Context) ([]Deadline, error)
	PutDeadline(ctx context.Context, d Deadline) error
}

// Outbox keeps what is to leave and what left.
type Outbox interface {
	// Enqueue adds deliveries; one whose Key is already there is left as it is.
	// It returns how many were added.
	Enqueue(ctx context.Context, ds []Delivery) (int, error)
	// Planned returns planned deliveries whose moment has come, the earliest
	// first, locked until the end of the transaction; those whose file is still
	// to be made are left out.
	Planned(ctx context.Context, now time.Time, limit int) ([]Delivery, error)
	// NewerTo returns the reminders, of events too, and the summaries to these
	// recipients (UserKey) whose moment lies after one moment and not after the
	// other, and which left or still may, in any order.
	NewerTo(ctx context.Context, recipients []string, after, until time.Time) ([]Delivery, error)
	// DropDelivery ends a planned delivery that is no longer called for.
	DropDelivery(ctx context.Context, id int64, why string) error
	// Ordered returns the planned deliveries whose file is still to be made, the
	// oldest first.
	Ordered(ctx context.Context, limit int) ([]Delivery, error)
	// SetDeliveryText changes text, card, file and items of a planned delivery that was
	// never tried. One that went further is a CodeConflict.
	SetDeliveryText(ctx context.Context, d Delivery) error
	// AddCall stores a call and puts the planned deliveries into it.
	AddCall(ctx context.Context, c Call, deliveries []int64) (int64, error)
	// SameCall tells whether a call of these bytes waits, or was tried after a
	// moment.
	SameCall(ctx context.Context, body []byte, after time.Time) (bool, error)
	// ClaimCalls leases up to limit calls that may be tried now: ready ones whose
	// time has come, and leased ones whose lease has run out.
	ClaimCalls(ctx context.Context, now time.Time, owner string, lease time.Duration, limit int) ([]Call, error)
	// FinishCall records what a try came to, on the call and its deliveries. A
	// call that is no longer leased to owner is a CodeConflict.
	FinishCall(ctx context.Context, owner string, r CallResult) error
	// CallRecipients returns the deliveries of a call.
	CallRecipients(ctx context.Context, callID int64) ([]Delivery, error)
	Deliveries(ctx context.Context, f DeliveryFilter) ([]Delivery, error)
	// SentItems calls yield for the ItemKey of every item of a deliverable's
	// period (or of an event) that was ever planned, in any order; of an item that
	// was planned in several messages, for each. yield must not use the transaction.
	SentItems(ctx context.Context, deliverable, period string, yield func(key string) error) error
	// ReminderCounts returns how many reminder messages each person (UserKey)
	// has from one moment to another, planned ones included.
	ReminderCounts(ctx context.Context, from, to time.Time) (map[string]int, error)
	// SentCounts returns how many messages each recipient of a channel (UserKey,
	// or the name of a group) was sent after a moment; those in a call that is
	// not finished count too, and those that may have reached him. A text of more
	// than perText bytes counts as often as it may be split; 0 for no matter how
	// long.
	SentCounts(ctx context.Context, channel Channel, perText int, after time.Time) (map[string]int, error)
	// NextMoment returns the earliest moment at which the outbox has something to
	// do; ok is false when it has nothing.
	NextMoment(ctx context.Context) (at time.Time, ok bool, err error)
	// Backlog tells what the outbox has not got rid of.
	Backlog(ctx context.Context) (Backlog, error)
	// Marks returns of the planner's memory, when each subject was first planned,
	// the subjects that begin with prefix; "" is all.
	Marks(ctx context.Context, prefix string) (map[string]time.Time, error)
	// PutMarks remembers; the rows are locked, so that replicas plan one at a time.
	PutMarks(ctx context.Context, marks map[string]time.Time) error
}

// Registers keeps pairings, requests, attendance, and the audit trail.
type Registers interface {
	PutPairing(ctx context.Context, p Pairing) (int64, error)
	// Pairings returns the register; unit "" means all units.
	Pairings(ctx context.Context, unit string) ([]Pairing, error)
	// PutRequest adds the request, or replaces the one with its ID.
	PutRequest(ctx context.Context, r Request) (int64, error)
	// OpenRequests returns the requests that nobody has decided, the oldest first.
	OpenRequests(ctx context.Context) ([]Request, error)
	// SetEventCode sets the sign-in code of an event.
	SetEventCode(ctx context.Context, event, code string) error
	// EventCode returns the sign-in code of an event.
	EventCode(ctx context.Context, event string) (string, error)
	// EventOfCode returns the id of the event with this sign-in code.
	EventOfCode(ctx context.Context, code string) (string, error)
	// SignIn records an attendance; fresh is false when it was there already.
	SignIn(ctx context.Context, a Attendance) (fresh bool, err error)
	// AttendanceOf returns who signed in to an event.
	AttendanceOf(ctx context.Context, event string) ([]Attendance, error)
	AddAudit(ctx context.Context, a Audit) error
	// Audits returns the trail, the newest first.
	Audits(ctx context.Context, limit int) ([]Audit, error)
}

// The planner's marks that tell why nobody was reminded of what: when a person
// (UserKey) and a unit were first planned for, and when a reminder (ItemKey) was
// held back for a full week.
const (
	MarkMember = "member:"
	MarkUnit   = "unit:"
	MarkHeld   = "held:"
)

// ItemKey names a reminder of one item to one recipient: sent once, whatever
// is planned again.
func ItemKey(i Item, to string) string {
	return i.Deliverable + "|" + i.Period + "|" + i.Debtor + "|" + i.Due.UTC().Format(time.RFC3339) + "|" + i.Rung + "|" + UserKey(to)
}
