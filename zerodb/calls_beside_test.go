package zerodb

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// Goal: all public calls of a database may run beside each other, with any options, beside failures of the file system, and beside Close: nobody waits for ever, panics or reads what is not so, and nothing is left
// behind by a closed database. Method: goroutines make random calls until the database is closed. All entries of a table bear one number, which each writer raises by one; a reader that sees two numbers, or one
// below what was acknowledged before it began, fails. Then the database is opened again, and has at least what was acknowledged.

// beside is a database on which everything is called at once.
type beside struct {
	t     *testing.T
	seed  uint64
	db    *DB
	opts  Options
	disk  *memfs.FS
	files *faultfs.FS
	// faulty says that calls of the file system have failed in this life, or may have.
	faulty atomic.Bool
	// acked is the greatest number that was acknowledged, tried the greatest that a writer has tried to commit.
	acked, tried atomic.Uint64
	// over ends the life.
	over atomic.Bool
	// mu guards err, the first error.
	mu  sync.Mutex
	err error
	// calls counts what was done, by name; refused what failed.
	calls, refused sync.Map
}

// besideCells is the number of entries that bear one number.
const besideCells = 60

// fail notes the first error and ends the life.
func (b *beside) fail(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err == nil {
		b.err = err
	}
	b.over.Store(true)
}

// TestCallsBesideEachOther runs some seeds, or those that the environment names.
func TestCallsBesideEachOther(t *testing.T) {
	from, to := uint64(1), uint64(3)
	if first, last, ok := strings.Cut(os.Getenv(seedsVariable), "-"); ok {
		var err error
		from, err = strconv.ParseUint(first, 10, 64)
		must(t, err)
		to, err = strconv.ParseUint(last, 10, 64)
		must(t, err)
	}
	for seed := from; seed <= to; seed++ {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) { runBeside(t, seed) })
	}
}

// runBeside makes the lives of a seed.
func runBeside(t *testing.T, seed uint64) {
	random := rand.New(rand.NewPCG(seed, 99))
	b := &beside{t: t, seed: seed, disk: memfs.New(memfs.Options{CrashImages: true})}
	pageSize, archive := oneOf(random, 4096, 4096, 8192), oneOf(random, "", "", "archive")
	before := runtime.NumGoroutine()
	for life := range 3 {
		b.files = faultfs.New(b.disk)
		b.opts = besideOptions(random, b.files, pageSize)
		b.opts.ArchivePath = archive
		b.over.Store(false)
		b.faulty.Store(false)
		var err error
		b.db, err = Open("db", b.opts)
		must(t, err)
		must(t, b.look(b.db.View, b.acked.Load()))
		b.live(random, life)
		if b.err != nil {
			t.Fatalf("life %d, %s: %v", life, b.describe(), b.err)
		}
		b.wantNothingLeft(before)
	}
	b.files.Heal()
	b.opts = smallOptions(b.files)
	b.opts.PageSize, b.opts.ArchivePath = pageSize, archive
	db := openTest(t, "db", b.opts)
	must(t, b.look(db.View, b.acked.Load()))
	wantSound(t, db)
	var text []string
	b.calls.Range(func(name, count any) bool {
		failed, _ := b.refused.LoadOrStore(name, new(atomic.Int64))
		text = append(text, fmt.Sprintf("%s %d/%d", name, failed.(*atomic.Int64).Load(), count.(*atomic.Int64).Load()))
		return true
	})
	t.Logf("acknowledged %d, refused of all: %s", b.acked.Load(), strings.Join(text, ", "))
}

// describe names the options of this life.
func (b *beside) describe() string {
	o := b.opts
	return fmt.Sprintf("seed %d: durability %d, unwritten %d, dirty %d, tx %d, pending %d, readers %d, age %v %d, log %d/%d, hold %d, held %d%%, archive %q, faulty %v", b.seed, o.Durability, o.MaxUnwrittenBytes,
		o.MaxDirtyPages, o.MaxTxBytes, o.MaxPendingCommits, o.MaxReaders, o.MaxReaderAge, o.OldReaders, o.LogSegmentSize, o.CheckpointLogBytes, o.LogHoldBytes, o.CheckpointHeldPercent, o.ArchivePath, b.faulty.Load())
}

