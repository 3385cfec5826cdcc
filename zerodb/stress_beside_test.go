package zerodb

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// stressTasks are what runs beside the writer, each in a goroutine of its own: it does one thing after the other. The first is a visitor, who comes when it is calm too.
func (s *stress) tasks() []func(r *stressReader) error {
	often, atOnce := 6, 1 // after how many transactions one does something, about, and how many times
	if s.eager {
		often, atOnce = 2, 8
	}
	after := func(most int, fn func(r *stressReader) error) func(r *stressReader) error {
		return func(r *stressReader) error {
			s.pace.awaitWriter(1 + r.random.IntN(most))
			return fn(r)
		}
	}
	again := func(fn func(r *stressReader) error) func(r *stressReader) error {
		return func(r *stressReader) (err error) {
			for i := 0; i < atOnce && err == nil && !s.pace.isCalm(); i++ {
				err = fn(r)
			}
			return err
		}
	}
	around := func(r *stressReader) error { return s.around(r.random) }
	return []func(r *stressReader) error{
		s.visit,
		after(1, again((*stressReader).points)),
		after(often, again(func(r *stressReader) error { return oneOf(r.random, r.points, r.renew)() })),
		after(2*often, func(r *stressReader) error { return oneOf(r.random, r.whole, r.stay, r.stay, r.renew)() }),
		after(4*often, (*stressReader).stay),
		after(3*often, func(r *stressReader) error { return s.layOutOrWrite(r.random) }),
		after(8*often, around), after(8*often, around),
	}
}

// visit reads something now and then, whether others do or not.
func (s *stress) visit(r *stressReader) error {
	s.pace.awaitVisit(1 + r.random.IntN(30))
	s.counts.count(stressVisits, 1)
	return oneOf(r.random, r.points, r.points, r.whole)()
}

// layOutOrWrite lays patches out, or writes pages that wait in memory.
func (s *stress) layOutOrWrite(r *rand.Rand) error {
	switch r.IntN(4) {
	case 0:
		s.counts.count(stressLayings, 1)
		return s.db.layOut(context.Background())
	case 1, 2:
		s.counts.count(stressLayings, 1)
		return s.layOutSlowly(r)
	}
	s.counts.count(stressWritings, 1)
	if s.place != stressInMemory && r.IntN(2) == 0 {
		return s.db.drainPages(context.Background())
	}
	return s.db.writeWaiting(context.Background())
}

// layOutSlowly lays patches out as the database does, but lets transactions pass meanwhile. Nothing may hinder it: what lies under them is pinned.
func (s *stress) layOutSlowly(r *rand.Rand) error {
	yields := oneOf(r, 2, 20, 200)
	return s.layOutPinned(func() error { return nil }, func() {
		if s.slow {
			s.pace.awaitWriter(r.IntN(4))
		}
		for range r.IntN(yields) {
			runtime.Gosched()
		}
	})
}

// layOutPinned lists patches, does something first, and something before it lays each of them out: none may fail.
func (s *stress) layOutPinned(first func() error, each func()) error {
	db := s.db
	if err := db.check.laying.lock(context.Background(), "to lay out"); err != nil {
		return err
	}
	defer db.check.laying.unlock()
	patches, err := db.pinPatches(context.Background())
	if err != nil {
		return err
	}
	defer db.check.laid.Store(0)
	if err := first(); err != nil {
		return err
	}
	for i := range patches.Len() {
		each()
		if err := db.layOutOne(patches, i); err != nil {
			return fmt.Errorf("laying out patch %d of %d: %w", i, patches.Len(), err)
		}
	}
	return nil
}

// around does one of the things that happen around a database.
func (s *stress) around(r *rand.Rand) error {
	ctx := context.Background()
	switch n := r.IntN(12); {
	case n < 5:
		s.counts.count(stressCheckpoints, 1)
		return s.db.Checkpoint(ctx)
	case n < 7:
		s.counts.count(stressChecks, 1)
		return s.db.Check(ctx, func(f Finding) error { return fmt.Errorf("the checker found %v", f) })
	case n < 8:
		s.counts.count(stressCompactions, 1)
		_, err := s.db.Compact(ctx, CompactOptions{PagesPerStep: 1 + r.IntN(50)})
		if errors.As(err, new(*LimitError)) { // a step is a transaction like others
			return nil
		}
		return ignore(ErrCompacting, err)
	case n < 9:
		return s.backUp(ctx, r)
	case s.crowded && s.place != stressInMemory:
		return s.otherProcess(r, func() {})
	}
	return nil
}

// backUp takes a backup, and sometimes looks at what it makes.
func (s *stress) backUp(ctx context.Context, r *rand.Rand) error {
	var stream bytes.Buffer
	s.counts.count(stressBackups, 1)
	info, err := s.db.Backup(ctx, &stream, BackupOptions{})
	if err != nil || r.IntN(2) == 0 {
		return err
	}
	s.counts.count(stressRestores, 1)
	opts := smallOptions(memfs.New(memfs.Options{}))
	opts.PageSize, opts.MaxKeySize = s.pageSize, pageKeyMax(s.pageSize)
	if _, err := Restore(ctx, "restored", opts, RestoreOptions{Backup: &stream}); err != nil {
		return err
	}
	db, err := Open("restored", opts)
	if err != nil {
		return err
	}
	if err := db.View(s.versions.of(info.Tx).agrees); err != nil {
		return errors.Join(fmt.Errorf("a backup of transaction %d: %w", info.Tx, err), db.Close())
	}
	return db.Close()
}

// otherProcess opens the database as another process does that reads it, and compares what that sees for some transactions. It tells when it has done so once.
func (s *stress) otherProcess(r *rand.Rand, looked func()) (err error) {
	least := s.versions.least()
	opts := s.opts
	db, err := OpenReadOnly(s.path, opts)
	if err != nil {
		return fmt.Errorf("another process: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	s.counts.count(stressProcesses, 1)
	for range 1 + r.IntN(3) {
		err := db.View(func(tx *Tx) error {
			if tx.ID() < least {
				return fmt.Errorf("another process sees transaction %d, though %d was committed before it came", tx.ID(), least)
			}
			return told(tx, s.versions.of(tx.ID()).agrees(tx))
		})
		if err != nil {
			return fmt.Errorf("another process: %w", err)
		}
		looked()
		s.pace.awaitWriter(r.IntN(3))
	}
	return nil
}

// visitDuring lets another process come while a transaction is open that is about to be committed. What it returns waits until that has looked.
func (s *stress) visitDuring() (wait func()) {
	r, looked := rand.New(rand.NewPCG(s.random.Uint64(), 0)), make(chan struct{})
	var once sync.Once
	look := func() { once.Do(func() { close(looked) }) }
	s.visitors.Go(func() {
		defer look()
		if err := s.otherProcess(r, look); err != nil {
			s.fail(err)
		}
	})
	for memory := s.db.peers.memory; !memory.Joined(); runtime.Gosched() {
		select {
		case <-looked:
			return func() {}
		default:
		}
	}
	return func() { <-looked }
}

// layAcross lists patches, makes some transactions, and lays them out then: what lies under them must still be there. Nobody else is at work.
func (s *stress) layAcross() error {
	return s.layOutPinned(func() error {
		for range s.random.IntN(20) {
			if err := s.transaction(); err != nil {
				return err
			}
		}
		return nil
	}, func() {})
}
