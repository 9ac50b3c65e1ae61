package configs

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"strings"

	"duban/campaign"
)

// Config is how one process of duban runs. The zero value is not usable: Load
// it.
type Config struct {
	Listen        string // address of the HTTP server
	DatabaseURL   Secret // sqlite:PATH or postgres://…
	RedisURL      Secret // redis://…; "": the same services in process
	BlobURL       Secret // file:DIR or s3://…
	Campaign      string // campaign file, or name of an embedded one
	Holidays      string // holiday table laid over the built-in one; may be ""
	WeCom         WeCom
	GroupWebhooks map[string]Secret // URL by the name of the group
	AIBot         AIBot
	APIToken      Secret // bearer token of the JSON API; "": API off
	PublicURL     string // how browsers reach the console, without a slash at the end; may be ""
	ReminderCards bool   // reminders of one debt come as cards with buttons
	Markdown      bool   // reminders that come as no card come as markdown
	Language      string // of what the bot says: zh-Hans, zh-Hant, en
	LogLevel      slog.Level
	LogFormat     string // text or json
}

// WeCom is the self-built app of the platform (doc 90664).
type WeCom struct {
	APIBase string // without /cgi-bin
	CorpID  string
	AgentID int // 0: none
	Secret  Secret
	Token   Secret
	AESKey  Secret // 43 characters (doc 90968)
}

// Missing returns the variables that still have to be set for the app to send
// and receive; nil when all are.
func (w WeCom) Missing() []string {
	out := w.MissingToSend()
	if w.Token == "" {
		out = append(out, "DUBAN_WECOM_TOKEN")
	}
	if w.AESKey == "" {
		out = append(out, "DUBAN_WECOM_AES_KEY")
	}
	return out
}

// MissingToSend returns the variables that still have to be set for the app to
// send; nil when all are.
func (w WeCom) MissingToSend() []string {
	var out []string
	if w.CorpID == "" {
		out = append(out, "DUBAN_WECOM_CORP_ID")
	}
	if w.AgentID == 0 {
		out = append(out, "DUBAN_WECOM_AGENT_ID")
	}
	if w.Secret == "" {
		out = append(out, "DUBAN_WECOM_SECRET")
	}
	return out
}

// AIBot is the group bot over its long connection.
type AIBot struct {
	ID     string
	Secret Secret
	URL    string
}

// Load builds the configuration: flags over environ over the file that
// --config or DUBAN_CONFIG names over defaults. flags holds the flags that
// were given, by Option.Flag, "config" among them; environ has the form of
// os.Environ; readFile is os.ReadFile or a stand-in. All errors come at once,
// as Problems. An empty variable counts as not set.
func Load(flags map[string]string, environ []string, readFile func(string) ([]byte, error)) (Config, error) {
	l := &loader{readFile: readFile, values: map[string]value{}}
	env := l.environment(environ)
	path, from := env["DUBAN_CONFIG"], "DUBAN_CONFIG"
	if flags["config"] != "" {
		path, from = flags["config"], "--config"
	}
	if path != "" {
		l.file(path, from)
	}
	l.variables(env)
	l.flags(flags)
	var c Config
	for _, o := range options {
		v, given := l.values[o.Key]
		if !given {
			v = value{text: o.Default}
		}
		if err := o.set(&c, v.text); err != nil {
			l.problem(v, "%v; allowed: %s", err, o.Allowed)
		}
	}
	if err := l.problems.Err(); err != nil {
		return Config{}, err
	}
	return c, nil
}

// value is the text of an option with the place it comes from.
type value struct {
	text, source string
	line, column int
	path         string
}

type loader struct {
	readFile func(string) ([]byte, error)
	values   map[string]value // by Option.Key; a later source replaces an earlier
	problems Problems
}

func (l *loader) problem(v value, format string, args ...any) {
	l.problems = append(l.problems, Problem{
		File: v.source, Line: v.line, Column: v.column, Path: v.path, Message: fmt.Sprintf(format, args...)})
}

// environment picks the variables of ours; those of tests are not looked at.
func (l *loader) environment(environ []string) map[string]string {
	out := map[string]string{}
	for _, pair := range environ {
		name, v, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, "DUBAN_") && !strings.HasPrefix(name, "DUBAN_TEST_") && v != "" {
			out[name] = v
		}
	}
	return out
}

