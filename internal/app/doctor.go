package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"duban/campaign"
	"duban/configs"
	"duban/storage/blob"
	"duban/wecom"
)

// Finding is what a check of the installation came to.
type Finding struct {
	Part   string
	Health Health
	Detail string
	Advice string // what to do; "" where nothing is to be done
}

// Health says how a part is.
type Health string

// The healths. Only HealthBroken keeps the service from working.
const (
	HealthGood    Health = "ok"
	HealthWarning Health = "warning"
	HealthBroken  Health = "broken"
)

// checkTime is how long one check may take.
const checkTime = 10 * time.Second

// Doctor checks everything that the service stands on and changes nothing.
func Doctor(ctx context.Context, c configs.Config, now func() time.Time) []Finding {
	checks := []func(context.Context, configs.Config, time.Time) Finding{
		checkCampaign, checkCalendar, checkDatabase, checkFiles, checkRedis, checkToken, checkClock, checkGroups, checkFonts,
	}
	var out []Finding
	for _, check := range checks {
		limited, cancel := context.WithTimeout(ctx, checkTime)
		out = append(out, check(limited, c, now()))
		cancel()
	}
	return out
}

func good(part, format string, args ...any) Finding {
	return Finding{part, HealthGood, fmt.Sprintf(format, args...), ""}
}

func broken(part string, err error, advice string) Finding {
	return Finding{part, HealthBroken, err.Error(), advice}
}

func warning(part, detail, advice string) Finding {
	return Finding{part, HealthWarning, detail, advice}
}

func checkCampaign(_ context.Context, c configs.Config, now time.Time) Finding {
	plan, _, err := LoadPlan(c, campaign.DateOf(now))
	if err != nil {
		return broken("campaign", err, "mend the file; `duban campaign check FILE` lists all faults")
	}
	return good("campaign", "%s (%s), %d deliverables", plan.ID, plan.Name, len(plan.Deliverables()))
}

func checkCalendar(_ context.Context, c configs.Config, now time.Time) Finding {
	const part = "holidays"
	plan, cal, err := LoadPlan(c, campaign.DateOf(now))
	if err != nil {
		return broken(part, errors.New("unknown without a campaign"), "mend the campaign first")
	}
	if gap, ok := cal.Gap(plan.Span()); ok {
		_, last := plan.Span()
		return warning(part, fmt.Sprintf("the table lacks %d and the campaign ends on %s: Monday to Friday count as workdays there", gap.Year, last),
			"put the new year's days into a table and set DUBAN_HOLIDAYS, or install a version that has them")
	}
	return good(part, "%s covers the campaign", plan.Calendar)
}

func checkDatabase(ctx context.Context, c configs.Config, _ time.Time) Finding {
	const part = "database"
	if path, ok := sqliteFile(c); ok {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return writable(part, filepath.Dir(path), path+" will be created")
		}
	}
	db, err := OpenDatabase(ctx, c)
	if err != nil {
		return broken(part, err, "mend DUBAN_DATABASE_URL")
	}
	defer db.Close()
	status, err := db.Status(ctx)
	if err != nil {
		return broken(part, err, "see that the database runs, that its address and password are right, and that its disk has room")
	}
	if status.Current < status.Target {
		return warning(part, fmt.Sprintf("schema %d of %d", status.Current, status.Target), "`duban migrate up`, or start the service, which does it too")
	}
	return good(part, "reachable, schema %d", status.Current)
}

func checkFiles(ctx context.Context, c configs.Config, _ time.Time) Finding {
	const part = "files"
	dir, ok := strings.CutPrefix(string(c.BlobURL), "file:")
	if !ok {
		if err := blob.CheckBucket(ctx, string(c.BlobURL), os.Getenv); err != nil {
			return broken(part, err, "see that the bucket exists, and that its endpoint, region and keys in DUBAN_BLOB_URL or AWS_… are right and may list it")
		}
		return good(part, "the bucket is there")
	}
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return writable(part, filepath.Dir(dir), dir+" will be created")
	}
	return writable(part, dir, dir)
}

// writable finds whether a file can be made in dir.
func writable(part, dir, detail string) Finding {
	f, err := os.CreateTemp(dir, ".duban-doctor-*")
	if err != nil {
		return broken(part, err, "make the folder, or let the service's user write to it")
	}
	err = errors.Join(f.Close(), os.Remove(f.Name()))
	if err != nil {
		return broken(part, err, "see that the disk has room and is not read-only")
	}
	return good(part, "%s", detail)
}

