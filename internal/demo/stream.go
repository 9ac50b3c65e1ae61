package demo

import (
	"encoding/json"
	"fmt"
	"net/http"

	"duban/wecom/simulator"
)

// news is one event of the stream: a new bubble in a chat.
type news struct {
	Chat string `json:"chat"`
	Item item   `json:"item"`
}

// stream tells the page of every new message while it is open.
func (d *Demo) stream(w http.ResponseWriter, r *http.Request) {
	events, end := d.Platform.Subscribe(4096)
	defer end()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	flush := http.NewResponseController(w)
	if err := flush.Flush(); err != nil {
		return
	}
	for {
		select {
		case <-r.Context().Done():
			return
		case <-d.ending:
			return
		case e, open := <-events:
			if !open {
				return
			}
			n, ok := newsOf(e)
			if !ok {
				continue
			}
			data, err := json.Marshal(n)
			if err != nil {
				return
			}
			if _, err := fmt.Fprintf(w, "data: %s\n\n", data); err != nil {
				return
			}
			if len(events) == 0 {
				if err := flush.Flush(); err != nil {
					return
				}
			}
		}
	}
}

func newsOf(e simulator.Event) (news, bool) {
	switch e.Kind {
	case simulator.EventMessage:
		return news{e.UserID, messageItem(e.Message)}, true
	case simulator.EventPost:
		return news{groupPrefix + e.Group, postItem(e.Post)}, true
	}
	return news{}, false
}
