package dbcmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/internal/cli/tool"
	"github.com/aerolith/aerolith/zerodb"
)

// newCompact builds the command.
func newCompact(streams Streams) *cobra.Command {
	var asJSON jsonFlag
	var output string
	var inPlace bool
	cmd := &cobra.Command{
		Use:   "compact PATH",
		Short: "Copy a database into a new folder without free space, or make it smaller in place",
		Long: `With --output, compact copies everything that is committed into a new database, whose pages are full and lie in the order of the keys. The
old one stays as it is, and may be in use; exchange the folders while nobody has either open.

With --in-place it moves pages from the end of the file into free space before it, in small transactions, and cuts the file off behind the
last one. That needs no room for a copy and may be interrupted at any time; processes that read may go on meanwhile. It needs to be the
process that writes: where a server has the database open, let the server do it (option CompactFreePercent).`,
		Example: `  aerolith db compact /var/lib/aerolith/db --output /var/lib/aerolith/db.compact
  aerolith db compact /var/lib/aerolith/db --in-place`,
		Args: tool.Arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case inPlace && output != "":
				return tool.Failuref(tool.Usage, "give --output or --in-place, not both")
			case inPlace:
				return compactInPlace(background(cmd), asJSON, args[0], streams)
			case output == "":
				return tool.Failuref(tool.Usage, "name a folder that does not exist with --output, or give --in-place")
			}
			return compact(background(cmd), asJSON, args[0], output, streams)
		},
	}
	asJSON.register(cmd)
	cmd.Flags().StringVarP(&output, "output", "o", "", "folder of the new database")
	cmd.Flags().BoolVar(&inPlace, "in-place", false, "make the database itself smaller")
	return cmd
}

// compactFacts is the result for --json.
type compactFacts struct {
	Path   string `json:"path"`
	Before int64  `json:"bytes_before"`
	After  int64  `json:"bytes_after"`
}

// compact copies a database through a pipe that ends in a new one.
func compact(ctx context.Context, asJSON jsonFlag, path, target string, streams Streams) error {
	err := withDatabase(path, func(db *zerodb.DB) error {
		in, out := io.Pipe()
		ended := make(chan error, 1)
		go func() {
			_, err := db.Backup(ctx, out, zerodb.BackupOptions{})
			ended <- err
			_ = out.CloseWithError(err) // never fails
		}()
		_, err := runRestore(ctx, target, zerodb.RestoreOptions{Backup: in}, streams)
		_ = in.CloseWithError(err) // never fails
		return errors.Join(err, <-ended)
	})
	if err != nil {
		return err
	}
	return compactFacts{Path: target, Before: dataSize(path), After: dataSize(target)}.print(streams.Out, asJSON)
}

// print tells the result.
func (f compactFacts) print(out io.Writer, asJSON jsonFlag) error {
	if asJSON {
		return tool.PrintJSON(out, f)
	}
	_, err := fmt.Fprintf(out, "%s: %s, before %s\n", f.Path, size(f.After), size(f.Before))
	return err
}

// compactInPlace makes a database smaller.
func compactInPlace(ctx context.Context, asJSON jsonFlag, path string, streams Streams) error {
	before := dataSize(path)
	if err := compactOnce(ctx, path, streams); err != nil {
		return err
	}
	return compactFacts{Path: path, Before: before, After: dataSize(path)}.print(streams.Out, asJSON)
}

// compactOnce opens a database, compacts it, and closes it.
func compactOnce(ctx context.Context, path string, streams Streams) error {
	options := streams.Options
	options.Create = zerodb.CreateNever
	db, err := zerodb.Open(path, options)
	if err != nil {
		return err
	}
	bar := newProgress(streams, "compact", inPages)
	_, err = db.Compact(ctx, zerodb.CompactOptions{Progress: bar.set})
	bar.end()
	return errors.Join(err, db.Close())
}

// dataSize is the size of a database's data file, 0 if it cannot be told.
func dataSize(path string) int64 {
	info, err := os.Stat(filepath.Join(path, "data"))
	if err != nil {
		return 0
	}
	return info.Size()
}
