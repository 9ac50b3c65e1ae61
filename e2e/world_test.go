package e2e

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"duban/configs"
	"duban/wecom/simulator"
)

// The corporation of the scripts.
const (
	corpID   = "wwscript00000000"
	agentID  = 1000042
	appToken = "ScriptToken42"
	aesKey   = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
	secret   = "script-secret-9d1f"
	robotKey = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
	apiToken = "script-api-token"
)

// patience is how long a script waits for what the program does by itself.
const patience = 15 * time.Second

// curtain is where the platform's clock stands until a script moves it.
var curtain = time.Date(2011, 10, 10, 9, 0, 0, 0, time.FixedZone("", 8*3600))

// world is what surrounds the program in one script: the simulated platform
// and, when it serves, its process.
type world struct {
	tb  testing.TB
	mu  sync.Mutex
	now time.Time

	sim    *simulator.Simulator
	api    *httptest.Server
	member *simulator.Client

	service *service
	line    *line           // to the database, once a script has drawn it
	met     <-chan struct{} // closed when a call met the latest fault
}

type worldKey struct{}

func (w *world) close() {
	if w.service != nil {
		_ = w.service.cmd.Process.Kill()
		<-w.service.done
		w.service = nil
	}
	if w.sim != nil {
		w.sim.Close()
		w.api.Close()
	}
}

// clock is the platform's.
func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) platformClock(_ *testscript.TestScript, args []string) error {
	at, err := time.Parse(time.RFC3339, args[0])
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = at
	return nil
}

// platform starts a WeCom with the people of a roster and two groups, and
// configures the program for it.
func (w *world) platform(ts *testscript.TestScript, args []string) error {
	people, problems := configs.ReadRoster(args[0], strings.NewReader(ts.ReadFile(args[0])))
	if err := problems.Err(); err != nil {
		return err
	}
	o := simulator.Options{
		CorpID: corpID, Now: w.clock,
		Apps:     []simulator.App{{AgentID: agentID, Secret: secret, Token: appToken, AESKey: aesKey}},
		Webhooks: []simulator.Webhook{{Name: "group", Key: robotKey}},
	}
	for _, m := range people {
		o.Members = append(o.Members, simulator.Member{UserID: m.UserID, Name: m.Name})
	}
	w.sim = simulator.New(o)
	w.api = httptest.NewServer(w.sim)
	w.member = w.sim.Client(agentID)
	for name, value := range map[string]string{
		"API_BASE": w.api.URL, "CORP_ID": corpID, "AGENT_ID": fmt.Sprint(agentID),
		"SECRET": secret, "TOKEN": appToken, "AES_KEY": aesKey,
	} {
		ts.Setenv("DUBAN_WECOM_"+name, value)
	}
	ts.Setenv("DUBAN_GROUP_WEBHOOKS", "group="+w.api.URL+"/cgi-bin/webhook/send?key="+robotKey)
	return nil
}

// service is the running program.
type service struct {
	cmd  *exec.Cmd
	base string
	log  bytes.Buffer // all it said, whole once done is closed
	done chan struct{}
}

// serve starts the service on a free port and waits until it is ready.
func (w *world) serve(ts *testscript.TestScript, args []string) error {
	if err := w.begin(ts, args); err != nil {
		return err
	}
	return w.awaitOK("/readyz")
}

// begin starts the service on a free port, ready or not.
func (w *world) begin(ts *testscript.TestScript, args []string) error {
	return w.start(ts, regexp.MustCompile(`address=(http://\S+)`), append([]string{"serve"}, args...))
}

// demo starts the demo instead, which has a platform of its own.
func (w *world) demo(ts *testscript.TestScript, args []string) error {
	if err := w.start(ts, regexp.MustCompile(`(http://127\.0\.0\.1:\d+)/`), append([]string{"demo"}, args...)); err != nil {
		return err
	}
	return w.awaitOK("/readyz")
}

// start starts the program and waits until it has said where it serves.
func (w *world) start(ts *testscript.TestScript, address *regexp.Regexp, args []string) error {
	s := &service{cmd: exec.Command(binary, args...), done: make(chan struct{})}
	s.cmd.Dir = ts.MkAbs(".")
	s.cmd.Env = []string{"HOME=" + ts.Getenv("WORK"), "TMPDIR=" + ts.Getenv("TMPDIR"), "DUBAN_CONFIG=" + ts.Getenv("DUBAN_CONFIG")}
	for _, o := range configs.Options() {
		for _, name := range []string{o.Env, o.Env + "_FILE"} {
			if v := ts.Getenv(name); v != "" {
				s.cmd.Env = append(s.cmd.Env, name+"="+v)
			}
		}
	}
	log, out, err := os.Pipe()
	if err != nil {
		return err
	}
	defer out.Close()
	s.cmd.Stdout, s.cmd.Stderr = out, out
	if err := s.cmd.Start(); err != nil {
		return errors.Join(err, log.Close())
	}
	w.service = s
	said := make(chan string, 1)
	go func() {
		defer close(s.done)
		defer log.Close()
		buf := make([]byte, 4096)
		for {
			n, err := log.Read(buf)
			s.log.Write(buf[:n])
			if m := address.FindSubmatch(s.log.Bytes()); m != nil && len(said) == 0 {
				said <- string(m[1])
			}
			if err != nil {
				return
			}
		}
	}()
	select {
	case s.base = <-said:
	case <-s.done:
		w.service = nil
		return fmt.Errorf("it did not serve: %w\n%s", s.cmd.Wait(), s.log.String())
	case <-time.After(patience):
		return errors.New("it does not serve")
	}
	if w.sim != nil {
		w.sim.SetCallbackURL(agentID, s.base+"/wecom/callback")
	}
	return nil
}

