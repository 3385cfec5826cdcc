package store

import (
	"errors"
	"math"
	"runtime"

	"github.com/PowerDNS/lmdb-go/lmdb"
)

// lmdbMapSize is the address space given to LMDB, in bytes: more than any workload here needs.
const lmdbMapSize = 16 << 30

// lmdbStore is an LMDB environment with one database.
type lmdbStore struct {
	env  *lmdb.Env
	dbi  lmdb.DBI
	idle chan *lmdb.Txn
}

// idleTxns is how many read transactions are kept for renewal.
const idleTxns = 64

// lmdbTx is an LMDB transaction.
type lmdbTx struct {
	txn *lmdb.Txn
	dbi lmdb.DBI
}

// openLMDB opens an LMDB environment; read transactions are kept and renewed, and reads return memory of the
// map without a copy.
func openLMDB(dir string, durability Durability) (Store, error) {
	env, err := lmdb.NewEnv()
	if err != nil {
		return nil, err
	}
	flags := uint(0)
	if durability == NoSync {
		flags = lmdb.NoSync
	}
	err = errors.Join(env.SetMapSize(lmdbMapSize), env.Open(dir, flags, 0o600))
	if err != nil {
		return nil, err
	}
	s := &lmdbStore{env: env, idle: make(chan *lmdb.Txn, idleTxns)}
	err = env.Update(func(txn *lmdb.Txn) error {
		s.dbi, err = txn.OpenRoot(lmdb.Create)
		return err
	})
	return s, err
}

// Update implements Store. LMDB binds a write transaction to an operating-system thread.
func (s *lmdbStore) Update(fn func(Writer) error) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	return s.env.UpdateLocked(func(txn *lmdb.Txn) error {
		txn.RawRead = true
		return fn(lmdbTx{txn, s.dbi})
	})
}

// View implements Store.
func (s *lmdbStore) View(fn func(Reader) error) error {
	var txn *lmdb.Txn
	var err error
	select {
	case txn = <-s.idle:
		err = txn.Renew()
	default:
		txn, err = s.env.BeginTxn(nil, lmdb.Readonly)
	}
	if err != nil {
		return err
	}
	txn.RawRead = true
	err = fn(lmdbTx{txn, s.dbi})
	txn.Reset()
	select {
	case s.idle <- txn:
	default:
		txn.Abort()
	}
	return err
}

// Close implements Store.
func (s *lmdbStore) Close() error {
	for len(s.idle) > 0 {
		(<-s.idle).Abort()
	}
	return s.env.Close()
}

// Get implements Reader.
func (t lmdbTx) Get(key []byte) ([]byte, error) { return t.txn.Get(t.dbi, key) }

// Scan implements Reader.
func (t lmdbTx) Scan(from []byte, limit int) (pairs, size int, err error) {
	if limit <= 0 {
		limit = math.MaxInt
	}
	cursor, err := t.txn.OpenCursor(t.dbi)
	if err != nil {
		return 0, 0, err
	}
	defer cursor.Close()
	first := uint(lmdb.SetRange)
	if len(from) == 0 {
		first = lmdb.First
	}
	k, v, err := cursor.Get(from, nil, first)
	for ; err == nil; k, v, err = cursor.Get(nil, nil, lmdb.Next) {
		pairs, size = pairs+1, size+len(k)+len(v)
		if pairs == limit {
			return pairs, size, nil
		}
	}
	if lmdb.IsNotFound(err) {
		err = nil
	}
	return pairs, size, err
}

// Put implements Writer.
func (t lmdbTx) Put(key, value []byte) error { return t.txn.Put(t.dbi, key, value, 0) }

// Delete implements Writer.
func (t lmdbTx) Delete(key []byte) error { return t.txn.Del(t.dbi, key, nil) }
