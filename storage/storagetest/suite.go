package storagetest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duban/campaign"
)

// Open returns the store of a campaign of one and the same database.
type Open func(campaignID string) campaign.Store

// Exercise runs every case on the database, each in a campaign of its own and
// in parallel with the others, so that what leaks from one campaign into
// another shows.
func Exercise(t *testing.T, open Open) {
	cases := []struct {
		name string
		run  func(*bench)
	}{
		{"Inbound", testInbound}, {"InboundLists", testInboundLists}, {"Conversation", testConversation},
		{"Roster", testRoster}, {"RosterRollback", testRosterRollback},
		{"Submission", testSubmission}, {"SubmissionLists", testSubmissionLists}, {"WorksOf", testWorksOf},
		{"Versions", testVersions}, {"Attachments", testAttachments},
		{"Debt", testDebt}, {"DebtLists", testDebtLists}, {"Deadlines", testDeadlines},
		{"Enqueue", testEnqueue}, {"Planned", testPlanned}, {"DeliveryChanges", testDeliveryChanges},
		{"NewerTo", testNewerTo}, {"SameCall", testSameCall}, {"DeliveryLists", testDeliveryLists}, {"Ordered", testOrdered}, {"SentItems", testSentItems}, {"Counts", testCounts},
		{"AddCall", testAddCall}, {"ClaimCalls", testClaimCalls}, {"FinishCall", testFinishCall},
		{"FinishCallAgain", testFinishCallAgain}, {"WithdrawnCall", testWithdrawnCall}, {"NextMoment", testNextMoment}, {"Backlog", testBacklog}, {"Marks", testMarks},
		{"Pairings", testPairings}, {"Requests", testRequests}, {"EventCodes", testEventCodes}, {"Attendance", testAttendance}, {"Audits", testAudits},
		{"Rollback", testRollback}, {"Panic", testPanic}, {"Goexit", testGoexit}, {"Cancelled", testCancelled},
		{"ViewIsOneState", testViewIsOneState}, {"Text", testText},
		{"ConcurrentFilings", testConcurrentFilings}, {"ConcurrentReplays", testConcurrentReplays},
		{"ConcurrentFailures", testConcurrentFailures}, {"ConcurrentUnitDebt", testConcurrentUnitDebt},
		{"ConcurrentClaims", testConcurrentClaims}, {"ConcurrentPlanners", testConcurrentPlanners},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(&bench{t, open(c.name)})
		})
	}
	t.Run("Apart", func(t *testing.T) {
		t.Parallel()
		testApart(&bench{t, open("apart-1")}, &bench{t, open("apart-2")})
	})
}

// bench is a case's store, where a failed transaction ends the case.
type bench struct {
	*testing.T
	campaign.Store
}

var ctx = context.Background()

// start is a moment with microseconds, which is as fine as a store keeps.
var start = time.Date(2011, 9, 20, 1, 10, 0, 123456000, time.UTC)

func (b *bench) update(fn func(campaign.Tx) error) {
	b.Helper()
	if err := b.Update(ctx, start, fn); err != nil {
		b.Fatalf("update: %v", err)
	}
}

func (b *bench) view(fn func(campaign.Tx) error) {
	b.Helper()
	if err := b.View(ctx, fn); err != nil {
		b.Fatalf("view: %v", err)
	}
}

// refused runs fn and wants it to fail with the code.
func (b *bench) refused(code campaign.Code, fn func(campaign.Tx) error) {
	b.Helper()
	if err := b.Update(ctx, start, fn); campaign.CodeOf(err) != code {
		b.Errorf("got error %v, want code %q", err, code)
	}
}

// equal compares what a store returned; nil and empty lists are the same.
func equal[T any](t testing.TB, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got, sameEmpty); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

var sameEmpty = cmp.FilterPath(func(cmp.Path) bool { return true }, cmp.Options{
	cmp.FilterValues(func(a, b []string) bool { return len(a)+len(b) == 0 }, cmp.Ignore()),
})

// read runs one reading method in a View.
func read[T any](b *bench, fn func(campaign.Tx) (T, error)) T {
	b.Helper()
	var out T
	b.view(func(tx campaign.Tx) (err error) {
		out, err = fn(tx)
		return err
	})
	return out
}

// rough is text that must come back as it was written.
var rough = "𠀀😀“三个一切”\r\n\t<b>&amp;</b> 'quote' \"double\" \\ ? $1 " + strings.Repeat("长", 3000)

var errWanted = errors.New("taken back on purpose")
