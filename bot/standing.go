package bot

import (
	"time"

	"duban/campaign"
	"duban/message"
)

// workStatus writes how a work stands; of an opinion, how far it was dealt with.
func (t *turn) workStatus(w campaign.Submission) string {
	if w.Kind != campaign.KindOpinion || !w.Status.Counts() {
		return t.statusName(w.Status)
	}
	k := message.BotOpinionTaken
	switch {
	case w.Fields[fieldClosedAt] != "":
		k = message.BotOpinionDone
	case w.Fields[fieldAnswer] != "":
		k = message.BotOpinionReplied
	case w.Fields[fieldAssigned] != "":
		k = message.BotOpinionUnderway
	}
	return t.phrase(k, nil)
}

// sayDealing says to whom an opinion was given, what the answer was and when it
// was closed.
func (t *turn) sayDealing(w campaign.Submission) error {
	if unit := w.Fields[fieldAssigned]; unit != "" {
		t.say(message.BotViewAssigned, message.Args{"unit": unit, "at": t.fieldMoment(w, fieldAssignedAt)})
	}
	if text := w.Fields[fieldAnswer]; text != "" {
		m, err := t.member(w.Fields[fieldAnsweredBy])
		if err != nil {
			return err
		}
		t.say(message.BotViewAnswer, message.Args{"unit": m.Unit, "name": m.Name, "at": t.fieldMoment(w, fieldAnsweredAt), "text": text})
	}
	if w.Fields[fieldClosedAt] != "" {
		t.say(message.BotViewClosed, message.Args{"at": t.fieldMoment(w, fieldClosedAt)})
	}
	return nil
}

// fieldMoment writes the moment that a field holds.
func (t *turn) fieldMoment(w campaign.Submission, field string) string {
	at, err := time.Parse(time.RFC3339, w.Fields[field])
	if err != nil {
		return w.Fields[field]
	}
	return t.moment(at)
}

// dealsWith tells whether an opinion was given to the person's unit, for which
// he speaks.
func dealsWith(who campaign.Member, w campaign.Submission) bool {
	return w.Kind == campaign.KindOpinion && who.Unit != "" && w.Fields[fieldAssigned] == who.Unit && speaksForUnit(who)
}

// tellAssigned tells the unit that an opinion was given to that it was taken
// back.
func (t *turn) tellAssigned(w campaign.Submission) error {
	unit := w.Fields[fieldAssigned]
	if w.Kind != campaign.KindOpinion || unit == "" {
		return nil
	}
	told, err := t.speakers(unit)
	if err != nil {
		return err
	}
	args := message.Args{"number": w.Number, "unit": unit}
	t.tell("withdrawn", told, message.BotTellOpinionWithdrawn, args)
	t.say(message.BotWithdrawnAssigned, args)
	return nil
}
