package wal

import (
	"errors"
	"io"
	"math"
	"slices"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// gapped makes a log of which nothing is needed before the position that it returns, and removes segments in the middle: what a power failure left of a log
// whose segments were given up in no order.
func gapped(t *testing.T, files *memfs.FS, missing ...uint64) (from Position) {
	t.Helper()
	o := testOptions(files, "/wal")
	l, err := Create(o)
	if err != nil {
		t.Fatal(err)
	}
	for tx := range ids.TxID(24) {
		mustAppend(t, l, tx+1, payloadOf(tx, 1500))
	}
	mustSync(t, l)
	from = l.Position()
	mustClose(t, l)
	for _, sequence := range missing {
		if err := files.Remove(o.path(segment.Live, sequence)); err != nil {
			t.Fatal(err)
		}
	}
	return from
}

// TestReleaseBehindAGap opens logs with segments missing in front of the checkpoint, with and without an archive that has them, and releases all
// before it: what can be archived is, from behind the last gap on, the rest goes, and the gap is told. It used to fail for ever.
func TestReleaseBehindAGap(t *testing.T) {
	for name, c := range map[string]struct {
		missing, archived []uint64
		gap               Gap
		first             uint64
	}{
		"none":               {nil, nil, Gap{}, 1},
		"the oldest":         {[]uint64{1, 2}, nil, Gap{}, 3},
		"one":                {[]uint64{4}, nil, Gap{Missing: 4, Next: 5, Segments: 3}, 5},
		"two gaps":           {[]uint64{2, 4, 5}, nil, Gap{Missing: 5, Next: 6, Segments: 2}, 6},
		"in the archive":     {[]uint64{4}, []uint64{4}, Gap{}, 1},
		"behind the archive": {[]uint64{1, 2, 3}, []uint64{1, 2}, Gap{Missing: 3, Next: 4}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			files := memfs.New(memfs.Options{})
			if err := files.Mkdir("/archive", 0o700); err != nil {
				t.Fatal(err)
			}
			from := gapped(t, files)
			o := testOptions(files, "/wal")
			o.Archive = "/archive"
			for _, sequence := range c.archived {
				l := &Log{opts: o}
				if err := l.keep(sequence); err != nil {
					t.Fatal(err)
				}
			}
			for _, sequence := range c.missing {
				if err := files.Remove(o.path(segment.Live, sequence)); err != nil {
					t.Fatal(err)
				}
			}
			l, _, _ := mustRecover(t, o, from)
			if got := l.Gap(); got != c.gap {
				t.Errorf("gap %+v, want %+v", got, c.gap)
			}
			if err := l.Release(l.Position().LSN); err != nil {
				t.Fatal(err)
			}
			known, err := sequences(&o)
			if err != nil || known[0] != c.first {
				t.Errorf("the log is kept from %v on, %v; want from %d", known, err, c.first)
			}
			told := c.gap.Next != 0 && c.first < c.gap.Next // to a reader that begins before the gap
			if err := readKept(o); told != errors.As(err, new(*CorruptionError)) || told == errors.Is(err, io.EOF) {
				t.Errorf("reading what is kept: %v", err)
			}
		})
	}
}

// readKept reads all that is kept, up to io.EOF at its end.
func readKept(o Options) error {
	r, err := NewReader(o, Position{}, 0)
	if err != nil {
		return err
	}
	defer r.Close()
	for err == nil {
		_, err = r.Next(math.MaxInt64)
	}
	return err
}

// TestSegmentsBeforeAGapAreNotHeld gives up what lies in front of a gap although more log is to be kept: nobody could read on from it.
func TestSegmentsBeforeAGapAreNotHeld(t *testing.T) {
	files := memfs.New(memfs.Options{})
	from := gapped(t, files, 4)
	o := testOptions(files, "/wal")
	o.KeepBytes = 1 << 20
	l, _, _ := mustRecover(t, o, from)
	if err := l.Release(l.Position().LSN); err != nil {
		t.Fatal(err)
	}
	known, err := sequences(&o)
	if err != nil || known[0] != 5 || !slices.IsSorted(known) {
		t.Errorf("kept %v, %v; want all from 5 on", known, err)
	}
}
