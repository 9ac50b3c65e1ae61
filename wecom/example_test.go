package wecom_test

import (
	"fmt"
	"net/url"

	"duban/wecom"
)

// A pushed callback is opened, decoded and answered.
func ExampleCrypt_Open() {
	crypt, err := wecom.NewCrypt(sampleToken, sampleKey, sampleCorp)
	if err != nil {
		fmt.Println(err)
		return
	}
	query := url.Values{
		"msg_signature": {vectors[0].signature},
		"timestamp":     {vectors[0].timestamp},
		"nonce":         {vectors[0].nonce},
	}
	message, err := crypt.Open(query, envelope(vectors[0].encrypt))
	if err != nil {
		fmt.Println(err)
		return
	}
	in, err := wecom.Decode(message)
	fmt.Println(in.FromUserName, in.Content, in.DedupKey(), err)

	reply := wecom.ReplyTo(in, 1409659814, wecom.Text{Content: "已收到"})
	sealed := crypt.Seal(reply.XML(), 1409659814, "1372623149", [16]byte{})
	fmt.Println(len(sealed) > 0)
	// Output:
	// mycreate hello m:4561255354251345929:mycreate:1409659813 <nil>
	// true
}

// The bytes of a message are fixed before it is sent, so that a retry repeats
// them and the platform can suppress a duplicate.
func ExampleRender() {
	body, err := wecom.Render(1000017, wecom.Message{
		ToUsers: []string{"lin.qing", "zhao_m"},
		Content: wecom.Text{Content: "请于今日18:00前报送。"},
	})
	fmt.Println(string(body), err)
	// Output:
	// {"touser":"lin.qing|zhao_m","msgtype":"text","agentid":1000017,"text":{"content":"请于今日18:00前报送。"}} <nil>
}
