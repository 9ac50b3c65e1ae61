package report

import (
	"io"
	"strings"
	"time"
	"unicode"

	"github.com/xuri/excelize/v2"
)

// column is one column of a sheet. A cell is a string, an int or a time.Time;
// the zero time is an empty cell.
type column struct {
	head  string
	width float64 // in characters of Latin script; a Chinese one takes two
	look  look
}

// look is how the cells of a column are shown.
type look int

const (
	words   look = iota // text that may run over several lines
	short               // text in the middle of the cell
	number              // an int
	dayLook             // a day
	minute              // a day with its hour
)

// Fonts and formats of sheets. A text column has the format "text", so that
// what begins with = + - or @ stays text, also where somebody edits the cell.
const (
	sheetFont = "宋体"
	headFont  = "黑体"
	textFmt   = 49 // @
	dayFmt    = "yyyy-mm-dd"
	minuteFmt = "yyyy-mm-dd hh:mm"
	wideSheet = 110 // width from which on a page lies on its side
)

// sheet writes one table: a heading that stays in sight, and the rows that fill
// gives one by one.
func sheet(out io.Writer, name string, columns []column, rows int, fill func(row int) []any) (err error) {
	f := excelize.NewFile()
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	if err := f.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	if err := onPaper(f, name, columns); err != nil {
		return err
	}
	w, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	styles, err := stylesOf(f, columns)
	if err != nil {
		return err
	}
	if err := w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	head, err := headOf(f, w, columns)
	if err != nil {
		return err
	}
	if err := w.SetRow("A1", head, excelize.RowOpts{Height: 26}); err != nil {
		return err
	}
	for i := range rows {
		at, err := excelize.CoordinatesToCellName(1, i+2)
		if err != nil {
			return err
		}
		values := fill(i)
		height := heightOf(values, columns)
		if err := w.SetRow(at, cells(values, styles), excelize.RowOpts{Height: height}); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Write(out)
}

// onPaper sets how the sheet is printed: as wide as the page, the heading on
// each.
func onPaper(f *excelize.File, name string, columns []column) error {
	across, paper, one, all := "landscape", 9, 1, 0 // 9 is A4; as many pages as it takes
	width := 0.0
	for _, c := range columns {
		width += c.width
	}
	if width < wideSheet {
		across = "portrait"
	}
	if err := f.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &across, Size: &paper, FitToWidth: &one, FitToHeight: &all}); err != nil {
		return err
	}
	fit := true
	if err := f.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	return f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'" + name + "'!$1:$1", Scope: name})
}

// headOf sets the widths and returns the heading.
func headOf(f *excelize.File, w *excelize.StreamWriter, columns []column) ([]any, error) {
	style, err := f.NewStyle(&excelize.Style{
		Font: &excelize.Font{Family: headFont, Size: 11}, Border: border(),
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E7ECF3"}},
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}, NumFmt: textFmt,
	})
	if err != nil {
		return nil, err
	}
	var head []any
	for i, c := range columns {
		if err := w.SetColWidth(i+1, i+1, c.width); err != nil {
			return nil, err
		}
		head = append(head, excelize.Cell{StyleID: style, Value: c.head})
	}
	return head, nil
}

func border() []excelize.Border {
	var out []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		out = append(out, excelize.Border{Type: side, Style: 1, Color: "A6A6A6"})
	}
	return out
}

// stylesOf returns the style of each column.
func stylesOf(f *excelize.File, columns []column) ([]int, error) {
	out := make([]int, len(columns))
	for i, c := range columns {
		s := &excelize.Style{
			Font: &excelize.Font{Family: sheetFont, Size: 10.5}, Border: border(), NumFmt: textFmt,
			Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true},
		}
		format := dayFmt
		switch c.look {
		case words:
			s.Alignment.Horizontal = "left"
		case number:
			s.NumFmt = 1 // 0
		case minute:
			format = minuteFmt
			fallthrough
		case dayLook:
			s.NumFmt, s.CustomNumFmt = 0, &format
		}
		var err error
		if out[i], err = f.NewStyle(s); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// cells gives the values of a row their styles.
func cells(values []any, styles []int) []any {
	for i, v := range values {
		c := excelize.Cell{StyleID: styles[i], Value: v}
		switch v := v.(type) {
		case string:
			c.Value = printable(v)
		case time.Time:
			if v.IsZero() {
				c.Value = nil
			}
		}
		values[i] = c
	}
	return values
}

// Heights in points. Programs do not all work out the height of rows whose text
// runs over several lines.
const (
	lineHeight   = 15
	tallestLines = 27 // a row holds 409 points
)

// heightOf returns how high a row must be to show all of its text.
func heightOf(values []any, columns []column) float64 {
	most := 1
	for i, v := range values {
		s, ok := v.(string)
		if !ok {
			continue
		}
		lines := 0
		for _, line := range strings.Split(s, "\n") {
			lines += 1 + int((lettersOf(line)-1)/(columns[i].width-1))
		}
		most = max(most, lines)
	}
	return float64(lineHeight*min(most, tallestLines) + 3)
}

// lettersOf returns how many Latin letters take the room of a text.
func lettersOf(s string) float64 {
	n := 1 // an empty line is a line
	for _, r := range s {
		if n++; r > unicode.MaxLatin1 {
			n++
		}
	}
	return float64(n)
}

// printable leaves out what no cell may hold.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return ' '
		}
		return r
	}, s)
}
