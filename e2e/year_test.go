package e2e

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"duban/campaign"
	"duban/configs"
	"duban/internal/app"
	"duban/wecom/simulator"
)

// TestYear plays the reference campaign with its 400 people from the first day
// to the last over the simulated platform, while people file, are excused, get
// more time, come and go. Whatever the rules call for arrives, once, and
// nothing else; and both rehearsals told it beforehand.
func TestYear(t *testing.T) {
	t.Parallel()
	y := newYear(t)
	first := time.Date(2011, 9, 1, 0, 0, 0, 0, y.app.Plan.Zone)
	last := time.Date(2012, 7, 31, 23, 59, 0, 0, y.app.Plan.Zone)
	y.rehearse(first, last)
	y.tick(first)
	half := time.Date(2012, 2, 1, 12, 0, 0, 0, y.app.Plan.Zone)
	acts := y.acts()
	for now := first; ; {
		next, ok := y.next(now)
		if ok && now.Before(half) && next.After(half) {
			y.rehearse(half, last)
		}
		if len(acts) > 0 && (!ok || acts[0].at.Before(next)) {
			now = acts[0].at
			y.clock.Store(&now)
			acts[0].do()
			acts = acts[1:]
			continue
		}
		if !ok || next.After(last) {
			break
		}
		y.tick(next)
		now = next
	}
	y.verify()
}

// year is the service, the platform and the rules side by side.
type year struct {
	*testing.T
	app      *app.App
	platform *simulator.Simulator
	member   *simulator.Client
	clock    atomic.Pointer[time.Time]
	oracle   *oracle
	expected []told
}

// doing is something that people do at a moment.
type doing struct {
	at time.Time
	do func()
}

