package e2e

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"duban/campaign"
	"duban/configs"
	"duban/internal/app"
	"duban/internal/testenv"
)

// TestNothingRunsOnAfterAStop starts and stops the whole service again and
// again, each time with a message answered, and wants every goroutine back. It
// runs alone, since it could not tell other tests' goroutines from its own.
func TestNothingRunsOnAfterAStop(t *testing.T) {
	databases := map[string]configs.Secret{"sqlite": configs.Secret("sqlite:" + filepath.Join(t.TempDir(), "duban.db"))}
	for name, share := range map[string]int{"sqlite": 1, "postgres and redis": 5} {
		t.Run(name, func(t *testing.T) {
			cache := ""
			database, ok := databases[name]
			if !ok {
				database, cache = configs.Secret(testenv.Postgres(t)), testenv.Redis(t)
			}
			t.Chdir(t.TempDir()) // where the spool is
			d := newDepot(t, crew(3), time.Now)
			c := configs.Config{
				DatabaseURL: database, RedisURL: configs.Secret(cache), BlobURL: configs.Secret("file:" + t.TempDir()), Campaign: "three-everything",
				Listen:        "127.0.0.1:0",
				GroupWebhooks: map[string]configs.Secret{pollGroup: configs.Secret(d.api.URL + "/cgi-bin/webhook/send?key=" + robotKey)},
				WeCom:         configs.WeCom{APIBase: d.api.URL, CorpID: corpID, AgentID: agentID, Secret: secret, Token: appToken, AESKey: aesKey},
			}
			before := goleak.IgnoreCurrent()
			n := (rounds(t, 50) + share - 1) / share
			for i := range n {
				if err := serveOnce(d, c, i); err != nil {
					t.Fatalf("round %d: %v", i, err)
				}
			}
			d.api.CloseClientConnections()
			http.DefaultClient.CloseIdleConnections()
			if err := goleak.Find(before); err != nil {
				t.Errorf("after %d starts and stops: %v", n, err)
			}
		})
	}
}

// serveOnce starts the service, lets a member be answered and stops it.
func serveOnce(d *depot, c configs.Config, round int) (err error) {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	a, err := app.Open(ctx, app.Options{Config: c, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer func() {
		closing, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		err = errors.Join(err, a.Close(closing))
	}()
	if err := a.Store.Update(ctx, time.Now(), func(tx campaign.Tx) error { return tx.PutMembers(ctx, crew(3)) }); err != nil {
		return err
	}
	if err := a.Start(ctx); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	served := make(chan error, 1)
	go func() { served <- a.ServeOn(ctx, listener, a.Handler()) }()
	defer func() {
		stop()
		err = errors.Join(err, <-served)
	}()
	address := "http://" + listener.Addr().String()
	res, err := http.Get(address + "/readyz")
	if err != nil {
		return err
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("readyz: %s", res.Status)
	}
	d.sim.SetCallbackURL(agentID, address+"/wecom/callback")
	reply, err := d.sim.Client(agentID).SendText(ctx, "m00000", fmt.Sprintf("帮助 %d", round))
	if err == nil && reply.Text == "" {
		err = errors.New("no answer")
	}
	return err
}
