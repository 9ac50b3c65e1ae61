package storagetest

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"duban/campaign"
)

// together runs fn for 0 to n-1 at once and wants every one to succeed.
func (b *bench) together(n int, fn func(i int) error) {
	b.Helper()
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			if err := fn(i); err != nil {
				b.Errorf("goroutine %d: %v", i, err)
			}
		})
	}
	wg.Wait()
}

// file files one work as the dialog does: once per message id.
func (b *bench) file(id, user string, debtor string) (number int64, err error) {
	err = b.Update(ctx, start, func(tx campaign.Tx) error {
		if in, err := tx.Inbound(ctx, id); err == nil {
			number = in.Number
			return nil
		} else if campaign.CodeOf(err) != campaign.CodeNotFound {
			return err
		}
		c, err := tx.Conversation(ctx, user)
		if err != nil {
			return err
		}
		key := campaign.DebtKey{Deliverable: "essays", Debtor: debtor}
		d, err := tx.Debt(ctx, key)
		if err != nil {
			return err
		}
		works, err := tx.WorksOf(ctx, key)
		if err != nil {
			return err
		}
		s := campaign.Submission{Author: user, Deliverable: key.Deliverable, Debtor: debtor, Status: campaign.StatusFiled, FiledAt: start}
		if number, err = tx.AddSubmission(ctx, s); err != nil {
			return err
		}
		if err := tx.PutDebt(ctx, d.Settle(append(works, s.Standing()), 1, start)); err != nil {
			return err
		}
		in := message(id)
		in.UserID, in.Number = user, number
		if err := tx.AddInbound(ctx, in); err != nil {
			return err
		}
		c.Last = number
		c.Suspended = append(c.Suspended, number)
		return tx.SaveConversation(ctx, c)
	})
	return number, err
}

func testConcurrentFilings(b *bench) {
	const goroutines, each = 64, 5
	var mu sync.Mutex
	var numbers []int64
	b.together(goroutines, func(i int) error {
		for j := range each {
			user := fmt.Sprint("u", i%8)
			n, err := b.file(fmt.Sprintf("%d-%d", i, j), user, user)
			if err != nil {
				return err
			}
			mu.Lock()
			numbers = append(numbers, n)
			mu.Unlock()
		}
		return nil
	})
	slices.Sort(numbers)
	for i, n := range numbers {
		if n != int64(i+1) {
			b.Fatalf("numbers are not 1 to %d: %v", goroutines*each, numbers)
		}
	}
	for i := range 8 {
		user := fmt.Sprint("u", i)
		b.view(func(tx campaign.Tx) error {
			c, err := tx.Conversation(ctx, user)
			if err != nil {
				return err
			}
			d, err := tx.Debt(ctx, campaign.DebtKey{Deliverable: "essays", Debtor: user})
			equal(b, "works and steps of "+user, []int{d.Count, len(c.Suspended)}, []int{goroutines * each / 8, goroutines * each / 8})
			return err
		})
	}
}

func testConcurrentReplays(b *bench) {
	var numbers [64]int64
	b.together(len(numbers), func(i int) (err error) {
		numbers[i], err = b.file("same", "u", "u")
		return err
	})
	for i, n := range numbers {
		if n != 1 {
			b.Errorf("try %d was told number %d", i, n)
		}
	}
	equal(b, "works", len(read(b, func(tx campaign.Tx) ([]campaign.Submission, error) {
		return tx.Submissions(ctx, campaign.SubmissionFilter{})
	})), 1)
}

// testConcurrentFailures mixes transactions that fail with some that succeed.
func testConcurrentFailures(b *bench) {
	b.together(64, func(i int) error {
		err := b.Update(ctx, start, func(tx campaign.Tx) error {
			if err := tx.AddInbound(ctx, message(fmt.Sprint(i))); err != nil {
				return err
			}
			switch i % 4 {
			case 0:
				return errWanted
			case 1:
				panic(errWanted)
			}
			return nil
		})
		if failed := err != nil; failed != (i%4 < 2) {
			return fmt.Errorf("got %v", err)
		}
		return nil
	})
	ins := read(b, func(tx campaign.Tx) ([]campaign.Inbound, error) {
		return tx.Inbounds(ctx, campaign.InboundFilter{Limit: 100})
	})
	equal(b, "recorded", len(ins), 32)
	for _, in := range ins {
		var i int
		if _, err := fmt.Sscan(in.ID, &i); err != nil || i%4 < 2 {
			b.Errorf("message %q was kept", in.ID)
		}
	}
}

// testConcurrentUnitDebt lets many people file toward one debt of their unit.
func testConcurrentUnitDebt(b *bench) {
	b.together(32, func(i int) error {
		_, err := b.file(fmt.Sprint(i), fmt.Sprint("u", i), "甲单位")
		return err
	})
	d := read(b, func(tx campaign.Tx) (campaign.Debt, error) {
		return tx.Debt(ctx, campaign.DebtKey{Deliverable: "essays", Debtor: "甲单位"})
	})
	equal(b, "works counted", d.Count, 32)
}

func testConcurrentClaims(b *bench) {
	const n = 40
	b.update(func(tx campaign.Tx) error {
		for range n {
			if _, err := tx.AddCall(ctx, campaign.Call{Channel: campaign.ChannelApp, NextAt: start}, nil); err != nil {
				return err
			}
		}
		return nil
	})
	var mu sync.Mutex
	claimed := map[int64]int{}
	b.together(8, func(i int) error {
		for {
			var calls []campaign.Call
			err := b.Update(ctx, start, func(tx campaign.Tx) (err error) {
				calls, err = tx.ClaimCalls(ctx, start, fmt.Sprint("owner", i), time.Minute, 3)
				return err
			})
			if err != nil || len(calls) == 0 {
				return err
			}
			mu.Lock()
			for _, c := range calls {
				claimed[c.ID]++
			}
			mu.Unlock()
		}
	})
	equal(b, "calls claimed", len(claimed), n)
	for id, times := range claimed {
		if times != 1 {
			b.Errorf("call %d was claimed %d times", id, times)
		}
	}
}

// testConcurrentPlanners lets replicas plan the same and count what they add.
func testConcurrentPlanners(b *bench) {
	var mu sync.Mutex
	added := 0
	b.together(8, func(int) error {
		var n int
		err := b.Update(ctx, start, func(tx campaign.Tx) error {
			marks, err := tx.Marks(ctx, "")
			if err != nil {
				return err
			}
			if len(marks) > 0 {
				n = 0
				return nil
			}
			if n, err = tx.Enqueue(ctx, []campaign.Delivery{reminder("a", "A", start), reminder("b", "B", start)}); err != nil {
				return err
			}
			return tx.PutMarks(ctx, map[string]time.Time{"essays": start})
		})
		mu.Lock()
		added += n
		mu.Unlock()
		return err
	})
	equal(b, "deliveries added", added, 2)
}
