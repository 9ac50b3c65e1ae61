package demo

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"slices"
	"sort"
	"strings"
	"time"

	"duban/campaign"
	"duban/message"
	"duban/wecom/simulator"
)

// maxFile is the largest file that the page takes: the platform's limit for
// files is 20 MB (doc 90253).
const maxFile = 20 << 20

type person struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Unit string `json:"unit"`
	Role string `json:"role"`
}

type chatGroup struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// milestone is one line of the timeline: a deadline with its figures, or an
// event.
type milestone struct {
	Phase string    `json:"phase"`
	Name  string    `json:"name"`
	At    time.Time `json:"at"`
	Place string    `json:"place,omitempty"`
	Owed  int       `json:"owed"`
	Filed int       `json:"filed"`
	Late  int       `json:"late"`
}

type state struct {
	Now      time.Time   `json:"now"`
	Campaign string      `json:"campaign"`
	First    string      `json:"first"` // whose chat to open
	Units    []string    `json:"units"`
	People   []person    `json:"people"`
	Groups   []chatGroup `json:"groups"`
	Timeline []milestone `json:"timeline"`
}

// state tells all but the chats.
func (d *Demo) state(w http.ResponseWriter, r *http.Request) {
	now := d.Clock.Now()
	line, err := d.timeline(r)
	if err != nil {
		d.fail(w, err)
		return
	}
	s := state{Now: now.In(d.Plan.Zone), Campaign: d.Plan.Name, Timeline: line}
	for _, g := range d.Groups {
		s.Groups = append(s.Groups, chatGroup{groupPrefix + g, d.groupName(g)})
	}
	for _, m := range d.Members {
		if !slices.Contains(s.Units, m.Unit) {
			s.Units = append(s.Units, m.Unit)
		}
		if s.First == "" && m.Top() == campaign.RoleMember {
			s.First = m.UserID
		}
		s.People = append(s.People, person{m.UserID, m.Name, m.Unit, d.role(m.Top())})
	}
	answer(w, s)
}

func (d *Demo) timeline(r *http.Request) ([]milestone, error) {
	rows, err := d.Service.Progress(r.Context())
	if err != nil {
		return nil, err
	}
	type key struct{ id, period string }
	figures := map[key]campaign.DeliverableFigures{}
	for _, f := range rows {
		figures[key{f.ID, f.Period}] = f
	}
	var out []milestone
	for _, ph := range d.Plan.Phases {
		from := len(out)
		for _, a := range ph.Activities {
			for i := range a.Deliverables {
				placed := campaign.Placed{Deliverable: &a.Deliverables[i], Activity: &a, Phase: &ph}
				for _, p := range placed.Periods(d.Plan.Zone) {
					f := figures[key{placed.ID, p.Key}]
					out = append(out, milestone{ph.Name, strings.TrimSpace(placed.Name + " " + p.Key), f.Due.In(d.Plan.Zone), "", f.Owed, f.Filed, f.Late})
				}
			}
			for _, e := range a.Events {
				out = append(out, milestone{Phase: ph.Name, Name: e.Name, At: e.At.In(d.Plan.Zone), Place: e.Place})
			}
		}
		sort.SliceStable(out[from:], func(i, j int) bool { return out[from+i].At.Before(out[from+j].At) })
	}
	return out, nil
}

// onlyGroup is what a campaign calls its group when it has just one.
const onlyGroup = "group"

// groupName returns what the page calls a group.
func (d *Demo) groupName(g string) string {
	if g == onlyGroup {
		return d.Catalog.Text(message.DemoGroupName, nil)
	}
	return g
}

// role names a role in the staff's language.
func (d *Demo) role(r campaign.Role) string { return d.Catalog.Text(roleKeys[r], nil) }

// item is one bubble of a chat.
type item struct {
	At    time.Time `json:"at"`
	Mine  bool      `json:"mine,omitempty"`
	Type  string    `json:"type"` // text, markdown, image, file, card
	Text  string    `json:"text,omitempty"`
	Title string    `json:"title,omitempty"`
	Name  string    `json:"name,omitempty"`
	URL   string    `json:"url,omitempty"`
	Task  string    `json:"task,omitempty"`
	Press []button  `json:"buttons,omitempty"`
	Done  bool      `json:"done,omitempty"` // the card takes no more presses
}

type button struct {
	Text string `json:"text"`
	Key  string `json:"key"`
}

