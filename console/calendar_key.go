package console

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"duban/campaign"
)

// CalendarKeys makes and reads the keys of calendar feeds. A key says whose
// feed it opens and carries proof that it was made with the secret, so that
// nobody can guess another one. It is safe for concurrent use.
type CalendarKeys struct{ secret []byte }

// NewCalendarKeys returns keys made with a secret, any string that others do
// not know. Another secret makes all keys void.
func NewCalendarKeys(secret string) CalendarKeys {
	sum := sha256.Sum256([]byte("duban calendar keys\x00" + secret))
	return CalendarKeys{sum[:]}
}

// The kinds of feeds, the first letter of a key.
const (
	memberFeed = "m"
	unitFeed   = "u"
)

// Member returns the key of a member's feed.
func (k CalendarKeys) Member(userID string) string {
	return k.make(memberFeed, campaign.UserKey(userID))
}

// Unit returns the key of a unit's feed.
func (k CalendarKeys) Unit(name string) string { return k.make(unitFeed, name) }

func (k CalendarKeys) make(feed, name string) string {
	head := feed + base64.RawURLEncoding.EncodeToString([]byte(name))
	return head + "." + base64.RawURLEncoding.EncodeToString(k.proof(head))
}

// read returns whose feed a key opens; ok is false for a key of another making.
func (k CalendarKeys) read(key string) (feed, name string, ok bool) {
	head, proof, found := strings.Cut(key, ".")
	if !found || head == "" {
		return "", "", false
	}
	given, err := base64.RawURLEncoding.Strict().DecodeString(proof)
	if err != nil || !hmac.Equal(given, k.proof(head)) {
		return "", "", false
	}
	raw, err := base64.RawURLEncoding.DecodeString(head[1:])
	return head[:1], string(raw), err == nil
}

// proof is 128 bits of the HMAC of what a key says.
func (k CalendarKeys) proof(head string) []byte {
	mac := hmac.New(sha256.New, k.secret)
	mac.Write([]byte(head))
	return mac.Sum(nil)[:16]
}
