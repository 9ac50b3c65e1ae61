package campaign

// Kind is a sort of work that people file.
type Kind struct {
	ID     string
	Name   string
	Words  []string // how staff call it; the first is the one the bot uses
	Fields []Field
	Log    bool // a dated log: needs a day and a place or a partner
}

// Field is a value that a work of a kind carries beside its text.
type Field struct {
	ID, Name string
	Required bool
	Date     bool // the value is a day
}

// The built-in kinds' ids.
const (
	KindReflection  = "reflection"
	KindWork        = "work"
	KindReport      = "report"
	KindVisit       = "visit"
	KindPairing     = "pairing"
	KindOpinion     = "opinion"
	KindNomination  = "nomination"
	KindProgramme   = "programme"
	KindPublication = "publication"
)

// BuiltinKinds returns the kinds that every campaign knows. Their words are the
// plan's own terms: they name what is filed in the staff's language and so are
// data, not text of the bot.
func BuiltinKinds() []Kind {
	return []Kind{
		{ID: KindReflection, Name: "心得体会", Words: []string{"心得体会", "心得", "学习体会", "体会"}},
		{ID: KindWork, Name: "征集作品", Words: []string{"作品", "征文", "投稿", "稿件"}},
		{ID: KindReport, Name: "调研报告", Words: []string{"调研报告", "调研成果", "理论文章", "调研"}},
		{ID: KindVisit, Name: "下基层日志", Words: []string{"下基层日志", "下基层", "走访", "宣讲"}, Log: true},
		{ID: KindPairing, Name: "结对帮扶日志", Words: []string{"结对帮扶日志", "结对帮扶", "结对", "帮扶"}, Log: true},
		{ID: KindOpinion, Name: "群众意见建议", Words: []string{"群众意见", "意见建议", "意见", "建议"}},
		{ID: KindNomination, Name: "创新奖申报", Words: []string{"创新奖申报", "申报创新奖", "创新奖"}},
		{ID: KindProgramme, Name: "节目申报", Words: []string{"节目申报", "申报节目", "节目"}},
		{ID: KindPublication, Name: "媒体刊发登记", Words: []string{"刊发登记", "刊发", "刊登"}},
	}
}

// AllKinds returns the built-in kinds and then the plan's own; a plan's kind
// with a built-in id takes its place.
func (p *Plan) AllKinds() []Kind {
	out := BuiltinKinds()
	for _, k := range p.Kinds {
		replaced := false
		for i := range out {
			if out[i].ID == k.ID {
				out[i], replaced = k, true
			}
		}
		if !replaced {
			out = append(out, k)
		}
	}
	return out
}

// Kind returns the kind with this id.
func (p *Plan) Kind(id string) (Kind, bool) {
	for _, k := range p.AllKinds() {
		if k.ID == id {
			return k, true
		}
	}
	return Kind{}, false
}
