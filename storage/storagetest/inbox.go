package storagetest

import (
	"fmt"
	"time"

	"duban/campaign"
)

func message(id string) campaign.Inbound {
	return campaign.Inbound{
		ID: id, MsgID: "m" + id, UserID: "ZhangSan", At: start, ReceivedAt: start.Add(time.Second),
		Type: campaign.InboundFile, Text: rough, Media: campaign.Media{ID: "media", Name: "心得.docx", Format: "docx"},
		Event: "click", EventKey: "key", TaskID: "task", Response: "once",
		Outcome: campaign.OutcomeOffered, Intent: "unclear", Number: 7, Reply: []string{"一", "二"},
	}
}

func testInbound(b *bench) {
	in := message("a")
	b.update(func(tx campaign.Tx) error {
		if _, err := tx.Inbound(ctx, "a"); campaign.CodeOf(err) != campaign.CodeNotFound {
			b.Errorf("before it was recorded: %v", err)
		}
		if err := tx.AddInbound(ctx, in); err != nil {
			return err
		}
		got, err := tx.Inbound(ctx, "a")
		equal(b, "in the same transaction", got, in)
		return err
	})
	equal(b, "recorded", read(b, func(tx campaign.Tx) (campaign.Inbound, error) { return tx.Inbound(ctx, "a") }), in)
	b.update(func(tx campaign.Tx) error {
		if err := tx.AddInbound(ctx, message("a")); campaign.CodeOf(err) != campaign.CodeConflict {
			b.Errorf("recorded twice: %v", err)
		}
		bare := campaign.Inbound{ID: "bare"} // the transaction goes on after a conflict
		if err := tx.AddInbound(ctx, bare); err != nil {
			return err
		}
		got, err := tx.Inbound(ctx, "bare")
		equal(b, "with nothing but an id", got, bare)
		return err
	})
	in.Outcome, in.Intent, in.Number, in.Reply = campaign.OutcomeFiled, "file", 42, []string{"已收到"}
	b.update(func(tx campaign.Tx) error {
		changed := in
		changed.Text = "only what became of it changes"
		return tx.SetInbound(ctx, changed)
	})
	equal(b, "changed", read(b, func(tx campaign.Tx) (campaign.Inbound, error) { return tx.Inbound(ctx, "a") }), in)
	b.refused(campaign.CodeNotFound, func(tx campaign.Tx) error { return tx.SetInbound(ctx, message("none")) })
}

func testInboundLists(b *bench) {
	b.update(func(tx campaign.Tx) error {
		for i := range 60 {
			in := message(fmt.Sprintf("%02d", (i*7)%60)) // recorded in another order than the ids'
			in.At = start.Add(time.Duration(i) * time.Minute)
			if i%2 == 1 {
				in.UserID = "LiSi"
			}
			if i%3 == 0 {
				in.Outcome = campaign.OutcomeFiled
			}
			if err := tx.AddInbound(ctx, in); err != nil {
				return err
			}
		}
		return nil
	})
	id := func(i int) string { return fmt.Sprintf("%02d", (i*7)%60) }
	for _, tt := range []struct {
		name   string
		filter campaign.InboundFilter
		want   []int // place in the order of recording
	}{
		{"newest", campaign.InboundFilter{Limit: 3}, []int{59, 58, 57}},
		{"next page", campaign.InboundFilter{Limit: 2, Before: id(57)}, []int{56, 55}},
		{"last page", campaign.InboundFilter{Before: id(2)}, []int{1, 0}},
		{"cursor of nothing", campaign.InboundFilter{Before: "none"}, nil},
		{"person in any case", campaign.InboundFilter{UserID: "lisi", Limit: 2}, []int{59, 57}},
		{"outcome", campaign.InboundFilter{Outcome: campaign.OutcomeFiled, Limit: 2}, []int{57, 54}},
		{"since", campaign.InboundFilter{Since: start.Add(58 * time.Minute)}, []int{59, 58}},
		{"all at once", campaign.InboundFilter{UserID: "LISI", Outcome: campaign.OutcomeFiled, Since: start.Add(30 * time.Minute), Before: id(57)}, []int{51, 45, 39, 33}},
	} {
		var want []string
		for _, i := range tt.want {
			want = append(want, id(i))
		}
		var got []string
		for _, in := range read(b, func(tx campaign.Tx) ([]campaign.Inbound, error) { return tx.Inbounds(ctx, tt.filter) }) {
			got = append(got, in.ID)
		}
		equal(b, tt.name, got, want)
	}
	if n := len(read(b, func(tx campaign.Tx) ([]campaign.Inbound, error) { return tx.Inbounds(ctx, campaign.InboundFilter{}) })); n != 50 {
		b.Errorf("without a limit %d messages, want 50", n)
	}
}

