package record

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"sync"

	"github.com/aerolith/aerolith/zerodb"
)

// systemFolder is the folder of what belongs to the node rather than to a namespace. No namespace can have the name.
const systemFolder = "_system"

// System holds what belongs to the node: users, roles, modules of functions. It is a database of its own, with tables
// of rows, which is created when the first row is stored. Its methods may be called from several goroutines.
type System struct {
	path    string
	storage Storage
	options zerodb.Options

	mu     sync.Mutex // guards db and closed
	db     *zerodb.DB
	closed bool
}

// The sizes of the system database, in bytes: it holds little.
const (
	systemLogSegment = 1 << 20
	systemCheckpoint = 4 << 20
	systemGrowth     = 64 << 10
)

// openSystem opens the system database if there is one, and reads the modules in it.
func (s *Store) openSystem(path string) error {
	storage := StorageMemory
	for _, n := range s.options.Namespaces {
		if n.Storage == StorageFile {
			storage = StorageFile
		}
	}
	s.system = &System{path: filepath.Join(path, systemFolder), storage: storage, options: s.options.Engine}
	s.system.options.LogSegmentSize, s.system.options.GrowthStep = systemLogSegment, systemGrowth
	s.system.options.CheckpointLogBytes = systemCheckpoint
	// Whatever the records' durability is, what an operator was told is done is done.
	s.system.options.Durability = zerodb.DurabilityAlways
	if err := s.system.openExisting(); err != nil {
		return fmt.Errorf("record: system: open: %w", err)
	}
	var err error
	if s.functions, err = newFunctions(s.system, s.options.Functions); err != nil {
		return errors.Join(err, s.system.close())
	}
	return nil
}

// openExisting opens the database unless there is none.
func (y *System) openExisting() error {
	if y.storage == StorageMemory {
		return nil
	}
	options := y.options
	options.Create = zerodb.CreateNever
	db, err := zerodb.Open(y.path, options)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	y.db = db
	return err
}

// database returns the database, which it creates if it is missing.
func (y *System) database() (*zerodb.DB, error) {
	y.mu.Lock()
	defer y.mu.Unlock()
	if y.closed {
		return nil, ErrClosed
	}
	if y.db != nil {
		return y.db, nil
	}
	var err error
	y.db, err = openDatabase(y.path, y.storage, y.options)
	return y.db, err
}

// existing returns the database, nil if there is none yet.
func (y *System) existing() *zerodb.DB {
	y.mu.Lock()
	defer y.mu.Unlock()
	return y.db
}

// SystemRow is a row of a table of the system.
type SystemRow struct{ Key, Value []byte }

// SystemChange is a change of one row: Value nil removes it.
type SystemChange struct {
	Table      string
	Key, Value []byte
}

// Apply makes the changes, all or none, and returns when they are durable. It fails with the engine's errors.
func (y *System) Apply(changes ...SystemChange) error {
	db, err := y.database()
	if err != nil {
		return err
	}
	err = db.Update(func(tx *zerodb.Tx) error {
		for _, c := range changes {
			table, err := tx.CreateTable(c.Table, zerodb.TableOptions{})
			if err != nil {
				return err
			}
			if c.Value == nil {
				err = table.Delete(c.Key)
			} else {
				err = table.Put(c.Key, c.Value)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("record: system: %w", err)
	}
	return nil
}

// Rows returns the rows of a table in the order of their keys; none if there is no such table.
func (y *System) Rows(table string) ([]SystemRow, error) {
	db := y.existing()
	if db == nil {
		return nil, nil
	}
	var rows []SystemRow
	err := db.View(func(tx *zerodb.Tx) (err error) {
		defer catchFaults().done(&err)
		t, err := tx.Table(table)
		if errors.Is(err, zerodb.ErrTableNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		for key, value := range t.All() {
			rows = append(rows, SystemRow{Key: slices.Clone(key), Value: slices.Clone(value)})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("record: system: %w", err)
	}
	return rows, nil
}

// close closes the database.
func (y *System) close() error {
	if y == nil {
		return nil
	}
	y.mu.Lock()
	defer y.mu.Unlock()
	y.closed = true
	if y.db == nil {
		return nil
	}
	db := y.db
	y.db = nil
	return db.Close()
}

// System returns the node's own database.
func (s *Store) System() *System { return s.system }
