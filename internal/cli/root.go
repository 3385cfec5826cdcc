package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/internal/cli/configcmd"
	"github.com/aerolith/aerolith/internal/cli/dbcmd"
	"github.com/aerolith/aerolith/internal/cli/tool"
)

// Run executes one command line (without the program's name) and returns the exit code. Errors are printed to
// streams.Err. The context ends long-running commands.
func Run(ctx context.Context, args []string, streams Streams) ExitCode {
	root := newRoot(streams)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return ExitOK
	}
	fmt.Fprintln(streams.Err, "aerolith:", err)
	return tool.ExitOf(err)
}

// newRoot builds the command tree.
func newRoot(streams Streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "aerolith",
		Short: "A record store that speaks the Aerospike protocol",
		Long: `Aerolith keeps records in a crash-safe store and serves them over the Aerospike protocol, so that the
official clients connect unchanged. The data commands work against any Aerospike server.`,
		Example: `  aerolith serve
  aerolith put users alice name=Alice age:=30
  aerolith get users alice`,
		Args:          usage(unknownCommand),
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetIn(streams.In)
	root.SetOut(streams.Out)
	root.SetErr(streams.Err)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return withExit(ExitUsage, fmt.Errorf("%w; see '%s --help'", err, cmd.CommandPath()))
	})
	root.AddCommand(
		newServe(streams),
		newPut(streams),
		newGet(streams),
		newDelete(streams),
		newScan(streams),
		newLoad(streams),
		newInfo(streams),
		newBench(streams),
		dbcmd.New(streams.tools()),
		configcmd.New(streams.configuration()),
		newSecret(streams),
		newVersion(streams),
	)
	return root
}

// unknownCommand refuses arguments of the root and suggests commands of similar names.
func unknownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	const similar = 2
	cmd.SuggestionsMinimumDistance = similar
	if suggestions := cmd.SuggestionsFor(args[0]); len(suggestions) > 0 {
		return fmt.Errorf("unknown command %q, did you mean %s?", args[0], strings.Join(suggestions, " or "))
	}
	return fmt.Errorf("unknown command %q", args[0])
}

// usage wraps a check of positional arguments so that its failure is a usage error.
func usage(check cobra.PositionalArgs) cobra.PositionalArgs { return tool.Arguments(check) }
