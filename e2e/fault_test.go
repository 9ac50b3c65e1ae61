package e2e

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"duban/campaign"
	"duban/scheduler"
	"duban/wecom/simulator"
)

const (
	momentPeople = 10_000
	momentNotes  = 150 // to one person each
	momentPosts  = 45  // to the group, which takes 20 a minute
	momentChat   = 70  // to one member, who takes 30 a minute
)

// TestAMomentOfTenThousandUnderEveryFault reminds ten thousand people at one
// moment, beside single messages and posts, while the platform fails in every
// way it has.
func TestAMomentOfTenThousandUnderEveryFault(t *testing.T) {
	t.Parallel()
	h := &hands{}
	h.set(dawn)
	people := crew(momentPeople)
	d := newDepot(t, people, h.now)
	ways, err := senders(d.api.URL, d.api.URL, nil, h.now, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := mustPost(t, "sqlite:"+filepath.Join(t.TempDir(), "duban.db"), scheduler.Options{Plan: dailyPlan(1), Senders: ways, Owner: "one"})
	p.put(t, dawn, func(ctx context.Context, tx campaign.Tx) error { return tx.PutMembers(ctx, people) })
	now := dawn
	tick := func() int {
		h.set(now)
		left, err := p.Tick(context.Background(), now)
		if err != nil {
			t.Fatal(err)
		}
		return left
	}
	tick()

	now = dawn.AddDate(0, 0, 1)
	const gone, ghost, chatty, poisoned = "m00007", "m00008", "m00009", "m00010"
	d.sim.RemoveMember(gone)  // one of the thousand of a call
	d.sim.RemoveMember(ghost) // and the only one of another
	ds := []campaign.Delivery{noteTo(ghost, "单独通知", now), noteTo(poisoned, "含违禁内容的通知", now)}
	least := (momentPeople + wecomPerCall - 1) / wecomPerCall
	for i := range momentNotes {
		ds = append(ds, noteTo(fmt.Sprintf("m%05d", 100+i), fmt.Sprintf("第%d号通知", i), now))
	}
	for i := range momentPosts {
		ds = append(ds, toGroup(fmt.Sprintf("第%d号进度", i), now))
	}
	for i := range momentChat {
		ds = append(ds, noteTo(chatty, fmt.Sprintf("第%d句", i), now))
	}
	p.hand(t, ds...)
	least += len(ds)

	const app = "/cgi-bin/message/send"
	d.sim.FailFunc(func(_ string, body []byte) bool { return strings.Contains(string(body), `"touser":"`+poisoned+`"`) }, -1, simulator.Fault{ErrCode: 40008, ErrMsg: "invalid message type"})
	for i, f := range []simulator.Fault{
		{ErrCode: -1}, {ErrCode: 42001}, {ErrCode: 40014}, {ErrCode: 45009}, {ErrCode: 45033}, {ErrCode: 60020},
		{HTTPStatus: 502}, {DropAfterProcessing: true}, {DropConnectionBeforeAnswer: true},
	} {
		n := 0
		d.sim.FailFunc(func(path string, _ []byte) bool {
			if path == app {
				n++
			}
			return path == app && n%11 == i+1 // each kind at other calls
		}, 3, f)
	}
	d.sim.Fail("/cgi-bin/webhook/send", 1, simulator.Fault{ErrCode: 45009})
	d.sim.Fail("/cgi-bin/webhook/send", 1, simulator.Fault{HTTPStatus: 502})
	for minutes := 0; tick() > 0; minutes++ {
		if minutes > 60 {
			t.Fatalf("after an hour %+v has not left", p.unsettled(t)[0])
		}
		now = now.Add(time.Minute)
	}
	now = now.Add(time.Minute)
	tick() // what the office is told

	for i := range momentPeople {
		id := fmt.Sprintf("m%05d", i)
		want := 1
		switch {
		case id == gone, id == ghost:
			want = 0
		case id == chatty:
			want += momentChat
		case i >= 100 && i < 100+momentNotes:
			want++
		}
		got := d.read(id)
		if len(got) != want {
			t.Errorf("%s reads %d texts, want %d", id, len(got), want)
		}
		for text, n := range got {
			if n != 1 {
				t.Errorf("%s reads %d times %q", id, n, text)
			}
		}
	}
	posted := d.posted()
	for i := range momentPosts {
		if n := posted[fmt.Sprintf("第%d号进度", i)]; n != 1 {
			t.Errorf("the group reads post %d %d times", i, n)
		}
	}
	for _, s := range d.sim.Sent() {
		if len(s.Dropped) > 0 {
			t.Errorf("over the limit of %v: %q", s.Dropped, s.Text)
		}
	}
	told := d.read("office")
	for _, why := range []string{"40008", "以下1人收不到应用消息，请核对通讯录或应用可见范围：某8", "以下2人收不到应用消息，请核对通讯录或应用可见范围：某7、某8"} {
		n := 0
		for text, times := range told {
			if strings.Contains(text, why) {
				n += times
			}
		}
		if n != 1 || len(told) != 3 {
			t.Errorf("the office is told %d times of %s: %v", n, why, told)
		}
	}
	sends := len(d.sends()) - len(told) // without the notices
	if float64(sends) > 1.2*float64(least) {
		t.Errorf("%d calls, want at most 1.2 times %d", sends, least)
	}
	postsPerMinute(t, d)
	t.Logf("%d people and %d single messages in %d calls, the least are %d (%.2f); %d repeats dropped by the platform",
		momentPeople, len(ds), sends, least, float64(sends)/float64(least), len(d.sim.Suppressed()))
}

// wecomPerCall is how many people one call of the platform reaches (doc 90236).
const wecomPerCall = 1000

// postsPerMinute wants no more posts in any minute than a robot may make.
func postsPerMinute(t *testing.T, d *depot) {
	t.Helper()
	posts := d.sim.GroupPosts(pollGroup)
	for i := 20; i < len(posts); i++ {
		if posts[i].At.Sub(posts[i-20].At) < time.Minute {
			t.Errorf("21 posts within %v", posts[i].At.Sub(posts[i-20].At))
		}
	}
}
