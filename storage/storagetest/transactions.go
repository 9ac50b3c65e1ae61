package storagetest

import (
	"context"
	"errors"
	"runtime"

	"duban/campaign"
)

func testRollback(b *bench) {
	err := b.Update(ctx, start, func(tx campaign.Tx) error {
		if err := tx.AddInbound(ctx, message("a")); err != nil {
			return err
		}
		return errWanted
	})
	if !errors.Is(err, errWanted) || campaign.CodeOf(err) != campaign.CodeInternal {
		b.Errorf("got %v, want the function's own error as internal", err)
	}
	b.refused(campaign.CodeForbidden, func(tx campaign.Tx) error {
		return &campaign.Error{Code: campaign.CodeForbidden, Op: "try"}
	})
	b.update(func(tx campaign.Tx) error { return tx.AddInbound(ctx, message("a")) })
}

func testPanic(b *bench) {
	b.refused(campaign.CodeInternal, func(tx campaign.Tx) error {
		if err := tx.AddInbound(ctx, message("a")); err != nil {
			return err
		}
		panic("on purpose")
	})
	if err := b.View(ctx, func(campaign.Tx) error { panic("on purpose") }); campaign.CodeOf(err) != campaign.CodeInternal {
		b.Errorf("panic in a View: %v", err)
	}
	b.update(func(tx campaign.Tx) error { return tx.AddInbound(ctx, message("a")) })
}

// testGoexit ends a goroutine inside a transaction, as a failing test does.
func testGoexit(b *bench) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = b.Update(ctx, start, func(tx campaign.Tx) error {
			if err := tx.AddInbound(ctx, message("a")); err != nil {
				return err
			}
			runtime.Goexit()
			return nil
		})
	}()
	<-ended
	b.update(func(tx campaign.Tx) error { return tx.AddInbound(ctx, message("a")) })
}

func testCancelled(b *bench) {
	gone, cancel := context.WithCancel(ctx)
	cancel()
	never := func(campaign.Tx) error { b.Error("the function ran"); return nil }
	if err := b.Update(gone, start, never); !errors.Is(err, context.Canceled) || campaign.CodeOf(err) != campaign.CodeUnavailable {
		b.Errorf("update: %v", err)
	}
	if err := b.View(gone, never); !errors.Is(err, context.Canceled) {
		b.Errorf("view: %v", err)
	}
	gone, cancel = context.WithCancel(ctx)
	err := b.Update(gone, start, func(tx campaign.Tx) error {
		if err := tx.AddInbound(gone, message("a")); err != nil {
			return err
		}
		cancel()
		return tx.AddInbound(gone, message("b"))
	})
	if !errors.Is(err, context.Canceled) {
		b.Errorf("cancelled inside: %v", err)
	}
	b.update(func(tx campaign.Tx) error { return tx.AddInbound(ctx, message("a")) })
}

// testViewIsOneState changes the state while a View looks at it.
func testViewIsOneState(b *bench) {
	b.view(func(tx campaign.Tx) error {
		if _, err := tx.Inbound(ctx, "a"); campaign.CodeOf(err) != campaign.CodeNotFound {
			b.Errorf("before: %v", err)
		}
		b.update(func(tx campaign.Tx) error { return tx.AddInbound(ctx, message("a")) })
		if _, err := tx.Inbound(ctx, "a"); campaign.CodeOf(err) != campaign.CodeNotFound {
			b.Errorf("after: %v", err)
		}
		return nil
	})
	b.view(func(tx campaign.Tx) error { _, err := tx.Inbound(ctx, "a"); return err })
	if err := b.View(ctx, func(tx campaign.Tx) error { return tx.AddInbound(ctx, message("b")) }); err == nil {
		b.Error("a View has written")
	}
}

// testText stores what no sound message holds but a found file may.
func testText(b *bench) {
	b.update(func(tx campaign.Tx) error {
		return tx.PutAttachment(ctx, campaign.Attachment{ID: "a", State: campaign.AttachmentStored, Text: "a\x00b\xffc"})
	})
	a := read(b, func(tx campaign.Tx) (campaign.Attachment, error) { return tx.Attachment(ctx, "a") })
	if a.Text != "a\x00b\xffc" && a.Text != "a\uFFFDb\uFFFDc" {
		b.Errorf("got %q", a.Text)
	}
}

func testApart(one, two *bench) {
	for _, b := range []*bench{one, two} {
		b.update(func(tx campaign.Tx) error {
			if err := tx.PutMembers(ctx, []campaign.Member{{UserID: "a", Name: b.Name()}}); err != nil {
				return err
			}
			return tx.AddInbound(ctx, message("same"))
		})
		equal(b, "first number", b.add(work("一")).Number, int64(1))
		b.call()
	}
	one.claim(start, "one", 10)
	equal(one, "the other's call is free", len(two.claim(start, "two", 10)), 1)
	id := two.ids()[0]
	one.refused(campaign.CodeNotFound, func(tx campaign.Tx) error { return tx.DropDelivery(ctx, id, "") })
	equal(one, "inbounds", len(read(one, func(tx campaign.Tx) ([]campaign.Inbound, error) { return tx.Inbounds(ctx, campaign.InboundFilter{}) })), 1)
}
