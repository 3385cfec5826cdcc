package store

import (
	"errors"
	"math"
	"path/filepath"

	"github.com/aerolith/aerolith/zerodb"
)

// zeroTable is the one table of a benchmark database.
const zeroTable = "bench"

// zeroStore is a zerodb database.
type zeroStore struct{ db *zerodb.DB }

// zeroTx is a zerodb transaction.
type zeroTx struct{ table *zerodb.Table }

// zeroDirty is how many pages a transaction of zerodb holds: as many as LMDB's.
const zeroDirty = 1 << 17

// openZerodb opens a zerodb database with log and memory.
func (m Memory) openZerodb(dir string, durability Durability) (Store, error) {
	options := zerodb.DefaultOptions()
	options.CheckpointLogBytes, options.MaxUnwrittenBytes, options.MaxTxBytes, options.MaxDirtyPages = m.log(), int64(m), int64(m), zeroDirty
	return openZerodbWith(dir, durability, options)
}

// openZerodbDefaults opens a zerodb database with default options.
func openZerodbDefaults(dir string, durability Durability) (Store, error) {
	return openZerodbWith(dir, durability, zerodb.DefaultOptions())
}

// openZerodbWith opens a zerodb database with these options but for durability, and makes its table where that is missing.
func openZerodbWith(dir string, durability Durability, options zerodb.Options) (Store, error) {
	if durability == NoSync {
		options.Durability = zerodb.DurabilityNone
	}
	db, err := zerodb.Open(filepath.Join(dir, "zerodb"), options)
	if err != nil {
		return nil, err
	}
	err = db.View(func(tx *zerodb.Tx) error {
		_, err := tx.Table(zeroTable)
		return err
	})
	if errors.Is(err, zerodb.ErrTableNotFound) {
		err = db.Update(func(tx *zerodb.Tx) error {
			_, err := tx.CreateTable(zeroTable, zerodb.TableOptions{})
			return err
		})
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return zeroStore{db: db}, nil
}

// Update implements Store.
func (s zeroStore) Update(fn func(Writer) error) error {
	return s.db.Update(func(tx *zerodb.Tx) error {
		table, err := tx.Table(zeroTable)
		if err != nil {
			return err
		}
		return fn(zeroTx{table})
	})
}

// View implements Store.
func (s zeroStore) View(fn func(Reader) error) error {
	return s.db.View(func(tx *zerodb.Tx) error {
		table, err := tx.Table(zeroTable)
		if err != nil {
			return err
		}
		return fn(zeroTx{table})
	})
}

// Close implements Store.
func (s zeroStore) Close() error { return s.db.Close() }

// Get implements Reader.
func (t zeroTx) Get(key []byte) ([]byte, error) { return t.table.Get(key) }

// Scan implements Reader.
func (t zeroTx) Scan(from []byte, limit int) (pairs, size int, err error) {
	if limit <= 0 {
		limit = math.MaxInt
	}
	cursor := t.table.Cursor()
	for ok := cursor.Seek(from); ok && pairs < limit; ok = cursor.Next() {
		pairs, size = pairs+1, size+len(cursor.Key())+len(cursor.Value())
	}
	return pairs, size, cursor.Err()
}

// Put implements Writer.
func (t zeroTx) Put(key, value []byte) error { return t.table.Put(key, value) }

// Delete implements Writer.
func (t zeroTx) Delete(key []byte) error { return t.table.Delete(key) }
