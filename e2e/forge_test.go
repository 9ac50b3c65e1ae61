package e2e

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"duban/wecom"
)

// forge sends a callback that the platform would not send, or sends otherwise,
// and prints the status of the answer.
func (w *world) forge(ts *testscript.TestScript, args []string) error {
	at := strconv.FormatInt(w.clock().Unix(), 10)
	said := ""
	if len(args) > 1 {
		said = text(ts, args[1])
	}
	message := "<xml><ToUserName>" + corpID + "</ToUserName><FromUserName>zhang.wei</FromUserName><CreateTime>" + at +
		"</CreateTime><MsgType>text</MsgType><Content>心得：" + said + "</Content><MsgId>4711</MsgId><AgentID>" + strconv.Itoa(agentID) + "</AgentID></xml>"
	receiver := corpID
	switch args[0] {
	case "receiver":
		receiver = "wwsomebodyelse00"
	case "malformed":
		message = "<xml><FromUserName>zhang.wei</From"
	case "doctype":
		message = `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>` + strings.Replace(message, "心得：", "心得：&e;", 1)
	}
	crypt, err := wecom.NewCrypt(appToken, aesKey, receiver)
	if err != nil {
		return err
	}
	var random [16]byte
	rand.Read(random[:])
	sealed := crypt.Encrypt([]byte(message), random)
	if args[0] == "padding" {
		sealed = base64.StdEncoding.EncodeToString(make([]byte, 64))
	}
	signature := crypt.Signature(at, "1", sealed)
	if args[0] == "signature" {
		signature = crypt.Signature(at, "2", sealed)
	}
	body := "<xml><ToUserName>" + corpID + "</ToUserName><Encrypt>" + sealed + "</Encrypt></xml>"
	switch args[0] {
	case "envelope":
		body = "{}"
	case "empty":
		body = ""
	case "oversize":
		body += strings.Repeat(" ", 1<<20)
	}
	query := url.Values{"msg_signature": {signature}, "timestamp": {at}, "nonce": {"1"}}.Encode()
	res, err := http.Post(w.service.base+"/wecom/callback?"+query, "text/xml", strings.NewReader(body))
	if err != nil {
		return err
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	fmt.Fprintln(ts.Stdout(), res.StatusCode)
	return err
}
