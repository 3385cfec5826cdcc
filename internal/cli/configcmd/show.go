package configcmd

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/tree"
	"github.com/aerolith/aerolith/internal/cli/tool"
)

// showOptions are what show can be told.
type showOptions struct {
	inputs
	origin, defaults, json bool
}

// newShow builds the command.
func newShow(streams Streams) *cobra.Command {
	var options showOptions
	cmd := &cobra.Command{
		Use:   "show [FILE ...]",
		Short: "Show what a configuration comes to",
		Long: `Show prints every value of a configuration, one path a line, as defaults, profile, files, environment and flags make it together;
with --origin also where each comes from.`,
		Example: `  aerolith config show aerospike.conf --profile device --origin
  aerolith config show --schema serve aerolith.yaml --env --defaults`,
		RunE: func(_ *cobra.Command, args []string) error { return show(streams, options, args) },
	}
	options.register(cmd)
	cmd.Flags().BoolVar(&options.origin, "origin", false, "say where each value comes from")
	cmd.Flags().BoolVar(&options.defaults, "defaults", false, "show defaults too")
	cmd.Flags().BoolVar(&options.json, "json", false, "print one JSON value for each option")
	return cmd
}

// shownValue is one line of the result.
type shownValue struct {
	// Path leads to the option.
	Path string `json:"path"`
	// Value is the value, Origin where it comes from.
	Value string `json:"value"`
	// Origin is where it comes from.
	Origin string `json:"origin"`
}

// show prints the values of a configuration. Problems go to standard error and do not keep it from being shown.
func show(streams Streams, options showOptions, files []string) error {
	c, err := options.load(streams, files)
	if err != nil {
		return err
	}
	for _, p := range c.Problems {
		fmt.Fprintln(streams.Err, p.Error())
	}
	n := c.Given
	if options.defaults {
		n = c.Full
	}
	lines := values(c.Schema, n)
	if options.json {
		for _, line := range lines {
			if err := tool.PrintJSON(streams.Out, line); err != nil {
				return err
			}
		}
		return c.Problems.Err()
	}
	if err := printValues(streams.Out, lines, options.origin); err != nil {
		return err
	}
	if c.Problems.Err() != nil {
		return tool.Failuref(tool.Invalid, "not valid, see above")
	}
	return nil
}

// values returns all values of a tree in the order of the schema.
func values(s *schema.Schema, n *tree.Node) []shownValue {
	var lines []shownValue
	n.Visit(s, func(c *schema.Context, n *tree.Node, steps []string) {
		for _, o := range c.Options {
			if v, found := n.Values.Get(o.Name); found {
				path := tree.JoinPath(append(slices.Clone(steps), o.Name)...)
				lines = append(lines, shownValue{Path: path, Value: v.String(), Origin: v.Origin.String()})
			}
		}
	})
	return lines
}

// printValues prints values as a table.
func printValues(out io.Writer, lines []shownValue, origin bool) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, line := range lines {
		cells := []string{line.Path, line.Value}
		if origin {
			cells = append(cells, line.Origin)
		}
		if _, err := fmt.Fprintln(table, strings.Join(cells, "\t")); err != nil {
			return err
		}
	}
	return table.Flush()
}
