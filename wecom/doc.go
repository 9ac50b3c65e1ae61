// Package wecom speaks the WeCom (企业微信) self-built application protocol:
// the callback cryptography, the XML of inbound messages and passive replies,
// the access token and the server API calls a bot needs.
//
// A callback goes through [Crypt.Open] (envelope, signature, decryption) and
// [Decode] (XML to [Inbound]); [Inbound.DedupKey] identifies repeated
// deliveries. A passive reply is rendered by [Reply.XML] and wrapped by
// [Crypt.Seal]. Outbound calls go through [Client], which takes its token from
// a [TokenSource]; group robots have their own [Webhook]. Failures are
// [*APIError] values or transport errors, and [ClassOf] says what to do next.
//
// The package depends on the standard library only, knows nothing of what the
// bot is for, and reads the clock only through the functions it is given.
// Document numbers in comments ("doc 90930") are pages
// of https://developer.work.weixin.qq.com/document/path/N.
package wecom
