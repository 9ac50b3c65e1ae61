package bot_test

import (
	"strings"
	"testing"

	"duban/bot"
	"duban/bot/bottest"
	"duban/bot/understand"
	"duban/campaign"
	"duban/message"
)

// plainReader takes what follows 心得： for a filing, however short, and all
// else as the campaign's reader does.
type plainReader struct{ bot.Reader }

func (r plainReader) Read(in understand.Input) understand.Reading {
	if body, ok := strings.CutPrefix(in.Text, "心得："); ok {
		return understand.Reading{Intent: campaign.KindReflection, Action: understand.File, Slots: understand.Slots{}, Body: body}
	}
	return r.Reader.Read(in)
}

func plainStage(t *testing.T) *bottest.Stage {
	t.Helper()
	texts, err := message.Load(message.Hans)
	if err != nil {
		t.Fatal(err)
	}
	s := bottest.New(t, openStore(t))
	s.Engine, err = bot.New(bot.Options{Plan: bottest.Plan(), Catalog: texts, Reader: plainReader{bot.NewReader(bottest.Plan(), nil)}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A filing that is too short stays a draft, says how much is missing, and grows
// into a work.
func TestTooShortAFilingStaysADraft(t *testing.T) {
	t.Parallel()
	s := plainStage(t)
	a := s.Say("zhang", "心得：太短了")
	if a.Inbound.Outcome != campaign.OutcomeDraft || !strings.Contains(a.Text, "还差17字") {
		t.Errorf("a short filing came to %s: %s", a.Inbound.Outcome, a.Text)
	}
	if a := s.Say("zhang", "完成"); !strings.Contains(a.Text, "还差17字") {
		t.Errorf("a short draft was finished: %s", a.Text)
	}
	if a := s.Say("zhang", strings.Repeat("群众路线", 5)); a.Inbound.Outcome != campaign.OutcomeDraft {
		t.Errorf("the rest came to %s: %s", a.Inbound.Outcome, a.Text)
	}
	if a := s.Say("zhang", "完成"); !strings.Contains(a.Text, "#1，共23字") {
		t.Errorf("the whole was not filed: %s", a.Text)
	}
}

// Filed anew as a whole, the longer text takes the place of the short draft.
func TestTheWholeTextReplacesTheShortDraft(t *testing.T) {
	t.Parallel()
	s := plainStage(t)
	s.Say("zhang", "心得：太短了")
	a := s.Say("zhang", "心得：太短了，"+strings.Repeat("群众路线", 5))
	if !strings.Contains(a.Text, "已收到您的心得体会 #1，共24字") {
		t.Errorf("the whole came to: %s", a.Text)
	}
}
