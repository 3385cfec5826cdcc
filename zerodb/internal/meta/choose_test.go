package meta

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// at returns the sample of another transaction.
func at(tx ids.TxID) Meta {
	m := sample()
	m.Tx = tx
	return m
}

// damaged returns the page with one byte of its fields changed.
func damaged(b []byte) []byte {
	b = bytes.Clone(b)
	b[offsetHighWater] ^= 1
	return b
}

// TestChoose checks which page counts, and what is said of the other.
func TestChoose(t *testing.T) {
	const older, newer = 0x2000, 0x3000
	cases := map[string]struct {
		first, second []byte
		newest        int
		tx            ids.TxID
		otherDamaged  bool
		otherClaims   ids.TxID
	}{
		"second is newer":       {encode(0, at(older)), encode(1, at(newer)), 1, newer, false, older},
		"first is newer":        {encode(0, at(newer)), encode(1, at(older)), 0, newer, false, older},
		"newer one is damaged":  {encode(0, at(older)), damaged(encode(1, at(newer))), 0, older, true, newer},
		"older one is damaged":  {damaged(encode(0, at(older))), encode(1, at(newer)), 1, newer, true, older},
		"second is zeros":       {encode(0, at(older)), make([]byte, page.MinSize), 0, older, true, 0},
		"file ends after first": {encode(0, at(older)), nil, 0, older, true, 0},
		"just created":          {encode(0, at(older)), encode(1, at(older)), 0, older, false, older},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := Choose(c.first, c.second)
			if err != nil {
				t.Fatal(err)
			}
			if got.Newest != c.newest || got.Current().Tx != c.tx {
				t.Errorf("slot %d, transaction %#x", got.Newest, got.Current().Tx)
			}
			if other := got.Other(); (other.Err != nil) != c.otherDamaged || other.Claimed != c.otherClaims {
				t.Errorf("other: %v, claims %#x", other.Err, other.Claimed)
			}
		})
	}
}

// TestChooseRefuses checks the pairs from which no state may be opened.
func TestChooseRefuses(t *testing.T) {
	future := encode(1, at(0x3000))
	future[offsetVersion]++
	page.Seal(future)
	stranger := at(0x3000)
	stranger.UUID[3]++
	twin := at(0x2000)
	twin.HighWater++
	corrupt := new(*fault.CorruptionError)
	cases := map[string]struct {
		second      []byte
		target      any
		notDatabase bool
	}{
		"newer release beside older state": {future, new(*VersionError), false},
		"pages of two databases":           {encode(1, stranger), corrupt, false},
		"two states of one transaction":    {encode(1, twin), corrupt, false},
	}
	for name, c := range cases {
		if _, err := Choose(encode(0, at(0x2000)), c.second); !errors.As(err, c.target) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Choose(damaged(encode(0, at(1))), damaged(encode(1, at(2)))); !errors.As(err, corrupt) || errors.Is(err, ErrNotDatabase) {
		t.Errorf("two damaged pages: %v", err)
	}
	if _, err := Choose(make([]byte, page.MinSize), []byte("short")); !errors.Is(err, ErrNotDatabase) {
		t.Errorf("foreign file: %v", err)
	}
}

// TestRead finds the pages in files of every page size, whole, cut, and with either page destroyed.
func TestRead(t *testing.T) {
	for size := page.MinSize; size <= page.MaxSize; size *= 2 {
		first, second := at(0x3001), at(0x3002)
		first.PageSize, second.PageSize = size, size
		file := append(encode(0, first), encode(1, second)...)
		rubbish := bytes.Repeat([]byte{0xee}, size)
		cases := map[string]struct {
			file []byte
			tx   ids.TxID
		}{
			"whole":            {file, 0x3002},
			"and more":         {append(bytes.Clone(file), rubbish...), 0x3002},
			"first destroyed":  {append(bytes.Clone(rubbish), file[size:]...), 0x3002},
			"second destroyed": {append(bytes.Clone(file[:size]), rubbish...), 0x3001},
			"cut":              {file[:2*size-1], 0x3001},
		}
		for name, c := range cases {
			got, err := Read(bytes.NewReader(c.file))
			if err != nil || got.Current().Tx != c.tx || got.Current().PageSize != size {
				t.Errorf("%s, size %d: %+v, %v", name, size, got.Current(), err)
			}
		}
	}
	for _, file := range [][]byte{nil, []byte("x"), make([]byte, 300_000), bytes.Repeat([]byte{7}, 5000)} {
		if _, err := Read(bytes.NewReader(file)); !errors.Is(err, ErrNotDatabase) {
			t.Errorf("file of %d bytes: %v", len(file), err)
		}
	}
}

// brokenFile fails every read.
type brokenFile struct{}

// errBroken is what brokenFile says.
var errBroken = errors.New("broken")

// ReadAt fails.
func (brokenFile) ReadAt([]byte, int64) (int, error) { return 0, errBroken }

// TestReadPassesErrorsOn checks that a failing disk is not taken for a damaged file.
func TestReadPassesErrorsOn(t *testing.T) {
	if _, err := Read(io.ReaderAt(brokenFile{})); !errors.Is(err, errBroken) || errors.Is(err, ErrNotDatabase) {
		t.Fatalf("got %v", err)
	}
}
