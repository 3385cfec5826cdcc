package store

import (
	"errors"
	"math"
	"path/filepath"

	"go.etcd.io/bbolt"
)

// errMissing says that a key which must be there was not found.
var errMissing = errors.New("store: key not found")

// boltBucket is the one bucket of a benchmark database.
const boltBucket = "bench"

// boltStore is a bbolt database.
type boltStore struct{ db *bbolt.DB }

// boltTx is a bbolt transaction.
type boltTx struct{ bucket *bbolt.Bucket }

// openBolt opens a bbolt database with the map free list, which is not written, as its documentation recommends for speed.
func openBolt(dir string, durability Durability) (Store, error) {
	options := &bbolt.Options{FreelistType: bbolt.FreelistMapType, NoFreelistSync: true, NoSync: durability == NoSync}
	db, err := bbolt.Open(filepath.Join(dir, "bolt.db"), 0o600, options)
	if err != nil {
		return nil, err
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucketIfNotExists([]byte(boltBucket))
		return err
	})
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return boltStore{db: db}, nil
}

// Update implements Store.
func (s boltStore) Update(fn func(Writer) error) error {
	return s.db.Update(func(tx *bbolt.Tx) error { return fn(boltTx{tx.Bucket([]byte(boltBucket))}) })
}

// View implements Store.
func (s boltStore) View(fn func(Reader) error) error {
	return s.db.View(func(tx *bbolt.Tx) error { return fn(boltTx{tx.Bucket([]byte(boltBucket))}) })
}

// Close implements Store.
func (s boltStore) Close() error { return s.db.Close() }

// Get implements Reader.
func (t boltTx) Get(key []byte) ([]byte, error) {
	if value := t.bucket.Get(key); value != nil {
		return value, nil
	}
	return nil, errMissing
}

// Scan implements Reader.
func (t boltTx) Scan(from []byte, limit int) (pairs, size int, err error) {
	if limit <= 0 {
		limit = math.MaxInt
	}
	cursor := t.bucket.Cursor()
	for k, v := cursor.Seek(from); k != nil && pairs < limit; k, v = cursor.Next() {
		pairs, size = pairs+1, size+len(k)+len(v)
	}
	return pairs, size, nil
}

// Put implements Writer.
func (t boltTx) Put(key, value []byte) error { return t.bucket.Put(key, value) }

// Delete implements Writer.
func (t boltTx) Delete(key []byte) error { return t.bucket.Delete(key) }
