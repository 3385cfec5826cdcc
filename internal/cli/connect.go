package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client"
)

// The names and defaults of what all data commands share.
const (
	hostVariable     = "AEROLITH_HOST"
	defaultHost      = "127.0.0.1:3000"
	defaultNamespace = "test"
	defaultTimeout   = 5 * time.Second
)

// connection is what commands need to reach a cluster.
type connection struct {
	hosts     []string
	namespace string
	timeout   time.Duration
	login     login
	// seedOnly uses the hosts alone, not what they tell of others.
	seedOnly bool
}

// register adds the flags to a command. The environment gives the default of the hosts.
func (o *connection) register(cmd *cobra.Command, streams Streams) {
	hosts := []string{defaultHost}
	if text := streams.variable(hostVariable); text != "" {
		hosts = strings.Split(text, ",")
	}
	flags := cmd.Flags()
	flags.StringSliceVarP(&o.hosts, "host", "H", hosts, "host:port or unix:/path of a node; repeatable; default from "+hostVariable)
	flags.StringVarP(&o.namespace, "namespace", "n", defaultNamespace, "namespace of the records")
	flags.DurationVar(&o.timeout, "timeout", defaultTimeout, "time limit for connecting and for each request")
	o.login.register(cmd, streams)
}

// open connects to the cluster. The caller closes the client.
func (o *connection) open(ctx context.Context) (*client.Client, error) {
	if o.timeout <= 0 {
		return nil, withExit(ExitUsage, fmt.Errorf("--timeout %v: want more than 0, such as 5s", o.timeout))
	}
	options := client.DefaultOptions()
	options.DialTimeout, options.TendTimeout = o.timeout, o.timeout
	options.Timing.Total = o.timeout
	options.ScanTiming.Attempt = o.timeout
	options.SeedOnly = o.seedOnly
	if err := o.login.apply(ctx, &options); err != nil {
		return nil, err
	}
	opening, cancel := context.WithTimeout(ctx, o.timeout)
	defer cancel()
	c, err := client.Open(opening, o.hosts, options)
	if err != nil {
		return nil, o.unreachable(err)
	}
	return c, nil
}

// unreachable says why no connection could be made and what to do.
func (o *connection) unreachable(err error) error {
	where := strings.Join(o.hosts, ", ")
	switch {
	case errors.Is(err, client.ErrHost):
		return withExit(ExitUsage, fmt.Errorf("--host %s: %w", where, err))
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Errorf("cannot connect to %s: connection refused\n"+
			"  Is a server running? Start one with 'aerolith serve', or name another with --host HOST:PORT", where)
	case errors.Is(err, syscall.ENOENT):
		return fmt.Errorf("cannot connect to %s: there is no such socket\n"+
			"  Start a server with 'aerolith serve --socket PATH', or name another with --host", where)
	case errors.Is(err, client.ErrTimeout), errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("cannot connect to %s within %v\n"+
			"  Check the address, or raise --timeout (cause: %w)", where, o.timeout, err)
	default:
		return fmt.Errorf("cannot connect to %s: %w", where, err)
	}
}

// explain says what to do about a failed request, and gives it its exit code.
func (o *connection) explain(ctx context.Context, c *client.Client, err error) error {
	var failure *client.Error
	switch {
	case err == nil:
		return nil
	case errors.Is(err, aero.CodeNamespace):
		return fmt.Errorf("the server has no namespace %q%s\n  Choose one with --namespace NAME", o.namespace, o.known(ctx, c))
	case errors.As(err, &failure) && failure.InDoubt:
		return withExit(ExitInDoubt, err)
	default:
		return err
	}
}

// known lists the namespaces that the server has; it is empty if that cannot be found out.
func (o *connection) known(ctx context.Context, c *client.Client) string {
	const command = "namespaces"
	reply, err := c.Info(ctx, "", command)
	names, found := reply.Get(command)
	if err != nil || !found || names == "" {
		return ""
	}
	return "; it has " + strings.ReplaceAll(names, ";", ", ")
}
