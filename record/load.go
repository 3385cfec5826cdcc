package record

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb"
)

// closeAfter closes a database that cannot be used because of err.
func closeAfter(db *zerodb.DB, err error) error { return errors.Join(err, db.Close()) }

// load makes sure that the tables exist and reads what is kept in memory. Where nothing is missing it writes nothing, so that the
// database need not begin a new life of its log before it is used.
func (n *namespace) load() error {
	err := n.db.View(n.loadState)
	if errors.Is(err, zerodb.ErrTableNotFound) {
		if err = n.db.Update(n.createTables); err == nil {
			err = n.db.View(n.loadState)
		}
	}
	if err != nil {
		return fmt.Errorf("load tables: %w", err)
	}
	all := indexes{}
	err = n.db.View(func(tx *zerodb.Tx) error {
		all, err = n.loadIndexes(tx)
		return err
	})
	if err != nil {
		return fmt.Errorf("load indexes: %w", err)
	}
	n.indexes.Store(&all)
	if n.totals, err = n.loadTotals(); err != nil {
		return fmt.Errorf("load counts: %w", err)
	}
	n.usedBytes.Store(uint64(n.totals.bytes))
	return nil
}

// tables returns the names of the tables that the namespace must have.
func (n *namespace) tables() []string {
	names := []string{tableRecords, tableExpiry, tableSets, tableSystem}
	if n.options.Enterprise {
		names = append(names, tableLocks, tableMonitors, tableTombstones)
	}
	return names
}

// createTables creates the tables that are missing.
func (n *namespace) createTables(tx *zerodb.Tx) error {
	for _, name := range n.tables() {
		if _, err := tx.CreateTable(name, zerodb.TableOptions{}); err != nil {
			return err
		}
	}
	return nil
}

// loadState reads sets and truncations, and notes which tables there are. The error wraps zerodb.ErrTableNotFound if one is
// missing.
func (n *namespace) loadState(tx *zerodb.Tx) error {
	for _, name := range n.tables() {
		if _, err := tx.Table(name); err != nil {
			return err
		}
	}
	if err := n.findLedger(tx); err != nil {
		return err
	}
	names, err := loadSets(tx)
	if err != nil {
		return err
	}
	hidden, err := loadTruncations(tx)
	if err != nil {
		return err
	}
	n.sets = newSetTable(names, n.options.MaxSets)
	n.hidden.Store(&hidden)
	return nil
}

// loadSets returns the names of the sets by number. Numbers without a row are free and have an empty name.
func loadSets(tx *zerodb.Tx) ([]string, error) {
	table, err := tx.Table(tableSets)
	if err != nil {
		return nil, err
	}
	names := []string{""}
	for key, value := range table.All() {
		set, row, err := decodeSetRow(key, value)
		if err != nil {
			return nil, err
		}
		for len(names) <= int(set) {
			names = append(names, "")
		}
		names[set] = row.name
	}
	return names, nil
}

// loadTruncations returns the truncations of the namespace.
func loadTruncations(tx *zerodb.Tx) (truncations, error) {
	table, err := tx.Table(tableSystem)
	if err != nil {
		return nil, err
	}
	var hidden truncations
	for key, value := range table.Prefix([]byte(truncationPrefix)) {
		set, t, err := decodeTruncationRow(key, value)
		if err != nil {
			return nil, err
		}
		hidden = hidden.with(set, t)
	}
	return hidden, nil
}
