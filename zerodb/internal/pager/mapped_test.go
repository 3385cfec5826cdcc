package pager

import (
	"bytes"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// overFile returns a pager over a new file.
func overFile(t *testing.T, file vfs.File, err error) *Pager {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	store, err := OpenFileStore(file, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	return New(store, Options{PageSize: pageSize, GrowthStep: pageSize, SizeMax: 1 << 30})
}

// TestReadInMap reads pages of a real file in one piece: as it grows, after it was cut and has grown again, and not beyond what a reader's state
// has. After Close nothing of the map is touched.
func TestReadInMap(t *testing.T) {
	file, err := vfs.OS().Create(filepath.Join(t.TempDir(), "data"), 0o600)
	p := overFile(t, file, err)
	if p.inMap(page.FirstID) != nil {
		t.Error("an empty file has pages")
	}
	for round, limit := range []ids.PageID{10, 200, 50, 300} {
		if _, err := p.Shrink(limit); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Reserve(limit); err != nil {
			t.Fatal(err)
		}
		ref := ids.PageRef{ID: limit - 1, Birth: ids.TxID(round + 1)}
		checkInMap(t, p, ref, writeLeaf(t, p, ref))
		if _, err := p.Read(ref, ref.ID, ref.Birth); err == nil {
			t.Errorf("page %d was read by a state that ends before it", ref.ID)
		}
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Read(ids.PageRef{ID: 299, Birth: 4}, 300, 4); err == nil {
		t.Error("a page was read after Close")
	}
}

// writeLeaf writes a leaf with its number in it and returns its bytes.
func writeLeaf(t *testing.T, p *Pager, ref ids.PageRef) []byte {
	t.Helper()
	b := make([]byte, pageSize)
	page.Init(b, page.KindLeaf, ref)
	stamp(b, uint64(ref.ID))
	page.Seal(b)
	if err := p.WritePage(ref.ID, b); err != nil {
		t.Fatal(err)
	}
	return b
}

// checkInMap reads a page twice: the first time it is verified, the second time it is only looked up.
func checkInMap(t *testing.T, p *Pager, ref ids.PageRef, want []byte) {
	t.Helper()
	for range 2 {
		got, err := p.Read(ref, ref.ID+1, ref.Birth)
		if err != nil || !bytes.Equal(got, want) {
			t.Fatalf("page %d: wrong content, error %v", ref.ID, err)
		}
	}
	if b := p.inMap(ref.ID); !bytes.Equal(b, want) && (b != nil || runtime.GOOS == "linux") {
		t.Errorf("page %d is not found in the map", ref.ID)
	}
}

// TestFollowedPagesAreInTheMap lets a process that only reads follow a file that another one lengthens: what has come is found in the map like what was
// there when it opened the file.
func TestFollowedPagesAreInTheMap(t *testing.T) {
	name := filepath.Join(t.TempDir(), "data")
	file, err := vfs.OS().Create(name, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	open := func(file vfs.File) *Pager {
		store, err := OpenFileStore(file, 1<<30)
		if err != nil {
			t.Fatal(err)
		}
		p := New(store, Options{PageSize: pageSize, GrowthStep: pageSize, SizeMax: 1 << 30})
		t.Cleanup(func() {
			if err := p.Close(); err != nil {
				t.Error(err)
			}
		})
		return p
	}
	writer := open(file)
	file, err = vfs.OS().OpenReadOnly(name)
	if err != nil {
		t.Fatal(err)
	}
	reader := open(file)
	for round, limit := range []ids.PageID{10, 200, 300} {
		if _, err := writer.Reserve(limit); err != nil {
			t.Fatal(err)
		}
		ref := ids.PageRef{ID: limit - 1, Birth: ids.TxID(round + 1)}
		want := writeLeaf(t, writer, ref)
		if err := reader.Follow(limit); err != nil {
			t.Fatal(err)
		}
		checkInMap(t, reader, ref, want)
	}
}
