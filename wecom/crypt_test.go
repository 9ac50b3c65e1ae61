package wecom_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"duban/wecom"
)

func mustCrypt(tb testing.TB, token, key, receiver string) *wecom.Crypt {
	tb.Helper()
	c, err := wecom.NewCrypt(token, key, receiver)
	if err != nil {
		tb.Fatalf("NewCrypt: %v", err)
	}
	return c
}

func sampleCrypt(tb testing.TB) *wecom.Crypt {
	tb.Helper()
	return mustCrypt(tb, sampleToken, sampleKey, sampleCorp)
}

func query(signature, timestamp, nonce string) url.Values {
	return url.Values{"msg_signature": {signature}, "timestamp": {timestamp}, "nonce": {nonce}}
}

func envelope(encrypt string) []byte {
	return fmt.Appendf(nil, "<xml><ToUserName><![CDATA[%s]]></ToUserName><Encrypt><![CDATA[%s]]></Encrypt>"+
		"<AgentID><![CDATA[1000017]]></AgentID></xml>", sampleCorp, encrypt)
}

func TestCryptVectors(t *testing.T) {
	t.Parallel()
	for _, v := range vectors {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			c := mustCrypt(t, v.token, v.key, v.receiver)
			if got := c.Signature(v.timestamp, v.nonce, v.encrypt); got != v.signature {
				t.Errorf("signature %s, want %s", got, v.signature)
			}
			if err := c.Verify(v.signature, v.timestamp, v.nonce, v.encrypt); err != nil {
				t.Errorf("Verify: %v", err)
			}
			got, err := c.Decrypt(v.encrypt)
			if err != nil || string(got) != v.want {
				t.Errorf("Decrypt = %q, %v; want %q", got, err, v.want)
			}
			got, err = c.Open(query(v.signature, v.timestamp, v.nonce), envelope(v.encrypt))
			if err != nil || string(got) != v.want {
				t.Errorf("Open = %q, %v; want %q", got, err, v.want)
			}
			random, _ := hex.DecodeString(v.random)
			if got := c.Encrypt([]byte(v.want), [16]byte(random)); got != v.encrypt {
				t.Errorf("Encrypt = %s, want %s", got, v.encrypt)
			}
		})
	}
}

func TestEchoStringVector(t *testing.T) {
	t.Parallel()
	const encoded = "P9nAzCzyDtyTWESHep1vC5X9xho%2FqYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp%2B4RPcs8TgAE7OaBO%2BFZXvnaqQ%3D%3D"
	const rest = "&msg_signature=5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3&timestamp=1409659589&nonce=263014780"
	for name, echo := range map[string]string{
		"percent-encoded":      encoded,
		"plus read as a space": strings.ReplaceAll(encoded, "%2B", "+"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q, err := url.ParseQuery("echostr=" + echo + rest)
			if err != nil {
				t.Fatal(err)
			}
			got, err := sampleCrypt(t).EchoString(q)
			if err != nil || string(got) != "1616140317555161061" {
				t.Fatalf("EchoString = %q, %v", got, err)
			}
			q.Set("nonce", "263014781")
			if _, err := sampleCrypt(t).EchoString(q); !errors.Is(err, wecom.ErrSignature) {
				t.Fatalf("changed nonce: %v, want ErrSignature", err)
			}
		})
	}
}

func TestNewCrypt(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, token, key string
		ok               bool
	}{
		{"sample", sampleToken, sampleKey, true},
		{"spare bits differ", sampleToken, sampleKey[:42] + "D", true},
		{"empty token", "", sampleKey, false},
		{"empty key", sampleToken, "", false},
		{"42 characters", sampleToken, sampleKey[:42], false},
		{"44 characters", sampleToken, sampleKey + "A", false},
		{"padded", sampleToken, sampleKey[:42] + "=", false},
		{"not base64", sampleToken, sampleKey[:42] + "!", false},
		{"line break inside", sampleToken, sampleKey[:42] + "\n", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, err := wecom.NewCrypt(tt.token, tt.key, sampleCorp)
			if (err == nil) != tt.ok {
				t.Fatalf("err = %v, want ok %v", err, tt.ok)
			}
			if err != nil && tt.key != "" && strings.Contains(err.Error(), tt.key) {
				t.Fatalf("the error %q tells the key", err)
			}
			if err != nil {
				return
			}
			if got, err := c.Decrypt(vectors[0].encrypt); err != nil || string(got) != vectors[0].want {
				t.Fatalf("Decrypt = %q, %v", got, err)
			}
		})
	}
}

