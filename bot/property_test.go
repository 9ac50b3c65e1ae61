package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"duban/bot/bottest"
	"duban/campaign"
	"duban/storage"
)

// lines are what the random people send: everything the bot knows, and noise.
var lines = []string{
	"心得：" + strings.Repeat("群众路线", 8), "心得：太短", "写心得", "完成", "取消", "是", "不是", "1", "2", "9",
	strings.Repeat("一段没有名目的文字，", 6), "标题：三问自己", "投稿：《灯》\n河边的灯", "写意见",
	"下基层：今天下乡送书200册，群众很欢迎", "下基层：今天到里岔镇后旺村送书", "后旺村",
	"结对：今天看望王秀兰，送去面粉一袋", "登记结对 里岔镇后旺村 王秀莲", "调研报告：关于书屋的调查\n全镇共有书屋三十八个。",
	"撤回1", "撤回2", "撤回3", "刚才那条不算", "修改1：" + strings.Repeat("改过的话", 9), "修改2", "补充1：再补一句话",
	"上一条作为心得提交", "把上一条报了", "零报告", "申请缓交到11月8日，出差", "明天再提醒我", "为什么提醒我",
	"我的任务", "进度", "谁没交", "查看1", "看看我上次交的", "签到 5821", "帮助", "谢谢", "你好", "？",
	"退回1 缺少数据", "通过1", "通过2", "选用1", "心得截止延到11月4日", "给张三的心得缓到11月8日", "免交 李明 心得",
	"意见：群众反映社区阅览室周末不开门，上班的人没法借书", "意见1转图书馆办理", "意见2转文化馆办理", "答复1：已开放", "办结1", "意见簿",
	"签到码 专题讲座", "签到情况 专题讲座", "我的结对", "结束结对 王秀莲", "更换结对", "结对1转给李明", "不同意申请1 人手够",
	"同意张三的申请", "待批申请", "通过1 2 3", "退回1、2 数据不实", "选用1 2", "征集作品截止延到11月20日", "心得截止延到10月21日",
	"催一下没交心得的", "通知全体：明天开会", "代李明交心得：" + strings.Repeat("群众路线", 8), "出一期简报",
}

func TestNothingIsLostAndDebtsAddUp(t *testing.T) {
	t.Parallel()
	db, err := storage.Open(t.Context(), "sqlite:"+t.TempDir()+"/bot.db", storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		store := db.Campaign(fmt.Sprint("run", n))
		stage := bottest.New(t, store)
		var sent []campaign.Inbound
		for range rapid.IntRange(1, 25).Draw(rt, "messages") {
			if len(sent) > 0 && rapid.IntRange(0, 9).Draw(rt, "repeat") == 0 {
				old := rapid.SampledFrom(sent).Draw(rt, "which")
				again := stage.Send(old)
				if !again.Repeat || !slices.Equal(again.Inbound.Reply, old.Reply) && again.Inbound.Outcome == "" {
					rt.Fatalf("a repeat of %q was answered anew", old.Text)
				}
				continue
			}
			if rapid.IntRange(0, 19).Draw(rt, "transfer") == 0 {
				transfer(rt, t, stage)
			}
			stage.Now = stage.Now.Add(time.Duration(rapid.IntRange(0, 40000).Draw(rt, "seconds")) * time.Second)
			in := campaign.Inbound{UserID: rapid.SampledFrom([]string{"zhang", "li", "liaison", "head", "office", "tushu", "nobody"}).Draw(rt, "who"), Type: campaign.InboundText}
			switch rapid.IntRange(0, 11).Draw(rt, "media") {
			case 0:
				in.Type = campaign.InboundImage
			case 1:
				in.Type, in.Media.Name = campaign.InboundFile, rapid.SampledFrom([]string{"心得.docx", "a.pdf"}).Draw(rt, "file")
			case 2:
				extract(rt, t, stage)
				continue
			default:
				in.Text = rapid.OneOf(rapid.SampledFrom(lines), rapid.SampledFrom(lines), rapid.String()).Draw(rt, "text")
			}
			a := stage.Send(in)
			if a.Text == "" {
				rt.Fatalf("%s said %q and heard nothing", in.UserID, in.Text)
			}
			for _, part := range a.Inbound.Reply {
				if len(part) > 2048 || strings.Contains(part, "bot.") {
					rt.Fatalf("answer %q to %q", part, in.Text)
				}
			}
			sent = append(sent, a.Inbound)
		}
		if err := store.View(t.Context(), func(tx campaign.Tx) error { return consistent(rt, t, tx) }); err != nil {
			rt.Fatal(err)
		}
	})
}

