// Command duban runs a long campaign together with its staff over WeCom. See
// README.md; `duban help` lists the verbs.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // the campaign's zone is known on machines without zone files
)

// Exit codes of every verb.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2 // wrong usage or configuration
)

// env is what a verb may touch of the outside.
type env struct {
	args    []string
	environ []string
	stdin   io.Reader
	stdout  io.Writer
	stderr  io.Writer
	now     func() time.Time
}

// verb is one command. run returns a usageError for what the caller has to
// mend in the command line or the configuration. One that does not say what it
// does is for the program itself.
type verb struct {
	name, args, does string
	run              func(ctx context.Context, e env) error
}

func verbs() []verb {
	return []verb{
		{"serve", "", "run the service", serve},
		{"demo", "[--listen ADDR]", "play the whole thing in a browser, nothing installed", demoVerb},
		{"chat", "--as USERID [--at TIME]", "talk to the bot on the terminal", chat},
		{"explain", "--json", "say how messages would be understood", explain},
		{"campaign", "check|show|shift FILE", "validate, print or move a campaign file", campaignVerb},
		{"roster", "import|list", "import or list the people", roster},
		{"pairings", "import|list", "import or list the register of pairings", pairings},
		{"audit", "[--json]", "list what the office, heads and liaisons did", audit},
		{"rehearse", "--from T --to T [--against…]", "print what would be sent, or what a change would do to it", rehearse},
		{"tick", "--at TIME", "plan and deliver once what is due", tick},
		{"doctor", "", "check the installation and say what to do", doctor},
		{"migrate", "up|status", "bring the database to this version", migrate},
		{"backup", "FILE", "write all records to a file", backup},
		{"restore", "FILE", "read a backup into an empty database", restore},
		{"version", "", "print the version", version},
		{pdfVerb, "", "", pdfText},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, env{
		args: os.Args[1:], environ: os.Environ(),
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, now: time.Now,
	}))
}

// usageError is a wrong command line or configuration: exit code 2.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// errFailed ends a verb that has already said what failed.
var errFailed = errors.New("failed")

// run carries out one verb and returns the exit code.
func run(ctx context.Context, e env) int {
	if len(e.args) == 0 {
		usage(e.stderr)
		return exitUsage
	}
	name := e.args[0]
	if name == "help" || name == "-h" || name == "--help" {
		usage(e.stdout)
		return exitDone
	}
	for _, v := range verbs() {
		if v.name != name {
			continue
		}
		e.args = e.args[1:]
		err := v.run(ctx, e)
		var wrong usageError
		switch {
		case err == nil, errors.Is(err, flag.ErrHelp):
			return exitDone
		case errors.Is(err, errFailed):
			return exitFailed
		case errors.As(err, &wrong):
			fmt.Fprintf(e.stderr, "duban %s: %v\n", name, err)
			return exitUsage
		default:
			fmt.Fprintf(e.stderr, "duban %s: %v\n", name, err)
			return exitFailed
		}
	}
	fmt.Fprintf(e.stderr, "duban: unknown command %q\n\n", name)
	usage(e.stderr)
	return exitUsage
}

func usage(w io.Writer) {
	var b strings.Builder
	b.WriteString("usage: duban COMMAND [options]\n\n")
	for _, v := range verbs() {
		if v.does == "" {
			continue
		}
		fmt.Fprintf(&b, "  %-10s %-26s %s\n", v.name, v.args, v.does)
	}
	b.WriteString("\nCommands that use the service's configuration take --config FILE and an option for each setting: see configs/duban.yaml.\n")
	io.WriteString(w, b.String())
}
