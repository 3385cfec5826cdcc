package store

import (
	"errors"
	"math"
	"runtime"

	"github.com/erigontech/mdbx-go/mdbx"
)

// mdbxGrowth is by how much an MDBX file grows at a time, in bytes; mdbxMax how large it may become.
const (
	mdbxGrowth = 64 << 20
	mdbxMax    = 16 << 30
)

// mdbxStore is an MDBX environment with one database.
type mdbxStore struct {
	env  *mdbx.Env
	dbi  mdbx.DBI
	idle chan *mdbx.Txn
}

// mdbxTx is an MDBX transaction.
type mdbxTx struct {
	txn *mdbx.Txn
	dbi mdbx.DBI
}

// openMDBX opens an MDBX environment; read transactions are kept and renewed, and reads return memory of the map.
func openMDBX(dir string, durability Durability) (Store, error) {
	env, err := mdbx.NewEnv()
	if err != nil {
		return nil, err
	}
	flags := uint(mdbx.NoReadahead)
	if durability == NoSync {
		flags |= mdbx.SafeNoSync
	}
	err = errors.Join(env.SetGeometry(-1, -1, mdbxMax, mdbxGrowth, -1, -1), env.Open(dir, flags, 0o600))
	if err != nil {
		return nil, err
	}
	s := &mdbxStore{env: env, idle: make(chan *mdbx.Txn, idleTxns)}
	err = env.Update(func(txn *mdbx.Txn) error {
		s.dbi, err = txn.OpenRoot(mdbx.Create)
		return err
	})
	return s, err
}

// Update implements Store. MDBX binds a write transaction to an operating-system thread.
func (s *mdbxStore) Update(fn func(Writer) error) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	return s.env.UpdateLocked(func(txn *mdbx.Txn) error {
		return fn(mdbxTx{txn, s.dbi})
	})
}

// View implements Store.
func (s *mdbxStore) View(fn func(Reader) error) error {
	var txn *mdbx.Txn
	var err error
	select {
	case txn = <-s.idle:
		err = txn.Renew()
	default:
		txn, err = s.env.BeginTxn(nil, mdbx.Readonly)
	}
	if err != nil {
		return err
	}
	err = fn(mdbxTx{txn, s.dbi})
	txn.Reset()
	select {
	case s.idle <- txn:
	default:
		txn.Abort()
	}
	return err
}

// Close implements Store.
func (s *mdbxStore) Close() error {
	for len(s.idle) > 0 {
		(<-s.idle).Abort()
	}
	s.env.Close()
	return nil
}

// Get implements Reader.
func (t mdbxTx) Get(key []byte) ([]byte, error) { return t.txn.Get(t.dbi, key) }

// Scan implements Reader.
func (t mdbxTx) Scan(from []byte, limit int) (pairs, size int, err error) {
	if limit <= 0 {
		limit = math.MaxInt
	}
	cursor, err := t.txn.OpenCursor(t.dbi)
	if err != nil {
		return 0, 0, err
	}
	defer cursor.Close()
	first := uint(mdbx.SetRange)
	if len(from) == 0 {
		first = mdbx.First
	}
	k, v, err := cursor.Get(from, nil, first)
	for ; err == nil; k, v, err = cursor.Get(nil, nil, mdbx.Next) {
		pairs, size = pairs+1, size+len(k)+len(v)
		if pairs == limit {
			return pairs, size, nil
		}
	}
	if mdbx.IsNotFound(err) {
		err = nil
	}
	return pairs, size, err
}

// Put implements Writer.
func (t mdbxTx) Put(key, value []byte) error { return t.txn.Put(t.dbi, key, value, 0) }

// Delete implements Writer.
func (t mdbxTx) Delete(key []byte) error { return t.txn.Del(t.dbi, key, nil) }
