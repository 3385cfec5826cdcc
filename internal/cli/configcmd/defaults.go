package configcmd

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/internal/cli/tool"
)

// newDefaults builds the command.
func newDefaults(streams Streams) *cobra.Command {
	options := inputs{}
	cmd := &cobra.Command{
		Use:   "defaults [CONTEXT]",
		Short: "List options with their defaults",
		Long: `Defaults lists all options, or those of a context and below it, with type, default and range, and marks what changes live (D) and what
only the Enterprise edition has (E).`,
		Example: `  aerolith config defaults namespaces.storage-engine.memory
  aerolith config defaults --schema client timing`,
		Args: tool.Arguments(cobra.MaximumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			s, err := options.chosen()
			if err != nil {
				return err
			}
			return defaults(streams, s, strings.Join(args, ""))
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var all []string
			if s, err := options.chosen(); err == nil {
				for _, c := range s.Contexts() {
					all = append(all, c.Path)
				}
			}
			return all, cobra.ShellCompDirectiveNoFileComp
		},
	}
	options.register(cmd)
	return cmd
}

// defaults lists the options of a context and below it.
func defaults(streams Streams, s *schema.Schema, context string) error {
	table := tabwriter.NewWriter(streams.Out, 0, 0, 2, ' ', 0)
	count := 0
	for o := range s.Options() {
		if context != "" && o.Context.Path != context && !strings.HasPrefix(o.Context.Path, context+".") {
			continue
		}
		count++
		if _, err := fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", o.Path(), o.Type, o.DefaultText(), o.LimitText(), marks(o)); err != nil {
			return err
		}
	}
	if count == 0 {
		return tool.Failuref(tool.NotFound, "there is no context %q; see 'aerolith config explain'", context)
	}
	return table.Flush()
}

// marks returns the letters of an option.
func marks(o *schema.Option) string {
	text := ""
	if o.Dynamic {
		text += "D"
	}
	if o.Enterprise {
		text += "E"
	}
	return text
}
