package dbcmd

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/internal/cli/tool"
	"github.com/aerolith/aerolith/zerodb"
)

// historyOptions are what history can be told.
type historyOptions struct {
	json    jsonFlag
	archive string
	uuid    string
	table   string
	prefix  string
	since   string
	until   string
	from    string
	keys    bool
	follow  bool
	durable bool
}

// followPause is how long --follow waits before it looks for more.
const followPause = 250 * time.Millisecond

// newHistory builds the command.
func newHistory(streams Streams) *cobra.Command {
	var options historyOptions
	cmd := &cobra.Command{
		Use:   "history [PATH]",
		Short: "List committed transactions: time, size, tables and keys",
		Long: `History reads the log of a database, and its archive, and prints a line for each committed transaction, the oldest first. It changes
nothing and works beside a process that has the database open, and on an archive alone. Without an archive the log reaches back to the
last checkpoint, or as far as the option LogKeepBytes says.

Of a database that is open elsewhere it prints what readers can see: with the default durability that is what is durable. With Interval and
None the last transactions may be lost in a power failure; they are marked, and left out with --durable.

With --keys every change is printed too, without the values. With --follow it goes on as transactions are committed.`,
		Example: `  aerolith db history /var/lib/aerolith/db
  aerolith db history /var/lib/aerolith/db --archive /archive --table users --key-prefix alice --keys
  aerolith db history --archive /archive --since 2026-05-04T02:00:00Z --until 2026-05-04T03:00:00Z --json`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return tool.Failuref(tool.Usage, "want at most one PATH; see '%s --help'", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return history(background(cmd), options, strings.Join(args, ""), streams.Out)
		},
	}
	options.json.register(cmd)
	flags := cmd.Flags()
	flags.StringVar(&options.archive, "archive", "", "folder with archives of the log")
	flags.StringVar(&options.uuid, "uuid", "", "identity of the database, where the archive has several")
	flags.StringVar(&options.table, "table", "", "only transactions that changed this table")
	flags.StringVar(&options.prefix, "key-prefix", "", "only transactions that changed a key that begins so")
	flags.StringVar(&options.since, "since", "", "only transactions from this time on, as 2026-05-04T03:00:00Z")
	flags.StringVar(&options.until, "until", "", "end before the first transaction after this time")
	flags.StringVar(&options.from, "from", "", "begin behind this position, as --json prints it")
	flags.BoolVar(&options.keys, "keys", false, "print the changed keys")
	flags.BoolVar(&options.durable, "durable", false, "only transactions that a power failure now would leave; with --follow each once it is")
	flags.BoolVarP(&options.follow, "follow", "f", false, "go on with what will be committed")
	return cmd
}

// historyFilter is what a transaction must meet.
type historyFilter struct {
	historyOptions
	sinceTime, untilTime time.Time
}

// history prints the history.
func history(ctx context.Context, o historyOptions, path string, out io.Writer) error {
	filter := historyFilter{historyOptions: o}
	for _, moment := range []struct {
		flag, text string
		to         *time.Time
	}{{"since", o.since, &filter.sinceTime}, {"until", o.until, &filter.untilTime}} {
		parsed, err := time.Parse(time.RFC3339Nano, moment.text)
		if moment.text != "" && err != nil {
			return tool.Failuref(tool.Usage, "--%s %q: want a time such as 2026-05-04T03:00:00Z", moment.flag, moment.text)
		}
		*moment.to = parsed
	}
	var from zerodb.Position
	if err := from.UnmarshalText([]byte(o.from)); err != nil {
		return tool.Failuref(tool.Usage, "--from: %w", err)
	}
	if path == "" && o.archive == "" {
		return tool.Failuref(tool.Usage, "name the folder of a database, or --archive")
	}
	source := zerodb.HistorySource{Path: path, ArchivePath: o.archive, UUID: o.uuid}
	seen := newVisibility(path)
	if o.follow {
		source.AtEnd = func() error { return pause(ctx) }
	}
	for commit, err := range zerodb.ReadHistory(ctx, source, from) {
		switch {
		case err != nil && ctx.Err() != nil && o.follow:
			return nil
		case err != nil:
			return err
		case !seen.reaches(commit.Tx) && !o.follow:
			return nil
		case !filter.untilTime.IsZero() && commit.Time.After(filter.untilTime):
			return nil
		case commit.Time.Before(filter.sinceTime):
			continue
		}
		for o.follow && (!seen.reaches(commit.Tx) || o.durable && !seen.covers(commit.Position)) {
			if pause(ctx) != nil {
				return nil
			}
			seen.look()
		}
		if o.durable && !seen.covers(commit.Position) {
			return seen.cannotTell()
		}
		if err := filter.print(out, commit, seen); err != nil {
			return err
		}
	}
	return nil
}

// pause waits a moment, or until the context ends.
func pause(ctx context.Context) error {
	timer := time.NewTimer(followPause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// commitFacts is a transaction for --json.
type commitFacts struct {
	Tx       uint64        `json:"tx"`
	Time     time.Time     `json:"time"`
	Bytes    int           `json:"bytes"`
	Changes  int           `json:"changes"`
	Tables   []string      `json:"tables"`
	Durable  bool          `json:"durable"`
	Keys     []changeFacts `json:"keys,omitempty"`
	Position string        `json:"position"`
}

// changeFacts is a change for --json.
type changeFacts struct {
	Change     string `json:"change"`
	Table      string `json:"table"`
	Key        string `json:"key,omitempty"`
	ValueBytes int    `json:"value_bytes,omitempty"`
}

// print prints a transaction, and whether it is durable, if the filter lets it pass.
func (f *historyFilter) print(out io.Writer, c zerodb.Commit, seen *visibility) error {
	facts := commitFacts{Tx: c.Tx, Time: c.Time.UTC(), Bytes: c.Bytes, Tables: []string{}, Durable: seen.covers(c.Position), Position: c.Position.String()}
	passes := f.table == "" && f.prefix == ""
	for change, err := range c.Changes() {
		if err != nil {
			return err
		}
		facts.Changes++
		if !slices.Contains(facts.Tables, change.Table) {
			facts.Tables = append(facts.Tables, change.Table)
		}
		meets := (f.table == "" || f.table == change.Table) && bytes.HasPrefix(change.Key, []byte(f.prefix))
		passes = passes || meets
		if f.keys && meets {
			facts.Keys = append(facts.Keys, changeFacts{Change: change.Kind.String(), Table: change.Table, Key: bare(change.Key), ValueBytes: len(change.Value)})
		}
	}
	switch {
	case !passes:
		return nil
	case bool(f.json):
		return tool.PrintJSON(out, facts)
	}
	mark := ""
	if !facts.Durable {
		mark = "  (" + seen.doubt() + ")"
	}
	if _, err := fmt.Fprintf(out, "%d  %s  %8s  %6d changes  %s%s\n", facts.Tx, facts.Time.Format(time.RFC3339Nano), size(int64(facts.Bytes)), facts.Changes,
		strings.Join(facts.Tables, ", "), mark); err != nil {
		return err
	}
	for _, k := range facts.Keys {
		if _, err := fmt.Fprintf(out, "    %s %s: \"%s\"\n", k.Change, k.Table, k.Key); err != nil {
			return err
		}
	}
	return nil
}
