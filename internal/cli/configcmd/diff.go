package configcmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
	"github.com/aerolith/aerolith/internal/cli/tool"
)

// diffOptions are what diff can be told.
type diffOptions struct {
	inputs
	node node
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
  aerolith config diff aerospike.conf --host 127.0.0.1:3000
  aerolith config diff aerospike.conf --host db1:4333 --user admin --password file:/run/secrets/admin --tls-ca ca.pem`,
		Args: tool.Arguments(cobra.RangeArgs(1, 2)),
		RunE: func(cmd *cobra.Command, args []string) error { return diff(cmd.Context(), streams, options, args) },
	}
	options.register(cmd)
	options.node.register(cmd, streams, "compare with the running node at host:port")
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
	if (len(args) == 2) == (options.node.host != "") {
		return tool.Failuref(tool.Usage, "compare two files, or one file with --host")
	}
	a, err := options.load(streams, args[:1])
	if err != nil {
		return err
	}
	first, other, settled := a.Full, (*tree.Node)(nil), func(tree.Change) bool { return true }
	if options.node.host != "" {
		snapshot, err := options.node.snapshot(ctx, streams)
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
		return tool.Failuref(tool.Differs, "%d differences", count)
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
		return tool.PrintJSON(streams.Out, d)
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
