package wal

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// namesRecord is the size of the records of these tests: a few fill a segment.
const namesRecord = 900

// TestNamesHoldTheirSegments loses the power after each operation of a log whose segments are released and reused, and after each of
// a log that a killed process left in the middle of that: under the name of a segment there is that segment, never what
// a released file was used for since. Whoever reads the log from its oldest segment, or archives it, depends on that.
func TestNamesHoldTheirSegments(t *testing.T) {
	files := memfs.New(memfs.Options{CrashImages: true})
	n := namesWatch(t, files, "the first process")
	operations, _ := reuse(t, files, -1)
	if *n == 0 {
		t.Fatal("nothing was looked at")
	}
	recovered := 0
	for kill := 1; kill < operations; kill++ {
		files := memfs.New(memfs.Options{CrashImages: true})
		_, from := reuse(t, files, kill)
		namesWatch(t, files, fmt.Sprintf("the process after one that was killed at operation %d", kill))
		l, _, err := Recover(testOptions(files, "/wal"), from, func(Record) error { return nil })
		files.OnOp(nil)
		if err != nil {
			continue // it was killed before there was a log
		}
		recovered++
		mustClose(t, l)
	}
	if recovered < operations/2 {
		t.Errorf("only %d of %d processes recovered a log", recovered, operations)
	}
}

// namesWatch takes images after each operation and looks at the names in them. It returns how many it has looked at so far.
func namesWatch(t *testing.T, files *memfs.FS, who string) *int {
	t.Helper()
	looked := new(int)
	files.OnOp(func(n int, op memfs.Op) {
		for _, kind := range []memfs.Kind{memfs.OnlySynced, memfs.Everything, memfs.StaleLength} {
			image, err := files.CrashImage(kind, nil)
			if err != nil {
				t.Error(err)
				return
			}
			*looked++
			if err := namesAgree(image); err != nil {
				t.Errorf("%s, operation %d (%v), image %v: %v", who, n, op, kind, err)
			}
		}
	})
	return looked
}

// namesAgree returns an error unless each segment of a log, if there is one, is the one that its name says.
func namesAgree(files vfs.FS) error {
	o := testOptions(files, "/wal")
	f, err := readFolder(&o)
	if err != nil {
		return nil // no log yet
	}
	for _, sequence := range f.live {
		if _, err := readHead(&o, sequence); err != nil {
			return err
		}
	}
	return nil
}

// errProcessEnded is what a killed process sees of its files.
var errProcessEnded = errors.New("the process was killed")

// reuse fills segments, releases and reuses them, until it is done or the process is killed after its n-th operation. It returns how
// many operations it were, and the last position that it has released the log up to.
func reuse(t *testing.T, files *memfs.FS, kill int) (operations int, from Position) {
	t.Helper()
	before := files.Ops()
	front := newHookFS(files)
	front.set(func(call) error {
		if kill >= 0 && files.Ops()-before >= kill {
			return errProcessEnded
		}
		return nil
	})
	o := testOptions(front, "/wal")
	o.Spare = 1
	from = Position{Segment: firstSegment, Chain: segment.Origin(testIdentity)}
	l, err := Create(o)
	if err == nil {
		err = reuseOf(l, &from)
		if closeErr := l.Close(); err == nil {
			err = closeErr
		}
	}
	if err != nil && !errors.Is(err, errProcessEnded) {
		t.Error(err)
	}
	return files.Ops() - before, from
}

// reuseOf writes records and gives up what lies before the last one, now and then; from is the position of that.
func reuseOf(l *Log, from *Position) error {
	for tx := range ids.TxID(24) {
		if err := l.Reserve(namesRecord); err != nil {
			return err
		}
		if _, err := l.Append(Record{Tx: tx + 1, Payload: payloadOf(tx, namesRecord)}); err != nil {
			return err
		}
		if err := l.Sync(context.Background()); err != nil {
			return err
		}
		if tx%8 == 7 {
			*from = l.Position()
			if err := l.Release(from.LSN); err != nil {
				return err
			}
		}
	}
	return nil
}
