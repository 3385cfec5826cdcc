package aerolith

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client"
	"github.com/aerolith/aerolith/record"
	"github.com/aerolith/aerolith/zerodb"
)

// storeOptions returns the options of an embedded store as the DSN has them.
func (d *dsn) storeOptions() (record.Options, error) {
	o := record.DefaultOptions()
	n := record.NamespaceOptions{Name: d.namespace}
	levels := map[string]zerodb.Durability{
		"always": zerodb.DurabilityAlways, "interval": zerodb.DurabilityInterval, "none": zerodb.DurabilityNone,
	}
	known := false
	if o.Engine.Durability, known = levels[d.value("durability", "always")]; !known {
		return o, malformed("durability is always, interval or none")
	}
	if d.backend == Memory {
		n.Storage, o.Engine.Durability = record.StorageMemory, zerodb.DurabilityNone
	}
	switch d.value("edition", "enterprise") {
	case "enterprise":
		o.Enterprise = true
	case "community":
		o.Enterprise = false
	default:
		return o, malformed("edition is enterprise or community")
	}
	life, err := time.ParseDuration(d.value("default-ttl", "0s"))
	if err != nil || life < 0 || life%time.Second != 0 || life/time.Second >= time.Duration(aero.TTLKeep) {
		return o, malformed("default-ttl is a duration of whole seconds, as in 90s or 24h; 0s is for ever")
	}
	n.DefaultTTLSeconds = uint32(life / time.Second)
	o.Namespaces = []record.NamespaceOptions{n}
	return o, nil
}

// openStore opens an embedded store.
func (db *DB) openStore(s *settings) error {
	stored, err := s.dsn.storeOptions()
	if err != nil {
		return err
	}
	options := client.DefaultOptions()
	if err := s.dsn.setTimeout(&options); err != nil {
		return err
	}
	for _, change := range s.client {
		change(&options)
	}
	for _, change := range s.store {
		change(&stored)
	}
	if db.store, err = record.Open(s.dsn.path, stored); err != nil {
		if errors.Is(err, zerodb.ErrLocked) {
			err = fmt.Errorf("%w: %w", ErrInUse, err)
		}
		return err
	}
	db.enterprise = stored.Enterprise
	if db.client, err = client.OpenLocal(embedded{db.store}, options); err != nil {
		return db.closeAfter(err)
	}
	return nil
}

// embedded shows a record store to a client in place of a cluster.
type embedded struct{ *record.Store }

// told gives an error of the store the form that clients know.
func told(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, record.ErrClosed):
		return fmt.Errorf("%w: %w", client.ErrClosed, err)
	case errors.Is(err, zerodb.ErrCommitUnknown):
		return &aero.Error{InDoubt: true, Message: "the outcome of a write is unknown", Err: err}
	}
	return err
}

// Execute implements client.Local.
func (e embedded) Execute(ctx context.Context, cmd *aero.RecordCommand, res *aero.RecordResult) error {
	return told(e.Store.Execute(ctx, cmd, res))
}

// Batch implements client.Local.
func (e embedded) Batch(ctx context.Context, cmd *aero.BatchCommand, yield func(int, *aero.RecordResult) error) error {
	return told(e.Store.Batch(ctx, cmd, yield))
}

// Scan implements client.Local.
func (e embedded) Scan(ctx context.Context, cmd *aero.ScanCommand, yield func(*aero.RecordResult) error,
	partitionDone func(aero.PartitionID, aero.ResultCode) error,
) error {
	return told(e.Store.Scan(ctx, cmd, yield, partitionDone))
}

// Aggregate implements client.Local.
func (e embedded) Aggregate(ctx context.Context, cmd *aero.ScanCommand, f *aero.Function, yield func(aero.Bin) error) error {
	return told(e.Store.Aggregate(ctx, cmd, f, yield))
}

// StartWrite implements client.Local.
func (e embedded) StartWrite(cmd *aero.BackgroundCommand) error { return told(e.Store.StartWrite(cmd)) }

// JobRuns implements client.Local.
func (e embedded) JobRuns(id uint64) bool {
	return slices.ContainsFunc(e.Jobs(), func(j record.JobStats) bool { return j.ID == id && j.Active })
}

// CreateIndex implements client.Local.
func (e embedded) CreateIndex(definition *aero.IndexDefinition) error {
	return told(e.Store.CreateIndex(definition))
}

// DropIndex implements client.Local.
func (e embedded) DropIndex(namespace, name string) error {
	return told(e.Store.DropIndex(namespace, name))
}

// IndexLoaded implements client.Local.
func (e embedded) IndexLoaded(namespace, name string) (percent uint32, known bool) {
	for _, x := range e.Indexes(namespace) {
		if x.Definition.Name == name {
			if !x.Ready {
				return min(x.LoadPercent, 99), true
			}
			return 100, true
		}
	}
	return 0, false
}

// Truncate implements client.Local.
func (e embedded) Truncate(namespace, set string, before time.Time) error {
	return told(e.Store.Truncate(namespace, set, before))
}

// PutModule implements client.Local.
func (e embedded) PutModule(name string, source []byte) error {
	return told(e.Store.PutModule(name, source))
}

// RemoveModule implements client.Local.
func (e embedded) RemoveModule(name string) error { return told(e.Store.RemoveModule(name)) }

// Modules implements client.Local.
func (e embedded) Modules() []client.Module {
	var modules []client.Module
	for _, m := range e.Store.Modules() {
		modules = append(modules, client.Module{Name: m.Name, Hash: m.Hash, Type: "LUA"})
	}
	return modules
}

// ModuleSource implements client.Local.
func (e embedded) ModuleSource(name string) []byte {
	for _, m := range e.Store.Modules() {
		if m.Name == name {
			return slices.Clone(m.Source)
		}
	}
	return nil
}
