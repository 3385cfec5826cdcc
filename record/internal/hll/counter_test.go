package hll

import (
	"encoding/binary"
	"testing"
)

// TestCounter counts known numbers of elements, each given twice: estimates are within 4 %, and exact for none and one.
func TestCounter(t *testing.T) {
	c := NewCounter()
	if got := c.Estimate(); got != 0 {
		t.Errorf("nothing counts %d", got)
	}
	for n := range uint64(100_000) {
		for range 2 {
			c.Add(binary.LittleEndian.AppendUint64(nil, n))
		}
		want := n + 1
		if want != 1 && want%9_999 != 0 {
			continue
		}
		if got := c.Estimate(); got*100 < want*96 || got*100 > want*104 {
			t.Errorf("%d elements count %d", want, got)
		}
	}
}
