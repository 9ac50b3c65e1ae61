package console_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	ics "github.com/arran4/golang-ical"
	"github.com/google/go-cmp/cmp"

	"duban/campaign"
	"duban/console"
	"duban/message"
)

func TestCalendar(t *testing.T) {
	t.Parallel()
	d := mustDesk(t, func(ctx context.Context, tx campaign.Tx) error {
		return errors.Join(
			tx.PutDebt(ctx, campaign.Debt{DebtKey: campaign.DebtKey{Deliverable: "essays", Debtor: "zhao"}, SettledAt: at(t, "10-19T08:00"), Count: 1}),
			tx.PutDebt(ctx, campaign.Debt{DebtKey: campaign.DebtKey{Deliverable: "essays", Debtor: "lin.qing"}, Due: at(t, "11-05T18:00"), DueSince: at(t, "10-19T08:00")}),
			tx.PutDebt(ctx, campaign.Debt{DebtKey: campaign.DebtKey{Deliverable: "pair-log", Period: "2011-10", Debtor: "市档案局"}, Excused: true}),
			tx.PutDeadline(ctx, campaign.Deadline{Deliverable: "pair-log", Period: "2011-09", Due: at(t, "10-08T18:00"), Since: at(t, "09-08T18:00")}))
	})
	texts, err := message.Load(message.Hans)
	if err != nil {
		t.Fatal(err)
	}
	keys := console.NewCalendarKeys("one secret")
	h := console.NewCalendar(d.opts, keys, texts)
	get := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w
	}
	for _, tt := range []struct {
		name, key string
		want      []string
	}{
		{"liaison", keys.Member("LIN.Qing"), []string{
			"20111105T100000Z 截止：心得体会", "20111008T100000Z 截止：结对帮扶日志（2011-09）", "20110920T063000Z 专题讲座"}},
		{"member", keys.Member("zhao"), []string{"20111031T100000Z 已完成：心得体会", "20110920T063000Z 专题讲座"}},
		{"head without essays", keys.Member("sun"), []string{
			"20111008T100000Z 截止：结对帮扶日志（2011-09）", "20111031T100000Z 截止：结对帮扶日志（2011-10）"}},
		{"unit", keys.Unit("市档案局"), []string{
			"20111031T100000Z 截止：心得体会", "20111008T100000Z 截止：结对帮扶日志（2011-09）", "20110920T063000Z 专题讲座"}},
		{"unit without members", keys.Unit("里岔镇"), []string{
			"20111008T100000Z 截止：结对帮扶日志（2011-09）", "20111031T100000Z 截止：结对帮扶日志（2011-10）"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := get("/calendar/" + tt.key + ".ics")
			if w.Code != 200 || w.Header().Get("Content-Type") != "text/calendar; charset=utf-8" {
				t.Fatalf("%d %v %s", w.Code, w.Header(), w.Body)
			}
			if !strings.Contains(w.Body.String(), "\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n") { // RFC 7986, 5.7
				t.Errorf("no refresh interval in %s", w.Body)
			}
			cal, err := ics.ParseCalendar(strings.NewReader(w.Body.String()))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, e := range cal.Events() {
				got = append(got, e.GetProperty(ics.ComponentPropertyDtStart).Value+" "+e.GetProperty(ics.ComponentPropertySummary).Value)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	good := keys.Member("zhao")
	for name, key := range map[string]string{
		"no key":         "",
		"other secret":   console.NewCalendarKeys("another").Member("zhao"),
		"proof cut":      good[:len(good)-1],
		"other person":   keys.Member("sun")[:5] + good[5:],
		"one who left":   keys.Member("gone"),
		"unknown person": keys.Member("nobody"),
		"unknown unit":   keys.Unit("nowhere"),
	} {
		if w := get("/calendar/" + key + ".ics"); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	if w := get("/calendar/" + good); w.Code != http.StatusNotFound {
		t.Errorf("without .ics: %d", w.Code)
	}
}
