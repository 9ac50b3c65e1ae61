package callback

import (
	"strconv"
	"strings"
)

// textReply renders the XML of a passive text reply (doc 90241), sent at the
// given unix second.
func textReply(to, from string, at int64, text string) []byte {
	return []byte("<xml><ToUserName>" + cdata(to) + "</ToUserName><FromUserName>" + cdata(from) +
		"</FromUserName><CreateTime>" + strconv.FormatInt(at, 10) +
		"</CreateTime><MsgType><![CDATA[text]]></MsgType><Content>" + cdata(text) + "</Content></xml>")
}

// cdata wraps text; an end mark inside is split over two sections.
func cdata(text string) string {
	return "<![CDATA[" + strings.ReplaceAll(text, "]]>", "]]]]><![CDATA[>") + "]]>"
}