func newYear(t *testing.T) *year {
	y := &year{T: t}
	begin := time.Date(2011, 9, 1, 0, 0, 0, 0, shanghai)
	y.clock.Store(&begin)
	now := func() time.Time { return *y.clock.Load() }
	people, err := configs.SampleRoster()
	if err != nil {
		t.Fatal(err)
	}
	o := simulator.Options{
		CorpID: "wwyear0000000000", Now: now,
		Apps:     []simulator.App{{AgentID: 7, Secret: "year", Token: "year", AESKey: strings.Repeat("y", 43)}},
		Webhooks: []simulator.Webhook{{Name: "group", Key: "k"}},
	}
	for _, m := range people {
		o.Members = append(o.Members, simulator.Member{UserID: m.UserID, Name: m.Name})
	}
	o.Members = append(o.Members, simulator.Member{UserID: "new.comer", Name: "新来的"})
	y.platform = simulator.New(o)
	t.Cleanup(y.platform.Close)
	api := httptest.NewServer(y.platform)
	t.Cleanup(api.Close)
	dir := t.TempDir()
	y.app, err = app.Open(t.Context(), app.Options{
		Now: now, Log: slog.New(slog.DiscardHandler),
		Config: configs.Config{
			Campaign: configs.CampaignOriginal, DatabaseURL: configs.Secret("sqlite:" + filepath.Join(dir, "duban.db")), BlobURL: configs.Secret("file:" + dir),
			WeCom:         configs.WeCom{APIBase: api.URL, CorpID: o.CorpID, AgentID: 7, Secret: "year", Token: "year", AESKey: configs.Secret(o.Apps[0].AESKey)},
			GroupWebhooks: map[string]configs.Secret{"group": configs.Secret(api.URL + "/cgi-bin/webhook/send?key=k")},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := y.app.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	y.oracle = newOracle(t, y.app.Plan, nil)
	y.imports(people)
	if err := y.app.StartEdges(t.Context()); err != nil {
		t.Fatal(err)
	}
	service := httptest.NewServer(y.app.Handler())
	t.Cleanup(service.Close)
	y.platform.SetCallbackURL(7, service.URL+"/wecom/callback")
	y.member = y.platform.Client(7)
	return y
}

// imports makes the people the roster.
func (y *year) imports(people []campaign.Member) {
	y.Helper()
	changes, err := y.app.RosterChanges(y.Context(), people)
	if err == nil {
		err = y.app.ImportRoster(y.Context(), changes)
	}
	if err != nil {
		y.Fatal(err)
	}
	y.oracle.people = people
}

// next returns when the service or the rules have something to say.
func (y *year) next(now time.Time) (time.Time, bool) {
	at, ok, err := y.app.Next(y.Context(), now)
	if err != nil {
		y.Fatal(err)
	}
	if o, some := y.oracle.next(now); some && (!ok || o.Before(at)) {
		return o, true
	}
	return at, ok
}

func (y *year) tick(now time.Time) {
	y.Helper()
	y.clock.Store(&now)
	left, err := y.app.Tick(y.Context(), now)
	if err != nil || left > 0 {
		y.Fatalf("tick at %s leaves %d: %v", now, left, err)
	}
	y.expected = append(y.expected, y.oracle.tick(now)...)
}

// say sends a text as a member and expects the answer to begin so.
func (y *year) say(who, text, begins string) {
	y.Helper()
	reply, err := y.member.SendText(y.Context(), who, text)
	if err != nil {
		y.Fatal(err)
	}
	if !strings.HasPrefix(reply.Text, begins) {
		y.Fatalf("%s at %s: %.60s\nanswered %q, want %s…", who, y.clock.Load(), text, reply.Text, begins)
	}
}

// chinese is n characters of somebody's thoughts.
func chinese(n int) string { return strings.Repeat("深入群众听取意见", n/8+1) }

// acts draws, always the same, what people do in the course of the year.
func (y *year) acts() []doing {
	random := rand.New(rand.NewPCG(2011, 9))
	var out []doing
	add := func(at time.Time, do func()) { out = append(out, doing{at, do}) }
	hour := func(day time.Time) time.Time {
		return time.Date(day.Year(), day.Month(), day.Day(), 8+random.IntN(10), 1+random.IntN(8), 30, 0, y.app.Plan.Zone)
	}
	people := y.oracle.people
	liaisons, office := map[string]string{}, "sample.office.1"
	for _, m := range people {
		if m.Has(campaign.RoleLiaison) {
			liaisons[m.Unit] = m.UserID
		}
	}
	files := func(at time.Time, who, text string, k campaign.DebtKey) {
		add(at, func() {
			y.say(who, text, "已收到")
			y.oracle.done[k] = true
		})
	}
	due := time.Date(2011, 10, 31, 0, 0, 0, 0, y.app.Plan.Zone)
	for _, m := range people {
		if m.Has(campaign.RoleMember) && random.IntN(10) < 6 {
			at := hour(due.AddDate(0, 0, random.IntN(50)-40))
			files(at, m.UserID, "心得体会："+chinese(300), campaign.DebtKey{Deliverable: "essays", Debtor: m.UserID})
		}
	}
	units := slices.Sorted(maps.Keys(liaisons))
	for _, d := range y.app.Plan.Deliverables() {
		kind, ok := y.app.Plan.Kind(d.Kind)
		if !ok || d.OwedBy != campaign.OwedByUnit {
			continue
		}
		text := kind.Name + "："
		switch {
		case kind.Log:
			text += "今天到洋河镇山相家村走访"
		case kind.ID == campaign.KindProgramme:
			text += "舞蹈《春之声》，12人，时长6分钟，"
		}
		text += chinese(max(d.MinChars, 40))
		for _, p := range y.oracle.periods[d.ID] {
			for _, unit := range units {
				k := campaign.DebtKey{Deliverable: d.ID, Period: p.Key, Debtor: unit}
				back := random.IntN(25)
				if d.Every == campaign.Once {
					back = random.IntN(40) - 8
				}
				at := hour(p.Due.AddDate(0, 0, -back))
				if random.IntN(10) > 6 {
					continue
				}
				if d.Count.Min > 1 { // the first of two leaves the debt
					add(at.AddDate(0, 0, -3), func() { y.say(liaisons[unit], text, "已收到") })
				}
				files(at, liaisons[unit], text, k)
			}
		}
	}
	files(hour(time.Date(2012, 5, 20, 0, 0, 0, 0, y.app.Plan.Zone)), office, "创新成果汇编定稿："+chinese(40), campaign.DebtKey{Deliverable: "volume", Debtor: campaign.OfficeDebtor})
	files(hour(time.Date(2011, 11, 29, 0, 0, 0, 0, y.app.Plan.Zone)), office, "意见建议：山相家村村民反映路灯不亮，"+chinese(40), campaign.DebtKey{Deliverable: "opinions", Period: "2011-11", Debtor: campaign.OfficeDebtor})
	y.decisions(add, office)
	slices.SortStableFunc(out, func(a, b doing) int { return a.at.Compare(b.at) })
	return out
}

// decisions adds what the office decides, and who comes and goes.
func (y *year) decisions(add func(time.Time, func()), office string) {
	zone := y.app.Plan.Zone
	one := func(id string) campaign.Member {
		return y.oracle.people[slices.IndexFunc(y.oracle.people, func(m campaign.Member) bool { return m.UserID == id })]
	}
	excused, patient := one("sample.u01.m01"), one("sample.u02.m01")
	add(time.Date(2011, 10, 9, 10, 0, 0, 0, zone), func() {
		y.say(office, "免交 "+excused.Name+" 心得体会", "已同意")
		y.oracle.done[campaign.DebtKey{Deliverable: "essays", Debtor: excused.UserID}] = true
	})
	add(time.Date(2011, 10, 20, 10, 0, 0, 0, zone), func() {
		y.say(office, "给"+patient.Name+"的心得缓到11月8日", "已同意")
		y.oracle.own[campaign.DebtKey{Deliverable: "essays", Debtor: patient.UserID}] = move{time.Date(2011, 11, 8, 18, 0, 0, 0, zone), *y.clock.Load()}
	})
	add(time.Date(2012, 4, 20, 10, 0, 0, 0, zone), func() {
		y.say(office, "创新奖申报统一延到5月4日", "“创新奖申报”截止时间已由")
		y.oracle.moved[campaign.DebtKey{Deliverable: "nominations"}] = move{time.Date(2012, 5, 4, 18, 0, 0, 0, zone), *y.clock.Load()}
	})
	add(time.Date(2011, 10, 25, 12, 0, 0, 0, zone), func() {
		people := slices.DeleteFunc(slices.Clone(y.oracle.people), func(m campaign.Member) bool { return m.UserID == "sample.u03.m01" })
		y.imports(append(people, campaign.Member{UserID: "new.comer", Name: "新来的", Unit: patient.Unit, Roles: []campaign.Role{campaign.RoleMember}}))
	})
}

// rehearse compares the service's rehearsal with the rules'.
func (y *year) rehearse(from, to time.Time) {
	y.Helper()
	c := y.oracle.clone()
	c.last = from.Add(-1)
	var want, got []string
	for at, ok := from, true; ok && !at.After(to); at, ok = c.next(at) {
		for _, t := range lined(c.tick(at)) {
			want = append(want, fmt.Sprint(t.At.Format(time.RFC3339), " ", t.To, " ", t.Deliverable, " ", t.Period, " ", t.Rung))
		}
	}
	err := y.app.Rehearse(y.Context(), from, to, func(l app.Line) error {
		if l.Channel == campaign.ChannelApp && !strings.HasPrefix(l.Rung, "notice:") {
			got = append(got, fmt.Sprint(l.At, " ", l.To, " ", l.Deliverable, " ", l.Period, " ", l.Rung))
		}
		return nil
	})
	if err != nil {
		y.Fatal(err)
	}
	slices.Sort(want)
	slices.Sort(got)
	if want = slices.Compact(want); !slices.Equal(got, want) {
		y.Fatalf("rehearsal from %s: %d lines, the rules %d\nlacks %q\nhas beyond %q", from, len(got), len(want), less(want, got), less(got, want))
	}
}

// less returns the first lines of a that b lacks.
func less(a, b []string) []string {
	has := map[string]bool{}
	for _, s := range b {
		has[s] = true
	}
	out := slices.DeleteFunc(slices.Clone(a), func(s string) bool { return has[s] })
	return out[:min(len(out), 10)]
}

// verify compares what was delivered with the rules, and with what arrived.
func (y *year) verify() {
	y.Helper()
	var ds []campaign.Delivery
	err := y.app.Store.View(y.Context(), func(tx campaign.Tx) (err error) {
		ds, err = tx.Deliveries(y.Context(), campaign.DeliveryFilter{Limit: 1_000_000})
		return err
	})
	if err != nil {
		y.Fatal(err)
	}
	type arrival struct {
		at time.Time
		to string
	}
	reminded, arrived := map[arrival]int{}, map[arrival]int{}
	var got []told
	for _, d := range ds {
		if d.State == campaign.DeliveryDropped || d.Channel != campaign.ChannelApp {
			continue
		}
		if d.State != campaign.DeliverySent {
			y.Errorf("delivery %s is %s: %s", d.Key, d.State, d.Answer)
		}
		arrived[arrival{d.SentAt.UTC(), d.To}]++
		if d.Purpose != campaign.PurposeReminder && d.Purpose != campaign.PurposeEvent {
			continue
		}
		if reminded[arrival{d.At.UTC(), d.To}]++; reminded[arrival{d.At.UTC(), d.To}] > 1 {
			y.Errorf("%s got two messages at %s", d.To, d.At)
		}
		for _, i := range d.Items {
			got = append(got, told{d.At.UTC(), d.To, i.Deliverable, i.Period, i.Debtor, i.Rung, i.Due.UTC()})
		}
	}
	for i := range y.expected {
		y.expected[i].At = y.expected[i].At.UTC()
	}
	compare(y, *y.clock.Load(), got, y.expected)
	for _, s := range y.platform.Sent() {
		for _, to := range s.Recipients {
			arrived[arrival{s.At.UTC(), to}]--
		}
		if len(s.Dropped)+len(s.Invalid) > 0 {
			y.Errorf("the platform dropped %v, refused %v", s.Dropped, s.Invalid)
		}
	}
	for a, n := range arrived {
		if n != 0 {
			y.Errorf("%s at %s: %d messages recorded and not received", a.to, a.at, n)
		}
	}
	y.Logf("%d reasons in %d messages", len(got), len(reminded))
}
