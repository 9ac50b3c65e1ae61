package storagetest

import (
	"fmt"
	"time"

	"duban/campaign"
)

func work(title string) campaign.Submission {
	return campaign.Submission{
		Kind: "visit", Title: title, Body: rough, Chars: 321, Author: "ZhangSan", FiledBy: "LiSi", Unit: "甲单位",
		Deliverable: "pair-log", Period: "2011-10", Debtor: "甲单位", Extra: true, Status: campaign.StatusFiled, Late: true,
		Version: 2, CreatedAt: start, FiledAt: start.Add(time.Minute), UpdatedAt: start.Add(time.Hour),
		Date: campaign.Date{Year: 2011, Month: 10, Day: 3}, Place: "牛角村", Partner: "王家",
		Fields: map[string]string{"media": "日报"},
		Parts:  []campaign.Part{{InboundID: "a", MsgID: "1", At: start, Text: "一"}, {InboundID: "b", MsgID: "2", At: start.Add(time.Second), Text: "二😀"}},
		Reason: "补充数据", Score: "92.5",
	}
}

func (b *bench) add(s campaign.Submission) campaign.Submission {
	b.Helper()
	b.update(func(tx campaign.Tx) (err error) {
		s.Number, err = tx.AddSubmission(ctx, s)
		return err
	})
	return s
}

func testSubmission(b *bench) {
	get := func(n int64) campaign.Submission {
		return read(b, func(tx campaign.Tx) (campaign.Submission, error) { return tx.Submission(ctx, n) })
	}
	first, second := b.add(work("一")), b.add(campaign.Submission{Status: campaign.StatusDraft})
	equal(b, "numbers", []int64{first.Number, second.Number}, []int64{1, 2})
	equal(b, "with every field", get(1), first)
	equal(b, "with none", get(2), second)
	b.refused(campaign.CodeInternal, func(tx campaign.Tx) error {
		if n, err := tx.AddSubmission(ctx, work("back")); err != nil || n != 3 {
			b.Errorf("got number %d, error %v", n, err)
		}
		return errWanted
	})
	if third := b.add(work("三")).Number; third < 3 {
		b.Errorf("number %d was given before", third)
	}
	changed := work("改")
	changed.Number, changed.Status, changed.FiledAt, changed.Parts, changed.Fields = 1, campaign.StatusReturned, time.Time{}, nil, nil
	b.update(func(tx campaign.Tx) error { return tx.SetSubmission(ctx, changed) })
	equal(b, "replaced", get(1), changed)
	changed.Number = 99
	b.refused(campaign.CodeNotFound, func(tx campaign.Tx) error { return tx.SetSubmission(ctx, changed) })
	b.refused(campaign.CodeNotFound, func(tx campaign.Tx) error { _, err := tx.Submission(ctx, 99); return err })
}

func testSubmissionLists(b *bench) {
	b.update(func(tx campaign.Tx) error {
		for i := range 60 {
			s := work(fmt.Sprint(i))
			s.FiledAt = start.Add(time.Duration(i) * time.Minute)
			s.Status = []campaign.Status{campaign.StatusFiled, campaign.StatusDraft, campaign.StatusApproved}[i%3]
			s.Kind = []string{"visit", "work"}[i%2]
			if i >= 50 {
				s.Author, s.Unit, s.Deliverable = "WangWu", "乙单位", "essays"
			}
			if _, err := tx.AddSubmission(ctx, s); err != nil {
				return err
			}
		}
		return nil
	})
	for _, tt := range []struct {
		name   string
		filter campaign.SubmissionFilter
		want   []int64
	}{
		{"newest without drafts", campaign.SubmissionFilter{Limit: 3}, []int64{60, 58, 57}},
		{"drafts", campaign.SubmissionFilter{Status: campaign.StatusDraft, Limit: 2}, []int64{59, 56}},
		{"next page", campaign.SubmissionFilter{Before: 57, Limit: 2}, []int64{55, 54}},
		{"last page", campaign.SubmissionFilter{Before: 4}, []int64{3, 1}},
		{"kind", campaign.SubmissionFilter{Kind: "work", Limit: 2}, []int64{60, 58}},
		{"unit", campaign.SubmissionFilter{Unit: "甲单位", Limit: 2}, []int64{49, 48}},
		{"author in any case", campaign.SubmissionFilter{Author: "zhangsan", Limit: 1}, []int64{49}},
		{"deliverable", campaign.SubmissionFilter{Deliverable: "essays", Before: 54}, []int64{52, 51}},
		{"since", campaign.SubmissionFilter{Since: start.Add(57 * time.Minute)}, []int64{60, 58}},
		{"none", campaign.SubmissionFilter{Kind: "none"}, nil},
	} {
		var got []int64
		for _, s := range read(b, func(tx campaign.Tx) ([]campaign.Submission, error) { return tx.Submissions(ctx, tt.filter) }) {
			got = append(got, s.Number)
		}
		equal(b, tt.name, got, tt.want)
	}
}

