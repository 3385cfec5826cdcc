package configcmd

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/internal/cli/tool"
)

// Streams are what the commands read from and write to.
type Streams struct {
	// In is standard input.
	In io.Reader
	// Out receives results, Err what only a person wants to see.
	Out, Err io.Writer
	// Environment are the environment variables as NAME=VALUE.
	Environment []string
	// Reach adds the flags that say as whom and how protected a command connects, and returns what opens a node under them; nil for a
	// program that reaches none.
	Reach func(cmd *cobra.Command) Connect
}

// New builds the command with its subcommands.
func New(streams Streams) *cobra.Command {
	var subcommands []*cobra.Command
	for _, build := range commands() {
		subcommands = append(subcommands, build(streams))
	}
	return tool.Group{
		Use:   "config",
		Short: "Check, convert, compare and explain configurations",
		Long: `These commands work on configurations of Aerospike servers (aerospike.conf, YAML or JSON), of Aerolith's own server and
client, and on the dynamic configuration of Aerospike's clients. docs/config in the repository is the guide.`,
		Example: `  aerolith config validate aerospike.conf --edition community
  aerolith config convert aerospike.conf --to yaml
  aerolith config diff aerospike.conf --host 127.0.0.1:3000
  aerolith config explain nsup-period`,
		ExitHelp: exitHelp, Commands: subcommands, Code: exitCode,
	}.New()
}

// commands lists the constructors of the subcommands.
func commands() []func(Streams) *cobra.Command {
	return []func(Streams) *cobra.Command{
		newValidate, newConvert, newDiff, newExplain, newShow, newDefaults, newGenerate, newHistory,
	}
}
