package push_test

import (
	"context"
	"errors"
	"io"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"duban/campaign"
	"duban/scheduler"
	"duban/scheduler/push"
	"duban/wecom"
	"duban/wecom/simulator"
)

// shelf has documents by key.
type shelf map[string]string

func (s shelf) Open(_ context.Context, key string) (io.ReadCloser, error) {
	text, ok := s[key]
	switch {
	case !ok:
		return nil, campaign.Errorf(campaign.CodeNotFound, "open", "no document %s", key)
	case text == "away":
		return nil, errors.New("the disk is away")
	}
	return io.NopCloser(strings.NewReader(text)), nil
}

// office is a simulated platform with a sender.
func office(t *testing.T, files push.Files) (*simulator.Simulator, *push.App) {
	t.Helper()
	now := time.Date(2011, 10, 20, 9, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	sim := simulator.New(simulator.Options{
		CorpID: "ww1", Now: clock, Members: []simulator.Member{{UserID: "zhang", Name: "张三"}, {UserID: "li", Name: "李明"}},
		Apps: []simulator.App{{AgentID: 7, Secret: "secret"}},
	})
	t.Cleanup(sim.Close)
	srv := httptest.NewServer(sim)
	t.Cleanup(srv.Close)
	client, err := wecom.NewClient(wecom.Options{BaseURL: srv.URL, CorpID: "ww1", AgentID: 7, Secret: "secret", Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	return sim, push.NewApp(client, files)
}

func TestAFileIsUploadedAndSent(t *testing.T) {
	t.Parallel()
	sim, app := office(t, shelf{"k": "the ledger's bytes"})
	body, err := app.FileBody([]string{"zhang", "ghost"}, campaign.File{Key: "k", Name: "台账 “10月”.xlsx"})
	if err != nil {
		t.Fatal(err)
	}
	r := app.Send(context.Background(), campaign.Call{Body: body})
	if r.Fate != scheduler.Sent || r.Parts != 1 || r.Drop["ghost"] == "" {
		t.Errorf("got %+v", r)
	}
	in := sim.Inbox("zhang")
	if len(in) != 1 || in[0].Type != "file" || in[0].FileName != "台账 “10月”.xlsx" {
		t.Fatalf("the window shows %+v", in)
	}
	if _, data, ok := sim.Media(in[0].MediaID); !ok || string(data) != "the ledger's bytes" {
		t.Errorf("the file holds %q", data)
	}
}

func TestFatesOfFiles(t *testing.T) {
	t.Parallel()
	const upload, send = "/cgi-bin/media/upload", "/cgi-bin/message/send"
	for _, tt := range []struct {
		name, path string
		fault      simulator.Fault
		files      shelf
		want       scheduler.Fate
	}{
		{"the platform is busy", upload, simulator.Fault{ErrCode: -1}, shelf{"k": "bytes of it"}, scheduler.Busy},
		{"uploaded too often", upload, simulator.Fault{ErrCode: 45009}, shelf{"k": "bytes of it"}, scheduler.Wait},
		{"the upload is cut", upload, simulator.Fault{DropConnectionBeforeAnswer: true}, shelf{"k": "bytes of it"}, scheduler.Again},
		{"the upload is refused", upload, simulator.Fault{ErrCode: 40006}, shelf{"k": "bytes of it"}, scheduler.Hopeless},
		{"the media died, and again", send, simulator.Fault{ErrCode: 40007}, shelf{"k": "bytes of it"}, scheduler.Hopeless},
		{"the answer is lost", send, simulator.Fault{DropAfterProcessing: true}, shelf{"k": "bytes of it"}, scheduler.Again},
		{"the store is away", "", simulator.Fault{}, shelf{"k": "away"}, scheduler.Again},
		{"there are no bytes", "", simulator.Fault{}, shelf{}, scheduler.Hopeless},
		{"too large", "", simulator.Fault{}, shelf{"k": strings.Repeat("x", wecom.MaxFileBytes+1)}, scheduler.Hopeless},
		{"empty", "", simulator.Fault{}, shelf{"k": ""}, scheduler.Hopeless},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			sim, app := office(t, tt.files)
			if tt.path != "" {
				sim.Fail(tt.path, -1, tt.fault)
			}
			body, err := app.FileBody([]string{"zhang"}, campaign.File{Key: "k", Name: "台账.xlsx"})
			if err != nil {
				t.Fatal(err)
			}
			if r := app.Send(context.Background(), campaign.Call{Body: body}); r.Fate != tt.want || r.Answer == "" || r.Parts != 0 {
				t.Errorf("got %+v, want %s", r, tt.want)
			}
		})
	}
}