// chat returns one person's window, or a group's.
func (d *Demo) chat(w http.ResponseWriter, r *http.Request) {
	with := r.URL.Query().Get("with")
	items := []item{}
	if group, ok := strings.CutPrefix(with, groupPrefix); ok {
		for _, p := range d.Platform.GroupPosts(group) {
			items = append(items, postItem(p))
		}
	} else {
		for _, m := range d.Platform.Inbox(with) {
			items = append(items, messageItem(m))
		}
	}
	answer(w, map[string]any{"items": items})
}

// groupPrefix marks the chat of a group on the page.
const groupPrefix = "group:"

func messageItem(m simulator.Message) item {
	it := item{At: m.At, Mine: m.Mine, Type: m.Type, Text: m.Text, Title: m.Title, Name: m.FileName, URL: m.URL}
	switch {
	case m.Card != nil:
		fillCard(&it, m.Card)
	case m.MediaID != "":
		it.URL = "demo/api/media/" + m.MediaID
		if m.Type != "image" {
			it.Type = "file"
		}
	}
	return it
}

func postItem(p simulator.Post) item {
	it := item{At: p.At, Type: p.Type, Text: p.Text}
	if p.Card != nil {
		fillCard(&it, p.Card)
	}
	return it
}

func fillCard(it *item, c *simulator.Card) {
	it.Type, it.Title, it.Task, it.Done = "card", c.Title, c.TaskID, c.Grey != ""
	lines := []string{c.Desc, c.SubTitle, c.Quote}
	for _, p := range c.Pairs {
		lines = append(lines, p.Key+"："+p.Value)
	}
	it.Text = strings.Join(slices.DeleteFunc(lines, func(s string) bool { return s == "" }), "\n")
	for _, b := range c.Buttons {
		it.Press = append(it.Press, button{b.Text, b.Key})
	}
}

// send writes a text as a person.
func (d *Demo) send(w http.ResponseWriter, r *http.Request) {
	var in struct{ As, Text string }
	if !read(w, r, &in) {
		return
	}
	_, err := d.member.SendText(r.Context(), in.As, in.Text)
	d.acted(w, r, err)
}

// press presses a button of a card.
func (d *Demo) press(w http.ResponseWriter, r *http.Request) {
	var in struct{ As, Task, Key string }
	if !read(w, r, &in) {
		return
	}
	_, err := d.member.PressButton(r.Context(), in.As, in.Task, in.Key)
	d.acted(w, r, err)
}

// file sends a photo or a file as a person.
func (d *Demo) file(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxFile)
	f, head, err := r.FormFile("file")
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	as := r.FormValue("as")
	if strings.HasPrefix(http.DetectContentType(data), "image/") {
		_, err = d.member.SendImage(r.Context(), as, head.Filename, data)
	} else {
		_, err = d.member.SendFile(r.Context(), as, head.Filename, data)
	}
	d.acted(w, r, err)
}

// acted lets the service deliver what an act brought about.
func (d *Demo) acted(w http.ResponseWriter, r *http.Request, err error) {
	if err == nil {
		err = d.tick(r.Context())
	}
	if err != nil {
		d.fail(w, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// clock moves the time: to the next message, by a day, or to a date.
func (d *Demo) clock(w http.ResponseWriter, r *http.Request) {
	var in struct{ To string }
	if !read(w, r, &in) {
		return
	}
	now := d.Clock.Now()
	until, first := d.end(), in.To == "next"
	switch in.To {
	case "next":
	case "day":
		until = now.AddDate(0, 0, 1)
	default:
		day, err := campaign.ParseDate(in.To)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		until = day.At(dayStart, d.Plan.Zone)
	}
	moved, err := d.forward(r.Context(), until, first)
	if err != nil {
		d.fail(w, err)
		return
	}
	moved.Now = moved.Now.In(d.Plan.Zone)
	answer(w, moved)
}

// dayStart is the hour at which a chosen date begins: before anything leaves.
var dayStart = campaign.Clock{Hour: 8}

func (d *Demo) media(w http.ResponseWriter, r *http.Request) {
	name, data, ok := d.Platform.Media(r.PathValue("id"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	kind := http.DetectContentType(data)
	if !strings.HasPrefix(kind, "image/") {
		w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(data)
}

func read(w http.ResponseWriter, r *http.Request, v any) bool {
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(v); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return false
	}
	return true
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

func (d *Demo) fail(w http.ResponseWriter, err error) {
	d.Log.Error("demo", "error", err)
	http.Error(w, err.Error(), http.StatusInternalServerError)
}
