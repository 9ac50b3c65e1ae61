package wecom

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
)

// MenuButton is an entry of the application's menu (doc 90231): an action, or a
// name with 1 to 5 entries below it. Type is an event name such as EventClick
// or EventView.
type MenuButton struct {
	Type      string       `json:"type,omitempty"`
	Name      string       `json:"name"`          // at most 16 bytes, below 40
	Key       string       `json:"key,omitempty"` // at most 128 bytes
	URL       string       `json:"url,omitempty"`
	AppID     string       `json:"appid,omitempty"`
	PagePath  string       `json:"pagepath,omitempty"`
	SubButton []MenuButton `json:"sub_button,omitempty"`
}

// CreateMenu replaces the application's menu by 1 to 3 top entries.
func (c *Client) CreateMenu(ctx context.Context, buttons []MenuButton) error {
	if err := checkMenu(buttons, 3, 16); err != nil {
		return err
	}
	body, err := encodeJSON(map[string]any{"button": buttons})
	if err != nil {
		return err
	}
	query := url.Values{"agentid": {strconv.FormatInt(c.agentID, 10)}}
	return c.call(ctx, request{api: "menu/create", query: query, body: body}, nil)
}

func checkMenu(buttons []MenuButton, most, nameBytes int) error {
	if len(buttons) < 1 || len(buttons) > most {
		return fmt.Errorf("%w: %d menu entries, 1 to %d allowed", ErrInvalid, len(buttons), most)
	}
	for _, b := range buttons {
		if b.Name == "" || len(b.Name) > nameBytes || len(b.Key) > 128 || (b.Type == "") == (b.SubButton == nil) {
			return fmt.Errorf("%w: menu entry %q", ErrInvalid, b.Name)
		}
		if b.SubButton == nil {
			continue
		}
		if most == 5 {
			return fmt.Errorf("%w: menu entry %q is on a third level", ErrInvalid, b.Name)
		}
		if err := checkMenu(b.SubButton, 5, 40); err != nil {
			return err
		}
	}
	return nil
}
