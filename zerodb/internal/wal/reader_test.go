package wal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// archiveWorld returns a world whose released segments go to an archive.
func archiveWorld(t *testing.T, seed uint64) *world {
	t.Helper()
	w := emptyWorld(seed)
	w.archive = "/archive"
	if err := errors.Join(w.fs.Mkdir("/archive", 0o700), w.fs.SyncDir("/"), w.create()); err != nil {
		t.Fatal(err)
	}
	return w
}

// follower reads a world's log as it grows.
type follower struct {
	reader *Reader
	at     Position
	epoch  uint64
	seen   int
}

// follow reads what is durable and compares it with the truth.
func (f *follower) follow(w *world) error {
	for {
		r, err := f.reader.Next(w.log.Durable())
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if f.seen >= len(w.truth) {
			return fmt.Errorf("record %d was never written", f.seen)
		}
		if want := w.truth[f.seen]; r.Tx != want.Tx || !bytes.Equal(r.Payload, want.Payload) {
			return fmt.Errorf("record %d is of transaction %d, want %d", f.seen, r.Tx, want.Tx)
		}
		f.seen++
		f.at, f.epoch = f.reader.Position()
	}
}

// resume makes a new reader where the last one stood.
func (f *follower) resume(w *world) (err error) {
	if f.reader != nil {
		f.reader.Close()
	}
	f.reader, err = NewReader(w.options(), f.at, f.epoch)
	return err
}

