package e2e

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"

	"duban/console"
	"duban/wecom/simulator"
)

// A verb is a word of the scripts, see verbs.
type verb = func(ts *testscript.TestScript, neg bool, args []string)

// verbs are what scripts can say beside the words of testscript. TEXT is @FILE,
// the content of a file, "" for
// none, or else text in which \n is a line break.
var verbs = map[string]verb{
	"platform":       on(1, 1, (*world).platform), // platform ROSTER: a simulated WeCom with these people
	"platform-clock": on(1, 1, (*world).platformClock),
	"serve":          on(0, 9, (*world).serve),      // serve [FLAGS]: in the background, until it is ready
	"begin":          on(0, 9, (*world).begin),      // begin [FLAGS], ready or not
	"demo":           on(0, 9, (*world).demo),       // demo [FLAGS], like serve
	"line":           on(0, 0, (*world).drawLine),   // draws a line to the database, for PostgreSQL
	"cut":            on(0, 0, (*world).cut),        // cuts that line
	"mend":           on(0, 0, (*world).mend),       // and mends it
	"terminate":      on(0, 0, (*world).terminate),  // SIGTERM; the service's log becomes stderr
	"crash":          on(0, 0, (*world).crash),      // SIGKILL
	"say":            on(2, 99, (*world).say),       // say USER TEXT: prints the passive reply
	"again":          on(0, 0, (*world).again),      // the platform repeats the last delivery
	"verify":         on(0, 0, (*world).verify),     // the platform checks the callback's address
	"calls":          on(1, 1, (*world).calls),      // calls API: how often it was called
	"photo":          on(2, 2, (*world).photo),      // photo USER FILE: makes and sends FILE, sets $SHA256
	"file":           on(2, 2, (*world).file),       // file USER FILE: sends FILE, sets $SHA256
	"inbox":          on(1, 1, (*world).inbox),      // inbox USER: what the app sent by itself
	"posts":          on(1, 1, (*world).posts),      // posts GROUP
	"forget":         on(0, 0, (*world).forget),     // empties windows and groups, withdraws faults
	"fault":          on(3, 3, (*world).fault),      // fault API TIMES errcode=N|status=N|delay=SECONDS|drop|lost
	"met":            on(0, 0, (*world).awaitFault), // waits until a call met the latest fault
	"forge":          on(1, 2, (*world).forge),      // forge WHAT [TEXT]: a broken callback, prints the status
	"get":            on(1, 1, (*world).get),        // get PATH: without a token
	"calendar":       on(2, 2, (*world).calendar),   // calendar member|unit NAME: the feed
	"address":        on(0, 0, (*world).address),    // sets $ADDRESS, where the service listens
	"api":            on(1, 1, (*world).ask),        // api PATH: with the token
	"await":          on(3, 3, (*world).await),      // await PATH WHERE PATTERN: api until what json finds matches
	"ready":          on(0, 0, (*world).ready),      // waits until the service is ready
	"tick":           on(1, 1, (*world).tick),       // tick TIME, the platform's clock too; ! tick wants exit 1
	"received":       on(1, 1, (*world).received),
	"fails":          fails,                   // fails CODE COMMAND…
	"json":           lookUp,                  // json WHERE VALUE [WHERE VALUE…] in stdout, see at
	"let":            letVar,                  // let NAME WHERE: a variable from stdout
	"replace":        replace,                 // replace FILE OLD NEW
	"disk":           on(2, 2, (*world).disk), // disk SIZE|ro DIR, where [mount]
	"fill":           on(1, 1, (*world).fill), // fill DIR: until its disk is full
	"xlsx":           sheet,                   // xlsx CSV FILE: the same as a workbook
	"many":           many,                    // many N FILE: a roster of so many people
	"limit":          limited,                 // limit BYTES COMMAND…: no file may grow beyond it
}

// on makes a verb of a method of the world that takes least to most arguments.
func on(least, most int, do func(*world, *testscript.TestScript, []string) error) verb {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if len(args) < least || len(args) > most {
			ts.Fatalf("want %d to %d arguments", least, most)
		}
		switch err := do(ts.Value(worldKey{}).(*world), ts, args); {
		case err != nil && !neg:
			ts.Fatalf("%v", err)
		case err == nil && neg:
			ts.Fatalf("it succeeded")
		case err != nil:
			ts.Logf("%v", err)
		}
	}
}

// text reads an argument that is a text.
func text(ts *testscript.TestScript, arg string) string {
	if name, ok := strings.CutPrefix(arg, "@"); ok {
		return ts.ReadFile(name)
	}
	if arg == `""` {
		return ""
	}
	return strings.ReplaceAll(arg, `\n`, "\n")
}