func (w *world) ready(*testscript.TestScript, []string) error { return w.awaitOK("/readyz") }

// awaitOK waits until the service answers a path with 200.
func (w *world) awaitOK(path string) error {
	return until(func() (bool, error) {
		res, err := http.Get(w.service.base + path)
		if err != nil {
			return false, err
		}
		res.Body.Close()
		return res.StatusCode == http.StatusOK, nil
	})
}

// until asks again and again until it is so.
func until(so func() (bool, error)) error {
	beat := time.NewTicker(20 * time.Millisecond)
	defer beat.Stop()
	end := time.After(patience)
	for {
		ok, err := so()
		if ok || err != nil {
			return err
		}
		select {
		case <-beat.C:
		case <-end:
			return fmt.Errorf("not so within %s", patience)
		}
	}
}

// terminate ends the service as an operator does, and shows its log.
func (w *world) terminate(ts *testscript.TestScript, _ []string) error {
	return w.end(ts, syscall.SIGTERM)
}

// crash ends the service as a power cut does.
func (w *world) crash(ts *testscript.TestScript, _ []string) error {
	if err := w.end(ts, syscall.SIGKILL); err == nil {
		return errors.New("it survived")
	}
	return nil
}

func (w *world) end(ts *testscript.TestScript, with syscall.Signal) error {
	s := w.service
	if s == nil {
		return errors.New("nothing is served")
	}
	w.service = nil
	if err := s.cmd.Process.Signal(with); err != nil {
		return err
	}
	select {
	case <-s.done:
	case <-time.After(10 * time.Second):
		_ = s.cmd.Process.Kill()
		<-s.done
		return fmt.Errorf("it did not stop within 10 s\n%s", s.log.String())
	}
	fmt.Fprint(ts.Stderr(), s.log.String())
	return s.cmd.Wait()
}

// say lets a member write, and prints what the app answers at once.
func (w *world) say(ts *testscript.TestScript, args []string) error {
	reply, err := w.member.SendText(context.Background(), args[0], text(ts, strings.Join(args[1:], " ")))
	return printReply(ts, reply, err)
}

func (w *world) again(ts *testscript.TestScript, _ []string) error {
	reply, err := w.member.Redeliver(context.Background())
	return printReply(ts, reply, err)
}

func printReply(ts *testscript.TestScript, reply simulator.Reply, err error) error {
	if err == nil {
		fmt.Fprintln(ts.Stdout(), reply.Text)
	}
	return err
}

// verify saves the callback's address, which makes the platform check it.
func (w *world) verify(*testscript.TestScript, []string) error {
	return w.member.VerifyURL(context.Background())
}

// calls prints how often an API was called.
func (w *world) calls(ts *testscript.TestScript, args []string) error {
	fmt.Fprintln(ts.Stdout(), w.sim.Calls()[args[0]])
	return nil
}

// photo makes a picture that is the file's name's own and sends it.
func (w *world) photo(ts *testscript.TestScript, args []string) error {
	hash := fnv.New32()
	io.WriteString(hash, args[1])
	sum := hash.Sum32()
	img := image.NewRGBA(image.Rect(0, 0, 40, 30))
	for x := range 40 {
		for y := range 30 {
			img.Set(x, y, color.RGBA{byte(sum), byte(sum>>8) + byte(x), byte(sum>>16) + byte(y), 255})
		}
	}
	var data bytes.Buffer
	if err := png.Encode(&data, img); err != nil {
		return err
	}
	if err := os.WriteFile(ts.MkAbs(args[1]), data.Bytes(), 0o600); err != nil {
		return err
	}
	return w.send(ts, args, data.Bytes(), w.member.SendImage)
}

// file sends a file as it is.
func (w *world) file(ts *testscript.TestScript, args []string) error {
	return w.send(ts, args, []byte(ts.ReadFile(args[1])), w.member.SendFile)
}

type sender func(ctx context.Context, userID, name string, data []byte) (simulator.Reply, error)

func (w *world) send(ts *testscript.TestScript, args []string, data []byte, by sender) error {
	sum := sha256.Sum256(data)
	ts.Setenv("SHA256", hex.EncodeToString(sum[:]))
	reply, err := by(context.Background(), args[0], args[1], data)
	return printReply(ts, reply, err)
}

// inbox prints what the app sent to a member by itself, the oldest first.
func (w *world) inbox(ts *testscript.TestScript, args []string) error {
	for _, m := range w.sim.Inbox(args[0]) {
		if !m.Mine && !m.Passive {
			fmt.Fprintf(ts.Stdout(), "%s %s\n", m.At.Format("2006-01-02T15:04"), m.Text)
		}
	}
	return nil
}

// posts prints what a group got.
func (w *world) posts(ts *testscript.TestScript, args []string) error {
	for _, p := range w.sim.GroupPosts(args[0]) {
		fmt.Fprintf(ts.Stdout(), "%s %s\n", p.At.Format("2006-01-02T15:04"), p.Text)
	}
	return nil
}

// forget empties windows and groups and withdraws all trouble.
func (w *world) forget(*testscript.TestScript, []string) error {
	w.sim.Reset()
	return nil
}
