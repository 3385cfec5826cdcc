package store

import (
	"errors"
	"io"
	"math"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
)

// bloomBits is the size of Pebble's Bloom filters, in bits for each key.
const bloomBits = 10

// pebbleStore is a Pebble database.
type pebbleStore struct {
	db    *pebble.DB
	cache *pebble.Cache
	write *pebble.WriteOptions
}

// pebbleReader reads a Pebble database; closer keeps the last value alive.
type pebbleReader struct {
	db     *pebble.DB
	closer io.Closer
}

// pebbleWriter collects a batch.
type pebbleWriter struct {
	pebbleReader
	batch *pebble.Batch
}

// openPebble opens a Pebble database with large memory tables, a cache, Bloom filters, two
// compactions at a time and no compression.
func (m Memory) openPebble(dir string, durability Durability) (Store, error) {
	s := &pebbleStore{cache: pebble.NewCache(m.cache()), write: pebble.NoSync}
	if durability == Sync {
		s.write = pebble.Sync
	}
	options := &pebble.Options{
		Cache: s.cache, MemTableSize: uint64(m.tables()), MemTableStopWritesThreshold: 4,
		L0CompactionThreshold: 2, LBaseMaxBytes: int64(m), Logger: quiet{},
		CompactionConcurrencyRange: func() (int, int) { return 1, 2 },
	}
	options.ApplyCompressionSettings(func() pebble.DBCompressionSettings { return pebble.DBCompressionNone })
	for i := range options.Levels {
		options.Levels[i].FilterPolicy = bloom.FilterPolicy(bloomBits)
	}
	var err error
	s.db, err = pebble.Open(dir, options)
	return s, err
}

// Update implements Store.
func (s *pebbleStore) Update(fn func(Writer) error) error {
	batch := s.db.NewBatch()
	if err := fn(&pebbleWriter{pebbleReader{db: s.db}, batch}); err != nil {
		return errors.Join(err, batch.Close())
	}
	return errors.Join(batch.Commit(s.write), batch.Close())
}

// View implements Store. It takes no snapshot: that would only cost Pebble time.
func (s *pebbleStore) View(fn func(Reader) error) error {
	r := &pebbleReader{db: s.db}
	return errors.Join(fn(r), r.release())
}

// Close implements Store.
func (s *pebbleStore) Close() error {
	err := s.db.Close()
	s.cache.Unref()
	return err
}

// release lets the last value go.
func (r *pebbleReader) release() error {
	if r.closer == nil {
		return nil
	}
	err := r.closer.Close()
	r.closer = nil
	return err
}

// Get implements Reader. Only the last value stays valid, which is less than the others promise.
func (r *pebbleReader) Get(key []byte) ([]byte, error) {
	if err := r.release(); err != nil {
		return nil, err
	}
	value, closer, err := r.db.Get(key)
	r.closer = closer
	return value, err
}

// Scan implements Reader.
func (r *pebbleReader) Scan(from []byte, limit int) (pairs, size int, err error) {
	if limit <= 0 {
		limit = math.MaxInt
	}
	it, err := r.db.NewIter(nil)
	if err != nil {
		return 0, 0, err
	}
	for ok := it.SeekGE(from); ok && pairs < limit; ok = it.Next() {
		pairs, size = pairs+1, size+len(it.Key())+len(it.Value())
	}
	return pairs, size, it.Close()
}

// Put implements Writer.
func (w *pebbleWriter) Put(key, value []byte) error { return w.batch.Set(key, value, nil) }

// Delete implements Writer.
func (w *pebbleWriter) Delete(key []byte) error { return w.batch.Delete(key, nil) }

// quiet drops what engines would log.
type quiet struct{}

// Infof implements a logger.
func (quiet) Infof(string, ...any) {}

// Errorf implements a logger.
func (quiet) Errorf(string, ...any) {}

// Fatalf implements a logger.
func (quiet) Fatalf(format string, _ ...any) { panic(format) }
