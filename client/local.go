package client

import (
	"context"
	"errors"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client/internal/pool"
)

// Local carries out commands in place of a cluster: inside of this process, without a connection. A record store is one.
//
// What the protocol has a code for is in a result's Code, or is the error where there is no result. Other errors mean that
// nothing happened, unless they are an *aero.Error that says InDoubt.
type Local interface {
	LocalCatalog
	// Execute carries out a command and fills the result, whose Bins and Memory it reuses.
	Execute(ctx context.Context, cmd *aero.RecordCommand, res *aero.RecordResult) error
	// Batch carries out the entries and yields each result with its index; it is valid until yield returns. When the context
	// ends, entries that have not begun are left out.
	Batch(ctx context.Context, cmd *aero.BatchCommand, yield func(index int, res *aero.RecordResult) error) error
	// Scan yields the records of partitions, and tells of each partition that is done. A result is valid until yield returns.
	Scan(ctx context.Context, cmd *aero.ScanCommand, yield func(res *aero.RecordResult) error,
		partitionDone func(id aero.PartitionID, code aero.ResultCode) error) error
	// Aggregate applies a function to the stream of a scan's records and yields its results, each as a bin.
	Aggregate(ctx context.Context, cmd *aero.ScanCommand, f *aero.Function, yield func(aero.Bin) error) error
	// StartWrite begins a write in the background.
	StartWrite(cmd *aero.BackgroundCommand) error
	// JobRuns reports whether the job of a number is under way.
	JobRuns(id uint64) bool
}

// LocalCatalog is the part of a Local that keeps what is no record: indexes, modules and truncations.
type LocalCatalog interface {
	// CreateIndex defines an index, DropIndex removes one. IndexLoaded says how much of the records one has taken in, in
	// percent, and whether there is one of that name.
	CreateIndex(definition *aero.IndexDefinition) error
	DropIndex(namespace, name string) error
	IndexLoaded(namespace, name string) (percent uint32, known bool)
	// Truncate removes the records of a set, or of a namespace, that were last changed before a time.
	Truncate(namespace, set string, before time.Time) error
	// PutModule registers a module, RemoveModule removes one, Modules are those that are registered and ModuleSource is the
	// text of one, nil if it is not there.
	PutModule(name string, source []byte) error
	RemoveModule(name string) error
	Modules() []Module
	ModuleSource(name string) []byte
}

// ErrNoCluster says that commands are carried out in this process: there are no nodes, users or roles to ask for.
var ErrNoCluster = errors.New("client: commands are carried out in this process, there is no cluster")

// OpenLocal makes a client whose commands are carried out by a Local. Its conduct, its policies and its errors are those of
// a client of a cluster; of the options only Timing, ScanTiming, Policies, RetryBudget, Observe, Now and Random count. What needs
// nodes fails with ErrNoCluster. Close leaves the Local open.
//
// Errors: ErrOptions for options that cannot be.
func OpenLocal(local Local, options Options) (*Client, error) {
	options.Auth, options.TLS, options.Passive = nil, nil, nil
	c, err := newClient(options)
	if err != nil {
		return nil, err
	}
	c.local, c.cancel = local, func() {}
	c.chosen.Store(newTender(c, []pool.Address{}))
	c.tenders = []*tender{c.chosen.Load()}
	close(c.tended)
	return c, nil
}
