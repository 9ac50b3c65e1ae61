package wecom

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// EchoString answers the GET that verifies a callback URL (doc 90930): query
// is the once-decoded URL query, plain the exact response body. The platform
// waits one second, and may send the same query several times at once.
func (c *Crypt) EchoString(query url.Values) (plain []byte, err error) {
	// base64 has no space: one is a '+' that some proxy decoded too early.
	echo := []byte(strings.ReplaceAll(query.Get("echostr"), " ", "+"))
	return c.openVerified(query, echo)
}

func (c *Crypt) openVerified(query url.Values, encrypt []byte) ([]byte, error) {
	err := c.verify(query.Get("msg_signature"), query.Get("timestamp"), query.Get("nonce"), encrypt)
	if err != nil {
		return nil, err
	}
	return c.decrypt(encrypt)
}

// Open verifies and decrypts a pushed callback: query is the decoded URL
// query, body the XML envelope. The result is the message XML for [Decode].
// The errors are ErrEnvelope, ErrSignature, ErrCiphertext and ErrReceiver.
func (c *Crypt) Open(query url.Values, body []byte) ([]byte, error) {
	encrypt, err := envelopeText(body, "Encrypt")
	if err != nil {
		return nil, err
	}
	return c.openVerified(query, encrypt)
}

// Seal encrypts a passive reply and returns its signed XML envelope. timestamp
// is in unix seconds; it and nonce may be the request's own or new.
func (c *Crypt) Seal(reply []byte, timestamp int64, nonce string, random [16]byte) []byte {
	encrypt := c.Encrypt(reply, random)
	stamp := strconv.FormatInt(timestamp, 10)
	out := make([]byte, 0, len(encrypt)+256)
	out = append(out, "<xml><Encrypt>"...)
	out = appendCDATA(out, encrypt)
	out = append(out, "</Encrypt><MsgSignature>"...)
	out = appendCDATA(out, c.Signature(stamp, nonce, encrypt))
	out = append(out, "</MsgSignature><TimeStamp>"...)
	out = append(out, stamp...)
	out = append(out, "</TimeStamp><Nonce>"...)
	out = appendCDATA(out, nonce)
	return append(out, "</Nonce></xml>"...)
}

// envelopeText returns the trimmed text of the named child of the root. Text
// in one piece is a part of body.
func envelopeText(body []byte, name string) ([]byte, error) {
	var text []byte
	s := newScanner(body)
	for {
		t, err := s.next()
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrEnvelope, err)
		}
		if t.kind == tokenEOF {
			break
		}
		if t.kind != tokenText || s.depth != 2 || string(s.name(2)) != name {
			continue
		}
		piece := body[t.from:t.to:t.to] // capped: appending must not write to body
		if t.decoded != "" {
			piece = []byte(t.decoded)
		}
		if text == nil {
			text = piece
		} else {
			text = append(text, piece...)
		}
	}
	if text = trimSpace(text); len(text) == 0 {
		return nil, fmt.Errorf("%w: no %s", ErrEnvelope, name)
	}
	return text, nil
}
