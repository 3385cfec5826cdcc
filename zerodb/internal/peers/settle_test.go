package peers

import (
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// TestSettle makes sure that Highest can be lowered, never raised, by Settle, and is raised by the next root with more pages.
func TestSettle(t *testing.T) {
	m := fresh(t, 1)
	root := rootOf(9)
	m.Publish(root)
	m.Settle(root.HighWater + 5)
	if got := m.Highest(); got != root.HighWater {
		t.Errorf("raised to %d", got)
	}
	m.Settle(2)
	if got := m.Highest(); got != 2 {
		t.Errorf("lowered to %d", got)
	}
	root.HighWater = 7
	m.Publish(root)
	if got := m.Highest(); got != 7 {
		t.Errorf("after a root of 7 pages it is %d", got)
	}
	m.SetDurable(42)
	if got := m.Durable(); got != 42 {
		t.Errorf("durable up to %d", got)
	}
}

// TestWant makes sure that the greatest position that was asked for counts, until another writer comes.
func TestWant(t *testing.T) {
	m := fresh(t, 1)
	for _, ask := range []struct{ lsn, want ids.LSN }{{7, 7}, {3, 7}, {9, 9}} {
		if m.Want(ask.lsn); m.Wanted() != ask.want {
			t.Errorf("after %d was asked for it is %d", ask.lsn, m.Wanted())
		}
	}
	if m.BeginLife(1, 2); m.Wanted() != 0 {
		t.Errorf("another writer is asked for %d", m.Wanted())
	}
}