// fails runs a command that has to end with an exit code.
func fails(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: fails CODE COMMAND…")
	}
	err := ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	if !errors.As(err, &exit) || strconv.Itoa(exit.ExitCode()) != args[0] {
		ts.Fatalf("want exit %s, got %v\n%s", args[0], err, ts.ReadFile("stderr"))
	}
}

// limited runs a command that cannot write files beyond a size, as on a disk
// that is full.
func limited(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: limit KILOBYTES COMMAND…")
	}
	err := ts.Exec("sh", append([]string{"-c", `trap "" XFSZ; ulimit -f $(($0 * 2)); exec "$@"`}, args...)...)
	if (err != nil) != neg {
		ts.Fatalf("got %v\n%s", err, ts.ReadFile("stderr"))
	}
}

// sheet writes a roster as a workbook.
func sheet(ts *testscript.TestScript, neg bool, args []string) {
	rows, err := csv.NewReader(strings.NewReader(ts.ReadFile(args[0]))).ReadAll()
	ts.Check(err)
	book := excelize.NewFile()
	defer book.Close()
	for i, row := range rows {
		ts.Check(book.SetSheetRow(book.GetSheetName(0), fmt.Sprintf("A%d", i+1), &row))
	}
	ts.Check(book.SaveAs(ts.MkAbs(args[1])))
}

// many writes a roster of so many people.
func many(ts *testscript.TestScript, neg bool, args []string) {
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	var b strings.Builder
	b.WriteString("userid,name,unit,roles\n")
	for i := range n {
		fmt.Fprintf(&b, "m%d,人员%d,单位%d,member\n", i, i, i%50)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(b.String()), 0o600))
}

func replace(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: replace FILE OLD NEW")
	}
	old := ts.ReadFile(args[0])
	if !strings.Contains(old, args[1]) {
		ts.Fatalf("%s has no %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.ReplaceAll(old, args[1], text(ts, args[2]))), 0o600))
}

// lookUp compares values of the JSON in stdout. A VALUE of JSON that is no
// string is written as JSON.
func lookUp(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) == 0 || len(args)%2 != 0 {
		ts.Fatalf("usage: json WHERE VALUE…")
	}
	doc := ts.ReadFile("stdout")
	for i := 0; i < len(args); i += 2 {
		got, err := at(doc, args[i])
		want := text(ts, args[i+1])
		if err != nil {
			ts.Fatalf("%v in\n%s", err, doc)
		}
		if (got == want) == neg {
			ts.Fatalf("%s is %q, want %q (negated: %t) in\n%s", args[i], got, want, neg, doc)
		}
	}
}

func letVar(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: let NAME WHERE")
	}
	v, err := at(ts.ReadFile("stdout"), args[1])
	ts.Check(err)
	ts.Setenv(args[0], v)
}

// at finds a value: names, indexes, "len" for the length of a list and KEY=VALUE
// for its first member with that value, joined by slashes. Several documents
// are a list.
func at(doc, where string) (string, error) {
	var docs []any
	dec := json.NewDecoder(strings.NewReader(doc))
	dec.UseNumber()
	for {
		var v any
		if err := dec.Decode(&v); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return "", err
		}
		docs = append(docs, v)
	}
	var v any = docs
	if len(docs) == 1 {
		v = docs[0]
	}
	for _, name := range strings.Split(where, "/") {
		next, ok := member(v, name)
		if !ok {
			return "", fmt.Errorf("no %s of %s", name, where)
		}
		v = next
	}
	if s, ok := v.(string); ok {
		return s, nil
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return strings.TrimSuffix(out.String(), "\n"), err
}

func member(v any, name string) (any, bool) {
	switch v := v.(type) {
	case map[string]any:
		next, ok := v[name]
		return next, ok
	case []any:
		if name == "len" {
			return json.Number(strconv.Itoa(len(v))), true
		}
		if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < len(v) {
			return v[i], true
		}
		key, value, ok := strings.Cut(name, "=")
		for _, one := range v {
			if has, _ := member(one, key); ok && fmt.Sprint(has) == value {
				return one, true
			}
		}
	}
	return nil, false
}

// get asks the service for a path.
func (w *world) get(ts *testscript.TestScript, args []string) error {
	return w.request(ts, args[0], "")
}

// ask asks with the API's token.
func (w *world) ask(ts *testscript.TestScript, args []string) error {
	return w.request(ts, args[0], ts.Getenv("DUBAN_API_TOKEN"))
}

// request prints the body, and the status and type on stderr. A status of 400
// and more is an error.
func (w *world) request(ts *testscript.TestScript, path, token string) error {
	body, kind, err := w.fetch(path, token)
	ts.Stdout().Write(body)
	fmt.Fprintln(ts.Stderr(), kind)
	return err
}

