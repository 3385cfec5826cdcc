package zerodb

import (
	"context"
	"encoding/binary"
	"path/filepath"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// plantMaze puts branches behind the end of a data file that are intact each for itself: each refers to the next with all of its entries, the last to itself.
// Who follows every reference never comes to an end.
func plantMaze(t *testing.T, opts Options, birth ids.TxID) {
	t.Helper()
	file, err := opts.FS.Open(filepath.Join("db", dataName))
	must(t, err)
	size, err := file.Size()
	must(t, err)
	const levels, entries = 12, 60
	first := ids.PageID(size / 4096)
	for level := range ids.PageID(levels) {
		ref := ids.PageRef{ID: first + level, Birth: birth}
		child := ids.PageRef{ID: min(ref.ID+1, first+levels-1), Birth: birth}
		b := make([]byte, 4096)
		page.Init(b, page.KindBranch, ref)
		for i := range entries {
			var key []byte
			if i > 0 {
				key = binary.BigEndian.AppendUint16(nil, uint16(i))
			}
			if !page.Node(b).Insert(i, key, page.AppendChild(nil, child)) {
				t.Fatal("no room for another entry")
			}
		}
		page.Seal(b)
		_, err := file.WriteAt(b, int64(ref.ID)*4096)
		must(t, err)
	}
	must(t, file.Close())
}

// TestSalvageOfAMaze makes sure that salvaging comes to an end where pages refer to each other in more ways than anybody can follow, with meta pages, whose
// tables have lost pages, and without.
func TestSalvageOfAMaze(t *testing.T) {
	for name, damage := range map[string]func(t *testing.T, opts Options){
		"with meta pages": func(t *testing.T, opts Options) {
			i, err := Inspect("db", opts)
			must(t, err)
			defer func() { must(t, i.Close()) }()
			for n := uint64(2); n < i.Pages(); n++ {
				if p, err := i.Page(n); err == nil && p.Kind == "branch" && p.Err == nil {
					flipData(t, opts.FS, int64(n)*4096+200)
				}
			}
		},
		"without": func(t *testing.T, opts Options) { zero(t, opts.FS, 0, 8192) },
	} {
		t.Run(name, func(t *testing.T) {
			opts, _ := wreck(t)
			damage(t, opts)
			birth := ids.TxID(1)
			if name == "without" {
				birth = txLoaded
			}
			plantMaze(t, opts, birth)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			if _, err := Salvage(ctx, "db", "saved", opts, SalvageOptions{Guess: true}); err != nil {
				t.Error(err)
			}
		})
	}
}
