package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"sync"

	"github.com/aerolith/aerolith/record"
	"github.com/aerolith/aerolith/server"
	"github.com/aerolith/aerolith/server/access"
)

// Node is a running server on a data folder. Start makes one, Stop ends it.
type Node struct {
	store  *record.Store
	server *server.Server
	facts  Facts
	// access are users and roles, nil without security.
	access *access.Table
	// audit is the file of the audit log, nil for none.
	audit io.Closer
	// log is where diagnostics go.
	log *nodeLog
	// metrics is the endpoint for metrics, nil for none.
	metrics *metricsEndpoint
	// failed receives the error that ended serving, or nil after Stop; it is closed after that.
	failed chan error
	// settling counts what goes on until it is durable although the node serves already.
	settling sync.WaitGroup
}

// Facts are what a newcomer needs to connect.
type Facts struct {
	// Version is the program's version.
	Version string `json:"version"`
	// NodeID is the name by which clients know the node.
	NodeID string `json:"node"`
	// Addresses are where it listens, host:port, or the path of a socket.
	Addresses []string `json:"addresses"`
	// Host and Port are the first TCP address; empty if there is none.
	Host string `json:"host,omitempty"`
	// Port belongs to Host.
	Port string `json:"port,omitempty"`
	// Metrics is where metrics and health can be asked for over HTTP; empty for nowhere.
	Metrics string `json:"metrics,omitempty"`
	// Namespaces are the names that it serves.
	Namespaces []string `json:"namespaces"`
	// Data is the absolute path of the data folder, or says that there is none.
	Data string `json:"data"`
	// Durability says in words when a write is acknowledged.
	Durability string `json:"durability"`
}

// Start opens the store, listens and serves. Failures that an operator should know of are written to diagnostics. The
// error says which option, folder or address is at fault; then nothing stays open.
func Start(options Options, diagnostics io.Writer) (*Node, error) {
	plan, err := options.resolve()
	if err != nil {
		return nil, err
	}
	log, err := newLog(diagnostics, options.LogLevel)
	if err != nil {
		return nil, err
	}
	plan.record.Events = newStoreEvents(log)
	plan.record.Engine.Events = engineEvents{log.part(partStorage)}
	audit, closer, err := options.openAudit(log)
	if err != nil {
		return nil, err
	}
	plan.server.Events, plan.server.Log = auditedEvents{newServerEvents(log), audit}, log
	n := &Node{audit: closer, log: log, failed: make(chan error, 1)}
	if n.store, err = record.Open(options.Data, plan.record); err != nil {
		return nil, errors.Join(err, n.closeAudit())
	}
	if options.AllowRemote && !options.Security {
		log.part(partSecurity).Warn("--insecure-allow-remote: whoever reaches the port can read and write everything")
	}
	if err = n.tune(options.Tuned); err == nil {
		n.access, err = options.openAccess(n.store, log.part(partSecurity))
		plan.server.Access = n.access
	}
	if err == nil {
		err = n.serve(options, plan)
	}
	if err != nil {
		return nil, errors.Join(err, n.store.Close(), n.closeAudit())
	}
	return n, nil
}

// serve opens the listeners and starts the server on them.
func (n *Node) serve(options Options, plan plan) error {
	id, err := plan.nodeID(options.Data)
	if err != nil {
		return err
	}
	plan.server.NodeID = id.id
	if n.server, err = server.New(plan.server, serverStore{n.store}); err != nil {
		return err
	}
	listeners, err := listen(options, plan.server.Events)
	if err != nil {
		return err
	}
	n.facts = newFacts(options, plan, id.id, listeners)
	if err := n.startMetrics(options.MetricsListen, n.log.part(partService)); err != nil {
		for _, l := range listeners {
			err = errors.Join(err, l.Close())
		}
		return err
	}
	n.settling.Go(func() {
		if err := id.settle(); err != nil {
			n.log.part(partService).Warn(err.Error())
		}
	})
	go func() {
		defer close(n.failed)
		if err := n.server.Serve(context.Background(), listeners...); !errors.Is(err, server.ErrClosed) {
			n.failed <- err
		}
	}()
	return nil
}

// Facts returns what a newcomer needs to connect.
func (n *Node) Facts() Facts { return n.facts }

// Failed delivers the error that ended serving before Stop was called. It is closed when serving has ended.
func (n *Node) Failed() <-chan error { return n.failed }

// Stop refuses new connections, lets requests in flight finish for as long as ctx allows, and closes the store, which
// makes a last checkpoint. What was acknowledged is safe whether Stop succeeds or not.
func (n *Node) Stop(ctx context.Context) error {
	unwatched := n.stopMetrics(ctx)
	drained := n.server.Shutdown(ctx)
	for range n.failed {
		continue
	}
	n.settling.Wait()
	return errors.Join(unwatched, drained, n.store.Close(), n.closeAudit())
}

// closeAudit closes the audit log.
func (n *Node) closeAudit() error {
	if n.audit == nil {
		return nil
	}
	return n.audit.Close()
}

// listen opens the sockets of the options, all or none.
func listen(options Options, events server.Events) ([]net.Listener, error) {
	var listeners []net.Listener
	fail := func(err error) ([]net.Listener, error) {
		for _, l := range listeners {
			err = errors.Join(err, l.Close())
		}
		return nil, err
	}
	for _, address := range options.addresses() {
		l, err := listenTCP(address)
		if err != nil {
			return fail(fmt.Errorf("listen on %s: %w (choose another address with --listen)", address, err))
		}
		listeners = append(listeners, l)
	}
	for _, address := range options.secureAddresses() {
		l, err := options.listenTLS(address, events)
		if err != nil {
			return fail(err)
		}
		listeners = append(listeners, l)
	}
	if options.Socket != "" {
		l, err := server.ListenUnix(context.Background(), options.Socket)
		if err != nil {
			return fail(fmt.Errorf("listen on socket %s: %w (choose another path with --socket)", options.Socket, err))
		}
		listeners = append(listeners, l)
	}
	if len(listeners) == 0 {
		return nil, errors.New("nothing to listen on: give --listen, --tls-listen or --socket")
	}
	return listeners, nil
}

// listenTCP opens a socket. Probes for dead peers are the server's business, which sets them its own way.
func listenTCP(address string) (net.Listener, error) {
	config := net.ListenConfig{KeepAlive: -1}
	return config.Listen(context.Background(), "tcp", address)
}

// newFacts collects what the start-up text says.
func newFacts(options Options, plan plan, id uint64, listeners []net.Listener) Facts {
	facts := Facts{
		Version:    BuildInfo().Version,
		NodeID:     formatNodeID(id),
		Namespaces: options.Namespaces,
		Data:       "in memory only, gone when the server stops",
		Durability: plan.promise,
	}
	if plan.stored {
		facts.Data = options.Data
		if absolute, err := filepath.Abs(options.Data); err == nil {
			facts.Data = absolute
		}
	}
	for _, l := range listeners {
		facts.Addresses = append(facts.Addresses, l.Addr().String())
		if host, port, err := net.SplitHostPort(l.Addr().String()); err == nil && facts.Host == "" {
			facts.Host, facts.Port = host, port
		}
	}
	return facts
}
