package record

import (
	"sync"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/zerodb"
)

// reading is a read under way, with all that it needs. It is lent by readings, so that a read allocates nothing.
type reading struct {
	n     *namespace
	found lookup
	cmd   *aero.RecordCommand
	res   *aero.RecordResult
	// touchSeconds is the life that the record shall be given anew because it was read, or 0.
	touchSeconds uint32
	// view is the method value of inView, made once.
	view func(tx *zerodb.Tx) error
}

// readings lends readings of a namespace.
type readings struct{ pool sync.Pool }

// get returns a reading.
func (p *readings) get(n *namespace) *reading {
	if r, ok := p.pool.Get().(*reading); ok {
		return r
	}
	r := &reading{n: n}
	r.view = r.inView
	return r
}

// put takes a reading back, without anything of the engine's or the caller's.
func (p *readings) put(r *reading) {
	r.found.forget()
	r.cmd, r.res, r.touchSeconds = nil, nil, 0
	p.pool.Put(r)
}

// executeRead carries out a command that only reads, on the newest durable state.
func (n *namespace) executeRead(cmd *aero.RecordCommand, res *aero.RecordResult) error {
	if n.refuseTransaction(cmd, res) {
		return nil
	}
	r := n.readings.get(n)
	defer n.readings.put(r)
	r.cmd, r.res = cmd, res
	if err := n.db.View(r.view); err != nil {
		return tableError(n.settings.Name, "read", err)
	}
	if r.touchSeconds != 0 {
		n.renewLater(cmd.Digest, r.touchSeconds)
	}
	return nil
}

// inView evaluates the read in a transaction.
func (r *reading) inView(tx *zerodb.Tx) (err error) {
	defer catchFaults().done(&err)
	table, err := tx.Table(tableRecords)
	if err != nil {
		return err
	}
	return r.fromTable(tx, table, r.n.now())
}

// fromTable evaluates the read on the table of records.
func (r *reading) fromTable(tx *zerodb.Tx, table *zerodb.Table, now uint64) error {
	if err := r.found.find(table, r.cmd.Digest, now, *r.n.hidden.Load(), r.n.sets); err != nil {
		return err
	}
	if !r.cmd.Transaction.IsZero() {
		return r.inTransaction(tx, now)
	}
	r.touchSeconds = r.n.rules.Read(r.cmd, &r.found.current, now, r.res)
	return nil
}
