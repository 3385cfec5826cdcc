package main

import (
	"encoding/binary"
	"io/fs"
	"path/filepath"
	"slices"

	"github.com/aerolith/aerolith/bench/store"
)

// load fills the database with the keys that pick chooses.
func load(pick func(data) [][]byte) func(env) (int, error) {
	return func(e env) (int, error) { return inBatches(e, pick(e.data), batch, putOne) }
}

// putOne stores the value of the i-th write under a key.
func putOne(e env, w store.Writer, i int, key []byte) error { return w.Put(key, e.value(i)) }

// deleteOne removes a key.
func deleteOne(_ env, w store.Writer, _ int, key []byte) error { return w.Delete(key) }

// inBatches does one thing to each key, so many in a transaction.
func inBatches(e env, keys [][]byte, size int, do func(env, store.Writer, int, []byte) error) (int, error) {
	done := 0
	for chunk := range slices.Chunk(keys, size) {
		err := e.Update(func(w store.Writer) error {
			for i, key := range chunk {
				if err := do(e, w, done+i, key); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return 0, err
		}
		done += len(chunk)
	}
	return done, nil
}

// putEach overwrites one key in divisor, each in a transaction of its own.
func putEach(divisor int) func(env) (int, error) {
	return func(e env) (int, error) { return inBatches(e, e.shuffled[:len(e.shuffled)/divisor], 1, putOne) }
}

// deletes removes one key in divisor in random order in large transactions.
func deletes(divisor int) func(env) (int, error) {
	return func(e env) (int, error) { return inBatches(e, e.shuffled[:len(e.shuffled)/divisor], batch, deleteOne) }
}

// durablePuts overwrites keys from several goroutines, each put in a transaction that waits for the disk.
func durablePuts(goroutines int) func(env) (int, error) {
	return func(e env) (int, error) {
		each := min(e.durable*min(goroutines, 8), len(e.shuffled)) / goroutines
		return parallel(goroutines, func(g int) (int, error) {
			return inBatches(e, e.shuffled[g*each:(g+1)*each], 1, putOne)
		})
	}
}

// durableBatches overwrites random keys in 50 transactions of 1,000 that wait for the disk.
func durableBatches(e env) (int, error) {
	const transactions, size = 50, 1000
	return inBatches(e, e.shuffled[:min(transactions*size, len(e.shuffled))], size, putOne)
}

// Sizes of the workloads with large values.
const (
	largeSize  = 100_000
	largeCount = 1000
	largeBatch = 10
	largeReads = 200
)

// largeKeys are the keys of large values.
func largeKeys() [][]byte {
	keys := make([][]byte, largeCount)
	for i := range keys {
		keys[i] = binary.BigEndian.AppendUint64(nil, uint64(i)*0x9E3779B97F4A7C15)
	}
	return keys
}

// largePuts stores large values.
func largePuts(e env) (int, error) {
	return inBatches(e, largeKeys(), largeBatch, func(e env, w store.Writer, i int, key []byte) error {
		return w.Put(key, e.part(i*1009, largeSize))
	})
}

// largeGets reads large values, one transaction each, many times.
func largeGets(e env) (int, error) {
	keys := largeKeys()
	for range largeReads {
		for _, key := range keys {
			if err := getAll(e, [][]byte{key}); err != nil {
				return 0, err
			}
		}
	}
	return largeReads * len(keys), nil
}

// sizeAfter returns the bytes of all files after loading all keys in random order, deleting half of them, and closing.
func sizeAfter(e env) (int, error) {
	if _, err := inBatches(e, e.shuffled, batch, putOne); err != nil {
		return 0, err
	}
	if _, err := deletes(2)(e); err != nil {
		return 0, err
	}
	if err := e.Close(); err != nil {
		return 0, err
	}
	total := 0
	err := filepath.WalkDir(e.folder, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			total += int(info.Size())
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	return total, e.reopen()
}
