package record

import (
	"errors"

	"github.com/aerolith/aerolith/zerodb"
)

// group is a number of requests that share a transaction. It is reused.
type group struct {
	requests []*request
	// tasks is how many of them are tasks.
	tasks  int
	counts counts
	// bytes is how much the group has stored.
	bytes int
	// full says that the transaction takes no more.
	full bool
	// touched says that something may have been changed.
	touched bool
	// err is why the group as a whole failed; none of its requests has happened then.
	err     error
	pending zerodb.Pending

	tx      *zerodb.Tx
	records *zerodb.Table
	// expiry, sets and system are nil until they are asked for.
	expiry, sets, system *zerodb.Table
	// tombstones is nil where none are left.
	tombstones *zerodb.Table
}

// newGroup returns an empty group.
func newGroup() *group { return new(group) }

// begin readies the group and opens its transaction. A failure is kept in err.
func (g *group) begin(n *namespace) {
	g.requests, g.tasks, g.bytes, g.full, g.touched, g.err, g.pending = g.requests[:0], 0, 0, false, false, nil, zerodb.Pending{}
	g.counts.reset()
	if g.tx, g.err = n.db.BeginWrite(background()); g.err != nil {
		return
	}
	g.expiry, g.sets, g.system = nil, nil, nil
	g.records, g.err = g.tx.Table(tableRecords)
	if g.err == nil && n.buries {
		g.tombstones, g.err = openTombstones(g.tx)
	}
	if g.err != nil {
		g.abort()
	}
}

// take makes a request one of the group.
func (g *group) take(r *request) {
	g.requests = append(g.requests, r)
	if r.task != nil {
		g.tasks++
	}
}

// open returns the table that a field of the group stands for, which most groups do not need.
func (g *group) open(field **zerodb.Table, name string) (table *zerodb.Table, err error) {
	if *field == nil {
		*field, err = g.tx.Table(name)
	}
	return *field, err
}

// expiryTable returns the table of void times.
func (g *group) expiryTable() (*zerodb.Table, error) { return g.open(&g.expiry, tableExpiry) }

// setsTable returns the table of sets.
func (g *group) setsTable() (*zerodb.Table, error) { return g.open(&g.sets, tableSets) }

// systemTable returns the table of what belongs to the namespace.
func (g *group) systemTable() (*zerodb.Table, error) { return g.open(&g.system, tableSystem) }

// commit ends the transaction: what it changed is there for the next group, and pending tells when it is durable.
func (g *group) commit(n *namespace) {
	if g.err == nil {
		g.err = g.counts.store(g, n.sets)
	}
	if g.err != nil {
		g.abort()
		return
	}
	g.pending, g.err = g.tx.CommitAsync()
	if errors.Is(g.err, zerodb.ErrStopped) || errors.Is(g.err, zerodb.ErrCommitUnknown) {
		n.stopped.Store(true)
	}
	g.tx = nil
}

// abort drops the transaction.
func (g *group) abort() {
	if g.tx == nil {
		return
	}
	g.err = errors.Join(g.err, g.tx.Rollback())
	g.tx = nil
}
