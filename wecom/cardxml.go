package wecom

import "strconv"

// appendXML renders the card as a passive reply (doc 90241): names in capitals,
// lists as repeated siblings, absent parts left out. JumpList and CardAction
// spell AppId, the areas Appid.
func (c *TemplateCard) appendXML(dst []byte) []byte {
	w := cardWriter{dst}
	w.parent("TemplateCard", func() {
		w.text("CardType", c.CardType)
		w.head(c)
		w.lines(c)
		w.controls(c)
	})
	return w.out
}

type cardWriter struct{ out []byte }

func (w *cardWriter) parent(name string, children func()) {
	w.out = append(append(append(w.out, '<'), name...), '>')
	children()
	w.out = append(append(append(w.out, "</"...), name...), '>')
}

// text writes an element unless it is empty.
func (w *cardWriter) text(name, text string) {
	if text != "" {
		w.out = appendElement(w.out, name, text)
	}
}

// number writes an element unless it is zero, which is every default.
func (w *cardWriter) number(name string, n int) {
	if n != 0 {
		w.out = appendNumber(w.out, name, int64(n))
	}
}

func (w *cardWriter) flag(name string, on bool) {
	if on {
		w.parent(name, func() { w.out = append(w.out, "true"...) })
	}
}

func (w *cardWriter) title(name string, t CardTitle) {
	w.parent(name, func() {
		w.text("Title", t.Title)
		w.text("Desc", t.Desc)
	})
}

func (w *cardWriter) link(l CardLink, appID string) {
	w.number("Type", l.Type)
	w.text("Url", l.URL)
	w.text(appID, l.AppID)
	w.text("PagePath", l.PagePath)
}

func (w *cardWriter) head(c *TemplateCard) {
	if s := c.Source; s != nil {
		w.parent("Source", func() {
			w.text("IconUrl", s.IconURL)
			w.text("Desc", s.Desc)
			w.number("DescColor", s.DescColor)
		})
	}
	if m := c.ActionMenu; m != nil {
		w.parent("ActionMenu", func() {
			w.text("Desc", m.Desc)
			for _, a := range m.Actions {
				w.submit("ActionList", a)
			}
		})
	}
	if c.MainTitle != nil {
		w.title("MainTitle", *c.MainTitle)
	}
	w.text("SubTitleText", c.SubTitle)
	if c.Emphasis != nil {
		w.title("EmphasisContent", *c.Emphasis)
	}
	if q := c.Quote; q != nil {
		w.parent("QuoteArea", func() {
			w.link(q.CardLink, "Appid")
			w.text("Title", q.Title)
			w.text("QuoteText", q.QuoteText)
		})
	}
	if a := c.ImageText; a != nil {
		w.parent("ImageTextArea", func() {
			w.link(a.CardLink, "Appid")
			w.text("Title", a.Title)
			w.text("Desc", a.Desc)
			w.text("ImageUrl", a.ImageURL)
		})
	}
	if i := c.Image; i != nil {
		w.parent("CardImage", func() {
			w.text("Url", i.URL)
			if i.AspectRatio != 0 {
				w.parent("AspectRatio", func() { w.out = strconv.AppendFloat(w.out, i.AspectRatio, 'f', -1, 64) })
			}
		})
	}
}

func (w *cardWriter) lines(c *TemplateCard) {
	for _, v := range c.Vertical {
		w.title("VerticalContentList", v)
	}
	for _, f := range c.Horizontal {
		w.parent("HorizontalContentList", func() {
			w.number("Type", f.Type)
			w.text("KeyName", f.KeyName)
			w.text("Value", f.Value)
			w.text("Url", f.URL)
			w.text("MediaId", f.MediaID)
			w.text("UserId", f.UserID)
		})
	}
	for _, j := range c.Jumps {
		w.parent("JumpList", func() {
			w.link(j.CardLink, "AppId")
			w.text("Title", j.Title)
		})
	}
	if c.Action != nil {
		w.parent("CardAction", func() { w.link(*c.Action, "AppId") })
	}
}

func (w *cardWriter) controls(c *TemplateCard) {
	for _, b := range c.Buttons {
		w.parent("ButtonList", func() {
			w.number("Type", b.Type)
			w.text("Text", b.Text)
			w.number("Style", b.Style)
			w.text("Key", b.Key)
			w.text("Url", b.URL)
		})
	}
	if c.ButtonSelect != nil {
		w.selector("ButtonSelection", *c.ButtonSelect)
	}
	if c.CheckBox != nil {
		w.checkBox(*c.CheckBox)
	}
	for _, s := range c.Selects {
		w.selector("SelectList", s)
	}
	if c.Submit != nil {
		w.submit("SubmitButton", *c.Submit)
	}
	w.text("ReplaceText", c.ReplaceText)
}

func (w *cardWriter) submit(name string, s Submit) {
	w.parent(name, func() {
		w.text("Text", s.Text)
		w.text("Key", s.Key)
	})
}

func (w *cardWriter) selector(name string, s Selector) {
	w.parent(name, func() {
		w.text("QuestionKey", s.QuestionKey)
		w.text("Title", s.Title)
		w.text("SelectedId", s.SelectedID)
		w.flag("Disable", s.Disable)
		for _, o := range s.Options {
			w.parent("OptionList", func() {
				w.text("Id", o.ID)
				w.text("Text", o.Text)
			})
		}
	})
}

func (w *cardWriter) checkBox(b CheckBox) {
	w.parent("CheckBox", func() {
		w.text("QuestionKey", b.QuestionKey)
		for _, o := range b.Options {
			w.parent("OptionList", func() {
				w.text("Id", o.ID)
				w.text("Text", o.Text)
				w.flag("IsChecked", o.Checked)
			})
		}
		w.flag("Disable", b.Disable)
		w.number("Mode", b.Mode)
	})
}
