package storage_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"duban/campaign"
	"duban/internal/testenv"
)

var start = time.Date(2011, 9, 20, 1, 10, 0, 0, time.UTC)

// BenchmarkFiling measures one filing after another by 64 callers, each durable
// before the next of the same caller.
func BenchmarkFiling(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchmarkFiling(b, sqliteURL(b)) })
	b.Run("postgres", func(b *testing.B) { benchmarkFiling(b, testenv.Postgres(b)) })
}

func benchmarkFiling(b *testing.B, url string) {
	ctx := context.Background()
	db := open(b, url)
	st := db.Campaign("three-everything-2011")
	people := make([]campaign.Member, 5000)
	for i := range people {
		people[i] = campaign.Member{UserID: fmt.Sprintf("user%05d", i), Name: "张三", Unit: fmt.Sprintf("单位%d", i%80), Roles: []campaign.Role{campaign.RoleMember}}
	}
	if err := st.Update(ctx, start, func(tx campaign.Tx) error { return tx.PutMembers(ctx, people) }); err != nil {
		b.Fatal(err)
	}
	body := strings.Repeat("学习体会", 80)
	var n atomic.Int64
	b.SetParallelism(32) // times GOMAXPROCS
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			i := n.Add(1)
			if err := file(ctx, st, people[i%int64(len(people))], i, body); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "filings/s")
}

// file does what one filed message does to the store.
func file(ctx context.Context, st campaign.Store, m campaign.Member, i int64, body string) error {
	return st.Update(ctx, start, func(tx campaign.Tx) error {
		id := fmt.Sprintf("user:%d", i)
		if _, err := tx.Inbound(ctx, id); campaign.CodeOf(err) != campaign.CodeNotFound {
			return fmt.Errorf("message recorded before: %w", err)
		}
		m, err := tx.Member(ctx, m.UserID)
		if err != nil {
			return err
		}
		c, err := tx.Conversation(ctx, m.UserID)
		if err != nil {
			return err
		}
		key := campaign.DebtKey{Deliverable: "essays", Period: fmt.Sprint(i / 5000), Debtor: campaign.UserKey(m.UserID)}
		d, err := tx.Debt(ctx, key)
		if err != nil {
			return err
		}
		works, err := tx.WorksOf(ctx, key)
		if err != nil {
			return err
		}
		w := campaign.Submission{
			Kind: "reflection", Title: "心得", Body: body, Chars: 320, Author: m.UserID, FiledBy: m.UserID, Unit: m.Unit,
			Deliverable: key.Deliverable, Period: key.Period, Debtor: key.Debtor, Status: campaign.StatusFiled, Version: 1,
			CreatedAt: start, FiledAt: start, UpdatedAt: start, Date: campaign.DateOf(start),
			Parts: []campaign.Part{{InboundID: id, MsgID: id, At: start, Text: body}},
		}
		if w.Number, err = tx.AddSubmission(ctx, w); err != nil {
			return err
		}
		d.Unit = m.Unit
		if err := tx.PutDebt(ctx, d.Settle(append(works, w.Standing()), 1, start)); err != nil {
			return err
		}
		if err := tx.AddInbound(ctx, campaign.Inbound{
			ID: id, MsgID: id, UserID: m.UserID, At: start, ReceivedAt: start, Type: campaign.InboundText, Text: body,
			Outcome: campaign.OutcomeFiled, Intent: "file", Number: w.Number, Reply: []string{"已收到"},
		}); err != nil {
			return err
		}
		c.Last, c.LastFiled, c.Touched = w.Number, start, start
		return tx.SaveConversation(ctx, c)
	})
}