// besideOptions are random options with small limits.
func besideOptions(r *rand.Rand, files vfs.FS, pageSize int) Options {
	o := smallOptions(files)
	o.PageSize, o.MaxKeySize, o.MaxValueSize = pageSize, 900, 64*kibibyte
	o.Durability, o.SyncInterval = oneOf(r, DurabilityAlways, DurabilityAlways, DurabilityInterval, DurabilityNone), time.Duration(1+r.IntN(20))*time.Millisecond
	o.Checksums, o.Access = oneOf(r, ChecksumOnce, ChecksumAlways, ChecksumOff), oneOf(r, AccessDirect, AccessCopy, AccessPoisoned)
	o.CheckpointInterval = oneOf(r, -1, time.Millisecond, 20*time.Millisecond)
	o.CheckpointLogBytes = oneOf(r, 64*kibibyte, 256*kibibyte, int64(gibibyte))
	o.CheckpointHeldPercent = oneOf(r, -1, 0, 1)
	o.LogKeepBytes = oneOf[int64](r, 0, 0, 256*kibibyte)
	o.LogHoldBytes = oneOf[int64](r, 64*kibibyte, 0)
	o.MaxTxBytes = oneOf[int64](r, 256*kibibyte, 1*mebibyte, 0)
	o.MaxDirtyPages = oneOf(r, 0, -1, 1+r.IntN(20))
	o.MaxUnwrittenBytes = oneOf(r, 0, -1, int64(pageSize)*int64(1+r.IntN(40)), 0)
	o.MaxReaders = oneOf(r, 0, 0, 1, 3)
	o.CompactFreePercent = oneOf(r, 0, 10)
	o.MaxReaderAge = oneOf(r, 0, time.Nanosecond, time.Millisecond, 20*time.Millisecond)
	o.OldReaders = oneOf(r, EndOldReaders, EndOldReaders, WarnOldReaders)
	o.ReaderCheckInterval = oneOf(r, time.Millisecond, 5*time.Millisecond, time.Second)
	o.MaxReaderProcesses = oneOf(r, 1, 2, 0)
	o.OpenTimeout, o.CloseTimeout = 20*time.Second, 20*time.Second
	o.MaxSavepoints, o.MaxPendingCommits = oneOf(r, 0, 1), oneOf(r, 0, 1, 3)
	o.MaxDatabaseSize = oneOf[int64](r, 0, 0, 4*mebibyte)
	return o
}

// live lets goroutines make random calls for a while, then closes the database beside them.
func (b *beside) live(random *rand.Rand, life int) {
	var all sync.WaitGroup
	withFaults := random.IntN(3) == 0
	length := time.Duration(50+random.IntN(400)) * time.Millisecond
	done := make(chan struct{})
	calls := b.all()
	for i := range 14 {
		r := rand.New(rand.NewPCG(b.seed, uint64(1000*life+i)))
		all.Go(func() {
			for !b.over.Load() {
				c := calls[r.IntN(len(calls))]
				count, _ := b.calls.LoadOrStore(c.name, new(atomic.Int64))
				count.(*atomic.Int64).Add(1)
				err := c.run(r)
				if err != nil {
					count, _ := b.refused.LoadOrStore(c.name, new(atomic.Int64))
					count.(*atomic.Int64).Add(1)
				}
				if !b.expected(err) {
					b.fail(fmt.Errorf("%s: %w", c.name, err))
				}
			}
		})
	}
	if withFaults {
		all.Go(func() { b.breakThings(rand.New(rand.NewPCG(b.seed, uint64(life)))) })
	}
	go func() {
		defer close(done)
		time.Sleep(length)
		if err := b.close(); err != nil {
			b.fail(err)
		}
		b.over.Store(true)
		all.Wait()
	}()
	select {
	case <-done:
	case <-time.After(90 * time.Second):
		stacks := make([]byte, 1<<20)
		b.t.Fatalf("%s: somebody waits for ever:\n%s", b.describe(), stacks[:runtime.Stack(stacks, true)])
	}
}

