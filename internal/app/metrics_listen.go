package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/aerolith/aerolith/telemetry"
)

// What bounds the metrics endpoint. Its answers are small and quick, and nobody keeps many connections to it.
const (
	metricsTimeout     = 10 * time.Second
	metricsIdle        = 2 * time.Minute
	metricsHeaderBytes = 16 << 10
)

// metricsEndpoint serves metrics and health over HTTP.
type metricsEndpoint struct {
	server   http.Server
	listener net.Listener
	// ended is closed when serving has ended.
	ended chan struct{}
}

// checkMetrics refuses an address that other machines can reach, unless that was asked for: metrics tell the names of namespaces
// and how much there is, to everybody who asks.
func (o Options) checkMetrics() error {
	if o.MetricsListen == "" {
		return nil
	}
	host, _, err := net.SplitHostPort(o.MetricsListen)
	switch {
	case err != nil:
		return fmt.Errorf("--metrics-listen %q: %w (write host:port)", o.MetricsListen, err)
	case !loopback(host) && !o.AllowRemote:
		return fmt.Errorf("--metrics-listen %q: reachable from other machines without a password; "+
			"listen on 127.0.0.1 and let a collector on this machine ask, or accept the risk with --insecure-allow-remote", o.MetricsListen)
	}
	return nil
}

// startMetrics opens the endpoint if the options want one.
func (n *Node) startMetrics(address string, log *slog.Logger) error {
	if address == "" {
		return nil
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("--metrics-listen: %w", err)
	}
	endpoint := &metricsEndpoint{listener: listener, ended: make(chan struct{}), server: http.Server{
		Handler:     telemetry.Handler(n.Metrics, n.ready),
		ReadTimeout: metricsTimeout, WriteTimeout: metricsTimeout, IdleTimeout: metricsIdle, MaxHeaderBytes: metricsHeaderBytes,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}}
	n.metrics, n.facts.Metrics = endpoint, listener.Addr().String()
	go func() {
		defer close(endpoint.ended)
		if err := endpoint.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error("the metrics endpoint ended", "error", err)
		}
	}()
	return nil
}

// stopMetrics closes the endpoint and waits for its goroutine.
func (n *Node) stopMetrics(ctx context.Context) error {
	if n.metrics == nil {
		return nil
	}
	err := n.metrics.server.Shutdown(ctx)
	if err != nil {
		err = errors.Join(err, n.metrics.server.Close())
	}
	<-n.metrics.ended
	return err
}

// ready returns why the node cannot do its work: a namespace that takes no writes.
func (n *Node) ready() error {
	for _, name := range n.facts.Namespaces {
		if stats, found := n.store.NamespaceStats(name); found && stats.StopWrites {
			return fmt.Errorf("namespace %s takes no writes", name)
		}
	}
	return nil
}
