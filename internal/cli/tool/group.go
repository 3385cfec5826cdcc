package tool

import (
	"encoding/json"
	"io"

	"github.com/spf13/cobra"
)

// Group describes a command that only has subcommands.
type Group struct {
	// Use, Short, Long and Example are those of cobra.Command.
	Use, Short, Long, Example string
	// ExitHelp explains the exit codes at the end of every help.
	ExitHelp string
	// Commands are the subcommands.
	Commands []*cobra.Command
	// Code finds the exit codes of errors that have none.
	Code func(error) ExitCode
}

// New builds the command.
func (g Group) New() *cobra.Command {
	cmd := &cobra.Command{
		Use: g.Use, Short: g.Short, Long: g.Long + g.ExitHelp, Example: g.Example,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return Failuref(Usage, "unknown command %q; see '%s --help'", args[0], cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return Failuref(Usage, "%w; see '%s --help'", err, cmd.CommandPath())
	})
	for _, sub := range g.Commands {
		sub.Long += g.ExitHelp
		run := sub.RunE
		sub.RunE = func(cmd *cobra.Command, args []string) error { return Classified(run(cmd, args), g.Code) }
		cmd.AddCommand(sub)
	}
	return cmd
}

// Arguments wraps a check of positional arguments so that its failure is one of the command line.
func Arguments(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return Failuref(Usage, "%w; see '%s --help'", err, cmd.CommandPath())
		}
		return nil
	}
}

// PrintJSON writes one value as a line.
func PrintJSON(out io.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}
