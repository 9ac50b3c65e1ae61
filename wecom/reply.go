package wecom

import "strconv"

// Reply is a passive reply to a callback (doc 90241). Events outside the
// platform's list get no reply; whether one to a template card event is
// honoured is not certain, so prefer Client.UpdateTemplateCard there.
type Reply struct {
	ToUser     string // userid of the sender
	CorpID     string
	CreateTime int64 // unix seconds
	Body       ReplyBody
}

// ReplyTo returns the reply to the sender of in.
func ReplyTo(in Inbound, createTime int64, body ReplyBody) Reply {
	return Reply{ToUser: in.FromUserName, CorpID: in.ToUserName, CreateTime: createTime, Body: body}
}

// ReplyBody is what a reply says: Text, Image, Voice, Video, News,
// ReplaceButton or *TemplateCard.
type ReplyBody interface {
	replyType() string
	appendXML(dst []byte) []byte
}

// ReplaceButton greys the clicked button of the sender's card and renames it.
type ReplaceButton struct{ Name string }

func (Text) replyType() string          { return "text" }
func (Image) replyType() string         { return "image" }
func (Voice) replyType() string         { return "voice" }
func (Video) replyType() string         { return "video" }
func (News) replyType() string          { return "news" }
func (ReplaceButton) replyType() string { return "update_button" }
func (*TemplateCard) replyType() string { return "update_template_card" }

// XML returns the reply for Crypt.Seal.
func (r Reply) XML() []byte {
	out := make([]byte, 0, 512)
	out = append(out, "<xml>"...)
	out = appendElement(out, "ToUserName", r.ToUser)
	out = appendElement(out, "FromUserName", r.CorpID)
	out = appendNumber(out, "CreateTime", r.CreateTime)
	out = appendElement(out, "MsgType", r.Body.replyType())
	out = r.Body.appendXML(out)
	return append(out, "</xml>"...)
}

func (t Text) appendXML(dst []byte) []byte { return appendElement(dst, "Content", t.Content) }

func (i Image) appendXML(dst []byte) []byte { return appendMediaID(dst, "Image", i.MediaID) }

func (v Voice) appendXML(dst []byte) []byte { return appendMediaID(dst, "Voice", v.MediaID) }

func appendMediaID(dst []byte, name, id string) []byte {
	return appendParent(dst, name, func(dst []byte) []byte { return appendElement(dst, "MediaId", id) })
}

func (v Video) appendXML(dst []byte) []byte {
	return appendParent(dst, "Video", func(dst []byte) []byte {
		dst = appendElement(dst, "MediaId", v.MediaID)
		dst = appendElement(dst, "Title", v.Title)
		return appendElement(dst, "Description", v.Description)
	})
}

func (n News) appendXML(dst []byte) []byte {
	dst = appendNumber(dst, "ArticleCount", int64(len(n.Articles)))
	return appendParent(dst, "Articles", func(dst []byte) []byte {
		for _, a := range n.Articles {
			dst = appendParent(dst, "item", func(dst []byte) []byte {
				dst = appendElement(dst, "Title", a.Title)
				dst = appendElement(dst, "Description", a.Description)
				dst = appendElement(dst, "PicUrl", a.PicURL)
				return appendElement(dst, "Url", a.URL)
			})
		}
		return dst
	})
}

func (b ReplaceButton) appendXML(dst []byte) []byte {
	return appendParent(dst, "Button", func(dst []byte) []byte { return appendElement(dst, "ReplaceName", b.Name) })
}

func appendParent(dst []byte, name string, children func([]byte) []byte) []byte {
	dst = append(append(append(dst, '<'), name...), '>')
	dst = children(dst)
	return append(append(append(dst, "</"...), name...), '>')
}

func appendElement(dst []byte, name, text string) []byte {
	return appendParent(dst, name, func(dst []byte) []byte { return appendCDATA(dst, text) })
}

func appendNumber(dst []byte, name string, n int64) []byte {
	return appendParent(dst, name, func(dst []byte) []byte { return strconv.AppendInt(dst, n, 10) })
}
