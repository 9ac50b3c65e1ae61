package simulator_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"testing"

	"go.uber.org/goleak"

	"duban/wecom/simulator"
)

func TestMain(m *testing.M) {
	code := m.Run()
	http.DefaultClient.CloseIdleConnections()
	if err := goleak.Find(); code == 0 && err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func TestSubscribe(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	events, end := c.Subscribe(10)
	short, _ := c.Subscribe(0) // never read: must not hold anybody up
	id := c.send(text("lin.qing", "x")).str("msgid")
	c.hook(obj{"msgtype": "text", "text": obj{"content": "hi"}})
	c.want(c.post(c.withToken("message/recall"), obj{"msgid": id}), 0)
	c.Reset()
	e := <-events
	if e.Kind != simulator.EventMessage || e.UserID != "lin.qing" || e.Message.Text != "x" {
		t.Errorf("%+v", e)
	}
	if e = <-events; e.Kind != simulator.EventPost || e.Group != "team" || e.Post.Text != "hi" {
		t.Errorf("%+v", e)
	}
	if e = <-events; e.Kind != simulator.EventUpdate || !e.Message.Recalled {
		t.Errorf("%+v", e)
	}
	if e = <-events; e.Kind != simulator.EventReset {
		t.Errorf("%+v", e)
	}
	end()
	end()
	if _, open := <-events; open {
		t.Error("open after its end")
	}
	c.Close()
	c.Close()
	if _, open := <-short; open {
		t.Error("open after Close")
	}
	late, _ := c.Subscribe(1)
	if _, open := <-late; open {
		t.Error("subscribed after Close")
	}
}

func TestWait(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	arrived := make(chan error)
	go func() {
		arrived <- c.Wait(t.Context(), func() bool { return len(c.Inbox("lin.qing")) == 2 })
	}()
	c.want(c.send(text("lin.qing", "a")), 0)
	c.want(c.send(text("lin.qing", "b")), 0)
	if err := <-arrived; err != nil {
		t.Error(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.Wait(ended, func() bool { return false }); err != context.Canceled {
		t.Errorf("%v", err)
	}
}

func TestKeepBoundsMemory(t *testing.T) {
	t.Parallel()
	c := newCorp(t, func(o *simulator.Options) { o.Keep = 3 })
	c.want(c.send(cardTo("lin.qing", buttons("old"))), 0)
	first := c.send(text("lin.qing", "first")).str("msgid")
	for i := range 20 {
		c.want(c.send(text("lin.qing", fmt.Sprint(i))), 0)
	}
	for i := range 5 {
		c.want(c.hook(obj{"msgtype": "text", "text": obj{"content": fmt.Sprint(i)}}), 0)
	}
	window, posts := c.Inbox("lin.qing"), c.GroupPosts("team")
	if len(window) != 3 || window[0].Text != "17" || window[2].Text != "19" {
		t.Errorf("window %+v", window)
	}
	if len(posts) != 3 || posts[2].Text != "4" || len(c.Sent()) != 3 {
		t.Errorf("%d posts, %d sends", len(posts), len(c.Sent()))
	}
	c.want(c.post(c.withToken("message/recall"), obj{"msgid": first}), 40058)
	if _, err := c.Client(agentID).Press("lin.qing", "old", "yes"); err == nil {
		t.Error("a forgotten card was pressed")
	}
	c.want(c.send(cardTo("lin.qing", buttons("old"))), 42014) // its id is not forgotten
}

func TestReset(t *testing.T) {
	t.Parallel()
	c := newCorp(t, nil)
	c.want(c.send(text("lin.qing", "x")), 0)
	c.hook(obj{"msgtype": "text", "text": obj{"content": "hi"}})
	c.Fail("", -1, simulator.Fault{ErrCode: -1})
	c.Reset()
	if len(c.Inbox("lin.qing"))+len(c.Sent())+len(c.GroupPosts("team"))+len(c.Calls()) != 0 {
		t.Error("something is left")
	}
	c.want(c.send(text("lin.qing", "x")), 0) // the token lives, the fault is gone
	if got := c.Calls()["/cgi-bin/message/send"]; got != 1 {
		t.Errorf("%d calls", got)
	}
}
