package configs_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duban/campaign"
	"duban/configs"
)

// files stands in for the disk.
func files(content map[string]string) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		text, ok := content[name]
		if !ok {
			return nil, fmt.Errorf("open %s: %w", name, os.ErrNotExist)
		}
		return []byte(text), nil
	}
}

func defaults(t *testing.T) configs.Config {
	t.Helper()
	c, err := configs.Load(nil, nil, files(nil))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	want := configs.Config{
		Listen: "127.0.0.1:8080", DatabaseURL: "sqlite:duban.db", BlobURL: "file:duban-files", Campaign: "three-everything",
		WeCom:         configs.WeCom{APIBase: "https://qyapi.weixin.qq.com"},
		GroupWebhooks: map[string]configs.Secret{},
		AIBot:         configs.AIBot{URL: "wss://openws.work.weixin.qq.com"},
		Language:      "zh-Hans",
		LogFormat:     "text",
	}
	if got := defaults(t); !cmp.Equal(want, got) {
		t.Error("unlike the contract's defaults", cmp.Diff(want, got))
	}
}

func TestSampleIsTheDefaultsAndListsEveryOption(t *testing.T) {
	t.Parallel()
	sample := string(configs.Sample())
	got, err := configs.Load(map[string]string{"config": "duban.yaml"}, nil, files(map[string]string{"duban.yaml": sample}))
	if err != nil {
		t.Fatal(err)
	}
	if want := defaults(t); !cmp.Equal(want, got) {
		t.Error(cmp.Diff(want, got))
	}
	for _, o := range configs.Options() {
		if !strings.Contains(sample, "\n"+o.Key+": ") {
			t.Errorf("the sample does not list %s", o.Key)
		}
	}
}

func TestPrecedence(t *testing.T) {
	t.Parallel()
	disk := files(map[string]string{
		"a.yaml": "listen: :1\ncampaign: file.yaml\nlog_level: warn\nwecom: {secret: from-file, corp_id: ww1}\n",
		"b.yaml": "listen: :4\n",
		"s.txt":  "from-secret-file\n",
	})
	env := []string{"DUBAN_CONFIG=a.yaml", "DUBAN_LISTEN=:2", "DUBAN_CAMPAIGN=env.yaml", "DUBAN_WECOM_SECRET_FILE=s.txt",
		"DUBAN_LOG_LEVEL=", "DUBAN_TEST_POSTGRES=x", "PATH=/bin"}
	c, err := configs.Load(map[string]string{"listen": ":3"}, env, disk)
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != ":3" || c.Campaign != "env.yaml" || c.LogLevel != slog.LevelWarn ||
		c.WeCom.CorpID != "ww1" || c.WeCom.Secret != "from-secret-file" {
		t.Errorf("flags over environment over file over defaults: got %+v, secret %q", c, string(c.WeCom.Secret))
	}
	c, err = configs.Load(map[string]string{"config": "b.yaml"}, env[:1], disk)
	if err != nil || c.Listen != ":4" {
		t.Errorf("--config goes before DUBAN_CONFIG: listen %s, %v", c.Listen, err)
	}
}

func TestGroupWebhooks(t *testing.T) {
	t.Parallel()
	want := map[string]configs.Secret{
		"group": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1=2",
		"二群":    "http://127.0.0.1:9/x",
	}
	for name, load := range map[string]func() (configs.Config, error){
		"variable": func() (configs.Config, error) {
			return configs.Load(nil, []string{"DUBAN_GROUP_WEBHOOKS=group=https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1=2, 二群=http://127.0.0.1:9/x,"}, files(nil))
		},
		"mapping": func() (configs.Config, error) {
			return configs.Load(nil, []string{"DUBAN_CONFIG=c"}, files(map[string]string{
				"c": "group_webhooks:\n  group: https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1=2\n  二群: http://127.0.0.1:9/x\n"}))
		},
	} {
		c, err := load()
		if err != nil || !cmp.Equal(want, c.GroupWebhooks) {
			t.Errorf("%s: %v, %s", name, err, cmp.Diff(want, c.GroupWebhooks))
		}
	}
}

func TestLoadErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		flags map[string]string
		env   []string
		file  string
		want  []string // each a line of the error, in this order
	}{
		{"unknown variable", nil, []string{"DUBAN_LISTN=:1"}, "", []string{`DUBAN_LISTN: unknown variable; did you mean "DUBAN_LISTEN"?; allowed: DUBAN_CONFIG, DUBAN_LISTEN,`}},
		{"file form of what is no secret", nil, []string{"DUBAN_LISTEN_FILE=x"}, "", []string{"DUBAN_LISTEN_FILE: unknown variable"}},
		{"unknown key", nil, nil, "listen: :1\nlog:\n  levl: info\n", []string{`c.yaml:3:3: log.levl: unknown key; did you mean "log_level"?; allowed: listen,`}},
		{"key twice", nil, nil, "log_level: info\nlog: {level: warn}\n", []string{"c.yaml:2:14: log.level: the option stands twice; first on line 1"}},
		{"a list", nil, nil, "listen: [a]\n", []string{"c.yaml:1:9: listen: is a list; allowed: one value"}},
		{"no mapping", nil, nil, "- listen\n", []string{"c.yaml:1:1: is a list; allowed: a mapping of options"}},
		{"no YAML", nil, nil, "listen: [\n", []string{"c.yaml:1:9: not readable as YAML"}},
		{"bad address", map[string]string{"listen": "8080"}, nil, "", []string{`--listen: "8080" is no address; allowed: host:port`}},
		{"bad port", nil, nil, "listen: host:99999\n", []string{`c.yaml:1:9: listen: "99999" is no port; allowed: host:port`}},
		{"bad app id", nil, []string{"DUBAN_WECOM_AGENT_ID=-1"}, "", []string{`DUBAN_WECOM_AGENT_ID: "-1" is no app id; allowed: a whole number above 0`}},
		{"bad AES key", nil, []string{"DUBAN_WECOM_AES_KEY=hush"}, "", []string{"DUBAN_WECOM_AES_KEY: a key of 4 characters that is no EncodingAESKey; allowed: 43"}},
		{"API base with path", nil, []string{"DUBAN_WECOM_API_BASE=https://x/cgi-bin/"}, "", []string{`DUBAN_WECOM_API_BASE: "https://x/cgi-bin/" ends in /cgi-bin`}},
		{"database", nil, []string{"DUBAN_DATABASE_URL=mysql://root:hush@h"}, "", []string{"DUBAN_DATABASE_URL: the address does not begin with sqlite: or postgres://"}},
		{"redis", nil, []string{"DUBAN_REDIS_URL=hush"}, "", []string{"DUBAN_REDIS_URL: the address does not begin with redis://"}},
		{"webhook", nil, []string{"DUBAN_GROUP_WEBHOOKS=group:hush"}, "", []string{"DUBAN_GROUP_WEBHOOKS: group 1 has no name or no web address; allowed: name=URL"}},
		{"webhook twice", nil, []string{"DUBAN_GROUP_WEBHOOKS=g=http://a,g=http://b"}, "", []string{`DUBAN_GROUP_WEBHOOKS: the group "g" stands twice`}},
		{"token", nil, []string{"DUBAN_API_TOKEN=hush hush"}, "", []string{"DUBAN_API_TOKEN: the token holds a blank"}},
		{"level", nil, []string{"DUBAN_LOG_LEVEL=loud"}, "", []string{`DUBAN_LOG_LEVEL: "loud" is no level; allowed: debug, info, warn, error`}},
		{"format", nil, []string{"DUBAN_LOG_FORMAT=xml"}, "", []string{`DUBAN_LOG_FORMAT: "xml" is no format; allowed: text, json`}},
		{"secret and its file", nil, []string{"DUBAN_API_TOKEN=a", "DUBAN_API_TOKEN_FILE=c.yaml"}, "", []string{"DUBAN_API_TOKEN_FILE: both the secret and its file are given"}},
		{"secret's file away", nil, []string{"DUBAN_API_TOKEN_FILE=away"}, "", []string{"DUBAN_API_TOKEN_FILE: the secret's file cannot be read: open away"}},
		{"file away", map[string]string{"config": "away"}, nil, "", []string{"--config: the configuration file cannot be read: open away"}},
		{"unknown flag", map[string]string{"listn": ":1"}, nil, "", []string{"--listn: unknown flag"}},
		{"all at once", nil, []string{"DUBAN_LOG_FORMAT=xml", "DUBAN_X=1"}, "listen: nowhere\nnonsense: 1\n", []string{
			"c.yaml:2:1: nonsense: unknown key", "DUBAN_X: unknown variable", "c.yaml:1:9: listen: ", "DUBAN_LOG_FORMAT: "}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			env := tt.env
			if tt.file != "" {
				env = append([]string{"DUBAN_CONFIG=c.yaml"}, env...)
			}
			c, err := configs.Load(tt.flags, env, files(map[string]string{"c.yaml": tt.file}))
			if err == nil {
				t.Fatalf("no error, but %+v", c)
			}
			lines := strings.Split(err.Error(), "\n")
			if len(lines) != len(tt.want) {
				t.Fatalf("got %d errors, want %d:\n%v", len(lines), len(tt.want), err)
			}
			for i, line := range lines {
				if !strings.HasPrefix(line, tt.want[i]) {
					t.Errorf("got  %s\nwant %s…", line, tt.want[i])
				}
			}
			if strings.Contains(err.Error(), "hush") {
				t.Errorf("a secret shows in the error: %v", err)
			}
		})
	}
}

