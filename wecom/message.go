package wecom

import (
	"fmt"
	"strings"
	"time"
)

// Message is one message/send request (doc 90236). It needs a Content and at
// least one recipient.
type Message struct {
	ToUsers   []string // userids, at most MaxRecipients
	ToParties []int64  // department ids, at most MaxParties
	ToTags    []int64  // at most MaxParties
	// ToAll addresses everyone who sees the application and excludes the
	// other recipients.
	ToAll   bool
	Content Content
	// Confidential marks text, image, video, file and news as not to be
	// shared.
	Confidential bool
	// DedupFor makes the platform suppress the same JSON for this long, in
	// seconds and at most MaxDuplicateCheck; 0 switches the check off.
	DedupFor time.Duration
}

// Content is the body of a message: Text, Markdown, TextCard, Image, Voice,
// Video, File, News or *TemplateCard.
type Content interface {
	msgType() string
	check() error
}

// Text is plain text with "<a href>" links.
type Text struct {
	Content string `json:"content"` // at most MaxTextBytes
}

// Markdown is the platform's small markdown; it does not show in WeChat.
type Markdown struct {
	Content string `json:"content"` // at most MaxMarkdownBytes
}

// TextCard is a titled card that opens a link. All but Button are required.
type TextCard struct {
	Title       string `json:"title"`       // at most 128 characters
	Description string `json:"description"` // at most 512 characters, little HTML
	URL         string `json:"url"`         // with scheme, at most 2048 bytes
	Button      string `json:"btntxt,omitempty"`
}

// Image, Voice and File show an uploaded media of that type.
type (
	Image struct {
		MediaID string `json:"media_id"`
	}
	Voice struct {
		MediaID string `json:"media_id"`
	}
	File struct {
		MediaID string `json:"media_id"`
	}
)

// Video shows an uploaded video.
type Video struct {
	MediaID     string `json:"media_id"`
	Title       string `json:"title,omitempty"`       // at most 128 bytes
	Description string `json:"description,omitempty"` // at most 512 bytes
}

// News is 1 to 8 linked articles.
type News struct {
	Articles []Article `json:"articles"`
}

// Article is one entry of News.
type Article struct {
	Title       string `json:"title"` // at most 128 bytes
	Description string `json:"description,omitempty"`
	URL         string `json:"url"`
	PicURL      string `json:"picurl,omitempty"`
}

func (Text) msgType() string          { return "text" }
func (Markdown) msgType() string      { return "markdown" }
func (TextCard) msgType() string      { return "textcard" }
func (Image) msgType() string         { return "image" }
func (Voice) msgType() string         { return "voice" }
func (Video) msgType() string         { return "video" }
func (File) msgType() string          { return "file" }
func (News) msgType() string          { return "news" }
func (*TemplateCard) msgType() string { return "template_card" }

func (t Text) check() error     { return checkText(t.Content, MaxTextBytes) }
func (m Markdown) check() error { return checkText(m.Content, MaxMarkdownBytes) }
func (i Image) check() error    { return checkMediaID(i.MediaID) }
func (v Voice) check() error    { return checkMediaID(v.MediaID) }
func (v Video) check() error    { return checkMediaID(v.MediaID) }
func (f File) check() error     { return checkMediaID(f.MediaID) }

func (c TextCard) check() error {
	if c.Title == "" || c.Description == "" || !strings.Contains(c.URL, "://") {
		return fmt.Errorf("%w: text card needs title, description and URL", ErrInvalid)
	}
	return nil
}

func (n News) check() error {
	if len(n.Articles) < 1 || len(n.Articles) > 8 {
		return fmt.Errorf("%w: %d articles", ErrInvalid, len(n.Articles))
	}
	return nil
}

func checkText(text string, limit int) error {
	if strings.TrimSpace(text) == "" {
		return fmt.Errorf("%w: empty text", ErrInvalid)
	}
	if len(text) > limit {
		return fmt.Errorf("%w: %d of %d bytes", ErrTooLong, len(text), limit)
	}
	return nil
}

