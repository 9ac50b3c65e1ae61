package bot

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"duban/campaign"
	"duban/message"
)

// phrase renders a text that becomes part of a line.
func (e *Engine) phrase(k message.Key, args message.Args) string { return e.texts.Text(k, args) }

// moment writes a point of time as staff say it; the year only where it is not
// that of the message.
func (t *turn) moment(at time.Time) string {
	at = at.In(t.plan.Zone)
	return t.phrase(message.BotMoment, message.Args{"day": t.dayText(campaign.DateOf(at)), "time": at.Format("15:04")})
}

func (t *turn) dayText(d campaign.Date) string {
	k := message.BotDay
	if d.Year != t.in.At.Year() {
		k = message.BotDayYear
	}
	return t.phrase(k, message.Args{"year": d.Year, "month": d.Month, "day": d.Day})
}

// kindName returns the kind's name as staff call it.
func (e *Engine) kindName(id string) string {
	if k, ok := e.kinds[id]; ok {
		return k.Name
	}
	return id
}

// name returns a deliverable's name with its period.
func (t *turn) name(d deliverable, period string) string {
	if period == "" {
		return d.Name
	}
	return t.phrase(message.BotOfPeriod, message.Args{"name": d.Name, "period": t.periodText(period)})
}

// periodText writes 2011-10 as 10月 and 2011-Q4 as a quarter.
func (t *turn) periodText(key string) string {
	var year, n int
	if _, err := fmt.Sscanf(key, "%d-Q%d", &year, &n); err == nil {
		return t.phrase(message.BotQuarter, message.Args{"year": year, "quarter": n})
	}
	if _, err := fmt.Sscanf(key, "%d-%d", &year, &n); err == nil {
		k := message.BotMonth
		if year != t.in.At.Year() {
			k = message.BotMonthYear
		}
		return t.phrase(k, message.Args{"year": year, "month": time.Month(n)})
	}
	return key
}

// titled writes 《title》, or "" where there is none.
func titled(title string) string {
	title = strings.TrimSpace(title)
	if title == "" || strings.HasPrefix(title, "《") && strings.HasSuffix(title, "》") {
		return title
	}
	return "《" + title + "》"
}

// opening returns the title of a work, else how its text begins.
func opening(w campaign.Submission) string {
	if w.Title != "" {
		return titled(w.Title)
	}
	return message.Cut(strings.Join(strings.Fields(w.Body), " "), 48)
}

// chars counts the characters of a text without white space.
func chars(text string) int {
	n := 0
	for _, r := range text {
		if r > '\u3000' || !unicode.IsSpace(r) { // no white space beyond U+3000
			n++
		}
	}
	return n
}

// ref returns a work's number; that of a new work comes later.
func ref(w campaign.Submission) int64 {
	if w.Number == 0 {
		return NewWork
	}
	return w.Number
}

// listed reads a bare number of a list: 2, ２, ②, 第二个.
func listed(text string) (int, bool) {
	s := strings.TrimFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	s = strings.TrimPrefix(s, "选")
	s = strings.TrimPrefix(s, "第")
	for _, unit := range []string{"个", "项", "条", "号", "篇"} {
		s = strings.TrimSuffix(s, unit)
	}
	only, size := utf8.DecodeRuneInString(s)
	if size == 0 || size != len(s) {
		return 0, false
	}
	for _, digits := range []string{"123456789", "１２３４５６７８９", "①②③④⑤⑥⑦⑧⑨", "一二三四五六七八九"} {
		for i, r := range []rune(digits) {
			if r == only {
				return i + 1, true
			}
		}
	}
	return 0, false
}

// numbered writes choices as a list.
func numbered(options []string) string {
	var b strings.Builder
	for i, o := range options {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%d. %s", i+1, o)
	}
	return b.String()
}

// momentOf reads a day, or a day with an hour, as the reader writes it. A day
// alone means the given clock.
func (t *turn) momentOf(s string, c campaign.Clock) (time.Time, bool) {
	if d, err := campaign.ParseDate(s); err == nil {
		return d.At(c, t.plan.Zone), true
	}
	at, err := time.ParseInLocation("2006-01-02T15:04", s, t.plan.Zone)
	return at, err == nil
}

// untilText writes a day or moment as the reader gave it.
func (t *turn) untilText(s string) string {
	if d, err := campaign.ParseDate(s); err == nil {
		return t.dayText(d)
	}
	if at, ok := t.momentOf(s, campaign.Clock{}); ok {
		return t.moment(at)
	}
	return s
}
