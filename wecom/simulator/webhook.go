package simulator

// group is a chat group with a push address.
type group struct {
	Webhook
	times window
}

var errWebhook = refuse(93000, "invalid webhook url")

// webhookSend posts to a group (doc 99110).
func (s *Simulator) webhookSend(c *call) (fields, error) {
	g := s.groups[c.query.Get("key")]
	switch {
	case g == nil:
		return nil, errWebhook
	case len(c.body) == 0:
		return nil, refuse(93017, "empty body")
	case !g.times.allow(c.now, webhookPerMinute, 0):
		return nil, errFrequency
	}
	var req content
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	m, err := s.compose(c, &req, webhookChannel)
	if err != nil {
		return nil, err
	}
	s.post(g.Name, m.post(c))
	return nil, nil
}

func (m *composed) post(c *call) Post {
	return Post{
		At: c.now, Type: m.Type, Text: m.Text, Mentions: m.Mentions, Articles: m.Articles,
		Card: m.Card, MediaID: m.MediaID, Data: m.Data, Body: c.body,
	}
}

// webhookUpload stores a file for one webhook. The file is looked at before the key.
func (s *Simulator) webhookUpload(c *call) (fields, error) {
	m, err := c.upload()
	if err != nil {
		return nil, err
	}
	key := c.query.Get("key")
	if s.groups[key] == nil {
		return nil, errWebhook
	}
	m.kind, m.webhook = c.query.Get("type"), key
	if m.kind != "file" && m.kind != "voice" {
		return nil, refuse(40005, "invalid type")
	}
	if err := m.check(); err != nil {
		return nil, err
	}
	return s.uploaded(m, c.now), nil
}

// RemoveWebhook takes a group's push address away: posts to it get 93000.
func (s *Simulator) RemoveWebhook(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.groups, key)
}
