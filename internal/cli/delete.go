package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client"
)

// deleteOptions are what delete can be told.
type deleteOptions struct {
	connection
	keyType keyType
	json    jsonFlag
}

// deletion is the outcome of a delete command.
type deletion struct {
	// Deleted and Missing count the records that were there and those that were not.
	Deleted int `json:"deleted"`
	Missing int `json:"missing"`
}

// newDelete builds the delete command.
func newDelete(streams Streams) *cobra.Command {
	var options deleteOptions
	cmd := &cobra.Command{
		Use:   "delete SET KEY ...",
		Short: "Delete records",
		Long:  `Delete removes records. The exit code is 3 if none of them was there, and 4 if some were not.`,
		Example: `  aerolith delete users alice
  aerolith delete users int:1 int:2 int:3`,
		Args: usage(cobra.MinimumNArgs(2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return deleteRecords(cmd.Context(), options, args, streams.Out)
		},
	}
	options.register(cmd, streams)
	options.keyType.register(cmd)
	options.json.register(cmd)
	return cmd
}

// deleteRecords deletes the records of a set.
func deleteRecords(ctx context.Context, options deleteOptions, args []string, out io.Writer) error {
	entries := make([]client.BatchEntry, 0, len(args)-1)
	for _, text := range args[1:] {
		key, err := options.keyType.keyUsage(options.namespace, args[0], text)
		if err != nil {
			return err
		}
		entries = append(entries, client.BatchDelete(key, nil))
	}
	c, err := options.open(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	// What went wrong as a whole stands in the results too.
	results, _ := c.Batch(ctx, entries, nil)
	var done deletion
	var failure error
	for _, r := range results {
		switch {
		case r.Err == nil:
			done.Deleted++
		case errors.Is(r.Err, aero.CodeNotFound):
			done.Missing++
		default:
			failure = r.Err
		}
	}
	if err := done.print(out, options.json); err != nil {
		return err
	}
	if failure != nil {
		return options.explain(ctx, c, failure)
	}
	return done.verdict()
}

// print writes the counts.
func (d deletion) print(out io.Writer, asJSON jsonFlag) error {
	if asJSON {
		return json.NewEncoder(out).Encode(d)
	}
	_, err := fmt.Fprintf(out, "deleted %d\n", d.Deleted)
	return err
}

// verdict returns the error for records that were not there.
func (d deletion) verdict() error {
	switch {
	case d.Missing == 0:
		return nil
	case d.Deleted == 0:
		return withExit(ExitNotFound, fmt.Errorf("not found: %d", d.Missing))
	default:
		return withExit(ExitPartial, fmt.Errorf("not found: %d of %d", d.Missing, d.Missing+d.Deleted))
	}
}
