package cli

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/internal/app"
)

// newVersion builds the version command.
func newVersion(streams Streams) *cobra.Command {
	var asJSON jsonFlag
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Example: "  aerolith version --json",
		Args:    usage(cobra.NoArgs),
		RunE:    func(*cobra.Command, []string) error { return printVersion(streams, asJSON) },
	}
	asJSON.register(cmd)
	return cmd
}

// printVersion writes the build's identity.
func printVersion(streams Streams, asJSON jsonFlag) error {
	build := app.BuildInfo()
	if asJSON {
		return json.NewEncoder(streams.Out).Encode(build)
	}
	_, err := fmt.Fprintf(streams.Out, "aerolith %s (protocol of Aerospike %s, %s, %s/%s)\n",
		build.Version, build.Protocol, build.Go, build.OS, build.Arch)
	return err
}

// jsonFlag is the --json switch that commands with data as output share.
type jsonFlag bool

// register adds the switch to a command.
func (j *jsonFlag) register(cmd *cobra.Command) {
	cmd.Flags().BoolVar((*bool)(j), "json", false, "print JSON, one value per line")
}
