package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/internal/app"
)

// stopLimit bounds a clean stop: requests in flight get this long, then the last checkpoint is made.
const stopLimit = 30 * time.Second

// newServe builds the serve command.
func newServe(streams Streams) *cobra.Command {
	options := app.DefaultOptions()
	var asJSON jsonFlag
	var guard protection
	file := settings{streams: streams}
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve records over the Aerospike protocol",
		Long: `Serve opens the data folder, creating it if needed, and listens for Aerospike clients. Records live in
memory-mapped files and are durable before a write is acknowledged, unless --durability says otherwise.
SIGINT or SIGTERM stops it cleanly; after a kill, the next start recovers what was acknowledged.`,
		Example: `  aerolith serve
  aerolith serve --data /var/lib/aerolith --namespace test --namespace cache --durability interval
  aerolith serve --listen 127.0.0.1:0 --json        # any free port, printed as JSON
  aerolith serve --security --tls-listen 0.0.0.0:4333 --tls-cert cert.pem --tls-key key.pem --admin-password file:secret
  aerolith serve --socket /run/aerolith.sock --listen ""`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			defer guard.close()
			if err := file.apply(cmd, &options, &guard); err != nil {
				return withExit(ExitUsage, err)
			}
			run := serving{options: options, streams: streams, json: asJSON, file: &file, guard: &guard}
			return run.serve(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&options.Data, "data", options.Data, "data folder; each namespace is a folder inside it")
	flags.StringSliceVar(&options.Listen, "listen", options.Listen, "host:port to listen on; repeatable; empty for none")
	flags.StringVar(&options.Socket, "socket", options.Socket, "Unix socket to listen on, created with mode 0600")
	flags.StringSliceVar(&options.Namespaces, "namespace", options.Namespaces, "namespace to serve; repeatable")
	flags.StringVar(&options.Durability, "durability", options.Durability,
		"when a write is acknowledged: always (on disk), interval (soon on disk), none, or memory (no files)")
	flags.StringVar(&options.MaxRecordSize, "max-record-size", options.MaxRecordSize, "largest record, up to 8MiB")
	flags.StringVar(&options.MetricsListen, "metrics-listen", "",
		"host:port for metrics (/metrics, as Prometheus reads them) and health (/health/live, /health/ready) over HTTP; none by default")
	flags.StringVar(&options.LogLevel, "log-level", options.LogLevel, "least level of log lines: critical, warning, info, debug or detail")
	registerLimits(cmd, &options.Limits)
	guard.register(cmd, &options, streams)
	file.register(cmd)
	flags.BoolVar(&options.AllowRemote, "insecure-allow-remote", false, "accept addresses that other machines can reach, without any protection")
	asJSON.register(cmd)
	return cmd
}

// serving is a run of serve.
type serving struct {
	options app.Options
	streams Streams
	json    jsonFlag
	file    *settings
	guard   *protection
}

// serve runs a node until the context ends, then stops it cleanly.
func (s *serving) serve(ctx context.Context) error {
	node, err := app.Start(s.options, s.streams.Err)
	if err != nil {
		return fmt.Errorf("cannot start: %w", err)
	}
	watching, end := context.WithCancel(ctx)
	defer end()
	attended, err := s.guard.attend(watching, s.options, node, s.streams.Err)
	if err != nil {
		return errors.Join(err, node.Stop(ctx))
	}
	watched, err := s.file.watch(watching, node)
	if err != nil {
		end()
		attended()
		return errors.Join(err, node.Stop(ctx))
	}
	// Whoever reads the announcement may send a SIGHUP, which must find its handler.
	failure := announce(s.streams.Out, node, s.json)
	if failure != nil {
		end()
	}
	select {
	case <-watching.Done():
	case failure = <-node.Failed():
	}
	end()
	watched()
	attended()
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopLimit)
	defer cancel()
	if err := node.Stop(stopping); err != nil {
		return fmt.Errorf("stop: %w", err)
	}
	return failure
}

// announce prints what a newcomer needs to connect. Its first line is for scripts: "ready" and the first address.
func announce(w io.Writer, node *app.Node, asJSON jsonFlag) error {
	facts := node.Facts()
	if asJSON {
		return json.NewEncoder(w).Encode(facts)
	}
	var text strings.Builder
	fmt.Fprintf(&text, "ready %s\n\n", facts.Addresses[0])
	fmt.Fprintf(&text, "  aerolith     %s, speaking the protocol of Aerospike %s\n", facts.Version, app.ProtocolVersion)
	fmt.Fprintf(&text, "  listening    %s\n", strings.Join(facts.Addresses, ", "))
	if facts.Metrics != "" {
		fmt.Fprintf(&text, "  metrics      http://%s/metrics\n", facts.Metrics)
	}
	fmt.Fprintf(&text, "  namespaces   %s\n", strings.Join(facts.Namespaces, ", "))
	fmt.Fprintf(&text, "  data         %s\n", facts.Data)
	fmt.Fprintf(&text, "  durability   %s\n", facts.Durability)
	if facts.Host != "" {
		fmt.Fprintf(&text, "\nConnect with any Aerospike client:\n\n")
		fmt.Fprintf(&text, "  Go           aerospike.NewClient(%q, %s)\n", facts.Host, facts.Port)
		fmt.Fprintf(&text, "  Python       aerospike.client({'hosts': [('%s', %s)]}).connect()\n", facts.Host, facts.Port)
		fmt.Fprintf(&text, "  Java         new AerospikeClient(%q, %s)\n", facts.Host, facts.Port)
		fmt.Fprintf(&text, "  shell        aerolith put greetings hello text=world && aerolith get greetings hello\n")
	}
	fmt.Fprintf(&text, "\nStop with Ctrl-C.\n")
	_, err := io.WriteString(w, text.String())
	return err
}
