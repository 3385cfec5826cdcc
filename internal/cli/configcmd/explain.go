package configcmd

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/config/check"
	"github.com/aerolith/aerolith/config/reference"
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/internal/cli/tool"
)

// newExplain builds the command.
func newExplain(streams Streams) *cobra.Command {
	options := inputs{}
	cmd := &cobra.Command{
		Use:   "explain [OPTION]",
		Short: "Say what an option does",
		Long: `Explain prints all about an option: what it does, its type, range and default, since when there is one, whether it changes live,
which edition has it, the environment variable that sets it and the rules that it must keep. OPTION is a name, the end of a path or
a path. Without one it lists the contexts.`,
		Example: `  aerolith config explain nsup-period
  aerolith config explain namespaces.sets.default-ttl
  aerolith config explain --schema client timing.total`,
		Args: tool.Arguments(cobra.MaximumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			s, err := options.chosen()
			if err != nil {
				return err
			}
			return explain(streams.Out, s, args)
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			s, err := options.chosen()
			if err != nil {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return paths(s), cobra.ShellCompDirectiveNoFileComp
		},
	}
	options.register(cmd)
	return cmd
}

// paths returns the paths of all options.
func paths(s *schema.Schema) []string {
	var all []string
	for o := range s.Options() {
		all = append(all, o.Path())
	}
	return all
}

// explain prints what is known of an option, or the contexts.
func explain(out io.Writer, s *schema.Schema, args []string) error {
	if len(args) == 0 {
		return contexts(out, s)
	}
	found := s.Find(args[0])
	if len(found) == 0 {
		if c := s.Context(args[0]); c != nil {
			found = c.Options
		}
	}
	for _, o := range found {
		if _, err := io.WriteString(out, reference.Option(s, o)+"\n"); err != nil {
			return err
		}
	}
	if len(found) > 0 {
		return nil
	}
	return unknown(s, args[0])
}

// unknown says that there is no such option, and what may be meant or replaces it.
func unknown(s *schema.Schema, name string) error {
	for _, o := range s.Obsolete {
		if o.Token == name {
			return tool.Failuref(tool.NotFound, "%s: the server does not know it any more; use %s", name, o.Instead)
		}
	}
	if near := meant(s, name); near != "" {
		return tool.Failuref(tool.NotFound, "there is no option %q; did you mean %s?", name, near)
	}
	for _, r := range check.Rules() {
		if r.Name == name && r.Schema == s.Name {
			return tool.Failuref(tool.NotFound, "%s is a rule: %s", name, r.Text)
		}
	}
	return tool.Failuref(tool.NotFound, "there is no option %q; see 'aerolith config explain'", name)
}

// meant returns the name or path that somebody probably meant, "" if none is near: one that is written nearly so, or else the paths of
// the options with the last step as their name.
func meant(s *schema.Schema, name string) string {
	var names, all []string
	for o := range s.Options() {
		names, all = append(names, o.Name), append(all, o.Path())
	}
	slices.Sort(names)
	if near := schema.Nearest(name, append(slices.Compact(names), all...)); near != "" {
		return near
	}
	last := name[strings.LastIndexByte(name, '.')+1:]
	var same []string
	for o := range s.Options() {
		if o.Name == last || o.Name == schema.Nearest(last, names) {
			same = append(same, o.Path())
		}
	}
	const few = 3
	return strings.Join(same[:min(few, len(same))], ", or ")
}

// contexts lists the contexts of a schema.
func contexts(out io.Writer, s *schema.Schema) error {
	var text strings.Builder
	for _, c := range s.Contexts() {
		if c.Path != "" {
			fmt.Fprintf(&text, "%-36s %3d options  %s\n", c.Path, len(c.Options), c.Text)
		}
	}
	_, err := io.WriteString(out, text.String())
	return err
}
