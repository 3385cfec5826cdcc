package record

import (
	"sync"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/zerodb"
)

// lookups holds lookups for reads, which run on their callers' goroutines.
type lookups struct{ pool sync.Pool }

// get returns a lookup.
func (p *lookups) get() *lookup {
	if l, ok := p.pool.Get().(*lookup); ok {
		return l
	}
	return new(lookup)
}

// put takes a lookup back.
func (p *lookups) put(l *lookup) {
	l.forget()
	p.pool.Put(l)
}

// executeRead carries out a command that only reads, on the newest durable state.
func (n *namespace) executeRead(cmd *aero.RecordCommand, res *aero.RecordResult) error {
	tx, err := n.db.BeginRead()
	if err != nil {
		return tableError(n.settings.Name, "read", err)
	}
	touchSeconds, err := n.readIn(tx, cmd, res)
	if endErr := tx.Rollback(); err == nil {
		err = endErr
	}
	if err != nil {
		return tableError(n.settings.Name, "read", err)
	}
	if touchSeconds != 0 {
		n.renewLater(cmd.Digest, touchSeconds)
	}
	return nil
}

// readIn evaluates a read in a transaction and returns the life in seconds that the record shall be given anew, or 0.
func (n *namespace) readIn(tx *zerodb.Tx, cmd *aero.RecordCommand, res *aero.RecordResult) (uint32, error) {
	table, err := tx.Table(tableRecords)
	if err != nil {
		return 0, err
	}
	l := n.lookups.get()
	defer n.lookups.put(l)
	now := n.now()
	if err := l.find(table, cmd.Digest, now, *n.hidden.Load(), n.sets); err != nil {
		return 0, err
	}
	return n.rules.Read(cmd, &l.current, now, res), nil
}
