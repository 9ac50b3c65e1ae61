package configs

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Option is one setting of the service: how it is called in each source, what
// it means and what it may hold.
type Option struct {
	Key     string // in the file
	Env     string // variable
	Default string
	Doc     string // one line
	Allowed string // in words
	Secret  bool   // may come from a file: Env + "_FILE", Key + "_file"
	set     func(*Config, string) error
}

// Flag returns the name of the option's flag without its dashes.
func (o Option) Flag() string { return strings.ReplaceAll(o.Key, "_", "-") }

// Options returns every setting in the order of the documentation.
func Options() []Option { return slices.Clone(options) }

var options = []Option{
	option("listen", "127.0.0.1:8080", "address of the HTTP server", "host:port", false,
		func(c *Config, s string) error {
			c.Listen = s
			_, port, err := net.SplitHostPort(s)
			if err != nil {
				return fmt.Errorf("%q is no address", s)
			}
			if _, err := strconv.ParseUint(port, 10, 16); err != nil {
				return fmt.Errorf("%q is no port", port)
			}
			return nil
		}),
	option("database_url", "sqlite:duban.db", "where the records live", "sqlite:PATH or postgres://…", true,
		func(c *Config, s string) error {
			c.DatabaseURL = Secret(s)
			return schemeOf(s, "sqlite:", "postgres://", "postgresql://")
		}),
	option("redis_url", "", "Redis that replicas share; empty: the same services in process", "redis://…, rediss://…, or empty", true,
		func(c *Config, s string) error {
			c.RedisURL = Secret(s)
			if s == "" {
				return nil
			}
			return schemeOf(s, "redis://", "rediss://", "unix://")
		}),
	option("blob_url", "file:duban-files", "where attachments live", "file:DIR or s3://…", true,
		func(c *Config, s string) error {
			c.BlobURL = Secret(s)
			return schemeOf(s, "file:", "s3://")
		}),
	option("campaign", CampaignThisYear, "campaign file, or the name of an embedded one", "a path, three-everything, three-everything-2011", false,
		func(c *Config, s string) error {
			c.Campaign = s
			if s == "" {
				return errors.New("is empty")
			}
			return nil
		}),
	option("holidays", "", "holiday table that is laid over the built-in one", "a CSV file under the header date,kind,name, or empty", false,
		func(c *Config, s string) error { c.Holidays = s; return nil }),
	option("wecom_api_base", "https://qyapi.weixin.qq.com", "address of the platform's API", "http:// or https:// address without /cgi-bin", false,
		func(c *Config, s string) (err error) {
			c.WeCom.APIBase, err = webAddress(s)
			if err == nil && strings.HasSuffix(c.WeCom.APIBase, "/cgi-bin") {
				err = fmt.Errorf("%q ends in /cgi-bin", s)
			}
			return err
		}),
	option("wecom_corp_id", "", "the corporation's id", "the id of 我的企业", false,
		func(c *Config, s string) error { c.WeCom.CorpID = s; return nil }),
	option("wecom_agent_id", "", "the self-built app's id", "a whole number above 0", false,
		func(c *Config, s string) (err error) {
			if s == "" {
				return nil
			}
			c.WeCom.AgentID, err = strconv.Atoi(s)
			if err != nil || c.WeCom.AgentID <= 0 {
				return fmt.Errorf("%q is no app id", s)
			}
			return nil
		}),
	option("wecom_secret", "", "the app's secret", "text", true,
		func(c *Config, s string) error { c.WeCom.Secret = Secret(s); return nil }),
	option("wecom_token", "", "the callback's token", "text", true,
		func(c *Config, s string) error { c.WeCom.Token = Secret(s); return nil }),
	option("wecom_aes_key", "", "the callback's EncodingAESKey", "43 letters and digits", true,
		func(c *Config, s string) error {
			c.WeCom.AESKey = Secret(s)
			if s != "" && !regexp.MustCompile(`^[A-Za-z0-9]{43}$`).MatchString(s) {
				return fmt.Errorf("a key of %d characters that is no EncodingAESKey", len(s))
			}
			return nil
		}),
	option("group_webhooks", "", "group robots", "name=URL, comma-separated, each name once", true, setWebhooks),
	option("aibot_id", "", "the group bot's id", "text", false,
		func(c *Config, s string) error { c.AIBot.ID = s; return nil }),
	option("aibot_secret", "", "the group bot's secret", "text", true,
		func(c *Config, s string) error { c.AIBot.Secret = Secret(s); return nil }),
	option("aibot_url", "wss://openws.work.weixin.qq.com", "where the group bot connects", "wss:// or ws:// address", false,
		func(c *Config, s string) error {
			c.AIBot.URL = s
			return schemeOf(s, "wss://", "ws://")
		}),
	option("api_token", "", "bearer token of the JSON API; empty: API off", "text without blanks", true,
		func(c *Config, s string) error {
			c.APIToken = Secret(s)
			if strings.ContainsAny(s, " \t\r\n") {
				return errors.New("the token holds a blank")
			}
			return nil
		}),
	option("public_url", "", "how members' browsers reach the console", "http:// or https:// address, or empty", false,
		func(c *Config, s string) (err error) {
			if s == "" {
				return nil
			}
			c.PublicURL, err = webAddress(s)
			return err
		}),
	option("reminder_cards", "false", "reminders of one debt come as cards with buttons, which the WeChat plugin does not show", "true, false", false,
		func(c *Config, s string) (err error) {
			c.ReminderCards, err = truth(s)
			return err
		}),
	option("reminder_markdown", "false", "other reminders come as markdown, which the WeChat plugin does not show", "true, false", false,
		func(c *Config, s string) (err error) {
			c.Markdown, err = truth(s)
			return err
		}),
	option("language", "zh-Hans", "language in which the bot answers; it reads Chinese in any case", "zh-Hans, zh-Hant, en", false,
		func(c *Config, s string) error {
			c.Language = s
			if s != "zh-Hans" && s != "zh-Hant" && s != "en" {
				return fmt.Errorf("%q is no language of the catalogue", s)
			}
			return nil
		}),
	option("log_level", "info", "least level that is logged", "debug, info, warn, error", false,
		func(c *Config, s string) error {
			levels := map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}
			level, ok := levels[strings.ToLower(s)]
			if !ok {
				return fmt.Errorf("%q is no level", s)
			}
			c.LogLevel = level
			return nil
		}),
	option("log_format", "text", "form of the log", "text, json", false,
		func(c *Config, s string) error {
			c.LogFormat = s
			if s != "text" && s != "json" {
				return fmt.Errorf("%q is no format", s)
			}
			return nil
		}),
}