func testWorksOf(b *bench) {
	key := campaign.DebtKey{Deliverable: "pair-log", Period: "2011-10", Debtor: "甲单位"}
	first := b.add(work("一"))
	draft := work("草稿")
	draft.Status, draft.FiledAt = campaign.StatusDraft, time.Time{}
	b.add(draft)
	for _, change := range []func(*campaign.Submission){
		func(s *campaign.Submission) { s.Deliverable = "essays" },
		func(s *campaign.Submission) { s.Period = "2011-11" },
		func(s *campaign.Submission) { s.Debtor = "乙单位" },
		func(s *campaign.Submission) { s.Deliverable, s.Period, s.Debtor = "", "", "" },
	} {
		s := work("别")
		change(&s)
		b.add(s)
	}
	back := work("退")
	back.Status = campaign.StatusWithdrawn
	back = b.add(back)
	draft.Number = 2
	equal(b, "works of the debt", read(b, func(tx campaign.Tx) ([]campaign.Standing, error) { return tx.WorksOf(ctx, key) }),
		[]campaign.Standing{first.Standing(), draft.Standing(), back.Standing()})
	equal(b, "works of no debt", len(read(b, func(tx campaign.Tx) ([]campaign.Standing, error) {
		return tx.WorksOf(ctx, campaign.DebtKey{})
	})), 0)
}

func testVersions(b *bench) {
	number := b.add(work("一")).Number
	vs := []campaign.Version{
		{Version: 1, Title: "一稿", Body: rough, Chars: 3, At: start, MessageIDs: []string{"1", "2"}},
		{Version: 2, Title: "二稿", At: start.Add(time.Hour)},
	}
	b.update(func(tx campaign.Tx) error {
		if err := tx.AddVersion(ctx, number, vs[1]); err != nil {
			return err
		}
		return tx.AddVersion(ctx, number, vs[0])
	})
	b.refused(campaign.CodeConflict, func(tx campaign.Tx) error { return tx.AddVersion(ctx, number, vs[0]) })
	equal(b, "oldest first", read(b, func(tx campaign.Tx) ([]campaign.Version, error) { return tx.Versions(ctx, number) }), vs)
	equal(b, "of none", len(read(b, func(tx campaign.Tx) ([]campaign.Version, error) { return tx.Versions(ctx, 99) })), 0)
}

func testAttachments(b *bench) {
	a := campaign.Attachment{
		ID: "b", InboundID: "in", UserID: "ZhangSan", At: start, Name: "照片😀.jpg", Type: "image/jpeg", Size: 1 << 33, SHA256: "ab",
		BlobKey: "sha256/ab", MediaID: "media", State: campaign.AttachmentPending, Text: rough, Attempts: 2, NextAt: start,
	}
	later, other := a, a
	later.ID, later.NextAt = "a", start.Add(time.Minute)
	other.ID, other.UserID, other.State = "c", "LiSi", campaign.AttachmentStored
	b.update(func(tx campaign.Tx) error {
		for _, v := range []campaign.Attachment{a, later, other} {
			if err := tx.PutAttachment(ctx, v); err != nil {
				return err
			}
		}
		return nil
	})
	of := func(number int64, user string) []campaign.Attachment {
		return read(b, func(tx campaign.Tx) ([]campaign.Attachment, error) { return tx.Attachments(ctx, number, user) })
	}
	pending := func(now time.Time, limit int) []campaign.Attachment {
		return read(b, func(tx campaign.Tx) ([]campaign.Attachment, error) { return tx.PendingAttachments(ctx, now, limit) })
	}
	equal(b, "by id", read(b, func(tx campaign.Tx) (campaign.Attachment, error) { return tx.Attachment(ctx, "b") }), a)
	b.refused(campaign.CodeNotFound, func(tx campaign.Tx) error { _, err := tx.Attachment(ctx, "none"); return err })
	equal(b, "waiting, in the order they came", of(0, "zhangsan"), []campaign.Attachment{a, later})
	equal(b, "to fetch now", pending(start, 10), []campaign.Attachment{a})
	equal(b, "to fetch later", pending(start.Add(time.Hour), 10), []campaign.Attachment{a, later})
	equal(b, "to fetch, limited", pending(start.Add(time.Hour), 1), []campaign.Attachment{a})
	a.Number, a.State = 5, campaign.AttachmentLost
	other.Number = 5
	b.update(func(tx campaign.Tx) error {
		if err := tx.PutAttachment(ctx, other); err != nil {
			return err
		}
		return tx.PutAttachment(ctx, a)
	})
	equal(b, "of a work, whoever sent them, in the order they came", of(5, "nobody"), []campaign.Attachment{a, other})
	equal(b, "still waiting", of(0, "ZhangSan"), []campaign.Attachment{later})
	equal(b, "no longer to fetch", pending(start, 10), []campaign.Attachment(nil))
}
