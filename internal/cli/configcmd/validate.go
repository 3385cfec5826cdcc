package configcmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/config/check"
	"github.com/aerolith/aerolith/config/problem"
	"github.com/aerolith/aerolith/internal/cli/tool"
)

// validateOptions are what validate can be told.
type validateOptions struct {
	inputs
	strict, json bool
	// here says that the server runs on this machine.
	here bool
	// host is what is known of this machine.
	host check.Host
}

// newValidate builds the command.
func newValidate(streams Streams) *cobra.Command {
	options := validateOptions{host: thisMachine()}
	cmd := &cobra.Command{
		Use:   "validate FILE ...",
		Short: "Report everything that is wrong with a configuration",
		Long: `Validate reads the files, later ones over earlier ones, and prints every problem with its place, rule and what to do: syntax,
types, ranges, what the edition or version does not have, and what does not fit each other. - is standard input.

What would not fit the machine that the command runs on (processors, memory, the limit of open files, folders) is printed as a note, which
does not count: the server may run elsewhere. With --this-machine it counts.`,
		Example: `  aerolith config validate aerospike.conf
  aerolith config validate aerospike.conf --server-version 8.0.0 --edition community --strict
  aerolith config validate --schema serve aerolith.yaml --json`,
		Args: tool.Arguments(cobra.MinimumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error { return validate(streams, options, args) },
	}
	options.register(cmd)
	cmd.Flags().BoolVar(&options.strict, "strict", false, "take warnings for errors")
	cmd.Flags().BoolVar(&options.here, "this-machine", false, "the server runs on this machine: what does not fit it counts")
	cmd.Flags().BoolVar(&options.json, "json", false, "print one JSON value for each problem")
	return cmd
}

// print prints problems.
func (o *validateOptions) print(streams Streams, all problem.Problems) (err error) {
	for _, p := range all {
		if o.json {
			err = tool.PrintJSON(streams.Out, p)
		} else {
			_, err = fmt.Fprintln(streams.Out, p.Error())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// validate prints the problems of some files.
func validate(streams Streams, options validateOptions, paths []string) error {
	c, err := options.load(streams, paths)
	if err != nil {
		return err
	}
	target, err := options.target()
	if err != nil {
		return err
	}
	local := notes(c, target, options.host)
	if options.here {
		c.Problems = append(c.Problems, local...)
		c.Problems.Sort()
	}
	if err := options.print(streams, c.Problems); err != nil {
		return err
	}
	if !options.here {
		for i := range local {
			local[i].Severity = problem.Note
		}
		if err := options.print(streams, local); err != nil {
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