// transfer moves people to another unit, lets them leave or come back.
func transfer(rt *rapid.T, t *testing.T, s *bottest.Stage) {
	people := bottest.People()
	i := rapid.IntRange(0, 2).Draw(rt, "mover")
	people[i].Unit = rapid.SampledFrom([]string{"文化馆", "图书馆", "新单位"}).Draw(rt, "unit")
	people[i].Left = rapid.IntRange(0, 3).Draw(rt, "left") == 0
	if err := s.Store.Update(t.Context(), s.Now, func(tx campaign.Tx) error { return tx.PutMembers(t.Context(), people[:3]) }); err != nil {
		rt.Fatal(err)
	}
}

// extract reads the files that wait, as the background work does.
func extract(rt *rapid.T, t *testing.T, s *bottest.Stage) {
	text := rapid.SampledFrom([]string{"", "太短", "《灯》\n" + strings.Repeat("群众路线", 9)}).Draw(rt, "extracted")
	err := s.Store.Update(t.Context(), s.Now, func(tx campaign.Tx) error {
		files, err := tx.PendingAttachments(t.Context(), s.Now, 1)
		for _, a := range files {
			a.State, a.Text = campaign.AttachmentStored, text
			if err := tx.PutAttachment(t.Context(), a); err != nil {
				return err
			}
			if _, err := s.Engine.Extracted(t.Context(), tx, a, s.Now); err != nil {
				return err
			}
		}
		return err
	})
	if err != nil {
		rt.Fatal(err)
	}
}

// consistent checks what must hold after any dialog.
func consistent(rt *rapid.T, t *testing.T, tx campaign.Tx) error {
	ctx := t.Context()
	parts := map[string]int64{} // message -> work
	works := map[int64]campaign.Submission{}
	for _, status := range []campaign.Status{campaign.StatusDraft, ""} {
		list, err := tx.Submissions(ctx, campaign.SubmissionFilter{Status: status, Limit: 1000})
		if err != nil {
			return err
		}
		for _, w := range list {
			works[w.Number] = w
			for _, p := range w.Parts {
				parts[p.InboundID] = w.Number
			}
			if w.Status == campaign.StatusFiled && w.Body == "" {
				rt.Errorf("#%d was filed without a text", w.Number)
			}
			for id := range w.Fields {
				if strings.HasPrefix(id, "_") && w.Status != campaign.StatusDraft && w.Status != campaign.StatusWithdrawn {
					rt.Errorf("#%d keeps the dialog's mark %s", w.Number, id)
				}
			}
		}
	}
	ins, err := tx.Inbounds(ctx, campaign.InboundFilter{Limit: 1000})
	if err != nil {
		return err
	}
	for _, in := range ins {
		_, partOf := parts[in.ID]
		switch in.Outcome {
		case campaign.OutcomeFiled, campaign.OutcomeDraft:
			if w, ok := works[in.Number]; !ok {
				rt.Errorf("message %q is %s as part of #%d, which is not there", in.Text, in.Outcome, in.Number)
			} else if in.Outcome == campaign.OutcomeDraft && w.Status != campaign.StatusDraft {
				rt.Errorf("message %q is part of a draft, but #%d is %s", in.Text, w.Number, w.Status)
			} else if !partOf && in.Type == campaign.InboundText {
				rt.Errorf("message %q is said to be part of #%d and is not", in.Text, in.Number)
			}
		case campaign.OutcomeOffered, campaign.OutcomeCommand, campaign.OutcomeUnknown:
			if w := works[parts[in.ID]]; partOf && w.Status != campaign.StatusWithdrawn {
				rt.Errorf("message %q is part of #%d, which is %s, and is said to be %s", in.Text, w.Number, w.Status, in.Outcome)
			}
		default:
			rt.Errorf("message %q came to %q", in.Text, in.Outcome)
		}
	}
	return addUp(rt, t, tx)
}

