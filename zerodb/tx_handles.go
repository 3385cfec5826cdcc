package zerodb

import (
	"github.com/aerolith/aerolith/zerodb/internal/catalog"
)

// indexedTables is how many table handles a transaction searches one by one; from then on it keeps an index.
const indexedTables = 16

// enter makes a new handle known. Of the handles of one name at most one is alive; the others were dropped.
func (tx *Tx) enter(t *Table) {
	if tx.openTables <= indexedTables {
		return
	}
	if tx.openTables == indexedTables+1 {
		if tx.index == nil {
			tx.index = make(map[string]*Table)
		}
		for _, earlier := range tx.tables[:indexedTables] {
			tx.chain(earlier)
		}
	}
	tx.chain(t)
}

// chain puts a handle before the others of its name.
func (tx *Tx) chain(t *Table) {
	t.former = tx.index[t.name]
	tx.index[t.name] = t
}

// live returns the handle of the table by that name, or nil when none is open.
func (tx *Tx) live(name string) *Table {
	if tx.openTables > indexedTables {
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

// touched reports whether any handle bears the name, dropped ones included.
func (tx *Tx) touched(name string) bool {
	if tx.openTables > indexedTables {
		return tx.index[name] != nil
	}
	for _, t := range tx.tables[:tx.openTables] {
		if t.name == name {
			return true
		}
	}
	return false
}

// entry returns what the catalog is to know of the table.
func (t *Table) entry() catalog.Entry { return catalog.Entry{State: t.tree.State, Form: t.form} }