// close closes the database. Where calls of the file system failed it may say so.
func (b *beside) close() error {
	err := b.db.Close()
	if err != nil && !b.faulty.Load() && !errors.As(err, new(*LimitError)) {
		return fmt.Errorf("close: %w", err)
	}
	return nil
}

// breakThings lets calls of the file system fail now and then.
func (b *beside) breakThings(r *rand.Rand) {
	for !b.over.Load() {
		time.Sleep(time.Duration(r.IntN(60)) * time.Millisecond)
		b.faulty.Store(true)
		rule := faultfs.Rule{
			Op:    oneOf(r, vfs.OpSyncData, vfs.OpWrite, vfs.OpWrite, vfs.OpRename, vfs.OpRemove, vfs.OpSyncDir, vfs.OpCreate, vfs.OpReadDir, vfs.OpStat, vfs.OpLock),
			Name:  oneOf(r, "", "", dataName),
			Fault: oneOf(r, faultfs.IOError, faultfs.NoSpace, faultfs.NoSpace, faultfs.ShortWrite, faultfs.ShortNoSpace), Skip: r.IntN(20), Times: oneOf(r, 1, 1, 5),
		}
		if err := b.files.Inject(rule); err != nil {
			b.fail(err)
		}
		time.Sleep(time.Duration(r.IntN(30)) * time.Millisecond)
		if r.IntN(2) == 0 {
			b.files.Heal()
		}
	}
}

// expected reports whether a call may fail so.
func (b *beside) expected(err error) bool {
	for _, may := range [...]error{nil, ErrClosed, context.Canceled, context.DeadlineExceeded, ErrReaderEnded, ErrCompacting, ErrPositionGone, errUndo} {
		if errors.Is(err, may) {
			return true
		}
	}
	if errors.As(err, new(*LimitError)) {
		return true
	}
	if b.db.closed.Load() && errors.Is(err, ErrLocked) {
		return true
	}
	if !b.faulty.Load() || errors.As(err, new(*CorruptionError)) {
		return false
	}
	for _, may := range [...]error{faultfs.ErrInjected, ErrStopped, ErrNoSpace, ErrCommitUnknown, ErrLocked, ErrNeedsRecovery} {
		if errors.Is(err, may) {
			return true
		}
	}
	return false
}

// wantNothingLeft makes sure that the closed database has left no goroutine, no pin and no lock.
func (b *beside) wantNothingLeft(goroutines int) {
	b.t.Helper()
	for tries := 0; runtime.NumGoroutine() > goroutines+1 && tries < 2000; tries++ {
		time.Sleep(time.Millisecond)
	}
	if n := runtime.NumGoroutine(); n > goroutines+1 {
		stacks := make([]byte, 1<<20)
		b.t.Fatalf("%s: %d goroutines, %d before:\n%s", b.describe(), n, goroutines, stacks[:runtime.Stack(stacks, true)])
	}
	if _, open := b.db.readers.Pins(nil); open > 0 {
		b.t.Fatalf("%s: %d readers are left", b.describe(), open)
	}
	for _, name := range []string{"db/lock", "db/gate", "db/readers/0"} {
		if _, err := b.disk.Stat(name); err != nil {
			continue
		}
		lock, err := b.disk.Lock(name, 0o600)
		if err != nil {
			b.t.Fatalf("%s: %s: %v", b.describe(), name, err)
		}
		must(b.t, lock.Close())
	}
	if len(b.db.writing) > 0 || len(b.db.check.turn) > 0 || len(b.db.check.laying) > 0 {
		b.t.Fatalf("%s: a lock is left", b.describe())
	}
}
