package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"duban/campaign"
	"duban/message"
)

// Volume is what a volume is compiled from.
type Volume struct {
	Works  []campaign.Submission // only selected ones are taken
	Kind   string                // names the volume; "" for one of every kind
	Roster *campaign.Roster
}

// chapter is the works of one kind.
type chapter struct {
	name  string
	works []campaign.Submission
}

// Volume writes the volume as a word-processor file: a title page, the contents,
// and the works by kind and number, each with its unit and author.
func (m *Maker) Volume(out io.Writer, v Volume, now time.Time) error {
	var d document
	now = now.In(m.plan.Zone)
	chapters, n := m.chapters(v.Works)
	name := m.VolumeName(v.Kind)
	d.paragraph("Title", m.plan.Name)
	d.paragraph("Subtitle", name)
	d.paragraph("Subtitle", m.text(message.ReportVolumeCount, message.Args{"n": n}))
	d.paragraph("Subtitle", m.day(campaign.DateOf(now)))
	d.paragraph("ContentsHeading", m.text(message.ReportContents, nil))
	mark := 0
	for _, c := range chapters {
		mark++
		d.entry("TOC1", c.name, mark)
		for _, w := range c.works {
			mark++
			d.entry("TOC2", m.heading(w, v.Roster), mark)
		}
	}
	mark = 0
	for _, c := range chapters {
		mark++
		d.heading("Heading1", c.name, mark)
		for _, w := range c.works {
			mark++
			d.heading("Heading2", m.heading(w, v.Roster), mark)
			d.paragraph("Byline", m.byline(w, v.Roster))
			for _, p := range paragraphs(w) {
				d.paragraph("BodyText", p)
			}
		}
	}
	return d.write(out, fmt.Sprintf("%s %s", m.plan.Name, name), now)
}

// VolumeName is what a volume of a kind is called, "" for one of every kind.
func (m *Maker) VolumeName(kind string) string {
	if kind == "" {
		return m.text(message.ReportVolume, nil)
	}
	return m.text(message.ReportVolumeKind, message.Args{"kind": m.kind(kind)})
}

// chapters sorts the selected works by kind, in the order of the kinds, and
// counts them.
func (m *Maker) chapters(works []campaign.Submission) (out []chapter, n int) {
	of := map[string][]campaign.Submission{}
	for _, w := range works {
		if w.Status == campaign.StatusSelected {
			of[w.Kind] = append(of[w.Kind], w)
			n++
		}
	}
	kinds := m.plan.AllKinds()
	for id := range of {
		if _, known := m.kinds[id]; !known { // of an earlier campaign file
			kinds = append(kinds, campaign.Kind{ID: id, Name: id})
		}
	}
	slices.SortFunc(kinds[len(m.kinds):], func(a, b campaign.Kind) int { return strings.Compare(a.ID, b.ID) })
	for _, k := range kinds {
		if list := of[k.ID]; len(list) > 0 {
			slices.SortFunc(list, func(a, b campaign.Submission) int { return cmp.Compare(a.Number, b.Number) })
			out = append(out, chapter{k.Name, list})
		}
	}
	return out, n
}

// heading is a work's title, else whose work of which kind it is.
func (m *Maker) heading(w campaign.Submission, roster *campaign.Roster) string {
	if t := bare(w.Title); t != "" {
		return t
	}
	return m.text(message.ReportUntitled, message.Args{"kind": m.kind(w.Kind), "author": author(roster, w.Author)})
}

// byline names unit and author, and of a log the day and the place.
func (m *Maker) byline(w campaign.Submission, roster *campaign.Roster) string {
	line := []string{w.Unit, author(roster, w.Author)}
	if !w.Date.IsZero() {
		line = append(line, m.day(w.Date))
	}
	if w.Place != "" {
		line = append(line, w.Place)
	}
	return strings.Join(line, "　")
}

// paragraphs returns a work's text without what stands in its heading already.
func paragraphs(w campaign.Submission) []string {
	var out []string
	for _, line := range strings.Split(w.Body, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || len(out) == 0 && w.Title != "" && bare(line) == bare(w.Title) {
			continue
		}
		out = append(out, line)
	}
	return out
}
