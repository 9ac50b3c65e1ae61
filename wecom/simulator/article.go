package simulator

import "net/url"

func (m *composed) textCard(in textCard) error {
	switch {
	case in.Title == "":
		return refuse(41016, "missing title")
	case in.Description == "":
		return refuse(41033, "missing description")
	case in.URL == "":
		return refuse(41010, "missing url")
	}
	if err := checkURL(in.URL); err != nil {
		return err
	}
	m.Title, m.Text = cutRunes(in.Title, 128), cutRunes(in.Description, 512)
	m.URL, m.Button = in.URL, cutRunes(in.Button, 4)
	return nil
}

func cutRunes(text string, limit int) string {
	if r := []rune(text); len(r) > limit {
		return string(r[:limit])
	}
	return text
}

// checkURL wants a scheme and at most 2048 bytes.
func checkURL(raw string) error {
	if u, err := url.Parse(raw); err != nil || u.Scheme == "" {
		return refuse(45034, "url must have a scheme")
	}
	if len(raw) > 2048 {
		return errParameter
	}
	return nil
}

func (m *composed) news(in articles) error {
	if err := countArticles(len(in.Articles)); err != nil {
		return err
	}
	for _, a := range in.Articles {
		switch {
		case a.Title == "":
			return refuse(41016, "missing title")
		case a.URL == "" && (a.AppID == "" || a.PagePath == ""):
			return refuse(41010, "missing url")
		case a.URL != "":
			if err := checkURL(a.URL); err != nil {
				return err
			}
		}
		m.Articles = append(m.Articles, Article{
			Title: cut(a.Title, 128), Description: cut(a.Description, 512), URL: a.URL, PicURL: a.PicURL,
		})
	}
	m.Text = m.Articles[0].Title
	return nil
}

func (m *composed) mpnews(s *Simulator, c *call, in articles) error {
	if err := countArticles(len(in.Articles)); err != nil {
		return err
	}
	for _, a := range in.Articles {
		switch {
		case a.Title == "":
			return refuse(41016, "missing title")
		case a.Content == "":
			return refuse(44004, "empty content")
		case len(a.Author) > 64:
			return refuse(45032, "author too long")
		case len(a.Content) > 666<<10:
			return refuse(45002, "content size out of limit")
		}
		if _, err := s.findMedia(a.ThumbMediaID, "image", c.now); err != nil {
			return err
		}
		m.Articles = append(m.Articles, Article{Title: a.Title, Description: a.Digest, PicURL: a.ThumbMediaID})
	}
	m.Text = m.Articles[0].Title
	return nil
}

func countArticles(n int) error {
	switch {
	case n == 0:
		return refuse(40063, "empty articles")
	case n > 8:
		return refuse(45008, "article count out of limit")
	}
	return nil
}