func testConversation(b *bench) {
	full := campaign.Conversation{
		UserID: "ZhangSan", Draft: 4, Suspended: []int64{2, 3}, Asking: "which", Args: map[string]string{"kind": rough},
		Choices: []string{"甲", "乙"}, Last: 9, LastFiled: start, Touched: start.Add(time.Minute), SnoozeTo: start.Add(time.Hour),
	}
	get := func(id string) campaign.Conversation {
		return read(b, func(tx campaign.Tx) (campaign.Conversation, error) { return tx.Conversation(ctx, id) })
	}
	equal(b, "of a new person", get("New"), campaign.Conversation{UserID: "New"})
	b.update(func(tx campaign.Tx) error { return tx.SaveConversation(ctx, full) })
	equal(b, "saved", get("ZhangSan"), full)
	folded := full
	folded.UserID = "zhangsan"
	equal(b, "by the id in another case", get("zhangsan"), folded)
	open := func(since time.Time) (ids []string) {
		for _, c := range read(b, func(tx campaign.Tx) ([]campaign.Conversation, error) { return tx.Conversations(ctx, since) }) {
			ids = append(ids, c.UserID)
		}
		return ids
	}
	b.update(func(tx campaign.Tx) error {
		if err := tx.SaveConversation(ctx, campaign.Conversation{UserID: "Idle", Touched: start}); err != nil {
			return err
		}
		return tx.SaveConversation(ctx, campaign.Conversation{UserID: "Early", Draft: 1, Touched: start})
	})
	equal(b, "open and untouched", open(start.Add(time.Hour)), []string{"Early", "ZhangSan"})
	equal(b, "touched at that moment", open(start.Add(time.Minute)), []string{"Early"})
	snoozes := func(after time.Time) map[string]time.Time {
		return read(b, func(tx campaign.Tx) (map[string]time.Time, error) { return tx.Snoozes(ctx, after) })
	}
	equal(b, "snoozes", snoozes(start), map[string]time.Time{"zhangsan": start.Add(time.Hour)})
	equal(b, "snoozes that ended", snoozes(start.Add(time.Hour)), map[string]time.Time{})
	b.update(func(tx campaign.Tx) error { return tx.SaveConversation(ctx, campaign.Conversation{UserID: "ZHANGSAN"}) })
	equal(b, "ended", get("ZhangSan"), campaign.Conversation{UserID: "ZhangSan"})
	equal(b, "after its end", open(start.Add(time.Hour)), []string{"Early"})
}

func testRoster(b *bench) {
	people := []campaign.Member{
		{UserID: "WangWu", Name: "王五", Unit: "乙单位", Roles: []campaign.Role{campaign.RoleHead, campaign.RoleMember}},
		{UserID: "ZhangSan", Name: "张三𠀀", Unit: "甲单位", Roles: []campaign.Role{campaign.RoleMember}},
		{UserID: "Guest", Name: "来宾", Unit: "", Left: true},
	}
	members := func() []campaign.Member {
		return read(b, func(tx campaign.Tx) ([]campaign.Member, error) {
			r, err := tx.Roster(ctx)
			if err != nil {
				return nil, err
			}
			return r.Members(), nil
		})
	}
	equal(b, "of nobody", len(members()), 0)
	b.update(func(tx campaign.Tx) error {
		if err := tx.PutMembers(ctx, people); err != nil {
			return err
		}
		m, err := tx.Member(ctx, "WANGWU")
		equal(b, "in the same transaction, in any case", m, people[0])
		return err
	})
	equal(b, "in the order of arrival", members(), people)
	people[1] = campaign.Member{UserID: "zhangsan", Name: "张三丰", Unit: "乙单位", Roles: []campaign.Role{campaign.RoleLiaison}}
	fresh := campaign.Member{UserID: "LiSi", Name: "李四", Unit: "甲单位", Roles: []campaign.Role{campaign.RoleOffice}}
	b.update(func(tx campaign.Tx) error { return tx.PutMembers(ctx, []campaign.Member{fresh, people[1]}) })
	equal(b, "replaced in place, new ones last", members(), append(people, fresh))
	equal(b, "who left", read(b, func(tx campaign.Tx) (campaign.Member, error) { return tx.Member(ctx, "guest") }), people[2])
	b.refused(campaign.CodeNotFound, func(tx campaign.Tx) error { _, err := tx.Member(ctx, "nobody"); return err })
	b.refused(campaign.CodeInvalid, func(tx campaign.Tx) error { return tx.PutMembers(ctx, []campaign.Member{{Name: "无号"}}) })
}

func testRosterRollback(b *bench) {
	name := func() string {
		return read(b, func(tx campaign.Tx) (campaign.Member, error) { return tx.Member(ctx, "a") }).Name
	}
	put := func(name string, result error) func(campaign.Tx) error {
		return func(tx campaign.Tx) error {
			if err := tx.PutMembers(ctx, []campaign.Member{{UserID: "a", Name: name}}); err != nil {
				return err
			}
			m, err := tx.Member(ctx, "a") // what is read here must not outlive the transaction
			equal(b, "inside", m.Name, name)
			if err != nil {
				return err
			}
			return result
		}
	}
	b.update(put("first", nil))
	b.refused(campaign.CodeInternal, put("second", errWanted))
	equal(b, "after a rollback", name(), "first")
	b.update(put("third", nil))
	equal(b, "after the next change", name(), "third")
}
