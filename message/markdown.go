package message

import "strings"

// Plain returns text that the platform's markdown shows as it is written: what
// would format it, link or call somebody is put in its full-width form, and line
// breaks in spaces. The platform knows no way to quote (doc 99110).
func Plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '*', '_', '[', ']', '<', '>', '`', '#', '~', '\\':
			return r - '!' + '\uFF01'
		case '\n', '\r':
			return ' '
		}
		return r
	}, text)
}
