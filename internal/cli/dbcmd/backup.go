package dbcmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/internal/cli/tool"
	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// backupOptions are what backup can be told.
type backupOptions struct {
	json   jsonFlag
	output string
	rate   string
	level  int
	plain  bool
}

// The levels of compression.
const (
	levelDefault = 3
	levelMax     = 19
)

// newBackup builds the command.
func newBackup(streams Streams) *cobra.Command {
	var options backupOptions
	cmd := &cobra.Command{
		Use:   "backup PATH",
		Short: "Write a consistent copy of a database to one file or a pipe",
		Long: `Backup writes everything that is committed now, as one compressed and checksummed stream. Readers and writers go on meanwhile.
A file gets its name only when it is complete and on the disk; a stream that was cut short is refused by restore.

'aerolith db backup verify FILE' makes sure that a backup is whole.`,
		Example: `  aerolith db backup /var/lib/aerolith/db --output /backups/monday.zst
  aerolith db backup /var/lib/aerolith/db --output - --rate 50MiB | ssh vault 'cat > monday.zst'
  aerolith db backup verify /backups/monday.zst`,
		Args: tool.Arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return backup(background(cmd), options, args[0], streams)
		},
	}
	options.json.register(cmd)
	flags := cmd.Flags()
	flags.StringVarP(&options.output, "output", "o", "", "file to write, which must not exist; - for standard output (required)")
	flags.StringVar(&options.rate, "rate", "", "write at most so many bytes a second, before compression, such as 50MiB")
	flags.IntVar(&options.level, "level", levelDefault, "level of compression as of zstd, 1 to 19")
	flags.BoolVar(&options.plain, "plain", false, "do not compress")
	cmd.AddCommand(newVerify(streams))
	return cmd
}

// backupFacts describes a backup for --json.
type backupFacts struct {
	UUID     string `json:"uuid"`
	Tx       uint64 `json:"tx"`
	Tables   uint64 `json:"tables"`
	Entries  uint64 `json:"entries"`
	Bytes    uint64 `json:"bytes"`
	SHA256   string `json:"sha256"`
	Position string `json:"position"`
	InDoubt  bool   `json:"in_doubt,omitempty"`
}

// backupFactsOf turns a description into facts.
func backupFactsOf(info zerodb.BackupInfo) backupFacts {
	return backupFacts{
		UUID: info.UUID, Tx: info.Tx, Tables: info.Tables, Entries: info.Entries, Bytes: info.Bytes, SHA256: info.Sum, Position: info.Position.String(), InDoubt: info.InDoubt,
	}
}

// printBackup describes a backup.
func printBackup(out io.Writer, asJSON jsonFlag, verb string, info zerodb.BackupInfo) error {
	if asJSON {
		return tool.PrintJSON(out, backupFactsOf(info))
	}
	_, err := fmt.Fprintf(out, "%s: transaction %d of database %s, %d tables, %d entries, %s\nsha256 of the uncompressed stream: %s\n",
		verb, info.Tx, info.UUID, info.Tables, info.Entries, size(int64(info.Bytes)), info.Sum)
	return err
}

// inDoubt is said of a backup whose source may lose its last transactions.
const inDoubt = `note: the process that wrote was killed, and its last transactions may not be durable: open the database before you rely on what its log has behind this backup`

// backup backs a database up.
func backup(ctx context.Context, o backupOptions, path string, streams Streams) error {
	rate, err := parseSize(o.rate)
	switch {
	case err != nil:
		return tool.Failuref(tool.Usage, "--rate: %w", err)
	case o.output == "":
		return tool.Failuref(tool.Usage, "--output is missing: name a file, or - for standard output")
	case o.level < 1 || o.level > levelMax:
		return tool.Failuref(tool.Usage, "--level %d: want 1 to %d", o.level, levelMax)
	}
	var info zerodb.BackupInfo
	err = withDatabase(path, func(db *zerodb.DB) error {
		return toOutput(o.output, streams.Out, func(out io.Writer) error {
			info, err = o.write(ctx, db, out, rate, streams)
			return err
		})
	})
	if err == nil && info.InDoubt {
		_, err = fmt.Fprintln(streams.Err, inDoubt)
	}
	if err != nil || o.output == "-" {
		return err
	}
	return printBackup(streams.Out, o.json, "backup complete", info)
}

