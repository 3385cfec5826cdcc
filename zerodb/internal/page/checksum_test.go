package page

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// wantFault fails the test unless err is a CorruptionError of the kind for the page.
func wantFault(t *testing.T, err error, page ids.PageID, kind fault.Kind) {
	t.Helper()
	var got *fault.CorruptionError
	if !errors.As(err, &got) || got.Kind != kind || got.Page != page {
		t.Errorf("got %v, want page %d, kind %q", err, page, kind)
	}
}

// TestChecksumFindsEveryBit flips each bit of a sealed page and expects each to be noticed, as well as the page being
// read in another's place.
func TestChecksumFindsEveryBit(t *testing.T) {
	n := sampleLeaf()
	Seal(n)
	if err := VerifyChecksum(n, testRef.ID); err != nil {
		t.Fatal(err)
	}
	for i := range len(n) * 8 {
		n[i/8] ^= 1 << (i % 8)
		if VerifyChecksum(n, testRef.ID) == nil {
			t.Fatalf("bit %d flipped unnoticed", i)
		}
		n[i/8] ^= 1 << (i % 8)
	}
	wantFault(t, VerifyChecksum(n, testRef.ID+1), testRef.ID+1, fault.Checksum)
	wantFault(t, VerifyChecksum(n, testRef.ID+1<<40), testRef.ID+1<<40, fault.Checksum)
	wantFault(t, VerifyChecksum(n[:8], testRef.ID), testRef.ID, fault.Size)
}

// TestRunRoundTrip seals runs of several lengths and reads them back.
func TestRunRoundTrip(t *testing.T) {
	for _, size := range []int{0, 1, MinSize - HeaderSize, MinSize - HeaderSize + 1, 3 * MinSize} {
		value := bytes.Repeat([]byte{0xa5}, size)
		run := sealedRun(value)
		if len(run) != int(RunPages(MinSize, uint64(size)))*MinSize {
			t.Errorf("%d bytes: the run has %d", size, len(run))
		}
		if err := ValidateRun(run, testRef, uint64(size)); err != nil {
			t.Errorf("%d bytes: %v", size, err)
		}
		if err := VerifyRunChecksum(run, testRef.ID); err != nil {
			t.Errorf("%d bytes: %v", size, err)
		}
		if !bytes.Equal(RunValue(run), value) {
			t.Errorf("%d bytes: value differs", size)
		}
	}
}

// sealedRun returns the pages of a run.
func sealedRun(value []byte) []byte {
	run := make([]byte, int(RunPages(MinSize, uint64(len(value))))*MinSize)
	SealRun(run, testRef, value)
	copy(run[HeaderSize:], value)
	return run
}

// TestRunDamage changes a run in one place each and expects the fault by its name.
func TestRunDamage(t *testing.T) {
	good := sealedRun(make([]byte, 5000))
	for _, c := range []struct {
		name   string
		damage func([]byte)
		want   fault.Kind
	}{
		{"kind", func(b []byte) { b[offsetKind] = byte(KindLeaf) }, fault.PageKind},
		{"flags", func(b []byte) { b[offsetFlags] = 2 }, fault.Flags},
		{"count", func(b []byte) { b[offsetCount] = 2 }, fault.Count},
		{"number", func(b []byte) { b[offsetNumber+6]++ }, fault.PageNumber},
		{"birth", func(b []byte) { b[offsetBirth]++ }, fault.Birth},
		{"length", func(b []byte) { b[offsetLength]++ }, fault.ValueSize},
		{"first byte", func(b []byte) { b[HeaderSize]++ }, fault.Checksum},
		{"last byte", func(b []byte) { b[HeaderSize+4999]++ }, fault.Checksum},
	} {
		b := slices.Clone(good)
		c.damage(b)
		err := ValidateRun(b, testRef, 5000)
		if err == nil {
			err = VerifyRunChecksum(b, testRef.ID)
		}
		t.Run(c.name, func(t *testing.T) { wantFault(t, err, testRef.ID, c.want) })
	}
	wantFault(t, ValidateRun(good[:5000], testRef, 5000), testRef.ID, fault.Size)
	wantFault(t, ValidateRun(good, testRef, MaxValueSize+1), testRef.ID, fault.ValueSize)
}
