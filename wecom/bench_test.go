package wecom_test

import (
	"strings"
	"testing"

	"duban/wecom"
)

// BenchmarkCallbackText600 is the whole way of a pushed text of 600 Chinese
// characters: envelope, signature, base64, AES and the message XML.
func BenchmarkCallbackText600(b *testing.B) {
	c := sampleCrypt(b)
	msg := "<xml><ToUserName><![CDATA[" + sampleCorp + "]]></ToUserName><FromUserName><![CDATA[lin.qing]]></FromUserName>" +
		"<CreateTime>1767225600</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[" + strings.Repeat("值班纪要", 150) +
		"]]></Content><MsgId>7590000000000000101</MsgId><AgentID>1000017</AgentID></xml>"
	encrypt := c.Encrypt([]byte(msg), [16]byte{1, 2, 3})
	q := query(c.Signature("1767225600", "1372623149", encrypt), "1767225600", "1372623149")
	body := envelope(encrypt)
	b.ReportAllocs()
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		plain, err := c.Open(q, body)
		if err != nil {
			b.Fatal(err)
		}
		in, err := wecom.Decode(plain)
		if err != nil || in.MsgID != "7590000000000000101" {
			b.Fatal(in, err)
		}
	}
}
