package report

import (
	"strings"
	"time"

	"duban/campaign"
	"duban/message"
)

// Name is what an ordered document is called, with what narrows it.
func (m *Maker) Name(o campaign.Order, now time.Time) string {
	switch o.Document {
	case campaign.DocumentPairings:
		return m.narrowed(m.text(message.ReportPairings, nil), o, now)
	case campaign.DocumentVolume:
		return m.VolumeName(o.Kind)
	}
	return m.narrowed(m.text(message.ReportLedger, nil), o, now)
}

func (m *Maker) narrowed(name string, o campaign.Order, now time.Time) string {
	what := m.Scope(o, now)
	if o == (campaign.Order{Document: o.Document}) {
		return name
	}
	return m.text(message.ReportNarrowed, message.Args{"name": name, "what": what})
}

// Scope says what an order is narrowed to: 文化馆 心得体会 10月.
func (m *Maker) Scope(o campaign.Order, now time.Time) string {
	var what []string
	if o.Unit != "" {
		what = append(what, o.Unit)
	}
	if o.Kind != "" {
		what = append(what, m.kind(o.Kind))
	}
	if o.Period != "" {
		what = append(what, m.period(o.Period, now))
	}
	if len(what) == 0 {
		return m.text(message.ReportEverything, nil)
	}
	return strings.Join(what, " ")
}

// nameBytes bounds a file's name without its ending.
const nameBytes = 150

// FileName is the name of an ordered document's file, of the day of now.
func (m *Maker) FileName(o campaign.Order, now time.Time) string {
	name := strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`\/:*?"<>|`, r) {
			return '_'
		}
		return r
	}, m.Name(o, now))
	ending := ".xlsx"
	if o.Document == campaign.DocumentVolume {
		ending = ".docx"
	}
	return message.Cut(name, nameBytes) + now.In(m.plan.Zone).Format("20060102") + ending
}
