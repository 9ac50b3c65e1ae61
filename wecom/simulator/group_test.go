package simulator_test

import (
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
	"time"
)

func (c *corp) hook(body any) answer {
	c.t.Helper()
	return c.post("webhook/send?key="+hookKey, body)
}

func TestWebhook(t *testing.T) {
	t.Parallel()
	sum := md5.Sum(pngData)
	image := obj{"base64": base64.StdEncoding.EncodeToString(pngData), "md5": hex.EncodeToString(sum[:])}
	huge := append([]byte(nil), pngData...)
	huge = append(huge, make([]byte, 2<<20)...)
	tests := []struct {
		name string
		body any
		code int
		text string
	}{
		{"text", obj{"msgtype": "text", "text": obj{"content": "hi", "mentioned_list": []string{"@all"}}}, 0, "hi"},
		{"long text", obj{"msgtype": "text", "text": obj{"content": strings.Repeat("x", 2049)}}, 40058, ""},
		{"markdown", obj{"msgtype": "markdown", "markdown": obj{"content": strings.Repeat("x", 4096)}}, 0, strings.Repeat("x", 4096)},
		{"long markdown", obj{"msgtype": "markdown", "markdown": obj{"content": strings.Repeat("x", 4097)}}, 40058, ""},
		{"markdown_v2", obj{"msgtype": "markdown_v2", "markdown_v2": obj{"content": "# x"}}, 0, "# x"},
		{"empty content", obj{"msgtype": "text", "text": obj{}}, 44004, ""},
		{"empty body", "", 93017, ""},
		{"textcard", obj{"msgtype": "textcard"}, 40008, ""},
		{"image", obj{"msgtype": "image", "image": image}, 0, ""},
		{"image with wrong md5", obj{"msgtype": "image", "image": with(image, "md5", "00")}, 301019, ""},
		{"image too large", obj{"msgtype": "image", "image": with(image, "base64", base64.StdEncoding.EncodeToString(huge))}, 93018, ""},
		{"not base64", obj{"msgtype": "image", "image": with(image, "base64", "data:x")}, 40058, ""},
		{"notice card", obj{"msgtype": "template_card", "template_card": obj{
			"card_type": "text_notice", "main_title": obj{"title": "T"}, "card_action": obj{"type": 1, "url": "https://a.example"},
		}}, 0, "T"},
		{"card that calls back", obj{"msgtype": "template_card", "template_card": buttons("t")}, 42031, ""},
		{"file of the corporation", obj{"msgtype": "file", "file": obj{"media_id": "x"}}, 40007, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := newCorp(t, nil)
			c.want(c.hook(tt.body), tt.code)
			posts := c.GroupPosts("team")
			if tt.code != 0 {
				if len(posts) != 0 {
					t.Error("a refused message was posted")
				}
				return
			}
			if len(posts) != 1 || posts[0].Text != tt.text {
				t.Errorf("%+v", posts)
			}
			if tt.name == "image" && string(posts[0].Data) != string(pngData) {
				t.Error("other picture")
			}
			if tt.name == "text" && posts[0].Mentions[0] != "@all" {
				t.Errorf("mentions %v", posts[0].Mentions)
			}
		})
	}
}

func TestWebhookLimitAndKey(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	hi := obj{"msgtype": "text", "text": obj{"content": "hi"}}
	c.want(c.post("webhook/send?key=wrong", hi), 93000)
	for range 20 {
		c.want(c.hook(hi), 0)
	}
	c.want(c.hook(hi), 45009)
	c.clock.Add(time.Minute)
	c.want(c.hook(hi), 0)
	c.RemoveWebhook(hookKey)
	c.want(c.hook(hi), 93000)
}

func TestWebhookUpload(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	c.want(c.upload("webhook/upload_media?key=wrong&type=file", "other", "a", []byte("123456")), 44001) // file first
	c.want(c.upload("webhook/upload_media?key=wrong&type=file", "media", "a", []byte("123456")), 93000)
	c.want(c.upload("webhook/upload_media?type=image&key="+hookKey, "media", "a", pngData), 40005)
	a := c.upload("webhook/upload_media?type=file&key="+hookKey, "media", "通报.xlsx", []byte("123456"))
	c.want(a, 0)
	file := obj{"msgtype": "file", "file": obj{"media_id": a["media_id"]}}
	c.want(c.hook(file), 0)
	if got := c.GroupPosts("team")[0].Text; got != "通报.xlsx" {
		t.Errorf("%q", got)
	}
	c.want(c.send(with(file, "touser", "zhao_m")), 40007)
}

