package bot

import (
	"fmt"
	"strings"

	"duban/campaign"
	"duban/message"
)

// announce prepares a notice and asks before it leaves.
func (t *turn) announce() error {
	if strings.TrimSpace(t.read.Slots["text"]) == "" {
		t.need("text", message.BotNeedNotice, nil)
		return nil
	}
	if _, ok, err := t.unitAsked(); err != nil || !ok {
		return err
	}
	to, whom, err := t.audience()
	if err != nil {
		return err
	}
	t.ask(askAnnounce, t.carry("announce", ""), []string{"yes", "no"})
	t.say(message.BotAnnounce, message.Args{"n": len(to), "whom": whom, "text": message.Cut(t.read.Slots["text"], 900)})
	return nil
}

// audience returns to whom the notice at hand goes: everybody, one unit, or the
// units' liaisons (their heads where they have none).
func (t *turn) audience() (to []campaign.Member, whom string, err error) {
	roster, err := t.q.Roster(t.ctx)
	if err != nil {
		return nil, "", fmt.Errorf("look for whom to tell: %w", err)
	}
	unit := ""
	if t.read.Slots["unit"] != "" {
		if unit, err = t.namedUnit(); err != nil {
			return nil, "", err
		}
	}
	switch {
	case unit != "":
		return roster.InUnit(unit, ""), unit, nil
	case t.read.Slots["scope"] == "all":
		for _, m := range roster.Members() {
			if !m.Left {
				to = append(to, m)
			}
		}
		return to, t.phrase(message.BotEveryone, nil), nil
	}
	for _, u := range roster.Units() {
		to = append(to, speakersOf(roster, u.Name)...)
	}
	return to, t.phrase(message.BotLiaisons, nil), nil
}

// sendAnnouncement sends the notice that announce prepared.
func (t *turn) sendAnnouncement() error {
	args := t.conv.Args
	t.read.Intent = "announce"
	t.read.Slots = map[string]string{"text": args["text"], "scope": args["scope"], "unit": args["unit"]}
	t.text = args[argText]
	t.answered()
	if !t.allowed("announce") {
		return nil
	}
	to, whom, err := t.audience()
	if err != nil {
		return err
	}
	text := t.phrase(message.BotNotice, message.Args{"text": args["text"], "campaign": t.plan.Name})
	for _, m := range to {
		for i, part := range message.Split(text, maxReplyBytes) {
			t.deliver(campaign.PurposeAnnounce, fmt.Sprintf("announce|%s|%d", t.in.ID, i+1), m.UserID, part, nil)
		}
	}
	t.audit(whom, args["text"])
	t.say(message.BotAnnounced, message.Args{"n": len(to), "whom": whom})
	return nil
}
