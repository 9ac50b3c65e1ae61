package wecom

import (
	"bytes"
	"crypto/sha256"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Decode reads the XML of a decrypted callback in one pass. Text is kept as
// an XML reader decodes it, control characters included; bytes that are not
// UTF-8 become U+FFFD. Unknown types, events and elements are no error:
// MsgType and Event tell them. Numbers that do not parse are zero. The error
// wraps ErrXML.
func Decode(msg []byte) (Inbound, error) {
	if !utf8.Valid(msg) {
		msg = bytes.ToValidUTF8(msg, []byte("\ufffd"))
	}
	doc, s := string(msg), newScanner(msg)
	var (
		in   Inbound
		path [maxXMLDepth]string      // names of the open elements
		runs [maxXMLDepth + 1]textRun // their text, by depth
	)
	for {
		t, err := s.next()
		if err != nil {
			return Inbound{}, err
		}
		switch t.kind {
		case tokenStart:
			path[s.depth-1], runs[s.depth] = t.text(doc), textRun{}
			in.open(path[1:s.depth])
		case tokenText:
			if s.depth > 1 {
				runs[s.depth].add(t.text(doc))
			}
		case tokenEnd:
			if s.depth > 0 {
				in.set(path[1:s.depth], t.text(doc), runs[s.depth+1].String())
			}
		case tokenEOF:
			if in.MsgID == "" {
				in.digest = sha256.Sum256(msg)
			}
			return in, nil
		}
	}
}

// open notes the start of the element at path (below the root).
func (in *Inbound) open(path []string) {
	if len(path) == 2 && path[0] == "SelectedItems" && path[1] == "SelectedItem" {
		in.SelectedItems = append(in.SelectedItems, SelectedItem{})
	}
}

// set stores the text of the element name, whose parents below the root are
// path.
func (in *Inbound) set(path []string, name, text string) {
	if len(path) > 0 {
		in.setNested(path, name, text)
		return
	}
	switch name {
	case "ToUserName":
		in.ToUserName = text
	case "FromUserName":
		in.FromUserName = text
	case "CreateTime":
		in.CreateTime = integer(text)
	case "MsgType":
		in.MsgType = text
	case "MsgId":
		in.MsgID = strings.TrimSpace(text)
	case "AgentID", "AgentId":
		in.AgentID = integer(text)
	case "Content":
		in.Content = text
	case "PicUrl":
		in.PicURL = text
	case "MediaId":
		in.MediaID = text
	case "ThumbMediaId":
		in.ThumbMediaID = text
	case "Format":
		in.Format = text
	case "FileName":
		in.FileName = text
	case "Title":
		in.Title = text
	case "Description":
		in.Description = text
	case "Url":
		in.URL = text
	case "AppType":
		in.AppType = text
	case "Event":
		in.Event = text
	case "EventKey":
		in.EventKey = text
	case "TaskId":
		in.TaskID = text
	case "CardType":
		in.CardType = text
	case "ResponseCode":
		in.ResponseCode = text
	case "EffectTime":
		in.EffectTime = integer(text)
	case "Location_X", "Latitude", "Location_Y", "Longitude", "Precision", "Scale", "Label":
		in.setLocation(name, text)
	default:
		in.setContact(name, text)
	}
}

func (in *Inbound) setNested(path []string, name, text string) {
	switch path[0] {
	case "SelectedItems":
		in.setSelected(path, name, text)
	case "ScanCodeInfo":
		switch name {
		case "ScanType":
			in.ScanType = text
		case "ScanResult":
			in.ScanResult = text
		}
	case "SendPicsInfo":
		if name == "PicMd5Sum" {
			in.PicMD5s = append(in.PicMD5s, text)
		}
	case "SendLocationInfo":
		in.setLocation(name, text)
	case "BatchJob":
		in.setBatchJob(name, text)
	case "ApprovalInfo":
		in.setApproval(path, name, text)
	}
}

func (in *Inbound) setSelected(path []string, name, text string) {
	if len(path) < 2 || path[1] != "SelectedItem" {
		return
	}
	item := &in.SelectedItems[len(in.SelectedItems)-1]
	switch {
	case len(path) == 2 && name == "QuestionKey":
		item.QuestionKey = text
	case len(path) == 3 && path[2] == "OptionIds" && name == "OptionId":
		item.OptionIDs = append(item.OptionIDs, text)
	}
}

func (in *Inbound) setLocation(name, text string) {
	if in.Location == nil {
		in.Location = new(Location)
	}
	switch l := in.Location; name {
	case "Location_X", "Latitude":
		l.Latitude = float(text)
	case "Location_Y", "Longitude":
		l.Longitude = float(text)
	case "Precision":
		l.Precision = float(text)
	case "Scale":
		l.Scale = integer(text)
	case "Label":
		l.Label = text
	case "Poiname":
		l.POI = text
	}
}

func (in *Inbound) setBatchJob(name, text string) {
	if in.BatchJob == nil {
		in.BatchJob = new(BatchJob)
	}
	switch j := in.BatchJob; name {
	case "JobId":
		j.JobID = text
	case "JobType":
		j.JobType = text
	case "ErrCode":
		j.ErrCode = integer(text)
	case "ErrMsg":
		j.ErrMsg = text
	}
}

func (in *Inbound) setApproval(path []string, name, text string) {
	if in.Approval == nil {
		in.Approval = new(Approval)
	}
	a := in.Approval
	if len(path) == 2 && path[1] == "Applyer" && name == "UserId" {
		a.ApplicantID = text
	}
	if len(path) > 1 {
		return
	}
	switch name {
	case "SpNo", "ThirdNo":
		if a.Number == "" {
			a.Number = text
		}
	case "SpNoStr":
		a.Number = text
	case "SpName", "OpenSpName":
		a.Name = text
	case "TemplateId", "OpenTemplateId":
		a.TemplateID = text
	case "SpStatus", "OpenSpStatus":
		a.Status = integer(text)
	case "StatuChangeEvent":
		a.Change = integer(text)
	case "ApplyTime":
		a.ApplyTime = integer(text)
	}
}

func integer(text string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func float(text string) float64 {
	f, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return 0
	}
	return f
}
