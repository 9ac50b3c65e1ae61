package simulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// maxRequestBytes bounds a request: the largest upload is a file of 20 MB.
const maxRequestBytes = 32 << 20

// fields are the members of a JSON answer beside errcode and errmsg.
type fields map[string]any

// route is one call of the API.
type route struct {
	post  bool   // has a body; the others take their parameters from the query
	open  bool   // no access token
	zero  fields // present with these values in answers of failure
	serve func(*Simulator, *call) (fields, error)
}

// call is one request being served.
type call struct {
	path    string
	app     *app // the token's
	now     time.Time
	ip      string
	query   url.Values
	header  http.Header
	body    []byte
	warning bool   // the JSON was broken
	file    *media // the answer is this file instead of JSON
}

// refusal is an answer of failure.
type refusal struct {
	code   int
	text   string
	fields fields
}

func (r *refusal) Error() string { return fmt.Sprintf("%d %s", r.code, r.text) }

func refuse(code int, format string, args ...any) error {
	return &refusal{code: code, text: fmt.Sprintf(format, args...)}
}

var errParameter = refuse(40058, "invalid Request Parameter")

func routes() map[string]route {
	invalid := fields{"invaliduser": "", "invalidparty": "", "invalidtag": ""}
	return map[string]route{
		"/cgi-bin/gettoken": {open: true, zero: fields{"access_token": "", "expires_in": 0}, serve: (*Simulator).getToken},

		"/cgi-bin/message/send":                 {post: true, zero: invalid, serve: (*Simulator).messageSend},
		"/cgi-bin/message/recall":               {post: true, serve: (*Simulator).messageRecall},
		"/cgi-bin/message/update_template_card": {post: true, zero: fields{"invaliduser": []string{}}, serve: (*Simulator).updateCard},

		"/cgi-bin/media/upload":    {post: true, zero: fields{"type": "", "media_id": "", "created_at": ""}, serve: (*Simulator).mediaUpload},
		"/cgi-bin/media/uploadimg": {post: true, zero: fields{"url": ""}, serve: (*Simulator).mediaUploadImage},
		"/cgi-bin/media/get":       {serve: (*Simulator).mediaGet},

		"/cgi-bin/webhook/send":         {post: true, open: true, serve: (*Simulator).webhookSend},
		"/cgi-bin/webhook/upload_media": {post: true, open: true, zero: fields{"type": "", "media_id": "", "created_at": ""}, serve: (*Simulator).webhookUpload},

		"/cgi-bin/department/list":       {zero: fields{"department": []any{}}, serve: (*Simulator).departmentList},
		"/cgi-bin/department/simplelist": {zero: fields{"department_id": []any{}}, serve: (*Simulator).departmentSimpleList},
		"/cgi-bin/department/get":        {serve: (*Simulator).departmentGet},
		"/cgi-bin/user/get":              {serve: (*Simulator).userGet},
		"/cgi-bin/user/simplelist":       {zero: fields{"userlist": []any{}}, serve: (*Simulator).userSimpleList},
		"/cgi-bin/user/list":             {zero: fields{"userlist": []any{}}, serve: (*Simulator).userList},
		"/cgi-bin/user/list_id":          {post: true, zero: fields{"next_cursor": "", "dept_user": []any{}}, serve: (*Simulator).userListID},
		"/cgi-bin/tag/list":              {zero: fields{"taglist": []any{}}, serve: (*Simulator).tagList},
		"/cgi-bin/tag/get":               {zero: fields{"userlist": []any{}, "partylist": []any{}}, serve: (*Simulator).tagGet},

		"/cgi-bin/appchat/create": {post: true, zero: fields{"chatid": ""}, serve: (*Simulator).appchatCreate},
		"/cgi-bin/appchat/update": {post: true, serve: (*Simulator).appchatUpdate},
		"/cgi-bin/appchat/get":    {serve: (*Simulator).appchatGet},
		"/cgi-bin/appchat/send":   {post: true, serve: (*Simulator).appchatSend},

		"/cgi-bin/menu/create": {post: true, serve: (*Simulator).menuCreate},
		"/cgi-bin/menu/get":    {zero: fields{"button": []any{}}, serve: (*Simulator).menuGet},
		"/cgi-bin/menu/delete": {serve: (*Simulator).menuDelete},

		"/cgi-bin/getcallbackip":     {zero: fields{"ip_list": []string{}}, serve: (*Simulator).addresses},
		"/cgi-bin/get_api_domain_ip": {zero: fields{"ip_list": []string{}}, serve: (*Simulator).addresses},
	}
}

