package pager

import (
	"math/rand/v2"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// TestPrivateTable puts, finds and removes random numbers beside a map. Numbers from a small range collide often.
func TestPrivateTable(t *testing.T) {
	const seed = 11
	random := rand.New(rand.NewPCG(seed, 0))
	var table privateTable
	model := map[ids.PageID]*private{}
	for i := range 50_000 {
		id := ids.PageID(random.IntN(700)) << (random.IntN(2) * 20)
		switch {
		case model[id] == nil && random.IntN(3) > 0:
			p := &private{ref: ids.PageRef{ID: id, Birth: 1}}
			table.put(p)
			model[id] = p
		case random.IntN(2) == 0:
			table.remove(id)
			delete(model, id)
		}
		if got := table.get(id); got != model[id] {
			t.Fatalf("seed %d, step %d: page %d is %v, want %v", seed, i, id, got, model[id])
		}
		if table.count() != len(model) {
			t.Fatalf("seed %d, step %d: %d pages, want %d", seed, i, table.count(), len(model))
		}
	}
	if got := len(table.appendAll(nil)); got != len(model) {
		t.Errorf("appendAll: %d pages, want %d", got, len(model))
	}
	table.clear()
	if table.get(3) != nil || table.count() != 0 {
		t.Error("clear left something behind")
	}
}
