package e2e

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"duban/internal/testenv"
)

// demoState is what the tests read of the page's own view.
type demoState struct {
	Now    time.Time
	First  string
	People []struct{ ID, Name, Unit, Role string }
	Groups []struct{ ID, Name string }
}

// startDemo runs `duban demo` and returns the address of its page.
func startDemo(t *testing.T) string {
	t.Helper()
	cmd := exec.Command(binary, "demo", "--listen", "127.0.0.1:0")
	cmd.Env = []string{"HOME=" + t.TempDir(), "TMPDIR=" + t.TempDir(), "PATH=" + os.Getenv("PATH")}
	cmd.Dir = t.TempDir()
	cmd.Stderr = t.Output()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Error(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("the demo ended with %v", err)
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the demo said nothing: %v", err)
	}
	go io.Copy(io.Discard, out)
	url := regexp.MustCompile(`http://\S+`).FindString(line)
	if url == "" {
		t.Fatalf("no address in %q", line)
	}
	return url
}

func getJSON(t *testing.T, url string, v any) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s", url, res.Status)
	}
	if err := json.NewDecoder(res.Body).Decode(v); err != nil {
		t.Fatalf("GET %s: %v", url, err)
	}
}

// browser opens a window of a size and returns its context.
func browser(t *testing.T, width, height int) context.Context {
	t.Helper()
	o := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(testenv.Chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.WindowSize(width, height), chromedp.UserDataDir(t.TempDir()))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), o...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(int64(width), int64(height))); err != nil {
		t.Fatal(err)
	}
	ctx, cancel = context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// page is the demo in a browser, driven as its reader would.
type page struct {
	t   *testing.T
	ctx context.Context
	url string
}

func (p page) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.t.Fatal(err)
	}
}

// get runs an action that returns a value.
func get[T any](p page, a chromedp.Action[T]) T {
	p.t.Helper()
	v, err := chromedp.Run(p.ctx, a)
	if err != nil {
		p.t.Fatal(err)
	}
	return v
}

// wait polls until a JavaScript condition holds.
func (p page) wait(condition string) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, chromedp.Poll[chromedp.Void](condition)); err != nil {
		seen, _ := chromedp.Run(p.ctx, chromedp.Text("body"))
		p.t.Fatalf("waiting for %s: %v; the page shows:\n%s", condition, err, seen)
	}
}

// open shows a person's chat, or a group's, by its id.
func (p page) open(id string) {
	p.t.Helper()
	p.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`open(%q)`, id)))
	p.wait(fmt.Sprintf(`$('chat').dataset.of === %q`, id))
}

// say writes a text and waits for an answer that holds want.
func (p page) say(text, want string) string {
	p.t.Helper()
	before := p.bubbles("bot")
	p.do(chromedp.SetValue("#text", text), chromedp.Click("#send"))
	p.wait(fmt.Sprintf(`document.querySelectorAll('.msg.bot').length > %d`, len(before)))
	after := p.bubbles("bot")
	answer := strings.Join(after[len(before):], "\n")
	if !strings.Contains(answer, want) {
		p.t.Fatalf("to %q the bot said %q, want something with %q", text, answer, want)
	}
	return answer
}

// download waits for a file whose name begins with name and gets what its link
// leads to, which has to begin with bytes.
func (p page) download(name, bytes string) {
	p.t.Helper()
	p.wait(fmt.Sprintf(`document.querySelector('.bot .file a')?.download.startsWith(%q)`, name))
	res, err := http.Get(get(p, chromedp.Evaluate[string](`document.querySelector('.bot .file a').href`)))
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	_, params, err2 := mime.ParseMediaType(res.Header.Get("Content-Disposition"))
	if err = errors.Join(err, err2); err != nil || !strings.HasPrefix(string(data), bytes) || !strings.HasPrefix(params["filename"], name) {
		p.t.Errorf("the link gives %.10q as %q, %v", data, params["filename"], err)
	}
}

// bubbles returns the texts of one side of the open chat.
func (p page) bubbles(side string) []string {
	p.t.Helper()
	return get(p, chromedp.Evaluate[[]string](fmt.Sprintf(`[...document.querySelectorAll('.msg.%s .bubble')].map(b => b.innerText)`, side)))
}

// move moves the clock and waits until it stands.
func (p page) move(action string) {
	p.t.Helper()
	p.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`move(%s)`, action)))
	p.wait(`!document.querySelector('#next').disabled && !$('moved').hidden`)
}

// shot keeps a picture where DUBAN_TEST_SHOTS names a folder for it.
func (p page) shot(name string) {
	p.t.Helper()
	dir := os.Getenv("DUBAN_TEST_SHOTS")
	if dir == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), get(p, chromedp.CaptureScreenshot()), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

func (p page) state() demoState {
	p.t.Helper()
	var s demoState
	getJSON(p.t, p.url+"demo/api/state", &s)
	return s
}

// inbox returns the texts that a person's window holds from the bot.
func (p page) inbox(id string) []string {
	p.t.Helper()
	var chat struct {
		Items []struct {
			Mine bool
			Text string
		}
	}
	getJSON(p.t, p.url+"demo/api/chat?with="+id, &chat)
	var out []string
	for _, it := range chat.Items {
		if !it.Mine {
			out = append(out, it.Text)
		}
	}
	return out
}

