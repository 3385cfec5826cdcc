package peers

import "testing"

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
