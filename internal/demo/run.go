package demo

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"duban/bot/media"
	"duban/campaign"
	"duban/configs"
	"duban/internal/app"
	"duban/message"
	"duban/wecom/simulator"
)

// The demo's corporation and app.
const (
	corpID  = "wwdemo0000000000"
	agentID = 1000001
)

// Settings is what the command line says about a demo.
type Settings struct {
	Config configs.Config // Listen, Campaign, APIToken and the log's options count
	Log    *slog.Logger
	Wall   func() time.Time // the machine's clock
	Out    io.Writer        // is told the page's address
	PDF    media.PDFReader  // nil: no text is read from a PDF
}

// Run plays the demo until ctx ends: the simulated platform, the service on an
// embedded database in a temporary folder, and the page. Nothing is left behind.
func Run(ctx context.Context, s Settings) (err error) {
	dir, err := os.MkdirTemp("", "duban-demo-")
	if err != nil {
		return fmt.Errorf("make a folder for the demo: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	plan, _, err := app.LoadPlan(s.Config, campaign.DateOf(s.Wall()))
	if err != nil {
		return err
	}
	members, err := configs.SampleRoster()
	if err != nil {
		return err
	}
	clock := NewClock(opening(plan), s.Wall)
	groups := groupsOf(plan)
	platform, end, err := startPlatform(members, groups, clock)
	if err != nil {
		return err
	}
	defer end()
	listener, err := net.Listen("tcp", s.Config.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	defer listener.Close()
	service, err := app.Open(ctx, app.Options{Config: platform.configure(s.Config, dir), Now: clock.Now, Log: s.Log, PDF: s.PDF})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, service.Close(context.WithoutCancel(ctx))) }()
	if err := prepare(ctx, service, members); err != nil {
		return err
	}
	platform.sim.SetCallbackURL(agentID, "http://"+listener.Addr().String()+"/wecom/callback")
	d := New(Options{
		Service: service, Platform: platform.sim, AgentID: agentID, Clock: clock, Plan: service.Plan,
		Members: members, Groups: groups, Catalog: service.Catalog, Log: s.Log,
	})
	d.Start(ctx)
	defer d.Close()
	fmt.Fprintln(s.Out, service.Catalog.Text(message.DemoReady, message.Args{"url": "http://" + listener.Addr().String() + "/"}))
	return service.ServeOn(ctx, listener, d.Handler())
}

// opening returns the hour at which the demo begins: the campaign's first day.
func opening(p *campaign.Plan) time.Time {
	return p.Phases[0].From.At(dayStart, p.Zone)
}

// groupsOf returns the groups that the campaign's summaries go to.
func groupsOf(p *campaign.Plan) []string {
	var out []string
	for _, s := range p.Summaries {
		for _, g := range s.To {
			if !slices.Contains(out, g) {
				out = append(out, g)
			}
		}
	}
	return out
}

// prepare imports the people and starts all of the service but its own clock
// loop, whose place the demo takes.
func prepare(ctx context.Context, service *app.App, members []campaign.Member) error {
	changes, err := service.RosterChanges(ctx, members)
	if err != nil {
		return err
	}
	if err := service.ImportRoster(ctx, changes); err != nil {
		return err
	}
	return service.StartEdges(ctx)
}

// corporation is the simulated platform at its address.
type corporation struct {
	sim                         *simulator.Simulator
	base, secret, token, aesKey string
	groups                      map[string]string // webhook key by name
}

// startPlatform starts the simulated platform on a loopback port. The returned
// function ends it.
func startPlatform(members []campaign.Member, groups []string, clock *Clock) (*corporation, func(), error) {
	var raw [80]byte
	if _, err := rand.Read(raw[:]); err != nil {
		return nil, nil, err
	}
	c := &corporation{
		secret: hex.EncodeToString(raw[:16]), token: hex.EncodeToString(raw[16:32]),
		aesKey: alphanumeric(raw[32:64]), groups: map[string]string{},
	}
	o := simulator.Options{
		CorpID: corpID, Now: clock.Now,
		Apps: []simulator.App{{AgentID: agentID, Secret: c.secret, Token: c.token, AESKey: c.aesKey}},
	}
	for i, g := range groups {
		c.groups[g] = hex.EncodeToString(raw[64:]) + strconv.Itoa(i)
		o.Webhooks = append(o.Webhooks, simulator.Webhook{Name: g, Key: c.groups[g]})
	}
	for _, m := range members {
		o.Members = append(o.Members, simulator.Member{UserID: m.UserID, Name: m.Name})
	}
	c.sim = simulator.New(o)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		c.sim.Close()
		return nil, nil, fmt.Errorf("listen for the simulated platform: %w", err)
	}
	server := &http.Server{Handler: c.sim, ReadHeaderTimeout: 5 * time.Second}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(listener) // ends by Close
	}()
	c.base = "http://" + listener.Addr().String()
	return c, func() {
		_ = server.Close()
		<-served
		c.sim.Close()
	}, nil
}

// alphanumeric writes 32 bytes as 43 letters and digits, which is what the
// platform allows in an AES key (doc 90930).
func alphanumeric(b []byte) string {
	return strings.NewReplacer("+", "A", "/", "B").Replace(base64.RawStdEncoding.EncodeToString(b))
}

// configure returns the service's configuration against this platform, with
// all that it keeps below dir.
func (c *corporation) configure(base configs.Config, dir string) configs.Config {
	base.DatabaseURL = configs.Secret("sqlite:" + filepath.Join(dir, "duban.db"))
	base.BlobURL = configs.Secret("file:" + filepath.Join(dir, "files"))
	base.RedisURL = ""
	base.WeCom = configs.WeCom{
		APIBase: c.base, CorpID: corpID, AgentID: agentID,
		Secret: configs.Secret(c.secret), Token: configs.Secret(c.token), AESKey: configs.Secret(c.aesKey),
	}
	base.GroupWebhooks = map[string]configs.Secret{}
	for name, key := range c.groups {
		base.GroupWebhooks[name] = configs.Secret(c.base + "/cgi-bin/webhook/send?key=" + key)
	}
	return base
}
