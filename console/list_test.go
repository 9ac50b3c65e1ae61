package console_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duban/campaign"
)

const body = "第一行\r\n  第二行 😀\t<b>&\u2028"

// works stores four works: a returned reflection of two versions with a file,
// a visit, a draft, an approved reflection.
func works(t *testing.T) func(ctx context.Context, tx campaign.Tx) error {
	return func(ctx context.Context, tx campaign.Tx) error {
		for i, s := range []campaign.Submission{
			{Kind: "reflection", Title: "学习体会", Body: body, Chars: 9, Author: "Lin.Qing", FiledBy: "Lin.Qing", Unit: "市档案局",
				Deliverable: "essays", Debtor: "lin.qing", Status: campaign.StatusReturned, Late: true, Version: 2,
				FiledAt: at(t, "10-05T10:00"), Reason: "缺少数据",
				Parts: []campaign.Part{{InboundID: "m:1", MsgID: "7590000000000000101"}, {InboundID: "e:2"}, {InboundID: "m:3", MsgID: "7590000000000000103"}}},
			{Kind: "visit", Author: "zhao", Unit: "市档案局", Status: campaign.StatusFiled, Version: 1, FiledAt: at(t, "10-06T10:00"),
				Date: campaign.Date{Year: 2011, Month: 10, Day: 5}, Place: "后旺村"},
			{Kind: "reflection", Author: "zhao", Unit: "市档案局", Status: campaign.StatusDraft, Version: 1},
			{Kind: "reflection", Author: "sun", Unit: "里岔镇", Status: campaign.StatusApproved, Version: 1, FiledAt: at(t, "10-08T10:00")},
		} {
			s.CreatedAt, s.UpdatedAt = at(t, "10-01T10:00"), at(t, "10-09T10:00")
			if n, err := tx.AddSubmission(ctx, s); err != nil || n != int64(i+1) {
				return fmt.Errorf("work %d: %w", n, err)
			}
		}
		return errors.Join(
			tx.AddVersion(ctx, 1, campaign.Version{Version: 1, Title: "旧题", Body: "旧文", Chars: 2, At: at(t, "10-03T10:00"), MessageIDs: []string{"7590000000000000100"}}),
			tx.PutAttachment(ctx, campaign.Attachment{ID: "m:1:Lin/7", Number: 1, UserID: "Lin.Qing", At: at(t, "10-03T10:00"), Name: "体会 一.txt",
				Type: "text/plain", Size: 6, SHA256: "ab12", BlobKey: "k1", State: campaign.AttachmentStored}),
			tx.PutAttachment(ctx, campaign.Attachment{ID: "p", Number: 1, UserID: "Lin.Qing", At: at(t, "10-03T10:00"),
				State: campaign.AttachmentPending, NextAt: at(t, "10-03T10:00")}))
	}
}

