package wal

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// crashSeeds returns the seeds of the crash tests: AEROLITH_WAL_SEED alone if it is set, else a few fixed ones;
// AEROLITH_WAL_ROUNDS asks for that many from there on.
func crashSeeds(t *testing.T) []uint64 {
	t.Helper()
	first, count := envNumber(t, "AEROLITH_WAL_SEED", 1), envNumber(t, "AEROLITH_WAL_ROUNDS", 2)
	var seeds []uint64
	for i := range count {
		seeds = append(seeds, first+i)
	}
	return seeds
}

// envNumber reads a number from the environment.
func envNumber(t *testing.T, name string, fallback uint64) uint64 {
	t.Helper()
	text, ok := os.LookupEnv(name)
	if !ok {
		return fallback
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// TestCrashAtEveryOperation runs random workloads of appends, waits, checkpoints, reopenings and power failures.
// After every single operation on the file system it takes crash images of each kind and recovers them: each must
// hold a prefix of what was written that contains everything acknowledged, and must be writable again. For a
// sample of the images, recovery itself is crashed after each of its operations in the same way.
func TestCrashAtEveryOperation(t *testing.T) {
	for _, seed := range crashSeeds(t) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			w := emptyWorld(seed)
			if err := w.create(); err != nil {
				t.Fatal(err)
			}
			i := &inspector{world: w, random: rand.New(rand.NewPCG(seed, 99))}
			for step := range 60 {
				i.watch()
				if err := w.step(); err != nil || i.err != nil {
					t.Fatalf("seed %d, step %d: %v, %v", seed, step, err, i.err)
				}
			}
			t.Logf("%d images, %d of them of recoveries, %d records kept", i.images, i.nested, len(w.truth))
			if i.images == 0 || i.nested == 0 {
				t.Fatal("nothing was crashed")
			}
		})
	}
}

// step does one random thing.
func (w *world) step() error {
	switch n := w.random.IntN(20); {
	case n < 12:
		return w.append()
	case n < 15:
		return w.log.Sync(context.Background())
	case n < 17:
		return w.mark()
	case n < 19:
		return w.reopen()
	default:
		return w.crash()
	}
}

// inspector crashes a world after each of its operations.
type inspector struct {
	world  *world
	random *rand.Rand
	images int
	nested int
	err    error
}

// nestOneIn is how many images there are for each whose recovery is crashed as well.
const nestOneIn = 40

// watch makes the inspector look at every operation on the world's present file system.
func (i *inspector) watch() {
	i.world.fs.OnOp(func(n int, op memfs.Op) {
		for _, kind := range memfs.Kinds() {
			if i.err == nil {
				i.err = i.inspect(kind)
				if i.err != nil {
					i.err = fmt.Errorf("after operation %d, %v, with %v: %w", n, op, kind, i.err)
				}
			}
		}
	})
}

// inspect takes one image, possibly crashes its recovery, and checks it.
func (i *inspector) inspect(kind memfs.Kind) error {
	image, err := i.world.fs.CrashImage(kind, i.random)
	if err != nil {
		return err
	}
	i.images++
	if i.random.IntN(nestOneIn) == 0 {
		err = i.crashRecovery(image)
	}
	if err == nil {
		_, err = i.check(image, i.world.acked)
	}
	return err
}

// crashRecovery recovers an image and crashes it after each operation; what is left must be recoverable. It works
// on a copy, which it takes as an image that keeps everything.
func (i *inspector) crashRecovery(image *memfs.FS) error {
	work, err := image.CrashImage(memfs.Everything, i.random)
	if err != nil {
		return err
	}
	return i.crashRecoveryOn(work)
}

// crashRecoveryOn recovers the log on a file system, as a new process would, and takes images of each kind after
// each operation, which must all be recoverable.
func (i *inspector) crashRecoveryOn(work *memfs.FS) error {
	var failure error
	work.OnOp(func(n int, op memfs.Op) {
		for _, kind := range memfs.Kinds() {
			if failure != nil {
				return
			}
			i.nested++
			again, err := work.CrashImage(kind, i.random)
			if err == nil {
				_, err = i.check(again, i.world.acked)
			}
			if err != nil {
				failure = fmt.Errorf("recovery crashed at %d, %v, with %v: %w", n, op, kind, err)
			}
		}
	})
	log, _, err := Recover(worldOptions(work), i.world.checkpoint.position, func(Record) error { return nil })
	work.OnOp(nil)
	if err != nil {
		return err
	}
	return errors.Join(failure, log.Close())
}

// check recovers an image, compares it with the truth, writes one more record durably, and recovers what a second
// power failure leaves of it, which must be the same and that record. It returns how many records there were. A full
// disk may stop the first recovery; it must work when there is room.
func (i *inspector) check(image *memfs.FS, atLeast int) (int, error) {
	count, err := i.checkOnce(image, atLeast, nil)
	image.SetQuota(0)
	if isNoSpace(err) {
		count, err = i.checkOnce(image, atLeast, nil)
	}
	if err != nil {
		return 0, err
	}
	extra := Record{Type: 255, Tx: 1 << 40, Payload: []byte("written after the crash")}
	if _, err = i.checkOnce(image, count, &extra); err != nil {
		return 0, fmt.Errorf("second recovery: %w", err)
	}
	left, err := image.CrashImage(memfs.OnlySynced, nil)
	if err != nil {
		return 0, err
	}
	var list []Record
	log, _, err := Recover(worldOptions(left), i.world.checkpoint.position, collect(&list))
	if err != nil {
		return 0, fmt.Errorf("third recovery: %w", err)
	}
	last := len(list) - 1
	if last != count-i.world.checkpoint.count || string(list[last].Payload) != string(extra.Payload) {
		return 0, fmt.Errorf("third recovery: %d records, want %d and a new one", last+1, count)
	}
	return count, log.Close()
}

// checkOnce recovers an image, compares it with the truth and appends a record durably unless it is nil.
func (i *inspector) checkOnce(image *memfs.FS, atLeast int, extra *Record) (int, error) {
	var list []Record
	log, _, err := Recover(worldOptions(image), i.world.checkpoint.position, collect(&list))
	if err != nil {
		return 0, err
	}
	count, err := i.world.match(list, atLeast)
	if err == nil && extra != nil {
		err = log.Reserve(int64(len(extra.Payload)))
		if err == nil {
			_, err = log.Append(*extra)
		}
		if err == nil {
			err = log.Sync(context.Background())
		}
	}
	if err != nil {
		return 0, err
	}
	return count, log.Close()
}