// TestReaderFollows makes sure that a reader gets every durable record exactly once and in order, through changes of segment,
// recycling, reopening and power failures, also one in the middle of archiving, and that one that begins at the oldest record
// gets all of history. It works on random logs.
func TestReaderFollows(t *testing.T) {
	for seed := range uint64(12) {
		w := archiveWorld(t, seed)
		f := &follower{}
		for step := range 250 {
			if err := act(w); err != nil {
				t.Fatalf("seed %d, step %d: %v", seed, step, err)
			}
			if f.reader == nil || w.random.IntN(10) == 0 || w.fs != f.reader.opts.FS {
				if err := f.resume(w); err != nil {
					t.Fatalf("seed %d, step %d: resume: %v", seed, step, err)
				}
			}
			if err := f.follow(w); err != nil {
				t.Fatalf("seed %d, step %d: %v", seed, step, err)
			}
		}
		all := &follower{}
		if err := errors.Join(w.log.Sync(context.Background()), all.resume(w), all.follow(w)); err != nil || all.seen != len(w.truth) {
			t.Fatalf("seed %d: %d of %d records: %v", seed, all.seen, len(w.truth), err)
		}
		all.reader.Close()
		if at, epoch, err := Locate(w.options(), all.at.LSN); err != nil || at != all.at || epoch != all.epoch {
			t.Errorf("seed %d: located %+v of life %d, want %+v of %d: %v", seed, at, epoch, all.at, all.epoch, err)
		}
		f.reader.Close()
		if err := w.log.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// act does something to the log. A follower has read what was durable before, so a power failure takes nothing that it saw.
func act(w *world) error {
	switch n := w.random.IntN(20); {
	case n < 12:
		return w.append()
	case n < 15:
		return w.log.Sync(context.Background())
	case n < 17:
		return w.mark()
	case n < 18:
		return w.reopen()
	case n < 19:
		return w.crashInMark()
	default:
		return w.crash()
	}
}

// crashInMark lets the power fail at a random step of releasing and archiving.
func (w *world) crashInMark() error {
	if err := w.log.Sync(context.Background()); err != nil {
		return err
	}
	left := w.random.IntN(12)
	var image *memfs.FS
	var failed error
	kinds := memfs.Kinds()
	w.fs.OnOp(func(int, memfs.Op) {
		if left == 0 && image == nil {
			image, failed = w.fs.CrashImage(kinds[w.random.IntN(len(kinds))], w.random)
		}
		left--
	})
	err := w.mark()
	w.fs.OnOp(nil)
	if err != nil || failed != nil || image == nil {
		return errors.Join(err, failed)
	}
	if err := w.log.Close(); err != nil {
		return err
	}
	w.fs, w.front = image, image
	return w.recover(w.acked)
}

// TestReaderAtTheEnd makes sure that a reader of a log that nobody writes stops at its end, and takes damage before it for damage.
func TestReaderAtTheEnd(t *testing.T) {
	fs := memfs.New(memfs.Options{})
	l := mustCreate(t, testOptions(fs, "/wal"))
	for tx := range ids.TxID(20) {
		mustAppend(t, l, tx+1, bytes.Repeat([]byte{byte(tx)}, 900))
	}
	mustSync(t, l)
	mustAppend(t, l, 21, nil)
	count := func() (n int, err error) {
		r, err := NewReader(testOptions(fs, "/wal"), Position{}, 0)
		if err != nil {
			return 0, err
		}
		defer r.Close()
		for {
			if _, err = r.Next(math.MaxInt64); err != nil {
				return n, err
			}
			n++
		}
	}
	if n, err := count(); n != 21 || !errors.Is(err, io.EOF) {
		t.Fatalf("%d records, %v", n, err)
	}
	file, err := fs.Open("/wal/" + segment.Name(segment.Live, l.Position().Segment))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteAt([]byte("damage"), segment.HeaderSize+60); err != nil {
		t.Fatal(err)
	}
	n, err := count()
	if !errors.As(err, new(*CorruptionError)) || n >= 21 {
		t.Errorf("%d records, %v", n, err)
	}
}

// TestReaderRefusesPositions makes sure that positions that are not of this log, or not kept any more, are told apart.
func TestReaderRefusesPositions(t *testing.T) {
	w := emptyWorld(1)
	if err := w.create(); err != nil {
		t.Fatal(err)
	}
	defer func() { mustClose(t, w.log) }()
	start, epoch := w.log.Position(), w.log.Epoch()
	for range 30 {
		if err := w.append(); err != nil {
			t.Fatal(err)
		}
	}
	for what, c := range map[string]struct {
		at    Position
		epoch uint64
		want  error
	}{
		"epoch":  {start, epoch + 1, ErrForeign},
		"chain":  {Position{LSN: start.LSN, Segment: start.Segment, Chain: start.Chain + 1}, epoch, ErrForeign},
		"offset": {Position{LSN: start.LSN + 1, Segment: start.Segment, Chain: start.Chain}, epoch, ErrForeign},
		"future": {Position{LSN: start.LSN, Segment: 999, Chain: start.Chain}, epoch, ErrGone},
	} {
		if _, err := NewReader(w.options(), c.at, c.epoch); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", what, err, c.want)
		}
	}
	if err := w.mark(); err != nil {
		t.Fatal(err)
	}
	if _, err := NewReader(w.options(), start, epoch); !errors.Is(err, ErrGone) {
		t.Errorf("released: %v", err)
	}
}

// TestHolds makes sure that a hold and KeepBytes keep segments, and that a hold breaks at its limit.
func TestHolds(t *testing.T) {
	fs := memfs.New(memfs.Options{})
	o := testOptions(fs, "/wal")
	o.HoldBytes, o.KeepBytes = 64<<10, 8<<10
	l := mustCreate(t, o)
	fill := func(count int) {
		for range count {
			mustAppend(t, l, 1, make([]byte, 1000))
		}
		mustSync(t, l)
		if err := l.Release(l.Written()); err != nil {
			t.Fatal(err)
		}
	}
	oldest := func() ids.LSN {
		folder, err := List(o)
		if err != nil {
			t.Fatal(err)
		}
		head, err := readHead(&o, folder.Segments[0])
		if err != nil {
			t.Fatal(err)
		}
		return head.First
	}
	hold := l.Hold(l.Written())
	fill(40)
	if oldest() != 0 || hold.Broken() {
		t.Errorf("held log begins at %d, broken %v", oldest(), hold.Broken())
	}
	hold.Move(20 << 10)
	fill(1)
	if from := oldest(); from == 0 || from > 20<<10 {
		t.Errorf("after moving the hold the log begins at %d", from)
	}
	fill(100)
	if from := oldest(); !hold.Broken() || from > l.Written()-8<<10 || from < l.Written()-20<<10 {
		t.Errorf("broken %v, log of %d begins at %d", hold.Broken(), l.Written(), from)
	}
	hold.Release()
	if len(l.holds) != 0 {
		t.Error("hold is still listed")
	}
}
