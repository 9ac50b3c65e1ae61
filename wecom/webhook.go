package wecom

import (
	"context"
	"crypto/md5" // the platform checks pictures with MD5
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
)

// WebhookOptions configures a Webhook. Key is required.
type WebhookOptions struct {
	BaseURL    string       // without /cgi-bin; empty: DefaultBaseURL
	HTTPClient *http.Client // nil: one with a timeout of 30 s
	Key        Secret       // the key of the webhook URL; it alone lets people post
	Logger     *slog.Logger // nil: no log
}

// ParseWebhook takes the URL that the group shows for its robot, such as
// https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=KEY. The error does not
// show it.
func ParseWebhook(address Secret) (WebhookOptions, error) {
	u, err := url.Parse(string(address))
	if err != nil {
		return WebhookOptions{}, errors.New("wecom: webhook URL does not parse")
	}
	key := u.Query().Get("key")
	prefix, ok := strings.CutSuffix(u.Path, "/cgi-bin/webhook/send")
	if !ok || key == "" || u.Host == "" {
		return WebhookOptions{}, errors.New("wecom: webhook URL must end in /cgi-bin/webhook/send?key=KEY")
	}
	base := url.URL{Scheme: u.Scheme, Host: u.Host, Path: prefix}
	return WebhookOptions{BaseURL: base.String(), Key: Secret(key)}, nil
}

// Webhook posts to one group through its robot (doc 99110): at most
// WebhookPerMinute messages, and over-long ones are refused. It is safe for
// concurrent use.
type Webhook struct {
	transport transport
	key       Secret
	log       *slog.Logger
}

// NewWebhook returns a webhook; it makes no call.
func NewWebhook(o WebhookOptions) (*Webhook, error) {
	if o.Key == "" {
		return nil, errors.New("wecom: webhook key is empty")
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return &Webhook{transport: newTransport(o.BaseURL, o.HTTPClient), key: o.Key, log: o.Logger}, nil
}

// Format prints no key.
func (*Webhook) Format(f fmt.State, _ rune) { fmt.Fprint(f, "wecom.Webhook") }

// WebhookText returns the JSON of a text for SendRaw; mention takes userids,
// or "@all".
func WebhookText(content string, mention ...string) ([]byte, error) {
	type text struct {
		Content string   `json:"content"`
		Mention []string `json:"mentioned_list,omitempty"`
	}
	if err := checkText(content, MaxTextBytes); err != nil {
		return nil, err
	}
	return encodeJSON(struct {
		MsgType string `json:"msgtype"`
		Text    text   `json:"text"`
	}{"text", text{content, mention}})
}

// WebhookMarkdown returns the JSON of a markdown message, in the small dialect
// that colours text and mentions members.
func WebhookMarkdown(content string) ([]byte, error) {
	return webhookMarkdown("markdown", content)
}

// WebhookMarkdownV2 returns the JSON of a message in the larger dialect with
// tables, without colours and mentions; old clients show it as plain text.
func WebhookMarkdownV2(content string) ([]byte, error) {
	return webhookMarkdown("markdown_v2", content)
}

func webhookMarkdown(msgType, content string) ([]byte, error) {
	if err := checkText(content, MaxWebhookMarkdownBytes); err != nil {
		return nil, err
	}
	return encodeJSON(map[string]any{"msgtype": msgType, msgType: map[string]string{"content": content}})
}

// WebhookImage returns the JSON of a JPG or PNG picture.
func WebhookImage(picture []byte) ([]byte, error) {
	if len(picture) == 0 || len(picture) > MaxWebhookImageBytes {
		return nil, fmt.Errorf("%w: picture of %d bytes", ErrInvalid, len(picture))
	}
	sum := md5.Sum(picture)
	return encodeJSON(map[string]any{"msgtype": "image", "image": map[string]string{
		"base64": base64.StdEncoding.EncodeToString(picture), "md5": hex.EncodeToString(sum[:]),
	}})
}

// WebhookFile returns the JSON of a file that Upload stored.
func WebhookFile(mediaID string) ([]byte, error) {
	if err := checkMediaID(mediaID); err != nil {
		return nil, err
	}
	return encodeJSON(map[string]any{"msgtype": "file", "file": map[string]string{"media_id": mediaID}})
}

// SendRaw posts JSON that one of the Webhook functions made.
func (w *Webhook) SendRaw(ctx context.Context, body []byte) error {
	err := w.transport.call(ctx, w.request("webhook/send", request{body: body}), nil)
	w.log.DebugContext(ctx, "webhook called", "err", err)
	return err
}

// SendText posts a text of at most MaxTextBytes; mention takes userids or
// "@all".
func (w *Webhook) SendText(ctx context.Context, content string, mention ...string) error {
	return w.sendRendered(ctx)(WebhookText(content, mention...))
}

// SendMarkdown posts markdown of at most MaxWebhookMarkdownBytes.
func (w *Webhook) SendMarkdown(ctx context.Context, content string) error {
	return w.sendRendered(ctx)(WebhookMarkdown(content))
}

// SendMarkdownV2 posts the larger markdown of at most MaxWebhookMarkdownBytes.
func (w *Webhook) SendMarkdownV2(ctx context.Context, content string) error {
	return w.sendRendered(ctx)(WebhookMarkdownV2(content))
}

// SendImage posts a JPG or PNG picture of at most MaxWebhookImageBytes.
func (w *Webhook) SendImage(ctx context.Context, picture []byte) error {
	return w.sendRendered(ctx)(WebhookImage(picture))
}

// SendFile uploads r under name and posts it.
func (w *Webhook) SendFile(ctx context.Context, name string, r io.Reader) error {
	mediaID, err := w.Upload(ctx, name, r)
	if err != nil {
		return err
	}
	return w.sendRendered(ctx)(WebhookFile(mediaID))
}

func (w *Webhook) sendRendered(ctx context.Context) func([]byte, error) error {
	return func(body []byte, err error) error {
		if err != nil {
			return err
		}
		return w.SendRaw(ctx, body)
	}
}

// Upload stores a file of at most MaxFileBytes for this webhook and returns
// its media id, valid for MediaLife.
func (w *Webhook) Upload(ctx context.Context, name string, r io.Reader) (mediaID string, err error) {
	body, contentType, err := multipartFile(MediaFile, name, r)
	if err != nil {
		return "", err
	}
	var answer struct {
		MediaID string `json:"media_id"`
	}
	call := w.request("webhook/upload_media", request{body: body, content: contentType})
	call.query.Set("type", string(MediaFile))
	err = w.transport.call(ctx, call, &answer)
	return answer.MediaID, err
}

func (w *Webhook) request(api string, r request) request {
	r.api, r.query, r.secrets = api, url.Values{"key": {string(w.key)}}, []string{string(w.key)}
	return r
}
