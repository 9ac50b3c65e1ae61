package understand

import (
	"strings"
	"unicode/utf8"
)

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func firstRune(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }

func lastRune(s string) rune { r, _ := utf8.DecodeLastRuneInString(s); return r }

// number reads the number at s[i:], in digits or Chinese numerals (二十三, 廿三,
// 二〇一二), and where it ends. It reads none past 99999999.
func number(s string, i int) (n, end int, ok bool) {
	end = i
	for end < len(s) && isDigit(rune(s[end])) && end-i < 8 {
		n = n*10 + int(s[end]-'0')
		end++
	}
	if end > i {
		return n, end, end == len(s) || !isDigit(rune(s[end]))
	}
	return chineseNumber(s, i)
}

var numeralValues = map[rune]int{
	'零': 0, '〇': 0, '○': 0, '一': 1, '幺': 1, '二': 2, '两': 2, '俩': 2, '三': 3, '仨': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9,
	'十': 10, '百': 100, '廿': 20, '卅': 30,
}

func chineseNumber(s string, i int) (n, end int, ok bool) {
	end = i
	total, digits, run := 0, 0, 0 // digits: the run of plain digits so far
	for end < len(s) && run < 9 {
		r, size := utf8.DecodeRuneInString(s[end:])
		v, known := numeralValues[r]
		if !known {
			break
		}
		switch {
		case v == 10 || v == 100:
			if digits == 0 {
				digits = 1
			}
			total += digits * v
			digits = 0
		case v == 20 || v == 30:
			total += v
		case v == 0 && total > 0:
		default:
			digits = digits*10 + v
		}
		end += size
		run++
	}
	return total + digits, end, end > i
}

// startsAny reports whether s begins with one of the words.
func startsAny(s string, words ...string) bool { return prefixLen(s, words...) > 0 }

// prefixLen is the length of the first of the words that s begins with, 0 for none.
func prefixLen(s string, words ...string) int {
	for _, w := range words {
		if n := len(w); n <= len(s) && s[n-1] == w[n-1] && s[:n] == w {
			return n
		}
	}
	return 0
}

// containsAny reports whether s holds one of the words.
func containsAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// endsAny reports whether s ends with one of the words.
func endsAny(s string, words ...string) bool {
	for _, w := range words {
		if n := len(w); n <= len(s) && s[len(s)-1] == w[n-1] && s[len(s)-n:] == w {
			return true
		}
	}
	return false
}
