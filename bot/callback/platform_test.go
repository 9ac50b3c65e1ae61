package callback_test

import (
	"context"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duban/bot/callback"
	"duban/campaign"
	"duban/wecom/simulator"
)

// mustPlatform returns the members' side of a platform that delivers to h.
func mustPlatform(t *testing.T, h *callback.Handler) (*simulator.Simulator, *simulator.Client) {
	t.Helper()
	sim := simulator.New(simulator.Options{
		CorpID: corpID, Now: time.Now,
		Apps: []simulator.App{{AgentID: agentID, Secret: "s", Token: "QDG6eK",
			AESKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"}},
		Members: []simulator.Member{{UserID: "Lin.Qing", Name: "林青"}},
	})
	t.Cleanup(sim.Close)
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	sim.SetCallbackURL(agentID, server.URL+"/wecom/callback")
	client := sim.Client(agentID)
	if err := client.VerifyURL(t.Context()); err != nil {
		t.Fatal(err)
	}
	return sim, client
}

// shown returns what the member reads in the window of the app.
func shown(sim *simulator.Simulator) []string {
	out := []string{}
	for _, m := range sim.Inbox("lin.qing") {
		if !m.Mine {
			out = append(out, m.Text)
		}
	}
	return out
}

func TestOnThePlatform(t *testing.T) {
	t.Parallel()
	a := &answerer{}
	sim, client := mustPlatform(t, mustHandler(t, a, nil))
	const words = "心得：第一行\n<b>&]]>😀"
	if _, err := client.SendText(t.Context(), "lin.qing", words); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Redeliver(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := a.texts(); len(got) != 2 || got[0] != "Lin.Qing:"+words || a.got[0].ID != a.got[1].ID {
		t.Errorf("%q of %q and %q", got, a.got[0].ID, a.got[1].ID)
	}
	if got := shown(sim); len(got) == 0 || got[0] != "收到："+words {
		t.Errorf("shown %q", got)
	}
}

// What fails is delivered again by the platform, and answered once it works.
func TestRepeatsOfThePlatform(t *testing.T) {
	t.Parallel()
	var tries atomic.Int32
	a := &answerer{answer: func(context.Context, campaign.Inbound) ([]string, error) {
		if tries.Add(1) < 3 {
			return nil, errDefect
		}
		return []string{"已收到。"}, nil
	}}
	sim, client := mustPlatform(t, mustHandler(t, a, func(o *callback.Options) { o.Spool = t.TempDir() + "/spool" }))
	if _, err := client.SendText(t.Context(), "lin.qing", "心得：一"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"已收到。"}, shown(sim)); diff != "" || tries.Load() != 3 {
		t.Errorf("%d tries\n%s", tries.Load(), diff)
	}
}
