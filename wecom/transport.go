package wecom

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	// DefaultBaseURL is the platform's host (doc 90664).
	DefaultBaseURL = "https://qyapi.weixin.qq.com"
	// defaultTimeout bounds one call when the caller brings no HTTP client.
	defaultTimeout = 30 * time.Second
	// maxAnswer bounds a JSON answer; user/list of a large department is the
	// longest.
	maxAnswer = 16 << 20
)

// transport makes calls below BaseURL/cgi-bin and keeps URLs out of errors.
type transport struct {
	base string
	http *http.Client
}

func newTransport(baseURL string, client *http.Client) transport {
	if baseURL == "" {
		baseURL = DefaultBaseURL
	}
	if client == nil {
		client = &http.Client{Timeout: defaultTimeout}
	}
	direct := *client
	// A redirect would carry the token in its query to another address.
	direct.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return transport{base: strings.TrimSuffix(baseURL, "/") + "/cgi-bin/", http: &direct}
}

// request is one call. Secrets are what must not show in an error.
type request struct {
	api     string // path below /cgi-bin, also its name in errors
	query   url.Values
	body    []byte // nil: GET
	content string // its media type; empty: JSON
	header  http.Header
	secrets []string
	lenient bool // success is all that has to be read of the answer
}

// send returns the open response whatever its status is.
func (t transport) send(ctx context.Context, r request) (*http.Response, error) {
	method := http.MethodGet
	if r.body != nil {
		method = http.MethodPost
	}
	req, err := http.NewRequestWithContext(ctx, method, t.base+r.api+"?"+r.query.Encode(), bytes.NewReader(r.body))
	if err != nil {
		return nil, transportError(r.api, err, r.secrets...)
	}
	if r.header != nil {
		req.Header = r.header
	}
	if r.body != nil {
		req.Header.Set("Content-Type", cmp.Or(r.content, "application/json; charset=utf-8"))
	}
	res, err := t.http.Do(req)
	if err != nil {
		return nil, transportError(r.api, err, r.secrets...)
	}
	return res, nil
}

// call makes the request and decodes its JSON answer into out, which may be
// nil. out is filled for refusals too, as far as the answer goes.
func (t transport) call(ctx context.Context, r request, out any) error {
	res, err := t.send(ctx, r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	return decodeAnswer(res, r, out)
}

func decodeAnswer(res *http.Response, r request, out any) error {
	if res.StatusCode != http.StatusOK {
		return &StatusError{Status: res.StatusCode, API: r.api}
	}
	data, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err != nil {
		return transportError(r.api, err, r.secrets...)
	}
	var head struct {
		ErrCode int    `json:"errcode"`
		ErrMsg  string `json:"errmsg"`
	}
	if len(data) > maxAnswer || json.Unmarshal(data, &head) != nil {
		return &StatusError{Status: res.StatusCode, API: r.api}
	}
	if out != nil {
		err = json.Unmarshal(data, out)
	}
	switch {
	case head.ErrCode != 0, isCut(head.ErrMsg):
		return &APIError{Code: head.ErrCode, Msg: mask(head.ErrMsg, r.secrets...), API: r.api}
	case err != nil && !r.lenient:
		return &StatusError{Status: res.StatusCode, API: r.api}
	}
	return nil
}

// encodeJSON encodes v with no \u escape in it, because the platform refuses
// them (doc 90313, code 40033): characters stand for themselves, and control
// characters that have no short escape become spaces.
func encodeJSON(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return unescape(bytes.TrimSuffix(buf.Bytes(), []byte("\n"))), nil
}

// unescape resolves the \uXXXX of encoded JSON in place.
func unescape(data []byte) []byte {
	out := data[:0]
	for i := 0; i < len(data); i++ {
		if data[i] != '\\' {
			out = append(out, data[i])
			continue
		}
		i++
		if data[i] != 'u' {
			out = append(out, '\\', data[i])
			continue
		}
		code, _ := strconv.ParseUint(string(data[i+1:i+5]), 16, 16) // the encoder wrote it
		if code < ' ' {
			code = ' '
		}
		out = utf8.AppendRune(out, rune(code))
		i += 4
	}
	return out
}
