package configcmd

import (
	"context"
	"encoding/json"
	"io"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/config/live"
)

// Streams are what the commands read from and write to.
type Streams struct {
	// In is standard input.
	In io.Reader
	// Out receives results, Err what only a person wants to see.
	Out, Err io.Writer
	// Environment are the environment variables as NAME=VALUE.
	Environment []string
	// Connect opens a node, host:port, for questions; the caller calls the second function when it is done.
	Connect func(ctx context.Context, host string) (live.Ask, func(), error)
}

// New builds the command with its subcommands.
func New(streams Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Check, convert, compare and explain configurations",
		Long: `These commands work on configurations of Aerospike servers (aerospike.conf, YAML or JSON), of Aerolith's own server and
client, and on the dynamic configuration of Aerospike's clients. docs/config in the repository is the guide.` + exitHelp,
		Example: `  aerolith config validate aerospike.conf --edition community
  aerolith config convert aerospike.conf --to yaml
  aerolith config diff aerospike.conf --host 127.0.0.1:3000
  aerolith config explain nsup-period`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return failure(exitUsage, "unknown command %q; see 'aerolith config --help'", args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return failure(exitUsage, "%w; see '%s --help'", err, cmd.CommandPath())
	})
	for _, build := range commands() {
		sub := build(streams)
		sub.Long += exitHelp
		run := sub.RunE
		sub.RunE = func(cmd *cobra.Command, args []string) error { return classified(run(cmd, args)) }
		cmd.AddCommand(sub)
	}
	return cmd
}

// commands lists the constructors of the subcommands.
func commands() []func(Streams) *cobra.Command {
	return []func(Streams) *cobra.Command{
		newValidate, newConvert, newDiff, newExplain, newShow, newDefaults, newGenerate,
	}
}

// arguments checks the number of positional arguments.
func arguments(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return failure(exitUsage, "%w; see '%s --help'", err, cmd.CommandPath())
		}
		return nil
	}
}

// printJSON writes one value as a line.
func printJSON(out io.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}