// ServeHTTP answers a call of the API under /cgi-bin/. Unknown paths get 404 with
// an empty body. A scripted loss of the connection panics with
// http.ErrAbortHandler, as a handler under a server does.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequestBytes))
	if err != nil {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	}
	c := &call{
		path: r.URL.Path, now: s.opt.Now(), query: r.URL.Query(), header: r.Header, body: body,
	}
	if c.ip, _, err = net.SplitHostPort(r.RemoteAddr); err != nil {
		c.ip = r.RemoteAddr
	}
	s.mu.Lock()
	s.calls[c.path]++
	f := s.takeFault(c.path, body)
	s.mu.Unlock()
	if s.failBefore(w, r, c, f) {
		return
	}
	rt, ok := s.routes[c.path]
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	s.mu.Lock()
	answer, err := s.serve(rt, r.Method, c)
	s.mu.Unlock()
	if f != nil && f.DropAfterProcessing {
		panic(http.ErrAbortHandler)
	}
	switch {
	case err != nil:
		writeJSON(w, s.failure(c, rt, err))
	case c.file != nil:
		c.file.serve(w, r)
	default:
		writeJSON(w, success(c, answer))
	}
}

// serve checks what every call must bring, token first, and runs it.
func (s *Simulator) serve(rt route, method string, c *call) (fields, error) {
	if !rt.open {
		if err := s.authorize(c); err != nil {
			return nil, err
		}
	}
	if limit := s.opt.BaseLimit; limit > 0 && c.path != "/cgi-bin/message/send" {
		if s.callTimes[c.path] == nil {
			s.callTimes[c.path] = &window{}
		}
		if !s.callTimes[c.path].allow(c.now, limit, 0) {
			return nil, errFrequency
		}
	}
	if rt.post && method != http.MethodPost {
		return nil, errParameter
	}
	return rt.serve(s, c)
}

func success(c *call, answer fields) fields {
	body := fields{"errcode": 0, "errmsg": "ok"}
	for k, v := range answer {
		body[k] = v
	}
	if c.warning {
		body["errmsg"] = "ok. Warning: wrong json format. "
	}
	return body
}

func (s *Simulator) failure(c *call, rt route, err error) fields {
	ref, ok := err.(*refusal)
	if !ok {
		ref = &refusal{code: -1, text: "system busy"}
	}
	body := fields{}
	for k, v := range rt.zero {
		body[k] = v
	}
	for k, v := range ref.fields {
		body[k] = v
	}
	body["errcode"], body["errmsg"] = ref.code, s.errmsg(c, ref.code, ref.text)
	return body
}

// errmsg adds what the platform appends to most of its messages.
func (s *Simulator) errmsg(c *call, code int, text string) string {
	if s.opt.Switches.BareErrors || code == 40014 && !s.opt.Switches.FullTokenErrors {
		return text
	}
	return fmt.Sprintf("%s, hint: [%d%018d], from ip: %s, more info at https://open.work.weixin.qq.com/devtool/query?e=%d",
		text, 1+rand.IntN(9), rand.Int64N(1e18), c.ip, code)
}

func writeJSON(w http.ResponseWriter, body fields) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.Write(marshal(body))
}

// marshal encodes without escaping HTML characters; v must be encodable.
func marshal(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(fmt.Sprintf("simulator: encoding %T: %v", v, err))
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// addresses answers with the platform's own addresses (doc 92520, 92521).
func (s *Simulator) addresses(*call) (fields, error) {
	return fields{"ip_list": []string{"127.0.0.1"}}, nil
}

// Calls returns how often each path of the API was called since the start or the
// last [Simulator.Reset], failures included.
func (s *Simulator) Calls() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	counts := make(map[string]int, len(s.calls))
	for path, n := range s.calls {
		counts[path] = n
	}
	return counts
}

// splitIDs reads the lists joined by '|' that messages are addressed with.
func splitIDs(list string) []string {
	return slices.DeleteFunc(strings.Split(list, "|"), func(id string) bool { return id == "" })
}
