package dbcmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/zerodb"
)

// newCompact builds the command.
func newCompact(streams Streams) *cobra.Command {
	var asJSON jsonFlag
	var output string
	cmd := &cobra.Command{
		Use:   "compact PATH",
		Short: "Copy a database into a new folder without free space",
		Long: `Compact copies everything that is committed into a new database, whose pages are full and lie in the order of the keys. The old one stays as
it is; exchange the folders while nobody has either open.`,
		Example: `  aerolith db compact /var/lib/aerolith/db --output /var/lib/aerolith/db.compact`,
		Args:    arguments(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if output == "" {
				return failure(exitUsage, "--output is missing: name a folder that does not exist")
			}
			return compact(background(cmd), asJSON, args[0], output, streams)
		},
	}
	asJSON.register(cmd)
	cmd.Flags().StringVarP(&output, "output", "o", "", "folder of the new database (required)")
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
	facts := compactFacts{Path: target, Before: dataSize(path), After: dataSize(target)}
	if asJSON {
		return printJSON(streams.Out, facts)
	}
	_, err = fmt.Fprintf(streams.Out, "%s: %s, before %s\n", target, size(facts.After), size(facts.Before))
	return err
}

// dataSize is the size of a database's data file, 0 if it cannot be told.
func dataSize(path string) int64 {
	info, err := os.Stat(filepath.Join(path, "data"))
	if err != nil {
		return 0
	}
	return info.Size()
}
