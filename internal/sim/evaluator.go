package sim

import (
	"context"
	"fmt"
	"maps"

	"github.com/aerolith/aerolith/aero"
	recordstore "github.com/aerolith/aerolith/record"
	"github.com/aerolith/aerolith/server"
	"github.com/aerolith/aerolith/zerodb"
)

// evaluator carries out what the nodes' own simple store cannot: filters, operations on collections and sketches, functions,
// queries, aggregations, background work, transactions, and the info commands that belong to them.
//
// It is a store in memory that knows nothing of nodes: the records that a command may see are put into it before, and taken
// out of it afterwards. So what a node has, and what a replica does not have yet, stays with the nodes. Indexes, modules,
// locks and monitors of transactions live in it alone and outlast any node. Everything here runs under the cluster's lock.
type evaluator struct {
	store *recordstore.Store
	// server answers info commands over network, which has nothing else; served is closed when it has ended.
	server  *server.Server
	network *memory
	served  chan struct{}
	// loaded are the records in the store.
	loaded map[recordKey]loadedRecord
	// transactional says that there were transactions, so that any record may be locked.
	transactional bool
}

// loadedRecord is a record in the evaluator's store.
type loadedRecord struct {
	// from is the node's record, never nil; generation that of the store's copy.
	from       *record
	generation uint32
}

// evaluator returns the cluster's evaluator, which is made when it is needed first. The lock is held.
func (c *Cluster) evaluator() (*evaluator, error) {
	if c.evaluates != nil {
		return c.evaluates, nil
	}
	options := recordstore.DefaultOptions()
	options.Enterprise, options.Engine.Durability, options.Now = true, zerodb.DurabilityNone, c.clock
	options.ExpiryInterval, options.IndexSurveyInterval = -1, -1
	for _, name := range c.namespaces {
		options.Namespaces = append(options.Namespaces, recordstore.NamespaceOptions{Name: name, Storage: recordstore.StorageMemory})
	}
	store, err := recordstore.Open("", options)
	if err != nil {
		return nil, fmt.Errorf("sim: %w", err)
	}
	e := &evaluator{store: store, loaded: make(map[recordKey]loadedRecord), network: newMemory()}
	if err := e.serve(); err != nil {
		return nil, fmt.Errorf("sim: %w", err)
	}
	c.evaluates = e
	return e, nil
}

// transactional reports whether there were transactions, so that records may be locked. The lock is held.
func (c *Cluster) transactional() bool { return c.evaluates != nil && c.evaluates.transactional }

// close ends the evaluator.
func (e *evaluator) close() {
	e.stop()
	// What is in memory is gone either way.
	_ = e.store.Close()
}

// load puts a record into the store, or takes it out if there is none.
func (e *evaluator) load(key recordKey, r *record) error {
	have, ok := e.loaded[key]
	if ok && r != nil && have.from.same(r) || !ok && r == nil {
		// It may be locked by a transaction: then nothing else may be done with it.
		return nil
	}
	var result aero.RecordResult
	cmd := aero.RecordCommand{Namespace: key.namespace, Digest: key.digest, Flags: aero.FlagWrite | aero.FlagDelete}
	if ok {
		cmd.Set = have.from.set
		if err := e.execute(&cmd, &result); err != nil {
			return err
		}
		delete(e.loaded, key)
	}
	if r == nil {
		return nil
	}
	cmd.Set, cmd.Key, cmd.Flags, cmd.TTLSeconds = r.set, r.key, aero.FlagWrite|aero.FlagCreateOnly, aero.TTLNever
	for _, bin := range r.bins {
		cmd.Operations = append(cmd.Operations, aero.Operation{Type: aero.OpWrite, Bin: bin.Name, Value: bin.Value})
	}
	if err := e.execute(&cmd, &result); err != nil {
		return err
	}
	e.loaded[key] = loadedRecord{from: r, generation: result.Generation}
	return nil
}

// execute carries out a command that must succeed.
func (e *evaluator) execute(cmd *aero.RecordCommand, result *aero.RecordResult) error {
	result.Reset()
	if err := e.store.Execute(context.Background(), cmd, result); err != nil {
		return err
	}
	if result.Code != aero.CodeOK {
		return fmt.Errorf("sim: %w", result.Code)
	}
	return nil
}

// loadAll makes the store have what is given, and nothing else of the namespace.
func (e *evaluator) loadAll(namespace string, all map[recordKey]*record) error {
	for key := range maps.Clone(e.loaded) {
		if key.namespace == namespace && all[key] == nil {
			if err := e.load(key, nil); err != nil {
				return err
			}
		}
	}
	for key, r := range all {
		if err := e.load(key, r); err != nil {
			return err
		}
	}
	return nil
}

// generation returns the generation of a record of a node from that of the store's copy.
func (e *evaluator) generation(key recordKey, stored uint32) uint32 {
	have, ok := e.loaded[key]
	if !ok {
		return stored
	}
	return have.from.generation + stored - have.generation
}
