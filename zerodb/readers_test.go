package zerodb

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Goal: old readers are told of, with their age and what they keep, and can be ended without anything changing that they have
// been given. Method: a clock that the test sets, readers here and in another DB, and a writer that rewrites everything.

// testClock is a clock that stands still until it is set.
type testClock struct{ unix atomic.Int64 }

// now reads the clock.
func (c *testClock) now() time.Time { return time.Unix(c.unix.Load(), 0) }

// eventLog gathers events.
type eventLog struct {
	// mu guards list.
	mu   sync.Mutex
	list []Event
}

// Event implements EventListener.
func (l *eventLog) Event(e Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = append(l.list, e)
}

// count returns how many events of a type there were.
func count[T Event](l *eventLog) (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range l.list {
		if _, ok := e.(T); ok {
			n++
		}
	}
	return n
}

// agedOptions are options with a clock, a log of events and an age limit of a minute; only the test looks at readers.
func agedOptions(action OldReaders) (Options, *testClock, *eventLog) {
	opts, clock, events := memOptions(), &testClock{}, &eventLog{}
	clock.unix.Store(1_000_000)
	opts.Now, opts.Events = clock.now, events
	opts.MaxReaderAge, opts.OldReaders, opts.ReaderCheckInterval = time.Minute, action, time.Hour
	return opts, clock, events
}

// TestReadersAreReported parks readers in two processes and checks what is told of them.
func TestReadersAreReported(t *testing.T) {
	opts, clock, events := agedOptions(WarnOldReaders)
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 500)
	foreign := openReader(t, "db", opts)
	for _, reader := range []*DB{db, foreign} {
		tx, err := reader.BeginRead()
		must(t, err)
		defer func() { must(t, tx.Rollback()) }()
	}
	for range 3 {
		put(t, db, "t", 0, 500)
		must(t, db.Checkpoint(t.Context()))
	}
	list, err := db.Readers(t.Context())
	must(t, err)
	clock.unix.Add(90)
	for range 2 {
		list, err = db.Readers(t.Context())
		must(t, err)
	}
	if len(list) != 2 {
		t.Fatalf("readers: %+v", list)
	}
	processes := map[bool]int{}
	for _, r := range list {
		processes[r.Process == 0]++
		if r.Age != 90*time.Second || r.Pages == 0 || r.Tx == 0 || r.Ending {
			t.Errorf("reader: %+v", r)
		}
	}
	if processes[true] != 1 || processes[false] != 1 {
		t.Errorf("readers: %+v", list)
	}
	if n := count[ReaderOld](events); n != 2 {
		t.Errorf("%d warnings", n)
	}
	own, err := foreign.Readers(t.Context())
	must(t, err)
	if len(own) != 1 {
		t.Errorf("the reading process has %+v", own)
	}
	third, err := openReader(t, "db", opts).Readers(t.Context())
	must(t, err)
	if len(third) != 1 || third[0].Process == 0 || third[0].Tx != own[0].Tx {
		t.Errorf("a third process is told of %+v", third)
	}
	wantEntries(t, db, 500)
}

// TestOldReadersEnd ends a reader of this process, one of another, and both. What they were given stays as it was until they are used again, which
// fails; then their pages come back.
func TestOldReadersEnd(t *testing.T) {
	for name, where := range map[string]struct{ here, there bool }{"here": {here: true}, "there": {there: true}, "both": {true, true}} {
		t.Run(name, func(t *testing.T) {
			opts, clock, events := agedOptions(EndOldReaders)
			db := openTest(t, "db", opts)
			put(t, db, "t", 0, 500)
			must(t, db.Checkpoint(t.Context())) // what is read lies in the file
			var readers []*heldReader
			if where.here {
				readers = append(readers, holdAll(t, db))
			}
			if where.there {
				readers = append(readers, holdAll(t, openReader(t, "db", opts)))
			}
			rewriteAll(t, db)
			_, err := db.Readers(t.Context())
			must(t, err)
			clock.unix.Add(61)
			list, err := db.Readers(t.Context())
			must(t, err)
			if len(list) != len(readers) || count[ReaderEnded](events) != len(readers) {
				t.Fatalf("readers: %+v", list)
			}
			for _, r := range list {
				if !r.Ending {
					t.Errorf("reader: %+v", r)
				}
			}
			rewriteAll(t, db)
			for _, h := range readers {
				h.wantEnded(t)
			}
			list, err = db.Readers(t.Context())
			must(t, err)
			if len(list) != 0 {
				t.Errorf("readers that have ended: %+v", list)
			}
			must(t, db.View(func(tx *Tx) error { _, err := tx.Table("t"); return err }))
		})
	}
}

// heldReader is a reader with all that it was given.
type heldReader struct {
	tx     *Tx
	table  *Table
	cursor *Cursor
	slices [][]byte
}

// holdAll opens a reader and keeps the values of the table.
func holdAll(t *testing.T, db *DB) *heldReader {
	t.Helper()
	h := &heldReader{tx: begin(t, db, false)}
	var err error
	h.table, err = h.tx.Table("t")
	must(t, err)
	h.cursor = h.table.Cursor()
	for i := range 500 {
		v, err := h.table.Get(key(i))
		must(t, err)
		h.slices = append(h.slices, v)
	}
	return h
}

// rewriteAll gives all entries other values, again and again, with checkpoints between.
func rewriteAll(t *testing.T, db *DB) {
	t.Helper()
	for round := range 10 {
		must(t, db.Update(func(tx *Tx) error {
			tab, err := tx.Table("t")
			for i := 0; i < 500 && err == nil; i++ {
				err = tab.Put(key(i), value(i+round+1))
			}
			return err
		}))
		must(t, db.Checkpoint(t.Context()))
	}
}

// wantEnded looks at what a reader that was asked to end was given, and uses it, which must fail.
func (h *heldReader) wantEnded(t *testing.T) {
	t.Helper()
	for i, v := range h.slices {
		if string(v) != string(value(i)) {
			t.Fatalf("slice %d of a reader that was asked to end has changed", i)
		}
	}
	if h.cursor.First() {
		t.Error("a cursor goes on")
	}
	wantError(t, h.cursor.Err(), ErrReaderEnded)
	_, err := h.table.Get(key(1))
	wantError(t, err, ErrReaderEnded)
	_, err = h.tx.Table("t")
	wantError(t, err, ErrReaderEnded)
	must(t, h.tx.Rollback())
}
