package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/client"
	"github.com/aerolith/aerolith/config/live"
	"github.com/aerolith/aerolith/internal/cli/configcmd"
)

// configuration returns the streams of the configuration tools.
func (s Streams) configuration() configcmd.Streams {
	return configcmd.Streams{In: s.In, Out: s.Out, Err: s.Err, Environment: s.Environment, Reach: s.reach}
}

// reach adds the flags of a login to a command, and returns what opens one node for questions about its configuration under them.
func (s Streams) reach(cmd *cobra.Command) configcmd.Connect {
	reach := connection{timeout: defaultTimeout}
	reach.login.register(cmd, s)
	cmd.Flags().DurationVar(&reach.timeout, "timeout", defaultTimeout, "time limit for connecting and for each question")
	return func(ctx context.Context, host string) (live.Ask, func(), error) {
		reach.hosts, reach.seedOnly = []string{host}, true
		c, err := reach.open(ctx)
		if err != nil {
			return nil, nil, err
		}
		return questions(c, reach.timeout), func() { c.Close() }, nil
	}
}

// questions returns what asks a node one thing at a time.
func questions(c *client.Client, limit time.Duration) live.Ask {
	return func(ctx context.Context, command string) (string, error) {
		asking, cancel := context.WithTimeout(ctx, limit)
		defer cancel()
		reply, err := c.Info(asking, "", command)
		if err != nil {
			return "", err
		}
		if len(reply) != 1 {
			return "", fmt.Errorf("%d answers to one question", len(reply))
		}
		return reply[0].Value, nil
	}
}
