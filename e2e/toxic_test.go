package e2e

import (
	"bytes"
	"fmt"
	"net"
	"net/url"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/rs/zerolog"
)

// line is a proxy between a part of the program and a service, for cutting.
type line struct {
	testing.TB
	proxy *toxiproxy.Proxy
}

// newLine opens a line to an address.
func newLine(tb testing.TB, to string) *line {
	tb.Helper()
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	l := &line{tb, toxiproxy.NewProxy(server, to, "127.0.0.1:0", to)}
	if err := l.proxy.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(l.proxy.Stop)
	return l
}

// over returns an address of a service with the line in between.
func (l *line) over(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		l.Fatal(err)
	}
	u.Host = l.proxy.Listen
	return u.String()
}

// lineTo opens a line to the host of an address, whose port may be left out.
func lineTo(tb testing.TB, address, port string) *line {
	tb.Helper()
	u, err := url.Parse(address)
	if err != nil {
		tb.Fatal(err)
	}
	if u.Port() != "" {
		port = u.Port()
	}
	return newLine(tb, net.JoinHostPort(u.Hostname(), port))
}

// cut closes the line and all connections on it until mend.
func (l *line) cut() { l.proxy.Stop() }

func (l *line) mend() {
	if err := l.proxy.Start(); err != nil {
		l.Error(err)
	}
}

// slow delays what comes back by a time, until heal.
func (l *line) slow(by time.Duration) {
	l.toxic(`{"name":"slow","type":"latency","attributes":{"latency":%d,"jitter":%d}}`, by.Milliseconds(), by.Milliseconds()/2)
}

// reset breaks all connections off until heal.
func (l *line) reset() { l.toxic(`{"name":"reset","type":"reset_peer","attributes":{"timeout":20}}`) }

// swallow lets nothing through, and nobody know, until heal.
func (l *line) swallow() { l.toxic(`{"name":"swallow","type":"timeout","attributes":{"timeout":0}}`) }

func (l *line) toxic(format string, args ...any) {
	if _, err := l.proxy.Toxics.AddToxicJson(bytes.NewBufferString(fmt.Sprintf(format, args...))); err != nil {
		l.Error(err)
	}
}

func (l *line) heal() { l.proxy.Toxics.ResetToxics(l.Context()) }

// drawLine puts a line that can be cut between the program and its database.
func (w *world) drawLine(ts *testscript.TestScript, _ []string) error {
	database := ts.Getenv("DUBAN_DATABASE_URL")
	w.line = lineTo(w.tb, database, "5432")
	ts.Setenv("DUBAN_DATABASE_URL", w.line.over(database))
	return nil
}

func (w *world) cut(*testscript.TestScript, []string) error {
	w.line.cut()
	return nil
}

func (w *world) mend(*testscript.TestScript, []string) error {
	w.line.mend()
	return nil
}
