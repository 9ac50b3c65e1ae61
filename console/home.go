package console

import (
	"html/template"
	"net/http"

	"duban/message"
)

const homePage = `<!DOCTYPE html>
<html lang="{{.Lang}}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<style>body{max-width:32em;margin:3em auto;padding:0 1em;font:1.1em/1.7 sans-serif}</style>
<h1>{{.Title}}</h1>
<p>{{.What}}</p>
<p>{{.How}}</p>
</html>
`

// Home tells who opens the service's address what it is and where the bot is
// talked to. It tells nothing of the campaign or its people.
func Home(texts *message.Catalog) http.Handler {
	page := template.Must(template.New("home").Parse(homePage))
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
		_ = page.Execute(w, map[string]any{ // it fails where nobody is listening
			"Lang": texts.Lang(), "Title": texts.Text(message.HomeTitle, nil),
			"What": texts.Text(message.HomeWhat, nil), "How": texts.Text(message.HomeHow, nil),
		})
	})
}
