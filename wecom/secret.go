package wecom

import (
	"fmt"
	"log/slog"
	"net/url"
	"strings"
)

// Secret is a text that no log, error or JSON shows: every way of printing
// gives "***". Convert with string(s) to use it.
type Secret string

const masked = "***"

// Format prints "***" for every verb.
func (Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, masked) }

// LogValue logs "***".
func (Secret) LogValue() slog.Value { return slog.StringValue(masked) }

// MarshalText encodes "***", in JSON too.
func (Secret) MarshalText() ([]byte, error) { return []byte(masked), nil }

// mask replaces the secrets, as they are and as a query spells them, in text
// that came from outside.
func mask(text string, secrets ...string) string {
	for _, s := range secrets {
		if s != "" {
			text = strings.NewReplacer(s, masked, url.QueryEscape(s), masked).Replace(text)
		}
	}
	return text
}