func TestSubmission(t *testing.T) {
	t.Parallel()
	d := mustDesk(t, works(t))
	got := d.mustGet(t, "/api/v1/submissions/1")
	want := map[string]any{
		"number": 1.0, "kind": "reflection", "title": "学习体会", "body": body, "chars": 9.0,
		"author": "Lin.Qing", "unit": "市档案局", "filed_at": "2011-10-05T10:00:00+08:00",
		"status": "returned", "late": true, "version": 2.0,
		"message_ids": []any{"7590000000000000101", "7590000000000000103"},
		"attachments": []any{
			map[string]any{"id": "m:1:Lin/7", "name": "体会 一.txt", "type": "text/plain", "size": 6.0, "sha256": "ab12",
				"url": "https://duban.example/api/v1/attachments/m:1:Lin%2F7", "state": "stored"},
			map[string]any{"id": "p", "name": "", "type": "", "size": 0.0, "sha256": "",
				"url": "https://duban.example/api/v1/attachments/p", "state": "pending"},
		},
		"versions": []any{map[string]any{"version": 1.0, "title": "旧题", "body": "旧文", "chars": 2.0,
			"filed_at": "2011-10-03T10:00:00+08:00", "message_ids": []any{"7590000000000000100"}}},
		"filed_by": "Lin.Qing", "deliverable": "essays", "period": "", "extra": false, "updated_at": "2011-10-09T10:00:00+08:00",
		"date": "", "place": "", "partner": "", "fields": map[string]any{}, "reason": "缺少数据", "score": "",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if draft := d.mustGet(t, "/api/v1/submissions/3"); draft["filed_at"] != nil || draft["message_ids"] == nil {
		t.Errorf("draft %v", draft)
	}
}

func TestSubmissionFilters(t *testing.T) {
	t.Parallel()
	d := mustDesk(t, works(t))
	for query, want := range map[string][]any{
		"":                                    {4.0, 2.0, 1.0},
		"?limit=1":                            {4.0, 2.0, 1.0},
		"?limit=3":                            {4.0, 2.0, 1.0},
		"?kind=reflection":                    {4.0, 1.0},
		"?kind=reflection&limit=1":            {4.0, 1.0},
		"?unit=%E9%87%8C%E5%B2%94%E9%95%87":   {4.0},
		"?unit=nowhere":                       {},
		"?author=LIN.QING":                    {1.0},
		"?status=draft":                       {3.0},
		"?status=approved":                    {4.0},
		"?deliverable=essays":                 {1.0},
		"?since=2011-10-06":                   {4.0, 2.0},
		"?since=2011-10-06T10:00:00%2B08:00":  {4.0, 2.0},
		"?since=2011-10-06T10:00:01+08:00":    {4.0},
		"?since=2011-10-06T02:00:01Z&limit=1": {4.0},
	} {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(want, d.items(t, "/api/v1/submissions"+query, "number")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAttachmentDownload(t *testing.T) {
	t.Parallel()
	d := mustDesk(t, works(t))
	w := d.get("/api/v1/attachments/m:1:Lin%2F7")
	want := map[string]string{
		"Content-Type": "text/plain", "Content-Length": "6", "ETag": `"ab12"`, "X-Content-Type-Options": "nosniff",
		"Content-Disposition": "attachment; filename*=utf-8''%E4%BD%93%E4%BC%9A%20%E4%B8%80.txt",
	}
	for name, value := range want {
		if got := w.Header().Get(name); got != value {
			t.Errorf("%s: %q, want %q", name, got, value)
		}
	}
	if w.Code != http.StatusOK || w.Body.String() != "心得" {
		t.Errorf("%d %q", w.Code, w.Body)
	}
	r := httptest.NewRequest(http.MethodGet, "/api/v1/attachments/m:1:Lin%2F7", nil)
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("If-None-Match", `"ab12"`)
	w = httptest.NewRecorder()
	if d.api.ServeHTTP(w, r); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
		t.Errorf("again: %d %q", w.Code, w.Body)
	}
	if w := d.get("/api/v1/attachments/p"); w.Code != http.StatusNotFound {
		t.Errorf("pending: %d", w.Code)
	}
}

func TestMessages(t *testing.T) {
	t.Parallel()
	d := mustDesk(t, func(ctx context.Context, tx campaign.Tx) error {
		return errors.Join(
			tx.AddInbound(ctx, campaign.Inbound{ID: "m:1", MsgID: "7590000000000000101", UserID: "Lin.Qing", At: at(t, "10-05T10:00"),
				ReceivedAt: at(t, "10-05T10:01"), Type: campaign.InboundText, Text: "心得：一", Outcome: campaign.OutcomeFiled,
				Intent: "reflection", Number: 1, Reply: []string{"已收到。"}}),
			tx.AddInbound(ctx, campaign.Inbound{ID: "m:2", UserID: "zhao", At: at(t, "10-06T10:00"), ReceivedAt: at(t, "10-06T10:00"),
				Type: campaign.InboundImage, Media: campaign.Media{ID: "M"}, Outcome: campaign.OutcomeOffered}),
			tx.AddInbound(ctx, campaign.Inbound{ID: "e:3", UserID: "zhao", At: at(t, "10-07T10:00"), ReceivedAt: at(t, "10-07T10:00"),
				Type: campaign.InboundEvent, Event: "click", EventKey: "tasks", Outcome: campaign.OutcomeEvent}))
	})
	for query, want := range map[string][]any{
		"":                  {"e:3", "m:2", "m:1"},
		"?limit=1":          {"e:3", "m:2", "m:1"},
		"?user=lin.qing":    {"m:1"},
		"?outcome=offered":  {"m:2"},
		"?since=2011-10-06": {"e:3", "m:2"},
	} {
		if diff := cmp.Diff(want, d.items(t, "/api/v1/messages"+query, "id")); diff != "" {
			t.Errorf("%s: %s", query, diff)
		}
	}
	got := d.mustGet(t, "/api/v1/messages?user=lin.qing")["items"].([]any)[0]
	want := map[string]any{
		"id": "m:1", "msg_id": "7590000000000000101", "user": "Lin.Qing", "at": "2011-10-05T10:00:00+08:00",
		"received_at": "2011-10-05T10:01:00+08:00", "type": "text", "text": "心得：一", "outcome": "filed",
		"intent": "reflection", "number": 1.0, "reply": []any{"已收到。"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestDeliveries(t *testing.T) {
	t.Parallel()
	d := mustDesk(t, func(ctx context.Context, tx campaign.Tx) error {
		_, err := tx.Enqueue(ctx, []campaign.Delivery{
			{Key: "a", Purpose: campaign.PurposeReminder, Channel: campaign.ChannelApp, To: "Lin.Qing", At: at(t, "10-17T09:10"), Text: "请报送",
				Items: []campaign.Item{
					{Deliverable: "essays", Debtor: "lin.qing", Due: at(t, "10-31T18:00"), Rung: "before:14d"},
					{Deliverable: "pair-log", Period: "2011-10", Debtor: "市档案局", Due: at(t, "10-31T18:00"), Rung: "before:14d"}}},
			{Key: "b", Purpose: campaign.PurposeReply, Channel: campaign.ChannelApp, To: "zhao", At: at(t, "10-18T09:10"), Text: "二"},
		})
		if err != nil {
			return err
		}
		id, err := tx.AddCall(ctx, campaign.Call{Channel: campaign.ChannelApp, Body: []byte("{}"), State: campaign.CallReady}, []int64{2})
		if err != nil {
			return err
		}
		calls, err := tx.ClaimCalls(ctx, at(t, "10-18T09:10"), "me", time.Minute, 1)
		if err != nil || len(calls) != 1 {
			return fmt.Errorf("%d calls: %w", len(calls), err)
		}
		return tx.FinishCall(ctx, "me", campaign.CallResult{CallID: id, State: campaign.CallDone, At: at(t, "10-18T09:11"), Answer: "0 ok"})
	})
	for query, want := range map[string][]any{
		"":                             {"zhao", "Lin.Qing"},
		"?limit=1":                     {"zhao", "Lin.Qing"},
		"?to=lin.qing":                 {"Lin.Qing"},
		"?deliverable=pair-log":        {"Lin.Qing"},
		"?rung=before:14d":             {"Lin.Qing"},
		"?outcome=sent":                {"zhao"},
		"?purpose=reminder":            {"Lin.Qing"},
		"?since=2011-10-18":            {"zhao"},
		"?until=2011-10-18T00:00%2B..": nil,
		"?until=2011-10-17T23:59":      {"Lin.Qing"},
	} {
		if want == nil {
			if w := d.get("/api/v1/deliveries" + query); w.Code != http.StatusBadRequest {
				t.Errorf("%s: %d", query, w.Code)
			}
			continue
		}
		if diff := cmp.Diff(want, d.items(t, "/api/v1/deliveries"+query, "to")); diff != "" {
			t.Errorf("%s: %s", query, diff)
		}
	}
	reason := func(id, period, debtor string) map[string]any {
		r := map[string]any{"deliverable": id, "rung": "before:14d", "debtor": debtor, "due": "2011-10-31T18:00:00+08:00"}
		if period != "" {
			r["period"] = period
		}
		return r
	}
	want := []any{
		map[string]any{"id": 2.0, "to": "zhao", "channel": "app", "purpose": "reply", "deliverable": "", "rung": "",
			"reason": map[string]any{"deliverable": "", "rung": ""}, "reasons": []any{}, "planned": "2011-10-18T09:10:00+08:00",
			"sent": "2011-10-18T09:11:00+08:00", "attempts": 1.0, "outcome": "sent", "answer": "0 ok", "text": "二"},
		map[string]any{"id": 1.0, "to": "Lin.Qing", "channel": "app", "purpose": "reminder", "deliverable": "essays", "rung": "before:14d",
			"reason": reason("essays", "", "lin.qing"), "reasons": []any{reason("essays", "", "lin.qing"), reason("pair-log", "2011-10", "市档案局")},
			"planned": "2011-10-17T09:10:00+08:00", "sent": nil, "attempts": 0.0, "outcome": "planned", "answer": "", "text": "请报送"},
	}
	if diff := cmp.Diff(want, d.mustGet(t, "/api/v1/deliveries")["items"]); diff != "" {
		t.Error(diff)
	}
}

func TestRegisters(t *testing.T) {
	t.Parallel()
	d := mustDesk(t, func(ctx context.Context, tx campaign.Tx) error {
		for _, unit := range []string{"市档案局", "里岔镇"} {
			if _, err := tx.PutPairing(ctx, campaign.Pairing{Unit: unit, UserID: "zhao", Place: "后旺村", Partner: "王秀兰",
				Since: campaign.Date{Year: 2011, Month: 9, Day: 5}, By: "Lin.Qing"}); err != nil {
				return err
			}
		}
		return nil
	})
	for path, want := range map[string][]any{
		"/api/v1/pairings":                                  {"市档案局", "里岔镇"},
		"/api/v1/pairings?limit=1":                          {"市档案局", "里岔镇"},
		"/api/v1/pairings?unit=%E9%87%8C%E5%B2%94%E9%95%87": {"里岔镇"},
		"/api/v1/members?role=member":                       {"市档案局", "市档案局", "里岔镇"},
		"/api/v1/members?unit=%E9%87%8C%E5%B2%94%E9%95%87":  {"里岔镇", "里岔镇"},
		"/api/v1/members?limit=3":                           {"市档案局", "市档案局", "里岔镇", "里岔镇"},
		"/api/v1/members?role=head&limit=1":                 {"里岔镇"},
	} {
		if diff := cmp.Diff(want, d.items(t, path, "unit")); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
	want := []any{
		map[string]any{"name": "市档案局", "members": 2.0, "liaisons": []any{"Lin.Qing"}, "heads": []any{}},
		map[string]any{"name": "里岔镇", "members": 0.0, "liaisons": []any{}, "heads": []any{"sun"}},
	}
	if diff := cmp.Diff(want, d.mustGet(t, "/api/v1/units")["items"]); diff != "" {
		t.Error(diff)
	}
	pair := map[string]any{"id": 1.0, "unit": "市档案局", "user": "zhao", "place": "后旺村", "partner": "王秀兰",
		"since": "2011-09-05", "until": "", "by": "Lin.Qing"}
	if diff := cmp.Diff(pair, d.mustGet(t, "/api/v1/pairings")["items"].([]any)[0]); diff != "" {
		t.Error(diff)
	}
	person := map[string]any{"userid": "Lin.Qing", "name": "林青", "unit": "市档案局", "roles": []any{"member", "liaison"}, "left": false}
	if diff := cmp.Diff(person, d.mustGet(t, "/api/v1/members")["items"].([]any)[0]); diff != "" {
		t.Error(diff)
	}
}
