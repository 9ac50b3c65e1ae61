package e2e

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"duban/internal/testenv"
)

// onPostgres are the scripts that also run on PostgreSQL: those whose outcome
// depends on what the database does.
var onPostgres = []string{"file", "quota", "versions", "photo", "restart", "tick", "move", "roster", "backup", "office", "offline", "ledger"}

// TestScripts plays every script in testdata against the binary on SQLite.
func TestScripts(t *testing.T) {
	t.Parallel()
	play(t, testscript.Params{Dir: "testdata"}, func(env *testscript.Env) string {
		return "sqlite:" + filepath.Join(env.WorkDir, "duban.db")
	})
}

// TestScriptsOnPostgres plays some of the scripts on PostgreSQL, each in a
// database of its own.
func TestScriptsOnPostgres(t *testing.T) {
	t.Parallel()
	testenv.Postgres(t) // skips, or fails, once for all
	files := []string{"testdata/postgres/away.txtar"}
	for _, name := range onPostgres {
		files = append(files, filepath.Join("testdata", name+".txtar"))
	}
	play(t, testscript.Params{Files: files}, func(env *testscript.Env) string {
		return testenv.Postgres(env.T().(testing.TB))
	})
}

// play runs scripts with the binary on the path and a world of their own. The
// verbs of a script beside those of testscript stand in verbs.
func play(t *testing.T, p testscript.Params, database func(*testscript.Env) string) {
	t.Helper()
	p.RequireExplicitExec, p.RequireUniqueNames = true, true
	p.Cmds, p.Condition = verbs, mountable
	p.Setup = func(env *testscript.Env) error {
		w := &world{tb: env.T().(testing.TB), now: curtain}
		env.Values[worldKey{}] = w
		env.Defer(w.close)
		if err := copyCommon(env.WorkDir); err != nil {
			return err
		}
		for name, value := range map[string]string{
			"PATH":               filepath.Dir(binary) + string(os.PathListSeparator) + os.Getenv("PATH"),
			"DUBAN_DATABASE_URL": database(env),
			"DUBAN_CAMPAIGN":     "duty.yaml",
			"DUBAN_BLOB_URL":     "file:" + filepath.Join(env.WorkDir, "files"),
			"DUBAN_LISTEN":       "127.0.0.1:0",
			"DUBAN_API_TOKEN":    apiToken,
		} {
			env.Setenv(name, value)
		}
		return nil
	}
	testscript.Run(t, p)
}

// copyCommon gives a script the files that all scripts have: people and a
// campaign. A script's own file of the same name stays.
func copyCommon(dir string) error {
	common := os.DirFS(filepath.Join("testdata", "common"))
	return fs.WalkDir(common, ".", func(name string, d fs.DirEntry, err error) error {
		to := filepath.Join(dir, name)
		if _, there := os.Stat(to); err != nil || d.IsDir() || there == nil {
			return err
		}
		data, err := fs.ReadFile(common, name)
		if err != nil {
			return err
		}
		return os.WriteFile(to, data, 0o600)
	})
}
