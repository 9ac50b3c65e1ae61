package bot

import (
	"context"
	"time"

	"duban/campaign"
)

// Facts is what a step may read: the reading half of campaign.Tx.
type Facts interface {
	dialogFacts
	workFacts
	debtFacts
	registerFacts
}

type dialogFacts interface {
	Inbound(ctx context.Context, id string) (campaign.Inbound, error)
	Inbounds(ctx context.Context, f campaign.InboundFilter) ([]campaign.Inbound, error)
	Conversation(ctx context.Context, userID string) (campaign.Conversation, error)
	Deliveries(ctx context.Context, f campaign.DeliveryFilter) ([]campaign.Delivery, error)
	Marks(ctx context.Context, prefix string) (map[string]time.Time, error)
}

type workFacts interface {
	Submission(ctx context.Context, number int64) (campaign.Submission, error)
	Submissions(ctx context.Context, f campaign.SubmissionFilter) ([]campaign.Submission, error)
	WorksOf(ctx context.Context, key campaign.DebtKey) ([]campaign.Standing, error)
	Attachments(ctx context.Context, number int64, userID string) ([]campaign.Attachment, error)
}

type debtFacts interface {
	Debt(ctx context.Context, key campaign.DebtKey) (campaign.Debt, error)
	DebtsOf(ctx context.Context, debtors []string) ([]campaign.Debt, error)
	AllDebts(ctx context.Context, deliverable string, yield func(campaign.Debt) error) error
	Deadlines(ctx context.Context) ([]campaign.Deadline, error)
}

type registerFacts interface {
	Roster(ctx context.Context) (*campaign.Roster, error)
	Member(ctx context.Context, userID string) (campaign.Member, error)
	Pairings(ctx context.Context, unit string) ([]campaign.Pairing, error)
	OpenRequests(ctx context.Context) ([]campaign.Request, error)
	EventCode(ctx context.Context, event string) (string, error)
	AttendanceOf(ctx context.Context, event string) ([]campaign.Attendance, error)
	EventOfCode(ctx context.Context, code string) (string, error)
}
