package transaction

import (
	"bytes"
	"errors"
	"testing"
)

// FuzzRows feeds arbitrary rows: nothing panics, and what is accepted is written again as it was.
func FuzzRows(f *testing.F) {
	f.Add(AppendLock(nil, &Lock{ID: 5, Generation: 2, Stored: []byte{1}}))
	f.Add(AppendLock(nil, &Lock{ID: 5, Generation: 2}))
	f.Add(AppendMonitor(nil, &Monitor{ID: 5, DeadlineSeconds: 9, Forward: true, Digests: []byte{0x91, 0xa0}}))
	f.Fuzz(func(t *testing.T, row []byte) {
		if l, err := DecodeLock(row); err == nil {
			if again := AppendLock(nil, &l); !bytes.Equal(again, row) {
				t.Fatalf("lock %x, again %x", row, again)
			}
		} else if !errors.Is(err, ErrMalformed) {
			t.Fatal(err)
		}
		m, err := DecodeMonitor(row)
		if err != nil {
			return
		}
		if again := AppendMonitor(nil, &m); !bytes.Equal(again, row) {
			t.Fatalf("monitor %x, again %x", row, again)
		}
		m.Has(MonitorDigest(1))
		m.Add(row)
	})
}

// TestVectors pins the rows that docs/format/transactions.md shows.
func TestVectors(t *testing.T) {
	lock := AppendLock(nil, &Lock{ID: 5, Generation: 2})
	if want := []byte{1, 1, 2, 0, 5, 0, 0, 0, 0, 0, 0, 0}; !bytes.Equal(lock, want) {
		t.Errorf("lock %x", lock)
	}
	monitor := AppendMonitor(nil, &Monitor{ID: 5, DeadlineSeconds: 9, Forward: true})
	if want := []byte{1, 1, 9, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0}; !bytes.Equal(monitor, want) {
		t.Errorf("monitor %x", monitor)
	}
}
