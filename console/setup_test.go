package console_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"duban/campaign"
	"duban/console"
	"duban/storage"
)

var zone = time.FixedZone("Asia/Shanghai", 8*3600)

// at reads a time of day like "10-31T18:00" of the year 2011 in zone.
func at(tb testing.TB, text string) time.Time {
	tb.Helper()
	t, err := time.ParseInLocation("2006-01-02T15:04", "2011-"+text, zone)
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

// plan is a small campaign: an essay of every member, a monthly log of every
// unit, a lecture.
func plan(tb testing.TB) *campaign.Plan {
	return &campaign.Plan{ID: "three-2011", Name: "“三个一切”活动", Zone: zone, Phases: []campaign.Phase{{
		ID: "awareness", From: campaign.Date{Year: 2011, Month: 9, Day: 1}, To: campaign.Date{Year: 2011, Month: 10, Day: 31},
		Activities: []campaign.Activity{{ID: "discussion", Name: "大讨论活动",
			Deliverables: []campaign.Deliverable{
				{ID: "essays", Name: "心得体会", Kind: "reflection", OwedBy: campaign.OwedByMember, Due: at(tb, "10-31T18:00")},
				{ID: "pair-log", Name: "结对帮扶日志", Kind: "pairing", OwedBy: campaign.OwedByUnit, Every: campaign.EveryMonth,
					DueDay: campaign.LastDay, DueClock: campaign.Clock{Hour: 18}},
			},
			Events: []campaign.Event{{ID: "lecture", Name: "专题讲座", At: at(tb, "09-20T14:30"), Place: "市委党校报告厅",
				Who: campaign.Who{Roles: []campaign.Role{campaign.RoleMember}}}},
		}},
	}}}
}

// desk is a console over a store of its own.
type desk struct {
	store campaign.Store
	opts  console.Options
	api   http.Handler
}

const token = "s3cret-token"

// blobs keeps bytes by their key.
type blobs map[string]string

func (b blobs) Open(_ context.Context, key string) (io.ReadCloser, error) {
	data, ok := b[key]
	if !ok {
		return nil, campaign.Errorf(campaign.CodeNotFound, "open blob", "no %q", key)
	}
	return io.NopCloser(strings.NewReader(data)), nil
}

// mustDesk returns a console whose store holds two units and what fill adds.
func mustDesk(tb testing.TB, fill func(ctx context.Context, tx campaign.Tx) error) *desk {
	tb.Helper()
	ctx := context.Background()
	db, err := storage.Open(ctx, "sqlite:"+tb.TempDir()+"/duban.db", storage.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { db.Close() })
	if err := db.Migrate(ctx); err != nil {
		tb.Fatal(err)
	}
	now := at(tb, "10-20T09:00")
	d := &desk{store: db.Campaign("three-2011")}
	err = d.store.Update(ctx, now, func(tx campaign.Tx) error {
		err := tx.PutMembers(ctx, []campaign.Member{
			{UserID: "Lin.Qing", Name: "林青", Unit: "市档案局", Roles: []campaign.Role{campaign.RoleMember, campaign.RoleLiaison}},
			{UserID: "zhao", Name: "赵敏", Unit: "市档案局", Roles: []campaign.Role{campaign.RoleMember}},
			{UserID: "sun", Name: "孙立", Unit: "里岔镇", Roles: []campaign.Role{campaign.RoleHead}},
			{UserID: "gone", Name: "周远", Unit: "里岔镇", Roles: []campaign.Role{campaign.RoleMember}, Left: true},
		})
		if err == nil && fill != nil {
			err = fill(ctx, tx)
		}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	p := plan(tb)
	d.opts = console.Options{
		Store: d.store, Plan: func() *campaign.Plan { return p }, Now: func() time.Time { return now.UTC() },
		Token: token, Blobs: blobs{"k1": "心得"}, PublicURL: "https://duban.example",
	}
	d.api = console.NewAPI(d.opts)
	return d
}

// get asks the API with the token.
func (d *desk) get(path string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Authorization", "Bearer "+token)
	w := httptest.NewRecorder()
	d.api.ServeHTTP(w, r)
	return w
}

// mustGet asks the API for JSON and decodes it.
func (d *desk) mustGet(tb testing.TB, path string) map[string]any {
	tb.Helper()
	w := d.get(path)
	var body map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil || w.Code != http.StatusOK {
		tb.Fatalf("GET %s: %d %s: %v", path, w.Code, w.Body, err)
	}
	return body
}

// items returns the named field of every item on every page of a list.
func (d *desk) items(tb testing.TB, path, field string) []any {
	tb.Helper()
	out := []any{}
	for next := path; ; {
		body := d.mustGet(tb, next)
		for _, item := range body["items"].([]any) {
			out = append(out, item.(map[string]any)[field])
		}
		cursor := body["next_cursor"].(string)
		if cursor == "" {
			return out
		}
		sep := "?"
		if strings.Contains(path, "?") {
			sep = "&"
		}
		next = path + sep + "cursor=" + cursor
	}
}
