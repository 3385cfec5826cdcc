package limiter

import (
	"testing"
	"time"
)

// TestRate checks the burst, the spacing after it and the refusal of those who cannot wait.
func TestRate(t *testing.T) {
	l, now := New(100), time.Unix(1000, 0)
	for i := range 10 {
		if wait, ok := l.Reserve(now, 0); !ok || wait != 0 {
			t.Fatalf("burst %d: %v", i, wait)
		}
	}
	if _, ok := l.Reserve(now, 9*time.Millisecond); ok {
		t.Fatal("no patience, but a place")
	}
	for i := range 5 {
		if wait, ok := l.Reserve(now, time.Second); !ok || wait != time.Duration(i+1)*10*time.Millisecond {
			t.Fatalf("%d: %v", i, wait)
		}
	}
	if wait, ok := l.Reserve(now.Add(time.Second), 0); !ok || wait != 0 {
		t.Fatal(wait)
	}
}
