package bot_test

import (
	"testing"
	"time"

	"duban/bot/bottest"
	"duban/campaign"
)

// The name of a deliverable and a colon lead a filing toward that deliverable, though
// another of its kind is due earlier.
func TestANameLeadsAFilingTowardItsDeliverable(t *testing.T) {
	t.Parallel()
	s := planStage(t, func(p *campaign.Plan) {
		p.Kinds = append(p.Kinds, campaign.Kind{ID: "notes", Name: "读书笔记"})
		a := &p.Phases[0].Activities[0]
		for _, d := range []campaign.Deliverable{
			{ID: "second", Name: "事项乙", Kind: campaign.KindReflection},
			{ID: "third", Name: "理论文章", Kind: campaign.KindReport},
			{ID: "fourth", Name: "整改清单", Kind: "column"},
			{ID: "fifth", Name: "读书笔记", Kind: "notes"},
		} {
			d.OwedBy, d.Late, d.Count = campaign.OwedByMember, campaign.LateAccept, campaign.Count{Min: 1}
			d.Due = time.Date(2011, 12, 20, 18, 0, 0, 0, bottest.Zone)
			a.Deliverables = append(a.Deliverables, d)
		}
	})
	says(t, s, "zhang", "事项乙：今天听了党课，对群众路线有了更深的认识，今后要多到基层去", []string{"已收到", "计入“事项乙”1/1"}, nil)
	says(t, s, "zhang", "事项乙 : 又听了一次党课，体会更深了，今后要多到基层去走一走", []string{"计入“事项乙”2/1"}, nil)
	says(t, s, "zhang", "心得：今天听了党课，对群众路线有了更深的认识，今后要多到基层去", []string{"计入“心得体会”1/2"}, nil)
	says(t, s, "zhang", "理论文章：群众路线是党的生命线，本文就此谈三点认识，供各位参考。一是要深入基层，二是要服务群众。", []string{"计入“理论文章”1/1"}, nil)
	says(t, s, "zhang", "整改清单：一是减少会议，二是精简文件，三是改进调研", []string{"还缺“媒体”"}, nil)
	says(t, s, "zhang", "青岛日报", []string{"还缺“刊播日期”"}, nil)
	says(t, s, "zhang", "9月1日", []string{"计入“整改清单”1/1"}, nil)
	for _, text := range []string{"事项乙：什么时候截止？", "事项乙：谢谢", "事项乙：", "事项乙什么时候交", "读书笔记：什么时候交"} {
		says(t, s, "li", text, nil, []string{"已收到您的", "是否作为"})
	}
	says(t, s, "li", "取消", nil, nil)
	says(t, s, "li", "事项乙：按时交上来了，请查收", []string{"是否作为心得体会提交"}, []string{"已收到"})
	says(t, s, "li", "1", []string{"计入“事项乙”1/1"}, nil)
	says(t, s, "zhao", "读书笔记：按时交上来了，请查收", []string{"是否作为读书笔记提交"}, []string{"已收到"})
	says(t, s, "zhao", "1", []string{"计入“读书笔记”1/1"}, nil)
}
