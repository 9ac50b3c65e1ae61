package app_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"duban/campaign"
	"duban/configs"
	"duban/internal/app"
)

// TestTheCalendarThatTheBotNames asks the bot for it and opens it.
func TestTheCalendarThatTheBotNames(t *testing.T) {
	t.Parallel()
	ctx, dir := context.Background(), t.TempDir()
	now := time.Date(2011, 10, 10, 12, 0, 0, 0, time.UTC)
	a, err := app.Open(ctx, app.Options{Now: func() time.Time { return now }, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Config: configs.Config{
		Campaign: "three-everything-2011", DatabaseURL: configs.Secret("sqlite:" + filepath.Join(dir, "d.db")), BlobURL: configs.Secret("file:" + dir),
		APIToken: "token", PublicURL: "https://duban.example",
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	if err := a.StartEdges(ctx); err != nil {
		t.Fatal(err)
	}
	err = a.Store.Update(ctx, now, func(tx campaign.Tx) error {
		return tx.PutMembers(ctx, []campaign.Member{{UserID: "zhang", Name: "张三", Unit: "一中", Roles: []campaign.Role{campaign.RoleMember, campaign.RoleLiaison}}})
	})
	if err != nil {
		t.Fatal(err)
	}
	reply, err := a.Answer(ctx, campaign.Inbound{ID: "1", UserID: "zhang", At: now, ReceivedAt: now, Type: campaign.InboundText, Text: "近期有什么活动"})
	if err != nil {
		t.Fatal(err)
	}
	handler, found := a.Handler(), 0
	for _, word := range strings.FieldsFunc(strings.Join(reply, "\n"), func(r rune) bool { return r == '\n' || r == '：' }) {
		path, ok := strings.CutPrefix(word, "https://duban.example")
		if !ok {
			continue
		}
		found++
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "BEGIN:VEVENT") {
			t.Errorf("%s: %d %.100s", path, w.Code, w.Body)
		}
	}
	if found != 2 {
		t.Errorf("%d addresses, want his own and his unit's, in %q", found, reply)
	}
}
