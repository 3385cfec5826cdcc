package main

import (
	"encoding/binary"
	"io/fs"
	"path/filepath"

	"github.com/aerolith/aerolith/bench/store"
)

// load fills the database with the keys that pick chooses.
func load(pick func(data) keys) func(env) (int, error) {
	return func(e env) (int, error) { return inBatches(e, pick(e.data), batch, putOne) }
}

// putOne stores the value of the i-th write under a key.
func putOne(e env, w store.Writer, i int, key []byte) error { return w.Put(key, e.value(i)) }

// deleteOne removes a key.
func deleteOne(_ env, w store.Writer, _ int, key []byte) error { return w.Delete(key) }

// inBatches does one thing to each key, so many in a transaction.
func inBatches(e env, all keys, size int, do func(env, store.Writer, int, []byte) error) (int, error) {
	for done := 0; done < all.len(); done += size {
		end := min(done+size, all.len())
		err := e.Update(func(w store.Writer) error {
			for i := done; i < end; i++ {
				if err := do(e, w, i, all.at(i)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return 0, err
		}
	}
	return all.len(), nil
}

// putEach overwrites one key in divisor, each in a transaction of its own.
func putEach(divisor int) func(env) (int, error) {
	return func(e env) (int, error) { return inBatches(e, e.shuffled.part(0, e.shuffled.len()/divisor), 1, putOne) }
}

// deletes removes one key in divisor in random order in large transactions.
func deletes(divisor int) func(env) (int, error) {
	return func(e env) (int, error) {
		return inBatches(e, e.shuffled.part(0, e.shuffled.len()/divisor), batch, deleteOne)
	}
}

// durablePuts overwrites keys from several goroutines, each put in a transaction that waits for the disk.
func durablePuts(goroutines int) func(env) (int, error) {
	return func(e env) (int, error) {
		each := min(e.durable*min(goroutines, 8), e.shuffled.len()) / goroutines
		return parallel(goroutines, func(g int) (int, error) {
			return inBatches(e, e.shuffled.part(g*each, (g+1)*each), 1, putOne)
		})
	}
}

// durableBatches overwrites random keys in 50 transactions of 1,000 that wait for the disk.
func durableBatches(e env) (int, error) {
	const transactions, size = 50, 1000
	return inBatches(e, e.shuffled.part(0, min(transactions*size, e.shuffled.len())), size, putOne)
}

// Sizes of the workloads with large values.
const (
	largeSize  = 100_000
	largeCount = 1000
	largeBatch = 10
	largeReads = 200
)

// largeKeys are the keys of large values.
func largeKeys() keys {
	k := keys{size: 8}
	for i := range uint64(largeCount) {
		k.joined = binary.BigEndian.AppendUint64(k.joined, i*0x9E3779B97F4A7C15)
	}
	return k
}

// largePuts stores large values.
func largePuts(e env) (int, error) {
	return inBatches(e, largeKeys(), largeBatch, func(e env, w store.Writer, i int, key []byte) error {
		return w.Put(key, e.part(i*1009, largeSize))
	})
}

// largeGets reads large values, one transaction each, many times.
func largeGets(e env) (int, error) {
	all := largeKeys()
	for range largeReads {
		for i := range all.len() {
			if err := getAll(e, all.part(i, i+1)); err != nil {
				return 0, err
			}
		}
	}
	return largeReads * all.len(), nil
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
