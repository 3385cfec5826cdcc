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

// restoreOptions are what restore can be told.
type restoreOptions struct {
	json    jsonFlag
	archive string
	log     string
	toTx    uint64
	toTime  string
}

// newRestore builds the command.
func newRestore(streams Streams) *cobra.Command {
	var options restoreOptions
	cmd := &cobra.Command{
		Use:   "restore BACKUP|- PATH",
		Short: "Make a database from a backup, and from the log behind it",
		Long: `Restore makes a new database in the folder PATH, which must not exist, from a backup. With --archive, the folder that the option
ArchivePath names, and --log, the folder of the lost database if its log is still there, the transactions behind the backup are
repeated: all of them, or up to --to-tx or --to-time. So nothing that was acknowledged is lost.

If the log is damaged and no target is given, everything before the damage is restored, and the exit code is 6. The folder gets its
name only when everything is there and on the disk.`,
		Example: `  aerolith db restore monday.zst /var/lib/aerolith/db
  aerolith db restore monday.zst new.db --archive /archive --log /var/lib/aerolith/db.broken
  aerolith db restore monday.zst new.db --archive /archive --to-time 2026-05-04T03:00:00Z
  aerolith db history --archive /archive --uuid ID    # to find the transaction for --to-tx`,
		Args: tool.Arguments(cobra.ExactArgs(2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return restore(background(cmd), options, args[0], args[1], streams)
		},
	}
	options.json.register(cmd)
	flags := cmd.Flags()
	flags.StringVar(&options.archive, "archive", "", "folder with archives of the log")
	flags.StringVar(&options.log, "log", "", "folder of the database whose log continues the backup")
	flags.Uint64Var(&options.toTx, "to-tx", 0, "last transaction to repeat")
	flags.StringVar(&options.toTime, "to-time", "", "repeat nothing that was committed later, as 2026-05-04T03:00:00Z")
	return cmd
}

// restoreFacts is the result for --json.
type restoreFacts struct {
	Path         string      `json:"path"`
	Backup       backupFacts `json:"backup"`
	Transactions uint64      `json:"transactions"`
	Tx           uint64      `json:"tx"`
	Time         *time.Time  `json:"time,omitempty"`
	LogDamage    string      `json:"log_damage,omitempty"`
}

// restore restores a database.
func restore(ctx context.Context, o restoreOptions, backup, path string, streams Streams) error {
	settings := zerodb.RestoreOptions{ArchivePath: o.archive, LogPath: o.log, ToTx: o.toTx}
	if o.toTime != "" {
		moment, err := time.Parse(time.RFC3339Nano, o.toTime)
		if err != nil {
			return tool.Failuref(tool.Usage, "--to-time %q: want a time such as 2026-05-04T03:00:00Z", o.toTime)
		}
		settings.ToTime = moment
	}
	switch targeted := o.toTx != 0 || o.toTime != ""; {
	case o.toTx != 0 && o.toTime != "":
		return tool.Failuref(tool.Usage, "give --to-tx or --to-time, not both")
	case targeted && o.archive == "" && o.log == "":
		return tool.Failuref(tool.Usage, "a target needs the log: give --archive, --log, or both")
	}
	var report zerodb.RestoreReport
	err := fromInput(ctx, backup, streams.In, func(in io.Reader) (err error) {
		stream, err := decompress(in)
		if err != nil {
			return err
		}
		settings.Backup = stream
		report, err = runRestore(ctx, path, settings, streams)
		return errors.Join(err, stream.Close())
	})
	var target *zerodb.RestoreTargetError
	switch {
	case errors.As(err, &target):
		return tool.Failuref(tool.NotFound, "%w", err)
	case err != nil:
		return err
	}
	if err := printRestore(streams.Out, o.json, path, report); err != nil {
		return err
	}
	if report.LogDamage != nil {
		return tool.Failuref(tool.Damaged, "the log is damaged behind transaction %d, which is the last one that was restored: %w", report.Tx, report.LogDamage)
	}
	return nil
}

// runRestore restores with a progress bar for each phase.
func runRestore(ctx context.Context, path string, settings zerodb.RestoreOptions, streams Streams) (zerodb.RestoreReport, error) {
	bar := newProgress(streams, "restore", inEntries)
	phase := zerodb.RestoringBackup
	settings.Progress = func(now zerodb.RestorePhase, done, total uint64) {
		if now != phase {
			bar.end()
			bar, phase = newProgress(streams, "log", inTransactions), now
		}
		bar.set(done, total)
	}
	report, err := zerodb.Restore(ctx, path, streams.Options, settings)
	bar.end()
	return report, err
}

// printRestore tells what was made.
func printRestore(out io.Writer, asJSON jsonFlag, path string, r zerodb.RestoreReport) error {
	if asJSON {
		facts := restoreFacts{Path: path, Backup: backupFactsOf(r.Backup), Transactions: r.Transactions, Tx: r.Tx, LogDamage: message(r.LogDamage)}
		if !r.Time.IsZero() {
			facts.Time = &r.Time
		}
		return tool.PrintJSON(out, facts)
	}
	_, err := fmt.Fprintf(out, "restored %s: backup of transaction %d (%d tables, %d entries)", path, r.Backup.Tx, r.Backup.Tables, r.Backup.Entries)
	if err == nil && r.Transactions > 0 {
		_, err = fmt.Fprintf(out, " and %d transactions up to %d of %s", r.Transactions, r.Tx, r.Time.UTC().Format(time.RFC3339Nano))
	}
	if err == nil {
		_, err = fmt.Fprintln(out)
	}
	return err
}
