package cli

import (
	"context"
	"fmt"

	"github.com/aerolith/aerolith/client"
	"github.com/aerolith/aerolith/config/live"
	"github.com/aerolith/aerolith/internal/cli/configcmd"
)

// configuration returns the streams of the configuration tools.
func (s Streams) configuration() configcmd.Streams {
	return configcmd.Streams{In: s.In, Out: s.Out, Err: s.Err, Environment: s.Environment, Connect: connectNode}
}

// connectNode opens one node for questions about its configuration.
func connectNode(ctx context.Context, host string) (live.Ask, func(), error) {
	options := client.DefaultOptions()
	options.SeedOnly = true
	reach := connection{hosts: []string{host}, timeout: defaultTimeout}
	opening, cancel := context.WithTimeout(ctx, defaultTimeout)
	defer cancel()
	c, err := client.Open(opening, reach.hosts, options)
	if err != nil {
		return nil, nil, reach.unreachable(err)
	}
	ask := func(ctx context.Context, command string) (string, error) {
		reply, err := c.Info(ctx, "", command)
		if err != nil {
			return "", err
		}
		if len(reply) != 1 {
			return "", fmt.Errorf("%d answers to one question", len(reply))
		}
		return reply[0].Value, nil
	}
	return ask, func() { c.Close() }, nil
}
