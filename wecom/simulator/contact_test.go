package simulator_test

import (
	"fmt"
	"testing"

	"duban/wecom/simulator"
)

// ids collects one member of each object of a list.
func ids(list any, key string) string {
	out := ""
	for _, e := range list.([]any) {
		out += fmt.Sprint(e.(obj)[key], " ")
	}
	return out
}

func TestDepartments(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	tests := []struct {
		secret, path, key, want string
		code                    int
	}{
		{secret, "department/list", "department", "1 3 4 7 9 ", 0},
		{secret, "department/list?id=3", "department", "3 4 ", 0},
		{secret, "department/simplelist?id=3", "department_id", "3 4 ", 0},
		{secret, "department/list?id=99", "department", "", 60123},
		{"narrow", "department/simplelist", "department_id", "1 3 4 ", 0},
		{"narrow", "department/list?id=7", "department", "", 60011},
	}
	for _, tt := range tests {
		c.token = c.login(tt.secret)
		a := c.get(c.withToken(tt.path))
		c.want(a, tt.code)
		if got := ids(a[tt.key], "id"); got != tt.want {
			t.Errorf("%s %s: %q, want %q", tt.secret, tt.path, got, tt.want)
		}
	}
	c.token = c.login(secret)
	a := c.get(c.withToken("department/get?id=3"))
	if d := a["department"].(obj); d["name"] != "R&D" || d["parentid"] != 1.0 {
		t.Errorf("%v", a)
	}
}

func TestUsers(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	a := c.get(c.withToken("user/get?userid=LIN.QING"))
	c.want(a, 0)
	if a.str("userid") != "lin.qing" || a.str("department") != "[3 7]" || a.str("is_leader_in_dept") != "[1 0]" || a["status"] != 1.0 {
		t.Errorf("%v", a)
	}
	for _, hidden := range []string{"avatar", "gender", "mobile", "email", "biz_mail", "qr_code", "address"} {
		if _, has := a[hidden]; has {
			t.Errorf("%s is shown", hidden)
		}
	}
	c.want(c.get(c.withToken("user/get?userid=ghost")), 60111)
	list := c.get(c.withToken("user/list?department_id=4"))
	if got := ids(list["userlist"], "userid"); got != "zhao_m WuJ gone " {
		t.Errorf("%q", got)
	}
	c.want(c.get(c.withToken("user/list?department_id=99")), 60003)
	c.want(c.get(c.withToken("user/list")), 40058)
	c.want(c.post(c.withToken("user/list_id"), obj{}), 48002)

	c.token = c.login("narrow")
	c.want(c.get(c.withToken("user/get?userid=lin.qing")), 60011)
	simple := c.get(c.withToken("user/simplelist?department_id=4"))
	if got := ids(simple["userlist"], "userid"); got != "zhao_m " {
		t.Errorf("%q", got)
	}
}

func TestContactSync(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	c.token = c.login("sync")
	got, cursor := "", ""
	for range 3 {
		a := c.post(c.withToken("user/list_id"), obj{"cursor": cursor, "limit": 2})
		c.want(a, 0)
		got += ids(a["dept_user"], "userid")
		if cursor = a.str("next_cursor"); cursor == "" {
			break
		}
	}
	if got != "lin.qing lin.qing zhao_m WuJ gone " || cursor != "" {
		t.Errorf("%q, cursor %q", got, cursor)
	}
	c.want(c.post(c.withToken("user/list_id"), obj{"limit": 10001}), 40058)
	c.want(c.post(c.withToken("message/send"), text("lin.qing", "x")), 48002)
}

func TestTags(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	if got := ids(c.get(c.withToken("tag/list"))["taglist"], "tagname"); got != "oncall " {
		t.Errorf("%q", got)
	}
	a := c.get(c.withToken("tag/get?tagid=5"))
	if ids(a["userlist"], "userid") != "lin.qing " || a.str("partylist") != "[4]" {
		t.Errorf("%v", a)
	}
	c.want(c.get(c.withToken("tag/get?tagid=6")), 40068)
	c.token = c.login("narrow")
	if got := ids(c.get(c.withToken("tag/get?tagid=5"))["userlist"], "userid"); got != "" {
		t.Errorf("outside the range: %q", got)
	}
}

func TestPeopleComeAndGo(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	c.PutMember(simulator.Member{UserID: "new.hire", Name: "New", DepartmentIDs: []int{12}})
	c.SetDepartments([]simulator.Department{{ID: 1}, {ID: 12, ParentID: 1}})
	c.want(c.send(obj{"toparty": "1", "msgtype": "text", "text": obj{"content": "x"}}), 0)
	if len(c.Inbox("new.hire")) != 1 {
		t.Error("not delivered")
	}
	c.PutMember(simulator.Member{UserID: "NEW.hire", Name: "Disabled", Status: simulator.StatusDisabled})
	c.want(c.send(text("new.hire", "x")), 81013)
	c.RemoveMember("new.hire")
	c.want(c.get(c.withToken("user/get?userid=new.hire")), 60111)
	if n := len(c.Members()); n != 4 {
		t.Errorf("%d members", n)
	}
}