const essay = "群众工作没有捷径。这次学习让我明白，坐在办公室里听来的都是别人嚼过的话，只有把脚步迈进农家院、把板凳坐到炕头边，才能听见真话。" +
	"上个月跟着文化下乡的队伍去了三个村，头一天老乡见了我们只是笑，第二天帮着掰了半天玉米，第三天话匣子才打开。他们说书屋的门常年锁着，放映队来了不通知，" +
	"台上唱什么台下听不清。这些事不大，可是一件一件都压在人心上。回来以后我把听到的十二件事列成一张单子，能办的当周就办，不能办的说清楚为什么。" +
	"为了谁、依靠谁、我是谁，这三问不是写在墙上的，是写在脚上的。今后我给自己定三条：每个月至少下去住两天，每次至少解决一件实事，每篇稿子至少让一个普通人说完一段完整的话。" +
	"做到了，群众心里有数；做不到，也请大家监督。"

// TestDemoStory plays the main job as a newcomer would.
func TestDemoStory(t *testing.T) {
	t.Parallel()
	p := page{t, browser(t, 1360, 860), startDemo(t)}
	p.do(chromedp.Navigate(p.url))
	p.wait(`document.querySelectorAll('#people button').length > 100 && $('chat').dataset.of === state.first`)
	s := p.state()
	filer, owing, liaison, office := s.First, "", "", ""
	for _, m := range s.People {
		switch {
		case m.Role == "干部职工" && m.ID != filer && owing == "":
			owing = m.ID
		case m.Role == "联络员" && liaison == "":
			liaison = m.ID
		case m.Role == "办公室" && office == "":
			office = m.ID
		}
	}

	p.say("心得："+essay, "1/2")
	p.shot("demo-receipt")
	p.open(liaison)
	p.say("调研报告：关于农家书屋管理使用情况的调查与思考\n"+strings.Repeat(essay, 6), "1/3")
	p.open(office)
	p.say("导出台账", "正在生成")
	p.download("台账", "PK")
	p.shot("demo-ledger")

	// The first reminder of the October essays.
	for i := 0; ; i++ {
		if i == 60 {
			t.Fatal("no reminder of the essays within sixty moves")
		}
		p.move(`{to: 'next'}`)
		if slices.ContainsFunc(p.inbox(owing), func(s string) bool { return strings.Contains(s, "心得体会") }) {
			break
		}
	}
	if now := p.state().Now; now.Month() != time.October || now.Day() < 13 || now.Day() > 18 {
		t.Errorf("the first reminder came at %v, want 14 days before the deadline at the end of October", now)
	}
	if got := essays(p.inbox(filer)); len(got) != 1 {
		t.Errorf("who has filed got %d messages about essays, want the receipt alone: %q", len(got), got)
	}
	p.open(owing)
	p.shot("demo-reminder")
	p.say("心得："+essay, "1/2")

	// Through the deadline: who filed hears no more of it.
	before := len(essays(p.inbox(owing)))
	p.move(fmt.Sprintf(`{to: '%d-11-01'}`, p.state().Now.Year()))
	if after := essays(p.inbox(owing)); len(after) != before {
		t.Errorf("reminded of essays after filing: %q", after[before:])
	}

	group := s.Groups[0].ID
	p.open(group)
	posts := p.bubbles("bot")
	if len(posts) == 0 {
		t.Fatal("no weekly summary in the group")
	}
	if last := posts[len(posts)-1]; !strings.Contains(last, "心得体会") || !regexp.MustCompile(`已交\D*2\b`).MatchString(last) {
		t.Errorf("the last summary does not count the two essays:\n%s", last)
	}
	p.shot("demo-group")
	p.move(fmt.Sprintf(`{to: '%d-07-31'}`, p.state().Now.Year()+1))
	p.shot("demo-year")
}

// essays keeps the texts about the essays.
func essays(texts []string) []string {
	return slices.DeleteFunc(slices.Clone(texts), func(s string) bool { return !strings.Contains(s, "心得体会") })
}

// TestDemoOnAPhone looks at the page at a phone's width: nothing may stand
// beyond its edge.
func TestDemoOnAPhone(t *testing.T) {
	t.Parallel()
	p := page{t, browser(t, 390, 844), startDemo(t)}
	p.do(chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile), chromedp.Navigate(p.url))
	p.wait(`state && $('chat').dataset.of === state.first`)
	p.say("帮助", "心得")
	p.say("心得："+essay, "1/2")
	p.shot("phone-chat")
	for _, tab := range []string{"people", "timeline", "group"} {
		p.do(chromedp.Click(`.tabs [data-to=` + tab + `]`))
		p.wait(fmt.Sprintf(`document.querySelector('.tabs [data-to=%s]').ariaCurrent === 'true'`, tab))
		p.shot("phone-" + tab)
		if width := get(p, chromedp.Evaluate[int](`document.documentElement.scrollWidth`)); width > 390 {
			t.Errorf("the tab %s is %d pixels wide, want at most 390", tab, width)
		}
	}
}
