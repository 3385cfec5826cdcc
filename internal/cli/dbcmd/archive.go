package dbcmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/internal/cli/tool"
	"github.com/aerolith/aerolith/zerodb"
)

// newArchive builds the command with its subcommands.
func newArchive(streams Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "archive",
		Short: "Verify and prune the archived log",
		Long: `The archive is the folder into which a database copies each segment of its log before it gives it up. With a full backup it restores to
any transaction.`,
		Example: `  aerolith db archive verify /archive --backup /backups/monday.zst --log /var/lib/aerolith/db
  aerolith db archive prune /archive --before /backups/monday.zst`,
		Args: tool.Arguments(cobra.ExactArgs(0)),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newArchiveVerify(streams), newArchivePrune(streams))
	return cmd
}

// archiveOptions are what archive verify can be told.
type archiveOptions struct {
	json   jsonFlag
	backup string
	log    string
	uuid   string
}

// newArchiveVerify builds the subcommand.
func newArchiveVerify(streams Streams) *cobra.Command {
	var options archiveOptions
	cmd := &cobra.Command{
		Use:   "verify DIR",
		Short: "Read the whole archived log and make sure that nothing is damaged or missing in it",
		Long: `Verify reads every archived transaction and its changes, and follows the chain from record to record, so that a damaged or missing segment is
found. With --backup it begins where that backup ends and makes sure that there is no gap between the two; with --log it goes on in the
database's own folder, to the last commit. What it accepts, restore can repeat.` + exitHelp,
		Example: `  aerolith db archive verify /archive --backup /backups/monday.zst --log /var/lib/aerolith/db`,
		Args:    tool.Arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return classified(verifyArchive(background(cmd), options, args[0], streams))
		},
	}
	options.json.register(cmd)
	flags := cmd.Flags()
	flags.StringVar(&options.backup, "backup", "", "begin where this backup ends, and find a gap between the two")
	flags.StringVar(&options.log, "log", "", "folder of the database, whose log is read behind the archive")
	flags.StringVar(&options.uuid, "uuid", "", "identity of the database, where the archive has several")
	return cmd
}

// archiveFacts describes an archive for --json.
type archiveFacts struct {
	Transactions uint64     `json:"transactions"`
	FirstTx      uint64     `json:"first_tx"`
	LastTx       uint64     `json:"last_tx"`
	FirstTime    *time.Time `json:"first_time,omitempty"`
	LastTime     *time.Time `json:"last_time,omitempty"`
	Changes      uint64     `json:"changes"`
	Bytes        uint64     `json:"bytes"`
	Damage       string     `json:"damage,omitempty"`
}

// add counts a transaction, after reading its changes.
func (f *archiveFacts) add(c zerodb.Commit) error {
	for _, err := range c.Changes() {
		if err != nil {
			return err
		}
		f.Changes++
	}
	moment := c.Time.UTC()
	if f.Transactions == 0 {
		f.FirstTx, f.FirstTime = c.Tx, &moment
	}
	f.Transactions++
	f.LastTx, f.LastTime = c.Tx, &moment
	f.Bytes += uint64(c.Bytes)
	return nil
}

// verifyArchive reads an archive.
func verifyArchive(ctx context.Context, o archiveOptions, dir string, streams Streams) error {
	var from zerodb.Position
	if o.backup != "" {
		info, err := describeBackup(ctx, o.backup, streams)
		if err != nil {
			return fmt.Errorf("%s: %w", o.backup, err)
		}
		from = info.Position
	}
	var facts archiveFacts
	bar := newProgress(streams, "archive", inBytes)
	found := facts.read(ctx, zerodb.HistorySource{Path: o.log, ArchivePath: dir, UUID: o.uuid}, from, bar)
	bar.end()
	switch {
	case ctx.Err() != nil:
		return found
	case errors.Is(found, zerodb.ErrAmbiguousArchive):
		return tool.Failuref(tool.Usage, "%w", found)
	case errors.Is(found, zerodb.ErrPositionGone):
		found = tool.Failuref(tool.Damaged, "there is a gap between the backup and the archive: take a new full backup: %w", found)
	case errors.Is(found, zerodb.ErrPositionForeign):
		found = tool.Failuref(tool.Damaged, "backup and archive are of different histories: %w", found)
	}
	facts.Damage = message(found)
	if err := facts.print(streams.Out, o.json); err != nil {
		return err
	}
	return found
}

