package dbcmd

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/internal/cli/tool"
	"github.com/aerolith/aerolith/zerodb"
)

// newStat builds the command.
func newStat(streams Streams) *cobra.Command {
	var asJSON jsonFlag
	cmd := &cobra.Command{
		Use:   "stat PATH",
		Short: "Describe tables, free space, log and last checkpoint",
		Long: `Stat reads every page of the last checkpoint and tells for each table how many entries and pages it has, how deep its tree is and how full
its pages are; how many pages are free and in how many runs; what the log holds; and when the last checkpoint was taken.
Of a database in use it lists the read transactions of the processes that only read, with their age: an old one keeps pages from being used
again. It changes nothing and works beside a process that has the database open.`,
		Example: `  aerolith db stat /var/lib/aerolith/db
  aerolith db stat --json /var/lib/aerolith/db | jq '.tables[] | {name, fill_percent}'`,
		Args: tool.Arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return stat(background(cmd), asJSON, args[0], streams) },
	}
	asJSON.register(cmd)
	return cmd
}

// stat describes a database.
func stat(ctx context.Context, asJSON jsonFlag, path string, streams Streams) error {
	return inspect(path, func(i *zerodb.Inspection) error {
		bar := newProgress(streams, "stat", inPages)
		s, err := i.Stat(ctx, zerodb.CheckOptions{Progress: bar.set})
		bar.end()
		if err != nil {
			return err
		}
		readers := []readerFacts{}
		if s.InUse {
			readers = readersOf(ctx, path)
		}
		if asJSON {
			facts := statFactsOf(path, s)
			facts.Readers = readers
			return tool.PrintJSON(streams.Out, facts)
		}
		if err := printStat(streams.Out, path, s); err != nil {
			return err
		}
		return printReaders(streams.Out, readers)
	})
}

// tableFacts is a table for --json.
type tableFacts struct {
	Name        string  `json:"name"`
	Entries     uint64  `json:"entries"`
	Depth       int     `json:"depth"`
	Branch      uint64  `json:"branch_pages"`
	Leaf        uint64  `json:"leaf_pages"`
	Large       uint64  `json:"large_pages"`
	LargeValues uint64  `json:"large_values"`
	UsedBytes   uint64  `json:"used_bytes"`
	Fill        float64 `json:"fill_percent"`
	Damaged     uint64  `json:"damaged_places"`
}

// statFacts is the database for --json.
type statFacts struct {
	Path           string       `json:"path"`
	UUID           string       `json:"uuid"`
	InUse          bool         `json:"in_use"`
	PageSize       int          `json:"page_size"`
	Pages          uint64       `json:"pages"`
	FileBytes      int64        `json:"file_bytes"`
	CheckpointTx   uint64       `json:"checkpoint_tx"`
	CheckpointTime time.Time    `json:"checkpoint_time"`
	Clean          bool         `json:"closed_in_order"`
	Catalog        tableFacts   `json:"catalog"`
	Tables         []tableFacts `json:"tables"`
	FreePages      uint64       `json:"free_pages"`
	FreeRuns       uint64       `json:"free_runs"`
	LargestRun     uint64       `json:"largest_free_run"`
	FreeSetPages   uint64       `json:"free_set_pages"`
	FreeSetError   string       `json:"free_set_error,omitempty"`
	LogSegments    int          `json:"log_segments"`
	LogSpares      int          `json:"log_spares"`
	LogBytes       int64        `json:"log_bytes"`
	LogTx          uint64       `json:"log_transactions"`
	LastTx         uint64       `json:"last_tx"`
	LogError       string       `json:"log_error,omitempty"`
	// Readers are the read transactions of processes that only read; those of the process that writes are known to it alone.
	Readers []readerFacts `json:"readers"`
}

// statFactsOf turns the description into facts.
func statFactsOf(path string, s zerodb.FileStat) statFacts {
	facts := statFacts{
		Path: path, UUID: s.UUID, InUse: s.InUse, PageSize: s.PageSize, Pages: s.Pages, FileBytes: s.FileBytes,
		CheckpointTx: s.CheckpointTx, CheckpointTime: s.CheckpointTime.UTC(), Clean: s.Clean,
		Catalog: tableFactsOf(s.Catalog, s.PageSize), Tables: []tableFacts{},
		FreePages: s.Free.Pages, FreeRuns: s.Free.Runs, LargestRun: s.Free.Largest, FreeSetPages: s.Free.SetPages, FreeSetError: message(s.Free.Err),
		LogSegments: s.Log.Segments, LogSpares: s.Log.Spares, LogBytes: s.Log.Bytes, LogTx: s.Log.Transactions, LastTx: s.Log.LastTx, LogError: message(s.Log.Err),
	}
	for _, t := range s.Tables {
		facts.Tables = append(facts.Tables, tableFactsOf(t, s.PageSize))
	}
	return facts
}

// message is the text of an error, empty for none.
func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// tableFactsOf turns a table into facts.
func tableFactsOf(t zerodb.TableStat, pageSize int) tableFacts {
	return tableFacts{
		Name: t.Name, Entries: t.Entries, Depth: t.Depth, Branch: t.BranchPages, Leaf: t.LeafPages, Large: t.LargePages,
		LargeValues: t.LargeValues, UsedBytes: t.UsedBytes, Fill: fill(t.UsedBytes, t.Pages(), pageSize), Damaged: t.DamagedPlaces,
	}
}

// fill returns how much of the pages is in use, in percent.
func fill(used, pages uint64, pageSize int) float64 {
	if pages == 0 {
		return 0
	}
	const percent = 100
	return percent * float64(used) / (float64(pages) * float64(pageSize))
}

// printStat writes the description for a person.
func printStat(out io.Writer, path string, s zerodb.FileStat) error {
	state := "closed in order"
	if !s.Clean {
		state = "not closed in order: the next opening recovers from the log"
	}
	if s.InUse {
		state = "open in another process"
	}
	fmt.Fprintf(out, "%s (%s)\n  %s\n  data file    %s, %d pages of %d bytes\n  checkpoint   transaction %d at %s\n", path, s.UUID, state,
		size(s.FileBytes), s.Pages, s.PageSize, s.CheckpointTx, s.CheckpointTime.UTC().Format(time.RFC3339))
	fmt.Fprintf(out, "  free         %d pages (%s) in %d runs, longest %d; the set itself takes %d%s\n", s.Free.Pages,
		size(int64(s.Free.Pages)*int64(s.PageSize)), s.Free.Runs, s.Free.Largest, s.Free.SetPages, damage(s.Free.Err))
	fmt.Fprintf(out, "  log          %s in %d segments and %d spares; %d transactions behind the checkpoint, up to %d%s\n\n",
		size(s.Log.Bytes), s.Log.Segments, s.Log.Spares, s.Log.Transactions, s.Log.LastTx, damage(s.Log.Err))
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "table\tentries\tdepth\tbranch\tleaf\tlarge\tsize\tfill\tdamaged\t")
	for _, t := range append([]zerodb.TableStat{s.Catalog}, s.Tables...) {
		name := t.Name
		if name == "" {
			name = "(catalog)"
		}
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%s\t%.0f%%\t%d\t\n", name, t.Entries, t.Depth, t.BranchPages, t.LeafPages, t.LargePages,
			size(int64(t.Pages())*int64(s.PageSize)), fill(t.UsedBytes, t.Pages(), s.PageSize), t.DamagedPlaces)
	}
	return w.Flush()
}

// damage adds an error to a line.
func damage(err error) string {
	if err == nil {
		return ""
	}
	return "; DAMAGED: " + err.Error()
}
