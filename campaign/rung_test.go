package campaign_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"duban/campaign"
)

// holidays is the official table around the National Day of 2011 and the Spring
// Festival of 2012.
func holidays(t testing.TB) *campaign.Calendar {
	t.Helper()
	var rows []campaign.DayKind
	add := func(work bool, days ...string) {
		for _, d := range days {
			rows = append(rows, campaign.DayKind{Date: day(t, d), Work: work})
		}
	}
	add(false, "2011-10-01", "2011-10-02", "2011-10-03", "2011-10-04", "2011-10-05", "2011-10-06", "2011-10-07")
	add(true, "2011-10-08", "2011-10-09", "2012-01-21", "2012-01-29")
	add(false, "2012-01-22", "2012-01-23", "2012-01-24", "2012-01-25", "2012-01-26", "2012-01-27", "2012-01-28")
	return campaign.NewCalendar(rows)
}

func at(t testing.TB, s string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", s, shanghai)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func days(ns ...int) []campaign.Offset {
	var out []campaign.Offset
	for _, n := range ns {
		out = append(out, campaign.Offset{Text: fmt.Sprintf("%dd", n), Days: n})
	}
	return out
}

func hours(n int) campaign.Offset {
	return campaign.Offset{Text: fmt.Sprintf("%dh", n), Rest: time.Duration(n) * time.Hour}
}