func checkRedis(ctx context.Context, c configs.Config, _ time.Time) Finding {
	if c.RedisURL == "" {
		return good("redis", "not used: one process serves alone")
	}
	o, err := redis.ParseURL(string(c.RedisURL))
	if err != nil {
		return broken("redis", errors.New("DUBAN_REDIS_URL is no Redis address"), "write it like redis://:password@host:6379/0")
	}
	client := redis.NewClient(o)
	defer client.Close()
	if err := client.Ping(ctx).Err(); err != nil {
		return warning("redis", err.Error(), "the service works without it, slower; see that Redis runs and that the password is right")
	}
	return good("redis", "reachable")
}

func checkToken(ctx context.Context, c configs.Config, now time.Time) Finding {
	const part = "wecom"
	missing := c.WeCom.Missing()
	if len(missing) == 5 {
		return warning(part, "no app is configured", "set "+strings.Join(missing, ", ")+"; docs/wecom.md says where they stand")
	}
	if len(missing) > 0 {
		return broken(part, errors.New("the app is half configured"), "set "+strings.Join(missing, ", "))
	}
	if _, err := wecom.NewCrypt(string(c.WeCom.Token), string(c.WeCom.AESKey), c.WeCom.CorpID); err != nil {
		return broken(part, err, "copy Token and EncodingAESKey from the app's page once more")
	}
	tokens, err := wecom.NewTokenSource(wecom.TokenOptions{
		CorpID: c.WeCom.CorpID, AgentID: int64(c.WeCom.AgentID), Secret: wecom.Secret(c.WeCom.Secret),
		BaseURL: c.WeCom.APIBase, Now: func() time.Time { return now },
	})
	if err != nil {
		return broken(part, err, "mend DUBAN_WECOM_*")
	}
	if _, err := tokens.Token(ctx); err != nil {
		return broken(part, err, "see that the corp id and the secret are the app's, that this machine's address is among the trusted ones (企业可信IP), and that the API can be reached")
	}
	return good(part, "the platform gave a token")
}

// clockSkew is how far this machine's clock may be from the platform's.
const clockSkew = time.Minute

func checkClock(ctx context.Context, c configs.Config, now time.Time) Finding {
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, c.WeCom.APIBase, nil)
	if err != nil {
		return broken("clock", err, "mend DUBAN_WECOM_API_BASE")
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return warning("clock", "the platform could not be asked for the time", "see that the API can be reached")
	}
	defer res.Body.Close()
	theirs, err := http.ParseTime(res.Header.Get("Date"))
	if err != nil {
		return warning("clock", "the platform did not say the time", "")
	}
	if d := now.Sub(theirs).Abs(); d > clockSkew {
		return warning("clock", fmt.Sprintf("%s from the platform's", d.Round(time.Second)), "set the machine's clock, best by NTP")
	}
	return good("clock", "%s", now.Format(time.RFC3339))
}

func checkGroups(_ context.Context, c configs.Config, now time.Time) Finding {
	plan, _, err := LoadPlan(c, campaign.DateOf(now))
	if err != nil {
		return broken("groups", errors.New("unknown without a campaign"), "mend the campaign first")
	}
	var missing []string
	for _, s := range plan.Summaries {
		for _, g := range s.To {
			if _, ok := c.GroupWebhooks[g]; !ok && !slices.Contains(missing, g) {
				missing = append(missing, g)
			}
		}
	}
	if len(missing) > 0 {
		return warning("groups", "no webhook for "+strings.Join(missing, ", "), "set DUBAN_GROUP_WEBHOOKS, or the summaries stay undelivered")
	}
	return good("groups", "%d webhooks", len(c.GroupWebhooks))
}

// fontFolders are where systems keep fonts.
var fontFolders = []string{"/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", `C:\Windows\Fonts`}

func checkFonts(context.Context, configs.Config, time.Time) Finding {
	for _, dir := range fontFolders {
		found := ""
		_ = filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error { // what cannot be read has no font for us
			if err == nil && chineseFont(filepath.Base(path)) {
				found = path
				return fs.SkipAll
			}
			return nil
		})
		if found != "" {
			return good("fonts", "%s", found)
		}
	}
	return warning("fonts", "no Chinese font found", "install one, for example fonts-noto-cjk, for pictures with Chinese text")
}

// chineseFont tells whether a file name is that of a known Chinese font.
func chineseFont(name string) bool {
	name = strings.ToLower(name)
	for _, mark := range []string{"cjk", "sourcehan", "notosanssc", "notoserifsc", "wqy", "msyh", "simsun", "simhei", "pingfang", "droidsansfallback"} {
		if strings.Contains(name, mark) {
			return true
		}
	}
	return false
}
