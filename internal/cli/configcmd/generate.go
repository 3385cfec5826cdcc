package configcmd

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/config/codec"
	"github.com/aerolith/aerolith/config/problem"
	"github.com/aerolith/aerolith/config/profile"
	"github.com/aerolith/aerolith/config/schema"
	"github.com/aerolith/aerolith/config/source"
	"github.com/aerolith/aerolith/config/tree"
	"github.com/aerolith/aerolith/internal/cli/tool"
)

// generateOptions are what generate can be told.
type generateOptions struct {
	inputs
	to, cluster string
	node        node
	namespaces  []string
	bare        bool
}

// newGenerate builds the command.
func newGenerate(streams Streams) *cobra.Command {
	var options generateOptions
	cmd := &cobra.Command{
		Use:   "generate",
		Short: "Write a configuration from a profile or from a running node",
		Long: `Generate writes a configuration to standard output: from a profile, with the reason of each value as a comment, or from what a running
node says of itself (--host), without what has its default.`,
		Example: `  aerolith config generate --profile device --namespace users --cluster-name prod > aerospike.conf
  aerolith config generate --host 127.0.0.1:3000 --to yaml
  aerolith config generate --schema serve --profile cache --to yaml`,
		Args: tool.Arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return generate(cmd.Context(), streams, options) },
	}
	options.register(cmd)
	flags := cmd.Flags()
	flags.StringVar(&options.to, "to", "", "format to write: conf, yaml or json; default is conf for servers of Aerospike, else yaml")
	options.node.register(cmd, streams, "take the configuration of the running node at host:port")
	flags.StringVar(&options.cluster, "cluster-name", "", "name of the cluster")
	flags.StringArrayVar(&options.namespaces, "namespace", []string{"test"}, "name of a namespace; repeatable")
	flags.BoolVar(&options.bare, "no-comments", false, "leave the reasons out")
	complete(cmd, "to", "conf", "yaml", "json")
	return cmd
}

// generate writes a configuration.
func generate(ctx context.Context, streams Streams, options generateOptions) error {
	s, err := options.chosen()
	if err != nil {
		return err
	}
	format := codec.YAML
	if s.Name == "aerospike" {
		format = codec.Conf
	}
	if options.to != "" {
		if format, err = codec.ParseFormat(options.to); err != nil {
			return tool.Failuref(tool.Usage, "--to: %w", err)
		}
	}
	n, err := options.tree(ctx, streams, s)
	if err != nil {
		return err
	}
	text, err := options.write(s, format, n)
	if err == nil {
		_, err = streams.Out.Write(text)
	}
	return err
}

// write writes the tree, with reasons where the format has comments.
func (o *generateOptions) write(s *schema.Schema, format codec.Format, n *tree.Node) ([]byte, error) {
	if format == codec.Conf && !o.bare && o.node.host == "" {
		return codec.WriteConfNotes(s, n, func(steps []string) string { return o.reason(s, steps) })
	}
	return codec.Write(s, format, n)
}

// tree makes the configuration.
func (o *generateOptions) tree(ctx context.Context, streams Streams, s *schema.Schema) (*tree.Node, error) {
	if o.node.host != "" {
		got, err := o.node.snapshot(ctx, streams)
		if err != nil {
			return nil, err
		}
		return withoutDefaults(s, got.Tree), nil
	}
	if o.profile == "" {
		o.profile = profile.Default
	}
	names := &tree.Node{}
	for _, name := range o.namespaces {
		names.Make("namespaces", name, tree.Origin{Source: tree.SourceFlag})
	}
	text, err := codec.WriteYAML(s, names)
	if err != nil {
		return nil, err
	}
	in := source.Inputs{Schema: s, Profile: o.profile, Files: []source.File{{Name: "--namespace", Format: codec.YAML, Text: text}}, Flags: o.set}
	if in.Target, err = o.target(); err != nil {
		return nil, err
	}
	if o.cluster != "" {
		in.Flags = append(in.Flags, "service.cluster-name="+o.cluster)
	}
	c, err := source.Load(in)
	if err != nil {
		return nil, tool.Failuref(tool.Usage, "%w", err)
	}
	if c.Problems.Count(problem.Error) > 0 {
		return nil, c.Problems
	}
	return c.Given, nil
}

// withoutDefaults returns a tree without what has its default, except types.
func withoutDefaults(s *schema.Schema, n *tree.Node) *tree.Node {
	kept := tree.Merge(nil, n)
	kept.Visit(s, func(c *schema.Context, n *tree.Node, _ []string) {
		n.Values.Keep(func(name string, v tree.Value) bool {
			o := c.Option(name)
			return o == nil || o.Type == schema.List || o.Pseudo() || v.Text != o.Default
		})
	})
	return kept
}
