package configcmd

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/config/live"
	"github.com/aerolith/aerolith/config/registry"
)

// Connect opens a node, host:port, for questions; the caller calls the second function when it is done.
type Connect func(ctx context.Context, host string) (live.Ask, func(), error)

// node is a running node that a command may ask.
type node struct {
	// host is where it is, "" for none.
	host    string
	connect Connect
}

// register adds the flags to a command: where the node is, and as whom and how protected to connect.
func (n *node) register(cmd *cobra.Command, streams Streams, purpose string) {
	cmd.Flags().StringVar(&n.host, "host", "", purpose)
	if streams.Reach != nil {
		n.connect = streams.Reach(cmd)
	}
}

// snapshot reads the configuration of the node.
func (n *node) snapshot(ctx context.Context, streams Streams) (*live.Snapshot, error) {
	if n.connect == nil {
		return nil, errors.New("this program cannot reach nodes")
	}
	ask, done, err := n.connect(ctx, n.host)
	if err != nil {
		return nil, err
	}
	defer done()
	got, err := live.Read(ctx, n.host, ask)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", n.host, err)
	}
	if count := len(got.Unknown); count > 0 {
		fmt.Fprintf(streams.Err, "%s tells %d options that Aerospike %s does not have: %v\n", n.host, count, registry.Version, got.Unknown)
	}
	return got, nil
}
