package store

import (
	"math"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"
)

// badgerStore is a Badger database.
type badgerStore struct{ db *badger.DB }

// badgerTx is a Badger transaction.
type badgerTx struct{ txn *badger.Txn }

// openBadger opens a Badger database with large memory tables, without conflict detection, metrics and compression.
func (m Memory) openBadger(dir string, durability Durability) (Store, error) {
	o := badger.DefaultOptions(dir).WithLogger(nil).WithSyncWrites(durability == Sync).
		WithMemTableSize(m.tables()).WithBlockCacheSize(m.cache()).WithCompression(options.None).
		WithDetectConflicts(false).WithMetricsEnabled(false).WithNumCompactors(2).WithValueThreshold(1 << 10)
	db, err := badger.Open(o)
	return badgerStore{db}, err
}

// Update implements Store.
func (s badgerStore) Update(fn func(Writer) error) error {
	return s.db.Update(func(txn *badger.Txn) error { return fn(badgerTx{txn}) })
}

// View implements Store.
func (s badgerStore) View(fn func(Reader) error) error {
	return s.db.View(func(txn *badger.Txn) error { return fn(badgerTx{txn}) })
}

// Close implements Store.
func (s badgerStore) Close() error { return s.db.Close() }

// Get implements Reader.
func (t badgerTx) Get(key []byte) (value []byte, err error) {
	item, err := t.txn.Get(key)
	if err != nil {
		return nil, err
	}
	err = item.Value(func(v []byte) error {
		value = v
		return nil
	})
	return value, err
}

// Scan implements Reader.
func (t badgerTx) Scan(from []byte, limit int) (pairs, size int, err error) {
	o := badger.DefaultIteratorOptions
	if limit <= 0 {
		limit = math.MaxInt
	} else {
		o.PrefetchValues = false
	}
	it := t.txn.NewIterator(o)
	defer it.Close()
	for it.Seek(from); it.Valid() && pairs < limit; it.Next() {
		item := it.Item()
		if err := item.Value(func(v []byte) error {
			pairs, size = pairs+1, size+len(item.Key())+len(v)
			return nil
		}); err != nil {
			return pairs, size, err
		}
	}
	return pairs, size, nil
}

// Put implements Writer.
func (t badgerTx) Put(key, value []byte) error { return t.txn.Set(key, value) }

// Delete implements Writer.
func (t badgerTx) Delete(key []byte) error { return t.txn.Delete(key) }
