package aerolith

import (
	"github.com/aerolith/aerolith/client"
	"github.com/aerolith/aerolith/record"
	"github.com/aerolith/aerolith/secret"
)

// Option changes what a DSN does not say. Options of a backend that the DSN does not choose have no effect, so that a program
// may give all of them.
type Option func(*settings)

// settings are what a DSN and options come to.
type settings struct {
	dsn      dsn
	password secret.Value
	resolver *secret.Resolver
	observer Observer
	client   []func(*client.Options)
	store    []func(*record.Options)
}

// WithPassword gives the password of the DSN's user. It is kept as long as the DB is open; the value stays the caller's.
func WithPassword(password secret.Value) Option {
	return func(s *settings) { s.password = password }
}

// WithSecrets says where references in the DSN are looked up. The default knows env: and file:.
func WithSecrets(resolver *secret.Resolver) Option {
	return func(s *settings) { s.resolver = resolver }
}

// WithObserver tells an observer of every call; see packages telemetry/dbmetrics and telemetry/opentelemetry for two. Several
// are told in the order given.
func WithObserver(o Observer) Option {
	return func(s *settings) { s.observer = joined(s.observer, o) }
}

// WithClient changes the client's options after the DSN has been read. On an embedded store Timing, ScanTiming,
// RetryBudget, Observe, Now and Random count.
func WithClient(change func(*client.Options)) Option {
	return func(s *settings) { s.client = append(s.client, change) }
}

// WithStore changes the options of an embedded store after the DSN has been read.
func WithStore(change func(*record.Options)) Option {
	return func(s *settings) { s.store = append(s.store, change) }
}
