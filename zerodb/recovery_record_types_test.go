package zerodb

import (
	"slices"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestTypesOfRecords reads the log of a database that was opened, written to, also by a transaction in pieces, and checkpointed, and finds the types that
// docs/format/log.md gives to these records.
func TestTypesOfRecords(t *testing.T) {
	files := memfs.New(memfs.Options{})
	opts := spillOptions(files, 2)
	opts.CheckpointLogBytes, opts.LogKeepBytes = 64*mebibyte, 1*gibibyte
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 10)
	must(t, db.Checkpoint(t.Context()))
	s := newSpiller(t, db, 1)
	s.change(200, 800, 400)
	must(t, s.tx.Commit())
	source := logSource{fs: files, path: "db", identity: db.identity}
	r, err := wal.NewReader(source.options(), wal.Position{}, 0)
	must(t, err)
	defer r.Close()
	var types []uint8
	for {
		record, err := r.Next(ids.LSN(endOfLog))
		if err != nil {
			break
		}
		if last := len(types) - 1; last < 0 || types[last] != record.Type {
			types = append(types, record.Type)
		}
	}
	// Opened, a commit, the checkpoint, pieces, the commit that ends them.
	if want := []uint8{3, 1, 2, 4, 1}; !slices.Equal(types, want) {
		t.Errorf("types of records are %v, want %v", types, want)
	}
}
