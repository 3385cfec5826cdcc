package journal

import (
	"fmt"
	"testing"
)

// TestHandlesOfTables asks for the handles of few and of many tables again and again, in two transactions: each name keeps its own.
func TestHandlesOfTables(t *testing.T) {
	var w Writer
	for _, count := range []int{3 * fewTables, 2, fewTables, fewTables + 1} {
		w.Reset()
		for range 2 {
			for i := range count {
				if got := w.Table(fmt.Sprintf("table %d", i)); got != Table(i) {
					t.Errorf("table %d of %d has the handle %d", i, count, got)
				}
			}
		}
	}
}
