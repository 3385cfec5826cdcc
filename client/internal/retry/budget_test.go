package retry

import (
	"testing"
	"time"
)

// TestBudget spends the reserve, earns by commands and by time, and never holds more than the reserve.
func TestBudget(t *testing.T) {
	b, now := NewBudget(BudgetOptions{Share: 20, Reserve: 3, PerSecond: 2}), time.Unix(1000, 0)
	spend := func(want int) {
		t.Helper()
		got := 0
		for b.Spend(now) {
			got++
		}
		if got != want {
			t.Fatalf("%d retries, want %d", got, want)
		}
	}
	spend(3)
	for range 10 {
		b.Earn()
	}
	spend(2)
	now = now.Add(time.Second)
	spend(2)
	for range 1000 {
		b.Earn()
	}
	now = now.Add(time.Hour)
	spend(3)
}
