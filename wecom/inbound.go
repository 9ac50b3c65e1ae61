package wecom

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
)

// Inbound message types (doc 90239) and the events a bot acts on (doc 90240).
// Other values may arrive and are kept as they are.
const (
	TypeText     = "text"
	TypeImage    = "image"
	TypeVoice    = "voice"
	TypeVideo    = "video"
	TypeFile     = "file" // not documented for self-built applications
	TypeLocation = "location"
	TypeLink     = "link"
	TypeEvent    = "event"

	EventSubscribe          = "subscribe"   // entered the application's visible range
	EventUnsubscribe        = "unsubscribe" // left the range or the corp
	EventEnterAgent         = "enter_agent"
	EventLocation           = "LOCATION"
	EventClick              = "click"
	EventView               = "view"
	EventViewMiniProgram    = "view_miniprogram"
	EventScanCodePush       = "scancode_push"
	EventScanCodeWait       = "scancode_waitmsg"
	EventLocationSelect     = "location_select"
	EventTemplateCard       = "template_card_event"
	EventTemplateCardMenu   = "template_card_menu_event"
	EventBatchJobResult     = "batch_job_result"
	EventChangeContact      = "change_contact" // doc 90970; only for contact-sync receivers
	EventSysApprovalChange  = "sys_approval_change"
	EventOpenApprovalChange = "open_approval_change"
	EventInactiveAlert      = "inactive_alert"
	EventLowActiveAlert     = "low_active_alert"
	EventCloseInactive      = "close_inactive_agent"
)

// Inbound is one decrypted callback: a message of a member or an event.
// Fields that its type does not carry are zero.
type Inbound struct {
	ToUserName   string // receiver: the corp id
	FromUserName string // userid as sent, case-insensitive; "sys" for system events
	CreateTime   int64  // unix seconds
	MsgType      string
	MsgID        string // decimal, beyond 2^53; empty for events
	AgentID      int64  // 0 when absent

	Content      string // text
	PicURL       string // image, link
	MediaID      string // image, voice, video, file; valid 3 days
	ThumbMediaID string // video
	Format       string // voice: amr, speex
	FileName     string // file
	Title        string // link, file
	Description  string // link
	URL          string // link
	AppType      string // "wxwork" from a WeCom client, empty from WeChat

	Event    string
	EventKey string // menu key, URL, button key

	TaskID        string // template cards: the card's own id
	CardType      string
	ResponseCode  string // template cards: one use, valid 72 h
	SelectedItems []SelectedItem

	ScanType   string
	ScanResult string
	PicMD5s    []string // announced pictures; they follow as image messages
	EffectTime int64    // inactivity alerts, unix seconds

	Location *Location         // location message, LOCATION and location_select
	Contact  *Contact          // change_contact
	BatchJob *BatchJob         // batch_job_result
	Approval *Approval         // sys_approval_change and open_approval_change
	digest   [sha256.Size]byte // of the whole XML, when there is no MsgID
}

// SelectedItem is the answer to one selector of a template card.
type SelectedItem struct {
	QuestionKey string
	OptionIDs   []string
}

// Location is a place. Coordinates are degrees; Precision is in metres and
// known for the LOCATION event only.
type Location struct {
	Latitude, Longitude, Precision float64
	Scale                          int64
	Label, POI                     string
}

// Contact holds what a change_contact event says (doc 90970, 90971). Only the
// fields that changed, or that the receiver may see, are set; the lists are
// comma-joined as they travel.
type Contact struct {
	ChangeType string // create_user, update_user, delete_user, *_party, update_tag

	UserID, NewUserID, Name, Alias                 string
	Department, MainDepartment                     string
	IsLeaderInDept, DirectLeader, Position, Status string
	Gender, Mobile, Telephone                      string
	Email, BizMail, Address, Avatar                string

	PartyID, ParentID, Order string

	TagID                        string
	AddUserItems, DelUserItems   string
	AddPartyItems, DelPartyItems string
}

// BatchJob is the end of an asynchronous contact job.
type BatchJob struct {
	JobID, JobType string
	ErrCode        int64
	ErrMsg         string
}

// Approval is the head of an approval event (doc 91815, 90269); read the rest
// by API, because the status may be the one before or after the change.
type Approval struct {
	Number, Name, TemplateID string
	Status, Change           int64
	ApplyTime                int64 // unix seconds
	ApplicantID              string
}

// IsEvent reports whether the callback is an event, not a message.
func (in *Inbound) IsEvent() bool { return in.MsgType == TypeEvent }

// DedupKey identifies the callback over its repeated deliveries: the message
// id with sender and time, because an id alone was seen twice; for events,
// which have none, a hash of the whole XML, because sender and second do not
// tell two events apart (doc 90930).
func (in *Inbound) DedupKey() string {
	if in.MsgID != "" {
		return "m:" + in.MsgID + ":" + in.FromUserName + ":" + strconv.FormatInt(in.CreateTime, 10)
	}
	return "e:" + hex.EncodeToString(in.digest[:])
}
