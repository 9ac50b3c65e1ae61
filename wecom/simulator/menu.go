package simulator

import (
	"encoding/json"
	"strconv"
)

// menuButton is an entry of an app's menu (doc 90231).
type menuButton struct {
	Type     string       `json:"type,omitempty"`
	Name     string       `json:"name"`
	Key      string       `json:"key,omitempty"`
	URL      string       `json:"url,omitempty"`
	AppID    string       `json:"appid,omitempty"`
	PagePath string       `json:"pagepath,omitempty"`
	Sub      []menuButton `json:"sub_button,omitempty"`
}

// menuApp checks the agentid, which menus have in the query.
func menuApp(c *call) error {
	id := c.query.Get("agentid")
	switch {
	case id == "":
		return refuse(41011, "missing agentid")
	case id != strconv.Itoa(c.app.AgentID):
		return refuse(301002, "not allow operate another agent with this accesstoken.")
	}
	return nil
}

func (s *Simulator) menuCreate(c *call) (fields, error) {
	var req struct {
		Button []menuButton `json:"button"`
	}
	if err := menuApp(c); err != nil {
		return nil, err
	}
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	if n := len(req.Button); n < 1 || n > 3 {
		return nil, refuse(40016, "invalid button size")
	}
	for _, b := range req.Button {
		if err := b.check(16); err != nil {
			return nil, err
		}
		if len(b.Sub) > 5 {
			return nil, refuse(40023, "invalid sub button size")
		}
		for _, sub := range b.Sub {
			if len(sub.Sub) > 0 {
				return nil, refuse(40022, "invalid sub button level")
			}
			if err := sub.check(40); err != nil {
				return nil, err
			}
		}
	}
	c.app.menu = marshal(req)
	return nil, nil
}

// check looks at one entry; a name may have so many bytes.
func (b *menuButton) check(nameBytes int) error {
	switch {
	case b.Name == "":
		return refuse(41102, "missing menu name")
	case len(b.Name) > nameBytes:
		return refuse(40018, "invalid button name size")
	case len(b.Sub) > 0:
		return nil
	case len(b.Key) > 128:
		return refuse(40019, "invalid button key size")
	case len(b.URL) > 1024:
		return refuse(40020, "invalid button url size")
	}
	ok := false
	switch b.Type {
	case "click", "scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin", "location_select":
		if b.Key == "" {
			return refuse(40019, "invalid button key size")
		}
		ok = true
	case "view":
		if b.URL == "" {
			return refuse(40020, "invalid button url size")
		}
		ok = true
	case "view_miniprogram":
		ok = b.AppID != "" && b.PagePath != ""
	}
	if !ok {
		return refuse(40017, "invalid button type")
	}
	return nil
}

func (s *Simulator) menuGet(c *call) (fields, error) {
	if err := menuApp(c); err != nil {
		return nil, err
	}
	if c.app.menu == nil {
		return nil, refuse(46003, "no menu")
	}
	var m struct {
		Button json.RawMessage `json:"button"`
	}
	if err := json.Unmarshal(c.app.menu, &m); err != nil {
		return nil, err
	}
	return fields{"button": m.Button}, nil
}

func (s *Simulator) menuDelete(c *call) (fields, error) {
	if err := menuApp(c); err != nil {
		return nil, err
	}
	c.app.menu = nil
	return nil, nil
}