func (l *loader) variables(env map[string]string) {
	for _, o := range options {
		l.source(o, env[o.Env], value{source: o.Env}, env[o.Env+"_FILE"], value{source: o.Env + "_FILE"})
		delete(env, o.Env)
		if o.Secret {
			delete(env, o.Env+"_FILE")
		}
	}
	delete(env, "DUBAN_CONFIG")
	var unknown []string
	for name := range env {
		unknown = append(unknown, name)
	}
	slices.Sort(unknown)
	for _, name := range unknown {
		allowed := []string{"DUBAN_CONFIG"}
		for _, o := range options {
			allowed = append(allowed, o.Env)
		}
		l.problem(value{source: name}, "unknown variable%s; allowed: %s, and of a secret NAME_FILE",
			didYouMean(name, allowed), strings.Join(allowed, ", "))
	}
}

// source takes an option's value, or the name of the file that holds it.
func (l *loader) source(o Option, text string, at value, file string, fileAt value) {
	if file != "" && o.Secret {
		if text != "" {
			l.problem(fileAt, "both the secret and its file are given; allowed: one of them")
			return
		}
		data, err := l.readFile(file)
		if err != nil {
			l.problem(fileAt, "the secret's file cannot be read: %v", err)
			return
		}
		text, at = strings.TrimSpace(string(data)), fileAt
	}
	if text != "" {
		at.text = text
		l.values[o.Key] = at
	}
}

func (l *loader) flags(flags map[string]string) {
	for _, o := range options {
		if v, ok := flags[o.Flag()]; ok {
			l.values[o.Key] = value{text: v, source: "--" + o.Flag()}
		}
	}
	var names []string
	for name := range flags {
		known := name == "config" || slices.ContainsFunc(options, func(o Option) bool { return o.Flag() == name })
		if !known {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		l.problem(value{source: "--" + name}, "unknown flag")
	}
}

// file reads the configuration file. A section is the same as its name before
// the key: wecom: {secret: x} is wecom_secret: x.
func (l *loader) file(path, from string) {
	data, err := l.readFile(path)
	if err != nil {
		l.problem(value{source: from}, "the configuration file cannot be read: %v", err)
		return
	}
	r := &yamlReader{report{file: path}}
	root := r.read(data)
	if root != nil && root.kind != mapNode {
		r.at(root, "is %s; allowed: a mapping of options", root.kind)
	}
	found := map[string]*node{}
	r.flatten(root, "", found)
	l.problems = append(l.problems, r.problems...)
	place := func(n *node) (string, value) {
		if n == nil {
			return "", value{}
		}
		return n.text, value{source: path, line: n.line, column: n.column, path: n.path}
	}
	for _, o := range options {
		text, at := place(found[o.Key])
		file, fileAt := place(found[o.Key+"_file"])
		l.source(o, text, at, file, fileAt)
	}
}

// flatten gathers the scalars below n by their joined keys.
func (r *yamlReader) flatten(n *node, prefix string, found map[string]*node) {
	if n == nil {
		return
	}
	for _, e := range n.entries {
		key := prefix + e.key
		known := key == "group_webhooks" || optionKey(key)
		switch {
		case key == "group_webhooks" && e.value.kind == mapNode:
			e.value.text = joinPairs(e.value)
		case e.value.kind == mapNode && !known:
			r.flatten(e.value, key+"_", found)
			continue
		case e.value.kind == mapNode || e.value.kind == listNode:
			r.at(e.value, "is %s; allowed: one value", e.value.kind)
			continue
		case !known:
			keys := optionKeys()
			r.add(e.line, e.column, e.value.path, "unknown key%s; allowed: %s, and of a secret KEY_file",
				didYouMean(key, keys), strings.Join(keys, ", "))
			continue
		}
		if first := found[key]; first != nil {
			r.at(e.value, "the option stands twice; first on line %d", first.line)
		}
		found[key] = e.value
	}
}

// joinPairs writes a mapping of names to URLs as the variable does.
func joinPairs(n *node) string {
	var out []string
	for _, e := range n.entries {
		out = append(out, e.key+"="+e.value.text)
	}
	return strings.Join(out, ",")
}

// CampaignFile returns the campaign file that name means: an embedded one, or
// else the file of that name. The file's own name comes back for messages.
func CampaignFile(name string, today campaign.Date, readFile func(string) ([]byte, error)) ([]byte, error) {
	if slices.Contains(EmbeddedCampaigns(), name) {
		return Embedded(name, today)
	}
	data, err := readFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, campaign.Errorf(campaign.CodeNotFound, "find campaign",
			"neither a file nor an embedded campaign is called %q; embedded: %s", name, strings.Join(EmbeddedCampaigns(), ", "))
	}
	if err != nil {
		return nil, fmt.Errorf("read campaign file: %w", err)
	}
	return data, nil
}