// write writes the stream.
func (o *backupOptions) write(ctx context.Context, db *zerodb.DB, out io.Writer, rate int64, streams Streams) (info zerodb.BackupInfo, err error) {
	bar := newProgress(streams, "backup", inEntries)
	defer bar.end()
	if o.plain {
		return db.Backup(ctx, limit(ctx, out, rate), zerodb.BackupOptions{Progress: bar.set})
	}
	encoder, err := compress(out, o.level)
	if err != nil {
		return info, err
	}
	info, err = db.Backup(ctx, limit(ctx, encoder, rate), zerodb.BackupOptions{Progress: bar.set})
	if err != nil {
		encoder.abandon()
		return info, err
	}
	return info, encoder.Close()
}

// withDatabase opens an existing database for reading, beside a process that writes, hands it to do, and closes it. Where that is not
// possible it is opened for writing.
func withDatabase(path string, do func(*zerodb.DB) error) error {
	db, err := zerodb.OpenReadOnly(path, zerodb.Options{})
	if errors.Is(err, zerodb.ErrNotShared) || errors.Is(err, zerodb.ErrNeedsRecovery) {
		db, err = zerodb.Open(path, zerodb.Options{Create: zerodb.CreateNever})
	}
	if err != nil {
		return err
	}
	return errors.Join(do(db), db.Close())
}

// toOutput writes to standard output for "-", or to a file that gets its name once it is complete and durable.
func toOutput(name string, stdout io.Writer, write func(io.Writer) error) error {
	if name == "-" {
		return write(stdout)
	}
	if _, err := os.Lstat(name); err == nil {
		return fmt.Errorf("%s exists; choose another name", name)
	}
	file, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".incomplete-*")
	if err != nil {
		return err
	}
	if err := errors.Join(write(file), file.Sync(), file.Close()); err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	if err := giveName(file.Name(), name, os.Link); err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return vfs.OS().SyncDir(filepath.Dir(name))
}

// giveName gives a complete file its name, which must not be taken: by a link, since that replaces nothing. Where the file system has none, as on
// memory sticks and network shares, an empty file takes the name first.
func giveName(file, name string, link func(from, to string) error) error {
	err := link(file, name)
	if err == nil {
		return os.Remove(file)
	}
	if errors.Is(err, fs.ErrExist) {
		return err
	}
	const permission = 0o600
	taken, takeErr := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, permission)
	if takeErr != nil {
		return errors.Join(err, takeErr)
	}
	if err := errors.Join(taken.Close(), os.Rename(file, name)); err != nil {
		return errors.Join(err, os.Remove(name))
	}
	return nil
}

// newVerify builds the subcommand of backup.
func newVerify(streams Streams) *cobra.Command {
	var asJSON jsonFlag
	cmd := &cobra.Command{
		Use:   "verify FILE|-",
		Short: "Make sure that a backup is complete and intact",
		Long:  `Verify reads a whole backup, from a file or from standard input, and checks every checksum and the trailer. It restores nothing.` + exitHelp,
		Example: `  aerolith db backup verify /backups/monday.zst
  ssh vault cat monday.zst | aerolith db backup verify -`,
		Args: tool.Arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return classified(verify(background(cmd), asJSON, args[0], streams))
		},
	}
	asJSON.register(cmd)
	return cmd
}

// verify verifies a backup.
func verify(ctx context.Context, asJSON jsonFlag, name string, streams Streams) error {
	info, err := describeBackup(ctx, name, streams)
	if err != nil {
		return err
	}
	return printBackup(streams.Out, asJSON, "backup is intact", info)
}

// describeBackup reads a whole backup and says what it is, if it is intact.
func describeBackup(ctx context.Context, name string, streams Streams) (info zerodb.BackupInfo, err error) {
	err = fromInput(ctx, name, streams.In, func(in io.Reader) error {
		stream, err := decompress(in)
		if err != nil {
			return err
		}
		bar := newProgress(streams, "verify", inEntries)
		info, err = zerodb.VerifyBackup(ctx, stream, zerodb.BackupOptions{Progress: bar.set})
		bar.end()
		return errors.Join(err, stream.Close())
	})
	return info, err
}