// fetch asks for a path; kind is the status and type of the answer.
func (w *world) fetch(path, token string) (body []byte, kind string, err error) {
	if w.service == nil {
		return nil, "", errors.New("nothing is served")
	}
	req, err := http.NewRequest(http.MethodGet, w.service.base+path, nil)
	if err != nil {
		return nil, "", err
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, "", err
	}
	defer res.Body.Close()
	body, err = io.ReadAll(res.Body)
	if err == nil && res.StatusCode >= 400 {
		err = errors.New(res.Status)
	}
	return body, fmt.Sprintln(res.StatusCode, res.Header.Get("Content-Type")), err
}

// calendar asks for the feed of a member or unit.
func (w *world) calendar(ts *testscript.TestScript, args []string) error {
	keys := console.NewCalendarKeys(ts.Getenv("DUBAN_WECOM_AES_KEY"))
	key := keys.Unit(args[1])
	if args[0] == "member" {
		key = keys.Member(args[1])
	}
	return w.request(ts, "/calendar/"+key+".ics", "")
}

func (w *world) address(ts *testscript.TestScript, _ []string) error {
	ts.Setenv("ADDRESS", strings.TrimPrefix(w.service.base, "http://"))
	return nil
}

func (w *world) await(ts *testscript.TestScript, args []string) error {
	pattern, err := regexp.Compile(args[2])
	if err != nil {
		return err
	}
	var body []byte
	err = until(func() (so bool, err error) {
		if body, _, err = w.fetch(args[0], ts.Getenv("DUBAN_API_TOKEN")); err != nil {
			return false, err
		}
		got, err := at(string(body), args[1])
		return err == nil && pattern.MatchString(got), nil
	})
	ts.Stdout().Write(body)
	return err
}

// tick delivers what is due at a time, by both clocks.
func (w *world) tick(ts *testscript.TestScript, args []string) error {
	if err := w.platformClock(ts, args); err != nil {
		return err
	}
	return ts.Exec("duban", "tick", "--at", args[0])
}

// received wants the lines of a rehearsal, and nothing else, to have reached
// the members and groups at their moments: it ticks through them.
func (w *world) received(ts *testscript.TestScript, args []string) error {
	type line struct{ At, To, Channel, Text string }
	want := map[line]bool{}
	var moments []string
	dec := json.NewDecoder(strings.NewReader(ts.ReadFile(args[0])))
	for dec.More() {
		var l line
		if err := dec.Decode(&l); err != nil {
			return err
		}
		if n := len(moments); n == 0 || moments[n-1] != l.At {
			moments = append(moments, l.At)
		}
		want[l] = true
	}
	if len(want) == 0 {
		return errors.New("the rehearsal is empty")
	}
	w.sim.Reset()
	for _, m := range moments {
		if err := w.tick(ts, []string{m}); err != nil {
			return fmt.Errorf("tick at %s: %w", m, err)
		}
	}
	check := func(l line) error {
		if !want[l] {
			return fmt.Errorf("not rehearsed, or sent twice: %+v", l)
		}
		delete(want, l)
		return nil
	}
	for _, m := range w.sim.Members() {
		for _, got := range w.sim.Inbox(m.UserID) {
			if err := check(line{got.At.Format(time.RFC3339), m.UserID, "app", got.Text}); err != nil {
				return err
			}
		}
	}
	for _, p := range w.sim.GroupPosts("group") {
		if err := check(line{p.At.Format(time.RFC3339), "group", "group", p.Text}); err != nil {
			return err
		}
	}
	for l := range want {
		return fmt.Errorf("rehearsed, never received: %+v", l)
	}
	return nil
}

// fault lets calls of the platform fail.
func (w *world) fault(_ *testscript.TestScript, args []string) error {
	times, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	kind, value, _ := strings.Cut(args[2], "=")
	n, err := strconv.Atoi(value)
	if value != "" && err != nil {
		return err
	}
	f, ok := map[string]simulator.Fault{
		"errcode": {ErrCode: n}, "status": {HTTPStatus: n}, "delay": {Delay: time.Duration(n) * time.Second},
		"drop": {DropConnectionBeforeAnswer: true}, "lost": {DropAfterProcessing: true},
	}[kind]
	if !ok {
		return fmt.Errorf("unknown fault %q", args[2])
	}
	met := make(chan struct{})
	first := sync.OnceFunc(func() { close(met) })
	w.met = met
	w.sim.FailFunc(func(path string, _ []byte) bool {
		if path == args[0] {
			first()
		}
		return path == args[0]
	}, times, f)
	return nil
}

// awaitFault waits until a call met the latest fault.
func (w *world) awaitFault(*testscript.TestScript, []string) error {
	select {
	case <-w.met:
		return nil
	case <-time.After(patience):
		return errors.New("no call met the fault")
	}
}
