package configcmd

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/config/reload"
	"github.com/aerolith/aerolith/internal/cli/tool"
)

// historyFile is the name of the history in the data folder of a server.
const historyFile = "config-history.jsonl"

// newHistory builds the command.
func newHistory(streams Streams) *cobra.Command {
	options := historyOptions{}
	cmd := &cobra.Command{
		Use:   "history PATH",
		Short: "Show which configurations of a server came into force, and when",
		Long: `History shows what a server noted of its configuration: what it began with, each change that came into force while it ran, each that
waits for a restart, and each file that was refused. PATH is the server's data folder, or the file config-history.jsonl in it. Servers
without files keep none.`,
		Example: `  aerolith config history /var/lib/aerolith
  aerolith config history /var/lib/aerolith --json`,
		Args: tool.Arguments(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error { return options.run(streams.Out, args[0]) },
	}
	cmd.Flags().BoolVar(&options.json, "json", false, "print one JSON value for each record")
	return cmd
}

// historyOptions are what history can be told.
type historyOptions struct{ json bool }

// run prints the records of a history.
func (o historyOptions) run(out io.Writer, path string) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, historyFile)
	}
	records, err := reload.ReadJournal(path)
	if err != nil {
		return err
	}
	for _, r := range records {
		if o.json {
			err = tool.PrintJSON(out, r)
		} else {
			err = printRecord(out, r)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// printRecord prints one record for a person.
func printRecord(out io.Writer, r reload.Record) error {
	what := "changed"
	switch {
	case r.Started:
		what = "started"
	case r.Refused != "":
		what = "refused"
	}
	if _, err := fmt.Fprintf(out, "%s  version %d  %s\n", r.Time.Format(time.RFC3339), r.Version, what); err != nil {
		return err
	}
	if r.Refused != "" {
		if _, err := fmt.Fprintf(out, "    %s\n", r.Refused); err != nil {
			return err
		}
	}
	if err := printSteps(out, r.Applied, ""); err != nil {
		return err
	}
	return printSteps(out, r.Pending, " (needs a restart)")
}

// printSteps prints changes with a note behind each.
func printSteps(out io.Writer, steps []reload.Step, note string) error {
	for _, s := range steps {
		if _, err := fmt.Fprintf(out, "    %s: %s -> %s  %s%s\n", s.Path, textOf(s.Old), textOf(s.New), s.Origin, note); err != nil {
			return err
		}
	}
	return nil
}

// textOf returns a value for a person.
func textOf(text *string) string {
	if text == nil {
		return "nothing"
	}
	return *text
}
