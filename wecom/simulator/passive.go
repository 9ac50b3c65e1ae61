package simulator

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
)

// Reply is the app's answer to a callback. The zero value is an empty answer.
type Reply struct {
	Type        string // MsgType; empty: nothing was said
	Text        string // text, as the member sees it
	MediaID     string // image, voice, video
	Articles    []Article
	ReplaceName string // update_button
	Card        *Card  // update_template_card
	Ignored     bool   // the platform does not honour a reply to this event
	Deliveries  int    // how often the callback was delivered
	XML         []byte // decrypted
}

// replyBody is a decrypted passive reply (doc 90241).
type replyBody struct {
	ToUserName   string
	FromUserName string
	MsgType      string
	Content      string
	Image        struct {
		MediaID string `xml:"MediaId"`
	}
	Voice struct {
		MediaID string `xml:"MediaId"`
	}
	Video struct {
		MediaID string `xml:"MediaId"`
		Title   string
	}
	ArticleCount int
	Articles     struct {
		Items []struct {
			Title, Description string
			PicURL             string `xml:"PicUrl"`
			URL                string `xml:"Url"`
		} `xml:"item"`
	}
	Button       struct{ ReplaceName string }
	TemplateCard *cardBody
}

// readReply verifies, decrypts and decodes what the app answered.
func (c *Client) readReply(in *Inbound, body []byte) (Reply, error) {
	if len(bytes.TrimSpace(body)) == 0 {
		return Reply{}, nil
	}
	var envelope struct {
		XMLName      xml.Name `xml:"xml"`
		Encrypt      string
		MsgSignature string
		TimeStamp    string
		Nonce        string
	}
	if err := xml.Unmarshal(body, &envelope); err != nil {
		return Reply{}, fmt.Errorf("%w: envelope: %w", ErrBadReply, err)
	}
	if _, err := strconv.ParseInt(envelope.TimeStamp, 10, 64); err != nil {
		return Reply{}, fmt.Errorf("%w: TimeStamp %q", ErrBadReply, envelope.TimeStamp)
	}
	crypt := c.app.crypt
	if crypt.Signature(envelope.TimeStamp, envelope.Nonce, envelope.Encrypt) != envelope.MsgSignature {
		return Reply{}, fmt.Errorf("%w: signature", ErrBadReply)
	}
	plain, err := crypt.Decrypt(envelope.Encrypt)
	if err != nil {
		return Reply{}, fmt.Errorf("%w: %w", ErrBadReply, err)
	}
	var r replyBody
	if err := xml.Unmarshal(plain, &r); err != nil {
		return Reply{}, fmt.Errorf("%w: %w", ErrBadReply, err)
	}
	if r.FromUserName != c.s.opt.CorpID || fold(r.ToUserName) != fold(in.UserID) {
		return Reply{}, fmt.Errorf("%w: from %q to %q", ErrBadReply, r.FromUserName, r.ToUserName)
	}
	if r.ArticleCount != len(r.Articles.Items) {
		return Reply{}, fmt.Errorf("%w: ArticleCount %d", ErrBadReply, r.ArticleCount)
	}
	if r.TemplateCard != nil {
		if err := r.TemplateCard.check(); err != nil {
			return Reply{}, fmt.Errorf("%w: %w", ErrBadReply, err)
		}
	}
	reply := r.show(plain, c.s.opt.Switches.RawCut)
	reply.Ignored = !in.repliable(c.s.opt.Switches)
	return reply, nil
}

func (r *replyBody) show(plain []byte, rawCut bool) Reply {
	reply := Reply{Type: r.MsgType, Text: r.Content, ReplaceName: r.Button.ReplaceName, XML: plain}
	if len(r.Content) > maxTextBytes {
		if reply.Text = cut(r.Content, maxTextBytes); rawCut {
			reply.Text = r.Content[:maxTextBytes]
		}
	}
	switch r.MsgType {
	case "image":
		reply.MediaID = r.Image.MediaID
	case "voice":
		reply.MediaID = r.Voice.MediaID
	case "video":
		reply.MediaID = r.Video.MediaID
	case "news":
		for _, a := range r.Articles.Items {
			reply.Articles = append(reply.Articles, Article{
				Title: cut(a.Title, 128), Description: cut(a.Description, 512), URL: a.URL, PicURL: a.PicURL,
			})
		}
	case "update_template_card":
		if r.TemplateCard != nil {
			reply.Card = r.TemplateCard.show(plain)
		}
	}
	return reply
}

// applyReply shows a passive reply in the member's window.
func (c *Client) applyReply(in *Inbound, reply *Reply) error {
	s, now := c.s, c.s.opt.Now()
	p := s.byUser[fold(in.UserID)]
	if p == nil {
		return nil
	}
	m := &Message{AgentID: c.app.AgentID, At: now, Passive: true, Type: reply.Type}
	switch reply.Type {
	case "text":
		if m.Text = reply.Text; m.Text == "" {
			return fmt.Errorf("%w: empty text", ErrBadReply)
		}
	case "image", "voice", "video":
		f, err := s.findMedia(reply.MediaID, reply.Type, now)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrBadReply, err)
		}
		m.MediaID, m.FileName = reply.MediaID, f.name
	case "news":
		if n := len(reply.Articles); n == 0 || n > 8 {
			return fmt.Errorf("%w: %d articles", ErrBadReply, n)
		}
		m.Articles, m.Text = reply.Articles, reply.Articles[0].Title
	case "update_button", "update_template_card":
		return c.updatePressed(in, reply, p)
	default:
		return fmt.Errorf("%w: MsgType %q", ErrBadReply, reply.Type)
	}
	s.deliver(p, m)
	return nil
}

// updatePressed changes the card that the member has just pressed.
func (c *Client) updatePressed(in *Inbound, reply *Reply, p *person) error {
	if in.task == nil || in.task.copies[fold(p.UserID)] == nil {
		return fmt.Errorf("%w: %s without a card", ErrBadReply, reply.Type)
	}
	m := in.task.copies[fold(p.UserID)]
	fresh := reply.Card
	switch {
	case reply.Type == "update_button" && reply.ReplaceName == "":
		return fmt.Errorf("%w: ReplaceName is empty", ErrBadReply)
	case reply.Type == "update_button":
		fresh = m.Card.greyed(reply.ReplaceName)
	case fresh == nil:
		return fmt.Errorf("%w: TemplateCard is missing", ErrBadReply)
	}
	c.s.replaceCard(p, m, fresh, c.s.opt.Now())
	return nil
}
