package callback

import (
	"slices"
	"strings"
	"time"

	"duban/campaign"
	"duban/wecom"
)

// repliable lists the events whose passive reply the platform shows (doc
// 90241). A card's button is not among them: pages disagree, so its answer
// leaves as a message of its own.
var repliable = []string{
	wecom.EventSubscribe, wecom.EventEnterAgent, wecom.EventLocation,
	wecom.EventClick, wecom.EventView, wecom.EventViewMiniProgram,
	wecom.EventScanCodeWait, wecom.EventTemplateCardMenu,
}

// passive tells whether the platform shows a passive reply to in.
func passive(in campaign.Inbound) bool {
	return in.Type != campaign.InboundEvent || slices.Contains(repliable, in.Event)
}

// toInbound translates a decoded callback. received stands in for a sending
// time that the callback lacks.
func toInbound(in wecom.Inbound, received time.Time) campaign.Inbound {
	out := campaign.Inbound{
		ID:         in.DedupKey(),
		MsgID:      in.MsgID,
		UserID:     in.FromUserName,
		At:         received.UTC(),
		ReceivedAt: received.UTC(),
		Type:       campaign.InboundType(in.MsgType),
		Media:      campaign.Media{ID: in.MediaID, Name: in.FileName, Format: in.Format},
		Event:      in.Event,
		EventKey:   in.EventKey,
		TaskID:     in.TaskID,
		Response:   in.ResponseCode,
	}
	if in.CreateTime > 0 {
		out.At = time.Unix(in.CreateTime, 0).UTC()
	}
	out.Text = inboundText(in)
	if c := in.Contact; c != nil && out.EventKey == "" {
		out.EventKey = c.ChangeType
	}
	return out
}

// inboundText returns what a person would call the words of a callback.
func inboundText(in wecom.Inbound) string {
	switch {
	case in.MsgType == wecom.TypeText:
		return in.Content
	case in.MsgType == wecom.TypeLink:
		return in.Title
	case in.ScanResult != "":
		return in.ScanResult
	case len(in.SelectedItems) > 0:
		var lines []string
		for _, item := range in.SelectedItems {
			lines = append(lines, item.QuestionKey+"="+strings.Join(item.OptionIDs, ","))
		}
		return strings.Join(lines, "\n")
	case in.Location != nil:
		return in.Location.Label
	case in.Contact != nil:
		return strings.TrimSpace(in.Contact.UserID + " " + in.Contact.NewUserID)
	}
	return in.Content
}
