package e2e

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"duban/internal/testenv"
	"duban/wecom"
)

// The figures of the way of a message, from outside: the built program as a
// process of its own, real encrypted callbacks over 64 connections of loopback,
// each filing durable before it is answered. The callbacks are encrypted
// beforehand, so that the client takes little of the machine. A bare echo server,
// a process of its own as well, is measured right before and after, by the same
// client.
const (
	benchConns   = 64
	benchPeople  = 5000
	benchFilings = 12_000 // of one measurement
	benchWarm    = 1_000
)

// BenchmarkCallback prints filings a second, their median and 99th percentile,
// and how they compare with the echo.
func BenchmarkCallback(b *testing.B) {
	payloads := seal(b, benchFilings+benchWarm)
	echo := startEcho(b)
	bare := func() measured { return fire(b, echo, payloads, nil) }
	b.Run("echo", func(b *testing.B) { report(b, bare(), 0) })
	for _, database := range []string{"sqlite", "postgres"} {
		b.Run(database, func(b *testing.B) {
			dir := b.TempDir()
			at := "sqlite:" + filepath.Join(dir, "duban.db")
			if database == "postgres" {
				at = testenv.Postgres(b)
			}
			s := startService(b, dir, at)
			before := bare()
			spent := s.processor()
			filings := fire(b, s.addr, payloads, answered)
			spent = s.processor() - spent
			report(b, filings, (before.perSecond+bare().perSecond)/2)
			b.ReportMetric(float64(spent.Microseconds())/float64(len(payloads)), "cpu-us/req")
			b.ReportMetric(s.resident(), "MB-after")
		})
	}
}

// echoEnv makes the test binary the echo server.
const echoEnv = "DUBAN_TEST_ECHO"

// serveEcho prints where it listens and serves until its standard input ends.
func serveEcho() int {
	echo := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.Copy(w, r.Body) }))
	defer echo.Close()
	fmt.Println(strings.TrimPrefix(echo.URL, "http://"))
	io.Copy(io.Discard, os.Stdin)
	return 0
}

// startEcho returns the address of an echo server that ends with the benchmark.
func startEcho(b *testing.B) string {
	b.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env, cmd.Stderr = append(os.Environ(), echoEnv+"=1"), os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		in.Close()
		if err := cmd.Wait(); err != nil {
			b.Errorf("the echo server: %v", err)
		}
	})
	addr, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	return strings.TrimSpace(addr)
}

// BenchmarkStart prints how long it takes from the start of the process to the
// first answered callback, and what the idle service then holds in memory.
func BenchmarkStart(b *testing.B) {
	payloads := seal(b, 20)
	dir := b.TempDir()
	at := "sqlite:" + filepath.Join(dir, "duban.db")
	prepare(b, dir, at)
	var took []time.Duration
	var resident float64
	for i := range payloads {
		began := time.Now()
		s := serveAt(b, dir, at)
		conn := dial(b, s.addr)
		if err := conn.send(payloads[i], answered); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
		resident = s.resident()
		conn.Close()
		s.stop(b)
	}
	slices.Sort(took)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(took[len(took)/2].Milliseconds()), "ms-to-answer")
	b.ReportMetric(resident, "MB-idle")
}

// measured is what one client saw of a server.
type measured struct {
	perSecond float64
	p50, p99  time.Duration
}

func report(b *testing.B, m measured, echo float64) {
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(m.perSecond, "req/s")
	b.ReportMetric(float64(m.p50.Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(m.p99.Microseconds())/1000, "p99-ms")
	if echo > 0 {
		b.ReportMetric(m.perSecond/echo, "of-echo")
	}
}

// seal returns ready requests, each of one filing of some 600 characters.
func seal(b *testing.B, n int) [][]byte {
	b.Helper()
	crypt, err := wecom.NewCrypt("bench", strings.Repeat("b", 43), "wwbench")
	if err != nil {
		b.Fatal(err)
	}
	body := strings.Repeat("深入群众才能听到真话，解决问题还要回到群众中去。", 25)
	base := time.Now().UnixNano()
	out := make([][]byte, n)
	for i := range out {
		now := time.Now().Unix()
		text := fmt.Sprintf("<xml><ToUserName><![CDATA[wwbench]]></ToUserName><FromUserName><![CDATA[user%05d]]></FromUserName><CreateTime>%d</CreateTime>"+
			"<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[心得：%s]]></Content><MsgId>%d</MsgId><AgentID>9</AgentID></xml>", i%benchPeople, now, body, base+int64(i))
		sealed := crypt.Encrypt([]byte(text), [16]byte{byte(i), byte(i >> 8), 1})
		query := url.Values{"msg_signature": {crypt.Signature(strconv.FormatInt(now, 10), "n", sealed)}, "timestamp": {strconv.FormatInt(now, 10)}, "nonce": {"n"}}
		xml := "<xml><ToUserName><![CDATA[wwbench]]></ToUserName><AgentID><![CDATA[9]]></AgentID><Encrypt><![CDATA[" + sealed + "]]></Encrypt></xml>"
		out[i] = fmt.Appendf(nil, "POST /wecom/callback?%s HTTP/1.1\r\nHost: bench\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n%s", query.Encode(), len(xml), xml)
	}
	return out
}

// answered tells whether an answer carries an encrypted receipt.
func answered(body []byte) bool { return bytes.Contains(body, []byte("<Encrypt>")) }

// connection is one kept-alive connection.
type connection struct {
	net.Conn
	in *bufio.Reader
}

func dial(b *testing.B, addr string) *connection {
	b.Helper()
	var last error
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); {
		c, err := net.Dial("tcp", addr)
		if err == nil {
			return &connection{c, bufio.NewReader(c)}
		}
		last = err
	}
	b.Fatal(last)
	return nil
}

