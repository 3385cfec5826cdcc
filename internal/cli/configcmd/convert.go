package configcmd

import (
	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/config/codec"
	"github.com/aerolith/aerolith/internal/cli/tool"
)

// convertOptions are what convert can be told.
type convertOptions struct {
	inputs
	to       string
	defaults bool
}

// newConvert builds the command.
func newConvert(streams Streams) *cobra.Command {
	var options convertOptions
	cmd := &cobra.Command{
		Use:   "convert FILE ... --to FORMAT",
		Short: "Write a configuration in another format",
		Long: `Convert reads the files, later ones over earlier ones, and writes what they say together as aerospike.conf, YAML or JSON to standard
output. Nothing that the server acts on is lost; comments are.`,
		Example: `  aerolith config convert aerospike.conf --to yaml
  aerolith config convert aerospike.yaml --to conf --defaults`,
		Args: tool.Arguments(cobra.MinimumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error { return convert(streams, options, args) },
	}
	options.register(cmd)
	cmd.Flags().StringVar(&options.to, "to", "yaml", "format to write: conf, yaml or json")
	cmd.Flags().BoolVar(&options.defaults, "defaults", false, "write defaults too")
	complete(cmd, "to", "conf", "yaml", "json")
	return cmd
}

// convert writes some files in another format.
func convert(streams Streams, options convertOptions, paths []string) error {
	format, err := codec.ParseFormat(options.to)
	if err != nil {
		return tool.Failuref(tool.Usage, "--to: %w", err)
	}
	if format == codec.Conf && options.schema != "aerospike" {
		return tool.Failuref(tool.Usage, "--to conf: only servers of Aerospike read it")
	}
	c, err := options.valid(streams, paths)
	if err != nil {
		return err
	}
	n := c.Given
	if options.defaults {
		n = c.Full
	}
	text, err := codec.Write(c.Schema, format, n)
	if err == nil {
		_, err = streams.Out.Write(text)
	}
	return err
}