// read reads all transactions and returns what ended that too early.
func (f *archiveFacts) read(ctx context.Context, source zerodb.HistorySource, from zerodb.Position, bar *progress) error {
	total := archiveSize(source.ArchivePath)
	for commit, err := range zerodb.ReadHistory(ctx, source, from) {
		if err == nil {
			err = f.add(commit)
		}
		if err != nil {
			return err
		}
		bar.set(f.Bytes, total)
	}
	return nil
}

// print describes what was read.
func (f *archiveFacts) print(out io.Writer, asJSON jsonFlag) error {
	if asJSON {
		return tool.PrintJSON(out, f)
	}
	verdict := "intact"
	if f.Damage != "" {
		verdict = "intact up to there"
	}
	if f.Transactions == 0 {
		_, err := fmt.Fprintln(out, "no transactions")
		return err
	}
	_, err := fmt.Fprintf(out, "%s: transactions %d to %d, %d with %d changes, %s\nfrom %s to %s\n", verdict, f.FirstTx, f.LastTx, f.Transactions, f.Changes,
		size(int64(f.Bytes)), f.FirstTime.Format(time.RFC3339Nano), f.LastTime.Format(time.RFC3339Nano))
	return err
}

// newArchivePrune builds the subcommand.
func newArchivePrune(streams Streams) *cobra.Command {
	var asJSON jsonFlag
	var before string
	cmd := &cobra.Command{
		Use:   "prune DIR --before BACKUP",
		Short: "Remove the archived log that is older than a backup",
		Long: `Prune reads a full backup to its end, and only if it is intact removes the archived segments that a restore from it, or from a later
one, does not need. Older backups can then be restored only as they are. It may run while the database is open, and when it is interrupted
what is left is whole.` + exitHelp,
		Example: `  aerolith db archive prune /archive --before /backups/oldest-that-is-kept.zst`,
		Args:    tool.Arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if before == "" {
				return tool.Failuref(tool.Usage, "--before is missing: name the oldest backup that is kept")
			}
			return classified(pruneArchive(background(cmd), asJSON, args[0], before, streams))
		},
	}
	asJSON.register(cmd)
	cmd.Flags().StringVar(&before, "before", "", "the oldest full backup that is kept (required)")
	return cmd
}

// pruneFacts is the result for --json.
type pruneFacts struct {
	Segments int    `json:"segments_removed"`
	Bytes    int64  `json:"bytes_removed"`
	Left     int    `json:"segments_left"`
	Tx       uint64 `json:"restorable_from_tx"`
}

// pruneArchive prunes an archive.
func pruneArchive(ctx context.Context, asJSON jsonFlag, dir, before string, streams Streams) error {
	info, err := describeBackup(ctx, before, streams)
	if err != nil {
		return fmt.Errorf("%s: %w; nothing was removed", before, err)
	}
	report, err := zerodb.PruneArchive(ctx, dir, zerodb.Options{}, info.Position)
	if err != nil {
		return err
	}
	facts := pruneFacts{Segments: report.Segments, Bytes: report.Bytes, Left: report.Left, Tx: info.Tx}
	if asJSON {
		return tool.PrintJSON(streams.Out, facts)
	}
	_, err = fmt.Fprintf(streams.Out, "removed %d segments, %s; %d are left, for restoring from transaction %d on\n", facts.Segments, size(facts.Bytes), facts.Left, facts.Tx)
	return err
}