func TestDecryptRefuses(t *testing.T) {
	t.Parallel()
	const head = "rrrrrrrrrrrrrrrr"
	tests := []struct {
		name  string
		plain string // padded plaintext, a multiple of 16
		want  error
	}{
		{"pad 0", head + "\x00\x00\x00\x00" + sampleCorp + strings.Repeat("\x00", 26), wecom.ErrCiphertext},
		{"pad 33", head + "\x00\x00\x00\x00" + sampleCorp + strings.Repeat("\x21", 42), wecom.ErrCiphertext},
		{"pad bytes differ", head + "\x00\x00\x00\x00" + sampleCorp + strings.Repeat("\x1a", 24) + "\x19\x1a", wecom.ErrCiphertext},
		{"only padding", strings.Repeat("\x10", 16), wecom.ErrCiphertext},
		{"pad longer than data", strings.Repeat("\x20", 16), wecom.ErrCiphertext},
		{"header cut", head + strings.Repeat("\x10", 16), wecom.ErrCiphertext},
		{"length beyond the end", head + "\x00\x00\x01\x00" + sampleCorp + strings.Repeat("\x1a", 26), wecom.ErrCiphertext},
		{"length overflows", head + "\xff\xff\xff\xff" + sampleCorp + strings.Repeat("\x1a", 26), wecom.ErrCiphertext},
		{"length eats the receiver", head + "\x00\x00\x00\x01" + sampleCorp + strings.Repeat("\x1a", 26), wecom.ErrReceiver},
		{"other receiver", head + "\x00\x00\x00\x00" + "wx5823bf96d3bd56c8" + strings.Repeat("\x1a", 26), wecom.ErrReceiver},
		{"no receiver", head + "\x00\x00\x00\x00" + strings.Repeat("\x0c", 12), wecom.ErrReceiver},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if _, err := sampleCrypt(t).Decrypt(encryptRaw(t, []byte(tt.plain))); !errors.Is(err, tt.want) {
				t.Fatalf("err = %v, want %v", err, tt.want)
			}
		})
	}
	for name, encrypt := range map[string]string{
		"empty":            "",
		"17 bytes":         base64.StdEncoding.EncodeToString(make([]byte, 17)),
		"not base64":       "***",
		"truncated base64": vectors[0].encrypt[:101],
		"random block":     base64.StdEncoding.EncodeToString(make([]byte, 32)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := sampleCrypt(t).Decrypt(encrypt); !errors.Is(err, wecom.ErrCiphertext) {
				t.Fatalf("err = %v, want ErrCiphertext", err)
			}
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	v := vectors[0]
	good := query(v.signature, v.timestamp, v.nonce)
	tests := []struct {
		name  string
		query url.Values
		body  string
		want  error
	}{
		{"no body", good, "", wecom.ErrEnvelope},
		{"json body", good, `{"encrypt":"x"}`, wecom.ErrEnvelope},
		{"no Encrypt", good, "<xml><ToUserName>a</ToUserName></xml>", wecom.ErrEnvelope},
		{"Encrypt too deep", good, "<xml><a><Encrypt>" + v.encrypt + "</Encrypt></a></xml>", wecom.ErrEnvelope},
		{"doctype", good, "<!DOCTYPE xml>" + string(envelope(v.encrypt)), wecom.ErrXML},
		{"no signature", url.Values{}, string(envelope(v.encrypt)), wecom.ErrSignature},
		{"signature in upper case", query(strings.ToUpper(v.signature), v.timestamp, v.nonce), string(envelope(v.encrypt)), wecom.ErrSignature},
		{"timestamp reformatted", query(v.signature, "0"+v.timestamp, v.nonce), string(envelope(v.encrypt)), wecom.ErrSignature},
		{"ciphertext changed", good, string(envelope("S" + v.encrypt[1:])), wecom.ErrSignature},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if _, err := sampleCrypt(t).Open(tt.query, []byte(tt.body)); !errors.Is(err, tt.want) {
				t.Fatalf("err = %v, want %v", err, tt.want)
			}
		})
	}
	t.Run("bare Encrypt with white space", func(t *testing.T) {
		t.Parallel()
		got, err := sampleCrypt(t).Open(good, []byte("<xml>\n <Encrypt>\n"+v.encrypt+"\n</Encrypt>\n</xml>\n"))
		if err != nil || string(got) != v.want {
			t.Fatalf("Open = %q, %v", got, err)
		}
	})
}

func TestSealOpens(t *testing.T) {
	t.Parallel()
	c := sampleCrypt(t)
	sealed := c.Seal([]byte("值班"), 1767225601, "n8f2k1", [16]byte{1, 2, 3})
	if !bytes.HasSuffix(sealed, []byte("<TimeStamp>1767225601</TimeStamp><Nonce><![CDATA[n8f2k1]]></Nonce></xml>")) {
		t.Fatalf("envelope %s", sealed)
	}
	_, rest, _ := strings.Cut(string(sealed), "<MsgSignature><![CDATA[")
	got, err := c.Open(query(rest[:40], "1767225601", "n8f2k1"), sealed)
	if err != nil || string(got) != "值班" {
		t.Fatalf("Open = %q, %v", got, err)
	}
}

func TestCryptHidesItsKey(t *testing.T) {
	t.Parallel()
	c := sampleCrypt(t)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x"} {
		if got := fmt.Sprintf(verb, c); got != "wecom.Crypt("+sampleCorp+")" {
			t.Errorf("%s prints %s", verb, got)
		}
	}
}

func FuzzDecrypt(f *testing.F) {
	for _, v := range vectors {
		f.Add(v.encrypt)
	}
	c := sampleCrypt(f)
	f.Fuzz(func(t *testing.T, encrypt string) {
		msg, err := c.Decrypt(encrypt)
		if err != nil && !errors.Is(err, wecom.ErrCiphertext) && !errors.Is(err, wecom.ErrReceiver) {
			t.Fatalf("untyped error %v", err)
		}
		if err != nil && msg != nil {
			t.Fatal("both a message and an error")
		}
	})
}

func FuzzOpen(f *testing.F) {
	v := vectors[0]
	f.Add(v.signature, v.timestamp, v.nonce, envelope(v.encrypt))
	c := sampleCrypt(f)
	f.Fuzz(func(t *testing.T, signature, timestamp, nonce string, body []byte) {
		msg, err := c.Open(query(signature, timestamp, nonce), body)
		if err == nil && string(msg) != v.want {
			t.Fatalf("a forged callback opened: %q", msg)
		}
	})
}