// send sends a ready request and reads its answer.
func (c *connection) send(request []byte, good func([]byte) bool) error {
	if _, err := c.Write(request); err != nil {
		return err
	}
	res, err := http.ReadResponse(c.in, nil)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(res.Body)
	if err == nil && (res.StatusCode != http.StatusOK || good != nil && !good(body)) {
		err = fmt.Errorf("answered %s: %.80s", res.Status, body)
	}
	return err
}

// fire sends all payloads over the connections, the first few unmeasured.
func fire(b *testing.B, addr string, payloads [][]byte, good func([]byte) bool) measured {
	b.Helper()
	conns := make([]*connection, benchConns)
	for i := range conns {
		conns[i] = dial(b, addr)
		defer conns[i].Close()
	}
	var failed atomic.Pointer[error]
	run := func(payloads [][]byte) []time.Duration {
		took := make([]time.Duration, len(payloads))
		var next atomic.Int64
		var all sync.WaitGroup
		for _, c := range conns {
			all.Go(func() {
				for i := next.Add(1) - 1; i < int64(len(payloads)); i = next.Add(1) - 1 {
					began := time.Now()
					if err := c.send(payloads[i], good); err != nil {
						failed.Store(&err)
						return
					}
					took[i] = time.Since(began)
				}
			})
		}
		all.Wait()
		return took
	}
	run(payloads[:benchWarm])
	began := time.Now()
	took := run(payloads[benchWarm:])
	elapsed := time.Since(began)
	if err := failed.Load(); err != nil {
		b.Fatal(*err)
	}
	slices.Sort(took)
	return measured{float64(len(took)) / elapsed.Seconds(), took[len(took)/2], took[len(took)*99/100]}
}

// process is a running `duban serve`.
type process struct {
	*exec.Cmd
	addr string
}

func startService(b *testing.B, dir, database string) *process {
	b.Helper()
	prepare(b, dir, database)
	return serveAt(b, dir, database)
}

// benchEnv configures the program for the embedded campaign of the present year.
func benchEnv(dir, database string) []string {
	return []string{
		"HOME=" + dir, "DUBAN_DATABASE_URL=" + database, "DUBAN_BLOB_URL=file:" + filepath.Join(dir, "files"),
		"DUBAN_WECOM_API_BASE=http://127.0.0.1:9", "DUBAN_WECOM_CORP_ID=wwbench", "DUBAN_WECOM_AGENT_ID=9",
		"DUBAN_WECOM_SECRET=bench", "DUBAN_WECOM_TOKEN=bench", "DUBAN_WECOM_AES_KEY=" + strings.Repeat("b", 43), "DUBAN_LOG_LEVEL=error",
	}
}

// prepare imports the people.
func prepare(b *testing.B, dir, database string) {
	b.Helper()
	var roster strings.Builder
	roster.WriteString("userid,name,unit,roles\n")
	for i := range benchPeople {
		fmt.Fprintf(&roster, "user%05d,某%d,单位%d,member\n", i, i, i%80)
	}
	file := filepath.Join(dir, "roster.csv")
	if err := os.WriteFile(file, []byte(roster.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command(binary, "roster", "import", file, "--yes")
	cmd.Env, cmd.Dir = benchEnv(dir, database), dir
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("import the roster: %v\n%s", err, out)
	}
}

func serveAt(b *testing.B, dir, database string) *process {
	b.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	addr := free.Addr().String()
	free.Close()
	s := &process{exec.Command(binary, "serve"), addr}
	s.Env, s.Dir, s.Stderr = append(benchEnv(dir, database), "DUBAN_LISTEN="+addr), dir, b.Output()
	if err := s.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.stop(b) })
	dial(b, addr).Close()
	return s
}

// stop ends the service; a second call does nothing.
func (s *process) stop(b *testing.B) {
	if s.ProcessState != nil {
		return
	}
	if err := s.Process.Signal(syscall.SIGTERM); err != nil {
		b.Error(err)
	}
	if err := s.Wait(); err != nil {
		b.Errorf("serve ended with %v", err)
	}
}

// resident returns the megabytes that the process holds.
func (s *process) resident() float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kb / 1024
		}
	}
	return 0
}

// processor returns the processor time that the process has taken.
func (s *process) processor() time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.Process.Pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	var ticks int64 // of 10 ms
	for _, field := range strings.Fields(rest)[11:13] {
		n, _ := strconv.ParseInt(field, 10, 64)
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}
