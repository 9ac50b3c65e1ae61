package message

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

//go:embed text
var files embed.FS

// Key names one text of the catalogue.
type Key string

// Lang is a language of the catalogue.
type Lang string

// The languages of the catalogue. Simplified Chinese is the reference. In every
// one the words that a user types to the bot are Chinese.
const (
	Hans    Lang = "zh-Hans"
	Hant    Lang = "zh-Hant"
	English Lang = "en"
)

// Languages returns every language of the catalogue, the reference first.
func Languages() []Lang { return []Lang{Hans, Hant, English} }

// Args are the named values of a text: {name} in the text stands for
// Args["name"], written with fmt.Sprint. A time.Month is written as the language
// does: 11 in Chinese, Nov in English.
type Args map[string]any

// Catalog holds the texts of one language. It is read-only after Load, so it
// may be used from many goroutines.
type Catalog struct {
	lang  Lang
	texts map[Key]string
}

// Load reads the texts of a language; "" is the reference. Two files that give the same key are an
// error.
func Load(lang Lang) (*Catalog, error) {
	if lang == "" {
		lang = Hans
	}
	c := &Catalog{lang: lang, texts: map[Key]string{}}
	dir := path.Join("text", string(lang))
	entries, err := fs.ReadDir(files, dir)
	if err != nil {
		return nil, fmt.Errorf("read catalogue %s: %w", lang, err)
	}
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		data, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read catalogue %s: %w", lang, err)
		}
		var texts map[Key]string
		if err := json.Unmarshal(data, &texts); err != nil {
			return nil, fmt.Errorf("read catalogue %s: %w", name, err)
		}
		for k, v := range texts {
			if _, dup := c.texts[k]; dup {
				return nil, fmt.Errorf("read catalogue %s: key %q stands in two files", name, k)
			}
			c.texts[k] = v
		}
	}
	return c, nil
}

// Text returns the text of k with its arguments put in. A key or argument that
// is missing shows as itself; the package's tests keep that from happening.
func (c *Catalog) Text(k Key, args Args) string {
	text, ok := c.texts[k]
	if !ok {
		return string(k)
	}
	return fill(text, args, c.write)
}

// Lang returns the catalogue's language, as a page's lang attribute names it.
func (c *Catalog) Lang() Lang { return c.lang }

// write writes a value into a text.
func (c *Catalog) write(v any) string {
	month, ok := v.(time.Month)
	switch {
	case !ok:
		return fmt.Sprint(v)
	case c.lang == English:
		return month.String()[:3]
	}
	return strconv.Itoa(int(month))
}

// Area returns the texts whose keys begin with prefix, with their marks still
// in them, for pages that fill them in the browser.
func (c *Catalog) Area(prefix string) map[Key]string {
	out := map[Key]string{}
	for k, v := range c.texts {
		if strings.HasPrefix(string(k), prefix) {
			out[k] = v
		}
	}
	return out
}

// Fill puts the arguments into a text's {name} marks. The values are put in as
// they are: a brace in a value is never taken for a mark. Only quotation marks of a
// value that the text quotes become inner ones.
func Fill(text string, args Args) string {
	return fill(text, args, func(v any) string { return fmt.Sprint(v) })
}

func fill(text string, args Args, write func(any) string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	var b strings.Builder
	for {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			break
		}
		end := strings.IndexByte(text[open:], '}')
		if end < 0 {
			break
		}
		b.WriteString(text[:open])
		name := text[open+1 : open+end]
		if v, ok := args[name]; ok {
			b.WriteString(nested(write(v), text[:open], text[open+end+1:]))
		} else {
			b.WriteString(text[open : open+end+1])
		}
		text = text[open+end+1:]
	}
	b.WriteString(text)
	return b.String()
}

// nested returns a value as it stands between two texts: where these quote it, its
// own quotation marks are the inner ones.
func nested(value, before, after string) string {
	quoted := func(open, end string) bool { return strings.HasSuffix(before, open) && strings.HasPrefix(after, end) }
	switch {
	case quoted("“", "”"):
		return strings.NewReplacer("“", "‘", "”", "’").Replace(value)
	case quoted("「", "」"):
		return strings.NewReplacer("「", "『", "」", "』").Replace(value)
	}
	return value
}

// Cut returns text cut to at most max bytes at a character's border, with an
// ellipsis where something was cut. A max below the ellipsis gives "".
func Cut(text string, max int) string {
	const ellipsis = "…"
	if len(text) <= max {
		return text
	}
	max -= len(ellipsis)
	if max <= 0 {
		return ""
	}
	for max > 0 && !utf8.RuneStart(text[max]) {
		max--
	}
	return text[:max] + ellipsis
}