func checkMediaID(id string) error {
	if id == "" {
		return fmt.Errorf("%w: no media id", ErrInvalid)
	}
	return nil
}

// wireMessage is the JSON of message/send; one of the bodies is set.
type wireMessage struct {
	ToUser       string `json:"touser,omitempty"`
	ToParty      string `json:"toparty,omitempty"`
	ToTag        string `json:"totag,omitempty"`
	MsgType      string `json:"msgtype"`
	AgentID      int64  `json:"agentid"`
	Text         any    `json:"text,omitempty"`
	Markdown     any    `json:"markdown,omitempty"`
	TextCard     any    `json:"textcard,omitempty"`
	Image        any    `json:"image,omitempty"`
	Voice        any    `json:"voice,omitempty"`
	Video        any    `json:"video,omitempty"`
	File         any    `json:"file,omitempty"`
	News         any    `json:"news,omitempty"`
	TemplateCard any    `json:"template_card,omitempty"`
	Safe         int    `json:"safe,omitempty"`
	DupCheck     int    `json:"enable_duplicate_check,omitempty"`
	DupInterval  int64  `json:"duplicate_check_interval,omitempty"`
}

// Render returns the JSON of the message as agentID sends it, for SendRaw.
// The same message always gives the same bytes. The error is ErrTooLong,
// ErrTooManyRecipients or ErrInvalid.
func Render(agentID int64, m Message) ([]byte, error) {
	w, err := m.addressed()
	if err != nil {
		return nil, err
	}
	if m.Content == nil {
		return nil, fmt.Errorf("%w: no content", ErrInvalid)
	}
	if err := m.Content.check(); err != nil {
		return nil, err
	}
	w.AgentID, w.MsgType = agentID, m.Content.msgType()
	if m.Confidential {
		w.Safe = 1
	}
	if m.DedupFor < 0 || m.DedupFor > MaxDuplicateCheck || m.DedupFor%time.Second != 0 {
		return nil, fmt.Errorf("%w: duplicate check of %v", ErrInvalid, m.DedupFor)
	}
	if m.DedupFor > 0 {
		w.DupCheck, w.DupInterval = 1, int64(m.DedupFor/time.Second)
	}
	*w.body(m.Content) = m.Content
	return encodeJSON(w)
}

func (w *wireMessage) body(content Content) *any {
	switch content.(type) {
	case Text:
		return &w.Text
	case Markdown:
		return &w.Markdown
	case TextCard:
		return &w.TextCard
	case Image:
		return &w.Image
	case Voice:
		return &w.Voice
	case Video:
		return &w.Video
	case File:
		return &w.File
	case News:
		return &w.News
	}
	return &w.TemplateCard
}

// addressed checks and joins the recipients.
func (m Message) addressed() (wireMessage, error) {
	named := len(m.ToUsers) + len(m.ToParties) + len(m.ToTags)
	switch {
	case m.ToAll && named > 0:
		return wireMessage{}, fmt.Errorf("%w: recipients besides everyone", ErrInvalid)
	case m.ToAll:
		return wireMessage{ToUser: "@all"}, nil
	case named == 0:
		return wireMessage{}, fmt.Errorf("%w: no recipient", ErrInvalid)
	case len(m.ToUsers) > MaxRecipients, len(m.ToParties) > MaxParties, len(m.ToTags) > MaxParties:
		return wireMessage{}, fmt.Errorf("%w: %d members, %d departments, %d tags", ErrTooManyRecipients,
			len(m.ToUsers), len(m.ToParties), len(m.ToTags))
	}
	for _, id := range m.ToUsers {
		// "@all" from a careless source would reach the whole corp.
		if id == "" || strings.HasPrefix(id, "@") || strings.ContainsAny(id, "| \t\r\n") {
			return wireMessage{}, fmt.Errorf("%w: userid %q", ErrInvalid, id)
		}
	}
	return wireMessage{
		ToUser: strings.Join(m.ToUsers, "|"), ToParty: joinIDs(m.ToParties), ToTag: joinIDs(m.ToTags),
	}, nil
}

func joinIDs(ids []int64) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(ids), " ", "|"), "[]")
}
