package configcmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/config/problem"
	"github.com/aerolith/aerolith/internal/cli/tool"
)

// validateOptions are what validate can be told.
type validateOptions struct {
	inputs
	strict, json bool
}

// newValidate builds the command.
func newValidate(streams Streams) *cobra.Command {
	var options validateOptions
	cmd := &cobra.Command{
		Use:   "validate FILE ...",
		Short: "Report everything that is wrong with a configuration",
		Long: `Validate reads the files, later ones over earlier ones, and prints every problem with its place, rule and what to do: syntax,
types, ranges, what the edition or version does not have, and what does not fit each other. - is standard input.`,
		Example: `  aerolith config validate aerospike.conf
  aerolith config validate aerospike.conf --server-version 8.0.0 --edition community --strict
  aerolith config validate --schema serve aerolith.yaml --json`,
		Args: tool.Arguments(cobra.MinimumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error { return validate(streams, options, args) },
	}
	options.register(cmd)
	cmd.Flags().BoolVar(&options.strict, "strict", false, "take warnings for errors")
	cmd.Flags().BoolVar(&options.json, "json", false, "print one JSON value for each problem")
	return cmd
}

// validate prints the problems of some files.
func validate(streams Streams, options validateOptions, paths []string) error {
	c, err := options.load(streams, paths)
	if err != nil {
		return err
	}
	for _, p := range c.Problems {
		if options.json {
			err = tool.PrintJSON(streams.Out, p)
		} else {
			_, err = fmt.Fprintln(streams.Out, p.Error())
		}
		if err != nil {
			return err
		}
	}
	errs, warnings := c.Problems.Count(problem.Error), c.Problems.Count(problem.Warning)
	if errs > 0 || options.strict && warnings > 0 {
		return tool.Failuref(tool.Invalid, "not valid: %d errors, %d warnings", errs, warnings)
	}
	if !options.json {
		_, err = fmt.Fprintf(streams.Out, "valid, %d warnings\n", warnings)
	}
	return err
}