func TestSecretNeverPrints(t *testing.T) {
	t.Parallel()
	c := defaults(t)
	c.WeCom.Secret, c.APIToken = "hush", "hush"
	c.GroupWebhooks["g"] = "hush"
	doc, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("loaded", "secret", c.APIToken, "config", c)
	for _, s := range []string{fmt.Sprint(c), fmt.Sprintf("%v %+v %#v %s %q", c, c, c, c.APIToken, c.APIToken), string(doc), log.String()} {
		if strings.Contains(s, "hush") || !strings.Contains(s, "***") {
			t.Errorf("the secret shows, or nothing does: %s", s)
		}
	}
}

func TestWeComMissing(t *testing.T) {
	t.Parallel()
	w := configs.WeCom{CorpID: "ww1", AgentID: 1, Secret: "s", Token: "t"}
	if got := w.Missing(); !cmp.Equal(got, []string{"DUBAN_WECOM_AES_KEY"}) {
		t.Errorf("missing %v", got)
	}
	w.AESKey = "k"
	if got := w.Missing(); got != nil {
		t.Errorf("missing %v of a whole app", got)
	}
}

func TestCampaignFile(t *testing.T) {
	t.Parallel()
	disk := func(name string) ([]byte, error) {
		if name == "locked" {
			return nil, os.ErrPermission
		}
		return files(map[string]string{"a.yaml": "version: 1\n"})(name)
	}
	if data, err := configs.CampaignFile("a.yaml", campaign.Date{}, disk); err != nil || string(data) != "version: 1\n" {
		t.Errorf("a file: %q, %v", data, err)
	}
	data, err := configs.CampaignFile("three-everything", day(t, "2026-11-22"), disk)
	if err != nil || !strings.Contains(string(data), "\nid: three-everything-2026\n") {
		t.Errorf("an embedded one: %v", err)
	}
	if _, err := configs.CampaignFile("none.yaml", campaign.Date{}, disk); campaign.CodeOf(err) != campaign.CodeNotFound {
		t.Errorf("neither: %v", err)
	}
	if _, err := configs.CampaignFile("locked", campaign.Date{}, disk); !errors.Is(err, os.ErrPermission) {
		t.Errorf("a file that cannot be read: %v", err)
	}
}
