package demo

import (
	"embed"
	"encoding/json"
	"html/template"
	"net/http"
	"strings"

	"duban/message"
)

//go:embed page
var page embed.FS

// index writes the page with the catalogue's text in it.
func (d *Demo) index(w http.ResponseWriter, _ *http.Request) {
	text := func(key string) string { return d.Catalog.Text(message.Key(key), nil) }
	t, err := template.New("index.html").Funcs(template.FuncMap{"t": text}).ParseFS(page, "page/index.html")
	if err != nil {
		d.fail(w, err)
		return
	}
	texts, err := json.Marshal(d.Catalog.Area("demo."))
	if err != nil {
		d.fail(w, err)
		return
	}
	var b strings.Builder
	if err := t.Execute(&b, map[string]any{"Lang": d.Catalog.Lang(), "Texts": template.JS(texts)}); err != nil { // JSON escapes < and >
		d.fail(w, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'")
	_, _ = w.Write([]byte(b.String()))
}

// Handler serves the page and, under it, everything the service serves.
func (d *Demo) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", d.Service.Handler())
	mux.HandleFunc("GET /{$}", d.index)
	mux.HandleFunc("GET /demo.css", d.asset)
	mux.HandleFunc("GET /demo.js", d.asset)
	mux.HandleFunc("GET /demo/api/state", d.state)
	mux.HandleFunc("GET /demo/api/chat", d.chat)
	mux.HandleFunc("GET /demo/api/stream", d.stream)
	mux.HandleFunc("GET /demo/api/media/{id}", d.media)
	mux.HandleFunc("POST /demo/api/send", d.send)
	mux.HandleFunc("POST /demo/api/file", d.file)
	mux.HandleFunc("POST /demo/api/press", d.press)
	mux.HandleFunc("POST /demo/api/clock", d.clock)
	return mux
}

func (d *Demo) asset(w http.ResponseWriter, r *http.Request) {
	http.ServeFileFS(w, r, page, "page"+r.URL.Path)
}