func option(key, def, doc, allowed string, secret bool, set func(*Config, string) error) Option {
	return Option{Key: key, Env: "DUBAN_" + strings.ToUpper(key), Default: def, Doc: doc, Allowed: allowed, Secret: secret, set: set}
}

func optionKeys() []string {
	out := make([]string, len(options))
	for i, o := range options {
		out[i] = o.Key
	}
	return out
}

// optionKey tells whether the file may hold the key, a secret's _file included.
func optionKey(key string) bool {
	return slices.ContainsFunc(options, func(o Option) bool { return key == o.Key || o.Secret && key == o.Key+"_file" })
}

// schemeOf does not repeat the address, which may hold a password.
func schemeOf(s string, schemes ...string) error {
	for _, scheme := range schemes {
		if rest, ok := strings.CutPrefix(s, scheme); ok && rest != "" {
			return nil
		}
	}
	return fmt.Errorf("the address does not begin with %s and a place", strings.Join(schemes, " or "))
}

func webAddress(s string) (string, error) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", errors.New("no web address")
	}
	return strings.TrimRight(s, "/"), nil
}

func setWebhooks(c *Config, s string) error {
	c.GroupWebhooks = map[string]Secret{}
	for i, pair := range strings.Split(s, ",") {
		if strings.TrimSpace(pair) == "" {
			continue
		}
		name, address, _ := strings.Cut(pair, "=")
		name, address = strings.TrimSpace(name), strings.TrimSpace(address)
		if _, twice := c.GroupWebhooks[name]; twice {
			return fmt.Errorf("the group %q stands twice", name)
		}
		if _, err := webAddress(address); err != nil || name == "" { // neither is repeated: it may be the key
			return fmt.Errorf("group %d has no name or no web address", i+1)
		}
		c.GroupWebhooks[name] = Secret(address)
	}
	return nil
}

// truth reads true or false.
func truth(s string) (bool, error) {
	if s != "true" && s != "false" {
		return false, fmt.Errorf("%q is neither true nor false", s)
	}
	return s == "true", nil
}
