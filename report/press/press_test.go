package press_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"duban/bot/bottest"
	"duban/campaign"
	"duban/message"
	"duban/report/press"
	"duban/storage"
)

var (
	ctx = context.Background()
	now = time.Date(2011, 10, 20, 9, 0, 0, 0, bottest.Zone)
)

// shelf keeps bytes in memory, while it is not away.
type shelf struct {
	data map[string][]byte
	away bool
}

func (s *shelf) Put(_ context.Context, r io.Reader) (string, int64, string, error) {
	if s.away {
		return "", 0, "", errors.New("the store of files is away")
	}
	b, err := io.ReadAll(r)
	s.data["key"] = b
	return "key", int64(len(b)), "", err
}

// house is a store with a press.
type house struct {
	*testing.T
	store campaign.Store
	shelf *shelf
	press *press.Press
	told  int
}

func newHouse(t *testing.T) *house {
	t.Helper()
	db, err := storage.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "d.db"), storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	texts, err := message.Load(message.Hans)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{T: t, store: db.Campaign("c"), shelf: &shelf{data: map[string][]byte{}}}
	h.press, err = press.New(press.Options{
		Store: h.store, Plan: bottest.Plan(), Texts: texts, Blobs: h.shelf, Now: func() time.Time { return now }, Told: func() { h.told++ },
	})
	if err != nil {
		t.Fatal(err)
	}
	h.update(func(tx campaign.Tx) error { return tx.PutMembers(ctx, bottest.People()) })
	return h
}

func (h *house) update(fn func(campaign.Tx) error) {
	h.Helper()
	if err := h.store.Update(ctx, now, fn); err != nil {
		h.Fatal(err)
	}
}

func (h *house) file(works ...campaign.Submission) {
	h.Helper()
	h.update(func(tx campaign.Tx) error {
		for _, w := range works {
			w.Version, w.CreatedAt, w.UpdatedAt = 1, now, now
			if _, err := tx.AddSubmission(ctx, w); err != nil {
				return err
			}
		}
		return nil
	})
}

// order runs the press over one order and returns what its delivery became.
func (h *house) order(o campaign.Order) campaign.Delivery {
	h.Helper()
	h.update(func(tx campaign.Tx) error {
		_, err := tx.Enqueue(ctx, []campaign.Delivery{{
			Key: "document|1|office", Purpose: campaign.PurposeReply, Channel: campaign.ChannelApp, To: "office", At: now,
			Text: "f.xlsx", File: campaign.File{Order: o, Name: "f.xlsx"},
		}})
		return err
	})
	return h.run()
}

func (h *house) run() (d campaign.Delivery) {
	h.Helper()
	if err := h.press.Run(ctx); err != nil {
		h.Fatal(err)
	}
	err := h.store.View(ctx, func(tx campaign.Tx) error {
		list, err := tx.Deliveries(ctx, campaign.DeliveryFilter{To: "office"})
		if len(list) == 1 {
			d = list[0]
		}
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return d
}

func essay(title, unit string, status campaign.Status, at time.Time) campaign.Submission {
	return campaign.Submission{Kind: campaign.KindReflection, Title: title, Body: title + "的正文", Author: "zhang", Unit: unit, Status: status, FiledAt: at}
}

// titles reads the column of titles of the spreadsheet that was made.
func (h *house) titles() string {
	h.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(h.shelf.data["key"]))
	if err != nil {
		h.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil {
		h.Fatal(err)
	}
	var out []string
	for _, r := range rows[1:] {
		out = append(out, r[5])
	}
	return strings.Join(out, " ")
}

func TestLedgersAreNarrowed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		order campaign.Order
		want  string
	}{
		{campaign.Order{Document: campaign.DocumentLedger}, "甲 乙 丙 丁"},
		{campaign.Order{Document: campaign.DocumentLedger, Kind: campaign.KindWork}, "丁"},
		{campaign.Order{Document: campaign.DocumentLedger, Unit: "图书馆"}, "乙"},
		{campaign.Order{Document: campaign.DocumentLedger, Period: "2011-09"}, "甲"},
		{campaign.Order{Document: campaign.DocumentLedger, Period: "2011-W42", Unit: "文化馆"}, "丙 丁"},
	} {
		h := newHouse(t)
		other := essay("丁", "文化馆", campaign.StatusApproved, now)
		other.Kind = campaign.KindWork
		h.file(essay("甲", "文化馆", campaign.StatusFiled, now.AddDate(0, -1, 0)), essay("乙", "图书馆", campaign.StatusReturned, now),
			essay("丙", "文化馆", campaign.StatusSelected, now), other, essay("撤回", "文化馆", campaign.StatusWithdrawn, now), essay("草稿", "文化馆", campaign.StatusDraft, time.Time{}))
		d := h.order(tt.order)
		if got := h.titles(); got != tt.want || d.File.Key != "key" || h.told != 1 {
			t.Errorf("%+v: %q, want %q; delivery %+v", tt.order, got, tt.want, d)
		}
	}
}

func TestAVolumeAndARegister(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.file(essay("甲", "文化馆", campaign.StatusSelected, now))
	if d := h.order(campaign.Order{Document: campaign.DocumentVolume}); d.File.Key == "" || !bytes.HasPrefix(h.shelf.data["key"], []byte("PK")) {
		t.Errorf("the volume: %+v", d)
	}
	h = newHouse(t)
	h.update(func(tx campaign.Tx) error {
		_, err := tx.PutPairing(ctx, campaign.Pairing{Unit: "文化馆", Place: "里岔镇", Partner: "王秀兰"})
		return err
	})
	if d := h.order(campaign.Order{Document: campaign.DocumentPairings, Unit: "文化馆"}); d.File.Key == "" {
		t.Errorf("the register: %+v", d)
	}
}

// TestWhatHasNothingIsSaid orders documents of which nothing is left when they are
// made.
func TestWhatHasNothingIsSaid(t *testing.T) {
	t.Parallel()
	for document, want := range map[campaign.Document]string{
		campaign.DocumentLedger: "还没有已报送的材料", campaign.DocumentPairings: "还没有登记结对", campaign.DocumentVolume: "还没有已选用的作品",
	} {
		d := newHouse(t).order(campaign.Order{Document: document})
		if !strings.Contains(d.Text, want) || d.File != (campaign.File{}) {
			t.Errorf("%s: %+v", document, d)
		}
	}
}

func TestFailures(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.file(essay("甲", "文化馆", campaign.StatusFiled, now))
	h.shelf.away = true
	d := h.order(campaign.Order{Document: campaign.DocumentLedger})
	for range 5 {
		d = h.run()
	}
	if d.File.Key != "" || d.File.Name == "" || h.told != 0 {
		t.Errorf("while the files are away: %+v", d)
	}
	h.shelf.away = false
	if d = h.run(); d.File.Key != "key" || h.told != 1 {
		t.Errorf("once they are back: %+v", d)
	}

	h = newHouse(t)
	d = h.order(campaign.Order{Document: "poster"})
	if d.File.Name == "" {
		t.Errorf("given up at the first failure: %+v", d)
	}
	h.run()
	if d = h.run(); !strings.Contains(d.Text, "没有生成成功") || d.File != (campaign.File{}) {
		t.Errorf("after three failures: %+v", d)
	}
}
