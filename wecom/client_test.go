package wecom_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"duban/wecom"
)

func TestRender(t *testing.T) {
	t.Parallel()
	to := []string{"lin.qing"}
	card := wecom.TemplateCard{
		CardType: wecom.CardButtons, TaskID: "deploy-14@1767225600",
		MainTitle: &wecom.CardTitle{Title: "Deploy 1.4?", Desc: "asked by lin.qing"},
		Buttons:   []wecom.Button{{Text: "Approve", Style: 1, Key: "approve:14"}, {Text: "Reject", Style: 2, Key: "reject:14"}},
	}
	tests := []struct {
		name string
		m    wecom.Message
		want string
	}{
		{"text", wecom.Message{ToUsers: []string{"lin.qing", "zhao_m"}, ToParties: []int64{3, 4}, ToTags: []int64{5}, Content: wecom.Text{Content: "<a href=\"x\">&</a>\n"}, DedupFor: 10 * time.Minute},
			`{"touser":"lin.qing|zhao_m","toparty":"3|4","totag":"5","msgtype":"text","agentid":1000017,"text":{"content":"<a href=\"x\">&</a>\n"},"enable_duplicate_check":1,"duplicate_check_interval":600}`},
		{"everyone", wecom.Message{ToAll: true, Confidential: true, Content: wecom.Text{Content: "a"}},
			`{"touser":"@all","msgtype":"text","agentid":1000017,"text":{"content":"a"},"safe":1}`},
		{"markdown", wecom.Message{ToUsers: to, Content: wecom.Markdown{Content: "**a**"}},
			`{"touser":"lin.qing","msgtype":"markdown","agentid":1000017,"markdown":{"content":"**a**"}}`},
		{"textcard", wecom.Message{ToUsers: to, Content: wecom.TextCard{Title: "t", Description: "d", URL: "https://u", Button: "看"}},
			`{"touser":"lin.qing","msgtype":"textcard","agentid":1000017,"textcard":{"title":"t","description":"d","url":"https://u","btntxt":"看"}}`},
		{"file", wecom.Message{ToUsers: to, Content: wecom.File{MediaID: "m"}},
			`{"touser":"lin.qing","msgtype":"file","agentid":1000017,"file":{"media_id":"m"}}`},
		{"image", wecom.Message{ToUsers: to, Content: wecom.Image{MediaID: "m"}},
			`{"touser":"lin.qing","msgtype":"image","agentid":1000017,"image":{"media_id":"m"}}`},
		{"voice", wecom.Message{ToUsers: to, Content: wecom.Voice{MediaID: "m"}},
			`{"touser":"lin.qing","msgtype":"voice","agentid":1000017,"voice":{"media_id":"m"}}`},
		{"video", wecom.Message{ToUsers: to, Content: wecom.Video{MediaID: "m", Title: "t"}},
			`{"touser":"lin.qing","msgtype":"video","agentid":1000017,"video":{"media_id":"m","title":"t"}}`},
		{"news", wecom.Message{ToUsers: to, Content: wecom.News{Articles: []wecom.Article{{Title: "t", URL: "https://u"}}}},
			`{"touser":"lin.qing","msgtype":"news","agentid":1000017,"news":{"articles":[{"title":"t","url":"https://u"}]}}`},
		{"buttons", wecom.Message{ToUsers: to, Content: &card},
			`{"touser":"lin.qing","msgtype":"template_card","agentid":1000017,"template_card":{"card_type":"button_interaction","task_id":"deploy-14@1767225600","main_title":{"title":"Deploy 1.4?","desc":"asked by lin.qing"},"button_list":[{"text":"Approve","style":1,"key":"approve:14"},{"text":"Reject","style":2,"key":"reject:14"}]}}`},
		{"notice", wecom.Message{ToUsers: to, Content: &wecom.TemplateCard{CardType: wecom.CardTextNotice, TaskID: "b", MainTitle: &wecom.CardTitle{Title: "t"},
			Action: &wecom.CardLink{Type: 1, URL: "https://u"}, ActionMenu: &wecom.ActionMenu{Desc: "d", Actions: []wecom.Submit{{Text: "a", Key: "k"}}},
			Jumps: []wecom.CardJump{{CardLink: wecom.CardLink{Type: 1, URL: "https://j"}, Title: "j"}}}},
			`{"touser":"lin.qing","msgtype":"template_card","agentid":1000017,"template_card":{"card_type":"text_notice","task_id":"b","action_menu":{"desc":"d","action_list":[{"text":"a","key":"k"}]},"main_title":{"title":"t"},"jump_list":[{"type":1,"url":"https://j","title":"j"}],"card_action":{"type":1,"url":"https://u"}}}`},
		{"vote", wecom.Message{ToUsers: to, Content: &wecom.TemplateCard{CardType: wecom.CardVote, TaskID: "v", MainTitle: &wecom.CardTitle{Title: "Lunch"},
			CheckBox: &wecom.CheckBox{QuestionKey: "l", Options: []wecom.CheckOption{{ID: "r", Text: "Rice", Checked: true}}}, Submit: &wecom.Submit{Text: "Send", Key: "s"}}},
			`{"touser":"lin.qing","msgtype":"template_card","agentid":1000017,"template_card":{"card_type":"vote_interaction","task_id":"v","main_title":{"title":"Lunch"},"checkbox":{"question_key":"l","mode":0,"option_list":[{"id":"r","text":"Rice","is_checked":true}]},"submit_button":{"text":"Send","key":"s"}}}`},
		{"multiple", wecom.Message{ToUsers: to, Content: &wecom.TemplateCard{CardType: wecom.CardMultiple, TaskID: "m", MainTitle: &wecom.CardTitle{Title: "Check"},
			Selects: []wecom.Selector{{QuestionKey: "q", Title: "Mood", SelectedID: "g", Options: []wecom.Option{{ID: "g", Text: "Good"}}}}, Submit: &wecom.Submit{Text: "Send", Key: "s"}}},
			`{"touser":"lin.qing","msgtype":"template_card","agentid":1000017,"template_card":{"card_type":"multiple_interaction","task_id":"m","main_title":{"title":"Check"},"select_list":[{"question_key":"q","title":"Mood","selected_id":"g","option_list":[{"id":"g","text":"Good"}]}],"submit_button":{"text":"Send","key":"s"}}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := wecom.Render(1000017, tt.m)
			if err != nil || string(got) != tt.want {
				t.Errorf("Render: %v\n got %s\nwant %s", err, got, tt.want)
			}
		})
	}
}

func TestRenderEscapes(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"HTML", `<a href="x">&</a>`, `<a href=\"x\">&</a>`},
		{"line ends", "a\n\t\r", `a\n\t\r`},
		{"control characters", "a\x0bb\x00c", "a b c"},
		{"line separators", "a\u2028b\u2029", "a\u2028b\u2029"},
		{"bad UTF-8", "a\xff", "a\ufffd"},
		{"emoji", "🚨", "🚨"},
		{"escapes as text", `\u0041 \\u2028 \`, `\\u0041 \\\\u2028 \\`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := wecom.Render(1, wecom.Message{ToUsers: []string{"a"}, Content: wecom.Text{Content: tt.text}})
			if want := `{"touser":"a","msgtype":"text","agentid":1,"text":{"content":"` + tt.want + `"}}`; err != nil || string(got) != want {
				t.Errorf("Render = %s, %v\nwant %s", got, err, want)
			}
			if !json.Valid(got) {
				t.Error("not JSON")
			}
		})
	}
}

func TestRenderRefuses(t *testing.T) {
	t.Parallel()
	to, hello := []string{"a"}, wecom.Text{Content: "hello"}
	many := make([]string, wecom.MaxRecipients+1)
	for i := range many {
		many[i] = fmt.Sprint("u", i)
	}
	title := &wecom.CardTitle{Title: "t"}
	card := func(c wecom.TemplateCard) wecom.Message { return wecom.Message{ToUsers: to, Content: &c} }
	tests := []struct {
		name string
		m    wecom.Message
		want error
	}{
		{"nobody", wecom.Message{Content: hello}, wecom.ErrInvalid},
		{"nothing", wecom.Message{ToUsers: to}, wecom.ErrInvalid},
		{"everyone and someone", wecom.Message{ToAll: true, ToUsers: to, Content: hello}, wecom.ErrInvalid},
		{"everyone by name", wecom.Message{ToUsers: []string{"@all"}, Content: hello}, wecom.ErrInvalid},
		{"two in one", wecom.Message{ToUsers: []string{"a|b"}, Content: hello}, wecom.ErrInvalid},
		{"empty name", wecom.Message{ToUsers: []string{""}, Content: hello}, wecom.ErrInvalid},
		{"1001 members", wecom.Message{ToUsers: many, Content: hello}, wecom.ErrTooManyRecipients},
		{"101 departments", wecom.Message{ToParties: make([]int64, 101), Content: hello}, wecom.ErrTooManyRecipients},
		{"empty text", wecom.Message{ToUsers: to, Content: wecom.Text{Content: " \n"}}, wecom.ErrInvalid},
		{"2049 bytes", wecom.Message{ToUsers: to, Content: wecom.Text{Content: strings.Repeat("督", 683)}}, wecom.ErrTooLong},
		{"long markdown", wecom.Message{ToUsers: to, Content: wecom.Markdown{Content: strings.Repeat("a", 2049)}}, wecom.ErrTooLong},
		{"no media", wecom.Message{ToUsers: to, Content: wecom.File{}}, wecom.ErrInvalid},
		{"card without scheme", wecom.Message{ToUsers: to, Content: wecom.TextCard{Title: "t", Description: "d", URL: "bot.example"}}, wecom.ErrInvalid},
		{"no article", wecom.Message{ToUsers: to, Content: wecom.News{}}, wecom.ErrInvalid},
		{"dedup over 4 h", wecom.Message{ToUsers: to, Content: hello, DedupFor: 4*time.Hour + time.Second}, wecom.ErrInvalid},
		{"dedup in parts of seconds", wecom.Message{ToUsers: to, Content: hello, DedupFor: time.Millisecond}, wecom.ErrInvalid},
		{"unknown card", card(wecom.TemplateCard{CardType: "x", MainTitle: title}), wecom.ErrInvalid},
		{"buttons without task", card(wecom.TemplateCard{CardType: wecom.CardButtons, MainTitle: title, Buttons: []wecom.Button{{Text: "a", Key: "k"}}}), wecom.ErrInvalid},
		{"task in Chinese", card(wecom.TemplateCard{CardType: wecom.CardButtons, TaskID: "任务", MainTitle: title, Buttons: []wecom.Button{{Text: "a", Key: "k"}}}), wecom.ErrInvalid},
		{"buttons without title", card(wecom.TemplateCard{CardType: wecom.CardButtons, TaskID: "t", Buttons: []wecom.Button{{Text: "a", Key: "k"}}}), wecom.ErrInvalid},
		{"no buttons", card(wecom.TemplateCard{CardType: wecom.CardButtons, TaskID: "t", MainTitle: title}), wecom.ErrInvalid},
		{"same key twice", card(wecom.TemplateCard{CardType: wecom.CardButtons, TaskID: "t", MainTitle: title, Buttons: []wecom.Button{{Text: "a", Key: "k"}, {Text: "b", Key: "k"}}}), wecom.ErrInvalid},
		{"notice without action", card(wecom.TemplateCard{CardType: wecom.CardTextNotice, MainTitle: title}), wecom.ErrInvalid},
		{"news without picture", card(wecom.TemplateCard{CardType: wecom.CardNewsNotice, MainTitle: title, Action: &wecom.CardLink{Type: 1}}), wecom.ErrInvalid},
		{"vote without options", card(wecom.TemplateCard{CardType: wecom.CardVote, TaskID: "t", MainTitle: title, CheckBox: &wecom.CheckBox{}, Submit: &wecom.Submit{}}), wecom.ErrInvalid},
		{"empty selector", card(wecom.TemplateCard{CardType: wecom.CardMultiple, TaskID: "t", MainTitle: title, Selects: make([]wecom.Selector, 1), Submit: &wecom.Submit{}}), wecom.ErrInvalid},
		{"seven lines", card(wecom.TemplateCard{CardType: wecom.CardTextNotice, MainTitle: title, Action: &wecom.CardLink{}, Horizontal: make([]wecom.CardField, 7)}), wecom.ErrInvalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if body, err := wecom.Render(1, tt.m); !errors.Is(err, tt.want) {
				t.Errorf("Render = %s, %v; want %v", body, err, tt.want)
			}
		})
	}
}

func TestSend(t *testing.T) {
	t.Parallel()
	s := newSetup(t)
	s.on("message/send", answer(`{"errcode":0,"errmsg":"ok","invaliduser":"Ghost|left_member","invalidparty":"9","invalidtag":"","unlicenseduser":"Tmp","msgid":"m-1","response_code":"rc-1"}`))
	got, err := s.client.Send(ctx, wecom.Message{ToUsers: []string{"lin.qing"}, Content: wecom.Text{Content: "您好"}})
	want := wecom.SendResult{MsgID: "m-1", ResponseCode: "rc-1", InvalidUsers: []string{"ghost", "left_member"},
		UnlicensedUsers: []string{"tmp"}, InvalidParties: []string{"9"}, InvalidTags: []string{}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Send = %+v, %v", got, err)
	}
	c := s.seen("message/send")[0]
	if c.query.Get("access_token") != "token-1" || c.body != `{"touser":"lin.qing","msgtype":"text","agentid":1000017,"text":{"content":"您好"}}` {
		t.Errorf("request %v %s", c.query, c.body)
	}
	if got := c.header.Get("Content-Type"); !strings.HasPrefix(got, "application/json") {
		t.Errorf("Content-Type %s", got)
	}
}

func TestSendAllInvalid(t *testing.T) {
	t.Parallel()
	s := newSetup(t)
	s.on("message/send", answer(`{"errcode":81013,"errmsg":"user & party & tag all invalid","invaliduser":"ADMIN"}`))
	got, err := s.client.SendRaw(ctx, []byte(`{}`))
	if wecom.ClassOf(err) != wecom.ClassRecipient || !reflect.DeepEqual(got.InvalidUsers, []string{"admin"}) {
		t.Errorf("SendRaw = %+v, %v", got, err)
	}
}

func TestSendCutMessageIsAnError(t *testing.T) {
	t.Parallel()
	s := newSetup(t)
	s.on("message/send", answer(`{"errcode":0,"errmsg":"ok. Warning: wrong json format. "}`))
	_, err := s.client.SendRaw(ctx, []byte(`{"a":"b"c"}`))
	if err == nil || wecom.ClassOf(err) != wecom.ClassPermanent || !wecom.MaybeDelivered(err) {
		t.Errorf("err = %v", err)
	}
}

func TestTokenIsRefreshedOnce(t *testing.T) {
	t.Parallel()
	t.Run("then the call succeeds", func(t *testing.T) {
		t.Parallel()
		s := newSetup(t)
		s.on("message/recall", onlyToken("token-2"))
		if err := s.client.Recall(ctx, "m-1"); err != nil {
			t.Fatal(err)
		}
		calls := s.seen("message/recall")
		if len(calls) != 2 || calls[0].body != calls[1].body || calls[0].body != `{"msgid":"m-1"}` {
			t.Errorf("calls %+v", calls)
		}
	})
	t.Run("and not again and again", func(t *testing.T) {
		t.Parallel()
		s := newSetup(t)
		s.on("message/recall", answer(`{"errcode":40014,"errmsg":"invalid access_token"}`))
		for range 5 {
			if err := s.client.Recall(ctx, "m-1"); wecom.ClassOf(err) != wecom.ClassRefreshToken {
				t.Errorf("err = %v", err)
			}
		}
		if n := len(s.seen("gettoken")); n != 2 {
			t.Errorf("%d tokens fetched, want 2", n)
		}
	})
	t.Run("but not for a bad secret", func(t *testing.T) {
		t.Parallel()
		s := newSetup(t)
		s.on("message/recall", answer(`{"errcode":40001,"errmsg":"invalid credential"}`))
		if err := s.client.Recall(ctx, "m-1"); wecom.ClassOf(err) != wecom.ClassPermanent {
			t.Errorf("err = %v", err)
		}
		if n := len(s.seen("message/recall")); n != 1 {
			t.Errorf("%d calls", n)
		}
	})
}

func TestUpdateTemplateCard(t *testing.T) {
	t.Parallel()
	s := newSetup(t)
	s.on("message/update_template_card", answer(`{"errcode":0,"errmsg":"ok","invaliduser":["Ghost"]}`))
	invalid, err := s.client.UpdateTemplateCard(ctx, wecom.CardUpdate{ResponseCode: "rc", UserIDs: []string{"zhao_m"}, ReplaceName: "已提交"})
	if err != nil || !reflect.DeepEqual(invalid, []string{"ghost"}) {
		t.Fatalf("invalid %v, %v", invalid, err)
	}
	if _, err := s.client.UpdateTemplateCard(ctx, wecom.CardUpdate{ResponseCode: "rc", ToAll: true, Card: &wecom.TemplateCard{
		CardType: wecom.CardTextNotice, MainTitle: &wecom.CardTitle{Title: "完"}}}); err != nil {
		t.Fatal(err)
	}
	calls := s.seen("message/update_template_card")
	for i, want := range []string{
		`{"userids":["zhao_m"],"agentid":1000017,"response_code":"rc","button":{"replace_name":"已提交"}}`,
		`{"atall":1,"agentid":1000017,"response_code":"rc","template_card":{"card_type":"text_notice","main_title":{"title":"完"}}}`,
	} {
		if calls[i].body != want {
			t.Errorf("body %s\nwant %s", calls[i].body, want)
		}
	}
	for name, u := range map[string]wecom.CardUpdate{
		"no code":     {ToAll: true, ReplaceName: "a"},
		"no change":   {ToAll: true, ResponseCode: "rc"},
		"two changes": {ToAll: true, ResponseCode: "rc", ReplaceName: "a", Card: &wecom.TemplateCard{}},
		"nobody":      {ResponseCode: "rc", ReplaceName: "a"},
	} {
		if _, err := s.client.UpdateTemplateCard(ctx, u); !errors.Is(err, wecom.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestContacts(t *testing.T) {
	t.Parallel()
	s := newSetup(t)
	s.on("department/list", answer(`{"errcode":0,"department":[{"id":2,"name":"研发","department_leader":["lin.qing"],"parentid":1,"order":10}]}`))
	s.on("user/simplelist", answer(`{"errcode":0,"userlist":[{"userid":"lin.qing","name":"林青","department":[2]}]}`))
	s.on("user/list", answer(`{"errcode":0,"userlist":[{"userid":"lin.qing","status":1}]}`))
	s.on("user/get", answer(`{"errcode":0,"userid":"lin.qing","name":"Lin Qing","department":[3,7],"order":[0,4294967295],"is_leader_in_dept":[1,0],"direct_leader":["zhao_m"],"status":1,"main_department":3}`))
	s.on("getcallbackip", answer(`{"ip_list":["101.226.103.*"],"errcode":0,"errmsg":"ok"}`))
	departments, err := s.client.DepartmentList(ctx, 0)
	if err != nil || !reflect.DeepEqual(departments, []wecom.Department{{ID: 2, Name: "研发", ParentID: 1, Order: 10, Leaders: []string{"lin.qing"}}}) {
		t.Errorf("DepartmentList = %+v, %v", departments, err)
	}
	if s.seen("department/list")[0].query.Has("id") {
		t.Error("id 0 was sent")
	}
	simple, err := s.client.UserSimpleList(ctx, 2)
	if err != nil || !reflect.DeepEqual(simple, []wecom.User{{UserID: "lin.qing", Name: "林青", Department: []int64{2}}}) {
		t.Errorf("UserSimpleList = %+v, %v", simple, err)
	}
	list, err := s.client.UserList(ctx, 2)
	if err != nil || len(list) != 1 || list[0].Status != wecom.UserActive || s.seen("user/list")[0].query.Get("department_id") != "2" {
		t.Errorf("UserList = %+v, %v", list, err)
	}
	user, err := s.client.UserGet(ctx, "lin.qing")
	want := wecom.User{UserID: "lin.qing", Name: "Lin Qing", Department: []int64{3, 7}, Order: []int64{0, 4294967295},
		IsLeader: []int{1, 0}, DirectLeader: []string{"zhao_m"}, Status: 1, MainDepartment: 3}
	if err != nil || !reflect.DeepEqual(user, want) {
		t.Errorf("UserGet = %+v, %v", user, err)
	}
	ips, err := s.client.CallbackIPs(ctx)
	if err != nil || !reflect.DeepEqual(ips, []string{"101.226.103.*"}) {
		t.Errorf("CallbackIPs = %v, %v", ips, err)
	}
}

func TestCreateMenu(t *testing.T) {
	t.Parallel()
	s := newSetup(t)
	s.on("menu/create", answer(`{"errcode":0,"errmsg":"ok"}`))
	err := s.client.CreateMenu(ctx, []wecom.MenuButton{
		{Type: wecom.EventClick, Name: "填报", Key: "FILE"},
		{Name: "更多", SubButton: []wecom.MenuButton{{Type: wecom.EventView, Name: "我的", URL: "https://bot.example/me?a=1&b=2"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	c := s.seen("menu/create")[0]
	const want = `{"button":[{"type":"click","name":"填报","key":"FILE"},{"name":"更多","sub_button":[{"type":"view","name":"我的","url":"https://bot.example/me?a=1&b=2"}]}]}`
	if c.body != want || c.query.Get("agentid") != "1000017" {
		t.Errorf("request %v %s", c.query, c.body)
	}
	leaf := wecom.MenuButton{Type: "click", Name: "a", Key: "k"}
	for name, menu := range map[string][]wecom.MenuButton{
		"empty":       {},
		"four":        {leaf, leaf, leaf, leaf},
		"long name":   {{Type: "click", Name: "六个汉字太长了", Key: "k"}},
		"no action":   {{Name: "a"}},
		"third level": {{Name: "a", SubButton: []wecom.MenuButton{{Name: "b", SubButton: []wecom.MenuButton{leaf}}}}},
	} {
		if err := s.client.CreateMenu(ctx, menu); !errors.Is(err, wecom.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestUnexpectedAnswers(t *testing.T) {
	t.Parallel()
	status := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
	}
	tests := []struct {
		name      string
		handle    http.HandlerFunc
		want      wecom.Class
		delivered bool
	}{
		{"404", status(404), wecom.ClassRetry, false},
		{"403", status(403), wecom.ClassRetry, false},
		{"429", status(429), wecom.ClassRateLimited, false},
		{"502", status(502), wecom.ClassRetry, true},
		{"html", answer("<html>portal</html>"), wecom.ClassRetry, true},
		{"empty", answer(""), wecom.ClassRetry, true},
		{"cut", answer(`{"errcode":`), wecom.ClassRetry, true},
		{"redirect", http.RedirectHandler("https://elsewhere.example/", http.StatusMovedPermanently).ServeHTTP, wecom.ClassRetry, false},
		{"connection cut", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, wecom.ClassRetry, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newSetup(t)
			s.on("message/send", tt.handle)
			_, err := s.client.SendRaw(ctx, []byte(`{}`))
			if err == nil || wecom.ClassOf(err) != tt.want || wecom.MaybeDelivered(err) != tt.delivered {
				t.Errorf("err %v, class %v, maybe delivered %v", err, wecom.ClassOf(err), wecom.MaybeDelivered(err))
			}
			if strings.Contains(fmt.Sprint(err), "token-1") {
				t.Errorf("the token shows: %v", err)
			}
		})
	}
}

// TestASendThatWasTakenIsNoError reads an answer that holds what nobody expected
// beside the code: a repeat would be read twice.
func TestASendThatWasTakenIsNoError(t *testing.T) {
	t.Parallel()
	s := newSetup(t)
	s.on("message/send", answer(`{"errcode":0,"msgid":5,"invaliduser":"Ghost"}`))
	r, err := s.client.SendRaw(ctx, []byte(`{}`))
	if err != nil || len(r.InvalidUsers) != 1 || r.InvalidUsers[0] != "ghost" {
		t.Errorf("got %+v, %v", r, err)
	}
}

func TestNewClientNeedsItsSettings(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]wecom.Options{
		"nothing":   {},
		"no corp":   {AgentID: 1, Secret: "s"},
		"no agent":  {CorpID: "c", Secret: "s"},
		"no secret": {CorpID: "c", AgentID: 1},
	} {
		if _, err := wecom.NewClient(o); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	c, err := wecom.NewClient(wecom.Options{CorpID: "c", AgentID: 1, Secret: "s"})
	if err != nil || c.CorpID() != "c" || c.AgentID() != 1 {
		t.Errorf("NewClient = %v, %v", c, err)
	}
}

func TestSecretIsMasked(t *testing.T) {
	t.Parallel()
	data, err := json.Marshal(struct{ S wecom.Secret }{testSecret})
	if err != nil || string(data) != `{"S":"***"}` {
		t.Errorf("JSON %s, %v", data, err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		if got := fmt.Sprintf(verb, wecom.Secret(testSecret)); got != "***" {
			t.Errorf("%s prints %s", verb, got)
		}
	}
	if got := fmt.Sprintf("%+v", wecom.Options{Secret: testSecret}); strings.Contains(got, testSecret) {
		t.Errorf("options print %s", got)
	}
}
