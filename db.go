package aerolith

import (
	"context"
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client"
	"github.com/aerolith/aerolith/record"
	"github.com/aerolith/aerolith/secret"
)

// DB is an open backend. It is safe for concurrent use, and meant to be shared by a whole program.
type DB struct {
	client    *client.Client
	backend   Backend
	namespace string
	// store is the embedded store, nil on a cluster; enterprise says that it has what clusters have in their Enterprise
	// edition.
	store      *record.Store
	enterprise bool
	// observer is told of calls; nil for none.
	observer Observer
}

// Open opens what the DSN names. The caller ends with Close. The context bounds the opening alone.
//
//	memory:[?namespace=test]
//	file:PATH[?namespace=test&durability=always&default-ttl=0s&edition=enterprise]
//	aerospike://[USER@]HOST[:PORT][,HOST…]/NAMESPACE[?password=env:NAME&tls=on&…]
//
// A folder that is missing is made. durability is always (a write is acknowledged once it is on disk), interval (a power
// failure may lose the last moments) or none (everything since the last checkpoint). default-ttl is the life of records
// whose writer asks for none, in whole seconds; 0s is for ever. edition=community refuses what only Enterprise clusters
// have, as a Community cluster does. docs/aerolith lists every parameter.
//
// Errors: ErrDSN, ErrDSNPassword, ErrInUse; those of client.Open for clusters and of record.Open for files.
func Open(ctx context.Context, dataSource string, options ...Option) (*DB, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("aerolith: open: %w", err)
	}
	d, err := parseDSN(dataSource)
	if err != nil {
		return nil, err
	}
	s := &settings{dsn: d, resolver: secret.DefaultResolver()}
	for _, option := range options {
		option(s)
	}
	db := &DB{backend: d.backend, namespace: d.namespace, observer: s.observer}
	if d.backend == Cluster {
		err = db.openCluster(ctx, s)
	} else {
		err = db.openStore(s)
	}
	if err != nil {
		return nil, err
	}
	return db, nil
}

// openCluster connects to a cluster.
func (db *DB) openCluster(ctx context.Context, s *settings) error {
	options, err := s.dsn.clientOptions()
	if err != nil {
		return err
	}
	if options.Auth, err = s.dsn.auth(ctx, s); err != nil {
		return err
	}
	for _, change := range s.client {
		change(&options)
	}
	db.client, err = client.Open(ctx, s.dsn.hosts, options)
	return err
}

// Close ends everything and waits until nothing runs any more. Calls in flight fail with ErrClosed, and what comes later
// too. Records of a file are safe as soon as their write was acknowledged; Close leaves less to do for the next Open.
// Closing twice does nothing.
func (db *DB) Close() error {
	db.client.Close()
	if db.store == nil {
		return nil
	}
	return db.store.Close()
}

// Backend says what carries out the commands.
func (db *DB) Backend() Backend { return db.backend }

// Namespace returns the namespace that the DSN names.
func (db *DB) Namespace() string { return db.namespace }

// Client returns the client of a cluster, for what only clusters have: nodes, users and roles, info commands. On an embedded
// store these fail with ErrNoCluster, and what concerns records works.
func (db *DB) Client() *client.Client { return db.client }

// Key returns the key of a record whose name is a text, in the namespace of the DSN. The set may be empty.
func (db *DB) Key(set, user string) Key { return aero.StringKey(db.namespace, set, user) }

// IntKey is Key for a name that is a number.
func (db *DB) IntKey(set string, user int64) Key { return aero.IntKey(db.namespace, set, user) }

// BytesKey is Key for a name of any bytes, which are kept.
func (db *DB) BytesKey(set string, user []byte) Key { return aero.BytesKey(db.namespace, set, user) }

// ours completes a key that names no namespace.
func (db *DB) ours(key Key) Key {
	if key.Namespace == "" {
		key.Namespace = db.namespace
	}
	return key
}

// closeAfter closes the store after a failure.
func (db *DB) closeAfter(err error) error { return errors.Join(err, db.store.Close()) }
