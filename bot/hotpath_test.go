package bot_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"duban/bot"
	"duban/bot/bottest"
	"duban/campaign"
	"duban/message"
)

// counting counts what a message costs; lists that grow with people or works
// are not to be read at all.
type counting struct {
	campaign.Tx
	calls []string
}

func (c *counting) call(name string) { c.calls = append(c.calls, name) }

func (c *counting) Inbound(ctx context.Context, id string) (campaign.Inbound, error) {
	c.call("Inbound")
	return c.Tx.Inbound(ctx, id)
}

func (c *counting) Member(ctx context.Context, id string) (campaign.Member, error) {
	c.call("Member")
	return c.Tx.Member(ctx, id)
}

func (c *counting) Conversation(ctx context.Context, id string) (campaign.Conversation, error) {
	c.call("Conversation")
	return c.Tx.Conversation(ctx, id)
}

func (c *counting) Debt(ctx context.Context, key campaign.DebtKey) (campaign.Debt, error) {
	c.call("Debt")
	return c.Tx.Debt(ctx, key)
}

func (c *counting) WorksOf(ctx context.Context, key campaign.DebtKey) ([]campaign.Standing, error) {
	c.call("WorksOf")
	return c.Tx.WorksOf(ctx, key)
}

func (c *counting) Deadlines(ctx context.Context) ([]campaign.Deadline, error) {
	c.call("Deadlines")
	return c.Tx.Deadlines(ctx)
}

func (c *counting) Roster(ctx context.Context) (*campaign.Roster, error) {
	c.call("ROSTER")
	return c.Tx.Roster(ctx)
}

func (c *counting) Submissions(ctx context.Context, f campaign.SubmissionFilter) ([]campaign.Submission, error) {
	c.call("SUBMISSIONS")
	return c.Tx.Submissions(ctx, f)
}

func (c *counting) Inbounds(ctx context.Context, f campaign.InboundFilter) ([]campaign.Inbound, error) {
	c.call("INBOUNDS")
	return c.Tx.Inbounds(ctx, f)
}

func (c *counting) DebtsOf(ctx context.Context, debtors []string) ([]campaign.Debt, error) {
	c.call("DEBTSOF")
	return c.Tx.DebtsOf(ctx, debtors)
}

func (c *counting) AddSubmission(ctx context.Context, s campaign.Submission) (int64, error) {
	c.call("AddSubmission")
	return c.Tx.AddSubmission(ctx, s)
}

func (c *counting) PutDebt(ctx context.Context, d campaign.Debt) error {
	c.call("PutDebt")
	return c.Tx.PutDebt(ctx, d)
}

func (c *counting) AddInbound(ctx context.Context, in campaign.Inbound) error {
	c.call("AddInbound")
	return c.Tx.AddInbound(ctx, in)
}

func (c *counting) SaveConversation(ctx context.Context, v campaign.Conversation) error {
	c.call("SaveConversation")
	return c.Tx.SaveConversation(ctx, v)
}

func (c *counting) Enqueue(ctx context.Context, ds []campaign.Delivery) (int, error) {
	c.call("ENQUEUE")
	return c.Tx.Enqueue(ctx, ds)
}

func TestCostOfAMessage(t *testing.T) {
	t.Parallel()
	filing := "心得：" + strings.Repeat("群众路线", 8)
	for _, tt := range []struct{ user, text, want string }{
		{"zhang", filing, "Inbound Member Conversation Debt Deadlines AddSubmission SaveConversation PutDebt AddInbound"},
		{"liaison", filing, "Inbound Member Conversation Debt Deadlines AddSubmission SaveConversation PutDebt AddInbound"},
		{"zhang", "谢谢", "Inbound Member Conversation AddInbound"},
		{"zhang", "帮助", "Inbound Member Conversation AddInbound"},
	} {
		s := bottest.New(t, openStore(t))
		var got []string
		err := s.Store.Update(t.Context(), s.Now, func(tx campaign.Tx) error {
			c := &counting{Tx: tx}
			_, err := s.Engine.Handle(t.Context(), c, campaign.Inbound{ID: "1", UserID: tt.user, At: s.Now, Type: campaign.InboundText, Text: tt.text}, s.Now)
			got = c.calls
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if calls := strings.Join(got, " "); calls != tt.want {
			t.Errorf("%s: %q costs\n%s, want\n%s", tt.user, tt.text, calls, tt.want)
		}
	}
}

func TestNewNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	if _, err := bot.New(bot.Options{}); err == nil {
		t.Error("an engine without a plan was made")
	}
	if _, err := bot.New(bot.Options{Plan: bottest.Plan(), Catalog: &message.Catalog{}}); err != nil {
		t.Error(err)
	}
}

func BenchmarkFiling(b *testing.B) {
	s := bottest.New(b, openStore(b))
	text := "心得：" + strings.Repeat("群众路线", 100)
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		n++
		in := campaign.Inbound{ID: fmt.Sprint(n), MsgID: fmt.Sprint(n), UserID: "zhang", At: s.Now, Type: campaign.InboundText, Text: text}
		err := s.Store.Update(b.Context(), s.Now, func(tx campaign.Tx) error {
			_, err := s.Engine.Step(b.Context(), tx, in, s.Now)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAnswer measures one message, understood, answered and recorded,
// among 100,000 people. As under load, messages share a commit: the disk's share
// is measured by the store's own benchmarks.
func BenchmarkAnswer(b *testing.B) {
	const people = 100_000
	s := bottest.New(b, openStore(b))
	members := make([]campaign.Member, people)
	for i := range members {
		members[i] = campaign.Member{
			UserID: fmt.Sprint("member", i), Name: fmt.Sprint("职工", i), Unit: fmt.Sprintf("单位%03d", i/100), Roles: []campaign.Role{campaign.RoleMember},
		}
	}
	if err := s.Store.Update(b.Context(), s.Now, func(tx campaign.Tx) error { return tx.PutMembers(b.Context(), members) }); err != nil {
		b.Fatal(err)
	}
	n := 0
	for _, bb := range []struct{ name, text string }{
		{"filing", "心得：" + strings.Repeat("群众路线", 100)},
		{"tasks", "我的任务"},
		{"draft", "写心得"},
		{"thanks", "谢谢"},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for done := 0; done < b.N; {
				err := s.Store.Update(b.Context(), s.Now, func(tx campaign.Tx) error {
					for batch := 0; batch < 64 && done < b.N; batch++ {
						n++
						done++
						in := campaign.Inbound{ID: fmt.Sprint(n), MsgID: fmt.Sprint(n), UserID: fmt.Sprint("member", n%people), At: s.Now, Type: campaign.InboundText, Text: bb.text}
						if _, err := s.Engine.Handle(b.Context(), tx, in, s.Now); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
