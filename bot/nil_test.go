package bot_test

import (
	"strings"
	"testing"

	"duban/bot"
	"duban/bot/bottest"
	"duban/campaign"
	"duban/message"
)

// planStage is a stage with a plan of its own.
func planStage(t *testing.T, change func(*campaign.Plan)) *bottest.Stage {
	t.Helper()
	texts, err := message.Load(message.Hans)
	if err != nil {
		t.Fatal(err)
	}
	p := bottest.Plan()
	change(p)
	s := bottest.New(t, openStore(t))
	if s.Engine, err = bot.New(bot.Options{Plan: p, Catalog: texts}); err != nil {
		t.Fatal(err)
	}
	return s
}

// says checks what somebody hears for a message: all of want, nothing of not.
func says(t *testing.T, s *bottest.Stage, who, text string, want, not []string) {
	t.Helper()
	got := s.Say(who, text).Text
	for _, w := range want {
		if !strings.Contains(got, w) {
			t.Errorf("%s> %s: %q is not in:\n%s", who, text, w, got)
		}
	}
	for _, w := range not {
		if strings.Contains(got, w) {
			t.Errorf("%s> %s: %q is in:\n%s", who, text, w, got)
		}
	}
}

// A member is offered for a nil report what is his own, never the unit's.
func TestANilReportIsOfferedToWhoMayMakeIt(t *testing.T) {
	t.Parallel()
	s := planStage(t, func(p *campaign.Plan) {
		p.Kinds = append(p.Kinds, campaign.Kind{ID: "notes", Name: "读书笔记"})
		a := &p.Phases[0].Activities[0]
		a.Deliverables = append(a.Deliverables, campaign.Deliverable{
			ID: "notes", Name: "读书笔记", Kind: "notes", OwedBy: campaign.OwedByMember, Count: campaign.Count{Min: 1},
			Every: campaign.EveryMonth, DueDay: campaign.LastDay, DueClock: campaign.Clock{Hour: 18}, Late: campaign.LateAccept,
		})
	})
	says(t, s, "zhang", "零报告", []string{"1. 读书笔记"}, []string{"结对", "已登记"})
	says(t, s, "zhang", "1", []string{"已登记零报告：读书笔记"}, nil)
	says(t, s, "li", "读书笔记零报告", []string{"已登记零报告：读书笔记"}, nil)
	says(t, s, "li", "结对日志零报告", []string{"由单位报送", "周联络"}, []string{"已登记"})
	says(t, s, "liaison", "零报告", []string{"1. 结对帮扶日志", "2. 读书笔记"}, nil)
}