func TestAppchat(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	create := obj{"name": "Standup", "owner": "lin.qing", "userlist": []string{"lin.qing", "ZHAO_M"}, "chatid": "standup1"}
	c.want(c.post(c.withToken("appchat/create"), with(create, "userlist", []string{"lin.qing"})), 86006)
	c.want(c.post(c.withToken("appchat/create"), with(create, "userlist", []string{"lin.qing", "ghost"})), 86216)
	c.want(c.post(c.withToken("appchat/create"), with(create, "chatid", "a-b")), 86001)
	c.want(c.post(c.withToken("appchat/create"), with(create, "owner", "wuj")), 86007)
	a := c.post(c.withToken("appchat/create"), create)
	c.want(a, 0)
	if a.str("chatid") != "standup1" {
		t.Errorf("%v", a)
	}
	c.want(c.post(c.withToken("appchat/create"), create), 86215)
	c.want(c.post(c.withToken("appchat/update"), obj{"chatid": "standup1", "name": "Daily", "add_user_list": []string{"wuj"}, "del_user_list": []string{"zhao_m"}}), 0)
	info := c.get(c.withToken("appchat/get?chatid=standup1"))["chat_info"].(obj)
	if info["name"] != "Daily" || len(info["userlist"].([]any)) != 2 || info["userlist"].([]any)[1] != "WuJ" {
		t.Errorf("%v", info)
	}
	hi := obj{"chatid": "standup1", "msgtype": "text", "text": obj{"content": "hi", "mentioned_list": []string{"lin.qing"}}}
	sent := c.post(c.withToken("appchat/send"), hi)
	c.want(sent, 0)
	if _, has := sent["msgid"]; has {
		t.Error("a group message has no msgid")
	}
	if posts := c.GroupPosts("Daily"); len(posts) != 1 || posts[0].Text != "hi" {
		t.Errorf("%+v", posts)
	}
	c.want(c.post(c.withToken("appchat/send"), with(hi, "chatid", "none")), 86003)
	c.want(c.post(c.withToken("appchat/send"), obj{"chatid": "standup1", "msgtype": "template_card", "template_card": buttons("t")}), 40008)
	c.token = c.login("narrow")
	c.want(c.post(c.withToken("appchat/send"), hi), 48002)
}

func TestMenu(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	click := obj{"type": "click", "name": "Standup", "key": "NOW"}
	path := c.withToken("menu/create?agentid=1000017")
	tests := []struct {
		name string
		menu []obj
		code int
	}{
		{"none", nil, 40016},
		{"four", []obj{click, click, click, click}, 40016},
		{"no name", []obj{with(click, "name", "")}, 41102},
		{"long name", []obj{with(click, "name", strings.Repeat("x", 17))}, 40018},
		{"no key", []obj{with(click, "key", "")}, 40019},
		{"unknown type", []obj{with(click, "type", "poem")}, 40017},
		{"view without url", []obj{{"type": "view", "name": "V"}}, 40020},
		{"six below", []obj{{"name": "M", "sub_button": []obj{click, click, click, click, click, click}}}, 40023},
		{"three levels", []obj{{"name": "M", "sub_button": []obj{{"name": "N", "sub_button": []obj{click}}}}}, 40022},
	}
	for _, tt := range tests {
		if a := c.post(path, obj{"button": tt.menu}); a.code() != tt.code {
			t.Errorf("%s: %v", tt.name, a)
		}
	}
	c.want(c.get(c.withToken("menu/get?agentid=1000017")), 46003)
	c.want(c.get(c.withToken("menu/get")), 41011)
	c.want(c.get(c.withToken("menu/get?agentid=1")), 301002)
	c.want(c.post(path, obj{"button": []obj{click, {"name": "More", "sub_button": []obj{click}}}}), 0)
	a := c.get(c.withToken("menu/get?agentid=1000017"))
	c.want(a, 0)
	if len(a["button"].([]any)) != 2 || !strings.Contains(string(c.Menu(agentID)), `"key":"NOW"`) {
		t.Errorf("%v", a)
	}
	c.want(c.get(c.withToken("menu/delete?agentid=1000017")), 0)
	c.want(c.get(c.withToken("menu/get?agentid=1000017")), 46003)
}
