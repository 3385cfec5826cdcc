package dbcmd

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/internal/cli/tool"
	"github.com/aerolith/aerolith/zerodb"
)

// checkOptions are what check can be told.
type checkOptions struct {
	json jsonFlag
	fix  bool
	max  int
}

// checkAttempts is how often a check of a database in use begins anew when a checkpoint has overtaken it.
const checkAttempts = 3

// newCheck builds the command.
func newCheck(streams Streams) *cobra.Command {
	var options checkOptions
	cmd := &cobra.Command{
		Use:   "check PATH",
		Short: "Look for damage in every page and in the log",
		Long: `Check reads the whole database without changing it: both meta pages, the free set, every page with its checksum, the order of
keys, that every page belongs to exactly one owner, and the log behind the last checkpoint. Each finding says where it is, which
table and which keys are concerned, and the end says what to do.

A database that is open elsewhere is checked too, at its last checkpoint.

With --fix, a damaged free set is built anew, pages that nobody owns are given back, and a damaged copy of the meta page is
written again. Nothing that was stored is touched; where more is damaged, nothing is changed.`,
		Example: `  aerolith db check /var/lib/aerolith/db
  aerolith db check --json /var/lib/aerolith/db | jq .
  aerolith db check --fix /var/lib/aerolith/db`,
		Args: tool.Arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return check(background(cmd), options, args[0], streams)
		},
	}
	options.json.register(cmd)
	cmd.Flags().BoolVar(&options.fix, "fix", false, "mend what can be mended without a guess")
	const findingsShown = 1000
	cmd.Flags().IntVar(&options.max, "max-findings", findingsShown, "print at most so many findings; all are counted")
	return cmd
}

// check checks and, if asked, mends.
func check(ctx context.Context, o checkOptions, path string, streams Streams) error {
	if o.max < 0 {
		return tool.Failuref(tool.Usage, "--max-findings %d: want 0 or more", o.max)
	}
	sum, err := o.look(ctx, path, streams)
	if err != nil || sum.Findings == 0 {
		return err
	}
	if !o.fix {
		return tool.Failuref(tool.Damaged, "%d findings", sum.Findings)
	}
	report, err := zerodb.Mend(ctx, path, streams.Options)
	if err != nil {
		return err
	}
	if err := o.say(streams.Out, mendFacts{Mended: report.Findings, FreePages: report.FreePages}, "mended: %d findings; the free set has %d pages now\n",
		report.Findings, report.FreePages); err != nil {
		return err
	}
	after, err := o.look(ctx, path, streams)
	if err == nil && after.Findings > 0 {
		err = tool.Failuref(tool.Damaged, "%d findings are left", after.Findings)
	}
	return err
}

// mendFacts is what --json says about mending.
type mendFacts struct {
	Mended    uint64 `json:"mended"`
	FreePages uint64 `json:"free_pages"`
}

// say prints facts as JSON or as text.
func (o *checkOptions) say(out io.Writer, facts any, format string, args ...any) error {
	if o.json {
		return tool.PrintJSON(out, facts)
	}
	_, err := fmt.Fprintf(out, format, args...)
	return err
}

// look checks once, again where a checkpoint of the process that has the database open came in between.
func (o *checkOptions) look(ctx context.Context, path string, streams Streams) (sum zerodb.CheckSummary, err error) {
	for range checkAttempts {
		var found []zerodb.Finding
		err = inspect(path, func(i *zerodb.Inspection) error {
			bar := newProgress(streams, "check", inPages)
			defer bar.end()
			sum, err = i.Check(ctx, zerodb.CheckOptions{Progress: bar.set}, func(f zerodb.Finding) error {
				if len(found) < o.max {
					found = append(found, f)
				}
				return nil
			})
			return err
		})
		if err != nil {
			return sum, err
		}
		if !sum.Overtaken {
			return sum, o.print(streams.Out, path, sum, found)
		}
	}
	return sum, tool.Failuref(tool.InUse, "the database goes on to new checkpoints faster than it can be checked: close it, or check a backup")
}

// print prints the findings and the summary.
func (o *checkOptions) print(out io.Writer, path string, sum zerodb.CheckSummary, found []zerodb.Finding) error {
	for _, f := range found {
		if err := o.say(out, factsOf(f), "%s", describe(f)); err != nil {
			return err
		}
	}
	if o.json {
		return tool.PrintJSON(out, summaryFacts{
			Path: path, Checkpoint: sum.CheckpointTx, LastTx: sum.LastTx, Pages: sum.Pages, FreePages: sum.FreePages, Tables: sum.Tables,
			Entries: sum.Entries, LogTransactions: sum.LogTransactions, Findings: sum.Findings, Mendable: sum.Mendable, Lost: sum.Lost,
			Advice: advice(sum, path),
		})
	}
	_, err := fmt.Fprintf(out, "%s: checkpoint %d, %d pages (%d free), %d tables, %d entries; log: %d transactions up to %d\n%s\n",
		path, sum.CheckpointTx, sum.Pages, sum.FreePages, sum.Tables, sum.Entries, sum.LogTransactions, sum.LastTx, advice(sum, path))
	return err
}

// summaryFacts is the last line of --json.
type summaryFacts struct {
	Path            string `json:"path"`
	Checkpoint      uint64 `json:"checkpoint"`
	LastTx          uint64 `json:"last_tx"`
	Pages           uint64 `json:"pages"`
	FreePages       uint64 `json:"free_pages"`
	Tables          uint64 `json:"tables"`
	Entries         uint64 `json:"entries"`
	LogTransactions uint64 `json:"log_transactions"`
	Findings        uint64 `json:"findings"`
	Mendable        uint64 `json:"mendable"`
	Lost            uint64 `json:"lost"`
	Advice          string `json:"advice"`
}

// advice says what to do.
func advice(sum zerodb.CheckSummary, path string) string {
	switch {
	case sum.Findings == 0:
		return "sound"
	case sum.Mendable == sum.Findings:
		return "nothing that was stored is concerned: 'aerolith db check --fix " + path + "' puts it right"
	case sum.Lost == 0:
		return "copy the folder, then restore a backup; 'aerolith db salvage' copies what is intact into a new database"
	default:
		return "entries are lost here: copy the folder, then restore a backup with the archived log ('aerolith db restore');\n" +
			"without one, 'aerolith db salvage' copies everything that is intact into a new database and lists the gaps"
	}
}
