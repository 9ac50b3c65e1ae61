package simulator

import (
	"bytes"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// maxTextBytes is where the text of a member's message is cut (doc 90236).
const maxTextBytes = 2048

// channel is the way a message goes; the three differ in what they take.
type channel int

const (
	appChannel channel = iota
	appchatChannel
	webhookChannel
)

// content is the part of a message that all channels share: msgtype and the
// object of that name.
type content struct {
	MsgType    string          `json:"msgtype"`
	Safe       number          `json:"safe"`
	Text       textContent     `json:"text"`
	Markdown   textContent     `json:"markdown"`
	MarkdownV2 textContent     `json:"markdown_v2"`
	TextCard   textCard        `json:"textcard"`
	News       articles        `json:"news"`
	MPNews     articles        `json:"mpnews"`
	Image      mediaContent    `json:"image"`
	Voice      mediaContent    `json:"voice"`
	Video      mediaContent    `json:"video"`
	File       mediaContent    `json:"file"`
	Mini       miniProgram     `json:"miniprogram_notice"`
	Card       json.RawMessage `json:"template_card"`
}

type textContent struct {
	Content   string   `json:"content"`
	Mentioned []string `json:"mentioned_list"`
}

type textCard struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	URL         string `json:"url"`
	Button      string `json:"btntxt"`
}

type articles struct {
	Articles []struct {
		Title        string `json:"title"`
		Description  string `json:"description"`
		Digest       string `json:"digest"`
		URL          string `json:"url"`
		PicURL       string `json:"picurl"`
		AppID        string `json:"appid"`
		PagePath     string `json:"pagepath"`
		ThumbMediaID string `json:"thumb_media_id"`
		Author       string `json:"author"`
		Content      string `json:"content"`
	} `json:"articles"`
}

type mediaContent struct {
	MediaID string `json:"media_id"`
	Title   string `json:"title"`
	Base64  string `json:"base64"` // image of a webhook
	MD5     string `json:"md5"`
}

type miniProgram struct {
	AppID string `json:"appid"`
	Title string `json:"title"`
	Items []struct {
		Key   string `json:"key"`
		Value string `json:"value"`
	} `json:"content_item"`
}

// composed is a message ready to be shown.
type composed struct {
	Message
	Mentions    []string
	Data        []byte // image of a webhook
	MiniProgram bool
}

// compose checks the content of a message and gives it the form members see.
func (s *Simulator) compose(c *call, in *content, ch channel) (*composed, error) {
	m := &composed{Message: Message{Type: in.MsgType}}
	var err error
	switch in.MsgType {
	case "text":
		m.Mentions = in.Text.Mentioned
		m.Text, err = s.text(in.MsgType, in.Text.Content, ch)
	case "markdown":
		m.Text, err = s.text(in.MsgType, in.Markdown.Content, ch)
	case "markdown_v2":
		if ch != webhookChannel {
			return nil, errMessageType
		}
		m.Text, err = s.text(in.MsgType, in.MarkdownV2.Content, ch)
	case "textcard":
		if ch == webhookChannel {
			return nil, errMessageType
		}
		err = m.textCard(in.TextCard)
	case "news":
		if in.Safe != 0 {
			return nil, refuse(40074, "news message does not support safe")
		}
		err = m.news(in.News)
	case "mpnews":
		if ch == webhookChannel {
			return nil, errMessageType
		}
		err = m.mpnews(s, c, in.MPNews)
	case "image":
		if ch == webhookChannel {
			err = m.inlineImage(in.Image)
		} else {
			err = m.media(s, c, in.Image)
		}
	case "voice":
		err = m.media(s, c, in.Voice)
	case "video":
		if ch == webhookChannel {
			return nil, errMessageType
		}
		m.Title = cut(in.Video.Title, 128)
		err = m.media(s, c, in.Video)
	case "file":
		err = m.media(s, c, in.File)
	case "miniprogram_notice":
		if ch != appChannel {
			return nil, errMessageType
		}
		m.MiniProgram, m.Text = true, in.Mini.Title
		if in.Mini.AppID == "" || in.Mini.Title == "" || len(in.Mini.Items) > 10 {
			return nil, errParameter
		}
	case "template_card":
		m.Card, err = s.composeCard(c, in.Card, ch)
		if err == nil {
			m.Text = m.Card.Title
		}
	default:
		return nil, errMessageType
	}
	return m, err
}

var errMessageType = refuse(40008, "invalid message type")

// text checks text and markdown: members' is cut, groups' is refused when long.
func (s *Simulator) text(kind, content string, ch channel) (string, error) {
	if content == "" {
		return "", refuse(44004, "empty content")
	}
	limit := maxTextBytes
	if ch == webhookChannel && kind != "text" {
		limit = 4096
	}
	switch {
	case len(content) <= limit:
		return content, nil
	case ch == webhookChannel, kind == "markdown" && s.opt.Switches.RefuseLongMarkdown:
		return "", refuse(40058, "%s.content exceed max length %d. Invalid input invalid Request Parameter", kind, limit)
	case s.opt.Switches.RawCut:
		return content[:limit], nil
	}
	return cut(content, limit), nil
}

// cut shortens text to at most limit bytes without splitting a character.
func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit]
}

// media takes a file that was uploaded before.
func (m *composed) media(s *Simulator, c *call, in mediaContent) error {
	f, err := s.findMedia(in.MediaID, m.Type, c.now)
	if err != nil {
		return err
	}
	if f.webhook != c.query.Get("key") {
		return errMediaID
	}
	m.MediaID, m.FileName, m.Text = in.MediaID, f.name, f.name
	return nil
}

// inlineImage takes the picture of a webhook message (doc 99110).
func (m *composed) inlineImage(in mediaContent) error {
	data, err := base64.StdEncoding.DecodeString(in.Base64)
	switch sum := md5.Sum(data); {
	case err != nil || len(data) == 0:
		return errParameter
	case len(data) > 2<<20:
		return refuse(93018, "image too large")
	case in.MD5 != hex.EncodeToString(sum[:]):
		return refuse(301019, "invalid md5")
	case !isImage(data):
		return refuse(40004, "invalid media type")
	}
	m.Data = data
	return nil
}

// isImage knows JPG and PNG by their first bytes.
func isImage(data []byte) bool {
	return bytes.HasPrefix(data, []byte("\xff\xd8\xff")) || strings.HasPrefix(string(data), "\x89PNG\r\n\x1a\n")
}
