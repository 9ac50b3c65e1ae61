package campaign_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"duban/campaign"
)

var shanghai = time.FixedZone("CST", 8*3600)

func day(t testing.TB, s string) campaign.Date {
	t.Helper()
	d, err := campaign.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestPeriods(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		every    campaign.Every
		dueDay   int
		from, to string
		want     []string // key due
	}{
		{"last day of each month", campaign.EveryMonth, campaign.LastDay, "2011-09-01", "2012-02-29",
			[]string{"2011-09 2011-09-30", "2011-10 2011-10-31", "2011-11 2011-11-30", "2011-12 2011-12-31", "2012-01 2012-01-31", "2012-02 2012-02-29"}},
		{"a day that short months lack", campaign.EveryMonth, 31, "2011-02-01", "2011-03-31",
			[]string{"2011-02 2011-02-28", "2011-03 2011-03-31"}},
		{"due before the phase begins", campaign.EveryMonth, 10, "2011-09-15", "2011-10-31",
			[]string{"2011-10 2011-10-10"}},
		{"due after the phase ends", campaign.EveryMonth, campaign.LastDay, "2011-09-01", "2011-10-15",
			[]string{"2011-09 2011-09-30"}},
		{"quarters", campaign.EveryQuarter, campaign.LastDay, "2011-09-01", "2012-03-31",
			[]string{"2011-Q3 2011-09-30", "2011-Q4 2011-12-31", "2012-Q1 2012-03-31"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := campaign.Placed{
				Deliverable: &campaign.Deliverable{ID: "x", Every: tt.every, DueDay: tt.dueDay, DueClock: campaign.Clock{Hour: 18}},
				Phase:       &campaign.Phase{From: day(t, tt.from), To: day(t, tt.to)},
			}
			var got []string
			for _, p := range d.Periods(shanghai) {
				if p.Due.Hour() != 18 || p.Due.Location() != shanghai {
					t.Errorf("period %s is due at %v, want 18:00 in the plan's zone", p.Key, p.Due)
				}
				got = append(got, p.Key+" "+campaign.DateOf(p.Due).String())
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestPeriodOf(t *testing.T) {
	t.Parallel()
	d := campaign.Placed{
		Deliverable: &campaign.Deliverable{Every: campaign.EveryMonth, DueDay: campaign.LastDay},
		Phase:       &campaign.Phase{From: day(t, "2011-09-01"), To: day(t, "2011-11-30")},
	}
	for date, want := range map[string]string{
		"2011-08-30": "2011-09", "2011-09-01": "2011-09", "2011-10-31": "2011-10", "2012-01-01": "2011-11",
	} {
		if got, ok := d.PeriodOf(day(t, date), shanghai); !ok || got.Key != want {
			t.Errorf("PeriodOf(%s) = %q, %v, want %q", date, got.Key, ok, want)
		}
	}
}

func TestCalendar(t *testing.T) {
	t.Parallel()
	cal := campaign.NewCalendar([]campaign.DayKind{
		{Date: day(t, "2011-10-03")}, {Date: day(t, "2011-10-04")}, {Date: day(t, "2011-10-05")},
		{Date: day(t, "2011-10-06")}, {Date: day(t, "2011-10-07")},
		{Date: day(t, "2011-10-08"), Work: true}, {Date: day(t, "2011-10-09"), Work: true},
	})
	for _, tt := range []struct{ on, back, forward string }{
		{"2011-10-05", "2011-09-30", "2011-10-08"},
		{"2011-10-08", "2011-10-08", "2011-10-08"}, // an adjusted Saturday
		{"2011-10-15", "2011-10-14", "2011-10-17"}, // a plain weekend
	} {
		d := day(t, tt.on)
		if got := cal.Back(d).String(); got != tt.back {
			t.Errorf("Back(%s) = %s, want %s", tt.on, got, tt.back)
		}
		if got := cal.Forward(d).String(); got != tt.forward {
			t.Errorf("Forward(%s) = %s, want %s", tt.on, got, tt.forward)
		}
	}
	if !cal.Covers(day(t, "2011-01-01")) || cal.Covers(day(t, "2012-01-01")) {
		t.Error("the table covers 2011 and no other year")
	}
	for _, tt := range []struct{ from, to, want string }{
		{"2011-10-01", "2011-12-31", ""}, {"2011-10-01", "2012-03-01", "2012-01-01"}, {"2010-05-05", "2011-03-01", "2010-05-05"},
	} {
		if got, _ := cal.Gap(day(t, tt.from), day(t, tt.to)); got.String() != tt.want {
			t.Errorf("the table lacks %s between %s and %s, want %q", got, tt.from, tt.to, tt.want)
		}
	}
	if !campaign.EveryDay().Workday(day(t, "2011-10-16")) {
		t.Error("a Sunday is no workday without a calendar")
	}
}

func TestSettle(t *testing.T) {
	t.Parallel()
	due := time.Date(2011, 10, 31, 18, 0, 0, 0, shanghai)
	work := func(s campaign.Status, at time.Time) campaign.Standing {
		return campaign.Standing{Status: s, FiledAt: at}
	}
	early, late := due.Add(-time.Hour), due.Add(time.Hour)
	for _, tt := range []struct {
		name            string
		works           []campaign.Standing
		min             int
		count, returned int
		open, late      bool
	}{
		{"nothing filed", nil, 1, 0, 0, true, false},
		{"one of two", []campaign.Standing{work(campaign.StatusFiled, early)}, 2, 1, 0, true, false},
		{"the second one is late", []campaign.Standing{work(campaign.StatusFiled, late), work(campaign.StatusApproved, early)}, 2, 2, 0, false, true},
		{"an extra late one does not make the debt late", []campaign.Standing{work(campaign.StatusFiled, early), work(campaign.StatusFiled, late)}, 1, 2, 0, false, false},
		{"returned is open", []campaign.Standing{work(campaign.StatusReturned, early)}, 1, 0, 1, true, false},
		{"withdrawn is open", []campaign.Standing{work(campaign.StatusWithdrawn, early)}, 1, 0, 0, true, false},
		{"on the minute is in time", []campaign.Standing{work(campaign.StatusSelected, due)}, 1, 1, 0, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := campaign.Debt{}.Settle(tt.works, tt.min, due)
			if d.Count != tt.count || d.Returned != tt.returned || d.Open() != tt.open || d.Late != tt.late {
				t.Errorf("got count %d returned %d open %v late %v", d.Count, d.Returned, d.Open(), d.Late)
			}
		})
	}
}

func TestRoster(t *testing.T) {
	t.Parallel()
	r := campaign.NewRoster([]campaign.Member{
		{UserID: "Wang", Unit: "文化馆", Roles: []campaign.Role{campaign.RoleMember, campaign.RoleLiaison}},
		{UserID: "li", Unit: "文化馆", Roles: []campaign.Role{campaign.RoleMember}, Left: true},
		{UserID: "zhao", Unit: "办公室", Roles: []campaign.Role{campaign.RoleOffice}},
		{UserID: "sun", Unit: "图书馆", Roles: []campaign.Role{campaign.RoleHead}},
	})
	if m, ok := r.Member("WANG"); !ok || m.UserID != "Wang" || m.Top() != campaign.RoleLiaison {
		t.Errorf("Member(WANG) = %+v, %v", m, ok)
	}
	var units []string
	for _, u := range r.Units() {
		units = append(units, u.Name)
	}
	if want := []string{"文化馆", "图书馆"}; !slices.Equal(units, want) {
		t.Errorf("units that owe: %v, want %v", units, want)
	}
	if got := r.InUnit("文化馆", campaign.RoleMember); len(got) != 1 {
		t.Errorf("members of the unit who take part: %v", got)
	}
	if got := r.WithRole(campaign.RoleOffice); len(got) != 1 || got[0].UserID != "zhao" {
		t.Errorf("office: %v", got)
	}
}

func TestDateArithmetic(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := campaign.Date{Year: rapid.IntRange(2000, 2100).Draw(t, "year"), Month: 3, Day: 15}
		n := rapid.IntRange(-5000, 5000).Draw(t, "days")
		moved := d.AddDays(n)
		if got := d.DaysUntil(moved); got != n {
			t.Fatalf("%v to %v: %d days, want %d", d, moved, got, n)
		}
		if parsed, err := campaign.ParseDate(moved.String()); err != nil || parsed != moved {
			t.Fatalf("ParseDate(%s) = %v, %v", moved, parsed, err)
		}
		if (n > 0) != moved.After(d) || (n < 0) != moved.Before(d) {
			t.Fatalf("order of %v and %v", d, moved)
		}
	})
}
