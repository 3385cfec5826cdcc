package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/client"
)

// infoOptions are what info can be told.
type infoOptions struct {
	connection
	node string
	all  bool
	json jsonFlag
}

// defaultInfo are the commands that are sent if none is given.
func defaultInfo() []string {
	return []string{"node", "build", "edition", "status", "cluster-name", "namespaces", "statistics"}
}

// newInfo builds the info command.
func newInfo(streams Streams) *cobra.Command {
	var options infoOptions
	cmd := &cobra.Command{
		Use:   "info [COMMAND ...]",
		Short: "Ask nodes about themselves",
		Long: `Info sends info commands to a node, or with --all to every node of the cluster, and prints the answers. Without
commands it asks for what is usually wanted; 'aerolith info help' lists what a server knows.`,
		Example: `  aerolith info
  aerolith info namespaces sets/test
  aerolith info --all --json statistics`,
		RunE: func(cmd *cobra.Command, args []string) error { return info(cmd.Context(), options, args, streams.Out) },
	}
	options.register(cmd, streams)
	flags := cmd.Flags()
	flags.StringVar(&options.node, "node", "", "name of the node to ask; default is any")
	flags.BoolVar(&options.all, "all", false, "ask every node")
	options.json.register(cmd)
	return cmd
}

// info asks one node or all and prints the answers.
func info(ctx context.Context, options infoOptions, commands []string, out io.Writer) error {
	if len(commands) == 0 {
		commands = defaultInfo()
	}
	if options.all && options.node != "" {
		return withExit(ExitUsage, errors.New("--node and --all exclude each other"))
	}
	c, err := options.open(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	nodes := []string{options.node}
	if options.all {
		nodes = nodes[:0]
		for _, n := range c.Nodes() {
			nodes = append(nodes, n.Name)
		}
	}
	refused := 0
	for _, node := range nodes {
		reply, err := c.Info(ctx, node, commands...)
		if err != nil {
			return options.explain(ctx, c, err)
		}
		if err := printInfo(out, node, reply, options.json); err != nil {
			return err
		}
		for _, a := range reply {
			if _, is := a.Refusal(); is {
				refused++
			}
		}
	}
	if refused > 0 {
		return withExit(ExitPartial, fmt.Errorf("refused: %d of %d", refused, len(commands)*len(nodes)))
	}
	return nil
}

// printInfo writes a node's answers. In text, an answer of several parts takes a line for each.
func printInfo(out io.Writer, node string, reply client.InfoReply, asJSON jsonFlag) error {
	if asJSON {
		answers := make(map[string]string, len(reply)+1)
		for _, a := range reply {
			answers[a.Name] = a.Value
		}
		if node != "" {
			answers["node"] = node
		}
		return json.NewEncoder(out).Encode(answers)
	}
	var text strings.Builder
	if node != "" {
		fmt.Fprintf(&text, "node %s\n", node)
	}
	for _, a := range reply {
		parts := strings.Split(strings.TrimSuffix(a.Value, ";"), ";")
		if len(parts) == 1 {
			fmt.Fprintf(&text, "%-12s  %s\n", a.Name, parts[0])
			continue
		}
		fmt.Fprintf(&text, "%s\n", a.Name)
		for _, part := range parts {
			fmt.Fprintf(&text, "  %s\n", part)
		}
	}
	_, err := io.WriteString(out, text.String())
	return err
}
