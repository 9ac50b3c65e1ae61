package wecom_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
)

// handlerTripper answers requests by a handler, without a network; the corp of
// the tests gets its token whatever the handler says.
type handlerTripper struct{ handler http.Handler }

func (h handlerTripper) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/gettoken") {
		if token := tokenAnswer(r); token != nil {
			return token, nil
		}
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	res := w.Result()
	res.Request = r
	return res, nil
}

func readCloser(s string) io.ReadCloser { return io.NopCloser(strings.NewReader(s)) }
