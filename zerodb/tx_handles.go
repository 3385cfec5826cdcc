package zerodb

import (
	"github.com/aerolith/aerolith/zerodb/internal/catalog"
)

// indexedTables is how many table handles a transaction searches one by one; from then on it keeps an index.
const indexedTables = 16

// keptTables is the number of handles up to which a transaction keeps their memory for the next one.
const keptTables = 1 << 12

// enter makes a new handle known. Of the handles of one name at most one is alive; the others were dropped, and wait for a savepoint to end.
func (tx *Tx) enter(t *Table) {
	if tx.indexed {
		tx.chain(t)
		return
	}
	if tx.openTables <= indexedTables {
		return
	}
	if tx.index == nil {
		tx.index = make(map[string]*Table)
	}
	tx.indexed = true
	for _, known := range tx.tables[:tx.openTables] {
		tx.chain(known)
	}
}

// chain puts a handle before the others of its name.
func (tx *Tx) chain(t *Table) {
	t.former = tx.index[t.name]
	tx.index[t.name] = t
}

// unchain takes a handle out of those of its name.
func (tx *Tx) unchain(t *Table) {
	first := tx.index[t.name]
	switch {
	case first != t:
		for first.former != t {
			first = first.former
		}
		first.former = t.former
	case t.former != nil:
		tx.index[t.name] = t.former
	default:
		delete(tx.index, t.name)
	}
}

// live returns the handle of the table by that name, or nil when none is open.
func (tx *Tx) live(name string) *Table {
	if tx.indexed {
		t := tx.index[name]
		for t != nil && t.gone {
			t = t.former
		}
		return t
	}
	for _, t := range tx.tables[:tx.openTables] {
		if t.name == name && !t.gone {
			return t
		}
	}
	return nil
}

// made returns the handle of a table that the transaction has made, or given this name.
func (tx *Tx) made(name string, entry catalog.Entry) *Table {
	t := tx.handle(name, entry)
	t.made = true
	return t
}

// forget lets go of the handle of a table that has gone, which whoever has it may keep, unless a savepoint may bring the table back.
func (tx *Tx) forget(t *Table) {
	if t.at < tx.marked() || !t.made && len(tx.write.saved) > 0 {
		return
	}
	last := tx.openTables - 1
	moved := tx.tables[last]
	tx.tables[t.at], moved.at = moved, t.at
	spare := len(tx.tables) - 1
	tx.tables[last], tx.tables[spare] = tx.tables[spare], nil
	tx.tables, tx.openTables = tx.tables[:spare], last
	if tx.indexed {
		tx.unchain(t)
	}
}

// forgetGone is forget for all tables that have gone, after a savepoint has ended.
func (tx *Tx) forgetGone() {
	for i := tx.openTables - 1; i >= tx.marked(); i-- {
		if t := tx.tables[i]; t.gone {
			tx.forget(t)
		}
	}
}

// marked returns how many handles the innermost savepoint has found, which stay where they are until it ends.
func (tx *Tx) marked() int {
	if n := len(tx.write.saved); n > 0 {
		return len(tx.write.saved[n-1].tables)
	}
	return 0
}

// forgetTables forgets all handles, and gives the memory of unusually many back.
func (tx *Tx) forgetTables() {
	if len(tx.tables) > keptTables {
		tx.tables, tx.index = nil, nil
	}
	if tx.indexed {
		clear(tx.index)
	}
	tx.openTables, tx.indexed, tx.reshaped = 0, false, false
}

// entry returns what the catalog is to know of the table.
func (t *Table) entry() catalog.Entry { return catalog.Entry{State: t.tree.State, Form: t.form} }
