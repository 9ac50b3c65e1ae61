package media

import (
	"context"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// What reading one PDF may cost, whatever the file says of itself. Numbers in a
// PDF are claims: nothing is allocated or repeated because one of them says so.
const (
	maxPages    = 1000
	maxObjects  = 1 << 18
	maxNesting  = 64       // of arrays and dictionaries, of page trees, of forms in forms
	maxStream   = 16 << 20 // unpacked bytes of one stream
	maxUnpacked = 64 << 20 // unpacked bytes of all streams, counted each time one is read
	maxTokens   = 8 << 20  // a long one counts as several
	maxKept     = 1 << 20  // values inside of objects, and codes of fonts
	maxValues   = 1 << 16  // values of one array or dictionary
	pdfPatience = 5 * time.Second
)

// cost is what reading one file may still cost. Once it is spent every lexer of
// the file is at its end, and so is every loop: none goes on without a token.
type cost struct {
	ctx    context.Context
	bytes  int
	tokens int
	kept   int
}

// spend takes n tokens off and tells whether there are some left.
func (c *cost) spend(n int) bool {
	before := c.tokens
	c.tokens -= n
	if before>>12 != c.tokens>>12 && c.ctx.Err() != nil {
		c.tokens = 0
	}
	return c.tokens > 0
}

// unpack takes the bytes of a stream off, and something for the work of
// unpacking any, and tells whether there are some left.
func (c *cost) unpack(n int) bool {
	if c.bytes -= n + 1<<11; c.bytes < 0 {
		c.bytes = 0
	}
	return c.bytes > 0
}

// pdfText returns the text of a PDF, what was found within the limits.
//
// The libraries for this trust what a file says of itself: one line of it makes
// them allocate hundreds of gigabytes or call themselves until the stack is
// full, and no recover helps against that. So this reader is our own. It looks
// for the objects themselves and needs no cross-reference table, so that files
// with a broken one are read as well.
func pdfText(r io.ReaderAt, size int64) string {
	if size > maxPDF {
		return ""
	}
	data := make([]byte, size)
	n, _ := r.ReadAt(data, 0)
	ctx, cancel := context.WithTimeout(context.Background(), pdfPatience)
	defer cancel()
	d := openPDF(data[:n], &cost{ctx: ctx, bytes: maxUnpacked, tokens: maxTokens, kept: maxKept})
	var out strings.Builder
	for _, p := range d.pages() {
		if out.Len() >= maxText {
			break
		}
		if out.Len() > 0 {
			out.WriteByte('\n')
		}
		d.write(&out, p)
	}
	return unified(out.String())
}

// unified writes characters that stand in the file as forms of others in their
// ordinary shape: browsers and office programs print 心 as the radical ⼼, and two
// letters as one.
func unified(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0x2e80 && r <= 0x2eff:
			if i := strings.IndexRune(radicals, r); i >= 0 {
				r, _ = utf8.DecodeRuneInString(radicals[i+utf8.RuneLen(r):])
			}
		case r >= 0x2f00 && r <= 0x2fdf:
			r, _ = utf8.DecodeRuneInString(norm.NFKC.String(string(r)))
		}
		return r
	}, ligatures.Replace(text))
}

// radicals are those that Unicode gives no ordinary shape, each before it.
const radicals = "⺟母⺠民⻁虎⻄西⻅见⻆角⻉贝⻋车⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟"

var ligatures = strings.NewReplacer("ﬀ", "ff", "ﬁ", "fi", "ﬂ", "fl", "ﬃ", "ffi", "ﬄ", "ffl")
