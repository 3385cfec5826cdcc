package configcmd

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/config/live"
	"github.com/aerolith/aerolith/config/registry"
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
)

// diffOptions are what diff can be told.
type diffOptions struct {
	inputs
	host string
	json bool
}

// newDiff builds the command.
func newDiff(streams Streams) *cobra.Command {
	var options diffOptions
	cmd := &cobra.Command{
		Use:   "diff FILE [FILE]",
		Short: "Compare two configurations, or one with a running node",
		Long: `Diff prints what differs between two files, or between a file and a running node (--host), option by option; what a file does
not set counts with its default. For each change it says whether a running server can take it.`,
		Example: `  aerolith config diff old.conf new.yaml
  aerolith config diff aerospike.conf --host 127.0.0.1:3000`,
		Args: arguments(cobra.RangeArgs(1, 2)),
		RunE: func(cmd *cobra.Command, args []string) error { return diff(cmd.Context(), streams, options, args) },
	}
	options.register(cmd)
	cmd.Flags().StringVar(&options.host, "host", "", "compare with the running node at host:port")
	cmd.Flags().BoolVar(&options.json, "json", false, "print one JSON value for each difference")
	return cmd
}

// difference is one line of the result.
type difference struct {
	// Path leads to the option or context.
	Path string `json:"path"`
	// Old and New are the values, empty for none.
	Old string `json:"old"`
	// New is the value of the second side.
	New string `json:"new"`
	// Dynamic says whether a running server can take the change.
	Dynamic bool `json:"dynamic"`
}

// diff prints the differences.
func diff(ctx context.Context, streams Streams, options diffOptions, args []string) error {
	if (len(args) == 2) == (options.host != "") {
		return failure(exitUsage, "compare two files, or one file with --host")
	}
	a, err := options.load(streams, args[:1])
	if err != nil {
		return err
	}
	first, other, settled := a.Full, (*tree.Node)(nil), func(tree.Change) bool { return true }
	if options.host != "" {
		snapshot, err := snapshot(ctx, streams, options.host)
		if err != nil {
			return err
		}
		other, settled = snapshot.Tree, told
	} else {
		b, err := options.load(streams, args[1:])
		if err != nil {
			return err
		}
		other = b.Full
	}
	count := 0
	for _, change := range tree.Diff(a.Schema, first, other) {
		if !settled(change) {
			continue
		}
		count++
		if err := printChange(streams, change, options.json); err != nil {
			return err
		}
	}
	if count > 0 {
		return failure(exitDiffers, "%d differences", count)
	}
	return nil
}

// told leaves out what only the file has: a node does not tell everything, and defaults that it does not tell do not count.
func told(c tree.Change) bool {
	return !(c.New == nil && (c.Option == nil || c.Old.Origin.Source == tree.SourceDefault))
}

// printChange prints one difference.
func printChange(streams Streams, c tree.Change, asJSON bool) error {
	d := difference{Path: c.Path(), Dynamic: c.Option != nil && c.Option.Dynamic}
	d.Old, d.New = shown(c.Option, c.Old), shown(c.Option, c.New)
	if asJSON {
		return printJSON(streams.Out, d)
	}
	note := "needs a restart"
	if d.Dynamic {
		note = "dynamic"
	}
	_, err := fmt.Fprintf(streams.Out, "%s: %s -> %s (%s)\n", d.Path, d.Old, d.New, note)
	return err
}

// shown returns a value for a person.
func shown(o *schema.Option, v *tree.Value) string {
	switch {
	case v == nil:
		return "nothing"
	case o == nil:
		return "there"
	}
	return v.String()
}

// snapshot reads the configuration of a running node.
func snapshot(ctx context.Context, streams Streams, host string) (*live.Snapshot, error) {
	if streams.Connect == nil {
		return nil, errors.New("this program cannot reach nodes")
	}
	ask, done, err := streams.Connect(ctx, host)
	if err != nil {
		return nil, err
	}
	defer done()
	got, err := live.Read(ctx, host, ask)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", host, err)
	}
	if n := len(got.Unknown); n > 0 {
		fmt.Fprintf(streams.Err, "%s tells %d options that Aerospike %s does not have: %v\n", host, n, registryVersion(), got.Unknown)
	}
	return got, nil
}

// registryVersion names what the registry describes.
func registryVersion() string { return registry.Version }
