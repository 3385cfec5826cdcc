package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client"
)

// getOptions are what get can be told.
type getOptions struct {
	connection
	keyType keyType
	json    jsonFlag
}

// newGet builds the get command.
func newGet(streams Streams) *cobra.Command {
	var options getOptions
	cmd := &cobra.Command{
		Use:   "get SET KEY [BIN ...]",
		Short: "Read a record",
		Long: `Get prints a record, or those of its bins that are named. Values are JSON; docs/format/json.md tells how other
values are written. The exit code is 3 if there is no such record.`,
		Example: `  aerolith get users alice
  aerolith get users int:42 name age --json`,
		Args: usage(cobra.MinimumNArgs(2)),
		RunE: func(cmd *cobra.Command, args []string) error { return get(cmd.Context(), options, args, streams.Out) },
	}
	options.register(cmd, streams)
	options.keyType.register(cmd)
	options.json.register(cmd)
	return cmd
}

// get reads one record and prints it.
func get(ctx context.Context, options getOptions, args []string, out io.Writer) error {
	key, err := options.keyType.keyUsage(options.namespace, args[0], args[1])
	if err != nil {
		return err
	}
	c, err := options.open(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	record, err := c.Get(ctx, key, nil, args[2:]...)
	if errors.Is(err, aero.CodeNotFound) {
		return withExit(ExitNotFound, fmt.Errorf("there is no record %q in set %q", args[1], args[0]))
	}
	if err != nil {
		return options.explain(ctx, c, err)
	}
	return printRecord(out, record, options.json)
}

// printRecord writes one record.
func printRecord(out io.Writer, record *client.Record, asJSON jsonFlag) error {
	if asJSON {
		line, err := appendRecord(nil, record)
		if err != nil {
			return err
		}
		_, err = out.Write(line)
		return err
	}
	text, err := describeRecord(record)
	if err != nil {
		return err
	}
	_, err = io.WriteString(out, text)
	return err
}
