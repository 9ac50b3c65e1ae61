package app_test

import (
	"context"
	"io"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"duban/campaign"
	"duban/configs"
	"duban/internal/app"
	"duban/wecom/simulator"
)

// newsroom is a service on a simulated platform whose clock is moved by hand.
type newsroom struct {
	*testing.T
	app *app.App
	sim *simulator.Simulator
	now time.Time
}

func newNewsroom(t *testing.T) *newsroom {
	t.Helper()
	ctx, dir := context.Background(), t.TempDir()
	n := &newsroom{T: t, now: time.Date(2011, 10, 10, 9, 0, 0, 0, time.FixedZone("CST", 8*3600))}
	clock := func() time.Time { return n.now }
	n.sim = simulator.New(simulator.Options{
		CorpID: corpID, Now: clock, Members: []simulator.Member{{UserID: "zhang", Name: "张三"}, {UserID: "sun", Name: "孙主任"}},
		Apps: []simulator.App{{AgentID: agentID, Secret: "app-secret", CallbackURL: "http://127.0.0.1:1/", Token: "token", AESKey: aesKey}},
	})
	t.Cleanup(n.sim.Close)
	srv := httptest.NewServer(n.sim)
	t.Cleanup(srv.Close)
	a, err := app.Open(ctx, app.Options{Now: clock, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Config: configs.Config{
		Campaign: "three-everything-2011", DatabaseURL: configs.Secret("sqlite:" + filepath.Join(dir, "d.db")), BlobURL: configs.Secret("file:" + dir),
		WeCom: configs.WeCom{APIBase: srv.URL, CorpID: corpID, AgentID: agentID, Secret: "app-secret", Token: "token", AESKey: aesKey},
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	n.app = a
	err = a.Store.Update(ctx, n.now, func(tx campaign.Tx) error {
		return tx.PutMembers(ctx, []campaign.Member{
			{UserID: "zhang", Name: "张三", Unit: "一中", Roles: []campaign.Role{campaign.RoleMember}},
			{UserID: "sun", Name: "孙主任", Unit: "办公室", Roles: []campaign.Role{campaign.RoleOffice}},
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.StartEdges(ctx); err != nil {
		t.Fatal(err)
	}
	return n
}

// say returns the answer to a text.
func (n *newsroom) say(who, id, text string) string {
	n.Helper()
	reply, err := n.app.Answer(context.Background(), campaign.Inbound{ID: id, UserID: who, At: n.now, ReceivedAt: n.now, Type: campaign.InboundText, Text: text})
	if err != nil {
		n.Fatal(err)
	}
	return strings.Join(reply, "\n")
}

// tick delivers after a while and wants so much left.
func (n *newsroom) tick(after time.Duration, left int) {
	n.Helper()
	n.now = n.now.Add(after)
	got, err := n.app.Tick(context.Background(), n.now)
	if err != nil || got != left {
		n.Errorf("%d left, want %d, %v", got, left, err)
	}
}

// files returns the files in a member's window, by name.
func (n *newsroom) files(who string) map[string][]byte {
	n.Helper()
	out := map[string][]byte{}
	for _, m := range n.sim.Inbox(who) {
		if m.Type != "file" {
			continue
		}
		_, data, ok := n.sim.Media(m.MediaID)
		if _, twice := out[m.FileName]; !ok || twice {
			n.Errorf("%s came twice, or without its bytes", m.FileName)
		}
		out[m.FileName] = data
	}
	return out
}

// TestADocumentReachesThePersonWhoAsked orders a ledger and a volume while the
// platform takes no files, and gets both when it does.
func TestADocumentReachesThePersonWhoAsked(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	n.say("zhang", "1", "心得：《炕头边》\n"+strings.Repeat("参加大讨论以来，我反复学习了党的群众路线。", 20))
	n.say("sun", "2", "选用1")
	for range 2 { // the platform's repeat orders nothing
		if got := n.say("sun", "3", "导出台账"); got != "台账正在生成，稍后以文件发给您。" {
			t.Errorf("answered %q", got)
		}
	}
	n.say("sun", "4", "汇编创新成果")
	withdraw := n.sim.Fail("/cgi-bin/media/upload", -1, simulator.Fault{ErrCode: -1})
	n.tick(time.Second, 2)
	if got := n.files("sun"); len(got) != 0 {
		t.Errorf("%d files came although none could be uploaded", len(got))
	}
	withdraw()
	n.tick(2*time.Minute, 0)
	got := n.files("sun")
	for _, name := range []string{"台账20111010.xlsx", "作品汇编20111010.docx"} {
		if !strings.HasPrefix(string(got[name]), "PK") {
			t.Errorf("%s holds %d bytes", name, len(got[name]))
		}
	}
	n.tick(time.Hour, 0)
	if again := n.files("sun"); len(got) != 2 || len(again) != 2 {
		t.Errorf("%d files came, then %d", len(got), len(again))
	}
	if drafted := n.say("sun", "5", "出一期简报"); !strings.Contains(drafted, "心得体会：应交1，已交1") || !strings.Contains(drafted, "《炕头边》（一中 张三）") {
		t.Errorf("the bulletin reads:\n%s", drafted)
	}
	trail, err := n.app.Audits(context.Background(), 10)
	if err != nil {
		t.Fatal(err)
	}
	var acts []string
	for _, a := range trail {
		acts = append(acts, a.Act+" "+a.Target)
	}
	if got := strings.Join(acts, ", "); got != "bulletin bulletin, compile all, export all, review #1" {
		t.Errorf("the trail holds %s", got)
	}
}