func TestRungs(t *testing.T) {
	t.Parallel()
	office := campaign.Hours{From: campaign.Clock{Hour: 8, Minute: 30}, To: campaign.Clock{Hour: 17, Minute: 30}}
	nine10 := campaign.Clock{Hour: 9, Minute: 10}
	ladder := []campaign.Escalation{
		{After: days(1)[0], To: campaign.RoleLiaison}, {After: days(3)[0], To: campaign.RoleHead}, {After: days(7)[0], To: campaign.RoleOffice},
	}
	for _, tt := range []struct {
		name   string
		policy campaign.Policy
		due    string
		late   campaign.LatePolicy
		want   []string
	}{
		{"a plain ladder", campaign.Policy{Before: days(14, 7, 3, 1), OnDay: true, Overdue: days(1, 3, 7), At: nine10, Escalate: ladder},
			"2011-10-31 18:00", campaign.LateAccept, []string{
				"before:14d 2011-10-17 09:10", "before:7d 2011-10-24 09:10",
				"before:1d 2011-10-28 09:10", // from Sunday to Friday, where it outdoes before:3d
				"on_day 2011-10-31 09:10",
				"overdue:1d 2011-11-01 09:10", "escalate:liaison 2011-11-01 09:10",
				"overdue:3d 2011-11-03 09:10", "escalate:head 2011-11-03 09:10",
				"overdue:7d 2011-11-07 09:10", "escalate:office 2011-11-07 09:10",
			}},
		{"nothing after the deadline where late works are refused", campaign.Policy{Before: days(1), OnDay: true, Overdue: days(1), At: nine10, Escalate: ladder},
			"2011-10-26 18:00", campaign.LateClose, []string{"before:1d 2011-10-25 09:10", "on_day 2011-10-26 09:10"}},
		{"on the day, but after the hour of the deadline", campaign.Policy{OnDay: true, At: nine10},
			"2011-10-26 09:00", campaign.LateClose, nil},
		{"a holiday moves rungs before it back and those after it forward",
			campaign.Policy{Before: days(3, 1), OnDay: true, Overdue: days(1, 3), At: nine10, Escalate: ladder[:2]},
			"2012-01-24 18:00", campaign.LateAccept, []string{
				"on_day 2012-01-21 09:10", // the adjusted workday; before:3d and before:1d stand there too
				"overdue:1d 2012-01-29 09:10", "escalate:liaison 2012-01-29 09:10", "escalate:head 2012-01-29 09:10",
			}},
		{"adjusted workdays are workdays", campaign.Policy{Overdue: days(1, 8), At: nine10},
			"2011-09-30 18:00", campaign.LateAccept, []string{"overdue:1d 2011-10-08 09:10"}},
		{"too early moves to the opening", campaign.Policy{Before: days(1), At: campaign.Clock{Hour: 7}},
			"2011-10-26 18:00", campaign.LateAccept, []string{"before:1d 2011-10-25 08:30"}},
		{"too late moves to the close", campaign.Policy{Before: days(1), At: campaign.Clock{Hour: 20}},
			"2011-10-26 18:00", campaign.LateAccept, []string{"before:1d 2011-10-25 17:30"}},
		{"hours before the deadline", campaign.Policy{Before: []campaign.Offset{hours(2)}, At: nine10},
			"2011-10-26 18:00", campaign.LateAccept, []string{"before:2h 2011-10-26 16:00"}},
		{"the nearest of a day wins, whatever its hour", campaign.Policy{Before: []campaign.Offset{hours(2)}, OnDay: true, At: nine10},
			"2011-10-26 18:00", campaign.LateAccept, []string{"on_day 2011-10-26 09:10"}},
		{"hours before an early deadline never come after it", campaign.Policy{Before: []campaign.Offset{hours(2)}, At: nine10},
			"2011-10-26 08:00", campaign.LateAccept, []string{"before:2h 2011-10-25 17:30"}},
		{"hours after a late deadline never come before it", campaign.Policy{Overdue: []campaign.Offset{hours(2)}, At: nine10},
			"2011-10-26 18:00", campaign.LateAccept, []string{"overdue:2h 2011-10-27 08:30"}},
		{"a role told twice", campaign.Policy{At: nine10, Escalate: []campaign.Escalation{{After: days(1)[0], To: campaign.RoleHead}, {After: days(2)[0], To: campaign.RoleHead}}},
			"2011-10-24 18:00", campaign.LateAccept, []string{"escalate:head 2011-10-25 09:10", "escalate:head:2d 2011-10-26 09:10"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, r := range campaign.Rungs(tt.policy, at(t, tt.due), tt.late, office, holidays(t), shanghai) {
				got = append(got, r.Name+" "+r.At.Format("2006-01-02 15:04"))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestRungsStayInHoursAndApart(t *testing.T) {
	t.Parallel()
	cal := holidays(t)
	hours := campaign.Hours{From: campaign.Clock{Hour: 8, Minute: 30}, To: campaign.Clock{Hour: 17, Minute: 30}}
	rapid.Check(t, func(t *rapid.T) {
		p := campaign.Policy{
			Before:  days(rapid.SliceOfNDistinct(rapid.IntRange(1, 30), 0, 4, rapid.ID).Draw(t, "before")...),
			Overdue: days(rapid.SliceOfNDistinct(rapid.IntRange(1, 30), 0, 4, rapid.ID).Draw(t, "overdue")...),
			OnDay:   rapid.Bool().Draw(t, "on day"),
			At:      campaign.Clock{Hour: rapid.IntRange(0, 23).Draw(t, "hour"), Minute: rapid.IntRange(0, 59).Draw(t, "minute")},
		}
		due := time.Date(2011, 9, 1, 18, 0, 0, 0, shanghai).AddDate(0, 0, rapid.IntRange(0, 300).Draw(t, "day"))
		seen := map[campaign.Date]bool{}
		for _, r := range campaign.Rungs(p, due, campaign.LateAccept, hours, cal, shanghai) {
			day := campaign.DateOf(r.At)
			if seen[day] {
				t.Fatalf("two rungs on %s", day)
			}
			seen[day] = true
			if !cal.Workday(day) {
				t.Fatalf("%s leaves on %s, which is no workday", r.Name, day)
			}
			if !hours.Clamp(r.At).Equal(r.At) {
				t.Fatalf("%s leaves at %s, outside the hours", r.Name, r.At)
			}
		}
	})
}

func TestEventRungsAreNotMoved(t *testing.T) {
	t.Parallel()
	e := campaign.Event{ID: "lecture", At: at(t, "2011-10-04 08:00"), Remind: append(days(3, 1), hours(1))}
	var got []string
	for _, r := range campaign.EventRungs(e, shanghai) {
		got = append(got, r.Name+" "+r.At.Format("2006-01-02 15:04"))
	}
	want := []string{"event:3d 2011-10-01 08:00", "event:1d 2011-10-03 08:00", "event:1h 2011-10-04 07:00"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
