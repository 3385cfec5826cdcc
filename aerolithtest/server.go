package aerolithtest

import (
	"context"
	"io"
	"net"
	"strconv"
	"time"

	"github.com/aerolith/aerolith/internal/app"
	"github.com/aerolith/aerolith/secret"
)

// TB is what a server or cluster needs of a test; *testing.T and *testing.B have it.
type TB interface {
	// Helper marks the caller as a helper.
	Helper()
	// Fatalf ends the test.
	Fatalf(format string, args ...any)
	// Cleanup runs a function when the test has ended.
	Cleanup(func())
	// TempDir returns a folder that is removed after the test.
	TempDir() string
}

// stopTime is how long requests in flight have when the test ends.
const stopTime = 10 * time.Second

// Server is a server inside of the test's process.
type Server struct {
	facts app.Facts
	plain int
}

// Option changes how a server is started.
type Option func(*app.Options)

// WithNamespaces gives the server other namespaces than "test".
func WithNamespaces(names ...string) Option {
	return func(o *app.Options) { o.Namespaces = names }
}

// WithDisk keeps the records in files, in a folder of the test, with every write synced before it is acknowledged. By
// default they are in memory.
func WithDisk() Option {
	return func(o *app.Options) { o.Durability = "always" }
}

// WithEnterprise offers what clients look for in the Enterprise edition: transactions, durable deletes, compression.
func WithEnterprise() Option {
	return func(o *app.Options) { o.Edition = "enterprise" }
}

// WithSecurity wants clients to log in; there is one user, admin, with this password.
func WithSecurity(adminPassword string) Option {
	return func(o *app.Options) { o.Security, o.AdminPassword = true, secret.New([]byte(adminPassword)) }
}

// WithTLS listens for encrypted connections too, with a certificate and key in PEM files. If clientCA is not empty, clients
// need a certificate of these authorities.
func WithTLS(certFile, keyFile, clientCA string) Option {
	return func(o *app.Options) {
		o.TLSListen, o.TLSCert, o.TLSKey, o.TLSClientCA = []string{"127.0.0.1:0"}, certFile, keyFile, clientCA
	}
}

// NewServer starts a server that ends with the test.
func NewServer(t TB, options ...Option) *Server {
	t.Helper()
	o := app.DefaultOptions()
	o.Data, o.Listen, o.Durability = t.TempDir(), []string{"127.0.0.1:0"}, "memory"
	for _, option := range options {
		option(&o)
	}
	node, err := app.Start(o, io.Discard)
	if err != nil {
		t.Fatalf("aerolithtest: %v", err)
		return nil
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), stopTime)
		defer cancel()
		// Clients that are still connected when their test ends are its own affair.
		_ = node.Stop(ctx)
	})
	return &Server{facts: node.Facts(), plain: len(o.Listen)}
}

// Address returns where the server listens, as host:port.
func (s *Server) Address() string { return s.facts.Addresses[0] }

// HostPort returns where the server listens, for clients that want both parts.
func (s *Server) HostPort() (host string, port int) {
	host, text, err := net.SplitHostPort(s.Address())
	if err == nil {
		port, err = strconv.Atoi(text)
	}
	if err != nil {
		return s.Address(), 0 // a Unix socket
	}
	return host, port
}

// TLSAddress returns where the server listens for encrypted connections, empty if it does not.
func (s *Server) TLSAddress() string {
	if len(s.facts.Addresses) <= s.plain {
		return ""
	}
	return s.facts.Addresses[s.plain]
}
