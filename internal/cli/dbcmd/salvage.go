package dbcmd

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/internal/cli/tool"
	"github.com/aerolith/aerolith/zerodb"
)

// salvageOptions are what salvage can be told.
type salvageOptions struct {
	json    jsonFlag
	output  string
	archive string
	guess   bool
}

// newSalvage builds the command.
func newSalvage(streams Streams) *cobra.Command {
	var options salvageOptions
	cmd := &cobra.Command{
		Use:   "salvage PATH",
		Short: "Copy what is intact of a damaged database into a new one",
		Long: `Salvage copies everything that is provably intact: all entries that can be reached, those on pages that damage has cut off from their table, and
then what the log has behind the last checkpoint, so the newest version of each key. It works without meta pages too. The damaged
database is not changed; the new one gets its name when it is complete.

Each gap is reported with its table and range of keys; entries in it that were found elsewhere are there all the same. What
cannot be attributed to a table goes into tables whose names begin with "lost+found/". The exit code is 6 if anything is missing.

If there is a backup and the archived log, 'aerolith db restore' brings everything back; salvage is for when there is none.`,
		Example: `  aerolith db salvage /var/lib/aerolith/db --output /var/lib/aerolith/db.saved
  aerolith db salvage broken --output saved --archive /archive --json`,
		Args: tool.Arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return salvage(background(cmd), options, args[0], streams)
		},
	}
	options.json.register(cmd)
	flags := cmd.Flags()
	flags.StringVarP(&options.output, "output", "o", "", "folder of the new database, which must not exist (required)")
	flags.StringVar(&options.archive, "archive", "", "folder with archives of the log")
	flags.BoolVar(&options.guess, "guess", false, "where the free set is lost, also take pages that may be old: deleted keys may come back")
	return cmd
}

// salvageFacts is the result for --json; each gap stands on a line of its own before.
type salvageFacts struct {
	Path            string `json:"path"`
	Checkpoint      uint64 `json:"checkpoint"`
	Tables          uint64 `json:"tables"`
	Entries         uint64 `json:"entries"`
	AdoptedPages    uint64 `json:"adopted_pages"`
	AdoptedEntries  uint64 `json:"adopted_entries"`
	UnclearPages    uint64 `json:"unclear_pages"`
	UnprovenPages   uint64 `json:"unproven_pages"`
	LogTransactions uint64 `json:"log_transactions"`
	LastTx          uint64 `json:"last_tx"`
	LogDamage       string `json:"log_damage,omitempty"`
	Gaps            int    `json:"gaps"`
	// PlainTables may have had another order of keys, or duplicates.
	PlainTables []string `json:"plain_tables,omitempty"`
}

// salvage salvages a database.
func salvage(ctx context.Context, o salvageOptions, path string, streams Streams) error {
	if o.output == "" {
		return tool.Failuref(tool.Usage, "--output is missing: name a folder that does not exist")
	}
	bar := newProgress(streams, "salvage", inPages)
	report, err := zerodb.Salvage(ctx, path, o.output, streams.Options, zerodb.SalvageOptions{ArchivePath: o.archive, Guess: o.guess, Progress: bar.set})
	bar.end()
	if err != nil {
		return err
	}
	if err := o.print(streams.Out, report); err != nil {
		return err
	}
	if len(report.Gaps) > 0 || report.LogDamage != nil {
		return tool.Failuref(tool.Damaged, "%d gaps; see above for the tables and keys concerned", len(report.Gaps))
	}
	return nil
}

// print tells what was found.
func (o *salvageOptions) print(out io.Writer, r zerodb.SalvageReport) error {
	for _, gap := range r.Gaps {
		if o.json {
			if err := tool.PrintJSON(out, factsOf(gap)); err != nil {
				return err
			}
			continue
		}
		if _, err := io.WriteString(out, describe(gap)); err != nil {
			return err
		}
	}
	if o.json {
		return tool.PrintJSON(out, salvageFacts{
			Path: o.output, Checkpoint: r.CheckpointTx, Tables: r.Tables, Entries: r.Entries, AdoptedPages: r.AdoptedPages, AdoptedEntries: r.AdoptedEntries,
			UnclearPages: r.UnclearPages, UnprovenPages: r.UnprovenPages, LogTransactions: r.LogTransactions, LastTx: r.LastTx,
			LogDamage: message(r.LogDamage), Gaps: len(r.Gaps), PlainTables: r.PlainTables,
		})
	}
	fmt.Fprintf(out, "saved %d entries of %d tables in %s\n", r.Entries+r.AdoptedEntries, r.Tables, o.output)
	if r.AdoptedPages > 0 {
		fmt.Fprintf(out, "  %d of them on %d pages that damage had cut off; %d such pages are in tables called %s…\n", r.AdoptedEntries, r.AdoptedPages, r.UnclearPages, zerodb.LostAndFound)
	}
	if r.UnprovenPages > 0 {
		fmt.Fprintf(out, "  %d pages were left out because the free set is lost and they may be old: --guess takes them\n", r.UnprovenPages)
	}
	for _, name := range r.PlainTables {
		fmt.Fprintf(out, "  table %q is a plain one now: nothing says which order of keys it had, and whether it had duplicates\n", name)
	}
	_, err := fmt.Fprintf(out, "  %d transactions of the log, up to %d%s\n", r.LogTransactions, r.LastTx, damage(r.LogDamage))
	return err
}
