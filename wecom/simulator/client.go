package simulator

import (
	"context"
	"strconv"
)

// Client is the WeCom client of all members towards one app. The methods named
// after a kind of message make an [Inbound] for [Client.Deliver]; those that begin
// with Send, and the acts after them, make and deliver in one step. An act of a
// member outside the visible range fails with [ErrNotVisible].
type Client struct {
	s   *Simulator
	app *app
}

// Client returns the members' side of an app. It panics for an unknown app.
func (s *Simulator) Client(agentID int) *Client {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &Client{s: s, app: s.mustApp(agentID)}
}

// message makes a message with the next MsgId.
func (c *Client) message(userID, kind, extra string, shown Message) *Inbound {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	shown.Mine, shown.Type = true, kind
	return &Inbound{
		UserID: c.s.spelling(userID), CreateTime: c.s.opt.Now(), MsgType: kind, MsgID: c.s.nextMsgID(),
		Extra: extra, shown: &shown,
	}
}

// Text makes a text message.
func (c *Client) Text(userID, text string) *Inbound {
	return c.message(userID, "text", cdata("Content", text), Message{Text: text})
}

// Image makes a picture message; the file is on the platform from now on.
func (c *Client) Image(userID, name string, data []byte) *Inbound {
	id := c.store("image", name, data)
	return c.message(userID, "image", cdata("PicUrl", "https://wework.qpic.cn/wwpic/"+id)+cdata("MediaId", id),
		Message{MediaID: id, FileName: name})
}

// Voice makes a voice message from AMR data.
func (c *Client) Voice(userID, name string, data []byte) *Inbound {
	id := c.store("voice", name, data)
	return c.message(userID, "voice", cdata("MediaId", id)+cdata("Format", "amr"), Message{MediaID: id, FileName: name})
}

// Video makes a video message; thumb is its preview picture.
func (c *Client) Video(userID, name string, data, thumb []byte) *Inbound {
	id, small := c.store("video", name, data), c.store("image", name+".jpg", thumb)
	return c.message(userID, "video", cdata("MediaId", id)+cdata("ThumbMediaId", small), Message{MediaID: id, FileName: name})
}

// File makes a file message, which the platform does not document.
func (c *Client) File(userID, name string, data []byte) *Inbound {
	id := c.store("file", name, data)
	return c.message(userID, "file", cdata("MediaId", id)+cdata(c.s.opt.FileNameElement, name),
		Message{MediaID: id, FileName: name})
}

// Location makes a location message; x is the latitude, y the longitude.
func (c *Client) Location(userID string, x, y float64, label string) *Inbound {
	extra := decimal("Location_X", x) + decimal("Location_Y", y) + bare("Scale", 15) +
		cdata("Label", label) + cdata("AppType", "wxwork")
	return c.message(userID, "location", extra, Message{Text: label})
}

// Link makes a shared link.
func (c *Client) Link(userID, title, description, url string) *Inbound {
	extra := cdata("Title", title) + cdata("Description", description) + cdata("Url", url) + cdata("PicUrl", "")
	return c.message(userID, "link", extra, Message{Title: title, Text: description, URL: url})
}

// Event makes an event without elements of its own; add them in Extra.
func (c *Client) Event(userID, event, key string) *Inbound {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return &Inbound{
		UserID: c.s.spelling(userID), CreateTime: c.s.opt.Now(), MsgType: "event", Event: event, EventKey: key,
	}
}

func (c *Client) store(kind, name string, data []byte) string {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	now := c.s.opt.Now()
	c.s.sweep(now)
	return c.s.addMedia(&media{kind: kind, name: name, data: data}, now)
}

// SendText writes to the app.
func (c *Client) SendText(ctx context.Context, userID, text string) (Reply, error) {
	return c.Deliver(ctx, c.Text(userID, text))
}

// SendImage sends a picture.
func (c *Client) SendImage(ctx context.Context, userID, name string, data []byte) (Reply, error) {
	return c.Deliver(ctx, c.Image(userID, name, data))
}

// SendVoice sends AMR data as a voice message.
func (c *Client) SendVoice(ctx context.Context, userID, name string, data []byte) (Reply, error) {
	return c.Deliver(ctx, c.Voice(userID, name, data))
}

// SendVideo sends a video with its preview picture.
func (c *Client) SendVideo(ctx context.Context, userID, name string, data, thumb []byte) (Reply, error) {
	return c.Deliver(ctx, c.Video(userID, name, data, thumb))
}

// SendFile sends a file. With Switches.NoFileMessages it only appears in the
// member's window.
func (c *Client) SendFile(ctx context.Context, userID, name string, data []byte) (Reply, error) {
	return c.Deliver(ctx, c.File(userID, name, data))
}

// SendLocation shares a place; x is the latitude, y the longitude.
func (c *Client) SendLocation(ctx context.Context, userID string, x, y float64, label string) (Reply, error) {
	return c.Deliver(ctx, c.Location(userID, x, y, label))
}

// SendLink shares a link.
func (c *Client) SendLink(ctx context.Context, userID, title, description, url string) (Reply, error) {
	return c.Deliver(ctx, c.Link(userID, title, description, url))
}

// Click chooses a menu entry of type click.
func (c *Client) Click(ctx context.Context, userID, key string) (Reply, error) {
	return c.Deliver(ctx, c.Event(userID, "click", key))
}

// View chooses a menu entry that opens url.
func (c *Client) View(ctx context.Context, userID, url string) (Reply, error) {
	return c.Deliver(ctx, c.Event(userID, "view", url))
}

// Scan chooses a menu entry of type scancode_waitmsg and scans result.
func (c *Client) Scan(ctx context.Context, userID, key, result string) (Reply, error) {
	in := c.Event(userID, "scancode_waitmsg", key)
	in.Extra = "<ScanCodeInfo>" + cdata("ScanType", "qrcode") + cdata("ScanResult", result) + "</ScanCodeInfo>"
	return c.Deliver(ctx, in)
}

// Locate reports the member's place on entering the app, in degrees and metres.
func (c *Client) Locate(ctx context.Context, userID string, latitude, longitude, precision float64) (Reply, error) {
	in := c.Event(userID, "LOCATION", "")
	in.NoEventKey = true
	in.Extra = decimal("Latitude", latitude) + decimal("Longitude", longitude) +
		"<Precision>" + strconv.FormatFloat(precision, 'f', 3, 64) + "</Precision>" + cdata("AppType", "wxwork")
	return c.Deliver(ctx, in)
}

// EnterAgent opens the app.
func (c *Client) EnterAgent(ctx context.Context, userID string) (Reply, error) {
	return c.Deliver(ctx, c.Event(userID, "enter_agent", ""))
}

// Subscribe takes the member into the app's visible range.
func (c *Client) Subscribe(ctx context.Context, userID string) (Reply, error) {
	c.s.mu.Lock()
	c.app.show(c.s, userID, true)
	c.s.mu.Unlock()
	in := c.Event(userID, "subscribe", "")
	in.NoEventKey = true
	return c.Deliver(ctx, in)
}

// Unsubscribe takes the member out of the visible range.
func (c *Client) Unsubscribe(ctx context.Context, userID string) (Reply, error) {
	c.s.mu.Lock()
	c.app.show(c.s, userID, false)
	c.s.mu.Unlock()
	return c.Deliver(ctx, c.Event(userID, "unsubscribe", ""))
}