// addUp checks the debts against the works that settle them, and the figures.
func addUp(rt *rapid.T, t *testing.T, tx campaign.Tx) error {
	ctx := t.Context()
	plan := bottest.Plan()
	err := tx.AllDebts(ctx, "", func(d campaign.Debt) error {
		works, err := tx.WorksOf(ctx, d.DebtKey)
		if err != nil {
			return err
		}
		n, extra := 0, 0
		for _, w := range works {
			if w.Status.Counts() {
				n++
				if w.Extra {
					extra++
				}
			}
		}
		p, _ := plan.Deliverable(d.Deliverable)
		if n != d.Count || (n >= max(p.Count.Min, 1)) != !d.SettledAt.IsZero() {
			rt.Errorf("debt %v: count %d, settled %v, but %d works count", d.DebtKey, d.Count, d.SettledAt, n)
		}
		if d.Nil && n > 0 {
			rt.Errorf("debt %v is nil and filed", d.DebtKey)
		}
		if m := p.Count.Max; m > 0 && n-extra > m {
			rt.Errorf("debt %v: %d works within a quota of %d", d.DebtKey, n-extra, m)
		}
		return nil
	})
	if err != nil {
		return err
	}
	roster, err := tx.Roster(ctx)
	if err != nil {
		return err
	}
	rows, err := campaign.Progress(plan, roster, func(yield func(campaign.Debt) error) error { return tx.AllDebts(ctx, "", yield) }, nil, time.Date(2011, 11, 1, 0, 0, 0, 0, bottest.Zone))
	if err != nil {
		return err
	}
	var all []campaign.Debt
	if err := tx.AllDebts(ctx, "", func(d campaign.Debt) error { all = append(all, d); return nil }); err != nil {
		return err
	}
	for _, r := range rows {
		if r.Open() < 0 || r.Owed != r.Filed+r.Excused+r.Nil+r.Open() {
			rt.Errorf("%s %s: %+v does not add up", r.ID, r.Period, r.Figures)
		}
		d, _ := plan.Deliverable(r.ID)
		for _, u := range r.Units {
			if want := tally(roster, d, r.Period, u.Unit, all); u.Figures.Owed != want.Owed || u.Filed != want.Filed || u.Open() != want.Open() {
				rt.Errorf("%s %s of %s: %+v, one by one %+v", r.ID, r.Period, u.Unit, u.Figures, want)
			}
		}
	}
	return nil
}

// tally counts the debts of one unit one by one: each person, or the unit, once.
func tally(roster *campaign.Roster, d campaign.Placed, period, unit string, all []campaign.Debt) campaign.Figures {
	var debtors []string
	if d.OwedBy == campaign.OwedByMember {
		for _, m := range roster.InUnit(unit, campaign.RoleMember) {
			debtors = append(debtors, campaign.UserKey(m.UserID))
		}
	} else {
		debtors = []string{unit}
	}
	f := campaign.Figures{Owed: len(debtors)}
	for _, debtor := range debtors {
		i := slices.IndexFunc(all, func(x campaign.Debt) bool {
			return x.DebtKey == campaign.DebtKey{Deliverable: d.ID, Period: period, Debtor: debtor}
		})
		switch {
		case i < 0 || all[i].Open():
		case !all[i].SettledAt.IsZero():
			f.Filed++
		case all[i].Excused:
			f.Excused++
		default:
			f.Nil++
		}
	}
	return f
}
