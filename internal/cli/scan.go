package cli

import (
	"bufio"
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/client"
)

// scanOptions are what scan can be told.
type scanOptions struct {
	connection
	limit uint64
	rate  uint32
	bins  []string
	json  jsonFlag
}

// newScan builds the scan command.
func newScan(streams Streams) *cobra.Command {
	var options scanOptions
	cmd := &cobra.Command{
		Use:   "scan [SET]",
		Short: "Print all records of a set or namespace",
		Long: `Scan prints the records of a set, or of the whole namespace, one on each line, in no order. With --json each line
is a record that 'aerolith load' reads again, on this or another server. A node that breaks is passed over to the
one that takes its place, without printing a record twice.`,
		Example: `  aerolith scan users --limit 10
  aerolith scan users --json > users.jsonl
  aerolith scan --bin name --bin age`,
		Args: usage(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			set := ""
			if len(args) > 0 {
				set = args[0]
			}
			return scan(cmd.Context(), options, set, streams.Out)
		},
	}
	options.register(cmd, streams)
	flags := cmd.Flags()
	flags.Uint64Var(&options.limit, "limit", 0, "stop after so many records; 0 for all")
	flags.Uint32Var(&options.rate, "rate", 0, "records per second from each node; 0 for no limit")
	flags.StringSliceVar(&options.bins, "bin", nil, "print this bin only; repeatable")
	options.json.register(cmd)
	return cmd
}

// scan prints the records of a set or namespace.
func scan(ctx context.Context, options scanOptions, set string, out io.Writer) error {
	c, err := options.open(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	// One node and one request at a time: the same records are printed in the same order.
	policy := &client.ScanPolicy{
		MaxRecords: options.limit, RecordsPerSecond: options.rate, Bins: options.bins, MaxConcurrentNodes: 1, RequestsPerNode: 1,
	}
	buffered := bufio.NewWriter(out)
	for record, err := range c.Scan(ctx, options.namespace, set, policy) {
		if err == nil {
			err = printLine(buffered, record, options.json)
		}
		if err != nil {
			// What was found so far is printed; the scan's own failure counts more than that of printing it.
			_ = buffered.Flush()
			return options.explain(ctx, c, err)
		}
	}
	return buffered.Flush()
}

// printLine writes one record on one line.
func printLine(out *bufio.Writer, record *client.Record, asJSON jsonFlag) error {
	if asJSON {
		line, err := appendRecord(out.AvailableBuffer(), record)
		if err != nil {
			return err
		}
		_, err = out.Write(line)
		return err
	}
	line, err := describeLine(record)
	if err != nil {
		return err
	}
	_, err = out.WriteString(line)
	return err
}
